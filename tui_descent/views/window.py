"""The window of a landscape: which piece of a plane is looked at, and its dots on the screen."""

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from tui_descent.analysis.plane import Plane, finer
from tui_descent.engine.arrays import FloatArray
from tui_descent.views.landscape import gutter
from tui_descent.views.pictures import Latest, Picture, Shape
from tui_descent.views.scales import HUGE, ROUNDING, TINIEST, Bounds, contour_levels, curved

LEVELS = 10  # at most
DOTS = (2, 4)  # of a cell, across and down
ABOVE = 1.15  # times as high as the way at least is a mountain where it is cut off
CLOSEST, FURTHEST = 1e-6, 1e6  # of the coordinates: half a window's width


class Window(Struct, frozen=True):
    """Which piece of the plane is looked at: at least so far from its middle on each side."""

    x: float
    y: float
    half_width: float
    half_height: float

    def zoomed(self, across: float, up: float | None = None) -> "Window":
        """From this many times as far away; `up`: of the height, if it is another number."""
        times = across if up is None else up
        return replace(
            self, half_width=self.half_width * across, half_height=self.half_height * times
        )

    def out(self, places: FloatArray) -> float:
        """How far out the furthest of places, shape (n, 2), is: 1 on the edge."""
        away = np.abs(places - np.array([self.x, self.y]))
        return float(np.max(away / np.array([self.half_width, self.half_height])))

    def grown(self, places: FloatArray, inside: float, times: float) -> "Window":
        """So wide and so high that all places, shape (n, 2), are no further out than `inside`.

        A side that has to grow grows by whole powers of `times`.
        """
        away = np.abs(places - np.array([self.x, self.y])).max(axis=0)
        out = away / (inside * np.array([self.half_width, self.half_height]))
        across, up = (
            times ** max(0, math.ceil(math.log(max(float(one), 1.0)) / math.log(times)))
            for one in out
        )
        return self.zoomed(across, up)

    def sensible(self, here: FloatArray) -> "Window":
        """Not so near that its dots fall on one number, nor so far that all of them are alike."""
        scale = max(1.0, abs(self.x), abs(self.y), float(np.abs(here).max()))
        least, most = CLOSEST * scale, FURTHEST * scale
        return replace(
            self,
            half_width=min(max(self.half_width, least), most),
            half_height=min(max(self.half_height, least), most),
        )


class Drawn(Struct, frozen=True, eq=False):
    """A picture, filled in to dots, with its levels."""

    shape: Shape
    picture: Picture
    asked: bool | None
    heights: FloatArray
    bounds: Bounds | None
    levels: tuple[float, ...]
    logarithmic: bool

    @property
    def window(self) -> tuple[float, float, float, float]:
        """From the left edge of the first dot to the right edge of the last, and so upwards."""
        x, y = self.shape.x, self.shape.y
        across, up = (0.5 * length for length in self.shape.spacing)
        return (
            float(x[0] - across),
            float(x[-1] + across),
            float(y[0] - up),
            float(y[-1] + up),
        )

    def near(self, path: FloatArray, sight: float) -> NDArray[np.bool_]:
        """The dots no further from some place of a path than `sight` of the shorter side."""
        rows, columns = self.heights.shape
        low_x, high_x, low_y, high_y = self.window
        reach = sight * min(rows, columns)
        x = (path[:, 0] - low_x) / (high_x - low_x) * columns - 0.5
        y = (path[:, 1] - low_y) / (high_y - low_y) * rows - 0.5
        near = (x > -reach) & (x < columns + reach) & (y > -reach) & (y < rows + reach)
        visited = {(round(one), round(other)) for one, other in zip(x[near], y[near], strict=True)}
        seen = np.zeros((rows, columns), dtype=np.bool_)
        for column, row in visited:
            first_row, last_row = max(0, int(row - reach)), min(rows, int(row + reach) + 2)
            first, last = max(0, int(column - reach)), min(columns, int(column + reach) + 2)
            down = np.arange(first_row, last_row)[:, None] - row
            right = np.arange(first, last)[None, :] - column
            seen[first_row:last_row, first:last] |= down**2 + right**2 <= reach**2
        return seen

    def ceiling(self, seen: Bounds | None, path: FloatArray) -> tuple[float, float]:
        """The lowest ground that is seen, and the height above which a mountain is cut off.

        That is above most of the ground and above the way; where the way leads up, it doubles.
        """
        if seen is None:
            return 0.0, 1.0
        low = min(max(seen.low, -HUGE / 4.0), HUGE / 4.0)
        low_x, high_x, low_y, high_y = self.window
        rows, columns = self.heights.shape
        x = (path[:, 0] - low_x) / (high_x - low_x) * columns
        y = (path[:, 1] - low_y) / (high_y - low_y) * rows
        inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
        on_way = self.heights[y[inside].astype(int), x[inside].astype(int)]
        on_way = np.clip(on_way[np.isfinite(on_way)], low, HUGE / 4.0)
        least = max(seen.usual - low, ROUNDING * max(abs(low), abs(seen.usual)), TINIEST)
        wanted = ABOVE * (float(on_way.max(initial=low)) - low)
        return low, low + least * 2.0 ** max(0, math.ceil(math.log2(max(wanted / least, 1.0))))

    @property
    def coarse(self) -> bool:
        return self.picture.coarse


class LatestPicture(Latest):
    """The latest picture of one size, filled in to dots."""

    _asked: tuple[Plane, Window, tuple[int, int]] | None = None
    _shape: Shape | None = None
    _drawn: Drawn | None = None

    def drop(self) -> None:
        """Nobody looks any more."""
        self._painter.due.drop()

    def draw(
        self, plane: Plane, camera: Window, room: tuple[int, int], logarithmic: bool | None
    ) -> Drawn:
        """The picture of this window in so many columns and rows, made afresh if it is another.

        logarithmic  what the learner wants of its levels; None: as suits them
        """
        if self._asked != (plane, camera, room):
            self._asked, wanted = (plane, camera, room), shape_of(plane, camera, *room)
            if self._shape is None or not self._shape.is_same(wanted):
                self._shape, self._picture = wanted, self._painter.paint(wanted)
        shape, picture, last = self._shape, self._picture, self._drawn
        assert shape is not None
        assert picture is not None
        if last is None or last.picture is not picture or last.asked != logarithmic:
            last = self._drawn = drawn(shape, picture, logarithmic)
        return last


def drawn(shape: Shape, picture: Picture, asked: bool | None) -> Drawn:
    dots = picture.heights
    if picture.coarse:
        dots = finer(dots, len(shape.y), len(shape.x))
    levels, logarithmic = levels_of(dots[np.isfinite(dots)], asked)
    return Drawn(shape, picture, asked, dots, Bounds.of(dots), levels, logarithmic)


def levels_of(heights: FloatArray, asked: bool | None) -> tuple[tuple[float, ...], bool]:
    """The levels that cut heights, all finite, into bands, and whether they rise by factors.

    asked  what the learner wants; None: as suits them
    """
    if not heights.size:
        return (), False
    by_factors = float(heights.min()) >= 0.0 and (curved(heights) if asked is None else asked)
    return contour_levels(heights, LEVELS, by_factors), by_factors


def shape_of(plane: Plane, camera: Window, columns: int, rows: int) -> Shape:
    """The dots of a map in a panel; each axis has its own scale, so that the window fills it."""
    across, down = DOTS
    beside = gutter(camera.y - camera.half_height, camera.y + camera.half_height, rows)
    width, height = across * max(columns - beside, 4), down * rows
    return Shape(
        plane,
        _dots(camera.x, camera.half_width, width),
        _dots(camera.y, camera.half_height, height),
    )


def _dots(middle: float, half: float, count: int) -> FloatArray:
    """The middles of so many dots of a window.

    Between whole multiples of a dot, so that a window that is moved keeps its dots.
    """
    unit = 2.0 * half / count
    return np.asarray(unit * (np.round(middle / unit) + np.arange(count) - 0.5 * (count - 1)))
