"""What a goal or a claim may ask of a session: a small declared vocabulary.

Types only, as they stand in a lesson's file: what each means is in `measuring.py`, and for
writers in WRITING.md.
"""

import math

import msgspec

from tui_descent.presets.format import Table


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


BOUNDS = ("below", "above", "at_most", "at_least", "equals", "size_below")


class Named(Range, kw_only=True):
    """A number that belongs to a parameter, or to a setting."""

    of: str


class Output(Range, kw_only=True):
    """A number of one sample; both count from 1."""

    sample: int = 1
    output: int = 1


class Unit(Range, kw_only=True):
    """What a unit passes on: `h1`, `o1`, `x2`."""

    of: str
    sample: int = 1


class Last(Range, kw_only=True):
    """A number over the last so many passes."""

    passes: int


class Until(Range, kw_only=True):
    """After how many passes since the start the loss was first below a value."""

    loss: float


class Direction(Range, kw_only=True):
    """The angle between the way down and the way to a place, one number a parameter."""

    to: tuple[float, ...]


class Typed(Table):
    """Values that the learner typed before seeing them.

    what     next: the selected parameter after the next pass; slope: its slope; loss: the
             loss after the next pass
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


class Conditions(Table):
    """All that is given must hold at one moment."""

    loss: Range | None = None
    passes: Range | None = None
    epochs: Range | None = None
    learning_rate: Range | None = None
    batch_size: Range | None = None
    gradient_norm: Range | None = None
    degrees_off: Direction | None = None
    parameter: Named | tuple[Named, ...] | None = None
    slope: Named | tuple[Named, ...] | None = None
    next: Named | tuple[Named, ...] | None = None
    prediction: Output | tuple[Output, ...] | None = None
    error: Output | tuple[Output, ...] | None = None
    unit: Unit | tuple[Unit, ...] | None = None
    optimizer: str | None = None
    setting: Named | tuple[Named, ...] | None = None
    activation: str | None = None
    standardized: bool | None = None
    init: str | None = None
    hidden_units_differ: bool | None = None
    parameters_changed: Range | None = None
    sign_changes: Named | None = None
    loss_held: Last | None = None
    mean_of_losses: Last | None = None
    rises: Last | None = None
    passes_until: Until | None = None
    diverged: bool | None = None
    validation: Range | None = None
    lowest_validation: Range | None = None
    lowest_loss: Range | None = None
    highest_loss: Range | None = None
    slope_ratio: Range | None = None
    dead_units: Range | None = None
    saturated_units: Range | None = None
    limit: Range | None = None
    curvature: Range | None = None
    verdict: str | tuple[str, ...] | None = None
    minima_found: Range | None = None
    gradient_checked: Range | None = None
    typed: Typed | None = None
    cases_solved: Range | None = None


VOCABULARY = tuple(field.name for field in msgspec.structs.fields(Conditions))
