"""Two curves over the passes, the one in front of the other, between the axes of a plot."""

from collections.abc import Sequence

from textual.geometry import Size

from tui_descent.engine.history import Curve
from tui_descent.ui.widgets.loss_axis import Scale, axes_of
from tui_descent.ui.widgets.loss_curve import CHARS, curve_dots, end_of_axis
from tui_descent.ui.widgets.loss_signs import row_of
from tui_descent.ui.widgets.panel import Row
from tui_descent.ui.widgets.plots import DOT, cell

SMALLEST = Size(16, 4)


def plotted(
    curves: Sequence[Curve], scale: Scale, here: tuple[int, float], size: Size
) -> list[Row]:
    """The first curve over the dimmed other ones; ● at (pass, value)."""
    end = end_of_axis(max(curve.newest for curve in curves))
    axes, left = axes_of(scale, end, size, numbered=True, grid=False)
    columns, rows = size.width - left, size.height - 2
    sheet = axes.copy()
    plot = sheet.part(left, rows)
    for place, curve in reversed([*enumerate(curves)]):
        dots = curve_dots(curve, scale, end, columns, rows)
        plot.paint(dots > 0, CHARS[dots], "dim" if place else "accent")
    passes, value = here
    row = row_of(value, scale, size)
    if row >= 0:
        sheet.write(left + cell(passes / end, 2, columns), row, DOT, "strong")
    return sheet.rows()
