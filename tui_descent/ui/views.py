"""The views: the panels that take turns beside the parameters, or stand there together.

A window has room for one or for several. Which ones stand there is decided here: the first
of the list as far as they fit, with the one that the learner chose always among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.geometry import Size

from tui_descent.frame import Frame
from tui_descent.session import Session
from tui_descent.ui.widgets.fit import FitPanel
from tui_descent.ui.widgets.landscape import LandscapePanel
from tui_descent.ui.widgets.loss import LossPlot
from tui_descent.ui.widgets.network import NetworkPanel
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.slice import SlicePanel
from tui_descent.ui.widgets.working import WorkingPanel

SMALLEST = Size(36, 14)  # of one view where several stand together
MOST = Size(3, 2)  # views beside and above each other


@dataclass(frozen=True, slots=True)
class View:
    """One panel that shows a session from one side.

    id     its name in the style sheet, in the user's remembered choice, and in Session.watch
    needs  what there must be: "" nothing, "network" a network, "plane" two parameters
    """

    id: str
    title: str
    panel: type[Panel[Frame]]
    needs: str = ""


ALL = (
    View("loss", "loss", LossPlot),
    View("landscape", "landscape", LandscapePanel, needs="plane"),
    View("slice", "slice", SlicePanel),
    View("fit", "fit", FitPanel, "network"),
    View("network", "network", NetworkPanel, needs="network"),
    View("working", "arithmetic", WorkingPanel),
)


def views_of(session: Session) -> tuple[str, ...]:
    """The ids of the views that there are for this session's problem."""
    has = {
        "": True,
        "network": session.has_network,
        "plane": session.parameter_count > 1,
    }
    return tuple(view.id for view in ALL if has[view.needs])


def room_for(size: Size, count: int) -> Size:
    """How many of so many views stand beside and above each other in this much room."""
    columns = max(1, min(MOST.width, size.width // SMALLEST.width))
    rows = max(1, min(MOST.height, size.height // SMALLEST.height))
    if columns * rows > count:
        rows = max(1, min(rows, -(-count // columns)))
        columns = min(columns, -(-count // rows))
    return Size(columns, rows)


def shown(views: Sequence[str], chosen: str, count: int) -> tuple[str, ...]:
    """Which so many views stand there: the first ones, and the chosen one for the last."""
    first = tuple(views[:count])
    return first if chosen in first or chosen not in views else (*first[:-1], chosen)
