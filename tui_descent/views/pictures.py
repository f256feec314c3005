"""Pictures that take time: a coarse one at once, a fine one later from another thread.

A picture is the loss over a grid. What a place of it costs is measured, so that a key press
never waits for more than a part of a frame.
"""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

import numpy as np
from msgspec import Struct

from tui_descent.analysis.plane import Plane, grid, heights, low_points, parabola, refined
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import NetworkObjective, Objective
from tui_descent.presets import Preset
from tui_descent.views.job import Due, Job, Wanted
from tui_descent.views.scales import ROUNDING, flat
from tui_descent.views.view import Camera

FRAME = 0.008  # seconds that a picture may take while a key waits for its frame
LINE = 2.5  # times as long a line may: it is another one after each pass, and would be sent twice
GUESS = 2e-9  # seconds for each number of a place, until one was measured
FORGETTING = 0.3  # weight of a new measurement
SMALLEST = 5  # places at least along each side of a plane
COARSE = 11  # parts of a line between the places of a coarse picture, on any machine
MINIMA = 6  # at most
APART = 4.0  # spacings: minima that lie closer together are the same one
PART = 750_000  # weights × samples of a place: with more, a part of the samples is taken


def objective_of(preset: Preset) -> Objective:
    """An objective for pictures alone, on a part of the samples where all would take long."""
    objective = preset.problem.objective()
    if not isinstance(objective, NetworkObjective):
        return objective
    return objective.on_first(samples_of(objective))


def samples_of(objective: NetworkObjective) -> int:
    """How many samples a picture rests on: all, or a round number of them."""
    every, most = objective.data.samples, max(1, PART // objective.parameter_count)
    if every <= most:
        return every
    power = 10 ** (len(str(most)) - 1)
    return int(most // power * power)


class Pace:
    """How long one place takes, as measured."""

    def __init__(self, objective: Objective) -> None:
        self._seconds = GUESS * max(objective.numbers, objective.parameter_count)

    def seconds(self, places: int) -> float:
        """About how long this many places will take."""
        return places * self._seconds

    def most(self, seconds: float) -> int:
        """How many places can be had in this time."""
        return int(seconds / self._seconds)

    def measured(self, places: int, seconds: float) -> None:
        """This many places took this long."""
        self._seconds += FORGETTING * (seconds / places - self._seconds)


class Shape(Struct, frozen=True, eq=False):
    """What a picture is of: the loss over these places of a plane or a line.

    x, y   shape (columns,) and (rows,), rising; y is empty where the plane is a line
    every  each how many-th place of a line belongs to its coarse picture, too
    """

    plane: Plane
    x: FloatArray
    y: FloatArray
    every: int = 1

    @property
    def places(self) -> FloatArray:
        """All places, shape (rows·columns, 2) or (columns, 1)."""
        return grid(self.x, self.y) if len(self.y) else self.x[:, None]

    @property
    def spacing(self) -> tuple[float, float]:
        """From one place of a plane to the next."""
        return float(self.x[1] - self.x[0]), float(self.y[1] - self.y[0])

    def is_same(self, other: "Shape") -> bool:
        """Whether its places are those of another one."""
        return (
            self.plane is other.plane
            and np.array_equal(self.x, other.x)
            and np.array_equal(self.y, other.y)
        )

    def thinned(self, most: int) -> "Shape":
        """The same extent with at most about this many places; a line keeps some of its own.

        So what is read off a line's coarse picture can be read off the fine one as well.
        """
        rows, columns = len(self.y), len(self.x)
        if not rows:
            return Shape(self.plane, self.x[:: self.every], self.y)
        scale = min(1.0, (most / (rows * columns)) ** 0.5)
        return Shape(
            self.plane,
            np.linspace(self.x[0], self.x[-1], max(SMALLEST, int(columns * scale))),
            np.linspace(self.y[0], self.y[-1], max(SMALLEST, int(rows * scale))),
        )


class Picture(Struct, frozen=True, eq=False):
    """The loss over a shape.

    heights  shape (rows, columns), or (columns,) over a line; not finite: overflow
    minima   (x, y, height) of the lowest points inside, the lowest first; none while coarse
    floor    how high the lowest ground inside is, where it is no single point; else None
    coarse   whether a finer one is still to come
    """

    shape: Shape
    heights: FloatArray
    minima: tuple[tuple[float, float, float], ...]
    floor: float | None
    coarse: bool


class Painter:
    """Makes the pictures of one view: coarse ones where fine ones take longer than a frame.

    due  the fine picture that is still to be made
    """

    def __init__(self, preset: Preset) -> None:
        self._preset = preset
        self.objective = objective_of(preset)
        self._pace = Pace(self.objective)
        self.due = Due()

    def paint(self, shape: Shape) -> Picture:
        """The loss over a shape; or a coarse picture of it, and then the fine one is due."""
        self.due.drop()
        began, count = perf_counter(), len(shape.places)
        most = FRAME if len(shape.y) else LINE * FRAME
        coarse = self._pace.seconds(count) > most
        if coarse:
            self.due.want(self._fine(shape))
            shape = shape.thinned(self._pace.most(FRAME))
            count = len(shape.places)
        picture = _picture(self.objective, shape, coarse=coarse)
        self._pace.measured(count, perf_counter() - began)
        return picture

    def _fine(self, shape: Shape) -> Callable[[Wanted], Picture]:
        return lambda wanted: _picture(objective_of(self._preset), shape, wanted)


class Latest:
    """The latest picture of a preset's loss, and the finer one that may be due."""

    def __init__(self, preset: Preset) -> None:
        self._painter = Painter(preset)
        self._picture: Picture | None = None

    @property
    def due(self) -> Job | None:
        """The fine picture that is still to be made."""
        return self._painter.due.job

    def take(self, job: Job, made: Any) -> bool:
        """A fine picture was made; whether it is the one that is wanted."""
        wanted = self._painter.due.done(job)
        if wanted:
            self._picture = made
        return wanted


class Pictured(Latest, Camera):
    """A camera that makes pictures of a preset's loss, all of one size."""

    def __init__(self, preset: Preset, short: Sequence[str]) -> None:
        super().__init__(preset)
        self._all_samples = count_of(preset.objective)
        self._samples = count_of(self._painter.objective)


def count_of(objective: Objective) -> int:
    """How many samples the loss gathers; a surface counts as one."""
    return objective.data.samples if isinstance(objective, NetworkObjective) else 1


def _picture(
    objective: Objective,
    shape: Shape,
    goes_on: Callable[[], bool] = lambda: True,
    coarse: bool = False,
) -> Picture:
    found = heights(objective, shape.plane, shape.places, goes_on)
    if not len(shape.y):
        return Picture(shape, found, (), None, coarse)
    found = found.reshape(len(shape.y), len(shape.x))
    if coarse:
        return Picture(shape, found, (), None, coarse)
    minima = _minima(objective, shape, found, goes_on)
    floor = None if minima else _floor(objective, shape, found, goes_on)
    return Picture(shape, found, minima, floor, coarse)


def _minima(
    objective: Objective, shape: Shape, found: FloatArray, goes_on: Callable[[], bool]
) -> tuple[tuple[float, float, float], ...]:
    """The lowest points inside, the lowest first; those that turn out to be the same only once.

    Where the ground is level in some direction there is no such point, but a whole floor.
    """
    minima: list[tuple[float, float, float]] = []
    across, up = (APART * length for length in shape.spacing)
    for row, column in low_points(found, MINIMA):
        if not goes_on():
            break
        place = np.array([shape.x[column], shape.y[row]])
        (x, y), height = refined(objective, shape.plane, place, shape.spacing)
        inside = shape.x[0] <= x <= shape.x[-1] and shape.y[0] <= y <= shape.y[-1]
        known = any(abs(x - a) < across and abs(y - b) < up for a, b, _ in minima)
        if inside and not known and _is_a_point(objective, shape, (x, y)):
            minima.append((float(x), float(y), height))
    return tuple(sorted(minima, key=lambda one: one[2]))


def _is_a_point(objective: Objective, shape: Shape, place: tuple[float, float]) -> bool:
    """Whether the ground rises from a low place in every direction."""
    return parabola(objective, shape.plane, np.array(place), np.array(shape.spacing)) is not None


def _floor(
    objective: Objective, shape: Shape, found: FloatArray, goes_on: Callable[[], bool]
) -> float | None:
    """How high the lowest ground is; None where it goes on falling at an edge, or all is flat."""
    inside = found[1:-1, 1:-1]
    known = found[np.isfinite(found)]
    if not (goes_on() and np.isfinite(inside).any()) or flat(known):
        return None
    lowest = float(np.nanmin(np.where(np.isfinite(inside), inside, np.nan)))
    if lowest > float(known.min()) + ROUNDING * float(np.abs(known).max()):
        return None
    row, column = (int(at[0]) + 1 for at in np.nonzero(inside == lowest))
    place = np.array([shape.x[column], shape.y[row]])
    return refined(objective, shape.plane, place, shape.spacing)[1]
