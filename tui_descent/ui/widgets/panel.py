"""The base of everything that is painted: lines of cells that know when they changed.

A panel draws what it is shown, usually a Frame, into lines. Only lines that differ from
those drawn before are handed to Textual, and of those only the cells that differ are sent.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar, cast

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui_descent.actions.registry import key_names
from tui_descent.arithmetic.fitting import Piece as Piece
from tui_descent.arithmetic.fitting import Row as Row
from tui_descent.terminal.terminal_app import PreparedScreen, TerminalApp
from tui_descent.text import safe
from tui_descent.ui.tabs import content_of, strip_of, tab_at
from tui_descent.ui.theme import Palette, is_flat, palette

Shown = TypeVar("Shown")

NAMES = key_names({})  # of the keys where nobody has moved them
LEFT_OF_TITLE = 3  # cells of the frame's upper edge
SIDE = "│"  # of the frame
BESIDE_TITLE = 4  # on both sides, within the frame
NARROWEST = 8  # columns: in less there is no room for a word, and nothing is drawn


class Panel(Widget, Generic[Shown], can_focus=False):
    """A widget that is a function of what it is shown."""

    class Resized(Message):
        """The panel has another size now, or its first one."""

    class TitleClicked(Message):
        """The title of the panel of this id was clicked on."""

        def __init__(self, panel: str) -> None:
            super().__init__()
            self.panel = panel

    class RowPicked(Message):
        """A row of a list was clicked on, 0 is at the top of what is seen."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    is_list = False
    flat = False  # whether there are so few colours that characters tell heights
    cheap = False  # whether the line is so slow that fewer bytes are better than more detail

    class TabPicked(Message):
        """A tab was clicked on, the first is 0."""

        def __init__(self, tab: int) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self, *, id: str | None = None, title: str = "") -> None:
        super().__init__(id=id)
        self._title, self._hint = title, ""
        self._notes: tuple[str, ...] = ()
        self._tabs: tuple[str, ...] = ()
        self._tab = -1
        self._width = 0
        self.border_title = title or None
        self._shown: Shown | None = None
        self._lines: list[Strip] = []  # from edge to edge, where there is a frame
        self._made_of: list[tuple[Piece, ...]] = []  # what the lines were made of, in these styles
        self._styles: Palette | None = None
        self._seen = _Seen({}, [], Color(0, 0, 0))
        self._stale = True
        self._drawn_for = self._drawn_within = Size()
        self.key_names = NAMES

    @abstractmethod
    def draw(self, shown: Shown, size: Size) -> list[Row]:
        """Return the rows of this panel, at most `size.height` of them.

        A row wider than the panel is cut off, a shorter one is filled up.
        """

    def show(self, shown: Shown) -> None:
        """Show something else, or another moment of the same."""
        self._shown = shown
        self._paint()

    def entitle(self, title: str, *notes: str) -> None:
        """Say in the upper edge of the frame what this is, and in the lower what is to be noted.

        Of several notes the last ones are left out where there is no room.
        """
        notes = tuple(filter(None, notes))
        if (title, notes) != (self._title, self._notes):
            self._title, self._notes = title, notes
            self._frame()

    def lead(
        self, tabs: tuple[str, ...] = (), tab: int = -1, hint: str = "", width: int = 0
    ) -> None:
        """Have these tabs in the upper edge in place of the title; none: the title itself.

        hint   what the keys do with the tabs
        width  of the panel, when it will be laid out
        """
        now = tabs, tab, hint, width or self._width
        if now != (self._tabs, self._tab, self._hint, self._width):
            self._tabs, self._tab, self._hint, self._width = now
            self._frame()

    @property
    def _strip(self) -> list[tuple[str, int]]:
        return strip_of(self._tabs, self._tab, max(0, self._width - BESIDE_TITLE))

    def _frame(self) -> None:
        """Write the title or the tabs, and the note, as far as there is room for them."""
        if not self._tabs:
            self.border_title = self._title or None
            self.border_subtitle = self._fitting([*self._notes]) or None
            return
        self.border_title = content_of(self._strip, self._tab)
        own = self._title if self._title.lower() != self._tabs[self._tab].lower() else ""
        texts = list(filter(None, [own, *self._notes, self._hint]))
        self.border_subtitle = self._fitting(texts) or None

    def _fitting(self, texts: list[str]) -> str:
        """As many of these as there is room for, the first ones first."""
        room = self._width - BESIDE_TITLE
        while len(texts) > 1 and len(" · ".join(texts)) > room:
            texts.pop()
        whole = " · ".join(texts)
        return whole if len(whole) <= room or not self._tabs else ""

    def on_click(self, event: events.Click) -> None:
        """A click on a tab picks it, one on the title this panel, one on a list's row that row."""
        framed = "framed" in self.classes
        if self.is_list and 0 <= event.y - framed < self.size.height:
            event.stop()
            self.post_message(self.RowPicked(event.y - framed))
        if event.y or not framed:
            return
        event.stop()
        if not self._tabs:
            self.post_message(self.TitleClicked(self.id or ""))
        elif (tab := tab_at(self._strip, event.x - LEFT_OF_TITLE)) >= 0:
            self.post_message(self.TabPicked(tab))

    def render_lines(self, crop: Region) -> list[Strip]:
        """As Textual has it; but what is inside the frame was made when it was drawn."""
        # A new size is heard of only later.
        if self._stale or self.outer_size != self._drawn_within:
            self._lines = self._drawn()
        top, left, right = self.gutter.top, *crop.column_span
        lines: list[Strip] = []
        for y in crop.line_range:
            if 0 <= y - top < len(self._lines):
                lines.append(self._lines[y - top].crop(left, right))
            else:
                lines += super().render_lines(Region(left, y, crop.width, 1))
        return lines

    def render_line(self, y: int) -> Strip:
        if y < len(self._lines):
            return self._lines[y].crop(self.gutter.left, self.gutter.left + self.size.width)
        return Strip.blank(self.size.width, palette(self.app.current_theme)["plain"])

    def render_str(self, text_content: str | Content) -> Content:
        """Titles are as they stand, also with brackets in them."""
        return Content(safe(text_content)) if isinstance(text_content, str) else text_content

    def on_resize(self) -> None:
        self._stale = True
        self._width = self.size.width
        self._frame()
        self.refresh()
        self.post_message(self.Resized())

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._stale = True

    def _paint(self) -> None:
        before, self._lines = self._lines, self._drawn()
        top = self.gutter.top
        changed = [
            top + y
            for y, line in enumerate(self._lines)
            if y >= len(before) or (line is not before[y] and line != before[y])
        ]
        if changed:
            cast("PreparedScreen[object]", self.screen).repaint(self, changed)

    @np.errstate(all="ignore")  # numbers that overflow are told
    def _drawn(self) -> list[Strip]:
        before, (width, height) = self._drawn_for.width, self.size
        self._drawn_for, self._drawn_within = self.size, self.outer_size
        self._stale = False
        if self._shown is None or width < NARROWEST or not height:
            return []
        theme = self.app.current_theme
        styles, self.flat = palette(theme), is_flat(theme)
        self.cheap = isinstance(self.app, TerminalApp) and self.app.slow_line
        rows = [tuple(row) for row in self.draw(self._shown, self._drawn_for)[:height]]
        rows += [()] * (height - len(rows))
        as_before = width == before and styles is self._styles
        known = dict(zip(self._made_of, self._lines, strict=False)) if as_before else {}
        self._made_of, self._styles = rows, styles
        if not as_before:
            self._seen = _Seen(styles, self.get_line_filters(), self.background_colors[1])
        edge = Segment(SIDE, self._seen["frame"]) if self.gutter.left else None
        return [known.get(row) or _line(row, self._seen, width, edge) for row in rows]


class _Seen(dict[str, Style]):
    """Styles by name, as they look on a background once Textual has filtered them."""

    def __init__(
        self, styles: Mapping[str, Style], filters: Sequence[LineFilter], background: Color
    ) -> None:
        super().__init__()
        self._styles, self._filters, self._background = styles, filters, background

    def __missing__(self, name: str) -> Style:
        segments = [Segment(" ", self._styles[name])]
        for one in self._filters:
            segments = one.apply(segments, self._background)
        self[name] = style = segments[0].style or self._styles[name]
        return style


def _line(row: Row, styles: Mapping[str, Style], width: int, edge: Segment | None) -> Strip:
    """A row as Textual wants it, cut off or filled up, between two edges."""
    line = Strip([Segment(safe(text), styles[style]) for text, style in row])
    line = line.adjust_cell_length(width, styles["plain"])
    return line if edge is None else Strip([edge, *line, edge], width + 2)
