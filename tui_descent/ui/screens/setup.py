"""The problem set up anew: layers, data, loss, penalty, schedule, initial weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar, cast

from msgspec import Struct
from msgspec.structs import replace
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.types import CSSPathType
from textual.widget import Widget

from tui_descent.data.formulas import LONGEST
from tui_descent.engine.schedules import SCHEDULES
from tui_descent.presets import Preset, PresetError
from tui_descent.presets.change import Change, changed
from tui_descent.presets.chosen import changes
from tui_descent.presets.loading import LESSONS
from tui_descent.presets.setup import GIVEN, Setting, Setup, setup_of, with_setting
from tui_descent.presets.variation import vary
from tui_descent.session.another import start_of
from tui_descent.session.previews import frame_of
from tui_descent.session.session import Session
from tui_descent.ui.screens.listed import MOVING_KEYS, moved
from tui_descent.ui.screens.popup import Popup
from tui_descent.ui.widgets.entry import USUAL, Entry
from tui_descent.ui.widgets.lines import FooterText, shortened
from tui_descent.ui.widgets.panel import Panel, Piece, Row
from tui_descent.views.view import views_of

if TYPE_CHECKING:
    from tui_descent.ui.program import Program

KEYS = (("←→", "change"), ("↑↓", "choose"), ("enter", "take it"), ("a", "back"))
AROUND = 12  # rows of the window that the list has not: the lines around, frame, explanation
MARKS = 4  # cells for the arrows beside a value
MOST_PREVIEWED = 3000  # parameters, up to which a change can be looked at while it is chosen
OWN_KEYS = (*KEYS[:-1], ("f", "columns"), KEYS[-1])
WORDED_KEYS = (("type", "a formula"), ("←→", "others"), ("enter", "take it"), ("escape", "back"))
TYPING_KEYS = (("enter", "set it"), ("escape", "leave it"))
NOT_TYPED = "no number is typed here: escape drops it, then ← → choose"
EXPLAINED = {
    "layers": "Layers between inputs and output. 0 to 6. Weights that still fit stay.",
    "units": "How many units this layer has. You can type a number.",
    "activation": "The function that a unit applies to its sum; without a bend, all is a straight "
    "line.",
    "formula": "The height over x, or x and y. Type one: + - * / **, sin cos tan exp log sqrt "
    "abs tanh, pi, e.",
    "loss": "How all errors become one number; the output's activation changes with it.",
    "data": "The points to learn from: made by a rule, or those of the problem.",
    "samples": "How many points are made. You can type a number.",
    "noise": "How far the points are moved at random. You can type a number.",
    "data_seed": "Another number draws other points.",
    "held_out": "Points kept away from training, to test what has been learned.",
    "features": "What the network sees: the inputs, or squares, products and waves of them.",
    "l2": "Adds l2/2 · Σw² to the loss: large weights cost, and shrink.",
    "l1": "Adds l1 · Σ|w| to the loss: weights that help little go to 0.",
    "clip_norm": "A longer gradient is shortened to this length before the step.",
    "schedule": "The learning rate changes by this rule, from pass to pass.",
    "batch_size": "How many samples each pass uses. You can type a number.",
    "standardize": "Standardised: each input gets mean 0 and standard deviation 1.",
    "init": "The first weights: all alike, or drawn at random. Biases start at 0.",
    "scale": "The drawn weights are multiplied by this. You can type a number.",
}


class Chosen(Struct, frozen=True):
    """The rows as they were changed, and where the cursor is.

    entry   what is being typed
    notice  what does not fit
    """

    setup: Setup
    cursor: int = 0
    entry: Entry | None = None
    notice: str = ""

    @property
    def setting(self) -> Setting:
        """The row under the cursor."""
        return self.setup[self.cursor]

    def with_cursor(self, offset: int) -> Chosen:
        """The row this many places further down, or the last one."""
        cursor = moved(self.cursor, offset, len(self.setup))
        return replace(self, cursor=cursor, notice="")

    def with_value(self, setting: Setting) -> Chosen:
        """With this in the row under the cursor."""
        setup = with_setting(self.setup, self.cursor, setting)
        return replace(self, setup=setup, entry=None, notice="")

    def with_entry(self, entry: Entry | None) -> Chosen:
        """Something else is typed."""
        return replace(self, entry=entry, notice="")

    def accepted(self) -> Chosen:
        """With what was typed as the row's value, or a notice of what is wrong with it."""
        if self.entry is None:
            return self
        if self.setting.worded:
            return self._with_text(self.entry.text.strip())
        try:
            number = self.entry.value()
        except ValueError:
            return replace(self, notice=f"{self.entry.text[:12]!r} is not a number; try 5")
        if number is None:
            return self.with_entry(None)
        if not self.setting.typed:
            return replace(self, notice=f"{self.setting.label}: {NOT_TYPED}")
        try:
            return self.with_value(self.setting.with_number(number))
        except (ValueError, OverflowError) as error:
            return replace(self, notice=str(error))

    def _with_text(self, text: str) -> Chosen:
        try:
            return self.with_value(self.setting.with_text(text)) if text else self.with_entry(None)
        except ValueError as error:
            return replace(self, notice=str(error))


class SetupScreen(Popup[tuple[Change, ...] | None]):
    """Arrows choose, enter takes it all; the result is what was changed."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["popup.tcss", "setup.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVING_KEYS,
        Binding("right", "turn(1)", "the next value", show=False),
        Binding("left", "turn(-1)", "the value before", show=False),
        Binding("enter", "take", "take it", show=False),
        Binding("f", "columns", "the columns of your own file", show=False),
        Binding("escape,a", "leave", "go back without a change", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._list = SetupList(id="setup")
        self._explained = Explained(id="explained")
        self._session = session
        self._preset: Preset = session.preset
        own = session.heading.baselines is not None
        self._has_columns = own and session.preset.path.parent != LESSONS
        self._chosen = Chosen(setup_of(session.preset))

    def panels(self) -> Iterable[Widget]:
        return self._list, self._explained

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#popup").border_title = "build"
        self._show(self._chosen)

    def on_resize(self) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Have as many rows in sight as there is room for."""
        styles = self._list.styles
        if self.is_over:
            styles.height = min(len(self._chosen.setup), self.size.height - AROUND)
        else:
            styles.clear_rule("height")

    def read_key(self, event: events.Key) -> bool:
        """Where numbers belong they may be typed, and where a formula does, that."""
        chosen, char = self._chosen, event.character
        entry, worded = chosen.entry, chosen.setting.worded
        if event.is_printable and char and (entry or worded or char in "0123456789.,"):
            begun = entry or Entry(chosen.setting.label, "", room=LONGEST if worded else USUAL)
            typed = chosen.with_entry(begun.typed(char))
            self._show(typed if chosen.setting.typed or worded else typed.accepted())
        elif worded and not entry and event.key == "backspace":
            known = Entry(chosen.setting.label, str(chosen.setting.value), room=LONGEST)
            self._show(chosen.with_entry(known.erased()))
        elif entry and event.key == "backspace":
            self._show(chosen.with_entry(entry.erased()))
        elif entry and event.key == "enter":
            self._show(chosen.accepted())
        elif entry and event.key == "escape":
            self._show(chosen.with_entry(None))
        else:
            return False
        return True

    def on_panel_row_picked(self, message: Panel.RowPicked) -> None:
        """The first click chooses a row, one on the chosen row turns its value."""
        place = self._list.first_row(self._chosen) + message.row
        if place == self._chosen.cursor:
            self.action_turn(1)
        elif place < len(self._chosen.setup):
            self.action_move(place - self._chosen.cursor)

    def action_move(self, offset: int) -> None:
        self._go_on(lambda chosen: chosen.with_cursor(offset))

    def action_turn(self, offset: int) -> None:
        self._go_on(lambda chosen: chosen.with_value(chosen.setting.turned(offset)))

    def action_take(self) -> None:
        wanted = changes(self._chosen.setup)
        scale = next((row for row in self._chosen.setup if row.option == "scale"), None)
        given = any(row.option == "init" and row.value == GIVEN for row in self._chosen.setup)
        if given and scale is not None and scale.value != scale.now:
            notice = "choose how the weights are drawn; those that are given have no factor"
            self._show(replace(self._chosen, notice=notice))
            return
        try:
            changed(self._preset, wanted)
        except PresetError as error:
            said = str(error).partition(": ")[2]
            self._show(replace(self._chosen, notice=_in_rows(said, self._chosen.setup)))
        else:
            self.dismiss(wanted)

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_columns(self) -> None:
        """Choose target and inputs again, where they are columns of one's own file."""
        if self._has_columns and changes(self._chosen.setup):
            notice = "what is marked • is not taken yet: enter takes it, escape drops it"
            self._show(replace(self._chosen, notice=notice))
        elif self._has_columns:
            app, preset = cast("Program", self.app), self._preset
            self.dismiss(None)
            app.open_own_file(preset)

    def _go_on(self, move: Callable[[Chosen], Chosen]) -> None:
        """Move on, unless what was typed is refused."""
        chosen = self._chosen.accepted()
        self._show(chosen if chosen.entry else move(chosen))

    def _show(self, chosen: Chosen) -> None:
        self._chosen = chosen
        where = f"row {chosen.cursor + 1} of {len(chosen.setup)}"
        self.query_one("#popup").border_subtitle = where
        self._list.show(chosen)
        self._explained.show(chosen)
        usual = OWN_KEYS if self._has_columns else KEYS
        keys = WORDED_KEYS if chosen.setting.worded else usual
        self.footer.show(FooterText(TYPING_KEYS if chosen.entry else keys))
        self._fit()
        self._look()

    def _look(self) -> None:
        """Have the picture behind show the problem as it was changed, before its first pass."""
        if not self.is_over or self._session.parameter_count > MOST_PREVIEWED:
            return
        wanted = changes(self._chosen.setup)
        preset, start = self._preset, self._session.walk.start
        try:
            for change in wanted:
                before, preset = preset, vary(preset, **change.as_options())
                anew = change.option == "init"
                start = start_of(before, start, preset, self._session.seed, anew)
        except PresetError:
            return  # what does not fit is told when it is to be taken
        seen = {*self._session.cameras.watched} & {*self._session.views}
        there = bool(wanted) and seen <= {*views_of(preset)}  # over one weight there is no map
        self.preview(frame_of(self._session, preset, start) if there else None)


def _in_rows(said: str, setup: Setup) -> str:
    """What is wrong with a key of the preset's file, by the name of its row."""
    key, colon, what = said.partition(": ")
    option = key.rpartition(".")[2]
    label = next((row.label for row in setup if row.option == option), "")
    return f"{label}{colon}{what}" if label else said


class SetupList(Panel[Chosen]):
    """One row for each; a dot marks what will be otherwise than it is."""

    is_list = True

    def first_row(self, chosen: Chosen) -> int:
        """The place of the row that is seen at the top."""
        return min(max(0, chosen.cursor - self.size.height + 1), len(chosen.setup))

    def draw(self, chosen: Chosen, size: Size) -> list[Row]:
        first = self.first_row(chosen)
        rows: list[Row] = []
        for place, setting in enumerate(chosen.setup[first:], start=first):
            here = place == chosen.cursor
            row: list[Piece] = [
                ("▸" if here else " ", "accent"),
                ("•" if setting.value != setting.now else " ", "accent"),
                (f"{setting.label:<19}", "strong" if here else "plain"),
            ]
            room = max(1, size.width - sum(len(text) for text, _ in row) - MARKS)
            if here and chosen.entry:
                row += [(chosen.entry.text[-room:], "strong"), (" ", "cursor")]
            elif here:
                row += [("← ", "dim"), (shortened(setting.text, room), "cursor"), (" →", "dim")]
            else:
                row += [(f"  {shortened(setting.text, room)}", "plain")]
            rows.append(row)
        return rows


class Explained(Panel[Chosen]):
    """What the row under the cursor is, or what does not fit."""

    def draw(self, chosen: Chosen, size: Size) -> list[Row]:
        room = size.width - 2
        if chosen.notice:
            return [[(f" {line}", "alarm")] for line in wrap(chosen.notice, room)]
        text = _explained(chosen)
        rows: list[Row] = [[(f" {line}", "plain")] for line in wrap(text, room)]
        if changes(chosen.setup) and len(rows) < size.height:
            rows.append([(" enter starts again at pass 0 with it", "dim")])
        return rows


def _explained(chosen: Chosen) -> str:
    """What the row is; of a schedule and its numbers what the rule that is chosen does."""
    option = chosen.setting.option.partition(".")[0]
    rule = next(row.value for row in chosen.setup if row.option == "schedule")
    if option != "schedule" or rule not in SCHEDULES:
        return EXPLAINED[option]
    return f"{SCHEDULES[rule].gist}; after k passes {SCHEDULES[rule].formula}"
