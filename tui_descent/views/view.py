"""The registry of views: each picture of a descent, as one record.

The screen, its help, what lessons may hide or open with, and the cameras that make the
pictures are read off it. A new view is a camera, a panel that draws what it makes, and a
record here.
"""

from abc import abstractmethod
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from tui_descent.presets import Preset
from tui_descent.presets.preset import NetworkProblem
from tui_descent.views.moment import Moment

if TYPE_CHECKING:
    from tui_descent.views.job import Job

Entry = tuple[str, str]  # a key, sign or word, and what it means


class Camera:
    """Makes one view's pictures of one problem, and keeps from where it is looked at.

    It is made of the preset and of the parameters' short names.
    """

    @abstractmethod
    def at(self, moment: Moment, size: tuple[int, int]) -> object | None:
        """The picture of a moment for this many columns and rows; None: nothing to show."""

    def join(self, other: "Camera") -> None:
        """Look at what another view's camera looks at, where the record of the view says so."""

    def look(self, sight: Any) -> None:
        """Stand where this was noted, where there is a choice."""

    def zoom(self, direction: int) -> None:
        """Look closer (1) or from further away (−1), where there is a nearer and a further."""

    def forget(self) -> None:
        """Another run begins: nothing of the last one's way is kept in sight."""

    @property
    def due(self) -> "Job | None":
        """What is wanted that takes longer than a frame."""
        return None

    def take(self, job: "Job", made: Any) -> bool:
        """Show from now on what a job has made; False: it is not wanted any more."""
        return False


class View(Struct, frozen=True):
    """One picture of a descent.

    id       its name in the style sheet, in lessons, and in the user's remembered choice
    word     the command of the plain mode that says what it shows
    panel    the class in ui/widgets/ that draws it; imported when it is first seen
    help     what there is to know about it; `{zoom-in}` stands for the name of a key
    camera   the class in views/ that makes its pictures; "": it is drawn from the Frame alone
    beside   the id of the view whose camera's window it shows, too
    needs    what there must be: "" nothing, a network, a plane: two parameters, or a schedule
    signals  whether it shows what goes through the network in the next pass
    deeper   whether it goes beyond what a beginner needs: it stands beside no other hero, and a
             lesson has it only where it begins with it
    """

    id: str
    title: str
    word: str
    panel: str
    help: tuple[Entry, ...]
    camera: str = ""
    beside: str = ""
    needs: Literal["", "network", "plane", "schedule"] = ""
    signals: bool = False
    deeper: bool = False


ALL = (
    View(
        "loss",
        "loss",
        "curve",
        "loss:LossPlot",
        (
            (
                "loss",
                "the loss after each pass; ● you are here, ^ you changed something, dim: a ghost",
            ),
        ),
    ),
    View(
        "landscape",
        "landscape",
        "look",
        "landscape:LandscapePanel",
        (
            (
                "landscape",
                "the loss as a map over two parameters; each colour is a range of heights, named "
                "below",
            ),
            (
                "● ○ ◇ •",
                "you are here; the next pass lands here; the lowest place; earlier passes",
            ),
            (
                "{zoom-in} {zoom-out} {pan-left}{pan-down}{pan-up}{pan-right}",
                "closer, further away, look around; {follow} follows ●; {log} levels by factors",
            ),
            ("{fog}", "fog: you see only what the descent came near, as the descent itself does"),
            (
                "{plane} {second} ◌",
                "with many parameters: another plane, or its second axis; ◌: here the loss is "
                "not the height of the map",
            ),
        ),
        "landscape_camera:LandscapeCamera",
        needs="plane",
    ),
    View(
        "mountain",
        "mountain",
        "look",
        "mountain:MountainPanel",
        (
            ("mountain", "the same landscape seen from the side: the higher, the larger the loss"),
            (
                "{pan-left}{pan-right} {pan-down}{pan-up}",
                "turn it; look from lower or higher: from straight above it is the map",
            ),
        ),
        "mountain:MountainCamera",
        beside="landscape",
        needs="plane",
    ),
    View(
        "slice",
        "slice",
        "look",
        "slice:SlicePanel",
        (
            ("slice", "the loss over the selected parameter alone, with its slope"),
            ("● ○", "you are here, the next pass lands here"),
        ),
        "slice:SliceCamera",
    ),
    View(
        "fit",
        "fit",
        "fit",
        "fit:FitPanel",
        (
            (
                "fit",
                "the network's prediction for each point; a capital letter, ✗ or a bar is an error",
            ),
        ),
        "fit:FitCamera",
        needs="network",
    ),
    View(
        "network",
        "network",
        "network",
        "network:NetworkPanel",
        (
            (
                "network",
                "one sample on its way through the units ({sample}: the next one); ━ a weight "
                "above 0, ╌ one below",
            ),
            (
                "δ ∂L/∂w",
                "going back: a unit's blame for the error, and the slope of a weight that follows "
                "from it",
            ),
        ),
        "network:NetworkCamera",
        needs="network",
        signals=True,
    ),
    View(
        "rate",
        "rate",
        "schedule",
        "rate:RatePlot",
        (
            (
                "rate",
                "the learning rate of each pass: by its schedule, until you change it by hand",
            ),
        ),
        "rate:RateCamera",
        needs="schedule",
    ),
    View(
        "working",
        "arithmetic",
        "arithmetic",
        "working:WorkingPanel",
        (("arithmetic", "how the selected parameter's slope and step are computed"),),
    ),
    View(
        "directions",
        "directions",
        "directions",
        "directions:DirectionsPanel",
        (
            (
                "directions",
                "the directions in which the loss curves, the steepest first, and how far a pass "
                "leads along each",
            ),
            (
                "● ○ •",
                "a ball let go at ● is at ○ after the next pass, then at •; ┊ is the bottom, ◂ ▸ "
                "further out",
            ),
            (
                "settles creeps",
                "half of the distance from the bottom is gone within ten passes, or it takes more; "
                "zigzags: each pass leads to the other side; swings: speed carries it past the "
                "bottom; escapes: it curves down",
            ),
            (
                "condition",
                "number: the largest curvature divided by the smallest",
            ),
            (
                "╵ ║ ▲",
                "limits: above one the passes climb along that direction; ▲ the learning rate now",
            ),
        ),
        "directions:DirectionsCamera",
        deeper=True,
    ),
    View(
        "sharpness",
        "sharpness",
        "sharpness",
        "sharpness:SharpnessPlot",
        (
            (
                "sharpness",
                "λmax, the largest curvature, after each pass; dim: the edge, 2/lr under sgd: "
                "the most that the rate allows; below, the length of the gradient",
            ),
        ),
        "sharpness:SharpnessCamera",
        deeper=True,
    ),
)
BY_ID = {view.id: view for view in ALL}
IDS = tuple(BY_ID)
DEEPER = frozenset(view.id for view in ALL if view.deeper)


def views_of(preset: Preset) -> tuple[str, ...]:
    """The ids of the views that there are for a problem."""
    has = {
        "": True,
        "network": isinstance(preset.problem, NetworkProblem),
        "plane": preset.objective.parameter_count > 1,
        "schedule": preset.plan is not None,
    }
    return tuple(view.id for view in ALL if has[view.needs])


def hero_of(has_network: bool, parameters: int) -> str:
    """The id of the view that tells most of a problem, and gets the most room."""
    if parameters == 1:
        return "slice"
    return "loss" if has_network else "landscape"


def class_of(package: str, name: str) -> Any:
    """The class that a record names as `module:Class`, imported now."""
    module, _, kind = name.partition(":")
    return getattr(import_module(f"tui_descent.{package}.{module}"), kind)


def camera_of(view: str, preset: Preset, short: Sequence[str]) -> Camera | None:
    """A view's camera over one problem; None: it needs none."""
    name = BY_ID[view].camera
    camera: Camera | None = class_of("views", name)(preset, short) if name else None
    return camera
