"""A network that is too large to draw: a row for each layer, and weight matrices in shades."""

import re
from functools import partial
from math import ceil, log10

import numpy as np
from textual.geometry import Size

from tui_descent.arithmetic.fitting import fitting
from tui_descent.engine.arrays import FloatArray
from tui_descent.readable import fitted, plain
from tui_descent.ui.widgets.lines import shortened
from tui_descent.ui.widgets.network_drawing import DEAD, FLAT, NEW
from tui_descent.ui.widgets.panel import Piece, Row
from tui_descent.ui.widgets.shades import cell_style, largest, shade
from tui_descent.views.network import Links, NetworkView, SampleOutcome, UnitLayer

DIGITS = 6  # cells of a unit's value
SLOPE = 8  # cells for a layer's mean slope
FULL = "  █ "  # what this shade stands for in a layer, where there is room to say so
DECADES = 3  # that the bars of slopes go over, at least
GAP = 1  # before it
BAR = 8  # and for its bar, at most
TARGET, OFF_BY = "target", "off by"
NUMBERED = re.compile(r"[xho][\d.]+")
INPUTS = "inputs"
NAME = 4  # cells for a layer's name, about
DEEP = 4  # layers, above which their slopes count for more than their units
NARROW = 30  # cells, below which there are no bars


def draw_rows(view: NetworkView, size: Size) -> list[Row]:
    """A row for each layer; where there is room a row between two of them, or the matrices."""
    count = len(view.layers)
    if size.height < count:
        first = min(max(0, view.selected[0] - size.height + 1), count - size.height)
        return [layer_row(view, number, size.width) for number in range(first, first + size.height)]
    wide = max(len(units.names) for units in view.layers) > 1
    if wide and size.height >= count + 3:
        layers = [layer_row(view, number, size.width) for number in range(count)]
        if len(view.layers[-1].names) > 1 and size.height >= count + 6:
            layers += _outcome_rows(view, size.width)
        left = Size(size.width, size.height - len(layers))
        return [*layers, *draw_matrices(view, left, view.selected[0])]
    rows: list[Row] = []
    between = size.height >= 2 * count
    if between and _has_bars(view, size.width):
        rows.append([(f"{'mean |∂L/∂W|':>{size.width - BAR - 1}} {'log':<{BAR}}", "dim")])
    for number in range(count):
        if number and between:
            rows.append(_link_row(view, number, size.width))
        rows.append(layer_row(view, number, size.width, not between))
    return [*rows, *_outcome_rows(view, size.width)][: size.height]


def _outcome_rows(view: NetworkView, width: int) -> list[Row]:
    """What the outputs should have been, and how far they are from it."""
    outcome = view.outcome
    if outcome is None:
        return []
    count = len(outcome.target)
    if count == 1:
        return [_outcome_row(outcome, width)]
    mark = NEW if outcome.fresh else ""
    rows: list[Row] = [[(f" {mark}loss {plain(outcome.loss)}", "plain")]]
    wide = max(len(OFF_BY) + 2, max(len(_layer_name(layer)) for layer in view.layers) + 2)
    if wide + count * (DIGITS + 1) > width:
        return rows
    for head, values in ((OFF_BY, outcome.off_by), (TARGET, outcome.target)):
        numbers = "".join(f" {fitted(float(value), DIGITS)}" for value in values)
        rows.insert(0, [(f" {head:<{wide - 1}}{numbers}", "plain")])
    return rows


def _outcome_row(outcome: SampleOutcome, width: int) -> Row:
    mark = NEW if outcome.fresh else ""

    def row(digits: int, with_loss: bool = True) -> Row:
        target, off_by, loss = (
            plain(number, digits)
            for number in (float(outcome.target[0]), float(outcome.off_by[0]), outcome.loss)
        )
        then = f", {mark}loss {loss}" if with_loss else ""
        return [(f" target {target}, {mark}off by {off_by}{then}", "plain")]

    return fitting(width, row, partial(row, with_loss=False))


def layer_row(view: NetworkView, number: int, width: int, sloped: bool = True) -> Row:
    """`h1 +0.524 −0.311 …`, and how large the slopes of the weights to it are."""
    units = view.layers[number]
    name_width = max(len(_layer_name(layer)) for layer in view.layers) + 1
    slope = _slope(view, number) if sloped and _has_bars(view, width) else []
    apart = GAP if slope and not slope[0][0].startswith(" ") else 0
    room = width - name_width - 1 - sum(len(text) for text, _ in slope) - apart
    style = "strong" if view.selected[0] == number else "plain"
    cells = _cells(units, view.selected[1] if view.selected[0] == number else 0, room)
    used = sum(len(text) for text, _ in cells)
    name: Piece = (f" {_layer_name(units):<{name_width}}", style)
    return [name, *cells, (" " * max(0, room + apart - used), "plain"), *slope]


def _has_bars(view: NetworkView, width: int) -> bool:
    """Whether there is room for bars of the layers' slopes beside the units' numbers."""
    most = max(len(units.names) for units in view.layers)
    numbers = most * (DIGITS + 1) + NAME
    return width >= NARROW and not (
        numbers <= width < numbers + SLOPE + BAR and len(view.layers) <= DEEP
    )


def _layer_name(units: UnitLayer) -> str:
    first = units.names[0]
    if not NUMBERED.fullmatch(first):  # columns, which have names of their own
        return INPUTS if len(units.names) > 1 else shortened(first, len(INPUTS))
    return first[:-2] if first.endswith(".1") else first[:-1] if len(units.names) > 1 else first


def _cells(units: UnitLayer, focus: int, room: int) -> Row:
    """The units' values as numbers where there is room, else in shades."""
    count = len(units.names)
    if units.values is None:
        return []
    scale = largest(units.values)
    if count * (DIGITS + 1) <= room:
        pieces: list[Piece] = []
        for unit, value in enumerate(units.values):
            mark = _mark(units, unit)
            pieces.append((mark, "alarm" if mark in (DEAD, FLAT) else "strong"))
            pieces.append((fitted(float(value), DIGITS), cell_style(float(value), scale)))
        return pieces
    each = 2 if 2 * count <= room else 1
    shown = max(1, min(count, room // each))
    first = min(max(0, focus - shown // 2), count - shown)
    shades = [
        (DEAD * each, "alarm")
        if unit in units.dead
        else shade(float(units.values[unit]), scale, each)
        for unit in range(first, first + shown)
    ]
    if shown > 2:
        left_out = {0: first > 0, shown - 1: first + shown < count}
        for place in (place for place, some in left_out.items() if some):
            shades[place] = ("…" * each, "dim")
    full = f"{FULL}{plain(scale, 2)}"
    if scale > 0.0 and shown * each + len(full) <= room:
        shades.append((full, "dim"))
    return shades


def _mark(units: UnitLayer, unit: int) -> str:
    if unit in units.dead:
        return DEAD
    if unit in units.saturated:
        return FLAT
    return NEW if units.fresh else " "


def _link_row(view: NetworkView, number: int, width: int) -> Row:
    """The weight that leads from one unit to the next, or how many weights there are."""
    links = view.links[number - 1]
    units, sources = len(view.layers[number].names), len(view.layers[number - 1].names)
    name_width = max(len(_layer_name(layer)) for layer in view.layers) + 1
    head = " " + " " * name_width
    slope = _slope(view, number) if _has_bars(view, width) else []
    if links.weights is None:
        text, style = "│", "dim"
    elif units == sources == 1:
        value = float(links.weights[0, 0])
        mark = NEW if links.fresh else " "
        text = f"{'┃' if value >= 0.0 else '┇'}{mark}{fitted(value, DIGITS)}"
        style = "dim" if value == 0.0 else "plus" if value > 0.0 else "minus"
        if view.selected == (number, 0, 0):
            style = "cursor"
    else:
        text, style = f"│ {units}×{sources} weights", "dim"
    if links.biases is not None and units == 1:
        text += f"  b{fitted(float(links.biases[0]), DIGITS)}"
    used = len(head) + len(text) + sum(len(piece) for piece, _ in slope)
    return [(head, "plain"), (text, style), (" " * max(0, width - used), "plain"), *slope]


def _slope(view: NetworkView, number: int) -> Row:
    """The mean |∂L/∂W| of the weights to a layer, and its bar."""
    if not number:
        return [(f"{'|∂L/∂W|':>{SLOPE - 1}} {'log':<{BAR}}", "dim")]
    value = view.links[number - 1].slope
    if value is None:
        return [(" " * (SLOPE + BAR), "plain")]
    bar = slope_bar(view, number, BAR)
    text = f"{value:.2g}"
    if len(text) >= SLOPE:
        text = f"{value:.0e}"
    return [(f"{text:>{SLOPE - 1}} ", "plain"), (f"{bar:<{BAR}}", "accent")]


def slope_bar(view: NetworkView, number: int, width: int) -> str:
    """The mean |∂L/∂W| of the weights to a layer, on a log scale up to the largest.

    It goes over as many decades as the slopes do, and one more so that the least is seen.
    """
    value = view.links[number - 1].slope
    known = [links.slope for links in view.links if links.slope and np.isfinite(links.slope)]
    if not value or not known or value not in known:
        return ""
    decades = max(DECADES, ceil(log10(max(known)) - log10(min(known))) + 1)
    eighths = max(1, round(8 * width * (1.0 + (log10(value) - log10(max(known))) / decades)))
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def draw_matrices(view: NetworkView, size: Size, first: int) -> list[Row]:
    """The weights to a layer in shades, and those to the next as far as they fit."""
    blocks: list[list[Row]] = []
    left = size.width
    for number in range(first, len(view.layers)):
        links = view.links[number - 1]
        units, sources = len(view.layers[number].names), len(view.layers[number - 1].names)
        width = 1 + max(sources, len(_matrix_title(view, number)))
        if blocks and width > left:
            break
        wide = 2 if 2 * sources + 1 <= left and 2 * sources + 1 <= size.width // 2 * 2 else 1
        block = _matrix(view, number, links, Size(left, size.height), wide)
        blocks.append(block)
        left -= 2 + max(sum(len(text) for text, _ in row) for row in block)
        if left < 4 or units < 1:
            break
    return side_by_side(blocks, size.height, apart=2)


def _matrix_title(view: NetworkView, number: int) -> str:
    units, sources = len(view.layers[number].names), len(view.layers[number - 1].names)
    letter = "∂L/∂W" if view.backward else "W"
    return f"{letter}{number} {units}×{sources}"


def _matrix(view: NetworkView, number: int, links: Links, size: Size, wide: int) -> list[Row]:
    """A row for each unit, a column for each unit of the layer below."""
    layer, unit, column = view.selected
    title = _matrix_title(view, number)
    if size.height - 1 < len(view.layers[number].names):
        title += "…"
    if links.fresh:
        title += NEW
    weights = links.weights
    units, sources = len(view.layers[number].names), len(view.layers[number - 1].names)
    if weights is None:
        return [[(f" {title}", "dim")]]
    rows = min(units, size.height - 1)
    columns = min(sources, (size.width - 1) // wide)
    focus = (unit, column) if layer == number else (0, 0)
    top = min(max(0, focus[0] - rows // 2), units - rows)
    first = min(max(0, focus[1] - columns // 2), sources - columns)
    scale = largest(weights)
    shown = [
        _matrix_row(weights[row], scale, first, columns, wide, column if at else -1, at)
        for row in range(top, top + rows)
        for at in [layer == number and row == unit]
    ]
    return [[(f" {title}", "strong" if layer == number else "dim")], *shown]


def _matrix_row(
    weights: FloatArray,
    scale: float,
    first: int,
    columns: int,
    wide: int,
    picked: int,
    selected: bool,
) -> Row:
    pieces: list[Piece] = [("▸" if selected else " ", "accent")]
    for column in range(first, first + columns):
        text, style = shade(float(weights[column]), scale, wide)
        pieces.append((text, "cursor" if column == picked else style))
    return pieces


def side_by_side(blocks: list[list[Row]], height: int, apart: int) -> list[Row]:
    """Blocks of rows beside each other, each as wide as its widest row."""
    widths = [max(sum(len(text) for text, _ in row) for row in block) for block in blocks]
    tall = min(height, max((len(block) for block in blocks), default=0))
    rows: list[Row] = []
    for y in range(tall):
        row: list[Piece] = []
        for number, (block, width) in enumerate(zip(blocks, widths, strict=True)):
            line = block[y] if y < len(block) else []
            used = sum(len(text) for text, _ in line)
            gap = apart if number + 1 < len(blocks) else 0
            row += [*line, (" " * (width - used + gap), "plain")]
        rows.append(row)
    return rows
