"""The tables of a lesson file, as they stand in it.

Types only: what must fit together is checked where a lesson is loaded.
"""

from typing import Any

import msgspec

from tui_descent.lessons.conditions import Conditions
from tui_descent.presets.format import PresetFile, Table


class StartTable(Table):
    """What is other than in the preset when the lesson opens."""

    learning_rate: float | None = None
    optimizer: str | dict[str, Any] | None = None
    select: str | None = None
    view: str | None = None
    fog: bool = False
    log_axis: bool = False


class AnswerTable(Table):
    """One answer, and what is said to whoever chose it."""

    text: str
    explain: str
    right: bool = False


class PredictTable(Table):
    """A question that is asked before it is tried."""

    question: str
    answer: tuple[AnswerTable, ...]
    after_block: int | None = None


class GoalTable(Conditions):
    """What is to be reached, in words and as conditions.

    seen  once reached it stays so, whatever comes after; otherwise a reset takes it back
    then  it counts only once all goals above it are reached
    """

    text: str = ""
    seen: bool = False
    then: bool = False


class ExpectTable(Conditions):
    """A claim: after these commands from the lesson's start this holds.

    claim  the words of the lesson that it proves
    """

    commands: tuple[str, ...] = ()
    claim: str = ""
    case: str = ""


class SourceTable(Table):
    """Where to read on, or where a number is from."""

    text: str
    url: str = ""


class InWordsTable(Table):
    """A sentence that names keys, and what it says where commands are typed instead.

    keys   the sentence, or a part of it, as it stands in the lesson
    words  the same with commands in backquotes
    """

    keys: str
    words: str


class CaseTable(Table):
    """One of several runs with something wrong: name the cause, then cure it.

    also_true  other causes that are true of it; naming one of them is right, too
    """

    name: str
    preset: str | PresetFile
    cause: str
    cure: Conditions
    solution: tuple[str, ...]
    explain: str
    also_true: tuple[str, ...] = ()
    text: str = ""
    start: StartTable = msgspec.field(default_factory=StartTable)


class LessonFile(Table):
    """A whole lesson file."""

    format: int
    title: str
    idea: str
    text: tuple[str, ...]
    goal: tuple[GoalTable, ...]
    hints: tuple[str, ...]
    explain: tuple[str, ...]
    preset: str | PresetFile | None = None
    start: StartTable = msgspec.field(default_factory=StartTable)
    needs: tuple[str, ...] = ()
    minutes: int | None = None
    hide_panels: tuple[str, ...] = ()
    hide_keys: tuple[str, ...] = ()
    predict: tuple[PredictTable, ...] = ()
    solution: tuple[str, ...] = ()
    essential: tuple[str, ...] = ()
    expect: tuple[ExpectTable, ...] = ()
    source: tuple[SourceTable, ...] = ()
    in_words: tuple[InWordsTable, ...] = ()
    case: tuple[CaseTable, ...] = ()
    causes: tuple[str, ...] = ()
    asks: str = ""
