"""The table of all parameters: value, gradient, and the step each is about to take."""

from textual.geometry import Size

from tui_descent.frame import Frame
from tui_descent.ui.numbers import WIDTH, column
from tui_descent.ui.widgets.panel import Panel, Piece, Row

MARK = 1  # the cell of the ▸ before the selected parameter
GAP = 1


class Parameters(Panel[Frame]):
    """One row a parameter; where they do not all fit the rows follow the selection."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        count = len(frame.short)
        longest = max(len(label) for label in frame.short)
        label_width = max(4, min(longest + 2, size.width - MARK - 3 * (WIDTH + GAP)))
        header: Row = [
            (" " * (MARK + label_width), "dim"),
            *((f"{title:>{GAP + WIDTH}}", "dim") for title in ("value", "gradient", "step")),
        ]
        room = size.height - 1
        first = _first_visible(frame.selected, count, room)
        visible = range(first, min(count, first + room))
        part = f"{visible.start + 1} to {visible.stop} of {count}" if count > room else ""
        if part != (self.border_subtitle or ""):
            self.border_subtitle = part or None
        return [header, *(_row(frame, index, label_width) for index in visible)]


def _first_visible(selected: int, count: int, room: int) -> int:
    """Scroll by whole pages, so that most moves of the selection leave the rows in place."""
    if count <= room:
        return 0
    page = max(1, room - 2)
    return min(max(0, (selected - 1) // page * page), count - room)


def _row(frame: Frame, index: int, label_width: int) -> Row:
    chosen = index == frame.selected
    label = frame.short[index]
    if len(label) > label_width:
        label = label[: label_width - 1] + "…"
    value, gradient, step = (
        float(numbers[index]) for numbers in (frame.values, frame.gradients, frame.steps)
    )
    return [
        ("▸" if chosen else " ", "accent"),
        (f"{label:<{label_width}}", "strong" if chosen else "plain"),
        _number(value, chosen),
        _number(gradient, chosen),
        _number(step, chosen),
    ]


def _number(value: float, chosen: bool) -> Piece:
    text = " " * GAP + column(value)
    if value != value or value in (float("inf"), float("-inf")):
        return text, "alarm"
    if value == 0.0:
        return text, "dim"
    return text, "plus" if value > 0.0 else "minus"
