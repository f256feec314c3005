"""The landscape: the loss over two parameters, and the way that the descent has taken.

With two parameters it is the whole loss. With more it is a plane through the point where it
was laid, along two parameters or along the principal directions of the path; the descent
leaves that plane, so what is shown of it is its shadow, and the record says so.
"""

import math
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from tui_descent.analysis.plane import Plane, finer, parabola, principal, through
from tui_descent.data.surfaces import Surface
from tui_descent.engine.arrays import FloatArray
from tui_descent.presets import Preset
from tui_descent.readable import numbers, ticks
from tui_descent.views.phases import Known
from tui_descent.views.pictures import Picture, Pictured, Shape
from tui_descent.views.scales import ROUNDING, contour_levels, curved

EXTENTS = {"himmelblau": 5.0, "rosenbrock": 2.0, "beale": 4.5}  # as they are usually drawn
LEAST = 2.0  # half a window's width around 0 at least, where nothing is known
FAR = 3.0  # times the coordinates: a bottom further away is not believed
MARGIN = 1.2  # times what a window has to hold
NUDGE = 1e-3  # relative: how far the bend of the loss is felt for
THINNEST = 0.25  # of a window's longer side: half its shorter side at least
SMALLEST = 0.02  # of the coordinates: half a window's width at least
WIDER = 1.5  # a window that the point has left grows so many times
LARGEST = 1e100  # numbers beyond which nothing is drawn
INSIDE = 0.94  # of half a window: further out the point has left it
ZOOM = 2.0
CLOSEST, FURTHEST = 1e-6, 1e6  # of the coordinates: half a window's width
ATTEMPTS = 3  # to find a window that the point is in
PAN = 0.25  # of a window
LEVELS = 5  # contours at most
SIGHT = 0.13  # of a window's smaller side: how far one sees in fog
PLACES = 448  # of the path at most, beside
LATE = 48  # the last ones, all that are at hand
PRINCIPAL = 128  # places at most that a path's directions are taken from
BAND = 0.25  # of the height between two contours: less is not seen on a map
ON = 1e-9  # of the coordinates: no further from the plane is on it
FEW = 9  # parameters, above which the path's own directions are taken if nothing is chosen
GROWN = 2  # times as many passes: the path's directions are looked for again
FEWEST = 3  # places of a path that has directions
DOTS = (2, 4)  # of a cell, across and down
ROOMY = 9  # rows of a panel, from which on all is said below the map
TICK_ROWS = 2.5  # rows for each number beside the map

Something = TypeVar("Something")


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """The loss over a piece of a plane.

    names      of the two directions, to the right and up
    window     the lowest and highest coordinate along the first, then along the second
    heights    shape (rows, columns) of dots, the lowest row first: the loss there, on `samples`
               of `all_samples`; not finite: overflow
    levels     of the contours, rising
    logarithmic  whether they rise by factors
    seen       shape of the heights: what is not hidden by fog
    minima     (x, y, height) of the lowest points inside, the lowest first
    floor      how high the lowest ground inside is, where it is no single point; else None
    way        the way so far, as its shadow in the plane; its last place is where the descent
               stands
    ghosts     the same of runs that were kept
    ground     the height of the map where the descent stands, or where its shadow falls
    loss       the loss where it stands, on the same samples
    off        how far it stands from the plane, in units of the parameters
    step       (x, y): the part of the next pass's step that lies in the plane; None: not known yet
    downhill   (x, y): the same of −gradient
    laid       the pass at whose point the plane was laid; None: there is no other plane
    explained  shares of the path's variance that the two directions hold, if they are its own
    batch      whether the next pass sees a part of the samples only
    coarse     whether a finer picture is still to come
    """

    names: tuple[str, str]
    window: tuple[float, float, float, float]
    heights: FloatArray
    levels: tuple[float, ...]
    logarithmic: bool
    seen: NDArray[np.bool_]
    minima: tuple[tuple[float, float, float], ...]
    floor: float | None
    way: "Way"
    ghosts: tuple["Way", ...]
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
        known = self.heights[np.isfinite(self.heights)]
        if not (known.size and math.isfinite(self.ground) and math.isfinite(self.loss)):
            return False
        edges = [float(known.min()), *self.levels, float(known.max())]
        place = min(max(bisect(edges, self.ground), 1), len(edges) - 1)
        band = max(edges[place] - edges[place - 1], 0.0)
        rounding = ROUNDING * max(abs(self.ground), abs(self.loss))
        return abs(self.loss - self.ground) <= max(BAND * band, rounding)


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """The way of a descent over a plane.

    places  shape (places, 2)
    joined  shape (places,): whether a single pass led to each from the one before; where it did
            not, nobody knows how it went in between
    """

    places: FloatArray
    joined: NDArray[np.bool_]


class Place(NamedTuple):
    """Where a descent was after so many passes; `moved`: a hand had a part in it."""

    theta: FloatArray
    passes: int
    moved: bool


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where a descent stands, and how it came there.

    theta, gradient, step  shape (P,): its place, and what the next pass uses
    places                 of its way, as many as are at hand, this one last
    ghosts                 the same of runs that were kept
    """

    passes: int
    theta: FloatArray
    gradient: FloatArray
    step: FloatArray
    places: Sequence[Place]
    ghosts: Sequence[Sequence[Place]]
    selected: int
    fog: bool
    known: Known


@dataclass(frozen=True, slots=True)
class Camera:
    """Which piece of the plane is looked at: at least so far from its middle on each side."""

    x: float
    y: float
    half_width: float
    half_height: float

    def zoomed(self, factor: float) -> "Camera":
        """From so many times as far away."""
        return replace(
            self, half_width=self.half_width * factor, half_height=self.half_height * factor
        )

    def out(self, places: FloatArray) -> float:
        """How far out the furthest of places, shape (n, 2), is: 1 on the edge."""
        away = np.abs(places - np.array([self.x, self.y]))
        return float(np.max(away / np.array([self.half_width, self.half_height])))

    def sensible(self, here: FloatArray) -> "Camera":
        """Not so near that its dots fall on one number, nor so far that all of them are alike."""
        scale = max(1.0, abs(self.x), abs(self.y), float(np.abs(here).max()))
        sides = self.half_width, self.half_height
        nearer = max(1.0, CLOSEST * scale / min(sides))
        return self.zoomed(min(nearer, FURTHEST * scale / max(sides)))


@dataclass(frozen=True, slots=True)
class Laid:
    """A plane and how it came to be."""

    plane: Plane
    names: tuple[str, str]
    indices: tuple[int, int] | None
    passes: int
    explained: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Sight:
    """Where a camera over a landscape stands, and what it looks at.

    logarithmic  whether the levels rise by factors; None: as suits the picture
    second       the parameter that goes upwards
    principal    whether the plane lies along the path
    steady       whether a hand has placed the camera
    following    whether it follows the point
    """

    logarithmic: bool | None
    second: int
    principal: bool
    steady: bool
    following: bool
    camera: Camera | None
    laid: Laid | None


class LandscapeView(Pictured):
    """The camera over the landscape, the plane that it looks at, and the latest picture.

    logarithmic  whether the levels rise by factors; None: as suits the picture
    """

    def __init__(self, preset: Preset, short: Sequence[str]) -> None:
        super().__init__(preset)
        self._preset = preset
        self._short = [" ".join(name.split()) for name in short]
        self._count = preset.objective.parameter_count
        self.logarithmic: bool | None = None
        self._second = 1
        self._principal = self._count > FEW
        self._laid: Laid | None = None
        self._camera: Camera | None = None
        self._steady = False  # a hand has placed the camera
        self._following = False
        self._drawn: _Drawn | None = None

    @property
    def sight(self) -> Sight:
        """Where it stands and what it looks at."""
        return Sight(
            self.logarithmic,
            self._second,
            self._principal,
            self._steady,
            self._following,
            self._camera,
            self._laid,
        )

    def look(self, sight: Sight) -> None:
        """Stand there and look at that again."""
        self.logarithmic, self._second = sight.logarithmic, sight.second
        self._principal, self._steady = sight.principal, sight.steady
        self._following, self._camera, self._laid = sight.following, sight.camera, sight.laid

    def forget(self) -> None:
        """Another run: the plane is laid and the window looked for afresh."""
        self._laid = self._camera = None
        self._steady = self._following = False

    def zoom(self, direction: int) -> None:
        """Look from half as far away, or from twice as far.

        The middle stays where it is, unless the point would get lost: then the point does.
        """
        if self._camera is None:
            return
        factor = ZOOM**-direction
        before, self._camera = self._camera, self._camera.zoomed(factor)
        self._steady = True
        drawn = self._drawn
        if drawn is not None and drawn.out(before) <= 1.0 and drawn.out(self._camera) > INSIDE:
            x, y = drawn.now
            self._camera = replace(
                self._camera, x=x + factor * (before.x - x), y=y + factor * (before.y - y)
            )

    def pan(self, right: int, up: int) -> None:
        """Look a quarter of a window further."""
        if self._camera is not None and self._drawn is not None:
            low_x, high_x, low_y, high_y = self._drawn.window
            self._camera = replace(
                self._camera,
                x=self._camera.x + right * PAN * (high_x - low_x),
                y=self._camera.y + up * PAN * (high_y - low_y),
            )
            self._steady, self._following = True, False

    def follow(self) -> None:
        """Put the point in the middle now, and again whenever it leaves the window."""
        self._following = self._steady = True
        if self._count > 2:
            self._laid = None
        elif self._camera is not None and self._drawn is not None:
            x, y = self._drawn.now
            self._camera = replace(self._camera, x=x, y=y)

    @property
    def by_factors(self) -> bool:
        """Whether the contours that are shown rise by factors."""
        return self._drawn is not None and self._drawn.logarithmic

    def next_plane(self) -> str:
        """Take the next choice of directions, and say which it is."""
        if self._count == 2:
            return "this is the whole landscape: there are two parameters"
        self._principal = not self._principal
        self.forget()
        return "principal directions of the path" if self._principal else "along two parameters"

    def second(self, selected: int) -> str:
        """Make the selected parameter the plane's second direction, and say so."""
        if self._count == 2:
            return "this is the whole landscape: there are two parameters"
        self._second, self._principal = selected, False
        self.forget()
        return f"up in the landscape is {self._short[selected]}; now select another one"

    def landscape(self, standing: Standing, columns: int, rows: int) -> Landscape | None:
        """The landscape as so many columns and rows of a panel show it; None: it has diverged."""
        vectors = standing.theta, standing.gradient, standing.step
        if not all((np.abs(vector) < LARGEST).all() for vector in vectors):
            return None
        for _ in range(ATTEMPTS):
            laid = self._lay(standing)
            plane = laid.plane
            way = _way(plane, standing.places)
            path, here = way.places, way.places[-1]
            wanted = self._camera or self._first_look(plane, path)
            camera = wanted.sensible(here)
            self._camera = camera if self._steady else wanted
            drawn = self._draw(plane, camera, columns, max(1, rows - self._words(rows)), here)
            if not self._left(drawn, path):
                break
        known = standing.known
        step, gradient = plane.along(standing.step), plane.along(standing.gradient)
        sloped = known.first == 0 or not plane.directions[:, : known.first].any()
        ground, loss, off = self._under(plane, here, standing.theta)
        seen = np.ones(drawn.heights.shape, dtype=np.bool_)
        if standing.fog:
            seen = _seen(path, drawn)
        return Landscape(
            names=laid.names,
            window=drawn.window,
            heights=drawn.heights,
            levels=drawn.levels,
            logarithmic=drawn.logarithmic,
            seen=seen,
            minima=drawn.picture.minima,
            floor=drawn.picture.floor,
            way=way,
            ghosts=tuple(_way(plane, ghost) for ghost in standing.ghosts),
            ground=ground,
            loss=loss,
            off=off,
            step=step if known.step else None,
            downhill=-gradient if sloped else None,
            laid=laid.passes if self._count > 2 else None,
            explained=laid.explained,
            samples=self._samples,
            all_samples=self._all_samples,
            batch=self._preset.objective.passes_per_epoch > 1,
            fog=standing.fog,
            coarse=drawn.coarse,
        )

    def _under(
        self, plane: Plane, here: FloatArray, theta: FloatArray
    ) -> tuple[float, float, float]:
        """The height of the map at a place, the loss at θ, and how far θ is from the plane."""
        shadow = plane.theta(here)
        with np.errstate(all="ignore"):
            ground, loss = np.asarray(self._painter.objective.value(np.stack([shadow, theta])))
        return float(ground), float(loss), float(np.linalg.norm(theta - shadow))

    def _lay(self, standing: Standing) -> Laid:
        """The plane: as it was laid, or a new one through the present point."""
        indices = self._indices(standing.selected)
        laid = self._laid
        by_path = self._principal and len(standing.places) >= FEWEST
        grown = (
            by_path and not self._steady and standing.passes >= GROWN * (laid.passes if laid else 0)
        )
        same = laid is not None and (laid.explained if by_path else laid.indices == indices)
        if laid is not None and same and not grown:
            return laid
        if by_path:
            *before, last = standing.places
            chosen = [*thinned(before, PRINCIPAL), last]
            places = np.stack([place.theta for place in chosen])
            plane, shares = principal(places)
            names = "along the path", "across it"
            explained = float(shares[0]), float(shares[1])
            laid = Laid(plane, names, None, standing.passes, explained)
        else:
            names = self._short[indices[0]], self._short[indices[1]]
            plane = through(standing.theta, *indices)
            laid = Laid(plane, names, indices, standing.passes, None)
        self._laid = laid
        if not self._following:
            self._camera = None
            self._steady = False
        elif self._camera is not None:
            x, y = plane.offset
            self._camera = replace(self._camera, x=float(x), y=float(y))
        return laid

    def _indices(self, selected: int) -> tuple[int, int]:
        """The parameters to the right and upwards."""
        if self._count == 2:
            return 0, 1
        if selected == self._second:
            return selected, (selected + 1) % self._count
        return selected, self._second

    def _words(self, rows: int) -> int:
        """Rows below the map: its numbers, its scale, slope and lowest point, and remarks."""
        if rows < ROOMY:
            return min(1, rows - 1)
        partial = self._samples < self._all_samples or self._preset.objective.passes_per_epoch > 1
        return 4 + (self._count > 2) + partial

    def _first_look(self, plane: Plane, path: FloatArray) -> Camera:
        """A window that shows the way so far and the whole valley, as far as one can tell."""
        objective, here = self._preset.objective, path[-1]
        far = float(np.abs(here).max())
        if isinstance(objective, Surface) and objective.name in EXTENTS:
            half = max(EXTENTS[objective.name], MARGIN * float(np.abs(path).max()))
            return Camera(0.0, 0.0, half, half)
        corners = [path.min(axis=0), path.max(axis=0)]
        way = parabola(self._painter.objective, plane, here, NUDGE * np.maximum(1.0, np.abs(here)))
        if way is not None and float(np.abs(way).max()) <= FAR * max(1.0, far):
            corners.append(here + 2.0 * way)  # as far beyond the bottom as before it
        else:
            half = max(LEAST, MARGIN * far) if self._count == 2 else LEAST
            middle = np.zeros(2) if self._count == 2 else here
            corners += [middle - half, middle + half]
        low, high = np.min(corners, axis=0), np.max(corners, axis=0)
        least = max(THINNEST * float((high - low).max()), SMALLEST * max(1.0, far))
        width, height = (MARGIN * np.maximum(0.5 * (high - low), least)).tolist()
        x, y = (0.5 * (low + high)).tolist()
        return Camera(x, y, width, height)

    def _left(self, drawn: "_Drawn", path: FloatArray) -> bool:
        """Whether the point has left the window; then the camera has been moved.

        A window over the whole loss has to hold the whole path: else its size would hang on
        which of the passes were seen.
        """
        camera = self._camera
        if camera is None or (self._steady and not self._following):
            return False
        here, widens = path[-1], self._count == 2 and not self._following
        out = camera.out(path) if widens else drawn.out(camera)
        if out <= INSIDE:
            return False
        if self._count > 2:
            self._laid = None
        elif self._following:
            self._camera = replace(camera, x=float(here[0]), y=float(here[1]))
        else:
            times = math.ceil(math.log(out / INSIDE) / math.log(WIDER))
            self._camera = camera.zoomed(WIDER ** max(times, 1))
        return True

    def _draw(
        self, plane: Plane, camera: Camera, columns: int, rows: int, here: FloatArray
    ) -> "_Drawn":
        """The picture of this window, made afresh only if it is another one."""
        shape = _shape(plane, camera, columns, rows)
        known = self._picture
        logarithmic = self.logarithmic
        drawn = self._drawn
        if drawn is None or not drawn.is_of(shape) or known is None:
            known = self._picture = self._painter.paint(shape)
        elif drawn.picture is known and drawn.asked == logarithmic:
            self._drawn = replace(drawn, now=(float(here[0]), float(here[1])))
            return self._drawn
        self._drawn = _drawn(camera, shape, known, logarithmic, here)
        return self._drawn


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """A picture, filled in to dots, with its levels."""

    camera: Camera
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

    def out(self, camera: Camera) -> float:
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


def _drawn(
    camera: Camera, shape: Shape, picture: Picture, asked: bool | None, here: FloatArray
) -> _Drawn:
    dots = picture.heights
    if picture.coarse:
        dots = finer(dots, len(shape.y), len(shape.x))
    finite = dots[np.isfinite(dots)]
    logarithmic = (curved(finite) if asked is None else asked) if len(finite) else False
    if len(finite) and float(finite.min()) < 0.0:
        logarithmic = False
    levels = contour_levels(finite, LEVELS, logarithmic) if len(finite) else ()
    now = float(here[0]), float(here[1])
    return _Drawn(camera, shape, picture, asked, dots, levels, logarithmic, now)


def _shape(plane: Plane, camera: Camera, columns: int, rows: int) -> Shape:
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


def margin(camera: Camera, rows: int) -> int:
    """Columns that the numbers beside the map take up, before its scale is known."""
    return gutter(camera.y - camera.half_height, camera.y + camera.half_height, rows)


def gutter(low: float, high: float, rows: int) -> int:
    """Columns for the numbers beside a map and its axis."""
    return max(len(text) for text in ("0", *numbers(side_ticks(low, high, rows), high - low))) + 1


def side_ticks(low: float, high: float, rows: int) -> tuple[float, ...]:
    """The numbers beside a map of so many rows."""
    return ticks(low, high, max(2, int(rows / TICK_ROWS)))


def _way(plane: Plane, places: Sequence[Place]) -> Way:
    """The coordinates of places, and which of them follow each other."""
    start = plane.directions @ plane.origin - plane.offset
    with np.errstate(all="ignore"):
        found = np.array([plane.directions @ place.theta - start for place in places])
    joined = [
        place.passes == before.passes + 1 and not place.moved for before, place in pairwise(places)
    ]
    return Way(found, np.array([False, *joined], dtype=np.bool_))


def thinned(places: Sequence[Something], most: int) -> Sequence[Something]:
    """At most so many of them: every k-th, k a power of two, so that the same ones stay."""
    stride = 1
    while len(places) > stride * most:
        stride *= 2
    return places[::stride]


def _seen(path: FloatArray, drawn: _Drawn) -> NDArray[np.bool_]:
    """The dots that are not further from some place of the path than one sees in fog."""
    rows, columns = drawn.heights.shape
    low_x, high_x, low_y, high_y = drawn.window
    reach = SIGHT * min(rows, columns)
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
