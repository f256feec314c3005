"""Where the camera over a landscape stands, as values that can be noted and recalled."""

from msgspec import Struct

from tui_descent.analysis.plane import Plane
from tui_descent.views.window import Window


class Laid(Struct, frozen=True):
    """A plane and how it came to be."""

    plane: Plane
    names: tuple[str, str]
    indices: tuple[int, int] | None
    passes: int
    explained: tuple[float, float] | None


class Sight(Struct, frozen=True):
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
    camera: Window | None
    laid: Laid | None


NO_MAP = Sight(None, 1, False, False, False, None, None)  # over one weight there is none
