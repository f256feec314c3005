"""The plot of the learning rate: as it was in the passes made, and as the schedule goes on."""

from textual.geometry import Size

from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.curves import SMALLEST, plotted
from tui_descent.ui.widgets.loss_axis import scale_of
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.views.rate import Rates


class RatePlot(Panel[Frame]):
    """The rates that were used, the schedule's dimmed where they are still to come; ● is here."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        shown: Rates | None = frame.pictures.get("rate")
        if shown is None or size.width < SMALLEST.width or size.height < SMALLEST.height:
            return []
        said = frame.schedule if shown.follows else f"{frame.schedule}: you changed it by hand"
        self.entitle("rate", said)
        curves = [shown.made, shown.planned]
        scale = scale_of(curves, logarithmic=False)
        return plotted(curves, scale, (shown.passes, shown.rate), size)
