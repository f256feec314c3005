"""The whole arithmetic of the selected parameter: from the samples to its new value."""

from textual.geometry import Size

from tui_descent.arithmetic.fitting import Room
from tui_descent.arithmetic.working import working_rows
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.panel import Panel, Row


class WorkingPanel(Panel[Frame]):
    """Every line is true when it is computed again from the digits that stand in it."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        return working_rows(frame, Room(size.width, size.height))
