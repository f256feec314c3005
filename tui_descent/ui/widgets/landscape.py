"""The landscape drawn: a map with contours, the way so far, and the next step on it.

Low ground is bright, high ground is dark, and each band between two contours has a shade of
its own as a glyph too, so that the map can be read without colour.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.session.frame import Frame
from tui_descent.ui.theme import SHADES
from tui_descent.ui.widgets.landscape_words import (
    ground_of,
    here_sign,
    legend,
    level_texts,
    numbers_below,
    side_numbers,
    words_of,
)
from tui_descent.ui.widgets.layers import BRAILLE, Layers, braille, by_cell, head
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.views.landscape import Landscape, Way, gutter

FOG = " "
LOWEST = "◇"
SHADOW = "◌"  # in place of the point where the map is not as high as the loss is
ARROW = 9.0  # dots, the length of the arrow of steepest descent
SEEN = 3.0  # dots: a shorter step has no arrow on the map
HAIR = 1e-6  # of a dot
FAR_OFF = 1e6  # dots
SAME = 0.999  # cosine: from here on two arrows point the same way
DOUBLE = "⇒⇗⇑⇖⇐⇙⇓⇘"  # heads for the way down, beside those of the step
Label = tuple[str, int, int]  # a text, its first column and its row


class LandscapePanel(Panel[Frame]):
    """The map, its scale, and in words how steep it is and where the lowest point lies."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        shown: Landscape | None = frame.pictures.get("landscape")
        self._say_which_way(shown)
        if shown is None:
            why = "it has diverged" if frame.ended else "numbers too large"
            return [[(f" {why}: no map here", "dim")]]
        low, high = shown.window[2:]
        rows = shown.heights.shape[0] // 4
        left = gutter(low, high, rows)
        canvas = _map(shown)
        beside = side_numbers(shown, rows)
        painted: list[Row] = []
        for y, row in enumerate(canvas.rows()):
            text = beside.get(y, "")
            painted.append([(f"{text:>{left - 1}}{'┤' if text else '│'}", "dim"), *row])
        below = size.height - rows
        words = [
            legend(shown, size.width),
            *words_of(frame, shown, size.width, self.key_names["follow"]),
        ]
        if below > 1:
            painted.append(numbers_below(shown, left))
            return [*painted, *words[: below - 1]]
        return [*painted, words[1]][: size.height]

    def _say_which_way(self, shown: Landscape | None) -> None:
        """Say in the frame which way is which."""
        if shown is None or shown.coarse:
            text = "" if shown is None else "coarse, a finer one is being made"
        elif shown.explained:
            right, up = (f"{100.0 * share:.0f} %" for share in shown.explained)
            text = f"right {right} of the path, up {up}"
        else:
            right, up = shown.names
            text = f"right {right}, up {up}"
        self.entitle("landscape", text)


def _map(shown: Landscape) -> Layers:
    """From the back to the front: ground, contours, path, minima, arrows, the point."""
    heights = shown.heights[::-1]
    seen = shown.seen[::-1]
    rows, columns = heights.shape[0] // 4, heights.shape[1] // 2
    canvas = Layers(Size(columns, rows))
    labels = _ground(canvas, shown, heights, seen)
    for ghost in shown.ghosts:
        _way(canvas, shown, ghost, every=3)
    _way(canvas, shown, shown.way, every=1)
    places = [_dot(shown, place) for place in shown.path]
    for before, after, joined in zip(places, places[1:-1], shown.way.joined[1:], strict=False):
        if joined and (abs(after[0] - before[0]) >= 4 or abs(after[1] - before[1]) >= 8):
            _put(canvas, after, "•", "path")
    for x, y, _ in shown.minima:
        column, row = _cell(_dot(shown, np.array([x, y])))
        if 0 <= row < rows and 0 <= column < columns and _any(seen, column, row):
            canvas.put(column, row, LOWEST, "strong")
    _arrows(canvas, shown)
    _put(canvas, _dot(shown, shown.path[-1]), here_sign(shown), "strong")
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
            ground = ground_of(int(middles[row, column]), len(levels))
            canvas.grounds[row][column] = f"@{ground}"
            code = int(codes[row, column])
            if code:
                canvas.put(column, row, chr(BRAILLE + code), "contour")
            else:
                canvas.put(column, row, SHADES[ground], "shade")
    return [] if shown.coarse else _labels(bands, seen, level_texts(shown))


def _bands(heights: FloatArray, levels: FloatArray) -> NDArray[np.intp]:
    """How many levels each height lies above; what is not finite lies above all."""
    known = np.where(np.isfinite(heights), heights, np.inf)
    return np.asarray(np.searchsorted(levels, known, side="right"), dtype=np.intp)


def _any(seen: NDArray[np.bool_], column: int, row: int) -> bool:
    return bool(seen[4 * row : 4 * row + 4, 2 * column : 2 * column + 2].any())


def _labels(bands: NDArray[np.intp], seen: NDArray[np.bool_], texts: Sequence[str]) -> list[Label]:
    """(text, column, row) of a level on each contour, where it runs flattest, apart from others.

    A line has its number where most of the number's cells are cells of this line.
    """
    rows, columns = bands.shape[0] // 4, bands.shape[1] // 2
    taken = np.zeros((rows, columns), dtype=np.bool_)
    labels = []
    for index, text in reversed(list(enumerate(texts))):
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


def _way(canvas: Layers, shown: Landscape, way: Way, every: int) -> None:
    """A way as lines, each made by one pass; a place that none led to is a dot by itself."""
    dots = [_dot(shown, place) for place in way.places]
    for at, dot in enumerate(dots):
        if at and way.joined[at]:
            if _rounded(dot) != _rounded(dots[at - 1]):
                canvas.line(dots[at - 1], dot, "path", every=every, join=False)
        elif all(math.isfinite(one) for one in dot):
            canvas.dot(*_rounded(dot), "path", join=False)


def _rounded(dot: tuple[float, float]) -> tuple[int, int]:
    x, y = (min(max(one, -FAR_OFF), FAR_OFF) if one == one else -FAR_OFF for one in dot)
    return round(x), round(y)


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
    """The way down the slope, of one length, and the next step, as long as it is.

    In the middle of a pass only what is known of them.
    """
    here = _dot(shown, shown.path[-1])
    step, downhill = shown.step, shown.downhill
    landing = here if step is None else _dot(shown, shown.path[-1] + step)
    length = math.hypot(landing[0] - here[0], landing[1] - here[1])
    if downhill is not None and shown.slope:
        together = step is not None and _same(step, downhill)
        if not (together and length >= ARROW):
            right, up = downhill / shown.slope
            end = here[0] + ARROW * float(right), here[1] - ARROW * float(up)
            canvas.line(here, end, "slope", every=2, join=False)
            _put(canvas, end, head(downhill, DOUBLE), "slope")
    if step is not None and length >= SEEN:
        canvas.line(here, landing, "step", join=False)
        _put(canvas, landing, head(step), "step")


def _same(one: FloatArray, other: FloatArray) -> bool:
    """Whether two arrows point the same way."""
    size = float(np.linalg.norm(one) * np.linalg.norm(other))
    return size > 0.0 and float(one @ other) >= SAME * size
