"""The axes of a plot on a sheet of cells."""

from tui_descent.ui.widgets.cells import Cells
from tui_descent.views.axis import Axis

STYLE = "dim"


def upright(cells: Cells, axis: Axis, x: int, top: int, bottom: int) -> None:
    """The upright axis in column x, its numbers to the left of it."""
    for y in range(top, bottom + 1):
        cells.put(x, y, "│", STYLE)
    for notch, text in zip(axis.notches, axis.labels, strict=True):
        y = place(1.0 - axis.part(notch), top, bottom)
        cells.write(x - len(text), y, text, STYLE)
        cells.put(x, y, "┤", STYLE)


def across(cells: Cells, axis: Axis, left: int, y: int) -> None:
    """The axis in row y from column `left` to the edge, its numbers below, its name in a gap."""
    right = cells.width - 1
    cells.write(left - 1, y, "└" + "─" * (right - left + 1), STYLE)
    free, end = 0, cells.width
    marks = []
    for notch, text in zip(axis.notches, axis.labels, strict=True):
        x = place(axis.part(notch), left, right)
        start = min(max(x - len(text) // 2, 0), cells.width - len(text))
        if start >= free:
            cells.write(start, y + 1, text, STYLE)
            cells.put(x, y, "┬", STYLE)
            free = start + len(text) + 1
            marks.append(x)
    for x in reversed(marks):
        if x >= end - len(axis.name) - 1:
            end = x - 1
    if end - len(axis.name) <= left:  # no gap is wide enough: it hides a mark
        end = cells.width
    if end - len(axis.name) > left:
        cells.write(end - len(axis.name), y, axis.name, STYLE)


def place(part: float, first: int, last: int) -> int:
    """The cell that holds this part of an axis whose cells go from first to last."""
    return min(first + int(min(max(part, 0.0), 1.0) * (last - first + 1)), last)
