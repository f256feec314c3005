"""The training screen: the keys that move a descent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset

from tui_descent.actions import KEYS, CommandError, parse, run
from tui_descent.actions.passes import DIVERGED
from tui_descent.actions.rates import UNFINISHED, no_cure
from tui_descent.actions.registry import keys as known_keys
from tui_descent.session.session import SPEEDS
from tui_descent.ui import keys
from tui_descent.ui.background import Background
from tui_descent.ui.playing import told
from tui_descent.ui.screens.session import SessionScreen
from tui_descent.ui.widgets.gauge import GaugeBar
from tui_descent.ui.widgets.loss import curves_of
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.parameters import Parameters
from tui_descent.ui.workspace import NUMBERS

if TYPE_CHECKING:
    from tui_descent.session.remedies import CureSearch

BEING_TRIED = "possible cures are being tried; the one that helps will be used at once"
UNSEEN = "landscape and mountain are not on the screen; {view} goes through the views"
PLACES = "landscape", "mountain", "slice"  # views that show the loss elsewhere, too
NOWHERE = "landscape, mountain and slice are not on the screen; {view} goes there"


class TrainingScreen(SessionScreen):
    """A session and its keys. A key press becomes one call to the session."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(known_keys("training"))]
    _wanted: CureSearch | None = None  # whose cure is to be taken as soon as it is found

    def action_do(self, line: str) -> None:
        """Do what a command says, and say what came of it where the panels do not show it."""
        session, problem = self.session, self.session.preset
        planned = session.walk.follows_plan
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
            overridden = planned and not session.walk.follows_plan
            self.show(said if overridden or not action.seen else "")

    def action_step(self, passes: int) -> None:
        session = self.session
        if session.ended:
            self.show(DIVERGED)
            return
        rewound = session.state.passes < session.newest
        if self.clock.make(passes, self.key("play")):
            repeated = rewound and session.walk.changed_by_hand
            self.show(
                "here you changed something by hand, and the change was made again"
                if repeated
                else ""
            )

    def action_until(self, loss: float | None = None) -> None:
        """Go on until it has converged, or the loss is not above this any more."""
        from tui_descent.session.until import MOST, Until

        until = Until(self.session, loss)
        if until.over:
            self.show(until.said)
        else:
            self.clock.make_until(until, MOST)

    def action_type_until(self) -> None:
        def go_on(loss: float) -> str:
            self.call_later(lambda: self.action_until(loss))
            return ""

        loss = 0.1 * self.session.loss if self.session.known.loss else None
        self.ask("until the loss is", loss and float(f"{loss:.1g}"), go_on, "0.01")

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
            self.show("there is no sample to look at: the loss is a surface, without a network")
            return
        self.session.sample += 1
        self.show()

    def action_cure(self) -> None:
        """Do what the verdict advises, as soon as it is known."""
        from tui_descent.session.remedies import follow

        cure, problem = self.advice, self.session.preset
        if cure is None:
            self._wanted = self.session.advice.search() if self.session.known.step else None
            self.show(self._why_no_cure if self._wanted is None else BEING_TRIED)
            return
        said = follow(self.session, cure)
        if self.session.preset is not problem:
            self.workspace.follow_problem()
        self.show_undoable(said)

    @property
    def _why_no_cure(self) -> str:
        return no_cure(self.session) if self.session.known.step else UNFINISHED

    def on_background_cured(self, message: Background.Cured) -> None:
        if not self.session.advice.take(message.search, message.verdict):
            return
        if self._wanted is message.search:
            self._wanted = None
            self.action_cure()
        else:
            self.show_again()

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
        self.ask(session.name(), value, take, "0.05 or 1/9")

    def action_view(self, by: int = 1) -> None:
        self.workspace.turn(by)
        self.view_chosen()

    def action_whole(self) -> None:
        """The hero in the whole window, or everything again."""
        if self.workspace.folded:
            self.say("one panel fills the window already; {view} goes to the next")
            return
        self.workspace.whole = not self.workspace.whole
        self.forget_said()
        self.workspace.lay_out()

    def action_log(self) -> None:
        """Loss axis and levels, as far as they are seen; the loss axis in any case otherwise."""
        desk, camera = self.workspace, self.session.cameras.landscape
        sees_ground = self._sees_ground
        only_levels = sees_ground and "loss" not in desk.shown_views
        logarithmic = not (camera.by_factors if only_levels else self._has_log_axis)
        refused = []
        if not only_levels:
            desk.loss.logarithmic = logarithmic
            self.note_appearance()
            if logarithmic and not self._has_log_axis:
                refused.append("the loss axis stays linear: a loss of 0 or less has no logarithm")
        if sees_ground:
            camera.logarithmic = logarithmic
            self.session.frame()
            if camera.by_factors != logarithmic:
                refused.append("the levels stay evenly spaced: heights below 0 have no logarithm")
        said = "logarithmic" if logarithmic else "linear"
        what = "levels" if only_levels else f"loss axis{' and levels' * sees_ground}"
        self.show(refused[0] if refused else f"{said} {what}")

    @property
    def _has_log_axis(self) -> bool:
        return self.workspace.loss.is_logarithmic(curves_of(self.session.frame()))

    def action_zoom(self, direction: int) -> None:
        self.session.cameras.zoom(direction)
        self.show("" if self._sees_places else NOWHERE)

    def action_pan(self, right: int, up: int) -> None:
        cameras = self.session.cameras
        if not self._sees_ground:
            self.show(UNSEEN)
            return
        if self.workspace.present == "mountain" or not cameras.sees("landscape"):
            cameras.turn(right, up)
        else:
            cameras.landscape.pan(right, up)
        self.show()

    @property
    def _sees_ground(self) -> bool:
        """Whether the landscape can be seen, as a map or as a mountain."""
        there = "landscape" in self.session.views  # over one weight there is none
        return there and self.workspace.sees("landscape", "mountain")

    def action_landscape(self, call: str) -> None:
        """Have the camera over the landscape look at it in another way, where that is seen."""
        seen = self._sees_ground
        self.show(getattr(self.session.cameras.landscape, call)() if seen else UNSEEN)

    def action_fog(self) -> None:
        self.session.fog = not self.session.fog
        said = (
            "fog: you see only what the descent came near" if self.session.fog else "the fog lifts"
        )
        self.show(said if self._sees_places else f"{said}; {NOWHERE}")

    def action_dialog(self, name: str) -> None:
        from tui_descent.ui import dialogs

        self.pause()
        getattr(dialogs, name)(self)

    def action_help(self) -> None:
        from tui_descent.ui.screens.help import HelpScreen, help_of

        shown = help_of(self.session.frame(), self.known_keys)
        self.open(HelpScreen(shown, self.program.key_names))

    def action_what(self) -> None:
        """Point to the things on the screen, beginning with where the descent stands."""
        self._point_to(self.workspace.start_of_pointing)

    def _point_to(self, at: Offset) -> None:
        from tui_descent.ui.screens.what import WhatScreen

        self.pause()
        self.open(WhatScreen(self.all_panels, self.session.frame(), at))

    def on_click(self, event: events.Click) -> None:
        """What has no meaning of its own for the mouse is explained."""
        from tui_descent.ui.screens.what import meaning_at

        if self.prompt.is_open or self.clock.is_busy:
            return
        if meaning_at(self.all_panels, self.session.frame(), event.screen_offset):
            self._point_to(event.screen_offset)

    def action_write(self) -> None:
        from tui_descent.ui.screens.write import WriteScreen

        if self.program.key_log is not None:  # it stops playing, and does nothing else
            self.program.key_log.replace_last(self.keys_of("play")[0] * self.session.playing)
        self.pause()
        self.show()
        picture = self.app.export_screenshot(title=self.session.heading.title)
        self.open(WriteScreen(self.session, picture))

    def action_home(self) -> None:
        self.program.action_home()

    @property
    def _sees_places(self) -> bool:
        """Whether a view is seen that shows the loss elsewhere, too."""
        return self.workspace.sees(*PLACES)

    def wheel(self, direction: int, x: int, y: int) -> None:
        """Zoom over what shows the loss elsewhere, too; over the parameters choose another."""
        if self.prompt.is_open or self.clock.is_busy:
            return
        panel = self.workspace.panel_at(x, y)
        if panel in NUMBERS:
            self.action_do("select next" if direction > 0 else "select previous")
        elif panel in PLACES:
            self.action_zoom(-direction)

    def on_gauge_bar_picked(self, message: GaugeBar.Picked) -> None:
        """Take the learning rate that was clicked on, where its keys are open."""
        self._do_if_open(f"rate {message.rate:.12g}", "rate-type")

    def on_parameters_picked(self, message: Parameters.Picked) -> None:
        self._do_if_open(f"select {self.session.labels[message.index]}", "next")

    def on_panel_row_picked(self, message: Panel.RowPicked) -> None:
        """Look at the runner of a race that was clicked on."""
        standings = self.session.frame().standings
        if message.row < len(standings):
            self._do_if_open(f"race {standings[message.row].number}", "race")

    def _do_if_open(self, line: str, key: str) -> None:
        """Do what a command says, unless the key that does such things is closed now."""
        action = KEYS[key].action
        name, _, argument = action.removesuffix(")").partition("(")
        if self.prompt.is_open or self.clock.is_busy:
            return
        if self.check_action(name, (argument.strip("'"),) if argument else ()):
            self.action_do(line)
        else:
            self.refuse(action)

    def note_key(self, event: events.Key) -> None:
        """A key that waits is noted when its turn comes."""
        if not self.clock.is_busy:
            super().note_key(event)

    def read_key(self, event: events.Key) -> bool:
        """While a number is typed, every key belongs to it; while passes are made, it waits."""
        if self.clock.is_busy and event.key not in ("ctrl+c", "ctrl+l", *self.keys_of("quit")):
            if self.clock.any_key_stops:
                self.clock.stop()
                self.show("stopped")
            elif event.key in self.keys_of("play"):
                self.clock.stop()
            else:
                self.clock.keep(event)
            return True
        return self.prompt.read_key(event)
