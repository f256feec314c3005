"""The fit of many inputs, as a table: the worst points first, classes counted in a matrix."""

import math

import numpy as np
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.readable import plain
from tui_descent.ui.widgets.panel import Piece, Row
from tui_descent.views.fit import Classes, Fit, IntArray, Points

NUMBER = 9  # cells of a number in a column
BLOCK = 5  # rows of a sample that has a paragraph of its own
BAR = "━"
LEAST = 4  # cells: a shorter bar says nothing
NONE = "·"
WRONG = "✗"
LOW = 8  # rows, up to which no row is left empty


def table(fit: Fit, size: Size) -> tuple[list[Row], str]:
    """What is wanted, what is predicted, and how far apart they are; and a legend."""
    if fit.classes is not None:
        return _classes(fit, fit.classes, size)
    if len(fit.outputs) == 1 and fit.points.count * BLOCK <= size.height + 1:
        return _paragraphs(fit, size), ""
    return _worst(fit, size), "worst first"


def _paragraphs(fit: Fit, size: Size) -> list[Row]:
    """Few samples: each with its inputs, spelled out."""
    points, whole = fit.points, _whole(fit.points)
    rows: list[Row] = []
    for at in range(points.count):
        inputs = ", ".join(plain(float(value), 4) for value in points.inputs[:, at])
        target, prediction = float(points.targets[0, at]), float(points.predictions[0, at])
        error = prediction - target
        rows += [
            [(f" sample {at + 1}", "strong"), (f"  inputs {inputs}", "plain")],
            [(f"  prediction {plain(prediction):>11}", "plain")],
            [(f"  target     {plain(target):>11}", "plain")],
            [
                (written := f"  error      {plain(error):>11} ", _sign(error)),
                _bar(error, whole, size.width - len(written) - 1),
            ],
            [],
        ]
    return rows


def _worst(fit: Fit, size: Size) -> list[Row]:
    points, whole = fit.points, _whole(fit.points)
    errors = points.predictions - points.targets
    order = np.argsort(-np.abs(errors), axis=None, kind="stable")[: size.height - 1]
    outputs = len(fit.outputs)
    wide = len(str(points.count)) + (3 if outputs > 1 else 0)
    rows: list[Row] = [
        [
            (
                f" {'':<{wide}}{'target':>{NUMBER}}{'predicted':>{NUMBER + 1}}{'error':>{NUMBER}}",
                "dim",
            )
        ],
    ]
    for place in order.tolist():
        output, at = divmod(place, points.count)
        name = f"{at + 1}" + (f".{fit.outputs[output][:2]}" if outputs > 1 else "")
        error = float(errors[output, at])
        target, prediction = (
            float(points.targets[output, at]),
            float(points.predictions[output, at]),
        )
        used = 1 + wide + 3 * NUMBER + 2
        rows.append(
            [
                (f" {name:>{wide}}", "dim"),
                (f"{plain(target, 4):>{NUMBER}}{plain(prediction, 4):>{NUMBER + 1}}", "plain"),
                (f"{plain(error, 4):>{NUMBER}} ", _sign(error)),
                _bar(error, whole, size.width - used),
            ]
        )
    return rows


def _classes(fit: Fit, classes: Classes, size: Size) -> tuple[list[Row], str]:
    """How many points of each class are taken for which one, and the worst of them."""
    points = fit.points
    truth, said = classes.of(points.targets), classes.of(points.predictions)
    count = len(classes.names)
    matrix = np.bincount(truth * count + said, minlength=count * count).reshape(count, count)
    part = "" if points.count == fit.total else f", every {-(-fit.total // points.count)}th sample"
    rows: list[Row] = [_right(fit, points, f" of {points.count} right{part}", "strong")]
    if fit.validation is not None:
        rows.append(_right(fit, fit.validation, f" of {fit.validation.count} held out", "plain"))
    matrix_rows, legend = _matrix(matrix, classes.names, size.width)
    if len(matrix_rows) <= size.height - len(rows):
        rows += matrix_rows
    else:
        legend = ""
    gap = size.height > LOW
    room = size.height - len(rows) - gap
    if room > 1:
        rows += [[]] * gap
        rows += _least_certain(points, classes, truth, said, Size(size.width, room))
    return rows, legend


def _right(fit: Fit, points: Points, of: str, style: str) -> Row:
    right = points.count - fit.wrong(points)
    return [(f" {right}{of}", style), (f"  {100.0 * right / points.count:.1f} %", "plain")]


def _matrix(matrix: IntArray, names: tuple[str, ...], width: int) -> tuple[list[Row], str]:
    """A row for each class, a column for what is said: counts, or where they might touch each
    other shares of the row in per cent. No rows where there is no room.

    Which of the two it is hangs on the size of the classes, and so never changes on the way.
    """
    longest = max(len(name) for name in names)
    most = len(str(matrix.sum(axis=1).max()))
    head = min(max(longest, 2), max(2, width // 3)) + 2
    cell = min(max(longest, most) + 2, (width - head - 1) // len(names))
    if cell < 3:
        return [], ""
    counted = most < cell
    totals = np.maximum(matrix.sum(axis=1), 1).tolist()
    header = "".join(f"{name[: cell - 1]:>{cell}}" for name in names)
    rows: list[Row] = [[(" " * head, "dim"), (header, "dim")]]
    for number, (line, total) in enumerate(zip(matrix.tolist(), totals, strict=True)):
        row: list[Piece] = [(f" {names[number][: head - 2]:<{head - 1}}", "dim")]
        for column, found in enumerate(line):
            text = NONE if not found else str(found) if counted else _percent(found, total)
            style = "strong" if column == number else "minus" if found else "dim"
            row.append((f"{text:>{cell}}", style))
        rows.append(row)
    return rows, f"rows: is, columns: says, {'points' if counted else '%'}"


def _percent(found: int, total: int) -> str:
    """A share without its sign; only nothing is 0, and only all of them are 100."""
    share = 100.0 * found / total
    if share < 0.5:
        return "<1"
    return f"{share:.0f}" if found == total or share < 99.5 else ">99"


def _least_certain(
    points: Points, classes: Classes, truth: IntArray, said: IntArray, size: Size
) -> list[Row]:
    """The points whose own class is given the smallest share."""
    shares = _shares(points.predictions, classes)
    own = shares[truth, np.arange(points.count)]
    order = np.argsort(own, kind="stable")[: size.height - 1]
    number = len(str(points.count))
    room = (size.width - number - 11) // 2
    wide = max(4, min(max(len(name) for name in classes.names), room))
    rows: list[Row] = [[(f" {'':>{number}} {'is':<{wide}} {'says':<{wide}}   share", "dim")]]
    for at in order.tolist():
        is_, says = classes.names[truth[at]][:wide], classes.names[said[at]][:wide]
        wrong = truth[at] != said[at]
        share = float(own[at])
        used = number + 2 * wide + 13
        rows.append(
            [
                (f" {at + 1:>{number}} ", "dim"),
                (f"{is_:<{wide}} ", "plain"),
                (f"{says:<{wide}} {WRONG if wrong else ' '} ", "alarm" if wrong else "plain"),
                (f"{share:.3f} ", "plain"),
                _bar(share - 1.0, 1.0, size.width - used),
            ]
        )
    return rows


def _shares(predictions: FloatArray, classes: Classes) -> FloatArray:
    """The share of each class, shape (classes, samples)."""
    if len(predictions) > 1:
        return predictions
    second = (predictions[0] - classes.low) / (classes.high - classes.low)
    return np.stack([1.0 - second, second])


def _whole(points: Points) -> float:
    """The error that fills a bar: the range of the targets, or the worst error."""
    targets = points.targets
    spread = float(targets.max() - targets.min()) or float(np.abs(targets).max())
    return max(spread, float(np.abs(points.predictions - targets).max()), 1e-300)


def _bar(error: float, whole: float, room: int) -> Piece:
    """As long as the error is large; at least a cell, where there is room for one at all."""
    part = abs(error) / whole if math.isfinite(whole) else float(not math.isfinite(error))
    length = room * min(part, 1.0) if room >= LEAST else 0.0
    return BAR * math.ceil(length - 1e-9), _sign(error)


def _sign(error: float) -> str:
    return "plus" if error > 0.0 else "minus" if error < 0.0 else "dim"
