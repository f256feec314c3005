"""The workspace: the panels of one session, with one hero among them.

The hero is the picture that is looked at; the parameters, the next pass's arithmetic and the
other views stand beside it as far as there is room. In a small window one of all these
panels is seen at a time. It knows no key and no sentence.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from textual.containers import Container
from textual.geometry import NULL_SPACING, Offset, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.message import Message
from textual.widget import Widget

from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.ui.layout import ON_BOTH_SIDES, Part, places
from tui_descent.ui.screens.keyed import UNFOLDED
from tui_descent.ui.widgets.arithmetic import Arithmetic
from tui_descent.ui.widgets.loss import LossPlot
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.parameters import COLUMNS, Parameters, wanted_height, wanted_width
from tui_descent.views.view import BY_ID, DEEPER, IDS, class_of, hero_of

PARAMETERS, ARITHMETIC = NUMBERS = ("parameters", "arithmetic")
WORKING = "working"  # the view that stands below them, where few parameters leave room for it
RACE = "race"
NAMES = {PARAMETERS: "parameters", ARITHMETIC: "next pass", RACE: "race"}
FRAME = 2
SURFACE_ROWS, NETWORK_ROWS = 3 + FRAME, 5 + FRAME  # of the arithmetic
LEAST_ROWS = 4 + FRAME  # of it, with a sample's way in one row
MOST_OF_TABLE = 0.55  # of the rows, where other views are to stand below it


class Workspace(Container):
    """The hero, the numbers, and other views.

    pages  what a small window shows before all this, by their ids

    view     the hero; page: what a small window shows
    whole    whether the hero has the window to itself
    avoided  a view that has failed, until the learner opens it
    hidden   panels and columns that a lesson goes without
    seen     the views that can be seen, and their sizes
    make_room
             is called before the panels are laid out, by whoever shares the window with them
    hint     what the frame of the hero says of the keys; hint_whole: where it is alone
    """

    class Watched(Message):
        """Other views than before are seen, or in other sizes."""

    class Chosen(Message):
        """Another hero was picked with the mouse."""

    def __init__(self, session: Session, pages: Sequence[str] = ()) -> None:
        super().__init__(id="body")
        self._planned = _Planned(self.plan)
        self._session = session
        self._pages_before = tuple(pages)
        self._views = session.views
        self.view = self._usual
        self.page = (*self._pages_before, *NUMBERS)[0]
        self.whole = False
        self.avoided = ""
        self.hidden: frozenset[str] = frozenset()
        self.make_room: Callable[[], None] | None = None
        self.seen: dict[str, Size] = {}
        self.hint = self.hint_whole = ""
        self._runners = 0
        self._shown: tuple[str, ...] = ()
        self._parameters = Parameters(id=PARAMETERS, title=NAMES[PARAMETERS])
        self.loss = LossPlot(id="loss", title="loss")
        self._panels: dict[str, Panel[Frame]] = {
            PARAMETERS: self._parameters,
            ARITHMETIC: Arithmetic(id=ARITHMETIC, title=NAMES[ARITHMETIC]),
            "loss": self.loss,
        }

    @property
    def layout(self) -> Layout:
        """The panels' places are planned, not told by a style sheet."""
        return self._planned

    def on_mount(self) -> None:
        for panel in self._panels.values():
            panel.add_class("framed", update=False)
        self.mount_all(self._panels.values())

    @property
    def folded(self) -> bool:
        """Whether the window is so small that it shows one panel at a time."""
        size = self.screen.size
        return size.width < UNFOLDED.width or size.height < UNFOLDED.height

    @property
    def shown_views(self) -> tuple[str, ...]:
        """The views that it shows."""
        return self._shown

    def sees(self, *views: str) -> bool:
        """Whether one of these views can be seen."""
        return not self.seen.keys().isdisjoint(views)

    def panel_at(self, x: int, y: int) -> str:
        """The id of the panel that is there on the screen; "": none."""
        panels = (id for id, panel in self._panels.items() if panel.display)
        return next((id for id in panels if self._panels[id].region.contains(x, y)), "")

    @property
    def start_of_pointing(self) -> Offset:
        """Where the descent stands in the hero, or else the hero's upper left corner."""
        panel = self._panels.get(self.present)
        if panel is None:
            return self.region.offset
        region = panel.content_region
        for y in range(region.height):
            x = panel.render_line(y).text.find("●")
            if x >= 0:
                return region.offset + Offset(x, y)
        return region.offset

    def panels(self) -> list[Panel[Frame]]:
        """Those with something to show: a view's picture comes once it is watched."""
        views = (view for view in self._shown if view in self.seen or view == "loss")
        ids = dict.fromkeys((*NUMBERS, RACE, *views))
        return [self._panels[id] for id in ids if id in self._panels and self._panels[id].display]

    def choose(self, wished: Iterable[str], avoided: str) -> None:
        """Begin with the last of these views that there is, but not with one that has failed."""
        self.avoided = avoided
        self.view = self._usual
        for view in wished:
            if view in self._to_see and view != avoided:
                self.view = view
        if self.view == avoided:
            self.view = next(view for view in self._to_see if view != avoided)

    def turn(self, by: int = 1) -> None:
        """Show the next view, in a small window the next panel."""
        tabs = self._tabs
        self.pick(tabs[(tabs.index(self.present) + by) % len(tabs)])

    def pick(self, tab: str) -> None:
        """Show this view, in a small window this panel."""
        if self.folded:
            self.page = tab
        if tab in self._views:
            self.view = tab
        if self.view == self.avoided:
            self.avoided = ""

    @property
    def _usual(self) -> str:
        """The hero of a problem, unless another was chosen."""
        hero = hero_of(self._session.has_network, self._session.parameter_count)
        return hero if hero in self._to_see else self._to_see[0]

    @property
    def _to_see(self) -> tuple[str, ...]:
        """The views that there are here; a lesson may go without some."""
        hidden = getattr(self, "hidden", frozenset[str]())
        return tuple(view for view in self._views if view not in hidden)

    @property
    def _tabs(self) -> tuple[str, ...]:
        """What the tabs lead to: the views, in a small window all panels."""
        numbers = (panel for panel in NUMBERS if panel not in self.hidden)
        race = (RACE,) if self._session.number else ()
        before = (*self._pages_before, *numbers, *race) if self.folded else ()
        return (*before, *self._to_see)

    @property
    def present(self) -> str:
        """What is looked at: the hero, in a small window the one panel that is seen."""
        return self.page if self.folded else self.view

    def follow_problem(self) -> None:
        """Show the views that there are for the session's problem, which may be another one."""
        self._views = self._session.views
        if self.view not in self._to_see:
            self.view = self._usual
        if self.folded and self.page not in self._tabs:
            self.page = self._tabs[0]
        self.lay_out()

    def hide(self, hidden: frozenset[str]) -> None:
        """Go without these panels, and without these columns of the parameters."""
        self.hidden = hidden
        self._parameters.hidden = hidden & {*COLUMNS}
        self.loss.foretells = "gauge" not in hidden

    def plan(self, room: Size) -> Mapping[str, Region]:
        """The places of the panels in a room of this size."""
        if self.folded:
            return {self.page: room.region}
        if self.whole:
            return places(room, self.view, self._race, ())
        numbers, views = self._numbers_in(room), self._views_in(room)
        labels = wanted_width(self._session.short)
        return places(room, self.view, numbers, views, labels)

    def _numbers_in(self, room: Size) -> list[Part]:
        count = self._session.parameter_count
        table = wanted_height(count)
        wanted = table if room.width >= ON_BOTH_SIDES else min(table, self._most_of_table(room))
        rows = NETWORK_ROWS if self._session.has_network else SURFACE_ROWS
        least = min(table, max(4, room.height // (2 if self.view == "loss" else 3)))
        parts = [
            Part(PARAMETERS, least, max(least, wanted), table),
            Part(ARITHMETIC, min(rows, LEAST_ROWS), rows, rows, rank=1),
        ]
        parts += self._race
        if room.width >= ON_BOTH_SIDES and self.view != WORKING and self.avoided != WORKING:
            parts.append(Part(WORKING, 12, 16, 60, rank=2))
        return [part for part in parts if part.id not in self.hidden]

    @property
    def _race(self) -> list[Part]:
        """The table of a race, where there is one."""
        rows = self._session.runners + FRAME
        return [Part(RACE, rows, rows, rows)] if self._session.number else []

    @staticmethod
    def _most_of_table(room: Size) -> int:
        return round(MOST_OF_TABLE * room.height)

    def _views_in(self, room: Size) -> list[Part]:
        """The views beside the hero: the curve of the loss first."""
        absent = {self.view, self.avoided, WORKING} | DEEPER
        others = [view for view in self._to_see if view not in absent]
        return [
            Part(view, 6, 9, 16) if view == "loss" else Part(view, 9, 12, 22, rank=2)
            for view in others
        ]

    def follow_race(self) -> None:
        """Have room for a race that has just begun, or none any more."""
        if self._runners != self._session.runners:
            self.lay_out()

    def lay_out(self) -> None:
        """Put the panels that there is room for in their places, once the room is known."""
        self._runners = self._session.runners
        if self.folded and self.page not in self._tabs:
            self.page = self._tabs[0]
        if self.make_room is not None:
            self.make_room()
        self.screen.set_class(self.whole and not self.folded, "-whole")
        self.call_after_refresh(self._arrange)

    async def _arrange(self) -> None:
        if not self.is_attached:
            return
        plan = self.plan(self.size)
        await self._mount_views(view for view in (*IDS, RACE) if view in plan)
        if not self.is_attached:
            return
        names = tuple(NAMES.get(tab) or _title(tab) for tab in self._tabs)
        for id, panel in self._panels.items():
            panel.display = id in plan
            if id == self.present and id in plan and len(names) > 1:
                hint = self.hint_whole if self.whole and not self.folded else self.hint
                panel.lead(names, self._tabs.index(id), hint, plan[id].width - FRAME)
            else:
                panel.lead()
        self._shown = tuple(view for view in IDS if view in plan)
        for panel in self._panels.values():  # what a container has arranged is kept until then
            panel.refresh(layout=True)
        self.call_after_refresh(self._watch)

    async def _mount_views(self, views: Iterable[str]) -> None:
        """Mount the views that are seen for the first time."""
        new = [view for view in views if view not in self._panels]
        for view in new:
            self._panels[view] = panel_of(view)
        if new:
            await self.mount_all(self._panels[view] for view in new)

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

    def on_panel_tab_picked(self, message: Panel.TabPicked) -> None:
        self.pick(self._tabs[message.tab])
        self.post_message(self.Chosen())

    def on_panel_title_clicked(self, message: Panel.TitleClicked) -> None:
        view = WORKING if message.panel == ARITHMETIC else message.panel
        if view in self._to_see:
            self.pick(view)
            self.post_message(self.Chosen())


class _Planned(Layout):
    """Puts each panel where the plan has it for the room that there is."""

    name = "planned"

    def __init__(self, plan: Callable[[Size], Mapping[str, Region]]) -> None:
        self._plan = plan

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        found = self._plan(size)
        return [
            WidgetPlacement(found[child.id], Offset(), NULL_SPACING, child)
            for child in children
            if child.id is not None and child.id in found
        ]


def _title(view: str) -> str:
    return BY_ID[view].title if view in BY_ID else view


def panel_of(view: str) -> Panel[Frame]:
    """The panel of a view, to be mounted."""
    if view == RACE:
        from tui_descent.ui.widgets.race import RaceTable

        return _framed(RaceTable(id=RACE, title=RACE))
    record = BY_ID[view]
    panel: Panel[Frame] = class_of("ui.widgets", record.panel)(id=view, title=record.title)
    return _framed(panel)


def _framed(panel: Panel[Frame]) -> Panel[Frame]:
    panel.add_class("framed")
    return panel
