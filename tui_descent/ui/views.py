"""The views: the panels that take turns beside the parameters, or stand there together.

A window has room for one or for several. Which ones stand there is decided here: the first
of the list as far as they fit, with the one that the learner chose always among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from textual.geometry import Size

from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.ui.widgets.panel import Panel

SMALLEST = Size(36, 14)  # of one view where several stand together
MOST = Size(3, 2)  # views beside and above each other


@dataclass(frozen=True, slots=True)
class View:
    """One panel that shows a session from one side.

    id     its name in the style sheet, in the user's remembered choice, and in Session.watch
    panel  the name of its class in ui/widgets/; imported when it is first seen
    needs  what there must be: "" nothing, "network" a network, "plane" two parameters
    """

    id: str
    title: str
    panel: str
    needs: str = ""

    def make(self) -> Panel[Frame]:
        """Return the panel, to be mounted."""
        module, _, name = self.panel.partition(":")
        kind = getattr(import_module(f"tui_descent.ui.widgets.{module}"), name)
        panel: Panel[Frame] = kind(id=self.id, title=self.title)
        panel.add_class("framed")
        return panel


ALL = (
    View("loss", "loss", "loss:LossPlot"),
    View("landscape", "landscape", "landscape:LandscapePanel", needs="plane"),
    View("slice", "slice", "slice:SlicePanel"),
    View("fit", "fit", "fit:FitPanel", "network"),
    View("network", "network", "network:NetworkPanel", needs="network"),
    View("working", "arithmetic", "working:WorkingPanel"),
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
        fewer = max(1, min(rows, -(-count // columns)))
        beside = min(columns, -(-count // fewer))
        if size.height // fewer > size.width // beside:  # views would be taller than wide
            return Size(min(columns, -(-count // rows)), rows)
        return Size(beside, fewer)
    return Size(columns, rows)


def shown(views: Sequence[str], chosen: str, count: int) -> tuple[str, ...]:
    """Which so many views stand there: the first ones, and the chosen one for the last."""
    first = tuple(views[:count])
    return first if chosen in first or chosen not in views else (*first[:-1], chosen)
