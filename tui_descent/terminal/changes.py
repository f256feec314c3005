"""What is sent to the terminal: only the cells that differ from what it shows.

Textual sends a refreshed region whole, from the left edge of its widget, with the full
style before and a reset behind every segment. Over SSH that is most of the traffic. Here
the cells of an update are compared, all at once, with what the terminal shows; runs of changed
cells are sent, and a style only when it differs from the one before. Here, too, a terminal gets
no characters and no colours but those it has.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from tui_descent.terminal.capabilities import Terminal

Piece = tuple[int, int, Strip]  # its line, its first column, its cells
Integers = NDArray[np.int64]


class Run(NamedTuple):
    """Cells in one style beside each other, `width` of them."""

    line: int
    column: int
    width: int
    text: str
    style: Style | None


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
UNLIMITED = Terminal()
BRIDGE = 4  # unchanged cells that cost no more to send again than to step over
UNKNOWN = -1  # of a cell
COVERED = "\x00"  # the second cell of a wide character
FIRST_CLUSTER = 0xD800  # surrogates, which are no characters, stand for those with accents
MANY = 1024  # styles, or characters with accents, after which they are numbered anew


class TerminalContents:
    """The cells that the terminal shows, as far as they were sent from here.

    A cell is a code point and the number of a style.

    styles   by their numbers
    spelled  what a code point stands for, where it is not that character itself
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Forget what the terminal shows: the next update sends everything."""
        self._size = Size()
        self._cells = np.empty((2, 0), dtype=np.int64)
        self._numbers: dict[Style | None, int] = {}
        self._on_spaces: list[int] = []
        self._clusters: dict[str, str] = {}
        self.styles: list[Style | None] = []
        self.spelled = {ord(COVERED): ""}

    def cells(self, size: Size) -> Integers:
        """Code points and styles on a screen of this size, of shape (2, lines · columns).

        They are to be changed in place.
        """
        if size != self._size or len(self.styles) > MANY or len(self._clusters) > MANY:
            self.forget()
            self._size, self._cells = size, np.full((2, size.area), UNKNOWN)
        return self._cells

    def number(self, style: Style | None) -> int:
        """Return the number of a style."""
        number = self._numbers.get(style)
        if number is None:
            number = self._numbers[style] = len(self.styles)
            self.styles.append(style)
            self._on_spaces.append(number)
            self._on_spaces[number] = self.number(_of_a_space(style))
        return number

    @property
    def on_spaces(self) -> Integers:
        """For each style the number of what is seen of it where there is no character."""
        return np.array(self._on_spaces, dtype=np.int64)

    def by_cell(self, text: str) -> str:
        """The text as one character for each cell; `spelled` leads back."""
        if text.isascii() and text.isprintable():
            return text
        cells: list[str] = []
        for char in CONTROL.sub("", text):
            width = cell_len(char)
            if width == 0 and cells:
                cells[-1] += char
            else:
                cells += (char, COVERED)[:width]
        return "".join(cell if len(cell) == 1 else self._cluster(cell) for cell in cells)

    def _cluster(self, cell: str) -> str:
        char = self._clusters.setdefault(cell, chr(FIRST_CLUSTER + len(self._clusters)))
        self.spelled[ord(char)] = cell.replace(COVERED, "")
        return char


class ChangedCells(CompositorUpdate):
    """What is to stand on a screen of this size, cut down to what differs from its contents.

    ask  gives what is sent behind it, once it is sent: of a screen that is gone nothing is
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        size: Size,
        contents: TerminalContents,
        terminal: Terminal = UNLIMITED,
        ask: Callable[[], str] = str,
    ) -> None:
        self._pieces = pieces
        self._width = size.width
        self._contents = contents
        self._known = contents.cells(size)
        self._terminal = terminal
        self._ask = ask

    @cached_property
    def changed(self) -> list[Run]:
        """What is to be sent."""
        text, places, cells = self._cells
        differs = (self._known[:, places] != cells).any(0)
        if COVERED in text:  # a wide character is sent whole
            second = np.flatnonzero(cells[0] == ord(COVERED))
            differs[second] |= differs[second - 1]
            differs[second - 1] = differs[second]
        found = np.flatnonzero(differs)
        if not len(found):
            return []
        lines, columns = divmod(places[found], self._width)
        restyled = np.append(False, cells[1, 1:] != cells[1, :-1]).cumsum()[found]
        together = np.stack([lines, columns - found, restyled])  # each is the same within a run
        apart = (together[:, 1:] != together[:, :-1]).any(0)
        apart |= found[1:] - found[:-1] > BRIDGE + 1
        first, last = np.append(True, apart), np.append(apart, True)
        of, spelled = self._contents.styles, self._contents.spelled
        return [
            Run(line, column, stop - start, text[start:stop].translate(spelled), of[style])
            for line, column, start, stop, style in zip(
                lines[first].tolist(),
                columns[first].tolist(),
                found[first].tolist(),
                (found[last] + 1).tolist(),
                cells[1, found[first]].tolist(),
                strict=True,
            )
        ]

    def render_segments(self, console: Console) -> str:
        """Return the bytes to send, and take note of them."""
        output = _Output(None if self._terminal.colorless else console._color_system)
        for run in self.changed:
            output.write(run)
        _, places, cells = self._cells
        self._known[:, places] = cells
        return output.finish() + self._ask()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for _, _, strip in self._pieces:
            yield from strip

    @cached_property
    def _cells(self) -> tuple[str, Integers, Integers]:
        """All cells: their characters, their places, and code points and styles, shape (2, n)."""
        texts, styles, starts = self._segments(iter)
        if self._terminal.ascii or not _is_plain(texts):
            texts, styles, starts = self._segments(self._by_cell)
        text, lengths = "".join(texts), np.array([*map(len, texts)], dtype=np.int64)
        chars = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        cells = np.stack([chars, np.repeat(np.array(styles, dtype=np.int64), lengths)])
        spaces = np.flatnonzero(chars == ord(" "))
        cells[1, spaces] = self._contents.on_spaces[cells[1, spaces]]
        skipped = np.array(starts, dtype=np.int64) - lengths.cumsum() + lengths
        return text, np.arange(len(chars)) + np.repeat(skipped, lengths), cells

    def _segments(
        self, cut: Callable[[Strip], Iterable[Segment]]
    ) -> tuple[list[str], list[int], list[int]]:
        """Their texts, styles and places, where each character takes up one cell."""
        texts: list[str] = []
        styles: list[int] = []
        starts: list[int] = []
        number = self._contents.number
        for y, x, strip in self._pieces:
            start = y * self._width + x
            for text, style, _ in cut(strip):
                texts.append(text)
                styles.append(number(style))
                starts.append(start)
                start += len(text)
        return texts, styles, starts

    def _by_cell(self, strip: Strip) -> list[Segment]:
        """The strip with one character for each cell, and no others than the terminal has."""
        contents = self._contents
        segments = [Segment(contents.by_cell(text), style) for text, style, _ in strip]
        if not self._terminal.ascii:
            return segments
        cells = [contents.spelled.get(ord(char), char) for text, *_ in segments for char in text]
        looks = [style for text, style, _ in segments for _ in text]
        from tui_descent.terminal.glyphs import ascii_cells

        stand_ins = iter(ascii_cells(cells, looks))
        return [
            Segment("".join(islice(stand_ins, len(text))), style) for text, style, _ in segments
        ]


def _is_plain(texts: Iterable[str]) -> bool:
    """Whether each character may be sent, and takes up one cell."""
    return all(cell_len(char) == 1 for char in set[str]().union(*texts))


def pieces_of(update: LayoutUpdate | ChopsUpdate) -> list[Piece]:
    """What an update of Textual's holds."""
    if isinstance(update, LayoutUpdate):
        return [
            piece
            for y, strips in enumerate(update.strips, update.region.y)
            for piece in _beside_each_other(y, update.region.x, strips)
        ]
    # What lies beside the spans was not painted: it would be the bare background.
    return [
        (y, x, strip)
        for y, first, last in sorted(update.spans)
        for x, strip in update.chops[y].items()
        if strip is not None and x < last and first < x + strip.cell_length
    ]


def _beside_each_other(y: int, x: int, strips: Iterable[Strip]) -> Iterable[Piece]:
    for strip in strips:
        yield y, x, strip
        x += strip.cell_length


class _Output:
    """Escape sequences with the cursor's place and style in mind."""

    def __init__(self, colors: ColorSystem | None) -> None:
        self._colors = colors
        self._parts: list[str] = []
        self._x = self._y = -1
        self._style = PLAIN

    def write(self, run: Run) -> None:
        y, x, width, text, style = run
        if (x, y) != (self._x, self._y):
            if y == self._y and x > self._x:
                self._parts.append(f"\x1b[{x - self._x}C")
            else:
                self._parts.append(f"\x1b[{y + 1};{x + 1}H")
        self._x, self._y = x + width, y
        codes, visible = PLAIN if style is None else _codes(style, self._colors), text.lstrip(" ")
        if len(visible) < len(text) and self._looks_the_same_on_a_space(codes):
            self._parts.append(text[: len(text) - len(visible)])
            text = visible
        if text:
            self._change_style(codes)
            self._parts.append(text)

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
        if style != self._style:
            self._parts.append(_transition(self._style, style))
            self._style = style


@lru_cache(maxsize=4096)
def _transition(before: Codes, after: Codes) -> str:
    """The shortest sequence that leads from one style to another."""
    return min((_sequence(["0", *after]), _sequence(_changes(before, after))), key=len)


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
def _of_a_space(style: Style | None) -> Style | None:
    """The part of a style that is seen where there is no character."""
    if style is None or style.underline or style.reverse or style.strike or style.underline2:
        return style
    return style.background_style
