"""How well the network meets its points: a curve, a plane, or a table."""

import numpy as np
from textual.geometry import Size

from tui_descent.actions import named
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.fit_curve import curve
from tui_descent.ui.widgets.fit_plane import plane
from tui_descent.ui.widgets.fit_table import table
from tui_descent.ui.widgets.lines import wrapped
from tui_descent.ui.widgets.loss import held_out_words
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.views.fit import Fit

SMALLEST = Size(16, 4)
GONE = (
    "The predictions are not numbers any more: the descent has diverged. "
    "{back} goes back to where they still were."
)
NOT_YET = "The predictions are not known yet: the last layer has not been reached."
DRAWN = {"curve": curve, "plane": plane, "table": table}


class FitPanel(Panel[Frame]):
    """The fit of the present moment."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        fit: Fit | None = frame.pictures.get("fit")
        self._held_out = held_out_words(frame.validation)
        if fit is None and frame.under_way:
            self._explain("")
            return [[], *wrapped(NOT_YET, size.width, "dim")]
        if fit is None or size.width < SMALLEST.width or size.height < SMALLEST.height:
            self._explain("")
            return []
        if not fit.finite:
            self._explain("")
            return [[], *wrapped(named(GONE, self.key_names), size.width, "alarm")]
        with np.errstate(all="ignore"):
            if fit.kind == "plane":
                rows, legend = plane(fit, size, self.flat)
            else:
                rows, legend = DRAWN[fit.kind](fit, size)
        self._explain(legend)
        return rows

    def _explain(self, legend: str) -> None:
        """What the glyphs mean, and beside the title the loss on points that are held out."""
        self.entitle(f"fit · {self._held_out}" if self._held_out else "fit", legend)
