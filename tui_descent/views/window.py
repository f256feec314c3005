"""The window of a landscape: which piece of a plane is looked at, and its dots on the screen."""

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from tui_descent.analysis.plane import Plane, finer
from tui_descent.engine.arrays import FloatArray
from tui_descent.views.landscape import gutter
from tui_descent.views.pictures import Picture, Shape
from tui_descent.views.scales import contour_levels, curved

LEVELS = 5  # contours at most
DOTS = (2, 4)  # of a cell, across and down
CLOSEST, FURTHEST = 1e-6, 1e6  # of the coordinates: half a window's width


class Window(Struct, frozen=True):
    """Which piece of the plane is looked at: at least so far from its middle on each side."""

    x: float
    y: float
    half_width: float
    half_height: float

    def zoomed(self, factor: float) -> "Window":
        """From this many times as far away."""
        return replace(
            self, half_width=self.half_width * factor, half_height=self.half_height * factor
        )

    def out(self, places: FloatArray) -> float:
        """How far out the furthest of places, shape (n, 2), is: 1 on the edge."""
        away = np.abs(places - np.array([self.x, self.y]))
        return float(np.max(away / np.array([self.half_width, self.half_height])))

    def sensible(self, here: FloatArray) -> "Window":
        """Not so near that its dots fall on one number, nor so far that all of them are alike."""
        scale = max(1.0, abs(self.x), abs(self.y), float(np.abs(here).max()))
        sides = self.half_width, self.half_height
        nearer = max(1.0, CLOSEST * scale / min(sides))
        return self.zoomed(min(nearer, FURTHEST * scale / max(sides)))


class Drawn(Struct, frozen=True, eq=False):
    """A picture, filled in to dots, with its levels."""

    camera: Window
    shape: Shape
    picture: Picture
    asked: bool | None
    heights: FloatArray
    levels: tuple[float, ...]
    logarithmic: bool
    now: tuple[float, float]

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

    def out(self, camera: Window) -> float:
        """How far out the point is for a camera: 0 in the middle, 1 on the window's edge."""
        low_x, high_x, low_y, high_y = self.window
        nearer = self.camera.half_width / camera.half_width
        x, y = self.now
        return nearer * max(
            abs(x - camera.x) / (0.5 * (high_x - low_x)),
            abs(y - camera.y) / (0.5 * (high_y - low_y)),
        )

    @property
    def coarse(self) -> bool:
        return self.picture.coarse

    def is_of(self, shape: Shape) -> bool:
        """Whether it is a picture of this very shape."""
        return (
            self.shape.plane is shape.plane
            and np.array_equal(self.shape.x, shape.x)
            and np.array_equal(self.shape.y, shape.y)
        )


def drawn(
    camera: Window, shape: Shape, picture: Picture, asked: bool | None, here: FloatArray
) -> Drawn:
    dots = picture.heights
    if picture.coarse:
        dots = finer(dots, len(shape.y), len(shape.x))
    finite = dots[np.isfinite(dots)]
    logarithmic = (curved(finite) if asked is None else asked) if len(finite) else False
    if len(finite) and float(finite.min()) < 0.0:
        logarithmic = False
    levels = contour_levels(finite, LEVELS, logarithmic) if len(finite) else ()
    now = float(here[0]), float(here[1])
    return Drawn(camera, shape, picture, asked, dots, levels, logarithmic, now)


def shape_of(plane: Plane, camera: Window, columns: int, rows: int) -> Shape:
    """The dots of a map in a panel: square, as long to the right as upwards."""
    across, down = DOTS
    unit = max(
        2.0 * camera.half_width / (across * max(columns - margin(camera, rows), 1)),
        2.0 * camera.half_height / (down * rows),
    )
    half = 0.5 * unit * down * rows
    beside = gutter(camera.y - half, camera.y + half, rows)
    width, height = across * max(columns - beside, 4), down * rows
    # Between whole multiples of a dot, so that a window that is moved keeps its dots.
    x = unit * (np.round(camera.x / unit) + np.arange(width) - 0.5 * (width - 1))
    y = unit * (np.round(camera.y / unit) + np.arange(height) - 0.5 * (height - 1))
    return Shape(plane, x, y)


def margin(camera: Window, rows: int) -> int:
    """Columns that the numbers beside the map take up, before its scale is known."""
    return gutter(camera.y - camera.half_height, camera.y + camera.half_height, rows)
