"""What a landscape shows: the loss over two parameters, and the way that the descent has taken.

With two parameters it is the whole loss. With more it is a plane through the point where it
was laid; the descent leaves that plane, so what is shown of it is its shadow, and the record
says so.
"""

import math
from bisect import bisect

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tui_descent.engine.arrays import FloatArray
from tui_descent.readable import numbers, ticks
from tui_descent.views.scales import ROUNDING, Bounds

BAND = 0.25  # of the height between two levels: less is not seen on a map
ON = 1e-9  # of the coordinates: no further from the plane is on it
TICK_ROWS = 2.5  # rows for each number beside the map


class Landscape(Struct, frozen=True, eq=False):
    """The loss over a piece of a plane.

    names      of the two directions, to the right and up
    window     the lowest and highest coordinate along the first, then along the second
    heights    shape (rows, columns) of dots, the lowest row first: the loss there, on `samples`
               of `all_samples`; not finite: overflow
    bounds     of the finite heights; None: none is finite
    levels     between the bands of heights, rising
    logarithmic  whether they rise by factors
    ceiling    the lowest ground that is seen, and the height where a mountain is cut off
    seen       shape of the heights: what is not hidden by fog
    minima     (x, y, height) of the lowest points inside, the lowest first
    floor      how high the lowest ground inside is, where it is no single point; else None
    way        the way so far, as its shadow in the plane; its last place is where the descent
               stands
    others     the same of other runs, up to where they stand, each with its number in a race
    ground     the height of the map where the descent stands, or where its shadow falls
    loss       the loss where it stands, on the same samples
    off        how far it stands from the plane, in units of the parameters
    step       (x, y): the part of the next pass's step that lies in the plane; None: not known yet
    downhill   (x, y): the same of −gradient
    laid       the pass at whose point the plane was laid; None: there is no other plane
    explained  shares of the path's variance that the two directions hold, if they are its own
    batch      whether the next pass sees a part of the samples only
    coarse     whether a finer picture is still to come
    broke      the first pass after which there was nothing to show; this is the one before it
    """

    names: tuple[str, str]
    window: tuple[float, float, float, float]
    heights: FloatArray
    bounds: Bounds | None
    levels: tuple[float, ...]
    logarithmic: bool
    ceiling: tuple[float, float]
    seen: NDArray[np.bool_]
    minima: tuple[tuple[float, float, float], ...]
    floor: float | None
    way: "Way"
    others: tuple[tuple[int, "Way"], ...]
    ground: float
    loss: float
    off: float
    step: FloatArray | None
    downhill: FloatArray | None
    laid: int | None
    explained: tuple[float, float] | None
    samples: int
    all_samples: int
    batch: bool
    fog: bool
    coarse: bool
    broke: int | None = None

    @property
    def path(self) -> FloatArray:
        """The places of the way so far, shape (places, 2)."""
        return self.way.places

    @property
    def now(self) -> tuple[float, float]:
        """Where the descent stands."""
        return float(self.path[-1, 0]), float(self.path[-1, 1])

    @property
    def slope(self) -> float | None:
        """How steep it is there, in the plane; None: not known yet."""
        return None if self.downhill is None else float(np.linalg.norm(self.downhill))

    @property
    def is_on_it(self) -> bool:
        """Whether the descent stands in the plane itself, and not only its shadow."""
        return self.off <= ON * max(1.0, float(np.abs(self.path[-1]).max()))

    @property
    def is_so_high(self) -> bool:
        """Whether the map is as high there as the loss is, as far as a map can show it."""
        if not (self.bounds and math.isfinite(self.ground) and math.isfinite(self.loss)):
            return False
        edges = [self.bounds.low, *self.levels, self.bounds.high]
        place = min(max(bisect(edges, self.ground), 1), len(edges) - 1)
        band = max(edges[place] - edges[place - 1], 0.0)
        rounding = ROUNDING * max(abs(self.ground), abs(self.loss))
        return abs(self.loss - self.ground) <= max(BAND * band, rounding)


class Way(Struct, frozen=True, eq=False):
    """The way of a descent over a plane.

    places  shape (places, 2)
    joined  shape (places,): whether a single pass led to each from the one before; where it did
            not, nobody knows how it went in between
    """

    places: FloatArray
    joined: NDArray[np.bool_]


def gutter(low: float, high: float, rows: int) -> int:
    """Columns for the numbers beside a map and its axis."""
    return max(len(text) for text in ("0", *numbers(side_ticks(low, high, rows), high - low))) + 1


def side_ticks(low: float, high: float, rows: int) -> tuple[float, ...]:
    """The numbers beside a map of this many rows."""
    return ticks(low, high, max(2, int(rows / TICK_ROWS)))
