"""The line at the top: what is trained, and pass, loss and learning rate."""

from textual.geometry import Size

from tui_descent.frame import Frame
from tui_descent.ui.widgets.panel import Panel, Piece, Row

SLOTS = 44  # cells for pass, loss and lr, each at its own fixed place
SMALL = 76  # columns, below which the line is folded into two


class Status(Panel[Frame]):
    """`pass 37`, `loss 0.18342` and `lr 0.3`, always in this form."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        heading = frame.heading
        phase = frame.phase
        loss = "?" if phase and not phase.has_loss else f"{frame.loss:.6g} {_trend(frame.change)}"
        parts = (heading.name, heading.shape, heading.loss_name, frame.optimizer)
        left = " " + " · ".join(filter(None, parts))
        rate = f"lr {frame.learning_rate:.6g}"
        if size.width < SMALL:
            short = f" pass {frame.passes}  loss {loss}  {rate}"
            brief = (heading.shape.split()[0], frame.optimizer)
            lefts = (parts, (*parts[:2], frame.optimizer), (heading.name, *brief), parts[:1])
            lines = [" " + " · ".join(filter(None, some)) for some in lefts]
            fitting = (line for line in lines if len(line) <= size.width)
            return [[(short, "strong")], _where(frame, next(fitting, lines[-1]))]
        numbers = f"{f'pass {frame.passes}':<12}{f'loss {loss}':<19} {rate}"
        if phase is not None:
            left = f" {heading.name} · "
        room = size.width - max(SLOTS, len(numbers) + 1)
        if len(left) >= room:
            left = f" {heading.name} · {heading.shape.split()[0]} · {frame.optimizer}"
        if len(left) >= room:
            left = left[: room - 2] + "…"
        where = _where(frame, left)
        used = sum(len(text) for text, _ in where)
        return [[*where, (" " * (room - used), "dim"), (numbers, "strong")]]


def _where(frame: Frame, left: str) -> list[Piece]:
    """What is trained; in the middle of a pass its phase."""
    if frame.phase is None:
        return [(left, "dim")]
    return [(f" {frame.heading.name} · ", "dim"), (frame.phase.text, "accent")]


def _trend(change: float | None) -> str:
    if change is None or change == 0.0 or change != change:
        return " "
    return "▲" if change > 0.0 else "▼"
