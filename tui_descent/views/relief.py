"""A landscape as the eye meets it: as a map from above, or as a mountain from the side.

A picture is made of dots, 2 × 4 to a cell, the first row at the top. For each dot it is told
whether there is ground, how high that lies, and how far away it is; so of any place it can be
said where it is seen, and whether something nearer hides it. There is no perspective: a
mountain that is tilted by 90 degrees is the map.
"""

from copy import copy

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tui_descent.engine.arrays import FloatArray
from tui_descent.views.landscape import Landscape

Bits = NDArray[np.bool_]
Places = NDArray[np.intp]

LIFTED = 0.25  # of the relief: where the median height lies at least
STEEP = 1.1  # slope that a tenth of the ground is steeper than, in units of the box
LOWEST_RELIEF = 0.35  # of half the box's side
STEPS = range(120, 361)  # depths at which a column of dots looks for ground
BEHIND = 0.06  # of half the box: what is nearer by more hides a place
MARGINS = (6, 2, 0, 2)  # cells left, right, above and below a mountain, for its numbers
HAIR = 1e-6  # of a dot
FAR_OFF = 1e9  # dots: nothing is drawn there
MINUTE = 1e-6  # a sine or cosine that counts as this


class Seen(Struct, frozen=True, eq=False):
    """Where places are seen.

    column, row  of dots, shape (places,)
    inside       whether they are in the picture
    hidden       whether something nearer is in front of them
    """

    column: Places
    row: Places
    inside: Bits
    hidden: Bits

    def __getitem__(self, part: "slice | Bits | Places") -> "Seen":
        """Of some of the places alone."""
        return Seen(self.column[part], self.row[part], self.inside[part], self.hidden[part])


class Map:
    """The ground from straight above: every dot is ground."""

    def __init__(self, shown: Landscape) -> None:
        self.heights = shown.heights[::-1]
        self.rows, self.columns = self.heights.shape
        self.fog = ~shown.seen[::-1]
        self.ground = ~self.fog
        self.wall = np.zeros(self.fog.shape, dtype=np.bool_)
        self._window = shown.window

    def place(self, places: FloatArray) -> Seen:
        """Where these places, shape (n, 2), are seen."""
        low_x, high_x, low_y, high_y = self._window
        x = (places[:, 0] - low_x) / (high_x - low_x) * self.columns + HAIR
        y = (high_y - places[:, 1]) / (high_y - low_y) * self.rows + HAIR
        return _seen(x, y, self.columns, self.rows, np.zeros(len(places), dtype=np.bool_))

    def turned(self, way: FloatArray) -> FloatArray:
        """What a way, shape (2,), looks like on the screen: dots to the right, and upwards."""
        low_x, high_x, low_y, high_y = self._window
        sides = np.array([high_x - low_x, high_y - low_y])
        return np.asarray(way / sides * np.array([self.columns, self.rows]))


class Mountain:
    """The ground from the side, the loss upwards.

    turn, tilt  degrees: how far it is turned, and from how high above the horizon it is seen
    rows, columns  of dots
    cut         whether some of it is so high that it is cut off
    """

    def __init__(
        self,
        shown: Landscape,
        turn: float,
        tilt: float,
        columns: int,
        rows: int,
        margins: tuple[int, int, int, int] = MARGINS,
    ) -> None:
        self.columns, self.rows = 2 * columns, 4 * rows
        self._window = shown.window
        known = shown.heights[shown.seen & np.isfinite(shown.heights)]
        self.low, self.high = shown.ceiling
        self._soft = _softness(known, self.low, self.high)
        raw = np.nan_to_num(shown.heights, nan=np.inf, posinf=1e308, neginf=-1e308)
        part = self.part(raw)
        self.cut = bool((part[shown.seen] > 1.0).any())
        across, down = (2.0 / (count - 1) for count in part.shape[::-1])
        slopes = np.hypot(*np.gradient(part, down, across))[part <= 1.0]
        steep = float(np.quantile(slopes, 0.9)) if slopes.size else 0.0
        self.relief = float(np.clip(STEEP / max(steep, 1e-9), LOWEST_RELIEF, 1.0))
        self._z = self.relief * part
        self._top = self.relief * 1.001
        self._raw = np.minimum(raw, 1e300)
        self._shown, self._margins = shown.seen, margins
        self._look_from(turn, tilt)

    def seen_from(self, turn: float, tilt: float) -> "Mountain":
        """The same mountain from another side."""
        other = copy(self)
        other._look_from(turn, tilt)
        return other

    def _look_from(self, turn: float, tilt: float) -> None:
        self.cos, self.sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        self.up, self.lift = np.sin(np.radians(tilt)), np.cos(np.radians(tilt))
        self._fit()
        self._march(not bool(self._shown.all()))

    def part(self, height: FloatArray) -> FloatArray:
        """How high a loss stands in the picture: 0 the lowest ground, 1 where it is cut off."""
        span = self.high - self.low
        with np.errstate(all="ignore"):
            over = np.clip((height - self.low) / span, 0.0, 2.0)
        if self._soft == np.inf:
            return over
        return np.asarray(np.log1p(over / self._soft) / np.log1p(1.0 / self._soft))

    def project(self, u: FloatArray, v: FloatArray, z: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Dots, not rounded, of places of the box −1 … 1, at a height in its units."""
        depth = v * self.cos + u * self.sin
        x = self._left + self._wide * (u * self.cos - v * self.sin)
        return x, self._foot - self._tall * (depth * self.up + z * self.lift)

    def turned(self, way: FloatArray) -> FloatArray:
        """What a level way, shape (2,), looks like on the screen: dots right, and upwards."""
        low_x, high_x, low_y, high_y = self._window
        u, v = 2.0 * way / np.array([high_x - low_x, high_y - low_y])
        right = self._wide * (u * self.cos - v * self.sin)
        return np.array([right, self._tall * self.up * (v * self.cos + u * self.sin)])

    def box(self, places: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Coordinates −1 … 1 of places, shape (n, 2)."""
        low_x, high_x, low_y, high_y = self._window
        return (
            2.0 * (places[:, 0] - low_x) / (high_x - low_x) - 1.0,
            2.0 * (places[:, 1] - low_y) / (high_y - low_y) - 1.0,
        )

    def place(self, places: FloatArray) -> Seen:
        """Where these places, shape (n, 2), are seen on the ground."""
        u, v = self.box(places)
        within = (np.abs(u) <= 1.0) & (np.abs(v) <= 1.0)
        u, v = np.where(within, u, 0.0), np.where(within, v, 0.0)
        z = np.minimum(_between(self._z, u, v), self._top)
        x, y = self.project(u, v, z)
        depth = v * self.cos + u * self.sin
        column = np.clip(np.floor(x + HAIR).astype(int), 0, self.columns - 1)
        row = np.clip(np.floor(y + HAIR).astype(int), 0, self.rows - 1)
        nearer = [self._depth[at, column] < depth - BEHIND for at in (row, np.maximum(row - 1, 0))]
        found = _seen(x + HAIR, y + HAIR, self.columns, self.rows, nearer[0] & nearer[1])
        return Seen(found.column, found.row, found.inside & within, found.hidden)

    def _fit(self) -> None:
        """Scale the picture to the room, across and upwards apart."""
        seen, margins = self._shown, self._margins
        rows, columns = self._z.shape
        u, v = np.meshgrid(np.linspace(-1.0, 1.0, columns), np.linspace(-1.0, 1.0, rows))
        kept = (self._z <= self._top) & seen
        kept[[0, 0, -1, -1], [0, -1, 0, -1]] = True  # the whole floor
        tall = np.where((self._z <= self._top) & seen, self._z, 0.0)[kept]
        across = (u * self.cos - v * self.sin)[kept]
        up = ((v * self.cos + u * self.sin) * self.up)[kept]
        left, right, top, bottom = margins
        self._wide = (self.columns - 2 * (left + right)) / float(np.ptp(across))
        lowest = float(up.min())
        height = float((up + tall * self.lift).max()) - lowest
        self._tall = (self.rows - 4 * (top + bottom)) / height
        self._left = 2 * left - self._wide * float(across.min())
        self._foot = self.rows - 4 * bottom + self._tall * lowest

    def _march(self, foggy: bool) -> None:
        """Look along each column of dots from front to back for what rises above all before it."""
        rows, columns = self.rows, self.columns
        steps = min(max(2 * rows, STEPS.start), STEPS.stop - 1)
        column = np.arange(columns)[None, :]
        across = (column + 0.5 - self._left) / self._wide
        sin, cos = (one if abs(one) > MINUTE else MINUTE for one in (self.sin, self.cos))
        ends = np.sort(
            [[(end - across * self.cos) / sin, (end + across * self.sin) / cos] for end in (-1, 1)],
            axis=0,
        )
        near, far = ends[0].max(axis=0), ends[1].min(axis=0)  # where a line of sight is in the box
        depths = near + (far - near) * np.linspace(0.0, 1.0, steps)[:, None]
        u, v = across * self.cos + depths * self.sin, depths * self.cos - across * self.sin
        z = _between(self._z, u, v)
        there = (near < far) & (z <= self._top)
        beyond = (near < far) & (z > self._top)
        there[1:] |= there[:-1] & beyond[1:]  # the rim, at the height where it is cut off
        there[:-1] |= there[1:] & beyond[:-1]
        z = np.minimum(z, self._top)
        if foggy:
            there &= _between(self._shown.astype(float), u, v) > 0.5
        level = self._foot - self._tall * (depths * self.up + z * self.lift)
        row = np.where(there, level, FAR_OFF)
        line = np.clip(np.ceil(row - 0.5), 0, rows).astype(int)
        line = np.minimum.accumulate(line, axis=0)
        covers = np.bincount((line * columns + column).ravel(), minlength=(rows + 1) * columns)
        first = steps - np.cumsum(covers.reshape(rows + 1, columns), axis=0)[:rows]
        hit, first = first < steps, np.minimum(first, steps - 1)
        middle = np.arange(rows)[:, None] + 0.5
        before, after = row[np.maximum(first - 1, 0), column], row[first, column]
        edge = (before >= FAR_OFF) | (first == 0)  # the ground begins here; below it is the wall
        with np.errstate(all="ignore"):
            part = np.where(edge, 1.0, np.clip((before - middle) / (before - after), 0.0, 1.0))
        depth = depths[np.maximum(first - 1, 0), column] * (1.0 - part)
        depth = np.where(hit, depth + depths[first, column] * part, 0.0)
        self.wall = hit & edge & (middle > after + max(1.0, 0.03 * self._tall))
        under = hit & (middle > self._foot - self._tall * depth * self.up + 0.5)
        self.wall &= ~under
        self.ground = hit & ~self.wall & ~under
        self._depth = np.where(self.ground | self.wall, depth, np.inf)
        place = across * self.cos + depth * self.sin, depth * self.cos - across * self.sin
        self.heights = _between(self._raw, *place)
        self.fog = np.zeros(hit.shape, dtype=np.bool_)
        if foggy:
            back = (self._foot - middle) / self._tall / max(self.up, 1e-9)
            floor_u, floor_v = (
                across * self.cos + back * self.sin,
                back * self.cos - across * self.sin,
            )
            self.fog = (np.maximum(np.abs(floor_u), np.abs(floor_v)) <= 1.0) & ~self.ground
            self.wall &= ~self.fog


def best_turn(shown: Landscape, tilt: float, first: int = 30) -> int:
    """Of the turns by 15 degrees the one that hides least: way, low points and ground."""
    low_x, high_x, low_y, high_y = shown.window
    x, y = np.meshgrid(*(np.linspace(-0.97, 0.97, 12),) * 2)
    ground = np.column_stack(
        [
            low_x + (x.ravel() + 1.0) / 2.0 * (high_x - low_x),
            low_y + (y.ravel() + 1.0) / 2.0 * (high_y - low_y),
        ]
    )
    lowest = np.array([(x, y) for x, y, _ in shown.minima]).reshape(-1, 2)
    every = np.concatenate([ground, lowest, shown.path])
    of_path = slice(len(every) - len(shown.path), None)
    parts = ((slice(0, len(ground)), 1.0), (of_path, 1.0), (slice(len(ground), of_path.start), 0.5))
    look = Mountain(shown, first, tilt, 24, 8, (0, 0, 0, 0))
    found = []
    for turn in range(-165, 195, 15):
        look = look.seen_from(turn, tilt)
        score = -0.25 * (turn % 90 == 0) - abs(turn - first) / 1500.0
        seen = look.place(every)
        free = seen.inside & ~seen.hidden
        for part, worth in parts:
            score += worth * float(free[part].sum()) / max(1, int(seen.inside[part].sum()))
        column, row = (at[of_path][free[of_path]] for at in (seen.column, seen.row))
        score += 0.5 * bool(free[-1])
        if len(column):  # a way that goes far across the picture is followed best
            score += float(np.sqrt(np.ptp(column) / look.columns * np.ptp(row) / look.rows))
        found.append((score, turn))
    return max(found)[1]


def _seen(x: FloatArray, y: FloatArray, columns: int, rows: int, hidden: Bits) -> Seen:
    finite = np.isfinite(x) & np.isfinite(y)
    x, y = (np.floor(np.where(finite, np.clip(one, -9e9, 9e9), -1.0)) for one in (x, y))
    inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
    return Seen(x.astype(int), y.astype(int), inside, hidden)


def _softness(known: FloatArray, low: float, high: float) -> float:
    """How soon a height counts by its logarithm, so that the median is lifted; inf: never."""
    span = high - low
    below = known[known <= high]
    if not (below.size and span > 0.0):
        return np.inf
    middle = (float(np.median(below)) - low) / span
    if middle >= LIFTED or middle <= 0.0:
        return np.inf if middle >= LIFTED else 1e-3
    lower, upper = -40.0, 5.0
    for _ in range(40):
        guess = (lower + upper) / 2.0
        bent = np.log1p(middle / np.exp(guess)) / np.log1p(1.0 / np.exp(guess))
        lower, upper = (guess, upper) if bent > LIFTED else (lower, guess)
    return float(np.exp(lower))


def _between(grid: FloatArray, u: FloatArray, v: FloatArray) -> FloatArray:
    """Values of a grid over the box −1 … 1 at places between its points."""
    rows, columns = grid.shape
    x = np.clip((u + 1.0) * 0.5 * (columns - 1), 0.0, columns - 1.001)
    y = np.clip((v + 1.0) * 0.5 * (rows - 1), 0.0, rows - 1.001)
    i, j = x.astype(int), y.astype(int)
    x, y, flat, at = x - i, y - j, grid.ravel(), j * columns + i
    low = flat[at] + x * (flat[at + 1] - flat[at])
    high = flat[at + columns] + x * (flat[at + columns + 1] - flat[at + columns])
    return np.asarray(low + y * (high - low))
