"""The slice drawn: the valley over one parameter, and the ball in it."""

import math
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import numpy as np
from textual.geometry import Size

from tui_descent.arithmetic.fitting import fitting
from tui_descent.engine.arrays import FloatArray
from tui_descent.readable import numbers, plain, ticks, ticks_below
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.dots import CHARS, Ints, add_dots, dots_along
from tui_descent.ui.widgets.landscape_words import broken
from tui_descent.ui.widgets.loss_axis import Axes
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.plots import DOT, FILLED, GRID, UPRIGHT
from tui_descent.ui.widgets.sheet import STYLE, Sheet
from tui_descent.views.slice import Slice

LANDS = "○"
PASSED = "•"
TANGENT = 0.3  # of the picture's width or height, on each side of the present point
WORDS = 3  # rows below the plot
ROOMY = 8  # rows, from which on there is room for all words and a line for the axis

Place = Callable[[Any, Any], tuple[Any, Any]]
Window = tuple[float, float, float, float]  # of the parameter, and of the loss


class SlicePanel(Panel[Frame]):
    """The loss over the selected parameter: where it is, how steep, and where the step leads."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        shown: Slice | None = frame.pictures.get("slice")
        name = " ".join(frame.short[frame.selected].split())
        title = f"loss over {name}" if len(frame.values) == 1 else f"slice along {name}"
        self.entitle(title)
        if shown is None:
            why = "it has diverged" if frame.ended else "numbers too large"
            return [[(f" {why}: no curve here", "dim")]]
        words = _words(shown, size.width)
        if size.width < 16 or size.height < 3:
            return words[: size.height]
        words = words if size.height >= ROOMY else words[:1]
        return [*_plot(shown, Size(size.width, size.height - len(words))), *words]


def _rows_of_plot(size: Size) -> int:
    """Its rows; where there is room for them the x-axis and its numbers are below."""
    return size.height - (2 if size.height >= ROOMY - WORDS else 0)


@lru_cache(maxsize=4)
def _axes(window: Window, size: Size) -> Axes:
    """The axes, with quiet lines at their numbers where there is room for both of them.

    They are to be copied, not drawn on.
    """
    low, high, bottom, top = window
    height = _rows_of_plot(size)
    roomy = height < size.height
    y_ticks = ticks(bottom, top, max(2, height // 3)) if roomy else (bottom, top)
    y_texts = numbers(y_ticks, top - bottom)
    if max(map(len, y_texts), default=0) > size.width // 2:
        y_ticks, y_texts = (), ()  # they would take the room of the picture
    left = max(map(len, y_texts), default=0) + 1
    width = size.width - left
    sheet = Sheet.blank(size.width, size.height)
    plot = sheet.part(left, height)
    sheet.chars[:height, left - 1] = "│"
    if roomy:
        x_ticks = ticks_below(low, high, width)
        sheet.write(left - 1, height, "└" + "─" * width)
        for value, text in zip(x_ticks, numbers(x_ticks, high - low), strict=True):
            column = _column(window, value, width)
            plot.chars[:, column], plot.styles[:, column] = UPRIGHT, STYLE["grid"]
            sheet.write(left + column, height, "┬")
            start = min(max(left + column - len(text) // 2, 0), size.width - len(text))
            sheet.write(start, height + 1, text)
    for value, text in zip(y_ticks, y_texts, strict=True):
        row = round((top - value) / (top - bottom) * (4 * height - 1)) // 4
        if roomy:
            plot.write(0, row, GRID * width, "grid")
        sheet.write(0, row, f"{text:>{left - 1}}┤")
    return Axes(sheet, left)


def _plot(shown: Slice, size: Size) -> list[Row]:
    """From the back to the front: ground, zigzag, curve, tangent, passes, step and point."""
    low, high, bottom, top = shown.window
    axes = _axes(shown.window, size)
    sheet = axes.sheet.copy()
    plot = sheet.part(axes.left, _rows_of_plot(size))
    height, width = plot.chars.shape

    def place(x: Any, y: Any) -> tuple[Any, Any]:
        return (
            (x - low) / (high - low) * (2 * width - 1),
            (top - y) / (top - bottom) * (4 * height - 1),
        )

    bits = np.zeros((height, width), dtype=np.intp)
    curve = np.column_stack(place(shown.x, np.where(shown.seen, shown.y, np.nan)))
    _shade(plot, curve)
    if shown.whole:  # else the passes have no place on the curve
        trail, of = dots_along(np.column_stack(place(*shown.trail.T)), width, height)
        _set(plot, bits, trail[(np.arange(len(of)) - np.searchsorted(of, of)) % 2 == 0], "dim")
    (x, y), slope = shown.now, shown.slope
    tangent: list[Any] = [(np.nan, np.nan)]
    if slope is not None:
        # As long on the screen on a steep slope as on a flat one.
        rise = abs(slope) * (high - low) / (top - bottom)
        way = TANGENT * (high - low) / math.hypot(1.0, rise)
        tangent += [place(x - way, y - way * slope), place(x + way, y + way * slope)]
    dots, of = dots_along(np.concatenate([curve, tangent]), width, height)
    _set(plot, bits, dots[of < len(curve)], "accent")
    _set(plot, bits, dots[of > len(curve)], "slope")
    for value, loss in shown.trail[:-1].tolist() if shown.whole else ():
        _mark(plot, place, value, loss, PASSED, "plain")
    _step(plot, shown, place)
    _mark(plot, place, x, y, DOT, "strong")
    if len(sheet.chars) > height:
        _mark_below(sheet.part(axes.left, height + 1), shown)
    return sheet.rows()


def _set(plot: Sheet, bits: Ints, dots: Ints, style: str) -> None:
    """Set dots, shape (dots, 2); those that stand in their cells stay."""
    x, y = dots.T
    add_dots(bits, x, y)
    at = y // 4, x // 2
    plot.chars[at], plot.styles[at] = CHARS[bits[at]], STYLE[style]


def _shade(plot: Sheet, curve: FloatArray) -> None:
    """Shade what lies below a curve of dots, shape (n, 2), where that is seen."""
    height, width = plot.chars.shape
    across, down = curve[np.isfinite(curve[:, 1])].T
    lowest = np.full(width, -2)
    rows = np.rint(np.clip(down, -4.0, 4.0 * height)).astype(int) // 4
    np.maximum.at(lowest, np.rint(across).astype(int) // 2, rows)
    lowest[lowest == -2] = height
    plot.paint(np.arange(height)[:, None] > lowest, FILLED, "under")


def _step(plot: Sheet, shown: Slice, place: Place) -> None:
    """An arrow at the height of the point, and where on the curve it leads."""
    x, y = shown.now
    if shown.landing is None or not math.isfinite(y):
        return
    landing, loss = shown.landing
    row = round(place(x, y)[1]) // 4
    start, stop = (round(place(value, y)[0]) // 2 for value in (x, landing))
    if abs(stop - start) > 1:
        way = 1 if stop > start else -1
        for column in range(start + way, stop, way):
            _put(plot, column, row, "─", "step")
        _put(plot, stop, row, "→" if way > 0 else "←", "step")
    _mark(plot, place, landing, loss, LANDS, "step")


def _mark(plot: Sheet, place: Place, x: float, y: float, mark: str, style: str) -> None:
    dot_x, dot_y = place(x, y)
    if math.isfinite(dot_x) and math.isfinite(dot_y):
        _put(plot, round(dot_x) // 2, round(dot_y) // 4, mark, style)


def _put(plot: Sheet, x: int, y: int, mark: str, style: str) -> None:
    """Put a character into a cell; what is outside is not drawn."""
    height, width = plot.chars.shape
    if 0 <= x < width and 0 <= y < height:
        plot.write(x, y, mark, style)


def _column(window: Window, value: float, width: int) -> int:
    low, high, _, _ = window
    return min(max(round((value - low) / (high - low) * (2 * width - 1)) // 2, 0), width - 1)


def _mark_below(below: Sheet, shown: Slice) -> None:
    """The passes that have no place on the curve stand on the axis, the last row of these."""
    low, high, _, _ = shown.window
    beside = (
        [] if shown.whole else [(value, PASSED, "plain") for value in shown.trail[:-1, 0].tolist()]
    )
    if not shown.whole or math.isnan(shown.now[1]):
        beside.append((shown.now[0], DOT, "strong"))
    height, width = below.chars.shape
    for value, mark, style in beside:
        if low <= value <= high:
            below.write(_column(shown.window, value, width), height - 1, mark, style)


def _words(shown: Slice, width: int) -> list[Row]:
    """Slope and step in numbers, and what the picture is of."""
    slope = shown.slope
    if shown.broke is not None:
        return [broken(shown.broke, width), [(f" {_what(shown)}", "dim")]]
    if slope is None or shown.landing is None:
        return [*_not_all_known(shown, width), [(f" {_what(shown)}", "dim")]]
    end, loss = shown.landing
    step = end - shown.now[0]
    way = "→" if step > 0.0 else "←" if step < 0.0 else "·"
    exact = shown.whole and not shown.batch and shown.samples == shown.all_samples

    def steepness(digits: int, brief: bool = False) -> Row:
        return [
            (" batch slope " if shown.batch else " slope ", "dim"),
            (plain(slope, min(digits, 4)), "slope"),
            ("  " if brief else "  step ", "dim"),
            (f"{way} {plain(step, min(digits, 3))}", "step"),
        ]

    def landing(digits: int) -> Row:
        then = f", loss {plain(loss, min(digits, 4))}" if exact else ""
        place = plain(end, min(digits, 5))
        return [(f" {LANDS} ", "step"), (f"lands at {place}{then}", "dim")]

    rows = [fitting(width, steepness, partial(steepness, brief=True)), fitting(width, landing)]
    what = _what(shown)
    return [*rows, [(f" {what}", "dim")]] if what else rows


def _not_all_known(shown: Slice, width: int) -> list[Row]:
    """In the middle of a pass: the slope once it is known; the step never is."""
    slope = shown.slope
    if slope is None:
        return [[(" the slope is not known yet", "dim")]]

    def steepness(digits: int) -> Row:
        return [
            (" batch slope " if shown.batch else " slope ", "dim"),
            (plain(slope, min(digits, 4)), "slope"),
        ]

    return [fitting(width, steepness), [(" the step is not known yet", "dim")]]


def _what(shown: Slice) -> str:
    """On what the curve rests, as far as it is not the whole truth."""
    if shown.coarse:
        return "coarse; a finer curve is being made"
    if shown.fog:
        return "fog: you see what it came near"
    if shown.samples < shown.all_samples:
        return f"others held; {shown.samples} of {shown.all_samples} samples"
    if shown.batch:
        return "loss on all samples" if shown.whole else "others held; loss on all samples"
    return "" if shown.whole else "slice: all other parameters held"
