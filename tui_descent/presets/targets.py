"""Whether a loss can take the targets and, if not, what the problem should be instead.

bce takes targets from 0 to 1, cross_entropy shares that add up to 1: with others these losses
sink without end, or mean nothing.
"""

import numpy as np
from msgspec import Struct

from tui_descent.engine.arrays import FloatArray
from tui_descent.presets.checks import Checks
from tui_descent.text import counted

MANY_CLASSES = 20  # with more different values than this, targets are not taken for classes
ROUNDING = 1e-6  # by which the sum of shares may miss 1


class OutputLayer(Struct, frozen=True):
    """The last layer's units and activation, and the loss: what targets must fit.

    key  the preset's key of the activation

    Each method returns the remedy that makes another kind of targets fit.
    """

    units: int
    activation: str
    loss: str
    key: str

    def for_classes(self, count: int) -> str:
        """Each target names one of this many classes."""
        loss = self.loss if self.activation == "softmax" else "cross_entropy"
        changes = self._changes(count, "softmax", loss)
        return f"set data.one_hot = true{f' and {changes}' if changes else ''}"

    def for_two_classes(self) -> str:
        """Each target is 0 or 1: this many of them, not excluding each other."""
        loss = "bce" if self.loss == "cross_entropy" else self.loss
        return self._changes(self.units, "sigmoid", loss)

    def for_numbers(self) -> str:
        """Targets are any numbers."""
        loss = "mse" if self.loss in ("bce", "cross_entropy") else self.loss
        return self._changes(self.units, "identity", loss)

    def _changes(self, units: int, activation: str, loss: str) -> str:
        changes = [
            f"{key} {new}"
            for key, old, new in (
                ("the last entry of network.layers", self.units, units),
                ("the last activation", self.activation, activation),
                ("the loss", self.loss, loss),
            )
            if old != new
        ]
        if not changes:
            return ""
        *most, last = changes
        return f"make {', '.join(most)}{' and ' if most else ''}{last}"


class Source(Struct, frozen=True):
    """Where targets come from, for messages.

    key    the preset's key
    file   the CSV file that the key names columns of, if it is one
    lines  its lines, one for each sample
    """

    key: str
    file: str = ""
    lines: tuple[int, ...] = ()

    def point(self, sample: int) -> str:
        """Return the key of one sample's target."""
        if self.file:
            return f"{self.key} (line {self.lines[sample]} of {self.file})"
        return f"{self.key}[{sample}]"


def check_count(targets: FloatArray, key: str, outputs: OutputLayer, checks: Checks) -> None:
    """Refuse targets, shape (outputs, samples), of more or fewer numbers than there are units."""
    count, units = len(targets), outputs.units
    if count == units:
        return
    wrong = f"{counted(count, 'number')} a point where the last layer has {units} "
    wrong += "unit" if units == 1 else "units"
    remedy = f"make the last entry of network.layers {count}"
    values = np.unique(targets)
    classes = count == 1 and _are_classes(values, targets.size)
    if classes and outputs.activation == "softmax":
        remedy = outputs.for_classes(len(values))
    elif classes and units == len(values):
        remedy = f"set data.one_hot = true if they are classes, or else {remedy}"
    elif count == 1 and outputs.activation == "softmax":
        remedy = f"{remedy}, {outputs.for_numbers().removeprefix('make ')}"
    checks.fail(key, wrong, remedy)


def check_range(
    targets: FloatArray,
    source: Source,
    outputs: OutputLayer,
    checks: Checks,
    remedy: str = "",
) -> None:
    """Refuse targets, shape (outputs, samples), that the loss cannot take or learn from.

    remedy  what to say instead of how else the problem could be set up
    """
    if outputs.activation == "softmax" and outputs.units == 1:
        wrong = "softmax over 1 unit always gives 1: it needs 2 or more"
        checks.fail(outputs.key, wrong, _instead_of_one_unit(targets, outputs))
    found = None
    if outputs.loss == "bce" and (targets.min() < 0.0 or targets.max() > 1.0):
        found = _wrong_for_bce(targets, source, outputs)
    elif outputs.loss == "cross_entropy":
        found = _wrong_for_cross_entropy(targets, source, outputs)
    if found is not None:
        place, wrong, usual_remedy = found
        checks.fail(place, wrong, remedy or usual_remedy)


def _instead_of_one_unit(targets: FloatArray, outputs: OutputLayer) -> str:
    values = np.unique(targets)
    as_probability = values[0] >= 0.0 and values[-1] <= 1.0
    if not _are_classes(values, targets.size):
        return outputs.for_two_classes() if as_probability else outputs.for_numbers()
    classes = outputs.for_classes(len(values))
    if not as_probability:
        return classes
    ways = [outputs.for_two_classes(), classes]
    return ", or ".join(reversed(ways) if outputs.loss == "cross_entropy" else ways)


def _wrong_for_bce(
    targets: FloatArray, source: Source, outputs: OutputLayer
) -> tuple[str, str, str]:
    """Return place, mistake and remedy of targets of which some are outside 0 to 1."""
    column = next(row for row in targets if row.min() < 0.0 or row.max() > 1.0)
    values, numeric = np.unique(column), outputs.for_numbers()
    low, high = (f"{value:g}" for value in (values[0], values[-1]))
    takes = "where bce takes targets from 0 to 1"
    if len(values) == 1:
        return source.key, f"{low} {takes}", numeric
    if len(values) == 2 and _are_classes(values, column.size):
        other = f", or, if they are numbers to predict, {numeric}" if column.size == 2 else ""
        return source.key, f"{low} and {high} {takes}", f"{_as_0_and_1(values)}{other}"
    if len(targets) == 1 and _are_classes(values, column.size - 1):
        classes = f"if they are {len(values)} classes, {outputs.for_classes(len(values))}"
        remedy = f"{classes}, or, if they are numbers to predict, {numeric}"
        return source.key, f"{low} to {high} {takes}", remedy
    return source.key, f"numbers from {low} to {high} {takes}", numeric


def _wrong_for_cross_entropy(
    targets: FloatArray, source: Source, outputs: OutputLayer
) -> tuple[str, str, str] | None:
    """Return place, mistake and remedy of the first point whose targets are no shares."""
    sums = targets.sum(axis=0)
    wrong_points = np.flatnonzero((targets.min(axis=0) < 0.0) | (np.abs(sums - 1.0) > ROUNDING))
    if not wrong_points.size:
        return None
    point = int(wrong_points[0])
    place, total = source.point(point), sums[point]
    row = ", ".join(f"{value:g}" for value in targets[:, point])
    values, numeric = np.unique(targets), f"to predict such numbers, {outputs.for_numbers()}"
    takes = "where cross_entropy takes shares that add up to 1"
    if len(values) == 2 and ((targets == values[1]).sum(axis=0) == 1).all():
        return place, f"{row} {takes}", _as_0_and_1(values)
    if targets.min() < 0.0:
        return place, f"{row} {takes}, none negative", numeric
    wrong = f"{row} {takes}, not to {total:g}"
    if set(values) <= {0.0, 1.0}:
        remedy = "give each point a single 1, or, if several classes or none can be right, "
        return place, wrong, f"{remedy}{outputs.for_two_classes()}"
    if sums.min() == 0.0:
        return place, wrong, f"give each point shares, or, {numeric}"
    shares = ", ".join(f"{value:.4g}" for value in targets[:, point] / total)
    return place, wrong, f"divide each point's numbers by their sum ({shares}), or, {numeric}"


def _as_0_and_1(values: FloatArray) -> str:
    """Return the remedy for two values that stand for two classes."""
    pairs = [(values[0], 0), (values[1], 1)]
    return f"write {' and '.join(f'{old:g} as {new}' for old, new in pairs if old != new)}"


def _are_classes(values: FloatArray, samples: int) -> bool:
    """Whether the different values among this many targets seem to number classes."""
    few = 2 <= len(values) <= min(MANY_CLASSES, samples)
    return few and bool((values == np.round(values)).all() or (len(values) == 2 and samples > 2))
