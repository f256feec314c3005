"""The training screen: everything about one descent, and the keys that move it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.types import CSSPathType

from tui_descent.actions import CommandError, Key, named, parse, run
from tui_descent.actions.passes import DIVERGED
from tui_descent.actions.registry import keys as known_keys
from tui_descent.session.frame import Frame
from tui_descent.session.remedies import follow
from tui_descent.session.session import SPEEDS, Session
from tui_descent.session.snapshot import Appearance
from tui_descent.ui import dialogs, keys
from tui_descent.ui.background import Background
from tui_descent.ui.clock import Clock
from tui_descent.ui.playing import told
from tui_descent.ui.program import Program
from tui_descent.ui.prompt import Prompt, Take
from tui_descent.ui.screens.keyed import SMALLEST, KeyedScreen
from tui_descent.ui.widgets.gauge import GaugeBar
from tui_descent.ui.widgets.lines import Footer, FooterText, VerdictLine, clauses
from tui_descent.ui.widgets.loss import curves_of, has_logarithm
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.status import Status
from tui_descent.ui.widgets.too_small import TooSmall
from tui_descent.ui.workspace import HIDDEN, Workspace

if TYPE_CHECKING:
    from tui_descent.analysis.cure import Cure

PHASES = {  # and what each of them does
    "forward": "weighted sums z, activations a",
    "loss": "all errors become one number",
    "backward": "error signals δ, then gradients",
    "update": "every parameter took its step",
}
UNSEEN = "the landscape is not on the screen; {view} goes through the views"
NOWHERE = "landscape and slice are not on the screen; {view} goes there"
GOES_ON = "; {phase} goes on, {sample} next sample, {pass} finishes"


class TrainingScreen(KeyedScreen[None]):
    """One session. A key press becomes one call to it, then the panels show its frame.

    said   what stands in the footer at first
    pages  of a small window that come before the session's own
    """

    CSS_PATH: ClassVar[CSSPathType | None] = "training.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(known_keys("training"))]

    def __init__(self, session: Session, said: str = "", pages: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.session = session
        self.workspace = Workspace(session, pages)
        self.prompt = Prompt(self.show, lambda typing: self.set_class(typing, "-typing"))
        self.clock = Clock(self, session, self.show)
        self.background = Background(self, session, lambda: self.is_open)
        self._said = said
        self._notice = ""
        self._too_small = TooSmall(id="too-small")
        self._footer = Footer(id="footer")
        self._status = Status(id="status")
        self._gauge = GaugeBar(id="gauge")
        self._verdict = VerdictLine(id="verdict")

    def compose(self) -> ComposeResult:
        yield self._too_small
        yield self._status
        yield self.workspace
        yield self._gauge
        yield self._verdict
        yield self.prompt.line
        yield self._footer

    def on_mount(self) -> None:
        self.begin()
        self._too_small.show(SMALLEST)
        self.workspace.lay_out()
        self.show(self._said)

    def begin(self) -> None:
        """Begin with the view, the axis and the theme of the last time."""
        looked, desk = self.session.appearance, self.workspace
        desk.choose((self.program.remembered.view, looked.view), looked.failed)
        desk.loss.logarithmic = looked.log
        if desk.avoided and not self._said:
            self._said = f"closed, because it failed last time: {desk.avoided}; {{view}} opens it"
        self.program.use_theme(looked.theme)
        self._note_appearance()

    def _note_appearance(self) -> None:
        """Have the session remember how its screen looks, for the day when it is gone on with."""
        desk = self.workspace
        self.session.appearance = Appearance(
            desk.view, self.program.theme_name, desk.loss.logarithmic, desk.avoided
        )

    def hide(self, hidden: frozenset[str]) -> None:
        """Put a veil over these panels."""
        self.workspace.hide(hidden)
        for panel in (self._gauge, self._verdict):
            panel.veil = HIDDEN if panel.id in hidden else ""

    # what the keys do

    def action_do(self, line: str) -> None:
        """Do what a command says, and say what came of it where the panels do not show it."""
        session, problem = self.session, self.session.preset
        action, _ = parse(line)
        try:
            said = run(session, line, names=self.program.key_names)
        except CommandError as error:
            self.show(str(error))
            return
        if session.preset is not problem:
            self.workspace.follow_problem()
        if action.loses:
            self.show_undoable(said)
        else:
            self.show("" if action.seen else said)

    def action_step(self, passes: int) -> None:
        session = self.session
        if session.ended:
            self.show(DIVERGED)
            return
        rewound = session.state.passes < session.newest
        if self.clock.make(passes, self.key("play")):
            repeated = rewound and session.walk.changed_by_hand
            self.show("here you changed something by hand, and so it is again" if repeated else "")

    def action_epoch(self) -> None:
        self.action_step(self.session.walk.passes_left_in_epoch)

    def action_play(self) -> None:
        self.session.toggle_play()
        self.show(DIVERGED if self.session.ended else "")

    def action_speed(self, offset: int) -> None:
        session = self.session
        session.speed = min(max(session.speed + offset, 0), len(SPEEDS) - 1)
        self.show(told(SPEEDS[session.speed]))

    def action_sample(self) -> None:
        if not self.session.has_network:
            self.show("here is no sample to look at: the loss is a surface by itself")
            return
        self.session.sample += 1
        self.show()

    def action_cure(self) -> None:
        """Do what the verdict advises, as soon as it is known."""
        cure, problem = self._advice, self.session.preset
        if cure is None:
            self.show("there is no advice here")
            return
        follow(self.session, cure)
        if self.session.preset is not problem:
            self.workspace.follow_problem()
        self.show_undoable(f"done: {cure.action}")

    def action_undo(self) -> None:
        if self.session.undoing.last is None and self.program.former:
            self.program.reopen_former()
        else:
            self.action_do("undo")

    def action_type_rate(self) -> None:
        rate, take = self.session.state.learning_rate, self.session.set_learning_rate
        self.ask("learning rate", rate, take, "0.05 or 1/9")

    def action_type_value(self) -> None:
        session = self.session
        value = float(session.state.theta[session.selected])
        take = session.set_parameter
        self.ask(session.labels[session.selected], value, take, "0.05 or 1/9")

    def action_view(self) -> None:
        self.workspace.turn()
        self.program.remembered.view = self.workspace.view
        self._note_appearance()
        self._said = self._notice = ""  # it was about what the last key did
        self.workspace.lay_out()

    def action_log(self) -> None:
        """Loss axis and contours, as far as they are seen; the loss axis in any case otherwise."""
        desk, camera = self.workspace, self.session.cameras.landscape
        sees_map = self.session.cameras.sees("landscape")
        only_contours = sees_map and "loss" not in desk.shown_views
        logarithmic = not (camera.by_factors if only_contours else desk.loss.logarithmic)
        said = "logarithmic" if logarithmic else "linear"
        if sees_map:
            camera.logarithmic = logarithmic
            shown = self.session.frame().pictures["landscape"]
            if shown is not None and shown.logarithmic != logarithmic:
                self.show("contours go evenly here: heights below 0 have no logarithm")
                return
        if only_contours:
            self.show(f"{said} contours")
            return
        desk.loss.logarithmic = logarithmic
        self._note_appearance()
        if logarithmic and not has_logarithm(curves_of(self.session.frame())):
            self.show("the loss axis stays linear: a loss of 0 or less has no logarithm")
            return
        self.show(f"{said} loss axis{' and contours' * sees_map}")

    def action_zoom(self, direction: int) -> None:
        self.session.cameras.zoom(direction)
        self.show("" if self._sees_places else NOWHERE)

    def action_pan(self, right: int, up: int) -> None:
        self.session.cameras.landscape.pan(right, up)
        self.show("" if self.session.cameras.sees("landscape") else UNSEEN)

    def action_landscape(self, call: str) -> None:
        """Have the camera over the landscape look at it in another way, where that is seen."""
        seen = self.session.cameras.sees("landscape")
        self.show(getattr(self.session.cameras.landscape, call)() if seen else UNSEEN)

    def action_fog(self) -> None:
        self.session.fog = not self.session.fog
        said = "fog: only what the descent came near" if self.session.fog else "the fog lifts"
        self.show(said if self._sees_places else f"{said}; {NOWHERE}")

    @property
    def _sees_places(self) -> bool:
        """Whether a view is seen that shows the loss elsewhere, too."""
        return self.workspace.sees("landscape", "slice")

    def action_dialog(self, name: str) -> None:
        self.pause()
        getattr(dialogs, name)(self)

    def action_help(self) -> None:
        from tui_descent.ui.screens.help import HelpScreen

        self.open(HelpScreen(self.session.frame(), self.known_keys))

    def action_write(self) -> None:
        from tui_descent.ui.screens.write import WriteScreen

        self.pause()
        self.show()
        picture = self.app.export_screenshot(title=self.session.heading.title)
        self.open(WriteScreen(self.session, picture))

    def action_home(self) -> None:
        self.program.action_home()

    def wheel(self, direction: int, x: int, y: int) -> None:
        """Zoom where the loss is seen elsewhere, too; over the parameters choose another."""
        if self.prompt.is_open or self.clock.is_busy:
            return
        if self.workspace.are_numbers_at(x, y):
            self.action_do("select next" if direction > 0 else "select previous")
        elif self._sees_places:
            self.action_zoom(-direction)

    def read_key(self, event: events.Key) -> bool:
        """While a number is typed, every key belongs to it; while passes are made, it waits."""
        if self.clock.is_busy and event.key not in ("ctrl+c", "ctrl+l", *self.keys_of("quit")):
            if event.key in self.keys_of("play"):
                self.clock.stop()
            else:
                self.clock.keep(event)
            return True
        return self.prompt.read_key(event)

    def on_paste(self, event: events.Paste) -> None:
        self.prompt.paste(event.text)

    def ask(self, what: str, value: float | None, take: Take, remedy: str) -> None:
        """Put a line to type a number in the place of the verdict; None: it begins empty."""
        self.session.playing = False

        def taken(value: float) -> None:
            self.show(take(value) or "")

        self.prompt.ask(what, value, taken, remedy)

    def pause(self) -> None:
        """Play no more."""
        if self.session.playing:
            self.session.toggle_play()
            self.show()

    def open(self, dialog: Screen[Any], take: Callable[[Any], None] | None = None) -> None:
        """Put a dialog over this screen, and hand on what was chosen."""
        self.app.push_screen(dialog, take)

    # what there is to know of it

    @property
    def program(self) -> Program:
        """What this screen is part of."""
        return cast("Program", self.app)

    @property
    def is_open(self) -> bool:
        """Whether it is not being closed: what waited for a layout may come after that."""
        return self.is_attached and self in self.app.screen_stack

    @property
    def is_narrow(self) -> bool:
        """Whether there is little room for words."""
        return self.has_class("-narrow")

    @property
    def searching(self) -> bool:
        """Whether cures are being tried for where the descent stands."""
        return self.background.searching

    @property
    def known_keys(self) -> tuple[Key, ...]:
        """The keys that there are here, where the user's settings have put them."""
        return self.program.keys_of("training", "everywhere")

    def key(self, id: str) -> str:
        """How a key is written, where the user's settings have put it."""
        return self.program.key_names[id]

    def keys_of(self, id: str) -> list[str]:
        """Textual's names of a key, where the user's settings have put it."""
        return next(key.keys for key in self.known_keys if key.id == id).split(",")

    @property
    def footer_keys(self) -> tuple[tuple[str, str], ...]:
        """(key, word) for the footer, the most important first."""
        return tuple(keys.footer(self.usual_keys, self.known_keys))

    @property
    def usual_keys(self) -> tuple[str, ...]:
        """The ids of the keys that the footer has room for, without a lesson."""
        landscape = self.session.cameras.sees("landscape")
        return keys.usual(self.workspace.folded, landscape, self._advice is not None)

    @property
    def _advice(self) -> Cure | None:
        """What the verdict advises; nothing in the middle of a pass, which has no verdict."""
        return self.session.advice.shown.cure if self.session.known.step else None

    # showing

    def on_resize(self) -> None:
        if self.is_open:
            self.workspace.lay_out()

    def on_workspace_watched(self) -> None:
        if self.is_open:
            self.show_again()

    def on_background_made(self, message: Background.Made) -> None:
        if self.background.take_picture(message):
            self.show_again()

    def on_background_cured(self, message: Background.Cured) -> None:
        if self.session.advice.take(message.search, message.verdict):
            self.show_again()

    def show(self, notice: str = "") -> None:
        """Show the session as it stands as soon as the terminal takes it, and keep playing.

        `{back}` in a notice stands for the name of a key.
        """
        self._said = notice
        self.clock.keep_time(self.program)
        if self.program.may_send():
            self._paint()
        else:
            self.program.when_free(self._paint)

    def show_undoable(self, said: str) -> None:
        """Say what an action has done, and that it can be undone: for that there is room."""
        self.show(said)
        entry = self.session.undoing.last
        if entry is None:
            return
        undo, room = self.key("undo"), self.size.width - 1
        back = self.session.undoing.brings_back
        hints = (f"; {undo} brings back {back}" if back else "", f"; {undo} undoes")
        hint = next((one for one in hints if one and len(said) + len(one) <= room), hints[-1])
        self.show(clauses(said, room - len(hint)) + hint)

    def show_again(self) -> None:
        """Show the session as it stands, with what was said last."""
        self.show(self._said)

    def say(self, notice: str) -> None:
        """Say something, where the descent is as it was."""
        if self.is_open:
            self._said = notice
            self._show_footer(notice)

    def _paint(self) -> None:
        if not self.is_open:  # closed in the meantime
            return
        notice = self._said
        frame = self.session.frame()
        for panel in (self._status, *self.workspace.panels(), self._gauge, self._verdict):
            self._draw(panel, frame)
        if frame.playing and not notice:
            notice = self.clock.notice(self.program)
        if frame.phase is not None and not notice:
            notice = PHASES[frame.phase.kind] + ("" if self.workspace.folded else GOES_ON)
        self._show_footer(notice)
        self.background.make_pictures()
        if frame.verdict is not None:
            self.background.look_for_cure()

    def _draw(self, panel: Panel[Frame], frame: Frame) -> None:
        try:
            panel.key_names = self.program.key_names
            panel.show(frame)
        except Exception:
            if panel.id in self.session.views:
                self.session.view_failed(panel.id)
            raise

    def _show_footer(self, notice: str) -> None:
        """The keys that this size has room for, or what was said last."""
        self._notice = named(notice, self.program.key_names)
        self._footer.show(FooterText(self.footer_keys, self._notice, self.program.not_saved))
