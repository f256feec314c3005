"""The optimizers to choose from: each with its formula, its settings and its limit here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import zip_longest
from textwrap import wrap
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.types import CSSPathType
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tui_descent.analysis.limits import Limit
from tui_descent.engine.hyperparameters import equations_of, settings, symbols, with_setting
from tui_descent.engine.optimizers import OPTIMIZERS, Optimizer
from tui_descent.readable import plain
from tui_descent.session.elsewhere import is_quick, limit_with
from tui_descent.session.previews import frame_if
from tui_descent.session.session import Session
from tui_descent.ui.screens.listed import MOVING_KEYS, moved
from tui_descent.ui.screens.popup import Popup
from tui_descent.ui.widgets.entry import Entry
from tui_descent.ui.widgets.lines import FooterText
from tui_descent.ui.widgets.panel import Panel, Piece, Row

LIST_KEYS = (("→", "settings"), ("↑↓", "choose"), ("enter", "take it"), ("o", "back"))
SETTING_KEYS = (("type", "a number"), ("←→", "other"), ("enter", "take it"), ("o", "back"))
TYPING_KEYS = (("enter", "set it"), ("escape", "leave it"))
SYMBOLS_LINE = "g gradient · η learning rate · θ parameters · t passes"
HALF = 15  # cells for the first of two settings in a row
TALL = 14  # rows from which on there is room between the parts


class OptimizerChoice(Struct, frozen=True):
    """The optimizers with their settings as they were typed, and where the cursor is.

    used       the one that the descent uses now
    setting    the place of the selected setting; None: the cursor is in the list
    entry      what is being typed for that setting
    limits     of those optimizers that it was computed for; None: nothing curves up
    notice     what was wrong with what was typed
    """

    optimizers: tuple[Optimizer, ...]
    used: Optimizer
    learning_rate: float
    limits: Mapping[Optimizer, Limit | None]
    cursor: int
    setting: int | None = None
    entry: Entry | None = None
    notice: str = ""

    @property
    def chosen(self) -> Optimizer:
        """The optimizer under the cursor."""
        return self.optimizers[self.cursor]

    @property
    def name(self) -> str:
        """The name of the selected setting; there must be one."""
        assert self.setting is not None
        return list(settings(self.chosen))[self.setting]

    def with_cursor(self, offset: int) -> OptimizerChoice:
        """The optimizer this many places further down the list, or the last one."""
        cursor = moved(self.cursor, offset, len(self.optimizers))
        return replace(self, cursor=cursor, setting=None, entry=None, notice="")

    def with_place(self, offset: int) -> OptimizerChoice:
        """Another setting; before the first one and past the last one comes the list."""
        places = len(settings(self.chosen)) + 1
        place = (0 if self.setting is None else self.setting + 1) + offset
        setting = place % places - 1
        notice = "" if places > 1 else f"{self.chosen.name} has no settings"
        return replace(self, setting=None if setting < 0 else setting, entry=None, notice=notice)

    def with_entry(self, entry: Entry | None) -> OptimizerChoice:
        """Something else is typed."""
        return replace(self, entry=entry, notice="")

    def with_limit(self, optimizer: Optimizer, limit: Limit | None) -> OptimizerChoice:
        """The limit of one of them is known."""
        return replace(self, limits={**self.limits, optimizer: limit})

    def accepted(self) -> OptimizerChoice:
        """With what was typed as the setting's value, or a notice of what is wrong with it."""
        if self.entry is None:
            return self
        try:
            value = self.entry.value()
        except ValueError:
            wrong = f"{self.entry.text[:12]!r}: not a number; try 0.5"
            return replace(self, notice=wrong)
        if value is None:
            return self.with_entry(None)
        try:
            changed = with_setting(self.chosen, self.name, value)
        except ValueError as error:
            return replace(self, notice=str(error))
        optimizers = (
            *self.optimizers[: self.cursor],
            changed,
            *self.optimizers[self.cursor + 1 :],
        )
        return replace(self, optimizers=optimizers, entry=None, notice="")


class ChooserScreen(Popup[Optimizer | None]):
    """Arrows choose, typing changes a setting, enter takes it; the result is what was taken."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["popup.tcss", "chooser.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVING_KEYS,
        Binding("right,tab", "place(1)", "the next setting", show=False),
        Binding("left,shift+tab", "place(-1)", "the setting before", show=False),
        Binding("enter", "take", "take this one", show=False),
        Binding("escape,o", "leave", "go back without a change", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._list = OptimizerList(id="optimizers")
        self._details = OptimizerDetails(id="details")
        self._session = session
        state = session.state
        used = state.optimizer
        known = tuple(used if name == used.name else make() for name, make in OPTIMIZERS.items())
        self._choice = OptimizerChoice(known, used, state.learning_rate, {}, known.index(used))

    def panels(self) -> Iterable[Widget]:
        return self._list, self._details

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#popup").border_title = "optimizers"
        self._show(self._choice)

    def on_resize(self) -> None:
        self.call_after_refresh(self._look)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.SUCCESS and event.worker.result is not None:
            optimizer, limit = event.worker.result
            self._show(self._choice.with_limit(optimizer, limit))

    def _limited(self, choice: OptimizerChoice) -> OptimizerChoice:
        """With the limit of the one under the cursor, at once or by a worker."""
        optimizer = choice.chosen
        if optimizer in choice.limits:
            return choice
        if is_quick(self._session):
            return choice.with_limit(optimizer, limit_with(self._session, optimizer))
        find = partial(_find_limit, self._session, optimizer)
        self.run_worker(find, thread=True, exclusive=True)
        return choice

    def read_key(self, event: events.Key) -> bool:
        """Where a setting is selected a number may be typed; letters only once it is begun."""
        choice, char = self._choice, event.character
        entry = choice.entry
        if event.is_printable and char and (entry or char in "0123456789.,-−"):
            if choice.setting is None:
                self._show(replace(choice, notice="→ goes to a setting, where numbers belong"))
                return True
            begun = entry or Entry(choice.name, "")
            self._show(choice.with_entry(begun.typed(char)))
        elif entry and event.key == "backspace":
            self._show(choice.with_entry(entry.erased()))
        elif entry and event.key == "enter":
            self._show(choice.accepted())
        elif entry and event.key == "escape":
            self._show(choice.with_entry(None))
        else:
            return False
        return True

    def on_paste(self, event: events.Paste) -> None:
        if self._choice.entry is not None:
            text = "".join(char for char in event.text if char.isprintable())
            self._show(self._choice.with_entry(self._choice.entry.typed(text.strip())))

    def on_panel_row_picked(self, message: Panel.RowPicked) -> None:
        """The first click chooses, one on what is chosen takes it."""
        if message.row == self._choice.cursor:
            self.action_take()
        elif message.row < len(self._choice.optimizers):
            self.action_move(message.row - self._choice.cursor)

    def action_move(self, offset: int) -> None:
        self._go_on(lambda choice: choice.with_cursor(offset))

    def action_place(self, offset: int) -> None:
        self._go_on(lambda choice: choice.with_place(offset))

    def action_take(self) -> None:
        self.dismiss(self._choice.chosen)

    def action_leave(self) -> None:
        self.dismiss(None)

    def _go_on(self, move: Callable[[OptimizerChoice], OptimizerChoice]) -> None:
        """Move on, unless what was typed is refused."""
        choice = self._choice.accepted()
        self._show(choice if choice.entry else move(choice))

    def _show(self, choice: OptimizerChoice) -> None:
        choice = self._choice = self._limited(choice)
        self._list.show(choice)
        self._details.show(choice)
        keys = LIST_KEYS if choice.setting is None else SETTING_KEYS
        self.footer.show(FooterText(TYPING_KEYS if choice.entry else keys))
        self._look()

    def _look(self) -> None:
        """Have the picture behind show the next pass with what the cursor is on."""
        if self.is_over:
            self.preview(frame_if(self._session, optimizer=self._choice.chosen))


class OptimizerList(Panel[OptimizerChoice]):
    """One row for each; a dot marks the one that is in use."""

    is_list = True

    def draw(self, choice: OptimizerChoice, size: Size) -> list[Row]:
        rows: list[Row] = []
        for place, optimizer in enumerate(choice.optimizers):
            here = place == choice.cursor
            used = optimizer.name == choice.used.name
            mark = "▸" if here else " "
            dot = "•" if used else " "
            name = f"{optimizer.name:<9}"
            style = "cursor" if here and choice.setting is None else "strong" if here else "plain"
            rows.append([(f"{mark}{dot}", "accent"), (name, style), (" in use" * used, "dim")])
        return rows


class OptimizerDetails(Panel[OptimizerChoice]):
    """The formula of the one under the cursor, its settings, and its limit."""

    def draw(self, choice: OptimizerChoice, size: Size) -> list[Row]:
        tall = size.height >= TALL
        room = size.width - 2
        lines = equations_of(choice.chosen)
        formula: list[Row] = [[(f"{'   ' if tall else ' '}{line}", "accent")] for line in lines]
        said = wrap(choice.notice or _limit(choice), room)
        rows = _settings(choice)
        if len(lines) + len(rows) + len(said) > size.height and choice.setting is None:
            rows = _side_by_side(choice)
        style = "alarm" if choice.notice else "plain"
        below = [*rows, *_gap(tall), *([(f" {line}", style)] for line in said)]
        if not tall:
            return [*formula[: max(0, size.height - len(below))], *below]
        return [
            [(f" {choice.chosen.name}", "strong")],
            *([(f" {line}", "plain")] for line in wrap(choice.chosen.gist, room)),
            [],
            *formula,
            [],
            *([(f" {line}", "dim")] for line in wrap(SYMBOLS_LINE, room)),
            [],
            *below,
        ]


def _gap(tall: bool) -> list[Row]:
    return [[]] if tall else []


def _side_by_side(choice: OptimizerChoice) -> list[Row]:
    """The settings by their letters, two in a row."""
    letters = symbols(choice.chosen)
    told = [f"{letters[name]} = {plain(value)}" for name, value in settings(choice.chosen).items()]
    pairs = zip_longest(told[::2], told[1::2], fillvalue="")
    return [[(f" {one:<{HALF}}{other}", "plain")] for one, other in pairs]


def _settings(choice: OptimizerChoice) -> list[Row]:
    rows: list[Row] = []
    letters = symbols(choice.chosen)
    for place, (name, value) in enumerate(settings(choice.chosen).items()):
        here = place == choice.setting
        row: list[Piece] = [
            ("▸" if here else " ", "accent"),
            (f"{name:<13}{letters[name]:<3}= ", "strong" if here else "plain"),
        ]
        if here and choice.entry:
            row += [(choice.entry.text, "strong"), (" ", "cursor")]
        else:
            row.append((plain(value), "cursor" if here else "plain"))
        rows.append(row)
    return rows


def _find_limit(session: Session, optimizer: Optimizer) -> tuple[Optimizer, Limit | None]:
    return optimizer, limit_with(session, optimizer)


def _limit(choice: OptimizerChoice) -> str:
    if choice.chosen not in choice.limits:
        return "its limit is being computed"
    limit = choice.limits[choice.chosen]
    if limit is None:
        return "no limit here: in no direction does the loss curve up"
    return f"limit {limit.rate:.3g} here; lr is {plain(choice.learning_rate)}"
