"""The base of everything that is painted: lines of cells that know when they changed.

A panel draws what it is shown, usually a Frame, into lines, and its frame with the titles in it.
Only lines that differ from those drawn before are made anew and handed to Textual, and of those
only the cells that differ are sent.
"""

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar, cast

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region, Size, Spacing
from textual.message import Message
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from tui_descent.actions.registry import key_names
from tui_descent.arithmetic.fitting import Piece as Piece
from tui_descent.arithmetic.fitting import Row as Row
from tui_descent.terminal.terminal_app import PreparedScreen, TerminalApp
from tui_descent.text import safe
from tui_descent.ui.tabs import strip_of, tab_at
from tui_descent.ui.theme import is_flat, palette

Shown = TypeVar("Shown")

NAMES = key_names({})  # of the keys where nobody has moved them
LEFT_OF_TITLE = 3  # cells of the frame's upper edge
UPPER, LOWER, SIDE, LINE = ("╭", "╮"), ("╰", "╯"), "│", "─"  # of the frame
BESIDE_TITLE = 4  # on both sides, within the frame
# Characters that are safe, each in one cell.
ORDINARY = re.compile(r"[ -~·×−…\u2190-\u21ff\u2500-\u25fc\u2800-\u28ff]*")
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
        self.note = ""
        self._edges: tuple[tuple[Piece, ...], ...] = (), ()  # of the frame: upper and lower
        self._shown: Shown | None = None
        self._lines: list[Strip] = []  # from edge to edge, where there is a frame with its edges
        self._made_of: list[tuple[Piece, ...]] = []  # what the lines were made of, in this theme
        self._theme: Theme | None = None
        self._seen = _Seen({}, [], Color(0, 0, 0))
        self._border = Spacing()
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

        Of several notes the last ones are left out where there is no room. It is to be shown then.
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
            self._stale = True
            self.refresh()

    @property
    def _strip(self) -> Sequence[tuple[str, int]]:
        return strip_of(self._tabs, self._tab, max(0, self._width - BESIDE_TITLE))

    def _frame(self) -> None:
        """Write the title or the tabs, and the note, as far as there is room for them."""
        upper: Row = [(self._title, "title")]
        texts = [*self._notes]
        if self._tabs:
            upper = [(text, "tab" if at == self._tab else "title") for text, at in self._strip]
            own = self._title if self._title.lower() != self._tabs[self._tab].lower() else ""
            texts = list(filter(None, [own, *self._notes, self._hint]))
        self.note = self._fitting(texts)
        width, framed = self._drawn_within.width, self._border.left > 0
        self._edges = (
            _edge(UPPER, upper, width, framed),
            _edge(LOWER, [(self.note, "title")], width, framed, to_the_right=True),
        )

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
        """The lines that were made when it was drawn."""
        # A new size is heard of only later.
        if self._stale or self.outer_size != self._drawn_within:
            self._lines = self._drawn()
        lines = [line.crop(*crop.column_span) for line in self._lines[crop.y : crop.bottom]]
        return lines + [Strip.blank(crop.width)] * (crop.height - len(lines))

    def render_line(self, y: int) -> Strip:
        """A line of the content."""
        line, left = y + self._border.top, self._border.left
        if line >= len(self._lines):
            return Strip.blank(self.size.width)
        return self._lines[line].crop(left, left + self.size.width)

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
        changed = [
            y for y, line in enumerate(self._lines) if y >= len(before) or line is not before[y]
        ]
        if changed:
            cast("PreparedScreen[object]", self.screen).repaint(self, changed)

    @np.errstate(all="ignore")  # numbers that overflow are told
    def _drawn(self) -> list[Strip]:
        if not self.is_attached:  # its screen is gone, with a message to it still under way
            self._made_of = []
            return []
        app = self.app
        theme = app.current_theme
        if self._stale or theme is not self._theme or self.outer_size != self._drawn_within:
            self._prepare(theme)
        (width, height), outer, border = self._drawn_for, self._drawn_within.width, self._border
        if not outer:
            return []
        self.cheap = isinstance(app, TerminalApp) and app.slow_line
        rows: list[tuple[Piece, ...]] = []
        if self._shown is not None and width >= NARROWEST and height:
            rows = [tuple(row) for row in self.draw(self._shown, self._drawn_for)[:height]]
        rows += [()] * (height - len(rows))
        upper, lower = self._edges
        rows = [upper] * border.top + rows + [lower] * border.bottom
        side = Segment(SIDE, self._seen["frame"]) if border.left else None
        inside = range(border.top, len(rows) - border.bottom)
        lines = [
            self._lines[y]
            if y < len(self._made_of) and row == self._made_of[y]
            else _line(row, self._seen, outer, side if y in inside else None)
            for y, row in enumerate(rows)
        ]
        self._made_of = rows
        return lines

    def _prepare(self, theme: Theme) -> None:
        """Take note of size, frame and theme, on which all lines depend."""
        self._stale, self._theme = False, theme
        self._drawn_for, self._drawn_within, self._border = self.size, self.outer_size, self.gutter
        self.flat = is_flat(theme)
        self._seen = _Seen(palette(theme), self.get_line_filters(), self.background_colors[1])
        self._made_of = []
        self._frame()


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


def _line(row: Row, styles: Mapping[str, Style], width: int, side: Segment | None) -> Strip:
    """A row as Textual wants it, cut off or filled up, between the sides of a frame, if any."""
    whole, room = "".join([text for text, _ in row]), width if side is None else width - 2
    ordinary = ORDINARY.fullmatch(whole)
    if not ordinary:
        row = [(safe(text), style) for text, style in row]
        whole = "".join([text for text, _ in row])
    line = [Segment(text, styles[style]) for text, style in row if text]
    missing = room - (len(whole) if ordinary else cell_len(whole))
    if missing < 0:
        line = [*Strip(line).adjust_cell_length(room)]
    elif missing:
        line.append(Segment(" " * missing, styles["plain"]))
    return Strip(line if side is None else [side, *line, side], width)


def _edge(
    corners: tuple[str, str], label: Row, width: int, framed: bool, to_the_right: bool = False
) -> tuple[Piece, ...]:
    """An edge of the frame with a label; framed: between corners."""
    begin, end = corners if framed else ("", "")
    text = _cut(label, width - 2 - 4 * framed)
    if text and framed:
        text = [(" ", "title"), *text, (" ", "title")]
    line = LINE * (width - 2 * framed - sum(cell_len(piece) for piece, _ in text))
    if not text:
        return ((f"{begin}{line}{end}", "frame"),)
    first, last = (line[1:], LINE) if to_the_right else (LINE, line[1:])
    return (f"{begin}{first}", "frame"), *text, (f"{last}{end}", "frame")


def _cut(label: Row, room: int) -> Row:
    """A label; one that is too long ends with an …"""
    if sum(cell_len(text) for text, _ in label) <= room:
        return [piece for piece in label if piece[0]]
    cut = []
    for text, style in label:
        part = set_cell_size(text, min(cell_len(text), room - 1)) if room > 1 else ""
        room -= cell_len(part)
        cut.append((part, style))
    return [*cut, ("…", "title")] if room > 0 else []
