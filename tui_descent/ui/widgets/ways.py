"""What lies over the ground of map and mountain: ways, the next step, low points and marks."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.ui.theme import BALL, MARK, RUNNER
from tui_descent.ui.widgets.cells import HEADS
from tui_descent.ui.widgets.dots import parts_inside
from tui_descent.ui.widgets.ground import Ground, Look
from tui_descent.views.landscape import Landscape, Way
from tui_descent.views.relief import Seen

LOWEST, LANDS, PASSED, LEFT_AT = "◇", "○", "•", "◦"
SHADOW = "◌"  # in place of the point where the map is not as high as the loss is
FINE = 1.5  # places for each dot of a way
MOST = 2000  # places of one pass at most
FAR_APART = (4, 8)  # dots across or down, from which on passes are marked one by one
DASH, GAP = 3, 5  # dots of a dashed line
HIDDEN, GHOSTLY = 3, 3  # of a line that is hidden, or a ghost's, every how-many-th dot
ROUND_A_TURN = 6  # dots, within which a way may be beside itself
SHORT = 2  # dots: a step that leads no further has no line


def draw_over(ground: Ground, shown: Landscape, here: str) -> None:
    """Ways, the step that comes next, low points, and where the descent stands, on a ground.

    here  the sign for where the descent is: the point, or its shadow
    """
    look, numbers = ground.look, [number for number, _ in shown.others]
    ways = [*(way for _, way in shown.others), shown.way]
    lowest = [(x, y) for x, y, _ in shown.minima if _is_seen(shown, x, y)]
    step, leaves = _next_step(shown, 2 * max(look.rows, look.columns))
    lines = [_along(way, shown.window, shown.heights.shape) for way in ways]
    groups = [np.array(lowest).reshape(-1, 2), step, *(way.places for way in ways)]
    low, step_seen, *seen = _placed(look, [*groups, *lines])
    passes, (*others, line) = seen[: len(ways)], seen[len(ways) :]
    line, (dashes, landing, sign) = _uncrowded(look, line), _dashed(step_seen, leaves)
    over_others = [_thinned(other[~other.hidden], GHOSTLY) for other in others]
    behind = _thinned(line[line.hidden], HIDDEN)
    ground.draw([*over_others, behind, line[~line.hidden], dashes])
    far = [_far_apart(places, way) for places, way in zip(passes, ways, strict=True)]
    *ends, now = [places[-1:] for places in passes]
    runners = sorted((at for at, number in enumerate(numbers) if number), key=numbers.__getitem__)
    ground.mark(far[-1], PASSED, MARK)
    for end, number in zip(ends, numbers, strict=True):
        if not number:
            ground.mark(end, LEFT_AT, MARK)
    ground.mark(low, LOWEST, MARK)
    ground.mark(landing, sign, MARK)
    for at in runners:
        ground.mark(far[at], str(numbers[at]), MARK)
    ground.mark(now, here, BALL)
    if runners:
        inks = [(str(numbers[at]), RUNNER + numbers[at] - 1) for at in runners]
        ground.queue(now, [(ends[at], *ink) for at, ink in zip(runners, inks, strict=True)])


def _placed(look: Look, groups: Sequence[FloatArray]) -> list[Seen]:
    """Where groups of places, each of shape (n, 2), are seen."""
    seen = look.place(np.concatenate(groups))
    stops = np.cumsum([0, *map(len, groups)]).tolist()
    return [seen[start:stop] for start, stop in pairwise(stops)]


@lru_cache(maxsize=16)  # map and mountain of one size ask for the same, and a ghost stands still
def _along(way: Way, window: tuple[float, ...], shape: tuple[int, int]) -> FloatArray:
    """Places along a way, close to each other; of passes that did not lead on, the ends alone.

    shape  rows and columns of the dots that the window has
    """
    places, joined = way.places, way.joined
    if not np.isfinite(places).all():
        return places[np.isfinite(places).all(axis=1)]
    low_x, high_x, low_y, high_y = window
    side = np.array([high_x - low_x, high_y - low_y])
    inside, ends = (places - np.array([low_x, low_y])) / side, np.flatnonzero(joined)
    first, last = parts_inside(inside[ends - 1], inside[ends])
    starts = places[ends - 1]
    moved = places[ends] - starts
    rows, columns = shape
    length = np.hypot(*(moved / side * np.array([columns, rows])).T) * (last - first)
    many = np.fmax(np.fmin(FINE * length, MOST), 0.0).astype(int) + (last >= first)
    piece = np.repeat(np.arange(len(many)), many)
    count = np.arange(len(piece)) - (np.cumsum(many) - many)[piece]
    part = first[piece] + (last - first)[piece] * count / np.maximum(many - 1, 1)[piece]
    return np.concatenate([places[~joined], starts[piece] + part[:, None] * moved[piece]])


def _thinned(seen: Seen, every: int) -> Seen:
    """Every so many-th dot."""
    return seen[(seen.row + seen.column) % every == 0]


def _uncrowded(look: Look, seen: Seen) -> Seen:
    """A way without its older parts where it runs beside them again: lines stay apart."""
    column, row, inside = seen.column, seen.row, seen.inside
    length = np.zeros(len(inside), dtype=int)
    length[1:] = np.cumsum((column[1:] != column[:-1]) | (row[1:] != row[:-1]))
    newest = np.full((look.rows + 2, look.columns + 2), -1)
    newest[row[inside] + 1, column[inside] + 1] = length[inside]
    across = np.maximum(np.maximum(newest[:, :-2], newest[:, 1:-1]), newest[:, 2:])
    around = np.maximum(np.maximum(across[:-2], across[1:-1]), across[2:])
    crowded = np.zeros(len(inside), dtype=np.bool_)
    crowded[inside] = around[row[inside], column[inside]] - length[inside] > ROUND_A_TURN
    return Seen(column, row, inside & ~crowded, seen.hidden)


def _next_step(shown: Landscape, count: int) -> tuple[FloatArray, bool]:
    """So many places along the next step, as far as it is in the window; and whether it leaves."""
    if shown.step is None:
        return np.empty((0, 2)), False
    now, landing = shown.path[-1], shown.path[-1] + shown.step
    low_x, high_x, low_y, high_y = shown.window
    low, side = np.array([low_x, low_y]), np.array([high_x - low_x, high_y - low_y])
    first, last = parts_inside(((now - low) / side)[None], ((landing - low) / side)[None])
    if not first[0] <= last[0]:
        return np.empty((0, 2)), False
    part = np.linspace(first[0], last[0], count)[:, None]
    return now + part * (landing - now), bool(last[0] < 1.0)


def _dashed(seen: Seen, leaves: bool) -> tuple[Seen, Seen, str]:
    """The dashed line of the next step, as long as it is; and the mark at its end."""
    away = np.maximum(np.abs(seen.column - seen.column[:1]), np.abs(seen.row - seen.row[:1]))
    if away[seen.inside].max(initial=0) < SHORT:
        return seen[:0], seen[:0], LANDS
    dashed = seen[away % GAP < DASH]
    if not leaves:
        return dashed, seen[-1:], LANDS
    end = int(np.flatnonzero(seen.inside)[-1])  # it leaves the picture: an arrow at its edge
    up, right = seen.row[0] - seen.row[end], seen.column[end] - seen.column[0]
    arrow = HEADS[round(math.atan2(up, right) / (math.pi / 4)) % 8]
    return dashed, seen[end : end + 1], arrow


def _far_apart(seen: Seen, way: Way) -> Seen:
    """The passes of a way that led far from the place before, without the last."""
    across, down = np.abs(np.diff(seen.column)), np.abs(np.diff(seen.row))
    far = way.joined[1:] & ((across >= FAR_APART[0]) | (down >= FAR_APART[1]))
    return seen[np.flatnonzero(far[:-1]) + 1]


def _is_seen(shown: Landscape, x: float, y: float) -> bool:
    low_x, high_x, low_y, high_y = shown.window
    rows, columns = shown.seen.shape
    row = min(int((y - low_y) / (high_y - low_y) * rows), rows - 1)
    column = min(int((x - low_x) / (high_x - low_x) * columns), columns - 1)
    return bool(shown.seen[row, column])
