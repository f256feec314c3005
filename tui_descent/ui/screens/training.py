"""The training screen: everything about one descent, and the keys that move it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer

from tui_descent.session import Session
from tui_descent.ui import keys
from tui_descent.ui.widgets.arithmetic import Arithmetic
from tui_descent.ui.widgets.lines import Footer, FooterText, VerdictLine
from tui_descent.ui.widgets.loss import LossPlot
from tui_descent.ui.widgets.parameters import Parameters
from tui_descent.ui.widgets.status import Status
from tui_descent.ui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from textual.widgets import Input

    from tui_descent.ui.app import DescentApp

FRAMES = 10.0  # a second at most while playing
VIEWS = ("parameters", "arithmetic", "loss")
NUMBER = "give a number like 0.05 or 1e-3; an empty line leaves it as it is"


class TrainingScreen(Screen[None]):
    """One session. A key press becomes one call to it, then the panels show its frame."""

    CSS_PATH = "training.tcss"
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-tiny"),
        (40, "-narrow"),
        (76, "-normal"),
        (110, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-flat"),
        (12, "-short"),
        (20, "-tall"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.TRAINING)]

    def __init__(self, session: Session) -> None:
        super().__init__(classes=f"view-{VIEWS[0]}")
        self._session = session
        self._timer: Timer | None = None
        self._owed = 0.0
        self._typing: str | None = None
        self._said = ""

    def compose(self) -> ComposeResult:
        yield TooSmall(id="too-small")
        yield Status(id="status")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Parameters(id="parameters", title="parameters").add_class("framed")
                yield Arithmetic(id="arithmetic", title="this pass").add_class("framed")
            yield LossPlot(id="loss", title="loss").add_class("framed")
        yield VerdictLine(id="verdict")
        yield Footer(id="footer")

    def on_mount(self) -> None:
        self.query_one(TooSmall).show(Size(40, 12))
        self._show()

    def action_step(self, passes: int) -> None:
        self._session.step(passes)
        self._show()

    def action_back(self) -> None:
        at_start = self._session.state.passes == 0
        self._session.back()
        self._show("this is pass 0, where the descent starts" if at_start else "")

    def action_play(self) -> None:
        self._session.toggle_play()
        self._owed = 0.0
        self._show()

    def action_speed(self, offset: int) -> None:
        self._session.change_speed(offset)
        self._show(f"{self._session.speed:g} passes a second")

    def action_rate_up(self) -> None:
        self._session.raise_learning_rate()
        self._show()

    def action_rate_down(self) -> None:
        self._session.lower_learning_rate()
        self._show()

    def action_rate_scale(self, factor: float) -> None:
        self._session.scale_learning_rate(factor)
        self._show()

    def action_select(self, offset: int) -> None:
        self._session.select(offset)
        self._show()

    def action_nudge(self, direction: int) -> None:
        self._session.nudge(direction)
        self._show()

    def action_reset(self) -> None:
        self._session.reset()
        self._show("the same initial weights again")

    def action_new_weights(self) -> None:
        self._session.new_weights()
        self._show("new random weights")

    def action_view(self) -> None:
        now = next(place for place, view in enumerate(VIEWS) if self.has_class(f"view-{view}"))
        self.remove_class(f"view-{VIEWS[now]}")
        self.add_class(f"view-{VIEWS[(now + 1) % len(VIEWS)]}")

    def action_home(self) -> None:
        self._descent_app.action_home()

    async def action_type_rate(self) -> None:
        await self._ask("learning rate", self._session.state.learning_rate)

    async def action_type_value(self) -> None:
        frame = self._session.frame()
        await self._ask(frame.labels[frame.selected], float(frame.values[frame.selected]))

    def action_help(self) -> None:
        from tui_descent.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self._keys, keys.EVERYWHERE))

    @property
    def _descent_app(self) -> DescentApp:
        return cast("DescentApp", self.app)

    @property
    def _keys(self) -> tuple[keys.Key, ...]:
        return keys.moved(keys.TRAINING, self._descent_app.moved_keys)

    def _show(self, notice: str = "") -> None:
        """Show the session as it stands, and keep playing or stop."""
        frame = self._session.frame()
        self.query_one(Status).show(frame)
        self.query_one(Parameters).show(frame)
        self.query_one(Arithmetic).show(frame)
        self.query_one(LossPlot).show(frame)
        self.query_one(VerdictLine).show(frame)
        if frame.playing and not notice:
            notice = f"playing, {frame.speed:g} passes a second: p pauses, , slower, ; faster"
        quit_key = keys.moved(keys.EVERYWHERE, self._descent_app.moved_keys)
        shown = (*keys.footer(self._keys), *keys.footer(quit_key))
        self.query_one(Footer).show(FooterText(shown, notice))
        self._keep_time(frame.playing)

    def _keep_time(self, playing: bool) -> None:
        if playing and self._timer is None:
            self._timer = self.set_interval(1.0 / FRAMES, self._play_on)
        elif not playing and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _play_on(self) -> None:
        """Make the passes that are due; a pass slower than the clock makes it wait."""
        self._owed = min(self._owed + self._session.speed / FRAMES, self._session.speed)
        due = int(self._owed)
        if due and self._session.playing:
            self._owed -= due
            self._session.step(due)
            self._show()

    async def _ask(self, what: str, value: float) -> None:
        """Put a line to type a number in the place of the footer."""
        from textual.widgets import Input

        if self._typing is not None:
            return
        if self._session.playing:
            self._session.toggle_play()
        self._typing = what
        self._show(f"{what}: type a number, then enter")
        line = Input(value=f"{value!r}", placeholder=what, id="prompt", compact=True)
        line.cursor_blink = False
        await self.mount(line, before="#footer")
        self.query_one("#verdict").display = False
        line.focus()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        text = event.value.strip().replace(",", ".").replace("−", "-")
        what, notice = self._typing, ""
        try:
            if text:
                value = float(text)
                if what == "learning rate":
                    self._session.set_learning_rate(value)
                else:
                    self._session.set_parameter(value)
        except ValueError:
            self._show(f"{text[:20]!r}: {NUMBER}")
            return
        await event.input.remove()
        self.query_one("#verdict").display = True
        self._typing = None
        self._show(notice)
