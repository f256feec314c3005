"""What has happened in a session, as far as it cannot be read off the session as it stands."""

import math
from collections.abc import Collection
from typing import Literal

import numpy as np
from msgspec import Struct

from tui_descent import actions
from tui_descent.analysis.health import Health, health
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import NetworkObjective
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.session import Event, Session

Note = Literal["losses", "validation", "minima"]

APART = 0.1  # between two places that count as different minima
TINY = 0.05  # a gradient's length, below which the verdict is asked whether it is at rest


class Guess(Struct, frozen=True):
    """A value that was typed and came true: what of, at which pass, of which parameter."""

    what: str
    passes: int
    index: int
    value: float


class Noted(Struct, frozen=True):
    """What Observations have noted since the last reset, to go back to.

    extremes  the lowest and the highest loss, and the lowest on the points held out
    best      after how many passes that was
    """

    moved: frozenset[int]
    flips: dict[str, int]
    signs: dict[str, float]
    extremes: tuple[float, float, float]
    best: int


class Observations:
    """What has happened in a session, as far as some conditions ask for it.

    notes  what to note of it: minima, extremes of the losses or of the validation loss
    signs  the parameters whose slope's sign is watched

    Since the last reset: moves by hand, changes of sign, extremes. For good: minima, guesses.
    """

    def __init__(
        self, session: Session, notes: Collection[Note] = (), signs: tuple[str, ...] = ()
    ) -> None:
        self.session = session
        self.minima: list[FloatArray] = []
        self.guesses: list[Guess] = []
        self.cases_solved = 0
        self._notes = frozenset(notes)
        self._signs_of = signs
        self._indices: dict[str, int] = {}
        self._begin()

    def _begin(self) -> None:
        self.moved: set[int] = set()
        self.flips = dict.fromkeys(self._signs_of, 0)
        self._signs = {name: self._sign(name) for name in self._signs_of}
        self.lowest_loss = self.highest_loss = self.session.loss
        self.lowest_validation, self.best = math.inf, 0
        self._extremes()

    def snapshot(self) -> Noted:
        """Return what was noted since the last reset."""
        extremes = self.lowest_loss, self.highest_loss, self.lowest_validation
        return Noted(
            frozenset(self.moved), dict(self.flips), dict(self._signs), extremes, self.best
        )

    def restore(self, noted: Noted) -> None:
        """Go back to what had been noted; minima and guesses stay for good."""
        self._indices.clear()
        self.moved = set(noted.moved)
        self.flips, self._signs = dict(noted.flips), dict(noted.signs)
        self.lowest_loss, self.highest_loss, self.lowest_validation = noted.extremes
        self.best = noted.best

    def observe(self, event: Event) -> None:
        """Take account of what has just happened."""
        with np.errstate(all="ignore"):
            self._observe(event)

    def _observe(self, event: Event) -> None:
        if event == "reset":
            self._indices.clear()
            self._begin()
            return
        if event == "moved":
            self.moved.add(self.session.selected)
        for name in self._signs_of:
            sign, before = self._sign(name), self._signs[name]
            if sign:
                self.flips[name] += bool(before) and sign != before and event != "went"
                self._signs[name] = sign
        self._extremes()
        if "minima" in self._notes and event == "pass":
            self._look_for_minimum()

    def _extremes(self) -> None:
        if "losses" in self._notes:
            loss = self.session.loss
            self.lowest_loss = min(self.lowest_loss, loss)
            self.highest_loss = max(self.highest_loss, loss)
        if "validation" in self._notes:
            loss = self.session.walk.validation_loss or 0.0
            if loss < self.lowest_validation:
                self.lowest_validation, self.best = loss, self.session.state.passes

    def _sign(self, name: str) -> float:
        """Of the slope of a parameter; 0 where a network built anew has no such one."""
        try:
            index = self.index(name)
        except actions.CommandError:
            return 0.0
        return float(np.sign(self.session.state.gradient[index]))

    def _look_for_minimum(self) -> None:
        state = self.session.state
        if not np.linalg.norm(state.gradient) < TINY:
            return
        known = any(
            one.shape == state.theta.shape and np.linalg.norm(state.theta - one) < APART
            for one in self.minima
        )
        if not known and self.session.advice.quick.word == "minimum":
            self.minima.append(state.theta)

    def index(self, name: str) -> int:
        """The index of a parameter by its name."""
        found = self._indices.get(name)
        if found is None:
            found = self._indices[name] = actions.parameter(self.session, name)
        return found


def problem_of(seen: Observations) -> NetworkProblem | None:
    """The network that is trained; None: it is a surface."""
    problem = seen.session.preset.problem
    return problem if isinstance(problem, NetworkProblem) else None


def layers_of(seen: Observations) -> list[FloatArray]:
    """The activations of each layer, shape (units, samples); of a network alone."""
    objective = seen.session.objective
    assert isinstance(objective, NetworkObjective)
    with np.errstate(all="ignore"):
        return objective.activations(seen.session.state.theta)


def health_of(seen: Observations) -> Health:
    """How well the layers can learn; of a network alone."""
    objective = seen.session.objective
    assert isinstance(objective, NetworkObjective)
    return health(objective, seen.session.state.theta)
