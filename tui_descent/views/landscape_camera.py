"""The camera over the landscape: the plane that it lays, its window, and the latest picture.

With two parameters the plane is the whole loss. With more it goes through the point where it
was laid, along two parameters or along the principal directions of the path.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from tui_descent.analysis.plane import Plane, parabola, principal, through
from tui_descent.data.surfaces import Surface
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import State
from tui_descent.presets import Preset
from tui_descent.views.job import Job
from tui_descent.views.landscape import Landscape
from tui_descent.views.moment import Moment
from tui_descent.views.pictures import count_of, objective_of
from tui_descent.views.scales import Bounds
from tui_descent.views.sight import Laid, Sight
from tui_descent.views.standing import Standing, Standings
from tui_descent.views.view import Camera
from tui_descent.views.way import drawable, states_of, thinned, within_reach
from tui_descent.views.window import Drawn, LatestPicture, Window, levels_of

EXTENTS = {"himmelblau": 5.0, "rosenbrock": 2.0, "beale": 4.5}  # as they are usually drawn
LEAST = 2.0  # half a window's width around 0 at least, where nothing is known
FAR = 3.0  # times the coordinates: a bottom further away is not believed
BEYOND = 0.4  # of the way to the bottom: a window reaches so far beyond it at least
MARGIN = 1.2  # times what a window has to hold
NUDGE = 1e-3  # relative: how far the bend of the loss is felt for
THINNEST = 0.1  # of a window's longer side: half its shorter side at least
SMALLEST = 0.02  # of the coordinates: half a window's width at least
FAR_TOO_LARGE = 8.0  # times as wide or as high as it has to be
WIDER = 2.0  # by how much a window grows that the point has left
INSIDE = 0.94  # of half a window: further out the point has left it
ZOOM = 2.0
ATTEMPTS = 3  # to find a window that the point is in
PAN = 0.25  # of a window
SIGHT = 0.13  # of a window's sides: how far one sees in fog
SIZES = 2  # pictures of different sizes that are kept
PRINCIPAL = 128  # places at most that a path's directions are taken from
FEW = 9  # parameters, above which the path's own directions are taken if nothing is chosen
GROWN = 2  # times as many passes: the path's directions are looked for again
FEWEST = 3  # places of a path that has directions
ROOMY = 9  # rows of a panel, from which on all is said below the map


class LandscapeCamera(Camera):
    """The camera over the landscape, the plane that it looks at, and the latest picture.

    logarithmic  whether the levels rise by factors; None: as suits the picture
    """

    def __init__(self, preset: Preset, short: Sequence[str]) -> None:
        self._preset = preset
        self._objective = objective_of(preset)
        self._samples, self._all_samples = count_of(self._objective), count_of(preset.objective)
        self._short = [" ".join(name.split()) for name in short]
        self._count = preset.objective.parameter_count
        self.logarithmic: bool | None = None
        self._second = 1
        self._selected = 0
        self._principal = self._count > FEW
        self._laid: Laid | None = None
        self._camera: Window | None = None
        self._steady = False  # a hand has placed the camera
        self._following = False
        self._drawn: Drawn | None = None
        self._here: FloatArray | None = None  # where the point is in the plane
        self._standings = Standings(self._objective)
        self._latest: dict[tuple[int, int], LatestPicture] = {}

    @property
    def due(self) -> Job | None:
        """The fine picture that is to be made next."""
        return next((latest.due for latest in self._latest.values() if latest.due), None)

    def take(self, job: Job, made: Any) -> bool:
        """A fine picture was made; whether it is one that is wanted."""
        return any(latest.take(job, made) for latest in self._latest.values())

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
        here = self._here
        if here is not None and before.out(here) <= 1.0 and self._camera.out(here) > INSIDE:
            x, y = here.tolist()
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

    def follow(self) -> str:
        """Put the point in the middle now and whenever it leaves the window, and say so."""
        self._following = self._steady = True
        if self._count > 2:
            self._laid = None
        elif self._camera is not None and self._here is not None:
            x, y = self._here.tolist()
            self._camera = replace(self._camera, x=x, y=y)
        return "the map follows the point"

    @property
    def by_factors(self) -> bool:
        """Whether the levels that are shown rise by factors."""
        return self._drawn is not None and self._drawn.logarithmic

    def next_plane(self) -> str:
        """Take the next choice of directions, and say which it is."""
        if self._count == 2:
            return "this is the whole landscape: there are only two parameters"
        self._principal = not self._principal
        self.forget()
        return "principal directions of the path" if self._principal else "along two parameters"

    def second(self) -> str:
        """Make the selected parameter the plane's second direction, and say so."""
        if self._count == 2:
            return "this is the whole landscape: there are only two parameters"
        selected = self._selected
        self._second, self._principal = selected, False
        self.forget()
        return f"up in the landscape is {self._short[selected]}; now select another one"

    def at(self, moment: Moment, size: tuple[int, int]) -> Landscape | None:
        """The landscape for this many columns and rows; None: there is nothing to show.

        Where it has diverged it is the one of the last pass that can be shown.
        """
        columns, rows = size
        self._selected = moment.selected
        state, broke = drawable(moment)
        if state is None:
            return None
        states = states_of(moment.history, state.passes)
        latest = self._latest_of(size)
        for _ in range(ATTEMPTS):
            laid = self._lay(moment, state, states)
            standing = self._standings.at(moment, laid.plane, state, states)
            path, self._here = standing.way.places, standing.here
            wanted = self._window(laid.plane, standing)
            camera = wanted.sensible(standing.here)
            self._camera = camera if self._steady else wanted
            room = columns, max(1, rows - self._words(rows))
            self._drawn = drawn = latest.draw(laid.plane, camera, room, self.logarithmic)
            if not self._left(path):
                break
        known = moment.known
        seen, levels, logarithmic = self._seen(drawn, path, moment.fog)
        bounds = Bounds.of(drawn.heights[seen]) if moment.fog else drawn.bounds
        return Landscape(
            names=laid.names,
            window=drawn.window,
            heights=drawn.heights,
            bounds=drawn.bounds,
            levels=levels,
            logarithmic=logarithmic,
            ceiling=drawn.ceiling(bounds, path),
            seen=seen,
            minima=drawn.picture.minima,
            floor=drawn.picture.floor,
            way=standing.way,
            others=standing.others,
            ground=standing.ground,
            loss=standing.loss,
            off=standing.off,
            step=standing.step if known.step and broke is None else None,
            downhill=standing.downhill if broke is None else None,
            laid=laid.passes if self._count > 2 else None,
            explained=laid.explained,
            samples=self._samples,
            all_samples=self._all_samples,
            batch=self._preset.objective.passes_per_epoch > 1,
            fog=moment.fog,
            coarse=drawn.coarse,
            broke=broke,
        )

    def _seen(
        self, drawn: Drawn, path: FloatArray, fog: bool
    ) -> tuple[NDArray[np.bool_], tuple[float, ...], bool]:
        """What is not hidden, its levels, and whether they rise by factors."""
        if not fog:
            return np.ones(drawn.heights.shape, dtype=np.bool_), drawn.levels, drawn.logarithmic
        seen = drawn.near(path, SIGHT)  # of what is not seen no height is known
        heights = drawn.heights[seen & np.isfinite(drawn.heights)]
        return seen, *levels_of(heights, self.logarithmic)

    def _latest_of(self, size: tuple[int, int]) -> LatestPicture:
        """The latest picture of this size; those of the last few sizes are kept."""
        latest = self._latest.pop(size, None) or LatestPicture(self._preset)
        while len(self._latest) >= SIZES:
            self._latest.pop(next(iter(self._latest))).drop()
        self._latest[size] = latest
        return latest

    def _lay(self, moment: Moment, state: State, states: Sequence[State]) -> Laid:
        """The plane: as it was laid, or a new one through the present point."""
        indices = self._indices(moment.selected)
        laid = self._laid
        by_path = self._principal and len(states) >= FEWEST
        grown = (
            by_path and not self._steady and state.passes >= GROWN * (laid.passes if laid else 0)
        )
        same = laid is not None and (laid.explained if by_path else laid.indices == indices)
        if laid is not None and same and not grown:
            return laid
        if by_path:
            *before, last = states
            chosen = [*thinned(before, PRINCIPAL), last]
            plane, shares = principal(np.stack([state.theta for state in chosen]))
            names = "along the path", "across it"
            explained = float(shares[0]), float(shares[1])
            laid = Laid(plane, names, None, state.passes, explained)
        else:
            names = self._short[indices[0]], self._short[indices[1]]
            plane = through(state.theta, *indices)
            laid = Laid(plane, names, indices, state.passes, None)
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

    def _first_look(self, plane: Plane, standing: Standing) -> Window:
        """A window that shows the way so far and the whole valley, as far as one can tell."""
        objective, path, here = self._preset.objective, standing.way.places, standing.here
        far = float(np.abs(here).max())
        if isinstance(objective, Surface) and objective.name in EXTENTS:
            half = max(EXTENTS[objective.name], MARGIN * float(np.abs(path).max()))
            return Window(0.0, 0.0, half, half)
        corners = [path.min(axis=0), path.max(axis=0)]
        way = parabola(self._objective, plane, here, NUDGE * np.maximum(1.0, np.abs(here)))
        if way is not None and float(np.abs(way).max()) <= FAR * max(1.0, far):
            corners.append(here + way + self._beyond(way))
        else:
            half = max(LEAST, MARGIN * far) if self._count == 2 else LEAST
            middle = np.zeros(2) if self._count == 2 else here
            corners += [middle - half, middle + half]
        low, high = np.min(corners, axis=0), np.max(corners, axis=0)
        corners += [*within_reach(low, high, standing.runners)]
        low, high = np.min(corners, axis=0), np.max(corners, axis=0)
        least = max(THINNEST * float((high - low).max()), SMALLEST * max(1.0, far))
        width, height = (MARGIN * np.maximum(0.5 * (high - low), least)).tolist()
        x, y = (0.5 * (low + high)).tolist()
        return Window(x, y, width, height)

    def _beyond(self, way: FloatArray) -> FloatArray:
        """How far beyond the bottom a window reaches, shape (2,).

        As far as the shorter way there: so a descent down a long valley is seen large. But a
        descent that leaves a plane of many parameters loses its map: that plane reaches as far
        beyond the bottom as before it.
        """
        if self._count > 2:
            return way
        lengths = np.abs(way)
        return np.asarray(np.sign(way) * np.maximum(lengths.min(), BEYOND * lengths))

    def _window(self, plane: Plane, standing: Standing) -> Window:
        """The window so far; the first one again where it grew for a way that was gone back."""
        camera = self._camera
        if camera is None:
            return self._first_look(plane, standing)
        if self._count > 2 or self._steady or self._following:
            return camera
        first = self._first_look(plane, standing)
        first = first.grown(standing.way.places, INSIDE, WIDER)
        across = camera.half_width / first.half_width
        up = camera.half_height / first.half_height
        return first if max(across, up) > FAR_TOO_LARGE else camera

    def _left(self, path: FloatArray) -> bool:
        """Whether the point has left the window; then the camera has been moved.

        A window over the whole loss has to hold the whole path: else its size would hang on
        which of the passes were seen.
        """
        camera = self._camera
        if camera is None or (self._steady and not self._following):
            return False
        here, widens = path[-1], self._count == 2 and not self._following
        if camera.out(path if widens else here) <= INSIDE:
            return False
        if self._count > 2:
            self._laid = None
        elif self._following:
            self._camera = replace(camera, x=float(here[0]), y=float(here[1]))
        else:
            self._camera = camera.grown(path, INSIDE, WIDER)
        return True
