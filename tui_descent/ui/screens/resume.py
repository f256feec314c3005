"""The saved sessions to go on with: what is shown first where there are any."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar, cast

from msgspec import Struct
from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size

from tui_descent.presets import PresetError
from tui_descent.saved.error import SavedError
from tui_descent.saved.sessions import Saved
from tui_descent.ui.screens.keyed import SMALLEST, KeyedScreen
from tui_descent.ui.screens.listed import MOVING_KEYS, moved
from tui_descent.ui.widgets.lines import Footer, FooterText, shortened
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from tui_descent.ui.program import Program

KEYS = (("enter", "go on"), ("↑↓", "choose"), ("n", "lessons and problems"), ("q", "quit"))
WIDE = 70  # columns from which on there is room for whole names
WITH_YEAR = 90  # columns from which on a date has room for its year
SOME_TITLE = 12  # cells from which on a title says something


class Offers(Struct, frozen=True):
    """The saved sessions, the one that the cursor is on, and why it could not be opened."""

    sessions: tuple[Saved, ...]
    cursor: int = 0
    notice: str = ""


class ResumeScreen(KeyedScreen[None]):
    """Enter goes on with a session, n leads to all problems; what is not opened stays saved."""

    CSS_PATH = "resume.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVING_KEYS,
        Binding("enter,space", "open", "go on with the chosen session", show=False),
        Binding("n,h,escape", "home", "lessons and problems", show=False),
    ]

    def __init__(self, sessions: list[Saved]) -> None:
        super().__init__()
        self._too_small = TooSmall(id="too-small")
        self._list = SessionList(id="sessions", title="saved sessions")
        self._summary = SessionSummary(id="summary")
        self._footer = Footer(id="footer")
        self._offers = Offers(tuple(sessions))

    def compose(self) -> ComposeResult:
        yield self._too_small
        yield self._list.add_class("framed")
        yield self._summary.add_class("framed")
        yield self._footer

    def on_mount(self) -> None:
        self._too_small.show(SMALLEST)
        self._footer.show(FooterText(KEYS))
        self._show(self._offers)

    def wheel(self, direction: int, x: int, y: int) -> None:
        self.action_move(direction)

    def on_panel_row_picked(self, message: Panel.RowPicked) -> None:
        """The first click chooses, one on what is chosen opens it."""
        place = self._list.first_row(self._offers) + message.row
        if place == self._offers.cursor:
            self.action_open()
        elif place < len(self._offers.sessions):
            self.action_move(place - self._offers.cursor)

    def action_move(self, offset: int) -> None:
        now = self._offers
        cursor = moved(now.cursor, offset, len(now.sessions))
        self._show(Offers(now.sessions, cursor))

    def action_open(self) -> None:
        app = cast("Program", self.app)
        saved = self._offers.sessions[self._offers.cursor]
        try:
            app.resume(saved)
        except (SavedError, PresetError) as error:
            self._show(replace(self._offers, notice=str(error)))

    def action_home(self) -> None:
        cast("Program", self.app).action_home()

    def _show(self, offers: Offers) -> None:
        self._offers = offers
        self._list.show(offers)
        self._summary.show(offers)


class SessionList(Panel[Offers]):
    """Name, place, date and title of each, the list scrolling with the cursor."""

    is_list = True

    def first_row(self, offers: Offers) -> int:
        """The place of the session that is seen at the top."""
        height = self.size.height
        return min(max(0, offers.cursor - height // 2), max(0, len(offers.sessions) - height))

    def draw(self, offers: Offers, size: Size) -> list[Row]:
        height, width = size.height, size.width
        first = self.first_row(offers)
        name, passes = (20, 13) if width >= WIDE else (12, 10)
        date = "%Y-%m-%d %H:%M" if width >= WITH_YEAR else "%d %b %H:%M"
        rows: list[Row] = []
        for place, saved in enumerate(offers.sessions[first : first + height], first):
            here = place == offers.cursor
            style = "cursor" if here else "plain"
            columns = (
                (f"{shortened(saved.name, name):<{name}} ", style),
                (f"{f'pass {saved.header.passes}':<{passes}} ", style),
                (f"{saved.when:{date}}  ", style if here else "dim"),
            )
            room = width - 1 - sum(len(text) for text, _ in columns)
            title = shortened(saved.title, room) if room >= SOME_TITLE else ""
            rows.append([("▸" if here else " ", "accent"), *columns, (f"{title:<{width}}", style)])
        return rows


class SessionSummary(Panel[Offers]):
    """Where the learner stood, or what is wrong."""

    def draw(self, offers: Offers, size: Size) -> list[Row]:
        saved, width = offers.sessions[offers.cursor], size.width - 2
        if offers.notice:
            return [[(f" {line}", "alarm")] for line in wrap(offers.notice, width)]
        return [[(f" {line}", "plain")] for line in wrap(saved.summary, width)]
