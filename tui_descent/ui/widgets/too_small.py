"""What is shown in a window that is too small for anything else."""

from textual.geometry import Size

from tui_descent.ui.widgets.panel import Panel, Row


class TooSmall(Panel[Size]):
    """One line that asks for a window of the size that it is shown."""

    def draw(self, needed: Size, size: Size) -> list[Row]:
        now = self.app.size
        return [
            [(f"{now.width}×{now.height} is too small;", "plain")],
            [(f"{needed.width}×{needed.height} is enough", "plain")],
        ]
