"""The mountain drawn: the ground from the side, the way on it, and the numbers at its edges."""

import math

import numpy as np
from textual.geometry import Size

from tui_descent.readable import numbers, plain, ticks
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.ground import Ground, Grounded
from tui_descent.ui.widgets.landscape_words import here_sign, legend, other_pass, words_of
from tui_descent.ui.widgets.panel import Row
from tui_descent.ui.widgets.ways import draw_over
from tui_descent.views.landscape import Landscape
from tui_descent.views.mountain import MountainPicture
from tui_descent.views.relief import MARGINS, Mountain

NEAR = 4, 2  # columns and rows from the foot of the heights, where no other number stands
ALIKE = 10, 2  # columns and rows within which no number stands twice
LEAST = 4, 2  # columns or rows that an edge takes up at least, if it has numbers
FEW, MORE, TALL = 3, 5, 16  # numbers at an edge; rows, from which on there are more heights
ROOMY = 8  # rows, from which on there is room for numbers
BARE = 0, 0, 0, 0  # margins without them
BESIDE = 4  # columns beside an edge
NAME_AT = 0.3, -0.3, 0.7, -0.7  # along an edge, −1 … 1: where its name may stand


class MountainPanel(Grounded):
    """The mountain, its scale, and in words what the map says, too."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        picture: MountainPicture | None = frame.pictures.get("mountain")
        if picture is None:
            self.entitle("mountain")
            why = "it has diverged" if frame.ended else "numbers too large"
            return [[(f" {why}: no mountain here", "dim")]]
        shown = picture.landscape
        angle = "from above" if picture.tilt == 90 else f"from {picture.tilt}° up"
        text = "coarse, a finer one is being made" if shown.coarse else f"loss upwards, {angle}"
        rows = shown.heights.shape[0] // 4
        rows += size.height - rows > 2  # the map's numbers have a row of their own
        room = Size(size.width, rows)
        key = shown.ceiling, room, picture.turn, picture.tilt
        ground = self._ground_of(shown, key, lambda: self._ground(picture, room))
        cut = isinstance(ground.look, Mountain) and ground.look.cut
        below = size.height - rows
        laid = other_pass(frame, shown) * (below <= 1)
        self.entitle("mountain", laid, text, f"cut off at {plain(shown.ceiling[1], 3)}" * cut)
        draw_over(ground, shown, here_sign(shown))
        follow = self.key_names["follow"]
        words = words_of(frame, shown, size.width, follow, ground.look.turned)
        words = [*ground.below, *words][:below] if below > 1 else words[:1]
        return [*self._rows_of(ground), *words][: size.height]

    def _ground(self, picture: MountainPicture, size: Size) -> Ground:
        """The mountain with its numbers."""
        shown = picture.landscape
        margins = MARGINS if size.height >= ROOMY else BARE
        look = Mountain(shown, picture.turn, picture.tilt, size.width, size.height, margins)
        ground = Ground(look, shown.levels, self.flat, self.cheap)
        if margins is MARGINS:
            _write_numbers(ground, look, shown)
        ground.below = [legend(shown, size.width, self.flat)]
        return ground


def _write_numbers(ground: Ground, look: Mountain, shown: Landscape) -> None:
    """Names and numbers of both axes at the edges nearest to the eye, heights at the left."""
    ends = shown.window[:2], shown.window[2:]
    nearest = -1.0 if look.cos > 0.0 else 1.0, -1.0 if look.sin > 0.0 else 1.0
    upright, foot = _left_corner(look)
    written: list[tuple[str, int, int]] = []
    for side, ((low, high), name) in enumerate(zip(ends, shown.names, strict=True)):

        def edge(part: float, side: int = side) -> tuple[int, int]:
            place = (part, nearest[0]) if side == 0 else (nearest[1], part)
            return _cell(look, *place, 0.0)

        first, last = edge(-1.0), edge(1.0)
        if abs(first[0] - last[0]) < LEAST[0] and abs(first[1] - last[1]) < LEAST[1]:
            continue
        places = ticks(low, high, FEW)
        for value, text in zip(places, numbers(places, high - low), strict=True):
            at, below = edge(2.0 * (value - low) / (high - low) - 1.0)
            under_heights = abs(at - upright) <= NEAR[0] and abs(below - foot) <= NEAR[1]
            alike = any(
                text == other and abs(at - x) <= ALIKE[0] and abs(below - y) <= ALIKE[1]
                for other, x, y in written
            )
            if not (under_heights or alike) and _write_at(ground, at, below, text):
                written.append((text, at, below))
        any(_write_at(ground, *edge(part), name, 2) for part in NAME_AT)
    _write_heights(ground, look)


def _write_at(ground: Ground, column: int, row: int, text: str, down: int = 1) -> bool:
    """Write so many rows below a place of an edge, or beside it; False: there is no room."""
    width = ground.char.shape[1]
    starts = (
        (column - len(text) // 2, row + down),
        (column + BESIDE, row),
        (column + BESIDE, row + 1),
        (column - BESIDE - len(text), row),
    )
    for start, line in starts:
        inside = 0 <= start <= width - len(text) or line == row + down
        if inside and ground.is_free(start - 2, line, len(text) + 4):
            ground.write(start, line, text)
            return True
    return False


def _write_heights(ground: Ground, look: Mountain) -> None:
    """An upright axis at the corner that is furthest to the left."""
    corner = _corner(look)
    column, foot = _left_corner(look)
    _, top = _cell(look, *corner, look.relief)
    if foot - top < 2:
        return
    column = max(column - 1, 5)
    rows = len(ground.char)
    for row in range(max(0, top), min(rows, foot + 1)):
        ground.write(column, row, "│")
    values = ticks(look.low, look.high, MORE if foot - top > TALL // 2 else FEW)
    taken: set[int] = set()
    for value, text in zip(values, numbers(values, look.high - look.low), strict=True):
        _, row = _cell(look, *corner, look.relief * float(look.part(np.array(value))))
        if row not in taken and top <= row <= foot and len(text) <= column:
            ground.write(column - len(text), row, f"{text}┤")
            taken |= {row - 1, row, row + 1}


def _corner(look: Mountain) -> tuple[float, float]:
    """The corner of the floor that is furthest to the left."""
    corners = [(u, v) for u in (-1.0, 1.0) for v in (-1.0, 1.0)]
    return min(corners, key=lambda at: (round(at[0] * look.cos - at[1] * look.sin, 3), at[1]))


def _left_corner(look: Mountain) -> tuple[int, int]:
    """Its column and row."""
    return _cell(look, *_corner(look), 0.0)


def _cell(look: Mountain, u: float, v: float, z: float) -> tuple[int, int]:
    x, y = look.project(np.array(u), np.array(v), np.array(z))
    return math.floor(float(x) / 2.0), math.floor(float(y) / 4.0)
