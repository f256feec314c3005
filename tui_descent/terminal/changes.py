"""What is sent to the terminal: only the cells that differ from what it shows.

Textual sends a refreshed region whole, from the left edge of its widget, with the full
style before and a reset behind every segment. Over SSH that is most of the traffic. Here
each update is compared, cell by cell, with what the terminal shows; runs of changed cells
are sent, and a style only when it differs from the one before. Here, too, a terminal gets
no characters and no colours but those it has.
"""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import repeat
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from tui_descent.terminal.capabilities import Terminal

Cell = tuple[str, Style | None]  # a wide character's second cell holds ""
Line = list[Cell]


class Codes(NamedTuple):
    """A style as the parameters of the terminal's SGR sequence."""

    attributes: str
    color: str
    background: str


INVISIBLE_ON_SPACES = frozenset(("", "1", "2", "3"))  # bold, dim, italic
OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29"}
PLAIN = Codes("", "", "")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # in a preset's own words: never to be sent
FAINT = "#a9a9a9"  # of few colours the one for frames: there it is sent dimmed
FAINT_COLOR = Color.parse(FAINT)
UNKNOWN: Cell = ("\x00", None)
UNLIMITED = Terminal()
BRIDGE = 4  # unchanged cells that cost no more to send again than to step over


class TerminalContents:
    """The cells that the terminal shows, as far as they were sent from here."""

    def __init__(self) -> None:
        self._lines: list[Line] = []

    def forget(self) -> None:
        """Forget what the terminal shows: the next update sends everything."""
        self._lines = []

    def line(self, y: int, width: int) -> Line:
        """Line `y`, `width` cells wide, to be compared and changed in place."""
        while len(self._lines) <= y:
            self._lines.append([])
        line = self._lines[y]
        if len(line) < width:
            line += [UNKNOWN] * (width - len(line))
        return line


class ChangedCells(CompositorUpdate):
    """Textual's update, cut down to what differs from the terminal's contents."""

    def __init__(
        self,
        update: LayoutUpdate | ChopsUpdate,
        contents: TerminalContents,
        terminal: Terminal = UNLIMITED,
    ) -> None:
        self._update = update
        self._contents = contents
        self._terminal = terminal

    @cached_property
    def changed(self) -> list[tuple[int, int, Line]]:
        """(line, first column, cells) of every stretch that is to be sent."""
        return [
            (y, x + start, cells[start:stop])
            for y, x, cells in self._pieces()
            for start, stop in _runs(self._contents.line(y, x + len(cells))[x:], cells)
        ]

    def render_segments(self, console: Console) -> str:
        """Return the bytes to send, and take note of them."""
        output = _Output(None if self._terminal.colorless else console._color_system)
        for y, x, cells in self.changed:
            output.write(x, y, cells)
            self._contents.line(y, x + len(cells))[x : x + len(cells)] = cells
        return output.finish()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self._update

    def _pieces(self) -> Iterable[tuple[int, int, Line]]:
        """(line, first column, cells) of everything that the update holds."""
        update = self._update
        cells_of = _ascii_cells if self._terminal.ascii else _cells
        if isinstance(update, LayoutUpdate):
            left = update.region.x
            for y, strips in enumerate(update.strips, update.region.y):
                yield y, left, [cell for strip in strips for cell in cells_of(strip)]
        else:
            # What lies beside the spans was not painted: it would be the bare background.
            for y, first, last in sorted(update.spans):
                for x, strip in update.chops[y].items():
                    if strip is not None and x < last and first < x + strip.cell_length:
                        start = max(x, first)
                        yield y, start, cells_of(strip)[start - x : last - x]


class _Output:
    """Escape sequences with the cursor's place and style in mind."""

    def __init__(self, colors: ColorSystem | None) -> None:
        self._colors = colors
        self._parts: list[str] = []
        self._x = self._y = -1
        self._style = PLAIN

    def write(self, x: int, y: int, cells: Line) -> None:
        if (x, y) != (self._x, self._y):
            if y == self._y and x > self._x:
                self._parts.append(f"\x1b[{x - self._x}C")
            else:
                self._parts.append(f"\x1b[{y + 1};{x + 1}H")
        for char, style in cells:
            codes = PLAIN if style is None else _codes(style, self._colors)
            if char != " " or not self._looks_the_same_on_a_space(codes):
                self._change_style(codes)
            self._parts.append(char)
        self._x, self._y = x + len(cells), y

    def finish(self) -> str:
        self._change_style(PLAIN)
        return "".join(self._parts)

    def _looks_the_same_on_a_space(self, style: Codes) -> bool:
        before = self._style
        return style.background == before.background and (
            style.attributes == before.attributes
            or INVISIBLE_ON_SPACES.issuperset(f"{style.attributes};{before.attributes}".split(";"))
        )

    def _change_style(self, style: Codes) -> None:
        before = self._style
        if style == before:
            return
        self._style = style
        anew = ["0", style.attributes, style.color, style.background]
        self._parts.append(min((_sequence(anew), _sequence(_changes(before, style))), key=len))


def _sequence(codes: Iterable[str]) -> str:
    return f"\x1b[{';'.join(filter(None, codes))}m"


def _changes(before: Codes, after: Codes) -> list[str]:
    """The codes that lead from one style to another; "0" first where only a reset does."""
    old, new = set(before.attributes.split(";")), set(after.attributes.split(";"))
    gone = (old - new) - {""}
    lost = any(was and not is_now for was, is_now in zip(before[1:], after[1:], strict=True))
    if lost or not gone <= set(OFF):
        return ["0", *after]
    off = sorted({OFF[one] for one in gone})
    if "22" in off:
        old -= {"1", "2"}  # it ends both
    return [
        *off,
        *sorted(new - old),
        *(is_now for was, is_now in zip(before[1:], after[1:], strict=True) if was != is_now),
    ]


@lru_cache(maxsize=512)
def _codes(style: Style, colors: ColorSystem | None) -> Codes:
    attributes = Strip.render_ansi(style.without_color, colors or ColorSystem.STANDARD)
    if style.color == FAINT_COLOR and colors in (None, ColorSystem.STANDARD):
        attributes = ";".join(filter(None, (attributes, "2")))
    if colors is None:
        return Codes(attributes, "", "")
    color, background = (
        "" if one is None else ";".join(one.downgrade(colors).get_ansi_codes(foreground))
        for one, foreground in ((style.color, True), (style.bgcolor, False))
    )
    return Codes(attributes, color, background)


@lru_cache(maxsize=512)
def _the_one(style: Style | None) -> Style | None:
    """Of equal styles always the same one: whether two are the same one is soon seen."""
    return style


@lru_cache(maxsize=512)
def _of_a_space(style: Style | None) -> Style | None:
    """The part of a style that is seen where there is no character."""
    if style is None or style.underline or style.reverse or style.strike or style.underline2:
        return style
    return _the_one(style.background_style)


def _cells(strip: Strip) -> Line:
    cells: Line = []
    for segment in strip:
        text, style = CONTROL.sub("", segment.text), _the_one(segment.style)
        blank = (" ", _of_a_space(style))
        if text.isascii() or all(cell_len(char) == 1 for char in set(text)):
            if " " in text:
                cells += [blank if char == " " else (char, style) for char in text]
            else:
                cells += zip(text, repeat(style), strict=False)
            continue
        for char in text:
            if char == " ":
                cells.append(blank)
                continue
            width = cell_len(char)
            if width == 0 and cells:
                cells[-1] = (cells[-1][0] + char, style)
            else:
                cells += [(char, style), ("", style)][:width]
    return cells


def _ascii_cells(strip: Strip) -> Line:
    from tui_descent.terminal.glyphs import ascii_cells

    cells = _cells(strip)
    stand_ins = ascii_cells([cell for cell, _ in cells], [style for _, style in cells])
    return [(char, style) for char, (_, style) in zip(stand_ins, cells, strict=True)]


def _runs(known: Line, cells: Line) -> list[tuple[int, int]]:
    """(start, stop) of each stretch that must be sent, those close together joined."""
    runs: list[tuple[int, int]] = []
    if known == cells:
        return runs
    for at, (old, new) in enumerate(zip(known, cells, strict=False)):
        if old == new:
            continue
        start = at
        while start > 0 and cells[start][0] == "":
            start -= 1  # never begin inside a wide character
        if runs and start - runs[-1][1] <= BRIDGE and _same_style(cells, runs[-1][1] - 1, at):
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((start, at + 1))
    return [(start, _whole(cells, stop)) for start, stop in runs]


def _whole(cells: Line, stop: int) -> int:
    while stop < len(cells) and cells[stop][0] == "":
        stop += 1
    return stop


def _same_style(cells: Line, first: int, last: int) -> bool:
    style = cells[first][1]
    return all(style is other or style == other for _, other in cells[first + 1 : last + 1])
