"""What a condition may ask for: ranges of a number, of something in particular.

Each kind knows whether a value is right, whether it fits a problem, and how a message calls it.
"""

import math
from typing import Any

from tui_descent import actions
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.presets.checks import Checks
from tui_descent.presets.format import Table
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.session import Session

BOUNDS = ("below", "above", "at_most", "at_least", "equals", "size_below")
TYPED = ("next", "slope", "loss", "limit", "passes", "best")
NO_NETWORK = "asked of a surface, which has none"


class Range(Table):
    """Where a number must lie; what is given must all hold."""

    below: float | None = None
    above: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    equals: float | None = None
    within: float | None = None
    within_percent: float | None = None
    size_below: float | None = None

    def holds(self, value: float | None) -> bool:
        """Whether a number lies there; one that is not finite is only ever `above`."""
        if value is None or math.isnan(value):
            return False
        if self.equals is not None and not abs(value - self.equals) <= self.tolerance:
            return False
        return (
            (self.below is None or value < self.below)
            and (self.above is None or value > self.above)
            and (self.at_most is None or value <= self.at_most)
            and (self.at_least is None or value >= self.at_least)
            and (self.size_below is None or abs(value) < self.size_below)
        )

    @property
    def tolerance(self) -> float:
        """How far from `equals` a number may be."""
        if self.within is not None:
            return self.within
        if self.within_percent is not None:
            return abs(self.equals or 0.0) * self.within_percent / 100.0
        return 1e-9 * abs(self.equals or 0.0)

    def __str__(self) -> str:
        words = {
            "below": "below",
            "above": "above",
            "at_most": "at most",
            "at_least": "at least",
            "equals": "",
            "size_below": "smaller in size than",
        }
        return " and ".join(
            f"{word} {getattr(self, field):g}".strip()
            for field, word in words.items()
            if getattr(self, field) is not None
        )

    def called(self, words: str) -> str:
        """How a message calls the number that is asked for."""
        return words

    def check(self, session: Session, key: str, checks: Checks) -> None:
        """Raise PresetError where it says nothing, or nothing of this session."""
        if all(getattr(self, bound) is None for bound in BOUNDS):
            wrong = "says nothing of its value"
            checks.fail(key, wrong, f"add one of: {', '.join(BOUNDS)}")
        for bound in (*BOUNDS, "within", "within_percent"):
            value = getattr(self, bound)
            if value is not None:
                checks.finite(value, f"{key}.{bound}", "0.01")
        if self.equals is None and (self.within, self.within_percent) != (None, None):
            checks.fail(key, "within without equals", "say which value it must be near")


class Setting(Range, kw_only=True):
    """A setting of the optimizer."""

    of: str

    def called(self, words: str) -> str:
        return f"{words} of {self.of}"


class Parameter(Setting, kw_only=True):
    """A number that belongs to a parameter."""

    def check(self, session: Session, key: str, checks: Checks) -> None:
        super().check(session, key, checks)
        parameter(session, self.of, f"{key}.of", checks)


class Output(Range, kw_only=True):
    """A number of one sample; both count from 1."""

    sample: int = 1
    output: int = 1

    def called(self, words: str) -> str:
        return f"{words} for sample {self.sample}"

    def check(self, session: Session, key: str, checks: Checks) -> None:
        super().check(session, key, checks)
        problem = _network(session, key, checks)
        _check_sample(self.sample, problem, key, checks)
        outputs = problem.network.layers[-1]
        if not 1 <= self.output <= outputs:
            wrong = f"{self.output} of {outputs} outputs"
            checks.fail(f"{key}.output", wrong, f"give 1 to {outputs}")


class Unit(Range, kw_only=True):
    """What a unit passes on: `h1`, `o1`, `x2`."""

    of: str
    sample: int = 1

    def called(self, words: str) -> str:
        return f"output of {self.of} for sample {self.sample}"

    def check(self, session: Session, key: str, checks: Checks) -> None:
        super().check(session, key, checks)
        problem = _network(session, key, checks)
        network = problem.network
        known = [name for layer in range(len(network.layers)) for name in network.unit_names(layer)]
        checks.choice([*known, *network.numbered_inputs], self.of, f"{key}.of")
        _check_sample(self.sample, problem, key, checks)


class Last(Range, kw_only=True):
    """A number over the last `passes` passes."""

    passes: int

    def called(self, words: str) -> str:
        return f"{words} over {self.passes} passes"


class Until(Range, kw_only=True):
    """After how many passes since the start the loss was first below a value."""

    loss: float

    def called(self, words: str) -> str:
        return f"first pass with a loss below {self.loss:g}"


class Lead(Range, kw_only=True):
    """By how many passes runners of a race were below a loss before all others.

    of  names of optimizers
    """

    loss: float
    of: tuple[str, ...]

    def called(self, words: str) -> str:
        return f"{words} of {' and '.join(self.of)}"

    def check(self, session: Session, key: str, checks: Checks) -> None:
        super().check(session, key, checks)
        for place, name in enumerate(self.of):
            checks.choice(OPTIMIZERS, name, f"{key}.of[{place}]")


class Direction(Range, kw_only=True):
    """The angle between the way down and the way to a place, one number a parameter."""

    to: tuple[float, ...]

    def check(self, session: Session, key: str, checks: Checks) -> None:
        super().check(session, key, checks)
        if len(self.to) != session.parameter_count:
            wrong = f"{len(self.to)} numbers for {session.parameter_count} parameters"
            checks.fail(f"{key}.to", wrong, "give one for each")


class Typed(Table):
    """Values that the learner typed before seeing them.

    what     next: the selected parameter after the next pass; slope: its slope; loss: the
             loss after the next pass; limit: the stability limit of the learning rate here;
             passes: how many it takes from here to a loss below `loss`;
             best: the pass since the reset with the lowest loss on the points held out
    times    how many right ones, each at another pass or of another parameter
    of       only these parameters
    value    the last right one is this
    """

    what: str
    times: int = 1
    within: float | None = None
    within_percent: float | None = None
    of: tuple[str, ...] = ()
    value: float | None = None
    loss: float | None = None

    def holds(self, value: float) -> bool:
        """Whether this many right ones are enough."""
        return value >= self.times

    def tolerance(self, value: float) -> float:
        """How far from a value a guess may be."""
        if self.within is not None:
            return self.within
        return abs(value) * (self.within_percent or 0.0) / 100.0

    def __str__(self) -> str:
        return f"{self.times} or more"

    def called(self, words: str) -> str:
        """How a message calls the number that is asked for."""
        return words

    def check(self, session: Session, key: str, checks: Checks) -> None:
        """Raise PresetError where it asks for what there is not."""
        checks.choice(TYPED, self.what, f"{key}.what")
        checks.at_least(self.times, 1, f"{key}.times")
        if (self.within is None) == (self.within_percent is None):
            wrong = "needs a tolerance"
            checks.fail(key, wrong, "give within = 0.01, or within_percent = 1")
        if self.what == "best" and session.walk.validation_loss is None:
            wrong = "asks for the best pass where no points are held out"
            checks.fail(f"{key}.what", wrong, "add data.held_out to the preset")
        if (self.loss is not None) != (self.what == "passes"):
            wrong = "the loss that passes lead to belongs to what = 'passes', and to no other"
            checks.fail(f"{key}.loss", wrong, "give loss = 0.01 there, and leave it out elsewhere")
        for place, name in enumerate(self.of):
            parameter(session, name, f"{key}.of[{place}]", checks)


def listed(value: Any) -> tuple[Any, ...]:
    """Each of several that are asked for; one alone is one of them."""
    return value if isinstance(value, tuple) else (value,)


def _network(session: Session, key: str, checks: Checks) -> NetworkProblem:
    problem = session.preset.problem
    if not isinstance(problem, NetworkProblem):
        checks.fail(key, NO_NETWORK, "leave it out")
    return problem


def _check_sample(sample: int, problem: NetworkProblem, key: str, checks: Checks) -> None:
    samples = problem.data.samples
    if not 1 <= sample <= samples:
        wrong = f"{sample} of {samples} samples"
        checks.fail(f"{key}.sample", wrong, f"give 1 to {samples}")


def parameter(session: Session, name: str, key: str, checks: Checks) -> int:
    """Return the index of the parameter that the key names."""
    try:
        return actions.parameter(session, name)
    except actions.CommandError as error:
        wrong, _, right = str(error).partition("; ")
        checks.fail(key, wrong, right)
