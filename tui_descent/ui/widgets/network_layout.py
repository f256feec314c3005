"""Where the units of a drawn network stand: its layers from left to right.

A unit is a box where there is room for boxes, else a cell. What follows from the shape and
the size alone is worked out once.
"""

from functools import lru_cache

from msgspec import Struct
from textual.geometry import Size

from tui_descent.ui.widgets.cells import Point, strokes

DIGITS = (7, 6, 5)  # cells for a unit's number, the more the better
GAP = 7  # cells between two layers of boxes, where there is room
LEAST_GAP = 4
LABEL = 6  # cells of a weight's number
NAMED = 9  # with its name before it, `w1 +0.500`
FURTHEST = 8  # rows from one unit to the next
WRITTEN = 16  # weights between two layers, up to which each has its number


class Layout(Struct, frozen=True):
    """The places of all units, in cells.

    boxed   whether a unit is a box of three rows, its value in the middle one
    digits  cells of a unit's value
    width   cells of a unit in all
    left    the first column of each layer
    middle  the row of each unit's value, layer by layer
    """

    size: Size
    boxed: bool
    digits: int
    width: int
    left: tuple[int, ...]
    middle: tuple[tuple[int, ...], ...]

    def start(self, layer: int, unit: int) -> Point:
        """Where the edges of a unit begin, in dots."""
        return 2 * (self.left[layer] + self.width), 4 * self.middle[layer][unit] + 2

    def end(self, layer: int, unit: int) -> Point:
        """Where the edges to a unit end, in dots."""
        return 2 * self.left[layer] - 1, 4 * self.middle[layer][unit] + 2


@lru_cache(maxsize=32)
def layout(layers: tuple[int, ...], size: Size, right: int) -> Layout | None:
    """The places in so much room, `right` cells of it kept free; None: it does not fit."""
    most = max(layers)
    if most > size.height or size.height < 3:
        return None
    width = size.width - right
    for boxed, gap in (
        (True, GAP),
        (True, LEAST_GAP),
        (False, GAP),
        (False, LEAST_GAP),
    ):
        if boxed and 3 * most > size.height:
            continue
        for digits in DIGITS:
            whole = digits + (2 if boxed else 1)
            room = width - whole * len(layers)
            if room >= gap * (len(layers) - 1):
                return _placed(layers, size, boxed, digits, width)
    return None


def _placed(layers: tuple[int, ...], size: Size, boxed: bool, digits: int, width: int) -> Layout:
    whole = digits + (2 if boxed else 1)
    steps = max(1, len(layers) - 1)
    left = tuple((width - whole) * number // steps for number in range(len(layers)))
    middle = tuple(_rows(units, size.height, boxed) for units in layers)
    return Layout(size, boxed, digits, whole, left, middle)


def _rows(units: int, height: int, boxed: bool) -> tuple[int, ...]:
    """The middle row of each unit, all as far from each other."""
    if units == 1:
        return (height // 2,) if boxed else ((height - 1) // 2,)
    edge = 1 if boxed else 0
    apart = (height - 1 - 2 * edge) // (units - 1)
    apart = min(apart, FURTHEST)
    first = (height - 1 - apart * (units - 1)) // 2
    return tuple(first + apart * unit for unit in range(units))


Place = tuple[int, int]  # column and row of a text's first cell


@lru_cache(maxsize=64)
def label_places(placed: Layout, layer: int, wide: int = LABEL) -> dict[tuple[int, int], Place]:
    """Where the numbers, so wide, of the weights that lead to a layer go, by (unit, source).

    Each stands at its own edge, on no box and no other number, and hides as little of the
    other edges as may be. None are there where they do not all find a place.
    """
    targets, sources = len(placed.middle[layer]), len(placed.middle[layer - 1])
    if targets * sources > WRITTEN or not placed.boxed:
        return {}
    edges = {
        (unit, source): {
            place
            for place, _ in strokes(
                placed.start(layer - 1, source), placed.end(layer, unit), 1, False
            )
        }
        for unit in range(targets)
        for source in range(sources)
    }
    taken = _boxes(placed, layer - 1) | _boxes(placed, layer)
    if layer == len(placed.left) - 1:
        taken |= _below_output(placed)
    places: dict[tuple[int, int], Place] = {}
    for edge, own in edges.items():
        others: dict[Point, int] = {}
        for other, cells in edges.items():
            for cell in cells if other != edge else ():
                others[cell] = others.get(cell, 0) + 1
        best = min(
            (
                (_cost(place, own, others, wide), place)
                for place in _candidates(placed, own, taken, wide)
            ),
            default=None,
        )
        if best is None or best[0] > wide * 2:
            return {}
        places[edge] = best[1]
        x, y = best[1]
        taken |= {(column, y) for column in range(x - 1, x + wide + 1)}
    return places


def _boxes(placed: Layout, layer: int) -> set[Point]:
    high = 1 if placed.boxed else 0
    return {
        (x, y)
        for middle in placed.middle[layer]
        for y in range(middle - high, middle + high + 1)
        for x in range(placed.left[layer], placed.left[layer] + placed.width)
    }


def _below_output(placed: Layout) -> set[Point]:
    """Where the target is written."""
    columns = range(placed.left[-1], placed.left[-1] + placed.width)
    return {(x, y) for x in columns for y in range(placed.middle[-1][-1], placed.size.height)}


def _candidates(placed: Layout, own: set[Point], taken: set[Point], wide: int) -> list[Place]:
    """Over the edge, or beside it, to its left and to its right."""
    width, height = placed.size
    columns = sorted(x for x, _ in own)
    flat = len({y for _, y in own}) == 1
    places = set()
    for x, y in own:
        if flat:
            middle = (columns[0] + columns[-1] + 2 - wide) // 2
            places |= {(middle, y - 1), (middle, y), (middle, y + 1)}
        else:
            in_row = [column for column, row in own if row == y]
            places |= {(min(in_row) - wide, y), (max(in_row) + 1, y), (x - wide // 2, y)}
    return sorted(
        (x, y)
        for x, y in places
        if 0 <= y < height
        and 0 <= x <= width - wide
        and not any((column, y) in taken for column in range(x, x + wide))
    )


def _cost(place: Place, own: set[Point], others: dict[Point, int], wide: int) -> float:
    x, y = place
    cells = [(column, y) for column in range(x, x + wide)]
    hidden = sum(others.get(cell, 0) for cell in cells)
    covered = sum(cell in own for cell in cells)
    near = sum(
        others.get((column, y), 0) for column in (x - 1, x + wide)
    )  # it could be taken for theirs
    rows = [row for _, row in own]
    high = max(1, max(rows) - min(rows))
    along = abs(2 * y - min(rows) - max(rows)) / high  # 0 in the middle, where edges cross
    return 4.0 * hidden + 1.0 * covered + 3.0 * near + abs(along - 0.3)
