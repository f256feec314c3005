"""The header of a saved session: all of it that is no array, as it stands in JSON."""

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from tui_descent.presets.format import PresetFile

if TYPE_CHECKING:
    pass

FORMAT = 1


class RunTable(msgspec.Struct):
    """Of one run, what is no array; its number in a race, 0: it is in none."""

    label: str
    stride: int
    passes: int
    number: int = 0


class SightsTable(msgspec.Struct):
    """Where the cameras stand, but for the plane's arrays; see views.sight.Sight.

    camera   x, y, half the width, half the height; empty: none
    names, indices, passes, explained
             of the plane; without names there is none
    """

    slice: tuple[int, float]
    logarithmic: bool | None
    second: int
    principal: bool
    steady: bool
    following: bool
    camera: list[float] = []
    names: list[str] = []
    indices: tuple[int, int] | None = None
    passes: int = 0
    explained: tuple[float, float] | None = None


class Header(msgspec.Struct):
    """All that is no array.

    saved        when, in ISO 8601
    preset       a shipped one's name, or the path of its file, and
    tables       what stood in it, as the learner has varied it
    name         what it is called on the screen
    data         the fingerprint of its data, which may lie in a file of their own
    passes, newest, learning_rate, optimizer
                 where the learner stands, for lists
    lesson, case, order
                 the lesson that it belongs to and, where that has cases, the one that is open
                 and the seed of their order
    optimizers   name and settings of each that was in use
    runs         the present one, then the others
    fog, log, view, theme, failed, sights
                 how the screen looks; files of earlier versions have none of them
    """

    format: int
    saved: str
    preset: str
    tables: PresetFile
    data: str
    passes: int
    newest: int
    learning_rate: float
    optimizer: str
    seed: int | None
    schedule: dict[int, float]
    selected: int
    speed: int
    window: int | None
    phase: int | None
    sample: int
    optimizers: list[dict[str, str | float]]
    runs: list[RunTable]
    lesson: str = ""
    case: int = 0
    order: int = 0
    name: str = ""
    fog: bool = False
    log: bool = False
    view: str = ""
    theme: str = ""
    failed: str = ""
    sights: SightsTable | None = None


class InLesson(Struct, frozen=True):
    """Where a session belongs to a lesson.

    lesson  the name of a shipped one, else the path of its file
    case    the place of the open one, from 0, where it has cases
    order   the seed of their order
    """

    lesson: str
    case: int = 0
    order: int = 0


class Version(msgspec.Struct):
    format: int
