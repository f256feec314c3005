"""A lesson, checked and ready."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from tui_descent.engine.optimizers import Optimizer
from tui_descent.lessons.conditions import Conditions
from tui_descent.lessons.format import ExpectTable, GoalTable, InWordsTable, SourceTable
from tui_descent.presets import Preset
from tui_descent.session.session import Session


class Start(Struct, frozen=True):
    """How a problem is opened.

    view      the name of the view to show first; "" leaves it
    fog       whether the landscape lies in fog
    log_axis  whether the loss axis is logarithmic
    """

    learning_rate: float
    optimizer: Optimizer
    selected: int = 0
    view: str = ""
    fog: bool = False
    log_axis: bool = False


class Answer(Struct, frozen=True):
    """One answer, and what is said to whoever chose it."""

    text: str
    right: bool
    explain: str


class Prediction(Struct, frozen=True):
    """A question that is asked before it is tried; exactly one answer is right.

    after_block  it is asked once this many blocks of the text have been read
    """

    question: str
    answers: tuple[Answer, ...]
    after_block: int


class Goal(Struct, frozen=True):
    """One line of the checklist.

    conditions  all of them must hold at one moment
    seen        once reached it stays so; otherwise a reset takes it back
    then        it counts only once all goals above it are reached
    """

    text: str
    conditions: Conditions
    seen: bool
    then: bool


class Case(Struct, frozen=True):
    """One of several broken runs.

    cause      the right one of the lesson's causes
    also_true  others of them that are true of it as well
    cure       what must hold once it is cured
    solution   commands that cure it
    """

    name: str
    text: str
    preset: Preset
    start: Start
    cause: str
    also_true: tuple[str, ...]
    cure: Conditions
    solution: tuple[str, ...]
    explain: str

    def accepts(self, cause: str) -> bool:
        """Whether this cause is true of the case."""
        return cause == self.cause or cause in self.also_true


class Lesson(Struct, frozen=True):
    """One idea: what is read, what is asked, what is to be reached.

    name      of the file; of a shipped one without its number: `too-small`
    number    its place among the shipped ones; 0 for a file of one's own
    needs     the names of lessons that it builds on; of a shipped one see `syllabus.py`
    minutes   how long it takes; None: its file does not say
    text      blocks of Markdown, each small enough for one folded screen
    explain   the same, shown once the goals are reached
    hide_panels, hide_keys
              ids of what would give the answer away
    essential commands of the solution without which the goals must not be reached
    in_words  what its sentences with keys say in the plain mode
    asks      what is asked of each case, before anything moves there; "": what is wrong with it
    """

    name: str
    number: int
    path: Path
    title: str
    idea: str
    needs: tuple[str, ...]
    minutes: int | None
    preset: Preset
    start: Start
    text: tuple[str, ...]
    predictions: tuple[Prediction, ...]
    goals: tuple[Goal, ...]
    hints: tuple[str, ...]
    explain: tuple[str, ...]
    solution: tuple[str, ...]
    essential: tuple[str, ...]
    expects: tuple[ExpectTable, ...]
    sources: tuple[SourceTable, ...]
    in_words: tuple[InWordsTable, ...]
    hide_panels: tuple[str, ...]
    hide_keys: tuple[str, ...]
    cases: tuple[Case, ...]
    causes: tuple[str, ...]
    asks: str = ""

    def session(self, case: Case | None = None) -> Session:
        """Return a new session at the start of the lesson, or of one of its cases."""
        if case is not None:
            return opened(case.preset, case.start)
        return opened(self.preset, self.start)


def opened(preset: Preset, start: Start) -> Session:
    """Return a session that stands where `start` says."""
    session = Session(prepared(preset, start))
    session.selected = start.selected
    return session


def prepared(preset: Preset, start: Start) -> Preset:
    """The preset with the learning rate and optimizer of the start."""
    return replace(preset, learning_rate=start.learning_rate, optimizer=start.optimizer)


def conditions_of(table: GoalTable | ExpectTable) -> Conditions:
    """Only the conditions of a goal or claim."""
    names = Conditions.__struct_fields__
    return Conditions(**{name: getattr(table, name) for name in names})
