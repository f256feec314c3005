"""The mountain: the landscape from the side, and from where one looks at it.

It shows the same window and plane as the map, which is the mountain seen from above.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from msgspec import Struct
from msgspec.structs import replace

from tui_descent.data.surfaces import Surface
from tui_descent.presets import Preset
from tui_descent.views.landscape import Landscape, Way
from tui_descent.views.moment import Moment
from tui_descent.views.relief import best_turn
from tui_descent.views.view import Camera

if TYPE_CHECKING:
    from tui_descent.views.job import Job
    from tui_descent.views.landscape_camera import LandscapeCamera

TURN, TILT = 15, 15  # degrees for each key press
TILTS = range(15, 91, TILT)  # from near the horizon to straight above
USUAL = 45  # tilt
NOT_CHOSEN: tuple[int | None, int] = None, USUAL
CHOSEN: dict[str, tuple[int | None, int]] = {  # turn and tilt of known surfaces, in degrees
    "bowl": (30, USUAL),
    "ravine": (85, 60),  # along the valley, so high that the legs of a zigzag stay apart
    "saddle": (-30, USUAL),
    "himmelblau": (30, USUAL),
    "rosenbrock": (-30, USUAL),
    "plateau": (30, 75),  # its wall would hide the valley
}


class MountainPicture(Struct, frozen=True, eq=False):
    """The landscape, and how far it is turned and from how high it is seen, in degrees."""

    landscape: Landscape
    turn: int
    tilt: int


class MountainCamera(Camera):
    """Turns and tilts; what it looks at is what the camera over the map looks at."""

    def __init__(self, preset: Preset, short: Sequence[str]) -> None:
        objective = preset.objective
        name = objective.name if isinstance(objective, Surface) else ""
        self._chosen, self._tilt = CHOSEN.get(name, NOT_CHOSEN)
        self._turn: int | None = None
        self._best: tuple[object, int] | None = None
        self._first: tuple[object, Way] | None = None  # a plane, and the way when it was new
        self._map: LandscapeCamera | None = None

    def join(self, other: Camera) -> None:
        """Look at what the camera over the map looks at."""
        self._map = cast("LandscapeCamera", other)

    @property
    def due(self) -> "Job | None":
        """The fine picture that is wanted."""
        return None if self._map is None else self._map.due

    def turn(self, right: int, up: int) -> None:
        """Turn it, and look at it from higher."""
        self._tilt = min(max(self._tilt + up * TILT, TILTS.start), TILTS.stop - 1)
        if right and self._best is not None:
            turn = self._best[1] if self._turn is None else self._turn
            self._turn = (turn + right * TURN + 180) % 360 - 180

    def forget(self) -> None:
        """Another run: it is looked at from where most is seen."""
        self._turn = self._best = self._first = None

    def at(self, moment: Moment, size: tuple[int, int]) -> MountainPicture | None:
        """The mountain of a moment; None: there is nothing to show."""
        shown = None if self._map is None else self._map.at(moment, size)
        if shown is None:
            return None
        plane = (shown.names, shown.laid)
        if self._first is None or self._first[0] != plane:
            self._first = plane, shown.way
        key = (*plane, shown.coarse)
        if self._best is None or (self._best[0] != key and not shown.coarse):
            self._best = key, self._usual(replace(shown, way=self._first[1]))
        turn = self._best[1] if self._turn is None else self._turn
        return MountainPicture(shown, turn, self._tilt)

    def _usual(self, shown: Landscape) -> int:
        """The turn to begin with: chosen by hand for known surfaces, else where most is seen."""
        return best_turn(shown, self._tilt) if self._chosen is None else self._chosen
