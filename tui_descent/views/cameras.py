"""The cameras over one problem: one for each view that is looked at, made when first needed."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from tui_descent.presets import Preset
from tui_descent.views.moment import Moment
from tui_descent.views.view import BY_ID, Camera, camera_of, views_of

if TYPE_CHECKING:
    from tui_descent.views.job import Job
    from tui_descent.views.landscape_camera import LandscapeCamera
    from tui_descent.views.mountain import MountainCamera
    from tui_descent.views.sight import Sight
    from tui_descent.views.slice import SliceCamera


class Sights(Struct, frozen=True):
    """Where the cameras stand that look at the loss.

    slice  the parameter that is looked along, −1 for none yet, and from how near
    """

    landscape: "Sight"
    slice: tuple[int, float]


class Cameras:
    """What is looked at of a problem, and from where.

    short   the parameters' short names
    failed  is told of a view in which a mistake of ours ends the program
    """

    def __init__(self, preset: Preset, short: Sequence[str], failed: Callable[[str], None]) -> None:
        self._failed = failed
        self._watched: Mapping[str, tuple[int, int]] = {}
        self.use(preset, short)

    def use(self, preset: Preset, short: Sequence[str]) -> None:
        """Look at another problem."""
        self._preset, self._short = preset, tuple(short)
        self._there = frozenset(views_of(preset))
        self._made: dict[str, Camera] = {}
        self._sights: Sights | None = None  # where they will stand once they are used

    def watch(self, views: Mapping[str, tuple[int, int]]) -> None:
        """Say which views are looked at, and how many columns and rows each has.

        Nothing that takes time is made while nobody looks.
        """
        self._watched = {view: size for view, size in views.items() if all(size)}

    @property
    def watched(self) -> Mapping[str, tuple[int, int]]:
        """The views that are looked at, and their sizes."""
        return self._watched

    def sees(self, view: str) -> bool:
        """Whether this view is looked at."""
        return view in self._watched

    @property
    def needs_signals(self) -> bool:
        """Whether a view that is looked at shows what goes through the network."""
        return any(BY_ID[view].signals for view in self._watched if view in BY_ID)

    def pictures(self, moment: Moment) -> dict[str, Any]:
        """What is looked at, by the ids of the views; None where there is nothing to see."""
        return {view: self._picture(view, moment, size) for view, size in self._watched.items()}

    def _picture(self, view: str, moment: Moment, size: tuple[int, int]) -> object | None:
        try:
            camera = self._camera(view)
            return None if camera is None else camera.at(moment, size)
        except Exception:
            self._failed(view)
            raise

    def _camera(self, view: str) -> Camera | None:
        if view not in self._made and view in self._there:
            camera = camera_of(view, self._preset, self._short)
            if camera is None:
                return None
            self._made[view] = camera
            self._place(view, camera)
            other = self._camera(BY_ID[view].beside)
            if other is not None:
                camera.join(other)
        return self._made.get(view)

    @property
    def landscape(self) -> "LandscapeCamera":
        """The camera over the landscape."""
        return cast("LandscapeCamera", self._camera("landscape"))

    @property
    def sights(self) -> Sights | None:
        """Where the cameras stand that look at the loss; None: they were not used yet."""
        if not {"landscape", "slice"} & {*self._made}:
            return self._sights
        map_, slice_ = self._camera("landscape"), cast("SliceCamera", self._camera("slice"))
        if map_ is None:
            from tui_descent.views.sight import NO_MAP

            return Sights(NO_MAP, slice_.sight)
        return Sights(cast("LandscapeCamera", map_).sight, slice_.sight)

    def look(self, sights: Sights | None) -> None:
        """Put the cameras back where they stood."""
        self._sights = sights
        for view, camera in self._made.items():
            self._place(view, camera)

    def _place(self, view: str, camera: Camera) -> None:
        sight = getattr(self._sights, view, None)
        if sight is not None:
            camera.look(sight)

    def forget(self) -> None:
        """Another run begins: nothing of the last one's way is kept in sight."""
        self._sights = None
        for camera in self._made.values():
            camera.forget()

    def zoom(self, direction: int) -> None:
        """Look closer (1) or from further away (−1) at what is looked at."""
        for view in dict.fromkeys(self._window_of(view) for view in self._watched):
            camera = self._camera(view)
            if camera is not None:
                camera.zoom(direction)

    @staticmethod
    def _window_of(view: str) -> str:
        """The view whose camera chooses what is looked at."""
        return (BY_ID[view].beside or view) if view in BY_ID else view

    def turn(self, right: int, up: int) -> None:
        """Turn the mountain, or tilt it, where there is one."""
        camera = cast("MountainCamera | None", self._camera("mountain"))
        if camera is not None:
            camera.turn(right, up)

    @property
    def due(self) -> tuple["Job", ...]:
        """What is wanted that takes longer than a frame; any thread may make it."""
        seen = (self._made[view].due for view in self._watched if view in self._made)
        return tuple(dict.fromkeys(job for job in seen if job is not None))

    def take(self, job: "Job", made: Any) -> bool:
        """Show from the next frame on what a job has made; False: it is not wanted any more."""
        return any(camera.take(job, made) for camera in self._made.values())

    def view_of(self, job: "Job") -> str:
        """The view that wants it; "": none any more."""
        return next((view for view, camera in self._made.items() if camera.due is job), "")
