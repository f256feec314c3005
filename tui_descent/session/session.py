"""A session: what one learner is doing with one preset.

It holds the one thing that changes: where in which descent the learner stands. Each key
press becomes one call here; what the screen then shows is a Frame. It knows no screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from tui_descent.analysis.gauge import Gauge
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import State
from tui_descent.engine.history import History
from tui_descent.engine.objective import Objective
from tui_descent.engine.optimizers import Optimizer
from tui_descent.presets import Preset
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.advice import SILENT, Advice
from tui_descent.session.frame import Frame, spoken
from tui_descent.session.framing import Look, framed
from tui_descent.session.labels import heading_of, short_names
from tui_descent.session.other_runs import Abreast, OtherRun, recalled
from tui_descent.session.snapshot import Appearance, Memo, memo_of
from tui_descent.session.undo import Discarded, Undo, passes_lost, what_is_kept
from tui_descent.session.walk import Walk
from tui_descent.views.cameras import Cameras
from tui_descent.views.phases import EVERYTHING, Known, Phase, phases_of
from tui_descent.views.view import views_of

if TYPE_CHECKING:
    from tui_descent.analysis.gradient_check import GradientCheck

Event = Literal["pass", "moved", "changed", "went", "reset"]
SPEEDS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)  # passes a second


class Session:
    """A descent with its past, and the learner's hand on it.

    walk      the descent, its past, and where in it the learner stands
    advice    how it is doing, and what would help
    cameras   what is looked at of it, and from where
    undoing   what was thrown away, and can come back
    others    other runs: those that step along in a race, and ghosts, the oldest first
    number    of the present run in a race; 0: there is none
    heading   what it is called; short: its parameters in a narrow column
    phase     where in the middle of a pass the learner is; None: between two passes
    sample    which sample of the batch is looked at
    playing   whether passes are made by the clock; speed: the place of its speed in SPEEDS
    leaving   another thread asks that a long step stops after the present pass
    fog       whether only what the descent came near is seen
    sweeps    how many sweeps over learning rates were seen to their end
    watcher   is told of every pass and every change, as soon as it has happened:
              pass     a pass was made; moved: a hand moved a parameter
              changed  the learning rate or the optimizer is another
              went     the learner went back, or to another run
              reset    it starts at pass 0, perhaps with other weights or another problem
    """

    def __init__(
        self,
        preset: Preset,
        learning_rate: float | None = None,
        optimizer: Optimizer | None = None,
        seed: int | None = None,
        schedule: Mapping[int, float] | None = None,
    ) -> None:
        self.seed = seed
        rate = preset.learning_rate if learning_rate is None else learning_rate
        start = preset.initial_parameters(seed)
        self.walk = Walk(preset, schedule, start, optimizer or preset.optimizer, rate)
        self.heading = heading_of(preset)
        self.short = short_names(preset.objective)
        self.advice = Advice(self.walk, lambda: _next_seed(self))
        self.cameras = Cameras(preset, self.short, self.view_failed)
        self.undoing = Undo(self._as_it_stands, self._bring_back)
        self.others: tuple[OtherRun, ...] = ()
        self.number = 0
        self._abreast = Abreast()
        self.watcher: Callable[[Event], None] | None = None
        self._set_by_hand: tuple[State, int] | None = None  # where to, and which parameter
        self.last_check: GradientCheck | None = None
        self.sweeps = 0
        self.selected = self.walk.first_selected
        self.speed = SPEEDS.index(5.0)
        self.playing = False
        self.leaving = False
        self._phases = phases_of(preset)
        self.phase: Phase | None = None
        self.sample = 0
        self.fog = False
        self.appearance = Appearance()

    @classmethod
    def from_memo(cls, preset: Preset, memo: Memo) -> Session:
        """Return the session that this was noted of, paused at the very pass."""
        session = cls(preset, seed=memo.seed, schedule=memo.schedule)
        session.speed, session.fog, session.appearance = memo.speed, memo.fog, memo.appearance
        session._recall(memo)
        return session

    def _recall(self, memo: Memo) -> None:
        """Stand where this was noted, on the same problem."""
        walk = self.walk
        walk.start = memo.start
        self.seed = memo.seed
        self.cameras.look(memo.sights)
        self.selected = memo.selected
        self.others = tuple(recalled(walk.descent, kept) for kept in memo.others)
        self.number = memo.number
        walk.history = History.of(walk.descent, memo.run)
        if memo.window is not None:
            walk.window = memo.window
        self._stand_at(memo.passes)
        self.phase = None if memo.phase is None else self._phases[memo.phase]
        self.sample = memo.sample

    def memo(self) -> Memo:
        """Return all that is needed to go on another day."""
        return memo_of(self)

    @property
    def preset(self) -> Preset:
        """The problem, as the learner has changed it."""
        return self.walk.preset

    @property
    def objective(self) -> Objective:
        """What the descent walks down."""
        return self.walk.preset.objective

    @property
    def state(self) -> State:
        """Where the descent stands."""
        return self.walk.state

    @property
    def labels(self) -> tuple[str, ...]:
        """The full name of each parameter, P of them."""
        return self.objective.labels

    def name(self, index: int | None = None) -> str:
        """What a parameter is called in a sentence, w1 or W1[x1→h2]; by default the selected."""
        at = self.selected if index is None else index
        return spoken(self.short[at], self.labels[at])

    @property
    def parameter_count(self) -> int:
        """How many parameters there are to select from."""
        return self.objective.parameter_count

    @property
    def has_network(self) -> bool:
        """Whether it is a network that learns, and not a surface."""
        return isinstance(self.preset.problem, NetworkProblem)

    @property
    def views(self) -> tuple[str, ...]:
        """The ids of the views that there are for this problem."""
        return views_of(self.preset)

    @property
    def loss(self) -> float:
        """The loss on all samples, here."""
        return self.walk.loss

    @property
    def ended(self) -> bool:
        """Whether the descent has diverged: some number, or the loss on all samples, is gone."""
        return self.walk.ended

    @property
    def newest(self) -> int:
        """The last pass that was made; larger than the present one after going back."""
        return self.walk.history.newest

    @property
    def runners(self) -> int:
        """How many runs take part in a race; 0: there is none."""
        return 0 if not self.number else 1 + sum(run.number > 0 for run in self.others)

    @property
    def known(self) -> Known:
        """What of this place the phases have found out; between two passes everything."""
        phase, problem = self.phase, self.preset.problem
        if phase is None:
            return EVERYTHING
        layers = problem.network.layer_slices() if isinstance(problem, NetworkProblem) else ()
        starts = [layer.start for layer in layers] or [0]
        return phase.known(starts, self.parameter_count)

    @property
    @SILENT
    def gauge(self) -> Gauge | None:
        """What the next pass would do; None: it has diverged, or is the middle of a pass."""
        return self.advice.gauge if self.known.step else None

    @SILENT
    def frame(self) -> Frame:
        """Return all that there is to see."""
        look = Look(
            self.heading,
            self.short,
            self.selected,
            self.phase,
            self.known,
            self.sample,
            self.fog,
            self.others,
            self.number,
            self.playing,
            SPEEDS[self.speed],
        )
        return framed(self.walk, self.advice, self.cameras, look)

    def view_failed(self, view: str) -> None:
        """Note a view that has failed: it is not opened by itself when the session goes on."""
        chosen = "" if self.appearance.view == view else self.appearance.view
        self.appearance = replace(self.appearance, view=chosen, failed=view)

    @SILENT
    def step(self, passes: int = 1) -> None:
        """Make this many passes, or fewer if the descent diverges on the way.

        After going back these are the passes that were made before, with the changes that
        were made then, as long as nothing is changed. In the middle of a pass the first of
        them is the one that is finished.
        """
        self.phase = None
        walk = self.walk
        last = walk.state.passes + passes
        most = 1 if self.watcher or passes == 1 else walk.passes_at_once
        while walk.state.passes < last:
            if walk.ended or self.leaving:
                self.playing = False
                return
            count = min(most, last - walk.state.passes)
            if self.number:
                self.others = self._abreast.advance(walk, self.others, count)
            else:
                walk.advance(count)
            self._tell("pass")

    def next_phase(self) -> None:
        """Take the next phase of a pass: forward, loss, backward, update, layer by layer."""
        self.playing = False
        if self.ended:
            return
        middle = self.phase is not None and self.phase.kind != "update"
        at = self._phases.index(self.phase) + 1 if middle and self.phase else 0
        phase = self._phases[at]
        if phase.kind == "update":
            self.step()
        self.phase = phase

    def back(self, passes: int = 1) -> None:
        """Go back this many passes, but not beyond pass 0; everything is as it was there.

        In the middle of a pass the first of them is the one that was begun.
        """
        if self.phase is not None and self.phase.kind != "update":
            self.phase = None
            passes -= 1
        self.go_to(max(0, self.state.passes - passes))

    def go_to(self, passes: int) -> None:
        """Go to any pass that was made, as it was when the next one was made."""
        self.others = tuple(run.at(passes) for run in self.others)
        self.stand_at(passes)

    def stand_at(self, passes: int) -> None:
        """Go to any pass of the present run, while the others stay where they are."""
        self._stand_at(passes)
        self._tell("went")

    def _stand_at(self, passes: int) -> None:
        self.playing = False
        self.phase = None
        self.walk.stand_at(passes)

    def toggle_play(self) -> None:
        """Play or pause."""
        self.phase = None
        self.playing = not self.playing and not self.ended

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the very next pass on; it must be finite."""
        if not math.isfinite(rate):
            raise ValueError(f"{rate} is not a finite learning rate")
        if rate != self.state.learning_rate:
            if self.state.passes < self.newest or self.walk.follows_plan:
                back = "the schedule" if self.walk.follows_plan else ""
                self.undoing.keep(f"learning rate {rate:g}", back)
            self._change(self.state._replace(learning_rate=rate), "changed")

    def set_optimizer(self, optimizer: Optimizer) -> None:
        """Go on with another optimizer: the weights stay, its own state starts afresh."""
        state = self.state
        self.undoing.keep(optimizer.name, f"{state.optimizer.name} and its state")
        begun = optimizer.init(state.theta)
        self._change(state._replace(optimizer=optimizer, optimizer_state=begun), "changed")

    def select(self, offset: int) -> None:
        """Select the parameter this many places further on; after the last comes the first."""
        self.selected = (self.selected + offset) % self.parameter_count

    def set_parameter(self, value: float) -> None:
        """Put the selected parameter somewhere else by hand; the value must be finite."""
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a finite value")
        theta, at = self.state.theta.copy(), self.selected
        if theta[at] == value:
            return
        label, before = self.name(), float(theta[at])
        moved = self._set_by_hand
        if moved is None or moved[0] is not self.state or moved[1] != at:
            self.undoing.keep(f"{label} set by hand", f"{label} = {before:g}")
        theta[at] = value
        self.phase = None
        self._change(self.walk.descent.moved(self.state, theta), "moved")
        self._set_by_hand = self.state, at

    @SILENT
    def _change(self, state: State, event: Event) -> None:
        """A change by hand: from here on a new future begins."""
        self.walk.change(state)
        self._tell(event)

    def _tell(self, event: Event) -> None:
        if self.watcher is not None:
            self.watcher(event)

    def reset(self) -> None:
        """Start again from the same initial weights; learning rate and optimizer stay."""
        if self.newest or self.walk.history.changes:
            self.undoing.keep("reset", passes_lost(self.newest))
        self._begin(self.state.optimizer, self.walk.rate_to_begin)

    def new_weights(self) -> None:
        """Start again from newly drawn initial weights."""
        self.undoing.keep("new weights", passes_lost(self.newest))
        self.seed = _next_seed(self)
        self.walk.start = self.preset.problem.new_parameters(self.seed)
        self._begin(self.state.optimizer, self.walk.rate_to_begin)

    def restart(
        self, action: str, preset: Preset, start: FloatArray, optimizer: Optimizer, rate: float
    ) -> int:
        """Start with another problem, at a θ of shape (P,); `action` says what this undoes.

        Other runs belong to the problem as it was: returns how many were dropped.
        """
        self.undoing.keep(action)
        dropped, self.others, self.number = len(self.others), (), 0
        self._use(preset)
        self.walk.start = start
        self.selected = min(self.selected, self.parameter_count - 1)
        self._begin(optimizer, rate)
        return dropped

    def _use(self, preset: Preset) -> None:
        """Be about this problem from now on."""
        self.walk.use(preset)
        self.heading = heading_of(preset)
        self.short = short_names(preset.objective)
        self._phases = phases_of(preset)
        self.last_check = None
        self.cameras.use(preset, self.short)

    def _begin(self, optimizer: Optimizer, learning_rate: float) -> None:
        """Stand at pass 0, at the start, with this optimizer and learning rate."""
        self.playing = False
        self.phase = None
        self.cameras.forget()
        self.walk.begin(optimizer, learning_rate)
        self.others = tuple(run.begun(self.walk) for run in self.others)
        self._tell("reset")

    def _as_it_stands(self, action: str, back: str) -> Discarded:
        memo = self.memo()
        return Discarded(action, back or what_is_kept(memo), self.preset, memo)

    def _bring_back(self, entry: Discarded) -> None:
        if entry.preset is not self.preset:
            self._use(entry.preset)
        else:
            self.cameras.forget()
        self._recall(entry.memo)
        self.undoing.restore(entry)
        self._tell("went")


def _next_seed(session: Session) -> int:
    """The seed of the weights that are drawn next."""
    return (session.preset.problem.seed if session.seed is None else session.seed) + 1
