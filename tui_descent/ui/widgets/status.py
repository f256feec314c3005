"""The line at the top: what is trained; pass, loss and learning rate; the verdict's word."""

from textual.geometry import Size

from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.lines import shortened
from tui_descent.ui.widgets.panel import Panel, Piece, Row

PASS, LOSS, FACTOR, RATE = 13, 19, 8, 11  # cells, each number at its own fixed place
BADGE = 14  # cells for a word and a blank on either side
SMALL = 76  # columns, below which the line is folded into two
ROOMY = 110  # columns, from which on there is room for a factor
ALARMING = {"rising", "unsteady", "diverging", "diverged", "overshooting"}


class Status(Panel[Frame]):
    """`pass 37`, `loss 0.18342` and `lr 0.3`, always in this form, and the verdict's word.

    has_badge  whether the word is shown
    called     what stands in place of the preset's name; "": nothing
    """

    has_badge = True
    called = ""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        loss = "?" if frame.loss is None else f"{frame.loss:.6g} {_trend(frame.change)}"
        rate = f"lr {frame.learning_rate:.6g}"
        badge = self._badge(frame)
        if size.width < SMALL:
            short = f" pass {frame.passes}  loss {loss}  {rate}"
            where = self._where(frame, size.width - BADGE)
            return [[(short, "strong")], [*where, _gap(where, size.width - BADGE), *badge]]
        factor = _factor(frame) if size.width >= ROOMY else ""
        numbers = (
            f"{f'pass {frame.passes}':<{PASS}}{f'loss {loss}':<{LOSS}}"
            f"{factor:<{FACTOR if size.width >= ROOMY else 1}}{rate:<{RATE}}"
        )
        room = size.width - len(numbers) - BADGE
        where = self._where(frame, room - 1)
        return [[*where, _gap(where, room), (numbers, "strong"), *badge]]

    def _badge(self, frame: Frame) -> list[Piece]:
        """The word, between two blanks, at the right end; in the middle of a pass its phase."""
        if frame.phase is not None:
            return [(f"{frame.phase.text + ' ':>{BADGE}}", "accent")]
        if frame.verdict is None or not self.has_badge:
            return []
        word = frame.verdict.word
        text = f" {word.upper()} "
        style = "badge alarm" if word in ALARMING else "badge"
        return [(" " * (BADGE - len(text)), "plain"), (text, style)]

    def _where(self, frame: Frame, room: int) -> list[Piece]:
        """What is trained, in as many words as fit; the optimizer's name is never cut."""
        heading = frame.heading
        name, shape = self.called or heading.name, heading.shape
        optimizer = f"{frame.optimizer}, {frame.schedule}" if frame.schedule else frame.optimizer
        line = ""
        for parts in (
            (name, shape, heading.loss_name, optimizer),
            (name, shape, optimizer),
            (name, *shape.split()[:1], optimizer),
            (name, optimizer),
            (name, frame.optimizer),
            (_short(name, room - len(f"  · {frame.optimizer}")), frame.optimizer),
            (frame.optimizer,),
        ):
            line = f" {' · '.join(filter(None, parts))}"
            if len(line) <= room:
                break
        return [(shortened(line, room), "dim")]


def _short(name: str, room: int) -> str:
    """A name without its last parts: `baseline…`."""
    while len(name) > room and "-" in name:
        name = f"{name.rpartition('-')[0]}…"
    return shortened(name, room)


def _gap(row: list[Piece], width: int) -> Piece:
    """What fills a row up to this width."""
    return (" " * (width - sum(len(text) for text, _ in row)), "dim")


def _trend(change: float | None) -> str:
    if change is None or change == 0.0 or change != change:
        return " "
    return "▲" if change > 0.0 else "▼"


def _factor(frame: Frame) -> str:
    """How many times as high the loss is as one pass ago."""
    return "" if frame.factor is None else f"×{frame.factor:.3g}"
