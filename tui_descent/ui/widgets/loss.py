"""The plot of the loss, drawn by plotext.

The axes grow in readable notches rather than at every pass, so that a pass changes few
cells. What was made and then stepped back from stays in the plot, dimmed, and so do the
ghosts. Under the axis stands where a hand changed something.
"""

import math
from collections.abc import Sequence

import numpy as np
from textual.geometry import Size

from tui_descent.engine.history import Curve
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.loss_axis import (
    any_finite,
    axes_of,
    has_logarithm,
    scale_of,
    spans_decades,
)
from tui_descent.ui.widgets.loss_curve import CHARS, Dots, curve_dots, end_of_axis
from tui_descent.ui.widgets.loss_signs import FREE, compare, number, row_of, tell, with_names
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.plots import DOT, FILLED, cell
from tui_descent.ui.widgets.sheet import STYLE, Sheet

SPARSE = 0x47  # the left dots of a cell
ROOMY = 8  # rows, from which on the loss is written beside its dot
CHANGE = "^"
NEXT, BEYOND = "○", "↑"  # where the next pass leads, and that it leads higher than the axis
BROKE = "✗"  # the loss is no number from here on


class LossPlot(Panel[Frame]):
    """The loss after each pass; a dot where the learner stands, a circle where the next leads.

    logarithmic  how the learner wants the axis; None: by itself, from three decades on
    foretells    whether the circle is there
    """

    logarithmic: bool | None = None
    foretells = True

    def is_logarithmic(self, curves: Sequence[Curve]) -> bool:
        """Whether the axis is logarithmic for these curves."""
        wanted = spans_decades(curves) if self.logarithmic is None else self.logarithmic
        return wanted and has_logarithm(curves)

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        held_out = [] if frame.held_out is None else [frame.held_out]
        curves = [*curves_of(frame), *held_out]
        logarithmic = self.is_logarithmic(curves)
        notes = (
            held_out_words(frame.validation),
            penalty_words(frame.penalty),
            _factor_words(frame),
            "log" * logarithmic,
        )
        self.entitle("loss", *notes)
        if size.width < 16 or size.height < 4:
            return []
        x_end = end_of_axis(max(curve.newest for curve in curves))
        scale = scale_of(curves, logarithmic)
        axes, left = axes_of(scale, x_end, size, any_finite(frame.curve.lowest), grid=True)
        columns, rows = size.width - left, size.height - 2
        own, *others = (curve_dots(curve, scale, x_end, columns, rows) for curve in curves)
        beside = others.pop() if held_out else np.zeros_like(own)
        present = left + cell(frame.passes / x_end, 2, columns)
        sheet = axes.copy()
        _trace(sheet.part(left, rows), own, present - left)
        if frame.heading.baselines is not None:
            compare(sheet, frame.heading.baselines, scale, left, size)
        for passes in frame.changed:
            sheet.write(left + cell(passes / x_end, 2, columns), rows, CHANGE, "strong")
        if self.foretells and frame.gauge is not None and frame.passes < x_end:
            ahead = left + cell((frame.passes + 1) / x_end, 2, columns)
            predicted = frame.gauge.predicted
            sign = BEYOND if scale.ends_below(predicted) else NEXT
            if math.isfinite(predicted):
                sheet.write(ahead, row_of(predicted, scale, size), sign, "strong")
        dot = None if frame.loss is None else (row_of(frame.loss, scale, size), present)
        if dot is not None and dot[0] >= 0:
            sheet.write(present, dot[0], DOT, "strong")
        elif dot is not None:  # here it broke
            sheet.write(present, 0, BROKE, "alarm")
        number(sheet, frame, x_end, left, scale, size)
        if frame.loss is not None and dot is not None and dot[0] >= 0 and size.height >= ROOMY:
            tell(sheet, others, frame.loss, dot, left)
        styles = [f"runner {run.number}" if run.number else "dim" for run in frame.others]
        _join(sheet.part(left, rows), own, [*zip(others, styles, strict=True)], beside)
        return with_names(sheet.rows(), frame, size)


def _trace(plot: Sheet, dots: Dots, present: int) -> None:
    """Draw the curve, and shade what lies below it, up to where the learner stands."""
    drawn = dots > 0
    past = np.arange(dots.shape[1]) <= present
    plot.paint(np.logical_or.accumulate(drawn) & past, FILLED, "under")
    plot.paint(drawn, CHARS[dots], "dim")
    plot.styles[drawn & past] = STYLE["accent"]


def _join(plot: Sheet, own: Dots, others: list[tuple[Dots, str]], held_out: Dots) -> None:
    """Draw other curves, each with its style, and the one on points that are held out, dotted.

    Where curves meet in a cell, all their dots are in it, and the present run's style wins, else
    the first other's. Signs and numbers stay on top.
    """
    joined = held_out & SPARSE
    if not others and not joined.any():
        return
    free = np.isin(plot.chars, [*FREE])
    plot.styles[free & (joined > 0)] = STYLE["slope"]
    for dots, style in reversed(others):
        plot.styles[free & (dots > 0)] = STYLE[style]
        joined = joined | dots
    seen = free | (plot.chars == CHARS[own])
    np.copyto(plot.chars, CHARS[own | joined], where=seen & (joined > 0))


def _factor_words(frame: Frame) -> str:
    """How many times as high the loss is as one pass ago, always as wide."""
    factor = frame.factor
    return "" if factor is None else f"{f'×{factor:.3g}':>7} a pass"


def curves_of(frame: Frame) -> list[Curve]:
    """What the plot shows: the present run first, then the others."""
    return [frame.curve, *(run.curve for run in frame.others)]


def held_out_words(loss: float | None) -> str:
    """The loss on the points that are held out, always as wide."""
    return "" if loss is None else f"held out {loss:<10.4g}"


def penalty_words(penalty: float | None) -> str:
    """What of the loss is the penalty on large weights."""
    return "" if penalty is None else f"penalty {penalty:<10.4g}"
