"""The plot of the loss, drawn by plotext.

The axes grow in readable notches rather than at every pass, so that a pass changes few
cells. What was made and then stepped back from stays in the plot, dimmed, and so do the
ghosts. Under the axis stands where a hand changed something.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from string import ascii_lowercase

import numpy as np
from textual.geometry import Size

from tui_descent.analysis.baselines import Baselines
from tui_descent.engine.history import Curve
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.cells import pieces
from tui_descent.ui.widgets.loss_axis import (
    Scale,
    any_finite,
    has_logarithm,
    scale_of,
    spans_decades,
)
from tui_descent.ui.widgets.loss_curve import curve_dots, end_of_axis
from tui_descent.ui.widgets.loss_signs import BLANK, number, put, tell, with_names
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.plots import (
    AXES,
    DOT,
    FILLED,
    GRID,
    LABEL,
    UPRIGHT,
    cell,
)

BRAILLE = range(0x2800, 0x2900)
DOTTED = 0x47  # the left dots of a cell
SPARSE = 0x2800 | DOTTED
ROOMY = 8  # rows, from which on the loss is written beside its dot
TICK_COLUMNS = 12  # for each number on the lower axis
CHANGE = "^"
NEXT, BEYOND = "○", "↑"  # where the next pass leads, and that it leads higher than the axis
BROKE = "✗"  # the loss is no number from here on
SIGNS = {  # and their styles, wherever they stand
    **dict.fromkeys(ascii_lowercase, "dim"),
    **dict.fromkeys((*AXES, *"0123456789"), "dim"),
    **dict.fromkeys((DOT, NEXT, BEYOND, CHANGE), "strong"),
    **dict.fromkeys((GRID, UPRIGHT), "grid"),
    BROKE: "alarm",
    FILLED: "under",
}
BETWEEN = {**SIGNS, " ": "dim", BLANK: "dim"}  # where no other curve may lie below
UNDRAWN = {"", " ", BLANK, FILLED, GRID, UPRIGHT}
LEVEL = "─"  # a loss to compare with


class LossPlot(Panel[Frame]):
    """The loss after each pass; a dot where the learner stands, a circle where the next leads.

    logarithmic  how the learner wants the axis; None: by itself, from three decades on
    foretells    whether the circle is there
    """

    logarithmic: bool | None = None
    foretells = True

    def is_logarithmic(self, curves: Sequence[Curve]) -> bool:
        """Whether the axis is logarithmic for these curves."""
        wanted = spans_decades(curves) if self.logarithmic is None else self.logarithmic
        return wanted and has_logarithm(curves)

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        held_out = [] if frame.held_out is None else [frame.held_out]
        curves = [*curves_of(frame), *held_out]
        logarithmic = self.is_logarithmic(curves)
        notes = (
            held_out_words(frame.validation),
            penalty_words(frame.penalty),
            _factor_words(frame),
            "log" * logarithmic,
        )
        self.entitle("loss", *notes)
        if size.width < 16 or size.height < 4:
            return []
        x_end = end_of_axis(max(curve.newest for curve in curves))
        scale = scale_of(curves, logarithmic)
        ticks = scale.ticks(size.height)
        left = max(LABEL, *(len(label) for _, label in ticks)) + 1
        layers = [curve_text(curve, scale, ticks, x_end, left, size) for curve in curves]
        lines = list(layers[0])
        present = left + cell(frame.passes / x_end, 2, size.width - left)
        _fill(lines, left, present, size)
        _grid(lines, ticks, left, size)
        if frame.heading.baselines is not None:
            _compare(lines, frame.heading.baselines, scale, left, size)
        _mark_changes(lines, frame.changed, x_end, left, size)
        if self.foretells and frame.gauge is not None and frame.passes < x_end:
            ahead = left + cell((frame.passes + 1) / x_end, 2, size.width - left)
            predicted = frame.gauge.predicted
            sign = BEYOND if scale.ends_below(predicted) else NEXT
            put(lines, predicted, ahead, sign, scale, size)
        if frame.loss is not None and math.isfinite(frame.loss):
            put(lines, frame.loss, present, DOT, scale, size)
        elif frame.loss is not None:  # here it broke
            lines[0] = f"{lines[0][:present]:<{present}}{BROKE}{lines[0][present + 1 :]}"
        marked = number(lines, frame, x_end, left, scale, size)
        beside = layers.pop() if held_out else []
        told = tell(lines, layers[1:], frame, present, size) if size.height >= ROOMY else None
        styles = [f"runner {run.number}" if run.number else "dim" for run in frame.others]
        rows = [
            _row(
                line,
                list(zip((layer[y] for layer in layers[1:]), styles, strict=True)),
                beside[y] if beside else "",
                left,
                present,
                told[1] if told is not None and told[0] == y else range(0),
                {column: style for (row, column), style in marked.items() if row == y},
            )
            for y, line in enumerate(lines)
        ]
        return with_names(rows, frame, size)


def _fill(lines: list[str], left: int, present: int, size: Size) -> None:
    """Shade what lies below the curve, up to where the learner stands."""
    rows = [list(f"{line:<{size.width}}") for line in lines[: size.height - 2]]
    for column in range(left, present + 1):
        drawn = [y for y, row in enumerate(rows) if row[column].strip(f" {BLANK}")]
        for y in range(drawn[0] + 1 if drawn else size.height, len(rows)):
            if rows[y][column] in (" ", BLANK):
                rows[y][column] = FILLED
    lines[: len(rows)] = ["".join(row).rstrip() for row in rows]


def _factor_words(frame: Frame) -> str:
    """How many times as high the loss is as one pass ago, always as wide."""
    factor = frame.factor
    return "" if factor is None else f"{f'×{factor:.3g}':>7} a pass"


def curves_of(frame: Frame) -> list[Curve]:
    """What the plot shows: the present run first, then the others."""
    return [frame.curve, *(run.curve for run in frame.others)]


def held_out_words(loss: float | None) -> str:
    """The loss on the points that are held out, always as wide."""
    return "" if loss is None else f"held out {loss:<10.4g}"


def penalty_words(penalty: float | None) -> str:
    """What of the loss is the penalty on large weights."""
    return "" if penalty is None else f"penalty {penalty:<10.4g}"


def curve_text(
    curve: Curve,
    scale: Scale,
    ticks: list[tuple[float, str]],
    x_end: int,
    left: int,
    size: Size,
) -> list[str]:
    """One curve between the axes."""
    dots = curve_dots(curve, scale, x_end, size.width - left, size.height - 2)
    lines = list(_axes(tuple(ticks) if any_finite(curve.lowest) else (), x_end, left, size))
    for row, cells in enumerate(dots.tolist()):
        drawn = "".join(chr(0x2800 + code) if code else " " for code in cells)
        lines[row] = f"{lines[row][:left]}{drawn}".rstrip()
    return lines


@lru_cache(maxsize=16)
def _axes(
    ticks: tuple[tuple[float, str], ...], x_end: int, left: int, size: Size
) -> tuple[str, ...]:
    """The axes with their numbers, and nothing between them; without numbers bare lines."""
    columns = size.width - left
    labels = {_tick_row(part, size): label for part, label in ticks}
    lines = [
        f"{labels.get(row, ''):>{left - 1}}{'┤' if row in labels else '│'}".ljust(size.width)
        for row in range(size.height - 2)
    ]
    axis, numbers = ["─"] * columns, " " * size.width
    for passes in _passes(x_end, columns) if ticks else ():
        column, number = cell(passes / x_end, 2, columns), str(passes)
        axis[column] = "┬"
        begin = min(left + column - len(number) // 2, size.width - 1 - len(number))
        numbers = numbers[:begin] + number + numbers[begin + len(number) :]
    return (*lines, f"{'└':>{left}}{''.join(axis)}", numbers)


def _passes(x_end: int, columns: int) -> list[int]:
    """The passes that have their number below the axis, the first and the last among them."""
    most = max(1, columns // max(TICK_COLUMNS, 2 * len(str(x_end))))
    step = next((one for one in range(-(-x_end // most), x_end) if x_end % one == 0), x_end)
    return [*range(0, x_end + 1, step)]


def _grid(lines: list[str], ticks: list[tuple[float, str]], left: int, size: Size) -> None:
    """A quiet line at each number of either axis, where nothing else is drawn."""
    bottom = size.height - 2
    across = {_tick_row(part, size) for part, _ in ticks if part > 0.0}
    upright = {column for column, char in enumerate(lines[bottom]) if char in "┬"}
    for y, line in enumerate(lines[:bottom]):
        cells = list(line.ljust(size.width))
        for column in range(left, size.width) if y in across else upright:
            if cells[column] in (" ", BLANK):
                cells[column] = GRID if y in across else UPRIGHT
        lines[y] = "".join(cells)


def _tick_row(part: float, size: Size) -> int:
    """The row in which the curve is at this part of the upright axis."""
    return cell(1.0 - part, 4, size.height - 2)


def _compare(lines: list[str], worth: Baselines, scale: Scale, left: int, size: Size) -> None:
    """A line with its name at each loss to compare with, where nothing else is drawn."""
    free = {" ", BLANK, GRID, UPRIGHT, FILLED}
    named = ((worth.constant, "best constant"), (worth.line, "best straight line"))
    rows = {
        name: _tick_row(float(scale.part(np.array([loss]))[0]), size)
        for loss, name in named
        if loss is not None and not scale.ends_below(loss)
    }
    for row in rows.values():
        cells = list(lines[row].ljust(size.width))
        for column in range(left, size.width):
            if cells[column] in free:
                cells[column] = LEVEL
        lines[row] = "".join(cells)
    for name, row in rows.items():
        begin = size.width - len(name) - 1
        for place in (row, row - 1):
            beside = lines[place].ljust(size.width) if place >= 0 else "x"
            if begin > left + 3 and set(beside[begin:]) <= {*free, LEVEL}:
                lines[place] = f"{beside[:begin]} {name}"
                break


def _mark_changes(
    lines: list[str], changed: tuple[int, ...], x_end: int, left: int, size: Size
) -> None:
    """Put a mark on the axis at each pass where a hand changed something."""
    axis = size.height - 2
    for passes in changed:
        column = left + cell(passes / x_end, 2, size.width - left)
        lines[axis] = f"{lines[axis][:column]}{CHANGE}{lines[axis][column + 1 :]}"


def _row(
    line: str,
    others: list[tuple[str, str]],
    held_out: str,
    left: int,
    present: int,
    told: range,
    marked: Mapping[int, str],
) -> Row:
    """A line as axis, past, the dot, and other runs; dimmed, ghosts and the way that was undone.

    Where curves meet in a cell, all their dots are in it, and the present run's style wins.

    others    the curve of each, and its style
    held_out  the curve of the loss on points that are held out
    told      the columns in which the present loss is written
    marked    the columns in which a runner's number stands, and its style
    """

    cells = list(line.ljust(len(held_out)))
    for column, char in enumerate(held_out):
        if column >= left and _is_dotted(held_out, column):
            cells[column] = _together(cells[column], chr(ord(char) & SPARSE))
    drawn: dict[int, str] = {}
    for curve, style in others:
        for column, char in enumerate(curve[: len(cells)]):
            if column >= left and ord(char) in BRAILLE and char != BLANK:
                cells[column] = _together(cells[column], char)
                if line[column : column + 1] in UNDRAWN:
                    drawn.setdefault(column, style)
    signs = SIGNS if held_out else BETWEEN
    styles = [
        signs.get(char)
        or drawn.get(column)
        or ("dim" if column < left else _style_of(line, held_out, column, column <= present))
        for column, char in enumerate(cells)
    ]
    styles[told.start : told.stop] = ["plain"] * len(told)
    for column, style in marked.items():
        styles[column] = style
    return pieces(cells, styles)


def _style_of(line: str, held_out: str, column: int, past: bool) -> str:
    """Of a cell between the axes that has no sign in it."""
    own = line[column : column + 1] not in UNDRAWN
    if not own and _is_dotted(held_out, column):
        return "slope"
    return "accent" if own and past else "dim"


def _is_dotted(line: str, column: int) -> bool:
    """Whether there is something of a curve in this cell, when every second dot is left out."""
    return column < len(line) and ord(line[column]) in BRAILLE and bool(ord(line[column]) & DOTTED)


def _together(one: str, other: str) -> str:
    """The dots of two braille cells in one; anything else stays on top."""
    if one in (" ", BLANK, GRID, UPRIGHT, FILLED):
        return other
    return chr(ord(one) | ord(other)) if ord(one) in BRAILLE else one
