"""What a public question consists of, and how its trouble is recognised.

The numbers are the asker's: data, layers, activations, rate, loss. Where a question leaves one
out, or a network is too large for this program, the comment beside the preset says what was
chosen. No sentence is taken over.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import msgspec

from tui_descent import actions
from tui_descent.presets.building import build
from tui_descent.presets.format import PresetFile
from tui_descent.presets.preset import Preset
from tui_descent.session.session import Session

Tables = Mapping[str, Any]
Points = list[list[float]]  # a row for each

LONGER = 5000  # passes at most after the words, where a question ends at a loss
REST = 100  # passes that must change next to nothing where the loss rests


class Trouble(Protocol):
    """What goes wrong at the moment of the question."""

    def seen_in(self, session: Session) -> bool:
        """Return whether it does; the session stays where it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One question and its accepted or top answer.

    name      of the preset and of the test
    source    where it was asked
    asked     the trouble
    answer    what the answer calls cause and cure
    read      whether that was read there; the copy at hand may end with the question, and then
              it is the usual answer
    preset    tables of a preset file
    words     commands that lead to the moment of the question
    until     after them it goes on until the loss is larger than this
    trouble   what is seen then
    printed   the losses that the question quotes, by pass
    remedy    commands that do what the answer advises; () where no command does
    cured     the loss is at most this, so many passes after the remedy: (loss, passes)
    verdicts  words of the verdict that are right at that moment
    cause     a pattern that the verdict's text must match; empty: any
    cure      likewise, for the advice
    never     a pattern for advice that would make it worse
    needed    whether the program must name a cure: one of those it knows helps
    floor     the lowest loss that can be reached
    patience  numbers of passes, one of which must be enough for a cure to show
    """

    name: str
    source: str
    asked: str
    answer: str
    preset: Tables
    words: tuple[str, ...]
    trouble: Trouble
    verdicts: frozenset[str]
    read: bool = True
    until: float | None = None
    printed: Mapping[int, float] = field(default_factory=dict)
    remedy: tuple[str, ...] = ()
    cured: tuple[float, int] = (math.inf, 0)
    cause: str = ""
    cure: str = ""
    never: str = ""
    needed: bool = True
    floor: float = 0.0
    patience: tuple[int, ...] = (300, 3000)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question about data that the loss cannot take: the program must refuse it.

    refused  patterns that its one line must match: what is wrong, and the remedy
    mended   the same preset with the remedy followed
    """

    name: str
    source: str
    asked: str
    answer: str
    preset: Tables
    refused: tuple[str, ...]
    mended: Tables


@dataclass(frozen=True, slots=True)
class Overflow:
    """The loss is infinite or no number."""

    def seen_in(self, session: Session) -> bool:
        """Return whether the descent has diverged."""
        return session.ended


@dataclass(frozen=True, slots=True)
class Ratio:
    """Each of the last three passes has multiplied the loss by a number between these."""

    least: float
    most: float = math.inf

    def seen_in(self, session: Session) -> bool:
        """Return whether they did."""
        losses = session.walk.last_losses(4)
        ratios = losses[1:] / losses[:-1]
        return len(ratios) == 3 and bool(((self.least <= ratios) & (ratios <= self.most)).all())


@dataclass(frozen=True, slots=True)
class Rest:
    """The loss is `loss` to a hundredth, and REST more passes change it by less than that."""

    loss: float

    def seen_in(self, session: Session) -> bool:
        """Return whether it rests there."""
        here = session.loss
        session.step(REST)
        change = abs(session.loss - here)
        session.back(REST)
        return math.isclose(here, self.loss, rel_tol=0.01) and change < 0.01 * here


@dataclass(frozen=True, slots=True)
class Rise:
    """The last pass has raised the loss on all samples."""

    def seen_in(self, session: Session) -> bool:
        """Return whether it did."""
        before, after = session.walk.last_losses(2)
        return bool(after > before)


@dataclass(frozen=True, slots=True)
class Climb:
    """The loss is so many times the lowest one of the run."""

    times: float

    def seen_in(self, session: Session) -> bool:
        """Return whether it has climbed that far."""
        lowest = session.walk.last_losses(session.state.passes).min()
        return bool(session.loss > self.times * lowest)


def preset_of(name: str, tables: Tables) -> Preset:
    """Return the preset that the tables describe; raises PresetError."""
    return build(Path(f"{name}.toml"), msgspec.convert(tables, PresetFile))


def begun(question: Question) -> Session:
    """Return a session at pass 0 of the question's preset."""
    return Session(preset_of(question.name, question.preset))


def at_the_moment(question: Question) -> Session:
    """Return a session that stands where the question is asked."""
    session = begun(question)
    for line in question.words:
        actions.run(session, line)
    if question.until is not None:
        for _ in range(LONGER):
            if session.loss > question.until:
                break
            session.step()
    return session


def column(values: Iterable[float]) -> Points:
    """Return points of one number each."""
    return [[float(value)] for value in values]


def network(
    inputs: Points,
    targets: Points,
    layers: list[int],
    activations: list[str],
    rate: float,
    loss: str = "mse",
    training: Tables | None = None,
    **start: Any,
) -> Tables:
    """Return the tables of a preset on literal points; `start` goes into [network]."""
    return {
        "format": 1,
        "title": "A public question",
        "data": {"inputs": inputs, "targets": targets},
        "network": {"layers": layers, "activations": activations, **start},
        "training": {"learning_rate": rate, "loss": loss, **(training or {})},
    }
