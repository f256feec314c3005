"""The set-up of a race: who runs from here, each with its learning rate.

The best rate of each optimizer is looked for in a thread, so that keys are heard meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar, Literal

from msgspec import Struct
from msgspec.structs import replace
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.types import CSSPathType
from textual.widget import Widget
from textual.worker import get_current_worker

from tui_descent.readable import plain
from tui_descent.session import race
from tui_descent.session.elsewhere import is_quick
from tui_descent.session.previews import frame_of_race
from tui_descent.session.race import LineUp
from tui_descent.session.session import Session
from tui_descent.ui.playing import giving_way
from tui_descent.ui.screens.listed import MOVING_KEYS, moved
from tui_descent.ui.screens.popup import Popup
from tui_descent.ui.widgets.lines import FooterText
from tui_descent.ui.widgets.panel import Panel, Piece, Row

KEYS = (("↑↓", "choose"), ("enter", "take it"), ("O", "back"))
PROGRESS = 0.2  # seconds between two reports of the thread
OFF: Literal["off"] = "off"
CHOICES = {  # and what each of them is
    "optimizers": "each at its best tried",
    "rates": "five around this one",
    OFF: "end the race",
}


class RaceChoice(Struct, frozen=True):
    """What there is to choose, and where the cursor is.

    choices   of CHOICES
    line_ups  those that are known already, by their names
    trouble   why there is none, by its name
    passes    that the search for the best rates makes at each; done: of these
    shows     whether the picture behind shows where a line-up leads
    wanted    whether the race is to begin as soon as its rates are known
    """

    choices: tuple[str, ...]
    line_ups: Mapping[str, LineUp]
    trouble: Mapping[str, str]
    passes: int
    shows: bool
    done: int = 0
    cursor: int = 0
    wanted: bool = False

    @property
    def chosen(self) -> str:
        """The choice under the cursor."""
        return self.choices[self.cursor]


class RaceScreen(Popup[LineUp | Literal["off"] | None]):
    """Arrows choose a line-up, enter starts it; the result is what was taken."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["popup.tcss", "race.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVING_KEYS,
        Binding("enter", "take", "take this one", show=False),
        Binding("escape,O,q", "leave", "go back without a change", show=False),
    ]

    @dataclass
    class Progress(Message):
        """So many passes of the search are made."""

        done: int

        def can_replace(self, message: Message) -> bool:
            """A newer report makes an older one needless."""
            return isinstance(message, RaceScreen.Progress)

    @dataclass
    class Found(Message):
        """The best rates are known."""

        line_up: LineUp

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._list = RaceList(id="choices")
        self._details = RaceDetails(id="details")
        line_ups: dict[str, LineUp] = {}
        trouble: dict[str, str] = {}
        try:
            line_ups["rates"] = race.rates(session)
        except ValueError as error:
            trouble["rates"] = str(error)
        beginnings = () if session.ended else ("optimizers", "rates")
        choices = (*beginnings, OFF) if session.number else beginnings
        passes = race.passes_of_search(session)
        self._choice = RaceChoice(choices, line_ups, trouble, passes, is_quick(session))

    @property
    def searching(self) -> bool:
        """Whether the best rates are still being looked for."""
        choice = self._choice
        return "optimizers" in choice.choices and "optimizers" not in choice.line_ups

    def panels(self) -> Iterable[Widget]:
        return self._list, self._details

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#popup").border_title = "race from here"
        self.footer.show(FooterText(KEYS))
        self._show(self._choice)
        if "optimizers" in self._choice.choices:
            self.run_worker(self._search, thread=True, exclusive=True)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_again)

    def _show_again(self) -> None:
        """Show the same in another size, unless it was closed meanwhile."""
        if self.query("#popup"):
            self._show(self._choice)

    def on_panel_row_picked(self, message: Panel.RowPicked) -> None:
        """The first click chooses, one on what is chosen takes it."""
        if message.row == self._choice.cursor:
            self.action_take()
        elif message.row < len(self._choice.choices):
            self._show(replace(self._choice, cursor=message.row))

    def action_move(self, offset: int) -> None:
        cursor = moved(self._choice.cursor, offset, len(self._choice.choices))
        self._show(replace(self._choice, cursor=cursor, wanted=False))

    def action_take(self) -> None:
        """Take what the cursor is on, once its rates are known."""
        choice = self._choice
        if choice.chosen == OFF:
            self.dismiss(OFF)
        elif choice.chosen in choice.line_ups:
            self.dismiss(choice.line_ups[choice.chosen])
        elif choice.chosen not in choice.trouble:
            self._show(replace(choice, wanted=True))

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_race_screen_progress(self, message: Progress) -> None:
        if "optimizers" not in self._choice.line_ups:
            self._show(replace(self._choice, done=message.done))

    def on_race_screen_found(self, message: Found) -> None:
        choice = self._choice
        if choice.wanted and choice.chosen == "optimizers":
            self.dismiss(message.line_up)
            return
        line_ups = {**choice.line_ups, "optimizers": message.line_up}
        self._show(replace(choice, line_ups=line_ups))

    def _search(self) -> None:
        """In the thread: make the passes, and say now and then how many were made."""
        worker = get_current_worker()
        told, rests = monotonic(), giving_way(lambda: not worker.is_cancelled)

        def goes_on(done: int) -> bool:
            nonlocal told
            if monotonic() - told >= PROGRESS:
                told = monotonic()
                self.post_message(self.Progress(done))
            return rests()

        line_up = race.optimizers(self._session, goes_on)
        if line_up is not None and not worker.is_cancelled:
            self.post_message(self.Found(line_up))

    def _show(self, choice: RaceChoice) -> None:
        self._choice = choice
        self._list.show(choice)
        self._details.show(choice)
        if self.is_over:
            line_up = choice.line_ups.get(choice.chosen)
            self.preview(None if line_up is None else frame_of_race(self._session, line_up))


class RaceList(Panel[RaceChoice]):
    """The line-ups, and what each of them is."""

    is_list = True

    def draw(self, choice: RaceChoice, size: Size) -> list[Row]:
        return [
            [
                ("▸" if place == choice.cursor else " ", "accent"),
                (f"{name:<10}", "cursor" if place == choice.cursor else "strong"),
                (f" {CHOICES[name]}", "dim"),
            ]
            for place, name in enumerate(choice.choices)
        ]


class RaceDetails(Panel[RaceChoice]):
    """Who would run, each with its number and rate."""

    def draw(self, choice: RaceChoice, size: Size) -> list[Row]:
        name = choice.chosen
        line_up = choice.line_ups.get(name)
        if name == OFF:
            return [[(" the run that you look at goes on alone", "dim")]]
        if name in choice.trouble:
            return [[(f" {choice.trouble[name]}", "dim")]]
        if line_up is None:
            return [
                [(" the best rates are being searched for:", "plain")],
                [(f" {choice.done} of {choice.passes} passes at each rate", "dim")],
                [(" the race begins once they are known" if choice.wanted else "", "plain")],
            ]
        rows: list[Row] = [
            _entry(number, line_up, size.width) for number in range(1, len(line_up.entries) + 1)
        ]
        rows += [[], [(f" {_where_from(line_up)}", "dim")]]
        if choice.shows:
            rows.append([(f" behind: where {race.AHEAD} passes lead", "dim")])
        return rows


def _entry(number: int, line_up: LineUp, width: int) -> Row:
    """One who would run."""
    entry, own = line_up.entries[number - 1], number - 1 == line_up.own
    row: list[Piece] = [
        (" ", "plain"),
        (str(number), f"badge {number}"),
        (f" {entry.optimizer.name:<9}", "strong" if own else "plain"),
        (f"lr {plain(entry.learning_rate, 4):<8}", "plain"),
    ]
    return [*row, ("this run", "accent")] if own else row


def _where_from(line_up: LineUp) -> str:
    """What the rates are."""
    if line_up.name == "rates":
        return "lr times 1/4, 1/2, 1, 2 and 4"
    if not line_up.passes:
        return "no floor: all at the present rate"
    return f"lowest after {line_up.passes} passes from here"
