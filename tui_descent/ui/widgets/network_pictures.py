"""A network whose inputs are the pixels of a picture: the sample, and each unit's weights.

The weights that lead to a unit of the first layer are a picture as well: of what it looks
for, pixel by pixel.
"""

from math import isqrt

import numpy as np
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.readable import fitted
from tui_descent.ui.widgets.network_drawing import NEW, TRUE
from tui_descent.ui.widgets.network_rows import layer_row, side_by_side
from tui_descent.ui.widgets.panel import Piece, Row
from tui_descent.ui.widgets.shades import cell_style, largest, shade
from tui_descent.views.network import NetworkView

LEAST_SIDE = 6  # pixels, below which squared inputs are taken for mere numbers
APART = 1  # cells between two pictures
SAYS = "◂"
BAR = 8


def draw_pictures(view: NetworkView, size: Size) -> list[Row] | None:
    """The sample beside the weights of as many units as fit; None: no picture, or no room."""
    side = isqrt(len(view.layers[0].names))
    if side * side != len(view.layers[0].names) or side < LEAST_SIDE:
        return None
    hidden = [
        layer_row(view, number, size.width, sloped=False)
        for number in range(1, len(view.layers) - 1)
    ]
    outputs = _outputs(view, size.width)
    room = size.height - len(hidden) - len(outputs)
    if room < side + 1 or size.width < 2 * side + 1:
        return None
    return [*_pictures(view, Size(size.width, room), side), *hidden, *outputs]


def _pictures(view: NetworkView, size: Size, side: int) -> list[Row]:
    """The sample's own picture first, then a page of units, with the selected one among them."""
    values = view.layers[0].values
    across = max(1, (size.width + APART) // (2 * side + APART))
    down = size.height // (side + 1)
    names, weights = view.layers[1].names, view.links[0].weights
    layer, unit, pixel = view.selected
    page = max(1, across * down - 1)
    first = (unit // page * page) if layer == 1 else 0
    blocks = [_picture("sample", values, side, 2 * side)]
    kind = "∂L/∂w to" if view.backward else "w to"
    new = NEW if view.links[0].fresh else ""
    for number in range(first, min(first + page, len(names))):
        chosen = layer == 1 and number == unit
        title = f"{'▸' if chosen else ''}{new}{kind} {names[number]}"
        row = None if weights is None else weights[number]
        blocks.append(
            _picture(title, row, side, 2 * side, pixel if chosen else -1, _largest_of(weights))
        )
    rows: list[Row] = []
    for start in range(0, min(len(blocks), across * down), across):
        rows += side_by_side(blocks[start : start + across], side + 1, APART)
    return rows


def _largest_of(values: FloatArray | None) -> float:
    return 0.0 if values is None else largest(values)


def _picture(
    title: str,
    values: FloatArray | None,
    side: int,
    width: int,
    picked: int = -1,
    scale: float | None = None,
) -> list[Row]:
    """A square of pixels, two cells each, under its title."""
    head: Row = [(f"{title[:width]:<{width}}", "strong" if picked >= 0 else "dim")]
    if values is None:
        return [head, *([(" " * width, "plain")] for _ in range(side))]
    top = largest(values) if scale is None else scale
    rows: list[Row] = [head]
    for y in range(side):
        row: list[Piece] = []
        for x in range(side):
            text, style = shade(float(values[y * side + x]), top, 2)
            row.append((text, "cursor" if y * side + x == picked else style))
        rows.append(row)
    return rows


def _outputs(view: NetworkView, width: int) -> list[Row]:
    """Each output with its class and a bar; ● is the class that it is, ◂ the one it says."""
    units = view.layers[-1]
    columns = 2 if len(units.names) > 5 and width >= 34 else 1
    each = width // columns
    count = -(-len(units.names) // columns)
    cells = [_output(view, unit, each) for unit in range(len(units.names))]
    return [
        [piece for column in range(columns) for piece in _at(cells, y + column * count)]
        for y in range(count)
    ]


def _at(cells: list[list[Piece]], index: int) -> list[Piece]:
    return cells[index] if index < len(cells) else []


def _output(view: NetworkView, unit: int, width: int) -> list[Piece]:
    units = view.layers[-1]
    name = view.classes[unit] if view.classes else units.names[unit]
    target = view.outcome is not None and float(view.outcome.target[unit]) > 0.0
    head: Piece = (f"{TRUE if target else ' '}{name[:6]:<2}", "strong" if target else "plain")
    if units.values is None:
        return [head, (" " * (width - len(head[0])), "plain")]
    value = float(units.values[unit])
    new = NEW if units.fresh else " "
    number = fitted(value, 6)
    if view.backward:
        shown = (number, cell_style(value, largest(units.values)))
        rest = width - len(head[0]) - 1 - len(number)
        return [head, (new, "strong"), shown, (" " * rest, "plain")]
    says = SAYS if unit == int(np.argmax(units.values)) else " "
    length = max(1, min(BAR, width - len(head[0]) - 9))
    eighths = round(8 * length * min(1.0, max(0.0, value))) if value == value else 0
    bar = "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()
    text = f"{new}{value:5.3f}{says}" if abs(value) < 10.0 else f"{new}{number}{says}"
    rest = width - len(head[0]) - length - len(text)
    return [
        head,
        (f"{bar:<{length}}", "accent"),
        (text, "strong" if says == SAYS or target else "plain"),
        (" " * max(0, rest), "plain"),
    ]
