"""The line at the top: what is trained, and pass, loss and learning rate."""

from textual.geometry import Size

from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.lines import shortened
from tui_descent.ui.widgets.panel import Panel, Piece, Row

SLOTS = 44  # cells for pass, loss and lr, each at its own fixed place
SMALL = 76  # columns, below which the line is folded into two


class Status(Panel[Frame]):
    """`pass 37`, `loss 0.18342` and `lr 0.3`, always in this form."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        loss = "?" if frame.loss is None else f"{frame.loss:.6g} {_trend(frame.change)}"
        rate = f"lr {frame.learning_rate:.6g}"
        if size.width < SMALL:
            short = f" pass {frame.passes}  loss {loss}  {rate}"
            return [[(short, "strong")], _where(frame, size.width)]
        numbers = f"{f'pass {frame.passes}':<12}{f'loss {loss}':<19} {rate}"
        room = size.width - max(SLOTS, len(numbers) + 1)
        where = _where(frame, room - 1)
        used = sum(len(text) for text, _ in where)
        return [[*where, (" " * (room - used), "dim"), (numbers, "strong")]]


def _where(frame: Frame, room: int) -> list[Piece]:
    """What is trained, in as many words as fit; in the middle of a pass its phase."""
    heading = frame.heading
    if frame.phase is not None:
        return [(f" {heading.name} · ", "dim"), (frame.phase.text, "accent")]
    name, shape, optimizer = heading.name, heading.shape, frame.optimizer
    line = ""
    for parts in (
        (name, shape, heading.loss_name, optimizer),
        (name, shape, optimizer),
        (name, *shape.split()[:1], optimizer),
    ):
        line = f" {' · '.join(filter(None, parts))}"
        if len(line) <= room:
            break
    return [(shortened(line, room), "dim")]


def _trend(change: float | None) -> str:
    if change is None or change == 0.0 or change != change:
        return " "
    return "▲" if change > 0.0 else "▼"
