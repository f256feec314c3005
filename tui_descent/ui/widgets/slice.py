"""The slice drawn: the valley over one parameter, and the ball in it."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from textual.geometry import Size

from tui_descent.arithmetic.fitting import fitting
from tui_descent.readable import numbers, plain, ticks, ticks_below
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.cells import Cells
from tui_descent.ui.widgets.landscape_words import broken
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.plots import DOT, FILLED, GRID, UPRIGHT
from tui_descent.views.slice import Slice

LANDS = "○"
PASSED = "•"
TANGENT = 0.3  # of the picture's width or height, on each side of the present point
WORDS = 3  # rows below the plot
ROOMY = 8  # rows, from which on there is room for all words and a line for the axis

Place = Callable[[Any, Any], tuple[Any, Any]]


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


def _plot(shown: Slice, size: Size) -> list[Row]:
    """The picture with its axes."""
    _, _, bottom, top = shown.window
    roomy = size.height >= ROOMY - WORDS
    height = size.height - (2 if roomy else 0)
    y_ticks = ticks(bottom, top, max(2, height // 3)) if roomy else (bottom, top)
    y_texts = numbers(y_ticks, top - bottom)
    if max(map(len, y_texts), default=0) > size.width // 2:
        y_ticks, y_texts = (), ()  # they would take the room of the picture
    left = max(map(len, y_texts), default=0) + 1
    width = size.width - left
    canvas = _picture(shown, Size(width, height))
    beside = {
        _cell(shown, value, height): text for value, text in zip(y_ticks, y_texts, strict=True)
    }
    if roomy:
        low, high, _, _ = shown.window
        _grid(canvas, {*beside}, {_column(shown, x, width) for x in ticks_below(low, high, width)})
    rows: list[Row] = []
    for y, row in enumerate(canvas.rows()):
        text = beside.get(y, "")
        rows.append([(f"{text:>{left - 1}}{'┤' if text else '│'}", "dim"), *row])
    return [*rows, *_x_axis(shown, left, width)] if roomy else rows


def _grid(canvas: Cells, across: set[int], upright: set[int]) -> None:
    """A quiet line at each number of either axis, where nothing else is drawn."""
    for y in range(canvas.height):
        for x in range(canvas.width) if y in across else upright:
            if canvas.is_blank(x, y):
                canvas.put(x, y, GRID if y in across else UPRIGHT, "grid")


def _picture(shown: Slice, size: Size) -> Cells:
    """From the back to the front: ground, zigzag, curve, tangent, passes, step and point."""
    low, high, bottom, top = shown.window
    canvas = Cells(size.width, size.height, "dim")

    def place(x: Any, y: Any) -> tuple[Any, Any]:
        return (
            (x - low) / (high - low) * (2 * size.width - 1),
            (top - y) / (top - bottom) * (4 * size.height - 1),
        )

    _ground(canvas, shown, place)
    canvas.trace(np.column_stack(place(shown.trail[:, 0], shown.trail[:, 1])), "dim", every=2)
    seen = np.where(shown.seen, shown.y, np.nan)
    canvas.trace(np.column_stack(place(shown.x, seen)), "accent")
    (x, y), slope = shown.now, shown.slope
    if slope is not None:
        # As long on the screen on a steep slope as on a flat one.
        rise = abs(slope) * (high - low) / (top - bottom)
        way = TANGENT * (high - low) / math.hypot(1.0, rise)
        ends = place(x - way, y - way * slope), place(x + way, y + way * slope)
        canvas.trace(np.array(ends), "slope")
    for value, loss in shown.trail[:-1]:
        _mark(canvas, place, value, loss, PASSED, "plain")
    _step(canvas, shown, place)
    _mark(canvas, place, x, y, DOT, "strong")
    return canvas


def _ground(canvas: Cells, shown: Slice, place: Place) -> None:
    """Shade what lies below the curve, where that is seen."""
    across, down = place(shown.x, shown.y)
    there = shown.seen & np.isfinite(down)
    rows = np.rint(np.clip(down[there], -4.0, 4.0 * canvas.height)).astype(int) // 4
    lowest: dict[int, int] = {}
    columns = np.rint(across[there]).astype(int) // 2
    for column, row in zip(columns.tolist(), rows.tolist(), strict=True):
        lowest[column] = max(lowest.get(column, row), row)
    for column, row in lowest.items():
        for below in range(row + 1, canvas.height):
            canvas.put(column, below, FILLED, "under")


def _step(canvas: Cells, shown: Slice, place: Place) -> None:
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
            canvas.put(column, row, "─", "step")
        canvas.put(stop, row, "→" if way > 0 else "←", "step")
    _mark(canvas, place, landing, loss, LANDS, "step")


def _mark(canvas: Cells, place: Place, x: float, y: float, mark: str, style: str) -> None:
    dot_x, dot_y = place(x, y)
    if math.isfinite(dot_x) and math.isfinite(dot_y):
        canvas.put(round(dot_x) // 2, round(dot_y) // 4, mark, style)


def _cell(shown: Slice, value: float, height: int) -> int:
    """The row of a loss."""
    _, _, bottom, top = shown.window
    return round((top - value) / (top - bottom) * (4 * height - 1)) // 4


def _column(shown: Slice, value: float, width: int) -> int:
    low, high, _, _ = shown.window
    return min(max(round((value - low) / (high - low) * (2 * width - 1)) // 2, 0), width - 1)


def _x_axis(shown: Slice, left: int, width: int) -> list[Row]:
    """The axis and its numbers; where passes have no place on the curve they stand on it."""
    low, high, _, _ = shown.window
    x_ticks = ticks_below(low, high, width)
    line, below = Cells(left + width, 1, "dim"), Cells(left + width, 1, "dim")
    line.write(left - 1, 0, "└" + "─" * width, "dim")
    for value, text in zip(x_ticks, numbers(x_ticks, high - low), strict=True):
        column = left + _column(shown, value, width)
        line.put(column, 0, "┬", "dim")
        start = min(max(column - len(text) // 2, 0), left + width - len(text))
        below.write(start, 0, text, "dim")
    beside = [] if shown.whole else [(value, PASSED, "plain") for value in shown.trail[:-1, 0]]
    if not shown.whole or math.isnan(shown.now[1]):
        beside.append((shown.now[0], DOT, "strong"))
    for value, mark, style in beside:
        if low <= value <= high:
            line.put(left + _column(shown, value, width), 0, mark, style)
    return [line.rows()[0], below.rows()[0]]


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
