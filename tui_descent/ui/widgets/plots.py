"""What the plots have in common: plotext's figure, readable axes, cells and their styles."""

from functools import lru_cache
from typing import Any

from textual.geometry import Size

LABEL = 6  # cells at least for the numbers beside the axis
DOT = "●"
FILLED = "·"  # below a curve
GRID, UPRIGHT = "┈┊"  # at the numbers of its axes


def blank_figure(size: Size, axes: bool = True) -> Any:
    """plotext is one figure for the whole process: make it empty, of this size, uncoloured."""
    figure = plotter()
    figure.clear_data()
    figure.plot_size(size.width, size.height)
    figure.xaxes(axes, False)
    figure.yaxes(axes, False)
    if not axes:
        figure.xticks([])
        figure.yticks([])
    return figure


@lru_cache(maxsize=1)
def plotter() -> Any:
    """plotext, imported when there is something to plot."""
    import plotext

    plotext.clear_figure()
    plotext.limit_size(False, False)
    plotext.theme("clear")
    return plotext


def cell(part: float, dots: int, cells: int) -> int:
    """The cell that holds this part of an axis, `dots` braille dots to the cell."""
    inside = min(max(part, 0.0), 1.0)
    return min(round(inside * (dots * cells - 1)) // dots, cells - 1)
