"""What is sent to the terminal: only the cells that differ from what stands there.

Textual sends a refreshed region whole, from the left edge of its widget, with the full
style before and a reset behind every segment. Over SSH that is most of the traffic. Here
each update is compared, cell by cell, with what the terminal shows; runs of changed cells
are sent, and a style only when it differs from the one before.
"""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

Cell = tuple[str, Style | None]  # a wide character's second cell holds ""
Line = list[Cell]

UNKNOWN: Cell = ("\x00", None)
BRIDGE = 4  # unchanged cells that cost no more to send again than to step over


class TerminalContents:
    """The cells that the terminal shows, as far as they were sent from here."""

    def __init__(self) -> None:
        self._lines: list[Line] = []

    def forget(self) -> None:
        """Whatever stands there, it is not known any more: the next update sends it all."""
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

    def __init__(self, update: LayoutUpdate | ChopsUpdate, contents: TerminalContents) -> None:
        self._update = update
        self._contents = contents

    def render_segments(self, console: Console) -> str:
        """Return the bytes to send, and take note of them."""
        output = _Output(console._color_system or ColorSystem.TRUECOLOR)
        for y, x, cells in self._pieces():
            known = self._contents.line(y, x + len(cells))
            for start, stop in _runs(known[x : x + len(cells)], cells):
                output.write(x + start, y, cells[start:stop])
            known[x : x + len(cells)] = cells
        return output.finish()

    def _pieces(self) -> Iterable[tuple[int, int, Line]]:
        """(line, first column, cells) of everything that the update holds."""
        update = self._update
        if isinstance(update, LayoutUpdate):
            left = update.region.x
            for y, strips in enumerate(update.strips, update.region.y):
                yield y, left, [cell for strip in strips for cell in _cells(strip)]
        else:
            for y in sorted({y for y, _, _ in update.spans}):
                for x, strip in update.chops[y].items():
                    if strip is not None:
                        yield y, x, _cells(strip)


class _Output:
    """Escape sequences with the cursor's place and style in mind."""

    def __init__(self, colors: ColorSystem) -> None:
        self._colors = colors
        self._parts: list[str] = []
        self._x = self._y = -1
        self._codes = ""

    def write(self, x: int, y: int, cells: Line) -> None:
        if (x, y) != (self._x, self._y):
            if y == self._y and x > self._x:
                self._parts.append(f"\x1b[{x - self._x}C")
            else:
                self._parts.append(f"\x1b[{y + 1};{x + 1}H")
        for char, style in cells:
            codes = "" if style is None else _codes(style, self._colors)
            if codes != self._codes:
                self._parts.append(f"\x1b[0;{codes}m" if codes else "\x1b[0m")
                self._codes = codes
            self._parts.append(char)
        self._x, self._y = x + len(cells), y

    def finish(self) -> str:
        if self._codes:
            self._parts.append("\x1b[0m")
        return "".join(self._parts)


def _codes(style: Style, colors: ColorSystem) -> str:
    return Strip.render_ansi(style, colors) if style._ansi is None else style._ansi


def _cells(strip: Strip) -> Line:
    cells: Line = []
    for segment in strip:
        text, style = segment.text, segment.style
        if text.isascii():
            cells += [(char, style) for char in text]
            continue
        for char in text:
            width = cell_len(char)
            if width == 0 and cells:
                cells[-1] = (cells[-1][0] + char, style)
            else:
                cells += [(char, style), ("", style)][:width]
    return cells


def _runs(known: Line, cells: Line) -> list[tuple[int, int]]:
    """(start, stop) of each stretch that must be sent, those close together joined."""
    runs: list[tuple[int, int]] = []
    for at, (old, new) in enumerate(zip(known, cells, strict=True)):
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
    return all(cells[at][1] == cells[first][1] for at in range(first, last + 1))
