"""The fit of two inputs: what the network says all over the plane, and the points in it.

A shade, four to a cell, is what is said there: of two classes how certainly, of several which
one, of a number how large it is. A point of a class is a letter, a capital where it is taken for
another class; a point with a number says whether it lies above or below what is predicted.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from textual.geometry import Size

from tui_descent.readable import numbers
from tui_descent.ui.theme import HUES, SHADES
from tui_descent.ui.widgets.axes import across, upright
from tui_descent.ui.widgets.cells import BLOCKS, PLACES, Cells
from tui_descent.ui.widgets.panel import Piece, Row
from tui_descent.ui.widgets.sheet import rows_of
from tui_descent.views.axis import Axis, span
from tui_descent.views.fit import ABOVE, BELOW, QUARTERS, ROOMY, Classes, Fit, IntArray, Points

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SURE = (0.3, 0.8)  # certainty, from which on the shade is one stronger
HIGHER, LOWER, MET = "▴▾o"
CLOSE = 0.1  # of the range of the targets: a point this near is met
HELD_OUT, HELD_OUT_WRONG = "◇◆"
NO_NUMBER = "?"  # where the network says none
COUNT = max(len(SHADES), HUES)
ON = COUNT**2  # in the styles: what stands on a shade; then come the other two
WRONG, ALARM = ON + COUNT, ON + COUNT + 1
STYLES = {
    kind: (
        *(
            f"{kind} {one}" if one == other else f"{kind} {one} {other}"
            for one in range(COUNT)
            for other in range(COUNT)
        ),
        *(f"on {kind} {one}" for one in range(COUNT)),
        *("wrong", "alarm"),
    )
    for kind in ("shade", "class")
}


class Marks(NamedTuple):
    """What is drawn for points: columns, rows, characters, and which points are met wrongly."""

    x: IntArray
    y: IntArray
    char: NDArray[np.str_]
    wrong: NDArray[np.bool_]


def plane(fit: Fit, size: Size, flat: bool = False) -> tuple[list[Row], str]:
    """Regions of classes, or shades of the predicted number, and the points; and a legend."""
    assert fit.grid is not None
    rows, columns = (count // QUARTERS for count in fit.grid.shape[1:])
    left, top = size.width - columns, ABOVE if size.height >= ROOMY else 0
    four = _quarters(_shades(fit))
    most = np.sort(four, axis=2)[:, :, 1]  # a middle one, what stands in a cell is drawn on it
    kind = "class" if fit.classes and len(fit.classes.names) > 2 else "shade"
    char, style = _ground(four, most, flat)
    no_number = _quarters(np.asarray(np.isnan(fit.grid).any(axis=0))).any(axis=2)
    char[no_number], style[no_number] = NO_NUMBER, ALARM
    marks = _marks(fit, (rows, columns))
    at = marks.y, marks.x
    char[at], style[at] = marks.char, np.where(marks.wrong, WRONG, ON + most[at])
    drawn = rows_of(char, style, STYLES[kind].__getitem__)
    if not top:
        said = f"{count(fit)}: {wrong_letters(fit.classes)}" if fit.classes else ""
        return [([(" " * left, "plain")] if left else []) + row for row in drawn], said
    beside, below = _axes(*fit.axes, size.width, rows, left)
    above = Cells(size.width, ABOVE)
    head(above, fit.axes[1].name, _ramp(fit), count(fit))
    framed = [(*axis, *row) for axis, row in zip(beside, drawn, strict=True)]
    return [*above.rows(), *framed, *below], _legend(fit)


@lru_cache(maxsize=2)  # they are the same for a problem, as long as the panel has its size
def _axes(
    x_axis: Axis, y_axis: Axis, width: int, rows: int, left: int
) -> tuple[list[Row], list[Row]]:
    """What stands beside each row of the plane, and the rows below it."""
    upper, lower = Cells(left, rows), Cells(width, BELOW)
    upright(upper, y_axis, left - 1, 0, rows - 1)
    across(lower, x_axis, left, 0)
    return upper.rows(), lower.rows()


def _quarters(values: NDArray[Any]) -> NDArray[Any]:
    """Values of quarters of cells as cells: shape (rows, columns, 4), row by row in each."""
    rows, columns = (count // QUARTERS for count in values.shape)
    cells = values.reshape(rows, QUARTERS, columns, QUARTERS).swapaxes(1, 2)
    return cells.reshape(rows, columns, QUARTERS * QUARTERS)


def _ground(four: IntArray, most: IntArray, flat: bool) -> tuple[NDArray[np.str_], IntArray]:
    """The character and style of each cell: two shades in quarters of a block."""
    if flat:
        return np.array(list(SHADES))[most], most * COUNT + most
    low, high = four.min(2), four.max(2)
    codes = np.where(low == high, 0, (four == high[..., None]) @ PLACES)
    return np.array(list(BLOCKS))[codes], high * COUNT + low


def head(cells: Cells, name: str, ramp: list[Piece], right: str) -> None:
    """The line above: the name of the upright axis, the shades, a count, as far as they fit."""
    room = cells.width - len(right)
    cells.write(room, 0, right, "strong")
    wide = sum(len(text) for text, _ in ramp)
    if wide + len(name) + 1 > room:
        name = ""
    if wide + 1 <= room:
        start = room - wide
        for text, style in ramp:
            cells.write(start, 0, text, style)
            start += len(text)
    cells.write(0, 0, name, "dim")


def count(fit: Fit) -> str:
    """`3 of 200 wrong`, where there are classes."""
    return f"{fit.wrong(fit.points)} of {fit.points.count} wrong" if fit.classes else ""


def letters_of(classes: Classes) -> str:
    """The letter of each class; they come round again after z."""
    count = len(classes.names)
    return "ox" if count == 2 else (LETTERS * (count // len(LETTERS) + 1))[:count]


def wrong_letters(classes: Classes) -> str:
    """How the points that are taken for another class are marked: the first two letters."""
    return " ".join(letters_of(classes)[:2].upper())


def _shades(fit: Fit) -> IntArray:
    """The number of each cell's shade, shape (rows, columns)."""
    assert fit.grid is not None
    grid = np.nan_to_num(fit.grid)
    if fit.classes is None:
        edges = np.linspace(*_range(fit), len(SHADES) + 1)[1:-1]
        return np.asarray(np.digitize(grid[0], edges), dtype=np.intp)
    said = fit.classes.of(grid)
    if len(fit.classes.names) > 2:
        return said % HUES
    level = np.digitize(fit.classes.certainty(grid), SURE)
    return np.asarray(np.where(said == 0, 2 - level, 3 + level), dtype=np.intp)


def _range(fit: Fit) -> tuple[float, float]:
    """From the lowest target to the highest: it stays, so the shades mean the same all along."""
    return span(float(fit.points.targets.min()), float(fit.points.targets.max()))


def _marks(fit: Fit, shape: tuple[int, int]) -> Marks:
    """What to draw for the points, what must be seen last."""
    if fit.classes is None:
        marks = [_errors(fit, shape)]
    else:
        marks = [_letters(fit.points, fit.classes, letters_of(fit.classes), fit.axes, shape)]
    if fit.validation is not None:
        x, y = _places(fit.validation, fit.axes, shape)
        if fit.classes is None:
            marks.append(Marks(x, y, np.full(len(x), HELD_OUT), np.zeros(len(x), dtype=np.bool_)))
        else:
            marks.append(_letters(fit.validation, fit.classes, "", fit.axes, shape))
    x, y, char, wrong = (np.concatenate(one) for one in zip(*marks, strict=True))
    order = np.argsort(wrong, kind="stable")
    return Marks(x[order], y[order], char[order], wrong[order])


def _letters(
    points: Points, classes: Classes, letters: str, axes: tuple[Axis, ...], shape: tuple[int, int]
) -> Marks:
    """A letter for each point; without letters it is one that is held out."""
    truth, said = classes.of(points.targets), classes.of(points.predictions)
    wrong = truth != said
    if letters:
        char = np.where(
            wrong, np.array(list(letters.upper()))[truth], np.array(list(letters))[truth]
        )
    else:
        char = np.where(wrong, HELD_OUT_WRONG, HELD_OUT)
    return Marks(*_places(points, axes, shape), char, wrong)


def _errors(fit: Fit, shape: tuple[int, int]) -> Marks:
    """For each cell with points in it whether they lie above what is predicted, or below."""
    errors = fit.points.targets[0] - fit.points.predictions[0]
    x, y = _places(fit.points, fit.axes, shape)
    low, high = _range(fit)
    cell, where = np.unique(y * shape[1] + x, return_inverse=True)
    means = np.bincount(where, errors) / np.bincount(where)
    near = np.abs(means) <= CLOSE * (high - low)
    char = np.where(near, MET, np.where(means > 0.0, HIGHER, LOWER))
    return Marks(cell % shape[1], cell // shape[1], char, np.zeros(len(cell), dtype=np.bool_))


def _places(
    points: Points, axes: tuple[Axis, ...], shape: tuple[int, int]
) -> tuple[IntArray, IntArray]:
    """The column and the row of the cell that each point lies in."""
    rows, columns = shape
    x, y = (
        (values - axis.low) / (axis.high - axis.low)
        for values, axis in zip(points.inputs, axes, strict=True)
    )
    across_ = np.clip(x * columns, 0, columns - 1).astype(int)
    down = np.clip((1.0 - y) * rows, 0, rows - 1).astype(int)
    return across_, down


def _ramp(fit: Fit) -> list[Piece]:
    if fit.classes is not None:
        return []
    low, high = numbers(_range(fit))
    shades: list[Piece] = [(char, f"shade {number}") for number, char in enumerate(SHADES)]
    return [(f"{low} ", "plain"), *shades, (f" {high}", "plain")]


def _legend(fit: Fit) -> str:
    held_out = f" {HELD_OUT} held out" if fit.validation else ""
    if fit.classes is None:
        return f"{HIGHER} above {LOWER} below {MET} near{held_out}"
    letters = letters_of(fit.classes)
    names = (f"{letter} {name}" for letter, name in zip(letters, fit.classes.names, strict=True))
    return f"{' '.join(names)}, {wrong_letters(fit.classes)} wrong{held_out}"
