"""The plot of the learning rate: as it was in the passes made, and as the schedule goes on."""

from textual.geometry import Size

from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.cells import pieces
from tui_descent.ui.widgets.loss import BRAILLE, curve_text, end_of_axis
from tui_descent.ui.widgets.loss_axis import scale_of
from tui_descent.ui.widgets.loss_signs import BLANK
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.plots import AXES, DOT, LABEL, cell
from tui_descent.views.rate import Rates

SMALLEST = Size(16, 4)


class RatePlot(Panel[Frame]):
    """The rates that were used, the schedule's dimmed where they are still to come; ● is here."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        shown: Rates | None = frame.pictures.get("rate")
        if shown is None or size.width < SMALLEST.width or size.height < SMALLEST.height:
            return []
        said = frame.schedule if shown.follows else f"{frame.schedule}: a hand has changed it"
        self.entitle("rate", said)
        curves = [shown.planned, shown.made]
        end = end_of_axis(max(curve.newest for curve in curves))
        scale = scale_of(curves, logarithmic=False)
        ticks = scale.ticks(size.height)
        left = max(LABEL, *(len(label) for _, label in ticks)) + 1
        planned, made = (curve_text(curve, scale, ticks, end, left, size) for curve in curves)
        here = left + cell(shown.passes / end, 2, size.width - left)
        rows = size.height - 2
        at = cell(1.0 - (shown.rate - scale.bottom) / (scale.top - scale.bottom), 4, rows)

        def row(y: int) -> Row:
            own, ahead = made[y].ljust(size.width), planned[y].ljust(size.width)
            chars = [
                one if _drawn(one, column, left) else other
                for column, (one, other) in enumerate(zip(own, ahead, strict=True))
            ]
            if y == at:
                chars[here] = DOT

            def style(column: int, char: str) -> str:
                if char == DOT:
                    return "strong"
                if column < left or char in AXES or char.isdigit():
                    return "dim"
                return "accent" if _drawn(own[column], column, left) else "dim"

            return pieces(chars, [style(*one) for one in enumerate(chars)])

        return [row(y) for y in range(min(len(planned), len(made)))]


def _drawn(char: str, column: int, left: int) -> bool:
    """Whether there is something of a curve in a cell."""
    return column >= left and ord(char) in BRAILLE and char != BLANK
