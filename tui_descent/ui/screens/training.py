"""The training screen: everything about one descent, and the keys that move it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.timer import Timer
from textual.types import CSSPathType
from textual.worker import get_current_worker

from tui_descent.actions import CommandError, Key, named, parse, run
from tui_descent.actions.passes import DIVERGED
from tui_descent.actions.registry import keys as known_keys
from tui_descent.analysis.verdict import Verdict
from tui_descent.engine.optimizers import Optimizer
from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.session.snapshot import Appearance
from tui_descent.ui import keys, views
from tui_descent.ui.playing import STRETCH, TICK, Playing, giving_way, told, within
from tui_descent.ui.screens.keyed import SMALLEST, UNFOLDED, KeyedScreen
from tui_descent.ui.widgets.arithmetic import Arithmetic
from tui_descent.ui.widgets.entry import Entry, EntryLine
from tui_descent.ui.widgets.gauge import GaugeBar
from tui_descent.ui.widgets.lines import Footer, FooterText, VerdictLine, clauses
from tui_descent.ui.widgets.loss import LossPlot, curves_of, has_logarithm
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.parameters import Parameters, wanted_height, wanted_width
from tui_descent.ui.widgets.status import Status
from tui_descent.ui.widgets.too_small import TooSmall
from tui_descent.views.pictures import Job, Picture

if TYPE_CHECKING:
    from tui_descent.analysis.cure import Cure
    from tui_descent.presets.change import Change
    from tui_descent.session.remedies import CureSearch
    from tui_descent.ui.app import DescentApp

NUMBERS = (
    "parameters",
    "arithmetic",
)  # stand beside the views, in a small window in turn with them
BELOW = "working"  # the view that stands below them, where few parameters leave room for it
RATE = "learning rate"
ASK = "type a number, then enter; escape leaves it"
PHASES = {  # and what each of them does
    "forward": "weighted sums z, activations a",
    "loss": "all errors become one number",
    "backward": "error signals δ, then gradients",
    "update": "every parameter took its step",
}
NUMBERS_WIDTH = 42  # as in the style sheet
ARITHMETIC = 7  # rows of the next pass's arithmetic
UNSEEN = "the landscape is not on the screen; {view} goes through the views"
NOWHERE = "landscape and slice are not on the screen; {view} goes there"
GOES_ON = "; {phase} goes on, {sample} next sample, {pass} finishes"
STILL = 0.3  # seconds without a change, after which cures are tried
PAUSE = 0.001  # seconds between stretches of many passes, in which keys are heard


class TrainingScreen(KeyedScreen[None]):
    """One session. A key press becomes one call to it, then the panels show its frame."""

    CSS_PATH: ClassVar[CSSPathType | None] = "training.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(known_keys("training"))]

    @dataclass
    class Made(Message):
        """A fine picture was made, or nobody wanted it any more."""

        job: Job
        picture: Picture | None

    @dataclass
    class Cured(Message):
        """Cures were tried."""

        search: CureSearch
        verdict: Verdict

    def __init__(self, session: Session, said: str = "") -> None:
        super().__init__()
        self._making = False
        self._search: CureSearch | None = None
        self._session = session
        self._views = views.views_of(session)
        self._timer: Timer | None = None
        self._playing: Playing | None = None
        self._rest = 0
        self._kept: list[events.Key] = []
        self._entry: Entry | None = None
        self._said = said
        self._notice = ""
        self._view = self._views[0]
        self._page = NUMBERS[0]
        self._avoided = ""  # a view that has failed, until the learner opens it
        self._below = ""
        self._numbers_width = NUMBERS_WIDTH
        self._shown_views: tuple[str, ...] = ()
        self._seen: dict[str, Size] = {}
        self._too_small = TooSmall(id="too-small")
        self._parameters = Parameters(id="parameters", title="parameters")
        self._loss = LossPlot(id="loss", title="loss")
        self._entry_line = EntryLine(id="entry")
        self._footer = Footer(id="footer")
        self._numbers = Vertical(id="numbers")
        self._holder = Container(id="views")
        panels: tuple[Panel[Frame], ...] = (
            Status(id="status"),
            self._parameters.add_class("framed"),
            Arithmetic(id="arithmetic", title="next pass").add_class("framed"),
            self._loss.add_class("framed"),
            GaugeBar(id="gauge"),
            VerdictLine(id="verdict"),
        )
        self._panels = {cast(str, panel.id): panel for panel in panels}

    def compose(self) -> ComposeResult:
        yield self._too_small
        yield self._panels["status"]
        with Horizontal(id="body"):
            with self._numbers:
                yield from (self._panels[id] for id in NUMBERS)
            with self._holder:
                yield self._loss
        yield self._panels["gauge"]
        yield self._panels["verdict"]
        yield self._entry_line
        yield self._footer

    def on_mount(self) -> None:
        self._begin()
        self._too_small.show(SMALLEST)
        self._arrange()
        self._show(self._said)

    def _begin(self) -> None:
        """Choose the view and the axis of the last time."""
        app, looked = self._descent_app, self._session.appearance
        for view in (app.remembered.view, looked.view):
            if view in self._views and view != looked.failed:
                self._view = view
        self._loss.logarithmic = looked.log
        self._avoided = looked.failed
        if self._view == self._avoided:
            self._view = next(view for view in self._views if view != self._avoided)
        if self._avoided and not self._said:
            tab = self._key("view")
            self._said = f"closed, because it failed last time: {self._avoided}; {tab} opens it"
        app.use_theme(looked.theme)
        self._note_appearance()

    def _note_appearance(self) -> None:
        """Have the session remember how its screen looks, for the day when it is gone on with."""
        self._session.appearance = Appearance(
            self._view, self._descent_app.theme_name, self._loss.logarithmic, self._avoided
        )

    def action_step(self, passes: int) -> None:
        if self._session.ended:
            self._show(self._named(DIVERGED))
            return
        rewound = self._session.state.passes < self._session.newest
        self._rest = passes - within(STRETCH, self._session.step, passes)
        if self._rest and not self._session.ended:
            self._show(f"{self._rest} of {passes} passes to go: {self._key('play')} stops")
            self.set_timer(PAUSE, partial(self._step_on, passes))
            return
        repeated = rewound and self._session.changed_by_hand
        self._show("here you changed something by hand, and so it is again" if repeated else "")

    def _step_on(self, passes: int) -> None:
        """Make some more of many passes; keys that were pressed meanwhile come after them."""
        self._rest -= within(STRETCH, self._session.step, self._rest)
        if self._rest and not self._session.ended:
            self._show(f"{self._rest} of {passes} passes to go: {self._key('play')} stops")
            self.set_timer(PAUSE, partial(self._step_on, passes))
        else:
            self._rest = 0
            self._show()
            kept, self._kept = self._kept, []
            for key in kept:
                self.post_message(key)

    def action_cure(self) -> None:
        """Do what the verdict advises; it is looked for where that was not done yet."""
        cure = self._advice
        if cure is None:
            self._show("there is no advice here")
            return
        self._session.follow(cure)
        self._arrange()
        self._show_undoable(f"done: {cure.action}")

    def action_undo(self) -> None:
        if self._session.discarded is None and self._descent_app.former:
            self._descent_app.reopen_former()
        else:
            self.action_do("undo")

    def action_do(self, line: str) -> None:
        """Do what a command says, and say what came of it where the panels do not show it."""
        session, problem = self._session, self._session.preset
        action, _ = parse(line)
        try:
            said = run(session, line, names=self._descent_app.key_names)
        except CommandError as error:
            self._show(str(error))
            return
        if session.preset is not problem:
            self._views = views.views_of(session)
            if self._view not in self._views:
                self._view = self._views[0]
            self._arrange()
        if action.loses:
            self._show_undoable(said)
        else:
            self._show("" if action.seen else clauses(said, self.size.width - 1))

    def _show_undoable(self, said: str) -> None:
        """Say what an action has done, and that it can be undone: for that there is room."""
        self._show(said)
        entry = self._session.discarded
        if entry is None:
            return
        undo, room = self._key("undo"), self.size.width - 1
        back = self._session.undo_brings_back
        hints = (f"; {undo} brings back {back}" if back else "", f"; {undo} undoes")
        hint = next((one for one in hints if one and len(said) + len(one) <= room), hints[-1])
        self._show(clauses(said, room - len(hint)) + hint)

    def _named(self, sentence: str) -> str:
        """A sentence with its {ids of keys} replaced by how those keys are written now."""
        return named(sentence, self._descent_app.key_names)

    def _key(self, id: str) -> str:
        """How a key is written, where the user's settings have put it."""
        return self._descent_app.shown_key(id)

    def action_sample(self) -> None:
        if not self._session.has_network:
            self._show("here is no sample to look at: the loss is a surface by itself")
            return
        self._session.next_sample()
        self._show()

    def action_epoch(self) -> None:
        self.action_step(self._session.passes_left_in_epoch)

    def action_play(self) -> None:
        self._session.toggle_play()
        self._show(self._named(DIVERGED) if self._session.ended else "")

    def action_speed(self, offset: int) -> None:
        self._session.change_speed(offset)
        self._show(told(self._session.speed))

    def action_log(self) -> None:
        """Loss axis and contours, as far as they are seen; the loss axis in any case otherwise."""
        plot, landscapes = self._loss, self._session.landscapes
        only_contours = self._session.sees_landscape and "loss" not in self._shown_views
        logarithmic = not (landscapes.by_factors if only_contours else plot.logarithmic)
        said = "logarithmic" if logarithmic else "linear"
        if self._session.sees_landscape:
            landscapes.logarithmic = logarithmic
            self._session.frame()
            if landscapes.by_factors != logarithmic:
                self._show("contours go evenly here: heights below 0 have no logarithm")
                return
        if only_contours:
            self._show(f"{said} contours")
            return
        plot.logarithmic = logarithmic
        self._note_appearance()
        if logarithmic and not has_logarithm(curves_of(self._session.frame())):
            self._show("the loss axis stays linear: a loss of 0 or less has no logarithm")
            return
        self._show(f"{said} loss axis{' and contours' * self._session.sees_landscape}")

    def wheel(self, direction: int, x: int, y: int) -> None:
        """Zoom where the loss is seen elsewhere, too; over the parameters choose another."""
        if self._entry is not None or self._rest:
            return
        if self._numbers.region.contains(x, y):
            self.action_do("select next" if direction > 0 else "select previous")
        elif self._sees_places:
            self.action_zoom(-direction)

    def action_zoom(self, direction: int) -> None:
        self._session.zoom(direction)
        self._show("" if self._sees_places else self._named(NOWHERE))

    def action_pan(self, right: int, up: int) -> None:
        self._session.landscapes.pan(right, up)
        self._show("" if self._session.sees_landscape else self._named(UNSEEN))

    def action_follow(self) -> None:
        self._session.landscapes.follow()
        self._show(
            "the map follows the point" if self._session.sees_landscape else self._named(UNSEEN)
        )

    def action_plane(self) -> None:
        seen = self._session.sees_landscape
        self._show(self._session.landscapes.next_plane() if seen else self._named(UNSEEN))

    def action_second(self) -> None:
        seen = self._session.sees_landscape
        self._show(
            self._session.landscapes.second(self._session.frame().selected)
            if seen
            else self._named(UNSEEN)
        )

    def action_fog(self) -> None:
        self._session.fog = not self._session.fog
        said = "fog: only what the descent came near" if self._session.fog else "the fog lifts"
        self._show(said if self._sees_places else f"{said}; {self._named(NOWHERE)}")

    @property
    def _sees_places(self) -> bool:
        """Whether a view is seen that shows the loss elsewhere, too."""
        return not {"landscape", "slice"}.isdisjoint(self._seen)

    def action_view(self) -> None:
        if self._folded:
            pages = self._pages
            self._page = pages[(pages.index(self._page) + 1) % len(pages)]
            if self._page in self._views:
                self._view = self._page
        else:
            self._view = self._next_view()
        self._descent_app.remembered.view = self._view
        if self._view == self._avoided:
            self._avoided = ""
        self._note_appearance()
        self._said = self._notice = ""  # it was about what the last key did
        self._arrange()

    @property
    def _pages(self) -> tuple[str, ...]:
        """What a small window shows in turn."""
        return (*NUMBERS, *self._views)

    def _next_view(self) -> str:
        """The view after the chosen one, that does not stand there in any case."""
        avoided = [self._avoided] if self._avoided else []
        turning = (*self._turning, *avoided)
        always = views.shown(turning, "", self._room)[:-1] if self._room > 1 else ()
        turns = [view for view in turning if view not in always]
        if self._view not in turns:
            return turns[0]
        return turns[(turns.index(self._view) + 1) % len(turns)]

    def action_sweep(self) -> None:
        from tui_descent.ui.screens.sweep import SweepScreen

        if not self._session.state.finite:
            self._show(self._named(DIVERGED))
            return
        if self._session.playing:
            self._session.toggle_play()
            self._show()
        self.app.push_screen(SweepScreen(self._session), self._take_rate)

    def _take_rate(self, rate: float | None) -> None:
        if rate is not None:
            self._session.set_learning_rate(rate)
        self._show()

    def action_home(self) -> None:
        self._descent_app.action_home()

    def action_type_rate(self) -> None:
        self._ask(RATE, self._session.state.learning_rate)

    def action_type_value(self) -> None:
        frame = self._session.frame()
        self._ask(frame.labels[frame.selected], float(frame.values[frame.selected]))

    def action_help(self) -> None:
        from tui_descent.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self._session.frame(), self._keys))

    def action_optimizer(self) -> None:
        from tui_descent.ui.screens.chooser import ChooserScreen

        self._pause()
        self.app.push_screen(ChooserScreen(self._session), self._use)

    def _use(self, optimizer: Optimizer | None) -> None:
        """Go on with this optimizer; None: with the one there was."""
        if optimizer is None:
            self._show()
        elif optimizer == self._session.state.optimizer:
            self._show(f"{optimizer.name} was in use already: nothing changed")
        else:
            self._session.set_optimizer(optimizer)
            start = "" if self.has_class("-narrow") else f", {optimizer.start}"
            self._show_undoable(f"{optimizer.name} from here on: same weights{start}")

    def action_setup(self) -> None:
        from tui_descent.ui.screens.setup import SetupScreen

        self._pause()
        if self._session.has_network:
            self.app.push_screen(SetupScreen(self._session), self._set_up)
        else:
            self._show("a surface has nothing to set up: no units, samples or weights")

    def _set_up(self, changes: tuple[Change, ...] | None) -> None:
        """Start again with these changes; None: nothing was taken."""
        if not changes:
            self._show("" if changes is None else "nothing changed")
            return
        with self._session.one_action("the setup"):
            dropped = sum(self._session.vary(**change.as_options()) for change in changes)
        ghosts = "; the ghosts are gone" if dropped else ""
        self._show_undoable(f"{', '.join(map(str, changes))}: from pass 0 on{ghosts}")

    def action_check(self) -> None:
        from tui_descent.ui.screens.gradient_check import GradientCheckScreen

        self._pause()
        if self._session.state.finite:
            self.app.push_screen(GradientCheckScreen(self._session))
        else:
            self._show(self._named("diverged: no slope to check; {back} goes back"))

    def action_write(self) -> None:
        from tui_descent.ui.screens.write import WriteScreen

        self._pause()
        self._show()
        picture = self.app.export_screenshot(title=self._session.heading.title)
        self.app.push_screen(WriteScreen(self._session, picture))

    def _pause(self) -> None:
        if self._session.playing:
            self._session.toggle_play()
            self._show()

    @property
    def _descent_app(self) -> DescentApp:
        return cast("DescentApp", self.app)

    @property
    def _keys(self) -> tuple[Key, ...]:
        return self._descent_app.keys_of("training", "everywhere")

    @property
    def _footer_keys(self) -> tuple[tuple[str, str], ...]:
        return tuple(keys.footer(self._usual_keys, self._keys))

    @property
    def _usual_keys(self) -> tuple[str, ...]:
        return keys.usual(self._folded, self._session.sees_landscape, self._advice is not None)

    @property
    def _advice(self) -> Cure | None:
        """What the verdict advises; nothing in the middle of a pass, which has no verdict."""
        return self._session.shown_verdict.cure if self._session.known.step else None

    @property
    def _folded(self) -> bool:
        return self.size.width < UNFOLDED.width or self.size.height < UNFOLDED.height

    @property
    def _is_open(self) -> bool:
        """Whether it is not being closed: what waited for a layout may come after that."""
        return self.is_attached and self in self.app.screen_stack

    def on_resize(self) -> None:
        if self._is_open:
            self._arrange()

    @property
    def _room(self) -> int:
        """How many views stand there at once."""
        room = self._places
        return room.width * room.height

    @property
    def _places(self) -> Size:
        """So many views stand beside and above each other."""
        size = Size(self._width - self._numbers_width, self._holder.size.height)
        return views.room_for(size, len(self._turning))

    @property
    def _turning(self) -> tuple[str, ...]:
        """The views that share the holder, in turn or together."""
        return tuple(view for view in self._views if view not in (self._below, self._avoided))

    @property
    def _width(self) -> int:
        """Of the window, what parameters and views have."""
        return self.size.width

    def _may_stand_below(self, view: str) -> bool:
        """Whether this view may be shown at all times."""
        return view != self._avoided

    def _lay_numbers(self) -> None:
        """Give the parameters' labels the width they want, if the views can spare it."""
        styles, parameters = self._numbers.styles, self._parameters.styles
        labels = self._session.short
        self._numbers_width = NUMBERS_WIDTH
        styles.clear_rule("width")
        parameters.clear_rule("height")
        self._below = ""
        if self._folded:
            return
        width = min(wanted_width(labels), self._width - 2 * views.SMALLEST.width)
        if width > NUMBERS_WIDTH:
            styles.width = self._numbers_width = width
        height = wanted_height(len(labels))
        arithmetic = self._panels[NUMBERS[1]]
        taken = height + (ARITHMETIC if arithmetic.display else 0)
        spare = self._numbers.size.height - taken
        if spare >= views.SMALLEST.height and self._may_stand_below(BELOW):
            self._below = BELOW
            parameters.height = height

    def _arrange(self) -> None:
        """Put the views that there is room for in their places, once the room is known."""
        page = self._page if self._folded else ""
        for panel in NUMBERS:
            self._panels[panel].display = page in ("", panel)
        self._numbers.display = page in ("", *NUMBERS)
        self._holder.display = page in ("", *self._views)
        self.call_after_refresh(self._arrange_views)

    async def _arrange_views(self) -> None:
        if not self._is_open:  # closed in the meantime
            return
        self._lay_numbers()
        holder = self._holder
        room = self._places
        shown = views.shown(self._turning, self._view, 1 if self._folded else self._room)
        await self._mount_below()
        await self._mount_views(shown)
        if not self._is_open:
            return
        holder.styles.grid_size_columns, holder.styles.grid_size_rows = room
        for panel in holder.children:
            panel.display = panel.id in shown
        wider = room.width * room.height - len(shown) + 1
        for view in shown:
            self._panels[view].styles.column_span = wider if view == shown[-1] else 1
        self._shown_views = (*shown, self._below) if self._below else shown
        self.call_after_refresh(self._watch)

    def _hide_panels(self) -> None:
        """Put a veil over the panels that are not to be seen: here none."""

    async def _mount_views(self, shown: tuple[str, ...]) -> None:
        """Mount the views that are seen for the first time, in their places among the others."""
        for place, view in enumerate(views.ALL):
            if view.id in shown and view.id not in self._panels:
                beside = {panel.id: panel for panel in self._holder.children}
                later = (beside[one.id] for one in views.ALL[place:] if one.id in beside)
                before = next(later, None)
                self._panels[view.id] = panel = view.make()
                self._hide_panels()
                await self._holder.mount(panel, before=before)

    async def _mount_below(self) -> None:
        """Have the view that stands below the parameters in its place there, or away."""
        panel = self._panels.get(BELOW)
        if panel is not None and (panel.parent is self._numbers) is not bool(self._below):
            self._shown_views = tuple(view for view in self._shown_views if view != BELOW)
            del self._panels[BELOW]
            await panel.remove()
            panel = None
        if self._below and panel is None:
            panel = next(view for view in views.ALL if view.id == BELOW).make()
            self._panels[BELOW] = panel
            self._hide_panels()
            await self._numbers.mount(panel)

    def _watch(self) -> None:
        """Tell the session what is looked at, and show it."""
        if not self._is_open:
            return
        self._seen = self._sizes()
        self._session.watch({view: (size.width, size.height) for view, size in self._seen.items()})
        self._show(self._said)

    def _sizes(self) -> dict[str, Size]:
        """The views that can be seen, and their sizes; a new one has no size at first."""
        if self._folded and self._page not in self._views:
            return {}
        sizes = {view: self._panels[view].size for view in self._shown_views}
        return {view: size for view, size in sizes.items() if size}

    def on_panel_resized(self) -> None:
        if self._is_open and self._sizes() != self._seen:
            self._watch()

    def _show(self, notice: str = "") -> None:
        """Show the session as it stands as soon as the terminal takes it, and keep playing."""
        self._said = notice
        self._keep_time(self._session.playing)
        if self._descent_app.may_send():
            self._paint()
        else:
            self._descent_app.when_free(self._paint)

    def _paint(self) -> None:
        if not self._is_open:  # closed in the meantime
            return
        notice = self._said
        frame = self._session.frame()
        for panel in self._seen_panels:
            self._draw(panel, frame)
        if frame.playing and not notice:
            notice = self._player(frame.speed).notice
        if frame.phase is not None and not notice:
            notice = PHASES[frame.phase.kind] + ("" if self._folded else self._named(GOES_ON))
        self._notice = notice
        self._show_footer()
        self._make_due()
        if frame.verdict is not None:
            self._look_for_cure()

    def _draw(self, panel: Panel[Frame], frame: Frame) -> None:
        try:
            panel.key_names = self._descent_app.key_names
            panel.show(frame)
        except Exception:
            if panel.id in self._views:
                self._session.view_failed(panel.id)
            raise

    def _look_for_cure(self) -> None:
        """Try what could help in a thread, where something is wrong and the learner has paused."""
        search = None if self._session.playing else self._session.cure_search()
        if search is None or search is self._search:
            return
        self._search = search
        self.set_timer(STILL, partial(self._try_if_still, search))

    def _try_if_still(self, search: CureSearch) -> None:
        """Whoever presses one key after the other is not looking for advice."""
        if self._is_open and self.searching and search is self._search:
            work = partial(self._try_cures, search)
            self.run_worker(work, thread=True, exclusive=True, group="cure")

    @property
    def searching(self) -> bool:
        """Whether cures are being tried for where the descent stands."""
        return self._search is not None and self._session.cure_search() is self._search

    def _try_cures(self, search: CureSearch) -> None:
        """In the thread."""
        worker = get_current_worker()
        verdict = search.run(giving_way(lambda: not worker.is_cancelled))
        if not worker.is_cancelled:
            self.post_message(self.Cured(search, verdict))

    def on_training_screen_cured(self, message: Cured) -> None:
        if self._session.take_cure(message.search, message.verdict):
            self._show(self._said)

    def _make_due(self) -> None:
        """Make the fine pictures that are wanted in a thread, one after the other."""
        jobs = self._session.due_pictures
        if jobs and not self._making:
            self._making = True
            self.run_worker(partial(self._make_picture, jobs[0]), thread=True, group="pictures")

    def _make_picture(self, job: Job) -> None:
        """In the thread."""
        worker = get_current_worker()
        try:
            picture = job.run(lambda: not worker.is_cancelled)
        except Exception:
            self._session.view_failed("landscape" if "landscape" in self._seen else "slice")
            raise
        if not worker.is_cancelled:
            self.post_message(self.Made(job, picture))

    def on_training_screen_made(self, message: Made) -> None:
        self._making = False
        picture = message.picture
        if picture is not None and self._session.take_picture(message.job, picture):
            self._show(self._said)
        else:
            self._make_due()

    @property
    def _seen_panels(self) -> list[Panel[Frame]]:
        """Those with something to show: a view's picture comes once it is watched."""
        shown = (view for view in self._shown_views if view in self._seen or view == "loss")
        ids = ("status", *NUMBERS, *shown, "gauge", "verdict")
        return [self._panels[id] for id in ids if self._panels[id].display]

    def _show_footer(self) -> None:
        """The keys that this size has room for, or what was said last."""
        self._footer.show(FooterText(self._footer_keys, self._notice, self._descent_app.not_saved))

    def _keep_time(self, playing: bool) -> None:
        if playing and self._timer is None:
            self._timer = self.set_interval(TICK, self._play_on)
        elif not playing and self._timer is not None:
            self._timer.stop()
            self._timer = None
        if not playing:
            self._playing = None

    def _player(self, speed: float) -> Playing:
        """What plays at this speed."""
        if self._playing is None or self._playing.speed != speed:
            app = self._descent_app
            self._playing = Playing(
                self._session.step, app.may_send, speed, app.frames, names=app.key_names
            )
        return self._playing

    def _play_on(self) -> None:
        if self._session.playing and self._player(self._session.speed).tick():
            self._show()
        elif not self._session.playing:
            self._show()  # it has diverged, or come to an end

    def _keys_of(self, id: str) -> list[str]:
        """Textual's names of a key, where the user's settings have put it."""
        return next(key.keys for key in self._keys if key.id == id).split(",")

    def read_key(self, event: events.Key) -> bool:
        """While a number is typed, every key belongs to it; while passes are made, it waits."""
        if self._rest and event.key not in ("ctrl+c", "ctrl+l", *self._keys_of("quit")):
            if event.key in self._keys_of("play"):
                self._rest = 0
            else:
                self._kept.append(events.Key(event.key, event.character))
            return True
        entry = self._entry
        if entry is None or event.key in ("ctrl+c", "ctrl+l"):
            return False
        if event.key == "enter":
            self._accept(entry)
        elif event.key == "escape":
            self._close_entry()
        elif event.key == "backspace":
            self._show_entry(entry.erased())
        elif event.is_printable and event.character:
            self._show_entry(entry.typed(event.character))
        return True

    def on_paste(self, event: events.Paste) -> None:
        if self._entry is not None:
            text = "".join(char for char in event.text if char.isprintable())
            self._show_entry(self._entry.typed(text.strip()))

    def _ask(self, what: str, value: float | None) -> None:
        """Put a line to type a number in the place of the verdict; None: it begins empty."""
        if self._session.playing:
            self._session.toggle_play()
        self._show(ASK)
        self.add_class("-typing")
        self._show_entry(Entry(what, "" if value is None else repr(value)))

    def _show_entry(self, entry: Entry) -> None:
        self._entry = entry
        self._entry_line.show(entry)

    def _close_entry(self) -> None:
        self._entry = None
        self.remove_class("-typing")
        self._show()

    def _accept(self, entry: Entry) -> None:
        try:
            value = entry.value()
            if value is not None and entry.what == RATE:
                self._session.set_learning_rate(value)
            elif value is not None:
                self._session.set_parameter(value)
        except ValueError:
            self._show(f"{entry.text[:12]!r} is not a finite number; try 0.05 or 1/9")
        else:
            self._close_entry()
