"""A network whose inputs are the pixels of a picture: the sample, and each unit's weights.

The weights that lead to a unit of the first layer are a picture as well: of what it looks
for, pixel by pixel.
"""

from math import isqrt
from typing import NamedTuple

import numpy as np
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.readable import as_fits, fitted
from tui_descent.ui.widgets.network_drawing import NEW, TRUE
from tui_descent.ui.widgets.network_rows import draw_matrices, layer_row, side_by_side
from tui_descent.ui.widgets.panel import Piece, Row
from tui_descent.ui.widgets.shades import cell_style, largest, shades
from tui_descent.views.network import NetworkView

LEAST_SIDE = 6  # pixels, below which squared inputs are taken for mere numbers
APART = 1  # cells between two pictures
SAYS = "◂"
UPPER = "▀"
MATRIX = 4  # rows, from which on the weights of the later layers are seen as well
OFF = 13  # cells for how far off an output is
BAR = 8


def draw_pictures(view: NetworkView, size: Size, flat: bool = False) -> list[Row] | None:
    """The sample beside the weights of as many units as fit; None: no picture, or no room.

    Two pixels make a cell where more units are seen like that; flat: there are no colours for it.
    """
    side = isqrt(len(view.layers[0].names))
    if side * side != len(view.layers[0].names) or side < LEAST_SIDE:
        return None
    hidden = [
        layer_row(view, number, size.width, sloped=False)
        for number in range(1, len(view.layers) - 1)
    ]
    outputs = _outputs(view, size.width)
    room = size.height - len(hidden) - len(outputs)
    above = Size(size.width, room)
    tiles = [tile for tile in (Tile(side, 2), Tile(side, 1)) if not (flat and tile.cells == 1)]
    tiles = [tile for tile in tiles if tile.page(above) > 0]
    if not tiles:
        return None
    wanted = len(view.layers[1].names)
    best = max(tiles, key=lambda tile: (min(tile.page(above), wanted), tile.cells))
    rows = [*_pictures(view, above, best), *hidden, *outputs]
    left = Size(size.width, size.height - len(rows) - 1)
    return [*rows, [], *draw_matrices(view, left, 2)] if left.height >= MATRIX else rows


class Tile(NamedTuple):
    """The room of one picture: `side` by `side` pixels, each so many cells wide.

    Where a pixel is one cell wide, two of them, one above the other, make a cell.
    """

    side: int
    cells: int

    @property
    def size(self) -> Size:
        """In cells, with its title."""
        if self.cells == 1:
            return Size(self.side, (self.side + 1) // 2 + 1)
        return Size(self.cells * self.side, self.side + 1)

    def across(self, size: Size) -> int:
        """How many stand beside each other."""
        return (size.width + APART) // (self.size.width + APART)

    def page(self, size: Size) -> int:
        """How many units are seen at once, beside the sample."""
        return self.across(size) * (size.height // self.size.height) - 1


def _pictures(view: NetworkView, size: Size, tile: Tile) -> list[Row]:
    """The sample's own picture first, then a page of units, with the selected one among them."""
    values = view.layers[0].values
    across = tile.across(size)
    names, weights = view.layers[1].names, view.links[0].weights
    layer, unit, pixel = view.selected
    page = tile.page(size)
    first = (unit // page * page) if layer == 1 else 0
    blocks = [_picture("sample", values, tile)]
    kind = "" if tile.cells == 1 else "∂L/∂w to " if view.backward else "w to "
    new = NEW if view.links[0].fresh else ""
    for number in range(first, min(first + page, len(names))):
        chosen = layer == 1 and number == unit
        title = f"{'▸' if chosen else ''}{new}{kind}{names[number]}"
        row = None if weights is None else weights[number]
        blocks.append(_picture(title, row, tile, pixel if chosen else -1, _largest_of(weights)))
    rows: list[Row] = []
    for start in range(0, len(blocks), across):
        rows += side_by_side(blocks[start : start + across], tile.size.height, APART)
    return rows


def _largest_of(values: FloatArray | None) -> float:
    return 0.0 if values is None else largest(values)


def _picture(
    title: str,
    values: FloatArray | None,
    tile: Tile,
    picked: int = -1,
    scale: float | None = None,
) -> list[Row]:
    """A square of pixels under its title."""
    width, height = tile.size
    head: Row = [(f"{title[:width]:<{width}}", "strong" if picked >= 0 else "dim")]
    if values is None:
        return [head, *([(" " * width, "plain")] for _ in range(height - 1))]
    top = largest(values) if scale is None else scale
    pixels = shades(values, top, tile.cells)
    if picked >= 0:
        pixels[picked] = pixels[picked][0], "cursor"
    starts = range(0, len(pixels), tile.side)
    lines = [pixels[start : start + tile.side] for start in starts]
    if tile.cells > 1:
        return [head, *lines]
    below = [*lines[1::2], [("", "plain")] * tile.side]  # the last row, if their number is odd
    return [
        head,
        *(
            [(UPPER, f"pixels {one} {other}") for (_, one), (_, other) in zip(*pair, strict=True)]
            for pair in zip(lines[::2], below, strict=False)
        ),
    ]


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
    if view.outcome is not None and rest > OFF:
        text += f" off by {as_fits(float(view.outcome.off_by[unit]), OFF - 8):<{OFF - 8}}"
        rest -= OFF
    return [
        head,
        (f"{bar:<{length}}", "accent"),
        (text, "strong" if says == SAYS or target else "plain"),
        (" " * max(0, rest), "plain"),
    ]
