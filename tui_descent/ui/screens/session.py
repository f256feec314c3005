"""A session on the screen: its panels, its footer, and what is told there.

What its keys do is the business of the screens that build on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.types import CSSPathType

from tui_descent.actions import Key, named
from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.session.snapshot import Appearance
from tui_descent.ui import keys
from tui_descent.ui.background import Background
from tui_descent.ui.clock import Clock
from tui_descent.ui.program import Program
from tui_descent.ui.prompt import Prompt, Take
from tui_descent.ui.screens.keyed import SMALLEST, KeyedScreen
from tui_descent.ui.screens.popup import Popup, unseen
from tui_descent.ui.widgets.gauge import GaugeBar
from tui_descent.ui.widgets.lines import Footer, FooterText, VerdictLine, clauses
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.plots import plotter
from tui_descent.ui.widgets.status import Status
from tui_descent.ui.widgets.too_small import TooSmall
from tui_descent.ui.workspace import Workspace

if TYPE_CHECKING:
    from tui_descent.analysis.cure import Cure

PHASES = {  # and what each of them does
    "forward": "weighted sums z, activations a",
    "loss": "all errors become one number",
    "backward": "error signals δ, then gradients",
    "update": "every parameter took its step",
}
GOES_ON = "; {phase} goes on, {sample} next sample, {pass} finishes"


class SessionScreen(KeyedScreen[None]):
    """Shows one session: each time it is asked to, its panels show the session's frame.

    said   what stands in the footer at first
    pages  of a small window that come before the session's own
    """

    CSS_PATH: ClassVar[CSSPathType | None] = "training.tcss"

    def __init__(self, session: Session, said: str = "", pages: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.session = session
        self.prepared = False
        self.workspace = Workspace(session, pages)
        self.prompt = Prompt(self.show, lambda typing: self.set_class(typing, "-typing"))
        self.clock = Clock(self, session, self.show)
        self.background = Background(self, session, lambda: self.is_open)
        self._said = said
        self._previewed: Frame | None = None
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
        self.workspace.lay_out()  # which has it shown

    def begin(self) -> None:
        """Begin with the view, the axis and the theme of the last time."""
        looked, desk = self.session.appearance, self.workspace
        desk.choose((self.program.remembered.view, looked.view), looked.failed)
        desk.loss.logarithmic = looked.log or None
        if desk.avoided and not self._said:
            self._said = f"closed, because it failed last time: {desk.avoided}; {{view}} opens it"
        desk.hint = named("{view} next · {whole} whole window", self.program.key_names)
        desk.hint_whole = named("{view} next · {whole} all again", self.program.key_names)
        self.program.use_theme(looked.theme)
        self.note_appearance()

    def note_appearance(self) -> None:
        """Have the session remember how its screen looks, for the day when it is gone on with."""
        desk = self.workspace
        self.session.appearance = Appearance(
            desk.view, self.program.theme_name, bool(desk.loss.logarithmic), desk.avoided
        )

    def hide(self, hidden: frozenset[str]) -> None:
        """Go without these panels."""
        self.workspace.hide(hidden)
        self._status.has_badge = "verdict" not in hidden
        for panel in (self._gauge, self._verdict):
            panel.set_class(panel.id in hidden, "-without")

    def on_paste(self, event: events.Paste) -> None:
        self.prompt.paste(event.text)

    def ask(self, what: str, value: float | None, take: Take, remedy: str) -> None:
        """Put a line for typing a number in place of the verdict; None: it begins empty."""
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
        if isinstance(dialog, Popup):
            dialog.preview = self.preview

        def taken(result: Any) -> None:
            if isinstance(dialog, Popup):
                dialog.preview = unseen  # what it has not looked at yet
            self.preview(None)
            if take is not None:
                take(result)

        self.app.push_screen(dialog, taken)

    def follow_problem(self) -> None:
        """Show the views that there are for the problem, which may be another one."""
        self.workspace.follow_problem()

    def notice_clicked(self) -> None:
        """Play no more; or have the keys again."""
        self.pause()
        self.show()

    def preview(self, frame: Frame | None) -> None:
        """Show this moment instead of the session's own; None: that one again."""
        if frame is not self._previewed:
            self._previewed = frame
            self.show_again()

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
        ground = self.workspace.sees("landscape", "mountain")
        turns = self.workspace.present == "mountain"
        return keys.usual(self.workspace.folded, ground, turns, self.advice is not None)

    @property
    def advice(self) -> Cure | None:
        """What the verdict advises; nothing in the middle of a pass, which has no verdict."""
        return self.session.advice.shown.cure if self.session.known.step else None

    def on_resize(self) -> None:
        if self.is_open:
            self.workspace.lay_out()

    def on_workspace_chosen(self) -> None:
        self.view_chosen()

    def view_chosen(self) -> None:
        """Another hero was chosen: remember it, and make room for it."""
        self.program.remembered.view = self.workspace.view
        self.note_appearance()
        self.forget_said()
        self.workspace.lay_out()

    def on_workspace_watched(self) -> None:
        if self.is_open:
            self.show_again()
        self.present()
        self.call_after_refresh(plotter)  # the first pass need not wait for it

    def on_background_made(self, message: Background.Made) -> None:
        if self.background.take_picture(message):
            self.show_again()

    def show(self, notice: str = "") -> None:
        """Show the session as it stands as soon as the terminal takes it, and keep playing.

        `{back}` in a notice stands for the name of a key.
        """
        self._said = notice
        self.workspace.follow_race()
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

    def forget_said(self) -> None:
        """Say no more what the last key did."""
        self._said = ""

    def say(self, notice: str) -> None:
        """Say something, where the descent is as it was."""
        if self.is_open:
            self._said = notice
            self._show_footer(notice)

    def _paint(self) -> None:
        if not self.is_open:  # closed in the meantime
            return
        notice = self._said
        frame = self._previewed or self.session.frame()
        for panel in self.all_panels:
            self._draw(panel, frame)
        if frame.playing and not notice:
            notice = self.clock.notice(self.program)
        if frame.phase is not None and not notice:
            notice = PHASES[frame.phase.kind] + ("" if self.workspace.folded else GOES_ON)
        self._show_footer(notice)
        self.background.make_pictures()
        if frame.verdict is not None:
            self.background.look_for_cure()

    @property
    def all_panels(self) -> list[Panel[Frame]]:
        """The panels that show the frame."""
        return [self._status, *self.workspace.panels(), self._gauge, self._verdict]

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
        said = named(notice, self.program.key_names)
        self._footer.show(FooterText(self.footer_keys, said, self.program.not_saved))
