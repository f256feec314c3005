"""The plot of the sharpness: how steep a run's ground was, beside what its rate could bear."""

import math

from textual.geometry import Size

from tui_descent.engine.history import Curve
from tui_descent.readable import plain
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.curves import SMALLEST, plotted
from tui_descent.ui.widgets.loss_axis import any_finite, has_logarithm, scale_of, spans_decades
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.views.sharpness import Sharpness

SLOPE = 0.4  # of the rows, for the length of the slope
ROOMY = 12  # rows, from which on there are both plots


class SharpnessPlot(Panel[Frame]):
    """λmax over the passes, dim the edge that it must stay below; under it the slope's length."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        shown: Sharpness | None = frame.pictures.get("sharpness")
        batch = "a batch may be steeper" if shown is not None and shown.batch else ""
        self.entitle("sharpness", _optimizer_words(frame, shown), batch)
        if shown is None or size.width < SMALLEST.width or size.height < SMALLEST.height + 1:
            return [[(" the pass is not made yet", "dim")]] if frame.under_way else []
        below = round(SLOPE * size.height) if size.height >= ROOMY else 0
        steep, edge, length = shown.here
        rows = [
            [(f" {_steepness(steep, edge, shown.plainly, size.width - 1)}", "plain")],
            *_plot([shown.sharpness, shown.edge], shown.passes, steep, _less(size, 1 + below)),
        ]
        if below:
            rows.append([(f" length of the gradient ‖g‖ {plain(length, 4)}", "plain")])
            rows += _plot([shown.slope], shown.passes, length, _less(size, size.height - below + 1))
        return rows


def _optimizer_words(frame: Frame, shown: Sharpness | None) -> str:
    return f"as {frame.optimizer} scales it" if shown is not None and shown.scaled else ""


def _less(size: Size, rows: int) -> Size:
    return Size(size.width, size.height - rows)


def _steepness(steep: float, edge: float, plainly: bool, room: int) -> str:
    """`sharpness λmax 4, below the edge 2/lr = 5`: where the rate is at its limit."""
    if math.isnan(steep):
        return "sharpness: being worked out …"
    side = "above" if steep > edge else "below"
    named = "the edge 2/lr =" if plainly else "the edge"
    told = f", {side} {named} {plain(edge, 4)}"
    if steep <= 0.0:
        told = ": it curves up nowhere"
    elif math.isnan(edge):
        told = "; no edge at this rate"
    texts = [f"{name}λmax {plain(steep, 4)}{told}" for name in ("sharpness ", "")]
    return next((text for text in texts if len(text) <= room), texts[-1])


def _plot(curves: list[Curve], passes: int, value: float, size: Size) -> list[Row]:
    known = [curve for curve in curves if any_finite(curve.lowest)]
    if not known or curves[0] is not known[0]:
        return [[("", "dim")]] * size.height
    scale = scale_of(known, spans_decades(known) and has_logarithm(known))
    return plotted(known, scale, (passes, value), size)
