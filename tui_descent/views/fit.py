"""How well the network meets its points, as a record.

One input gives a curve through the points, two inputs a plane with the points in it, more
of them a table. Where the targets are classes they are counted. One forward pass covers the
points and the cells of the plane.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Dataset, Scaling
from tui_descent.engine.objective import NetworkObjective
from tui_descent.presets import Preset
from tui_descent.presets.preset import NetworkProblem
from tui_descent.views.axis import Axis, around
from tui_descent.views.moment import Moment
from tui_descent.views.view import Camera

IntArray = NDArray[np.intp]
Kind = Literal["curve", "plane", "table"]

ABOVE, BELOW = 1, 2  # rows of a panel that are no plane: the legend, the axis and its numbers
QUARTERS = 2  # places of a plane in each cell, across and down
ROOMY = 7  # rows, below which there are only the points and what lies under them
NUMBERS = 500_000  # activations of all points that are looked at: some milliseconds
FEW = 3  # points, below which a plane would hold nothing but guesses
NOTCH = 9, 4  # columns and rows for each notch of an axis, about


class Classes(Struct, frozen=True):
    """Which class a prediction stands for.

    names      of the classes
    low, high  where one output tells two classes apart: what stands for the first and for the
               second; the border is half-way
    """

    names: tuple[str, ...]
    low: float = 0.0
    high: float = 1.0

    def of(self, outputs: FloatArray) -> IntArray:
        """The number of each one's class, shape (...), for outputs of shape (outputs, ...)."""
        if len(outputs) == 1:
            return np.asarray(outputs[0] >= (self.low + self.high) / 2.0, dtype=np.intp)
        return np.asarray(np.argmax(outputs, axis=0), dtype=np.intp)

    def certainty(self, outputs: FloatArray) -> FloatArray:
        """From 0 on the border, or at equal shares, to 1, shape (...)."""
        if len(outputs) == 1:
            middle, half = (self.low + self.high) / 2.0, (self.high - self.low) / 2.0
            certain = np.abs(outputs[0] - middle) / half
        else:
            even = 1.0 / len(outputs)
            certain = (outputs.max(axis=0) - even) / (1.0 - even)
        return np.asarray(np.clip(certain, 0.0, 1.0), dtype=np.float64)


class Points(Struct, frozen=True, eq=False):
    """Points, and what the network makes of them.

    inputs                shape (inputs, samples), in the units that the data was given in
    targets, predictions  shape (outputs, samples)
    """

    inputs: FloatArray
    targets: FloatArray
    predictions: FloatArray

    @property
    def count(self) -> int:
        """How many points there are."""
        return int(self.inputs.shape[1])

    @property
    def finite(self) -> bool:
        """Whether every prediction is a number."""
        return bool(np.isfinite(self.predictions).all())


class Fit(Struct, frozen=True, eq=False):
    """What the network makes of its points.

    points      those it learns from, or an even part of them
    total       how many of those there are
    validation  points that it does not learn from, where there are any
    classes     what the targets stand for; None: for themselves
    axes        of the inputs, one or two; none for a table
    grid        curve: shape (outputs, places), at even distances along the whole axis
                plane: shape (outputs, rows, columns), at the middles of the cells, the highest
                row first
    outputs     the name of each output
    """

    kind: Kind
    points: Points
    total: int
    validation: Points | None
    classes: Classes | None
    axes: tuple[Axis, ...]
    grid: FloatArray | None
    outputs: tuple[str, ...]

    @property
    def finite(self) -> bool:
        """Whether the predictions are numbers still."""
        return self.points.finite

    def wrong(self, points: Points) -> int:
        """How many of these points are taken for another class."""
        if self.classes is None:
            return 0
        truth, said = self.classes.of(points.targets), self.classes.of(points.predictions)
        return int(np.count_nonzero(truth != said))


class FitCamera(Camera):
    """What a network makes of its points, once the last layer has spoken."""

    def __init__(self, preset: Preset, short: Sequence[str]) -> None:
        self._problem, self._objective = preset.problem, preset.objective
        self._fitting: Fitting | None = None

    def at(self, moment: Moment, size: tuple[int, int]) -> Fit | None:
        objective = self._objective
        if not isinstance(self._problem, NetworkProblem) or not moment.known.predictions:
            return None
        assert isinstance(objective, NetworkObjective)
        fitting = self._fitting
        if fitting is None or fitting.size != size:
            fitting = self._fitting = Fitting(self._problem, size, objective)
        return fitting.at(moment.state.theta)


class Fitting:
    """Makes the fit of one problem for a panel of one size; what never changes is kept.

    Without a grid it asks the descent's own objective, which has just been there.
    """

    def __init__(
        self,
        problem: NetworkProblem,
        size: tuple[int, int],
        objective: NetworkObjective | None = None,
    ) -> None:
        self.problem = problem
        self.size = size
        columns, rows = size
        data = problem.data
        every = max(1, -(-sum(problem.network.layers) * data.samples // NUMBERS))
        part = data if every == 1 else data.take(slice(0, None, every))
        self._units = data.units or Scaling()
        self._total = data.samples
        self._sets = [part] if problem.held_out is None else [part, problem.held_out]
        self._classes = classes_of(problem)
        self._kind = _kind(problem, part)
        self._outputs = (
            data.classes
            or self._units.targets
            or problem.network.unit_names(len(problem.network.layers) - 1)
        )
        self._axes = self._axes_of(problem, columns, rows)
        self._shape = self._grid_shape(columns, rows)
        inputs = [self._grid_inputs(), *(one.inputs for one in self._sets)]
        everything = np.hstack([one for one in inputs if one is not None])
        targets = np.zeros((data.targets.shape[0], everything.shape[1]))
        held_out = problem.held_out_objective()
        if self._shape or part is not data:
            drawn = Dataset(everything, targets)
            self._objectives = [NetworkObjective(problem.network, drawn, problem.loss)]
        else:
            whole = objective or problem.objective()
            self._objectives = [whole] if held_out is None else [whole, held_out]
        self._given = [one.given for one in self._sets]
        self._last: tuple[FloatArray, Fit] | None = None

    def at(self, theta: FloatArray) -> Fit:
        """The fit with these parameters, shape (P,)."""
        if self._last is None or self._last[0] is not theta:
            self._last = theta, self._made(theta)
        return self._last[1]

    def _made(self, theta: FloatArray) -> Fit:
        with np.errstate(all="ignore"):
            predictions = np.hstack([one.predictions(theta) for one in self._objectives])
        cells = int(np.prod(self._shape)) if self._shape else 0
        grid = predictions[:, :cells].reshape(-1, *self._shape) if self._shape else None
        start, points = cells, []
        for data, given in zip(self._sets, self._given, strict=True):
            stop = start + data.samples
            points.append(Points(given, data.targets, predictions[:, start:stop]))
            start = stop
        return Fit(
            self._kind,
            points[0],
            self._total,
            points[1] if len(points) > 1 else None,
            self._classes,
            self._axes,
            grid,
            self._outputs,
        )

    def _axes_of(self, problem: NetworkProblem, columns: int, rows: int) -> tuple[Axis, ...]:
        if self._kind == "table":
            return ()
        given = np.hstack([one.given for one in self._sets])
        plain = tuple(f"x{number}" for number in range(1, len(given) + 1))
        names = self._units.inputs or plain
        cells = (columns / NOTCH[0], rows / NOTCH[1])
        return tuple(
            around(name, float(values.min()), float(values.max()), int(room))
            for name, values, room in zip(names, given, cells, strict=False)
        )

    def _grid_shape(self, columns: int, rows: int) -> tuple[int, ...]:
        if self._kind == "table":
            return ()
        if self._kind == "curve":
            return (2 * columns,)
        if rows < ROOMY:
            return QUARTERS * rows, QUARTERS * columns
        left = left_of(self._axes[1])
        return QUARTERS * (rows - ABOVE - BELOW), QUARTERS * max(1, columns - left)

    def _grid_inputs(self) -> FloatArray | None:
        """The places of the curve or of the plane as the network sees them."""
        if not self._shape:
            return None
        if self._kind == "curve":
            x = np.linspace(self._axes[0].low, self._axes[0].high, self._shape[0])
            return self._units.seen(x[None, :])
        rows, columns = self._shape
        across, up = self._axes
        x = across.low + (np.arange(columns) + 0.5) * (across.high - across.low) / columns
        y = up.high - (np.arange(rows) + 0.5) * (up.high - up.low) / rows
        return self._units.seen(np.vstack([np.tile(x, rows), np.repeat(y, columns)]))


def left_of(axis: Axis) -> int:
    """How many cells an upright axis with its numbers takes."""
    return max(map(len, axis.labels), default=0) + 1


def classes_of(problem: NetworkProblem) -> Classes | None:
    """What the outputs stand for, where they stand for classes.

    They do for a softmax, for one output that is trained by bce, and where all targets are
    one of two numbers, 0 and 1 or −1 and 1: with several outputs a single 1 for each point.
    """
    data, targets = problem.data, problem.data.targets
    outputs = len(targets)
    values = sorted({*np.unique(targets)[:3].tolist()})
    hot = values in ([0.0, 1.0], [1.0]) and bool(np.all(targets.sum(axis=0) == 1.0))
    if outputs > 1:
        if data.classes or hot or problem.loss.name == "cross_entropy":
            numbers = tuple(str(number) for number in range(1, outputs + 1))
            return Classes(data.classes or numbers)
        return None
    if values == [-1.0, 1.0]:
        return Classes(("-1", "1"), -1.0, 1.0)
    if problem.loss.name == "bce" or values == [0.0, 1.0]:
        return Classes(("0", "1"))
    return None


def _kind(problem: NetworkProblem, data: Dataset) -> Kind:
    inputs, outputs = len(data.given), problem.network.layers[-1]
    if inputs == 1:
        return "curve"
    drawn = outputs == 1 or classes_of(problem) is not None
    different = np.unique(data.given, axis=1).shape[1] if inputs == 2 else 0
    return "plane" if inputs == 2 and drawn and different >= FEW else "table"
