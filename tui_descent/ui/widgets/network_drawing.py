"""A network drawn unit by unit: layers from left to right, an edge for each weight.

In the boxes stand the activations, or δ on the way back; on the edges the weights, or the
gradients. What was just computed has a heavy frame and •, what is not known yet is blank.
"""

from itertools import pairwise

import numpy as np
from textual.geometry import Size

from tui_descent.readable import as_fits, fitted
from tui_descent.ui.widgets.cells import Cells, strokes
from tui_descent.ui.widgets.network_layout import LABEL, NAMED, Layout, label_places, layout
from tui_descent.ui.widgets.panel import Row
from tui_descent.ui.widgets.shades import cell_style, largest
from tui_descent.views.network import NetworkView, UnitLayer

NEW = "•"
TRUE = "●"  # the class that the sample has
DEAD, FLAT = "×", "≈"
LIGHT, HEAVY = "╭─╮│╰╯", "┏━┓┃┗┛"
THICKEST = 3  # dots
MANY = 24  # edges between two layers, above which only the strongest are drawn
CROWD = 6  # edges, above which they are drawn thinner
STRONG = 0.6  # of the largest weight between two layers: what counts as strong
FLAT_LINES = (("──", "━━"), ("─ ", "━ "))  # plus and minus; thin and thick
TARGET = 7  # columns for the targets beside several outputs
OFF_BY = 8  # and for how far off they are


def place_network(view: NetworkView, size: Size) -> Layout | None:
    """Where everything stands in this many cells, a row of names above it; None: too large."""
    counts = tuple(len(units.names) for units in view.layers)
    below = Size(size.width, size.height - 1)
    if counts[-1] == 1:
        return layout(counts, below, 0)
    narrow = layout(counts, below, _target_width(view))
    wide = layout(counts, below, _target_width(view) + OFF_BY)
    return wide if wide and narrow and wide.boxed == narrow.boxed else narrow


def leaves_out(view: NetworkView) -> bool:
    """Whether there are more edges between two layers than are drawn."""
    counts = [len(units.names) for units in view.layers]
    return any(sources * units > MANY for sources, units in pairwise(counts))


def shows_selected(view: NetworkView, placed: Layout) -> bool:
    """Whether the selected weight, or bias, has its number in the drawing."""
    layer, unit, column = view.selected
    is_bias = column == len(view.layers[layer - 1].names)
    return placed.boxed if is_bias else (unit, column) in label_places(placed, layer)


def _label_width(view: NetworkView, placed: Layout) -> int:
    """Cells of each weight's number: with its name, if all of them find room for theirs."""
    named = all(
        links.first and label_places(placed, layer, NAMED)
        for layer, links in enumerate(view.links, start=1)
    )
    return NAMED if named else LABEL


def draw_network(view: NetworkView, placed: Layout) -> list[Row]:
    """The whole network, with the names of its layers in the first row."""
    canvas = Cells(placed.size.width, placed.size.height)
    for number in range(1, len(view.layers)):
        _draw_edges(canvas, view, placed, number)
    for number, units in enumerate(view.layers):
        _draw_units(canvas, view, placed, number, units)
    wide = _label_width(view, placed)
    for number in range(1, len(view.layers)):
        _write_weights(canvas, view, placed, number, wide)
    _write_outcome(canvas, view, placed)
    return [_heads(view, placed), *canvas.rows()]


def _heads(view: NetworkView, placed: Layout) -> Row:
    """The name of each layer's activation above it."""
    line = ""
    for number, units in enumerate(view.layers):
        name = units.activation or ("input" if len(units.names) == 1 else "inputs")
        room = (placed.left[number + 1] if number + 1 < len(placed.left) else 999) - 1
        at = placed.left[number] + (placed.width - len(name)) // 2
        at = max(len(line) + (number > 0), min(at, placed.size.width - len(name)))
        line = f"{line:<{at}}{name[: max(placed.width, room - at)]}"
    if len(view.layers[-1].names) > 1 and view.outcome is not None:
        at = placed.left[-1] + placed.width + (3 if view.classes else 1)
        line = f"{line[: at - 1]:<{at}}target"
        if _tells_off_by(view, placed):
            line = f"{line:<{_off_by_column(view, placed) + 1}}off by"
    return [(line, "dim")]


def _draw_edges(canvas: Cells, view: NetworkView, placed: Layout, layer: int) -> None:
    weights = view.links[layer - 1].weights
    targets, sources = len(placed.middle[layer]), len(placed.middle[layer - 1])
    if weights is None:
        for unit in range(targets):
            for source in range(sources):
                ends = placed.start(layer - 1, source), placed.end(layer, unit)
                canvas.stroke(strokes(*ends, 1, False), "dim")
        return
    scale = largest(weights)
    chosen_layer, chosen_unit, chosen_source = view.selected
    few = targets * sources <= MANY
    order = np.argsort(np.abs(np.nan_to_num(weights)), axis=None)
    last: list[tuple[int, int]] = []
    for unit, source in zip(*np.unravel_index(order, weights.shape), strict=True):
        value = float(weights[unit, source])
        if layer == chosen_layer and unit == chosen_unit:
            last.append((int(unit), int(source)))
        elif few or (abs(value) >= STRONG * scale and scale):
            _draw_edge(canvas, placed, layer, int(unit), int(source), value, scale)
    last.sort(key=lambda edge: edge[1] == chosen_source)
    for unit, source in last:
        value = float(weights[unit, source])
        picked = source == chosen_source
        _draw_edge(canvas, placed, layer, unit, source, value, scale, picked)


def _draw_edge(
    canvas: Cells,
    placed: Layout,
    layer: int,
    unit: int,
    source: int,
    value: float,
    scale: float,
    picked: bool = False,
) -> None:
    part = abs(value) / scale if scale and np.isfinite(value) else 0.0
    crowded = len(placed.middle[layer]) * len(placed.middle[layer - 1]) > CROWD
    thickest = 2 if crowded else THICKEST
    thick = max(1, min(thickest, round(part * thickest)))
    style = "dim" if value == 0.0 else "plus" if value > 0.0 else "minus"
    if picked:
        style = "strong"
    start, end = placed.start(layer - 1, source), placed.end(layer, unit)
    if start[1] == end[1]:
        cells = (end[0] - start[0]) // 2 + 1
        line = FLAT_LINES[value < 0.0][thick > 1] * cells
        canvas.write(start[0] // 2, start[1] // 4, line[:cells], style)
    else:
        canvas.stroke(strokes(start, end, thick, value < 0.0), style)


def _draw_units(
    canvas: Cells, view: NetworkView, placed: Layout, layer: int, units: UnitLayer
) -> None:
    scale = 0.0 if units.values is None else largest(units.values)
    biases = view.links[layer - 1].biases if layer else None
    for unit, name in enumerate(units.names):
        value = None if units.values is None else float(units.values[unit])
        mark = DEAD if unit in units.dead else FLAT if unit in units.saturated else ""
        x, y = placed.left[layer], placed.middle[layer][unit]
        style = "plain" if value is None else cell_style(value, scale)
        text = "" if value is None else fitted(value, placed.digits)
        fresh = units.fresh and value is not None
        if placed.boxed:
            bias = None if biases is None else float(biases[unit])
            picked = view.selected == (layer, unit, len(view.layers[layer - 1].names))
            _draw_box(canvas, placed, x, y, name, fresh, mark, bias, picked)
            canvas.write(x + 1, y, f"{text:>{placed.digits}}", style)
        else:
            front = mark or (NEW if fresh else " ")
            canvas.write(x, y, f"{front}{text:>{placed.digits}}", style)


def _draw_box(
    canvas: Cells,
    placed: Layout,
    x: int,
    y: int,
    name: str,
    fresh: bool,
    mark: str,
    bias: float | None,
    picked: bool,
) -> None:
    a, line, b, side, c, d = tuple(HEAVY if fresh else LIGHT)
    style = "alarm" if mark else "strong" if fresh else "plain"
    width = placed.digits
    note = f"{mark}{NEW if fresh else ''}"
    canvas.write(x, y - 1, f"{a}{name:{line}<{width - len(note)}}"[: width + 1] + note + b, style)
    canvas.write(x, y, side, style)
    canvas.write(x + width + 1, y, side, style)
    canvas.write(x, y + 1, c + line * width + d, style)
    if bias is not None:
        text = f"b{fitted(bias, width - 1)}" if width > 6 else fitted(bias, width)
        sign = "dim" if bias == 0.0 else "plus" if bias > 0.0 else "minus"
        canvas.write(x + 1, y + 1, text, "cursor" if picked else sign)


def _write_weights(canvas: Cells, view: NetworkView, placed: Layout, layer: int, wide: int) -> None:
    """The numbers of the weights, where there is room; with their names, where that is so wide."""
    links = view.links[layer - 1]
    if links.weights is None:
        return
    places = label_places(placed, layer, wide)
    for (unit, source), (x, y) in places.items():
        value = float(links.weights[unit, source])
        picked = (layer, unit, source) == view.selected
        style = "dim" if value == 0.0 else "plus" if value > 0.0 else "minus"
        text = f"{NEW}{fitted(value, LABEL - 1)}" if links.fresh else fitted(value, LABEL)
        if wide == NAMED:
            name = f"w{links.first + unit * len(view.layers[layer - 1].names) + source}"
            text = f"{name}{NEW if links.fresh else ' '}{fitted(value, LABEL)}"
        canvas.write(x, y, text, "cursor" if picked else style)


def _write_outcome(canvas: Cells, view: NetworkView, placed: Layout) -> None:
    outcome = view.outcome
    if outcome is None:
        return
    x = placed.left[-1]
    style = "strong" if outcome.fresh else "plain"
    if len(outcome.target) > 1:
        for unit, target in enumerate(outcome.target):
            if view.classes:
                is_target = float(target) > 0.0
                text = f"{TRUE if is_target else ' '} {view.classes[unit]}"
                look = style if is_target else "dim"
            else:
                text, look = fitted(float(target), TARGET - 1), style
            row = placed.middle[-1][unit]
            canvas.write(x + placed.width + 1, row, text, look)
            if _tells_off_by(view, placed):
                off_by = as_fits(float(outcome.off_by[unit]), OFF_BY - 2)
                canvas.write(_off_by_column(view, placed), row, f"{off_by:>{OFF_BY - 1}}", look)
        return
    mark = NEW if outcome.fresh else ""
    lines = (
        ("target", float(outcome.target[0])),
        (f"{mark}off by", float(outcome.off_by[0])),
        (f"{mark}loss", outcome.loss),
    )
    y = placed.middle[-1][0] + (2 if placed.boxed else 1)
    for title, value in lines:
        if y + 1 >= placed.size.height:
            break
        canvas.write(x, y, f"{title:>{placed.width}}", "dim")
        canvas.write(x, y + 1, f"{as_fits(value, placed.width):>{placed.width}}", style)
        y += 2


def _target_width(view: NetworkView) -> int:
    """Columns for the targets of several outputs, beside them."""
    return max((len(name) + 3 for name in view.classes), default=TARGET)


def _off_by_column(view: NetworkView, placed: Layout) -> int:
    return placed.left[-1] + placed.width + _target_width(view)


def _tells_off_by(view: NetworkView, placed: Layout) -> bool:
    """Whether there is room beside the targets for how far off each output is."""
    return _off_by_column(view, placed) + OFF_BY <= placed.size.width
