"""What is this? A pointer over the screen, and below or above it what it points to."""

from collections.abc import Sequence
from textwrap import wrap
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Size
from textual.widget import Widget

from tui_descent.session.frame import Frame
from tui_descent.ui.meanings import Spot, meaning
from tui_descent.ui.screens.keyed import KeyedScreen
from tui_descent.ui.widgets.lines import clauses
from tui_descent.ui.widgets.panel import Panel, Row

ROWS = 2  # of the explanation
WAYS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


class WhatScreen(KeyedScreen[None]):
    """Arrows go from thing to thing, a click goes to one; any other key closes it.

    panels  of the screen below, whose contents can be pointed to
    """

    CSS_PATH = "what.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"go({x}, {y})", "the next thing that way", show=False)
        for key, (x, y) in WAYS.items()
    ]

    def __init__(self, panels: Sequence[Panel[Frame]], frame: Frame, at: Offset) -> None:
        super().__init__()
        self._panels = panels
        self._frame = frame
        self._at = at
        self._mark = Mark(id="mark")
        self._words = Words(id="words", title="what is this?")

    def compose(self) -> ComposeResult:
        yield self._mark
        yield self._words.add_class("framed")

    def on_mount(self) -> None:
        if not self._meaning(self._at):
            self._at = self._first_thing()
        self._show()

    def _first_thing(self) -> Offset:
        """The next place, row by row from where it points to, that means something."""
        width, cells = self.size.width, self.size.area
        start = self._at.y * width + self._at.x
        places = (Offset(at % width, at // width) for at in (*range(start, cells), *range(start)))
        return next((place for place in places if self._meaning(place)), self._at)

    def read_key(self, event: events.Key) -> bool:
        if event.key in (*WAYS, "ctrl+c", "ctrl+l"):
            return False
        self.dismiss()
        return True

    def on_click(self, event: events.Click) -> None:
        self._at = event.screen_offset
        if self._meaning(self._at):
            self._show()
        else:
            self.dismiss()

    def on_resize(self) -> None:
        if not self.size.contains_point(self._at):
            self._at = Offset(0, 0)
        self.call_after_refresh(self._show)

    def action_go(self, x: int, y: int) -> None:
        """To the next thing that way: the next place that means something else."""
        now, at = self._meaning(self._at), self._at + Offset(x, y)
        while self.size.contains_point(at):
            means = self._meaning(at)
            if means and means != now:
                self._at = at
                self._show()
                return
            at += Offset(x, y)

    def _meaning(self, at: Offset) -> str:
        return meaning_at(self._panels, self._frame, at)

    def _show(self) -> None:
        spot = _spot(self._panels, self._at)
        self._mark.put(self._at, " " if spot is None else spot.sign)
        self.set_class(self._at.y >= self.size.height // 2, "-above")
        means = self._meaning(self._at)
        self._words.entitle("what is this?", "arrows go on · other keys: back")
        self._words.show(means or "nothing in particular")


def meaning_at(panels: Sequence[Panel[Frame]], frame: Frame, at: Offset) -> str:
    """What stands in this place of the screen; "" for nothing in particular."""
    spot = _spot(panels, at)
    return "" if spot is None else meaning(spot, frame)


def _spot(panels: Sequence[Panel[Frame]], at: Offset) -> Spot | None:
    for panel in panels:
        region = panel.content_region if "framed" in panel.classes else panel.region
        if panel.display and region.contains(*at):
            x, y = at.x - region.x, at.y - region.y
            return Spot(panel, x, y, word_at(panel.render_line(y).text, x))
    return None


class Mark(Widget):
    """The place that is pointed to, inverse."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._sign = " "

    def put(self, at: Offset, sign: str) -> None:
        """Point to this place, where this character stands."""
        self._sign = sign or " "
        self.styles.offset = at
        self.refresh()

    def render(self) -> str:
        return self._sign


class Words(Panel[str]):
    """The explanation, in two rows."""

    def draw(self, shown: str, size: Size) -> list[Row]:
        lines = wrap(shown, size.width - 2)
        if len(lines) > ROWS:
            lines = wrap(clauses(shown, ROWS * (size.width - 4)), size.width - 2)[:ROWS]
        return [[(f" {line}", "plain")] for line in lines]


def word_at(text: str, x: int) -> str:
    """The word of a line that this column is in; "" in a blank one."""
    if x >= len(text) or text[x] == " ":
        return ""
    start = text.rfind(" ", 0, x) + 1
    end = text.find(" ", x)
    return text[start : end if end >= 0 else len(text)]
