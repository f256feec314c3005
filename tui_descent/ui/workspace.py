"""The workspace: the panels of one session, laid out for the room that there is.

The parameters and the next pass's arithmetic stand beside the views; in a small window one
of all these panels is seen at a time. It knows no key and no sentence.
"""

from collections.abc import Callable, Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message

from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.ui.screens.keyed import UNFOLDED
from tui_descent.ui.widgets.arithmetic import Arithmetic
from tui_descent.ui.widgets.loss import LossPlot
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.parameters import COLUMNS, Parameters, wanted_height, wanted_width
from tui_descent.views.view import BY_ID, IDS, class_of

PARAMETERS, ARITHMETIC = NUMBERS = ("parameters", "arithmetic")
BELOW = "working"  # the view that stands below them, where few parameters leave room for it
NUMBERS_WIDTH = 42  # as in the style sheet
ARITHMETIC_ROWS = 7
MIN_VIEW = Size(36, 14)  # where several stand together
MOST_VIEWS = Size(3, 2)  # beside and above each other
HIDDEN = "hidden in this lesson"


class Workspace(Horizontal):
    """Parameters, arithmetic and views.

    pages  what a small window shows before all this, by their ids

    view     the view that was chosen; page: what a small window shows
    avoided  a view that has failed, until the learner opens it
    hidden   panels and columns that a lesson goes without
    seen     the views that can be seen, and their sizes
    cramped  whether there is no room for the arithmetic
    make_room
             is called before the panels are laid out, by whoever shares the window with them
    """

    class Watched(Message):
        """Other views than before are seen, or in other sizes."""

    def __init__(self, session: Session, pages: Sequence[str] = ()) -> None:
        super().__init__(id="body")
        self._session = session
        self._pages_before = tuple(pages)
        self._views = session.views
        self.view = self._views[0]
        self.page = (*self._pages_before, *NUMBERS)[0]
        self.avoided = ""
        self.hidden: frozenset[str] = frozenset()
        self.cramped = False
        self.make_room: Callable[[], None] | None = None
        self.seen: dict[str, Size] = {}
        self._below = ""
        self._numbers_width = NUMBERS_WIDTH
        self._shown: tuple[str, ...] = ()
        self._parameters = Parameters(id=PARAMETERS, title="parameters")
        self.loss = LossPlot(id="loss", title="loss")
        self._numbers = Vertical(id="numbers")
        self._holder = Container(id="views")
        self._panels: dict[str, Panel[Frame]] = {
            PARAMETERS: self._parameters,
            ARITHMETIC: Arithmetic(id=ARITHMETIC, title="next pass"),
            "loss": self.loss,
        }
        for panel in self._panels.values():
            panel.add_class("framed")

    def compose(self) -> ComposeResult:
        with self._numbers:
            yield from (self._panels[id] for id in NUMBERS)
        with self._holder:
            yield self.loss

    @property
    def folded(self) -> bool:
        """Whether the window is so small that it shows one panel at a time."""
        size = self.screen.size
        return size.width < UNFOLDED.width or size.height < UNFOLDED.height

    @property
    def shown_views(self) -> tuple[str, ...]:
        """The views that stand there."""
        return self._shown

    def sees(self, *views: str) -> bool:
        """Whether one of these views can be seen."""
        return not self.seen.keys().isdisjoint(views)

    def are_numbers_at(self, x: int, y: int) -> bool:
        """Whether the parameters or the arithmetic are there on the screen."""
        return self._numbers.region.contains(x, y)

    def panels(self) -> list[Panel[Frame]]:
        """Those with something to show: a view's picture comes once it is watched."""
        views = (view for view in self._shown if view in self.seen or view == "loss")
        panels = (self._panels[id] for id in (*NUMBERS, *views))
        return [panel for panel in panels if panel.display]

    def choose(self, wished: Iterable[str], avoided: str) -> None:
        """Begin with the last of these views that there is, but not with one that has failed."""
        self.avoided = avoided
        for view in wished:
            if view in self._views and view != avoided:
                self.view = view
        if self.view == avoided:
            self.view = next(view for view in self._views if view != avoided)

    def turn(self) -> None:
        """Show the next view, in a small window the next panel."""
        if self.folded:
            pages = (*self._pages_before, *NUMBERS, *self._views)
            self.page = pages[(pages.index(self.page) + 1) % len(pages)]
            if self.page in self._views:
                self.view = self.page
        else:
            self.view = self._next_view()
        if self.view == self.avoided:
            self.avoided = ""

    def _next_view(self) -> str:
        """The view after the chosen one, that does not stand there in any case."""
        turning = (*self._turning, *([self.avoided] if self.avoided else []))
        room = self._places.width * self._places.height
        always = shown(turning, "", room)[:-1] if room > 1 else ()
        turns = [view for view in turning if view not in always]
        if self.view not in turns:
            return turns[0]
        return turns[(turns.index(self.view) + 1) % len(turns)]

    def follow_problem(self) -> None:
        """Show the views that there are for the session's problem, which may be another one."""
        self._views = self._session.views
        if self.view not in self._views:
            self.view = self._views[0]
        self.lay_out()

    def hide(self, hidden: frozenset[str]) -> None:
        """Put a veil over these panels, and leave these columns of the parameters out."""
        self.hidden = hidden
        self._parameters.hidden = hidden & {*COLUMNS}
        for id, panel in self._panels.items():
            panel.veil = HIDDEN if id in hidden else ""

    def lay_out(self) -> None:
        """Put the panels that there is room for in their places, once the room is known."""
        if self.make_room is not None:
            self.make_room()
        page = self.page if self.folded else ""
        for id in NUMBERS:
            roomy = id != ARITHMETIC or not self.cramped
            self._panels[id].display = page in ("", id) and roomy
        self._numbers.display = page in ("", *NUMBERS)
        self._holder.display = page in ("", *self._views)
        self.call_after_refresh(self._arrange_views)

    async def _arrange_views(self) -> None:
        if not self.is_attached:
            return
        self._lay_numbers()
        room = self._places
        count = 1 if self.folded else room.width * room.height
        views = shown(self._turning, self.view, count)
        await self._mount_below()
        await self._mount_views(views)
        if not self.is_attached:
            return
        grid = self._holder.styles
        grid.grid_size_columns, grid.grid_size_rows = room
        for panel in self._holder.children:
            panel.display = panel.id in views
        wider = room.width * room.height - len(views) + 1
        for view in views:
            self._panels[view].styles.column_span = wider if view == views[-1] else 1
        self._shown = (*views, self._below) if self._below else views
        self.call_after_refresh(self._watch)

    @property
    def _places(self) -> Size:
        """This many views stand beside and above each other."""
        size = Size(self.size.width - self._numbers_width, self._holder.size.height)
        return room_for(size, len(self._turning))

    @property
    def _turning(self) -> tuple[str, ...]:
        """The views that share the holder, in turn or together."""
        return tuple(view for view in self._views if view not in (self._below, self.avoided))

    def _lay_numbers(self) -> None:
        """Give the parameters' labels the width they want, if the views can spare it."""
        styles, parameters = self._numbers.styles, self._parameters.styles
        labels = self._session.short
        self._numbers_width = NUMBERS_WIDTH
        styles.clear_rule("width")
        parameters.clear_rule("height")
        self._below = ""
        if self.folded:
            return
        width = min(wanted_width(labels), self.size.width - 2 * MIN_VIEW.width)
        if width > NUMBERS_WIDTH:
            styles.width = self._numbers_width = width
        height = wanted_height(len(labels))
        taken = height + (ARITHMETIC_ROWS if self._panels[ARITHMETIC].display else 0)
        spare = self._numbers.size.height - taken
        if spare >= MIN_VIEW.height and BELOW not in (self.avoided, *self.hidden):
            self._below = BELOW
            parameters.height = height

    async def _mount_views(self, views: tuple[str, ...]) -> None:
        """Mount the views that are seen for the first time, in their places among the others."""
        for place, view in enumerate(IDS):
            if view in views and view not in self._panels:
                beside = {panel.id: panel for panel in self._holder.children}
                later = (beside[one] for one in IDS[place:] if one in beside)
                await self._holder.mount(self._made(view), before=next(later, None))

    async def _mount_below(self) -> None:
        """Have the view that stands below the parameters in its place there, or away."""
        panel = self._panels.get(BELOW)
        if panel is not None and (panel.parent is self._numbers) is not bool(self._below):
            self._shown = tuple(view for view in self._shown if view != BELOW)
            del self._panels[BELOW]
            await panel.remove()
            panel = None
        if self._below and panel is None:
            await self._numbers.mount(self._made(BELOW))

    def _made(self, view: str) -> Panel[Frame]:
        self._panels[view] = panel = panel_of(view)
        panel.veil = HIDDEN if view in self.hidden else ""
        return panel

    def _watch(self) -> None:
        """Tell the session what is looked at."""
        if not self.is_attached:
            return
        self.seen = self._sizes()
        watched = {view: (size.width, size.height) for view, size in self.seen.items()}
        self._session.cameras.watch(watched)
        self.post_message(self.Watched())

    def _sizes(self) -> dict[str, Size]:
        """The views that can be seen, and their sizes; a new one has no size at first."""
        if self.folded and self.page not in self._views:
            return {}
        sizes = {view: self._panels[view].size for view in self._shown}
        return {view: size for view, size in sizes.items() if size}

    def on_panel_resized(self) -> None:
        if self.is_attached and self._sizes() != self.seen:
            self._watch()


def panel_of(view: str) -> Panel[Frame]:
    """The panel of a view, to be mounted."""
    record = BY_ID[view]
    panel: Panel[Frame] = class_of("ui.widgets", record.panel)(id=view, title=record.title)
    panel.add_class("framed")
    return panel


def room_for(size: Size, count: int) -> Size:
    """How many views, of this many, fit side by side and above each other in this much room."""
    columns = max(1, min(MOST_VIEWS.width, size.width // MIN_VIEW.width))
    rows = max(1, min(MOST_VIEWS.height, size.height // MIN_VIEW.height))
    if columns * rows > count:
        fewer = max(1, min(rows, -(-count // columns)))
        beside = min(columns, -(-count // fewer))
        if size.height // fewer > size.width // beside:  # views would be taller than wide
            return Size(min(columns, -(-count // rows)), rows)
        return Size(beside, fewer)
    return Size(columns, rows)


def shown(views: Sequence[str], chosen: str, count: int) -> tuple[str, ...]:
    """Which views are shown, at most this many: the first ones, the chosen one in last place."""
    first = tuple(views[:count])
    return first if chosen in first or chosen not in views else (*first[:-1], chosen)
