"""The landscape drawn: a map with contours, the way so far, and the next step on it.

Low ground is bright, high ground is dark, and each band between two contours has a shade of
its own as a glyph too, so that the map can be read without colour.
"""

import math
from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from textual.geometry import Size

from tui_descent.arithmetic.fitting import fitting
from tui_descent.engine.arrays import FloatArray
from tui_descent.frame import Frame
from tui_descent.ui.numbers import plain
from tui_descent.ui.theme import GROUNDS, SHADES
from tui_descent.ui.widgets.layers import BRAILLE, Layers, braille, by_cell, head
from tui_descent.ui.widgets.panel import Panel, Piece, Row
from tui_descent.ui.widgets.plots import DOT
from tui_descent.views.landscape import Landscape, gutter, side_ticks
from tui_descent.views.scales import numbers, ticks_below

FOG = " "
LOWEST = "◇"
ARROW = 9.0  # dots, the length of the arrow of steepest descent
SEEN = 3.0  # dots: a shorter step has no arrow on the map
HAIR = 1e-6  # of a dot
SAME = 0.999  # cosine: from here on two arrows point the same way

DOUBLE = "⇒⇗⇑⇖⇐⇙⇓⇘"  # heads for the way down, beside those of the step

Label = tuple[str, int, int]  # a text, its first column and its row


class LandscapePanel(Panel[Frame]):
    """The map, its scale, and in words how steep it is and where the lowest point lies."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        shown = frame.landscape
        self._say_which_way(shown)
        if shown is None:
            return [[(" it has diverged: no map here", "dim")]]
        low, high = shown.window[2:]
        rows = shown.heights.shape[0] // 4
        left = gutter(low, high, rows)
        canvas = _map(shown)
        beside = _side_numbers(shown, rows)
        painted: list[Row] = []
        for y, row in enumerate(canvas.rows()):
            text = beside.get(y, "")
            painted.append([(f"{text:>{left - 1}}{'┤' if text else '│'}", "dim"), *row])
        below = size.height - rows
        words = [_legend(shown, size.width), *_words(frame, shown, size.width)]
        if below > 1:
            painted.append(_numbers_below(shown, left))
            return [*painted, *words[: below - 1]]
        return [*painted, words[1]][: size.height]

    def _say_which_way(self, shown: Landscape | None) -> None:
        """Say in the frame which way is which."""
        if shown is None or shown.coarse:
            text = None if shown is None else "coarse, a finer one is being made"
        elif shown.explained:
            right, up = (f"{100.0 * share:.0f} %" for share in shown.explained)
            text = f"right {right} of the path, up {up}"
        else:
            right, up = shown.names
            text = f"right {right}, up {up}"
        if text != (self.border_subtitle or None):
            self.border_subtitle = text


def _map(shown: Landscape) -> Layers:
    """From the back to the front: ground, contours, path, minima, arrows, the point."""
    heights = shown.heights[::-1]
    seen = shown.seen[::-1]
    rows, columns = heights.shape[0] // 4, heights.shape[1] // 2
    canvas = Layers(Size(columns, rows))
    labels = _ground(canvas, shown, heights, seen)
    for ghost in shown.ghosts:
        for before, after in pairwise(_dot(shown, place) for place in _visible(shown, ghost)):
            canvas.line(before, after, "path", every=3, join=False)
    path = [_dot(shown, place) for place in _visible(shown, shown.path)]
    for before, after in pairwise(path):
        canvas.line(before, after, "path", join=False)
    for before, after in pairwise(path[:-1]):
        if abs(after[0] - before[0]) >= 4 or abs(after[1] - before[1]) >= 8:
            _put(canvas, after, "•", "path")
    for x, y, _ in shown.minima:
        column, row = _cell(_dot(shown, np.array([x, y])))
        if 0 <= row < rows and 0 <= column < columns and _any(seen, column, row):
            canvas.put(column, row, LOWEST, "strong")
    _arrows(canvas, shown)
    _put(canvas, _dot(shown, shown.path[-1]), DOT, "strong")
    for text, column, row in labels:
        covered = canvas.styles[row][column : column + len(text)]
        if set(covered) <= {"contour", "shade"}:
            canvas.put(column, row, text, "path")
    return canvas


def _ground(
    canvas: Layers, shown: Landscape, heights: FloatArray, seen: NDArray[np.bool_]
) -> list[Label]:
    """The bands in their shades, the contours between them; returned are the levels on these."""
    levels = np.array(shown.levels)
    bands = _bands(heights, levels)
    edges = np.zeros(bands.shape, dtype=np.bool_)
    edges[:, :-1] |= bands[:, :-1] != bands[:, 1:]
    edges[:-1] |= bands[:-1] != bands[1:]
    codes = braille(edges & seen)
    middles = _bands(by_cell(heights), levels)
    rows, columns = codes.shape
    for row in range(rows):
        for column in range(columns):
            if not _any(seen, column, row):
                canvas.put(column, row, FOG, "dim")
                continue
            ground = _place(int(middles[row, column]), len(levels))
            canvas.grounds[row][column] = f"@{ground}"
            code = int(codes[row, column])
            if code:
                canvas.put(column, row, chr(BRAILLE + code), "contour")
            else:
                canvas.put(column, row, SHADES[ground], "shade")
    return _labels(bands, seen, shown.levels)


def _bands(heights: FloatArray, levels: FloatArray) -> NDArray[np.intp]:
    """How many levels each height lies above; what is not finite lies above all."""
    known = np.where(np.isfinite(heights), heights, np.inf)
    return np.asarray(np.searchsorted(levels, known, side="right"), dtype=np.intp)


def _place(band: int, levels: int) -> int:
    """The ground of a band: the lowest has the first, the highest the last."""
    return round(band * (GROUNDS - 1) / max(levels, 1))


def _any(seen: NDArray[np.bool_], column: int, row: int) -> bool:
    return bool(seen[4 * row : 4 * row + 4, 2 * column : 2 * column + 2].any())


def _labels(
    bands: NDArray[np.intp], seen: NDArray[np.bool_], levels: Sequence[float]
) -> list[Label]:
    """(text, column, row) of a level on each contour, where it runs flattest, apart from others.

    A line has its number where most of the number's cells are cells of this line.
    """
    rows, columns = bands.shape[0] // 4, bands.shape[1] // 2
    taken = np.zeros((rows, columns), dtype=np.bool_)
    labels = []
    for index, text in reversed(list(enumerate(numbers(levels)))):
        cells = _crossed(bands > index, seen)
        length = len(text)
        if columns < length + 2:
            continue
        runs = np.lib.stride_tricks.sliding_window_view(cells, length, axis=1).sum(axis=2)
        wide = np.lib.stride_tricks.sliding_window_view(taken, length, axis=1).any(axis=2)
        score = runs * 10.0 - 100.0 * wide
        score[:, 0] -= 5.0
        score[:, -1] -= 5.0
        score -= np.abs(np.arange(rows)[:, None] - rows / 2.0) * 0.1
        row, column = divmod(int(np.argmax(score)), score.shape[1])
        if score[row, column] < 8.0:
            continue
        labels.append((text, column, row))
        taken[max(0, row - 1) : row + 2, max(0, column - 1) : column + length + 1] = True
    return labels


def _crossed(above: NDArray[np.bool_], seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cells that hold dots on both sides of a level, all of them seen."""
    rows, columns = above.shape[0] // 4, above.shape[1] // 2
    cells = above.reshape(rows, 4, columns, 2)
    clear = seen.reshape(rows, 4, columns, 2).all(axis=(1, 3))
    return np.asarray(cells.any(axis=(1, 3)) & ~cells.all(axis=(1, 3)) & clear)


def _visible(shown: Landscape, path: FloatArray) -> FloatArray:
    """The places of a path without those that share a dot with the one before."""
    low_x, high_x, low_y, high_y = shown.window
    rows, columns = shown.heights.shape
    dots = np.rint(path * np.array([columns / (high_x - low_x), rows / (high_y - low_y)]))
    keep = np.ones(len(path), dtype=np.bool_)
    keep[1:-1] = (dots[1:-1] != dots[:-2]).any(axis=1)
    return path[keep]


def _dot(shown: Landscape, place: FloatArray) -> tuple[float, float]:
    """A place in dots from the upper left corner.

    The middle of a window lies between two dots: a hair aside, so that the last bit of a sum
    does not decide.
    """
    low_x, high_x, low_y, high_y = shown.window
    rows, columns = shown.heights.shape
    return (
        float((place[0] - low_x) / (high_x - low_x) * columns - 0.5 + HAIR),
        float((high_y - place[1]) / (high_y - low_y) * rows - 0.5 + HAIR),
    )


def _cell(dot: tuple[float, float]) -> tuple[int, int]:
    return round(dot[0]) // 2, round(dot[1]) // 4


def _put(canvas: Layers, dot: tuple[float, float], char: str, style: str) -> None:
    if all(math.isfinite(one) and abs(one) < 1e6 for one in dot):
        canvas.put(*_cell(dot), char, style)


def _arrows(canvas: Layers, shown: Landscape) -> None:
    """The way down the slope, of one length, and the next step, as long as it is."""
    here = _dot(shown, shown.path[-1])
    landing = _dot(shown, shown.path[-1] + shown.step)
    length = math.hypot(landing[0] - here[0], landing[1] - here[1])
    together = _same(shown.step, shown.downhill)
    if shown.slope > 0.0 and not (together and length >= ARROW):
        right, up = shown.downhill / shown.slope
        end = here[0] + ARROW * float(right), here[1] - ARROW * float(up)
        canvas.line(here, end, "slope", every=2, join=False)
        _put(canvas, end, head(shown.downhill, DOUBLE), "slope")
    if length >= SEEN:
        canvas.line(here, landing, "step", join=False)
        _put(canvas, landing, head(shown.step), "step")


def _same(one: FloatArray, other: FloatArray) -> bool:
    """Whether two arrows point the same way."""
    size = float(np.linalg.norm(one) * np.linalg.norm(other))
    return size > 0.0 and float(one @ other) >= SAME * size


def _side_numbers(shown: Landscape, rows: int) -> dict[int, str]:
    low, high = shown.window[2:]
    values = side_ticks(low, high, rows)
    places = [math.floor((high - value) / (high - low) * rows + HAIR) for value in values]
    return dict(zip((min(place, rows - 1) for place in places), numbers(values), strict=True))


def _numbers_below(shown: Landscape, left: int) -> Row:
    low, high = shown.window[:2]
    columns = shown.heights.shape[1] // 2
    values = ticks_below(low, high, columns)
    line = Layers(Size(left + columns, 1))
    for value, text in zip(values, numbers(values), strict=True):
        column = left + min(math.floor((value - low) / (high - low) * columns + HAIR), columns - 1)
        start = min(max(column - len(text) // 2, 0), left + columns - len(text))
        line.put(start, 0, text, "dim")
    return line.rows()[0]


def _legend(shown: Landscape, width: int) -> Row:
    """The shades from the lowest to the highest, and the levels between them."""
    levels = shown.levels
    if shown.fog:
        known = shown.heights[shown.seen & np.isfinite(shown.heights)]
        first, last = (
            (int(np.searchsorted(levels, one, side="right")) for one in (known.min(), known.max()))
            if known.size
            else (0, 0)
        )
    else:
        first, last = 0, len(levels)
    texts = numbers(levels)
    if not levels:
        return [(" flat: it is as high everywhere", "dim")]
    for swatch, every in ((2, 1), (1, 1), (1, 2), (1, 3)):
        row: list[Piece] = [(" ", "dim")]
        for band in range(first, last + 1):
            ground = _place(band, len(levels))
            row.append((SHADES[ground] * swatch, f"shade@{ground}"))
            if band < last and (band - first) % every == every - 1:
                row.append((f" {texts[band]} ", "dim"))
        if sum(len(text) for text, _ in row) <= width:
            break
    return row


def _words(frame: Frame, shown: Landscape, width: int) -> list[Row]:
    """How steep it is, where the next step leads, the lowest point, and what the map is of."""
    way = head(shown.downhill, DOUBLE)
    step = head(shown.step)
    size = float(np.linalg.norm(shown.step))
    slope = "batch slope" if shown.batch else "slope"

    def steepness(digits: int) -> Row:
        return [
            (f" {slope} ", "dim"),
            (f"{way} {plain(shown.slope, min(digits, 4))}", "slope"),
            ("  step ", "dim"),
            (f"{step} {plain(size, min(digits, 3))}", "step"),
        ]

    rows: list[Row] = [fitting(width, steepness), _lowest(shown, width)]
    if shown.laid is not None:
        shadow = "" if shown.laid == frame.passes else "; ● is a shadow"
        through = f" plane through pass {shown.laid}{shadow}"
        rows.append(
            [(through if len(through) <= width else through.replace("through", "of"), "dim")]
        )
    if shown.samples < shown.all_samples:
        rows.append([(f" on {shown.samples} of {shown.all_samples} samples", "dim")])
    elif shown.batch:
        rows.append([(" heights: the loss on all samples", "dim")])
    return rows


def _lowest(shown: Landscape, width: int) -> Row:
    x, y = shown.now
    low_x, high_x, low_y, high_y = shown.window
    if not (low_x <= x <= high_x and low_y <= y <= high_y):
        return [(" ● is outside; c goes there", "plain")]
    if shown.fog:
        return [(" fog: seen is what it came near", "dim")]
    if not shown.minima:
        return [(" no lowest point inside", "dim")]
    known = shown.heights[np.isfinite(shown.heights)]
    rounding = 1e-6 * float(known.max() - known.min())
    x, y, height = (
        0.0 if abs(one) < dust else one
        for one, dust in zip(shown.minima[0], (1e-6, 1e-6, rounding), strict=True)
    )

    def row(words: str, digits: int, place: bool = True) -> Row:
        digits = min(digits, 5)
        at = f" at ({plain(x, digits)}, {plain(y, digits)})" if place else ""
        return [(f" {LOWEST}", "strong"), (f" {words} {plain(height, digits)}{at}", "plain")]

    return fitting(
        width,
        partial(row, "lowest here"),
        partial(row, "lowest"),
        partial(row, "lowest here", place=False),
    )
