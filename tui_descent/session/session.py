"""A session: what one learner is doing with one preset.

It holds the one thing that changes: where in which descent the learner stands. Each key
press becomes one call here; what the screen then shows is a Frame. It knows no screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tui_descent.analysis.curvature import DENSE
from tui_descent.analysis.gauge import Gauge, gauge, window_around
from tui_descent.analysis.limits import Limit
from tui_descent.analysis.situation import WINDOW, Situation
from tui_descent.analysis.verdict import Verdict, is_in_trouble, judge, word_of
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.equations import terms
from tui_descent.engine.history import History, Run
from tui_descent.engine.objective import NetworkObjective, Objective
from tui_descent.engine.optimizers import Optimizer
from tui_descent.engine.signals import Signals
from tui_descent.presets import Preset
from tui_descent.presets.preset import NetworkProblem
from tui_descent.presets.variation import vary
from tui_descent.readable import notch_down, notch_up, rates_around
from tui_descent.session.frame import Example, Frame, Ghost, Heading, Update, Working
from tui_descent.session.snapshot import Appearance, KeptRun, Memo
from tui_descent.session.undo import Companion, Discarded, lost, pushed, what_is_kept
from tui_descent.views.cameras import Cameras
from tui_descent.views.moment import Moment
from tui_descent.views.phases import EVERYTHING, Known, Phase, phases
from tui_descent.views.view import views_of

if TYPE_CHECKING:
    from tui_descent.analysis.cure import Cure
    from tui_descent.analysis.gradient_check import GradientCheck
    from tui_descent.analysis.sweep import Outcome
    from tui_descent.session.remedies import CureSearch

Event = Literal["pass", "moved", "changed", "went", "reset"]

SPEEDS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)  # passes a second
GHOSTS = 4  # at most
QUICK = 2_000_000  # parameters² × samples, some hundredths of a second
CHECK_NUMBERS = 1_000_000  # activations of all copies above, in one call of a gradient check
MEMO_BYTES = 4_000_000  # of checkpoints, for each run
MANY = 256  # parameters, above which the one with the largest gradient is selected at first
SILENT = np.errstate(all="ignore")  # numbers that overflow are told on the screen
FEW = 9  # weights, up to which they are also called w1, w2, w3 …


class Session:
    """A descent with its past, and the learner's hand on it."""

    def __init__(
        self,
        preset: Preset,
        learning_rate: float | None = None,
        optimizer: Optimizer | None = None,
        seed: int | None = None,
        schedule: Mapping[int, float] | None = None,
    ) -> None:
        self._preset = preset
        self._seed = seed
        self._schedule = schedule
        self._descent = Descent(preset.objective, schedule, preset.frozen)
        self._start = preset.initial_parameters(seed)
        start = self._descent.start(
            self._start,
            optimizer or preset.optimizer,
            preset.learning_rate if learning_rate is None else learning_rate,
        )
        self.heading = _heading(preset)
        self._short = _short_labels(preset.objective.labels)
        self._watcher: Callable[[Event], None] | None = None
        self._companion: Companion | None = None
        self._discarded: tuple[Discarded, ...] = ()
        self._undone: tuple[Discarded, ...] = ()
        self._action = ""  # several changes that are one action of the learner's
        self._set_by_hand: tuple[State, int] | None = None  # where to, and which parameter
        self.last_check: GradientCheck | None = None
        self._held_out = _held_out(preset)
        self._selected = _steepest(self._descent, start) if _is_large(preset) else 0
        self._speed = SPEEDS.index(5.0)
        self.playing = False
        self.leaving = False  # another thread asks that a long step stops after the present pass
        self._ghosts: list[_Kept] = []
        self._known: Situation | None = None
        self._judged: tuple[Situation, Verdict] | None = None
        self._cured: tuple[Situation, Verdict] | None = None
        self._search: CureSearch | None = None
        self.advises = True  # whether verdicts name causes and cures
        self._phases = phases(_layers(preset))
        self._phase: Phase | None = None
        self._sample = 0
        self.fog = False
        self.appearance = Appearance()
        self.cameras = Cameras(preset, self._short, self.view_failed)
        self._state = start
        self._window = window_around(start.learning_rate, None)
        self._previous: State | None = None
        self._history = History(self._descent, start, self._descent.loss(start))

    @classmethod
    def from_memo(cls, preset: Preset, memo: Memo) -> Session:
        """Return the session that this was noted of, paused at the very pass."""
        session = cls(preset, seed=memo.seed, schedule=memo.schedule)
        session._speed = memo.speed
        session.fog = memo.fog
        session.appearance = memo.appearance
        session._recall(memo)
        return session

    def _recall(self, memo: Memo) -> None:
        """Stand where this was noted, on the same problem."""
        self._start = memo.start
        self._seed = memo.seed
        self.cameras.look(memo.sights)
        self._selected = memo.selected
        self._ghosts = [
            _Kept(kept.label, History.of(self._descent, kept.run), kept.passes)
            for kept in memo.ghosts
        ]
        self._history = History.of(self._descent, memo.run)
        self._stand_at(memo.passes)
        self._window = window_around(self._state.learning_rate, memo.window)
        self._phase = None if memo.phase is None else self._phases[memo.phase]
        self._sample = memo.sample

    def memo(self) -> Memo:
        """Return all that is needed to go on another day."""
        return Memo(
            start=self._start,
            seed=self._seed,
            schedule=dict(self._schedule or {}),
            run=self._history.run(MEMO_BYTES),
            passes=self._state.passes,
            ghosts=tuple(
                KeptRun(kept.label, kept.history.run(MEMO_BYTES), kept.passes)
                for kept in self._ghosts
            ),
            selected=self._selected,
            speed=self._speed,
            window=self._window,
            phase=None if self._phase is None else self._phases.index(self._phase),
            sample=self._sample,
            fog=self.fog,
            sights=self.cameras.sights,
            appearance=self.appearance,
        )

    @property
    def state(self) -> State:
        """Where the descent stands."""
        return self._state

    @property
    def preset(self) -> Preset:
        """The problem, as the learner has changed it."""
        return self._preset

    @property
    def start(self) -> FloatArray:
        """Where a reset leads to, shape (P,)."""
        return self._start

    @property
    def labels(self) -> tuple[str, ...]:
        """The full name of each parameter, P of them."""
        return self._preset.objective.labels

    @property
    def short(self) -> tuple[str, ...]:
        """The same for a narrow column."""
        return self._short

    @property
    def selected(self) -> int:
        """The index of the selected parameter."""
        return self._selected

    @property
    def loss(self) -> float:
        """The loss on all samples, here."""
        return self._history.loss(self._state.passes)

    def last_losses(self, passes: int) -> FloatArray:
        """The losses after the last so many passes, the newest last; fewer near pass 0."""
        here = self._state.passes
        return self._history.losses(max(0, here + 1 - passes), here + 1)

    @property
    def validation_loss(self) -> float | None:
        """The loss on the points that are held out; None where there are none."""
        if self._held_out is None:
            return None
        with np.errstate(all="ignore"):
            return float(self._held_out.value(self._state.theta))

    @SILENT
    def next_values(self) -> FloatArray:
        """Where the next pass will put each parameter, shape (P,)."""
        return self._state.theta + self._descent.next_step(self._state)

    @property
    @SILENT
    def quick_verdict(self) -> Verdict:
        """How the descent is doing, in a word with what it rests on, and why; without a cure."""
        if self._judged is None or self._judged[0] is not self._situation:
            verdict = judge(self._situation)
            self._judged = self._situation, verdict if self.advises else verdict.bare
        return self._judged[1]

    @property
    def shown_verdict(self) -> Verdict:
        """The same with a cure, if one was found already."""
        if self._cured is not None and self._cured[0] is self._situation:
            return self._cured[1]
        return self.quick_verdict

    def verdict(self) -> Verdict:
        """The same with what helps, where something is wrong: found by trying it, in a moment."""
        search = self.cure_search()
        if search is not None:
            found = search.run(lambda: not self.leaving)
            if not self.leaving:
                self.take_cure(search, found)
        return self.shown_verdict

    def cure_search(self) -> CureSearch | None:
        """The search for what helps, the same as long as one stands here; None: not needed."""
        verdict, here = self.quick_verdict, self._situation
        if not self.advises or (self._cured is not None and self._cured[0] is here):
            return None
        if self._search is None or self._search.patient.here is not here:
            if not is_in_trouble(verdict, here):
                return None
            from tui_descent.session.remedies import CureSearch, Patient

            patient = Patient(self._preset, here, self._start, self._next_seed)
            self._search = CureSearch(verdict, patient)
        return self._search

    def take_cure(self, search: CureSearch, verdict: Verdict) -> bool:
        """Show what a search found from the next frame on; False: one stands elsewhere now."""
        if search.patient.here is not self._situation:
            return False
        self._cured = self._situation, verdict
        return True

    def follow(self, cure: Cure) -> None:
        """Do what a cure says; one undo takes back all of it."""
        with self.one_action("the advice"):
            self._follow(cure)

    def _follow(self, cure: Cure) -> None:
        if cure.standardize:
            self.vary(standardize=True)
        elif cure.activation:
            self.vary(activation=cure.activation)
        elif cure.weights == "new":
            self.new_weights()
        elif cure.weights == "same":
            self.reset()
        if cure.nudge is not None:
            self._selected, value = cure.nudge
            self.set_parameter(value)
        if cure.optimizer is not None:
            self.set_optimizer(cure.optimizer)
        if cure.learning_rate is not None:
            self.set_learning_rate(cure.learning_rate)

    @property
    def _next_seed(self) -> int:
        """Of the weights that are drawn next."""
        return (self._preset.problem.seed if self._seed is None else self._seed) + 1

    @property
    def _situation(self) -> Situation:
        """What can be worked out of where the descent stands, kept until it is elsewhere."""
        state, known = self._state, self._known
        if known is not None and known.state is state and known.previous is self._before:
            return known
        losses = self._history.window(state.passes, WINDOW)
        fresh = Situation(self._descent, state, self._before, losses, self._history.loss(0))
        if known is not None and known.descent is self._descent:
            fresh.at_the_same_place_as(known)
        self._known = fresh
        return fresh

    @property
    def _before(self) -> State | None:
        """The state that the last pass led here from; None: no pass led here."""
        return self._previous if self._history.led_to(self._state.passes) else None

    @property
    def idle_units(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The units that have stopped learning: (dead, their names), (saturated, their names).

        Neither stands there without units. Over all samples, not those of one batch.
        """
        problem, found = self._preset.problem, self._situation.health
        if not isinstance(problem, NetworkProblem) or found is None:
            return ()
        told = []
        for word, layers in (("dead", found.dead), ("saturated", found.saturated)):
            names = tuple(
                problem.network.unit_names(layer)[unit]
                for layer, units in enumerate(layers, start=1)
                for unit in np.flatnonzero(units)
            )
            if names:
                told.append((word, names))
        return tuple(told)

    def on_event(self, watcher: Callable[[Event], None] | None) -> None:
        """Tell somebody of every pass and every change, as soon as it has happened.

        pass     a pass was made; moved: a hand moved a parameter
        changed  the learning rate or the optimizer is another
        went     the learner went back, or to another run
        reset    it starts at pass 0, perhaps with other weights or another problem
        """
        self._watcher = watcher

    def _tell(self, event: Event) -> None:
        if self._watcher is not None:
            self._watcher(event)

    @property
    def parameter_count(self) -> int:
        """How many parameters there are to select from."""
        return self._preset.objective.parameter_count

    @property
    def views(self) -> tuple[str, ...]:
        """The ids of the views that there are for this problem."""
        return views_of(self.has_network, self.parameter_count)

    @property
    def has_network(self) -> bool:
        """Whether it is a network that learns, and not a surface."""
        return isinstance(self._preset.problem, NetworkProblem)

    @property
    def ended(self) -> bool:
        """Whether the descent has diverged: some number, or the loss on all samples, is gone."""
        return not (self._state.finite and math.isfinite(self._history.loss(self._state.passes)))

    @property
    def speed(self) -> float:
        """Passes a second while playing."""
        return SPEEDS[self._speed]

    @property
    def passes_left_in_epoch(self) -> int:
        """How many passes it takes until every sample was used once more."""
        count = self._preset.objective.passes_per_epoch
        return count - self._state.passes % count

    @SILENT
    def step(self, passes: int = 1) -> None:
        """Make so many passes, or fewer if the descent diverges on the way.

        After going back these are the passes that were made before, with the changes that
        were made then, as long as nothing is changed. In the middle of a pass the first of
        them is the one that is finished.
        """
        self._phase = None
        for _ in range(passes):
            if self.ended or self.leaving:
                self.playing = False
                return
            self._previous = self._state
            if self._state.passes < self._history.newest:
                self._state = self._history.after(self._state)
            else:
                self._state = self._descent.advance(self._state)
                self._history.append(self._state, self._descent.loss(self._state))
            self._follow_rate()
            if self._watcher is not None:
                self._watcher("pass")

    def next_phase(self) -> None:
        """Take the next phase of a pass: forward, loss, backward, update, layer by layer."""
        self.playing = False
        if self.ended:
            return
        middle = self._phase is not None and self._phase.kind != "update"
        at = self._phases.index(self._phase) + 1 if middle and self._phase else 0
        phase = self._phases[at]
        if phase.kind == "update":
            self.step()
        self._phase = phase

    @property
    def phase(self) -> Phase | None:
        """Where in the middle of a pass the learner is; None: between two passes."""
        return self._phase

    @property
    def known(self) -> Known:
        """What of this place the phases have found out; between two passes everything."""
        phase, problem = self._phase, self._preset.problem
        if phase is None:
            return EVERYTHING
        starts = [0]
        if isinstance(problem, NetworkProblem):
            starts = [layer.start for layer in problem.network.layer_slices()]
        return phase.known(starts, self.parameter_count)

    def next_sample(self) -> None:
        """Look at the next sample of the batch; after the last comes the first."""
        self._sample += 1

    def back(self, passes: int = 1) -> None:
        """Go back so many passes, as far as pass 0; everything is as it was there.

        In the middle of a pass the first of them is the one that was begun.
        """
        if self._phase is not None and self._phase.kind != "update":
            self._phase = None
            passes -= 1
        self.go_to(max(0, self._state.passes - passes))

    def go_to(self, passes: int) -> None:
        """Go to any pass that was made, as it was when the next one was made."""
        self._stand_at(passes)
        self._tell("went")

    def _stand_at(self, passes: int) -> None:
        self.playing = False
        self._phase = None
        self._previous = self._history.state(passes - 1) if passes else None
        self._state = self._history.state(passes)
        self._follow_rate()

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the very next pass on; it must be finite."""
        if not math.isfinite(rate):
            raise ValueError(f"{rate} is not a finite learning rate")
        if rate != self._state.learning_rate:
            if self._state.passes < self.newest:
                self._discard(f"learning rate {rate:g}")
            self._change(self._state._replace(learning_rate=rate))
            self._tell("changed")

    def raise_learning_rate(self) -> None:
        """One readable notch up."""
        self.set_learning_rate(notch_up(self._state.learning_rate))

    def lower_learning_rate(self) -> None:
        """One readable notch down."""
        self.set_learning_rate(notch_down(self._state.learning_rate))

    def scale_learning_rate(self, factor: float) -> None:
        """Multiply the learning rate, to twelve digits, so that ×10 and ÷10 stay readable."""
        scaled = float(f"{self._state.learning_rate * factor:.12g}")
        if math.isfinite(scaled):
            self.set_learning_rate(scaled)

    def set_optimizer(self, optimizer: Optimizer) -> None:
        """Go on with another optimizer: the weights stay, its own state starts afresh."""
        state = self._state
        self._discard(optimizer.name, f"{state.optimizer.name} and its state")
        self._change(
            state._replace(optimizer=optimizer, optimizer_state=optimizer.init(state.theta))
        )
        self._tell("changed")

    def largest_curvature(self) -> float:
        """λmax of the loss on all samples, here; nan where it overflows."""
        return self._elsewhere(self._state.optimizer).ground.largest

    def limit_with(self, optimizer: Optimizer) -> Limit | None:
        """The limit of the learning rate here, if it went on with this optimizer afresh.

        It has an objective of its own, so it may run in another thread.
        """
        return self._elsewhere(optimizer).limit

    def _elsewhere(self, optimizer: Optimizer) -> Situation:
        """The same place for another thread, with as much time as it takes."""
        state = self._state
        if optimizer != state.optimizer:
            state = state._replace(optimizer=optimizer, optimizer_state=optimizer.init(state.theta))
        descent = Descent(self._preset.problem.objective(), frozen=self._preset.frozen)
        losses = np.array([self.loss])
        return Situation(descent, state, None, losses, self._history.loss(0), patient=True)

    @SILENT
    def check_gradient(self) -> GradientCheck:
        """Check the gradient of the selected parameter and of the others, on the next batch.

        It has an objective of its own, so it may run in another thread.
        """
        from tui_descent.analysis.gradient_check import MOST, check_gradient, drawn

        state, problem = self._state, self._preset.problem
        indices = drawn(self.parameter_count, self._selected)
        at_once = MOST
        if isinstance(problem, NetworkProblem):
            numbers = sum(problem.network.layers) * problem.data.samples
            at_once = max(1, min(MOST, CHECK_NUMBERS // numbers))
        check = check_gradient(problem.objective(), state.theta, state.passes, indices, at_once)
        self.last_check = check
        return check

    @property
    def objective(self) -> Objective:
        """What the descent walks down."""
        return self._preset.objective

    def past(self) -> Iterator[tuple[State, float, str]]:
        """Every pass from 0 to here as it was: state, loss on all samples, the verdict's word.

        It keeps the run as it is now and has an objective of its own, so it may be read in
        another thread, whatever the session does meanwhile.
        """
        descent = Descent(self._preset.problem.objective(), self._schedule, self._preset.frozen)
        return _past(descent, self._history.fork(descent), self._state.passes)

    @property
    def quick(self) -> bool:
        """Whether the loss at two places for each parameter takes no time to speak of."""
        problem, count = self._preset.problem, self.parameter_count
        samples = problem.data.samples if isinstance(problem, NetworkProblem) else 1
        return count <= DENSE and count * count * samples <= QUICK

    @property
    @SILENT
    def limit(self) -> Limit | None:
        """The limit of the learning rate here; None: nothing curves up, or it takes too long."""
        return None if self.ended else self._situation.limit

    @property
    def rates_to_sweep(self) -> tuple[float, ...]:
        """Learning rates around the present one, some of them below the limit."""
        limit = self.limit
        return rates_around(self._state.learning_rate, None if limit is None else limit.rate)

    def sweep(
        self, rates: FloatArray, passes: int, goes_on: Callable[[int], bool]
    ) -> list[Outcome]:
        """Make so many passes from here at each rate, shape (rates,); the session stays put.

        It has an objective of its own, so it may run in another thread.
        """
        from tui_descent.analysis.sweep import sweep

        descent = Descent(self._preset.problem.objective(), frozen=self._preset.frozen)
        return sweep(descent, self._state, rates, passes, goes_on)

    def select(self, offset: int) -> None:
        """Select another parameter, so many further; past the last comes the first."""
        self._selected = (self._selected + offset) % self.parameter_count

    def select_index(self, index: int) -> None:
        """Select this parameter."""
        self._selected = index % self.parameter_count

    def set_parameter(self, value: float) -> None:
        """Put the selected parameter somewhere else by hand; the value must be finite."""
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a finite value")
        theta = self._state.theta.copy()
        if theta[self._selected] != value:
            label, before = self.labels[self._selected], float(theta[self._selected])
            moved = self._set_by_hand
            if moved is None or moved[0] is not self._state or moved[1] != self._selected:
                self._discard(f"{label} set by hand", f"{label} = {before:g}")
            theta[self._selected] = value
            self._phase = None
            self._change(self._descent.moved(self._state, theta))
            self._set_by_hand = self._state, self._selected
            self._tell("moved")

    def nudge(self, direction: int) -> None:
        """Move the selected parameter by 0.1, or by a unit of its second digit above 10."""
        value = float(self._state.theta[self._selected])
        if math.isfinite(value):
            size = 10.0 ** max(-1, math.floor(math.log10(max(abs(value), 1.0))) - 1)
            moved = float(f"{value + direction * size:.12g}")
            if math.isfinite(moved):
                self.set_parameter(moved)

    @property
    def newest(self) -> int:
        """The last pass that was made; larger than the present one after going back."""
        return self._history.newest

    @property
    def longest_run(self) -> int:
        """The last pass of the present run, or of the ghost that went furthest."""
        return max(self.newest, *(kept.history.newest for kept in self._ghosts), 0)

    @property
    def changed_by_hand(self) -> bool:
        """Whether a hand has changed something at this very pass."""
        return self._history.changed_at(self._state.passes)

    def reset(self) -> None:
        """Start again from the same initial weights; learning rate and optimizer stay."""
        if self._history.newest or self._history.changes:
            self._discard("reset", self._passes_made)
        self._begin_again()

    def _begin_again(self) -> None:
        state = self._state
        self._begin(state.optimizer, state.learning_rate)

    def vary(self, **changes: Any) -> int:
        """Start again with another activation, batch size, scaling or initialisation.

        changes  as presets.variation.vary takes them

        Learning rate, optimizer and, unless the initialisation changes, the initial weights
        stay. Ghosts belong to the problem as it was: returns how many were dropped. Raises
        PresetError where the change does not fit.
        """
        preset = vary(self._preset, **changes)
        start = preset.initial_parameters() if "init" in changes else self._start
        state = self._state
        self._discard("the setup")
        return self._take(preset, start, state.optimizer, state.learning_rate)

    def take(self, preset: Preset) -> int:
        """Go on with another problem, from its start; returns how many ghosts were dropped."""
        start = preset.initial_parameters()
        self._discard("another problem")
        return self._take(preset, start, preset.optimizer, preset.learning_rate)

    def _take(
        self, preset: Preset, start: FloatArray, optimizer: Optimizer, learning_rate: float
    ) -> int:
        dropped = len(self._ghosts)
        self._ghosts.clear()
        self._start = start
        self._use(preset)
        self._selected = min(self._selected, self.parameter_count - 1)
        self._begin(optimizer, learning_rate)
        return dropped

    def _use(self, preset: Preset) -> None:
        """Be about this problem from now on."""
        self._preset = preset
        self._descent = Descent(preset.objective, self._schedule, preset.frozen)
        self.heading = _heading(preset)
        self._short = _short_labels(preset.objective.labels)
        self._held_out = _held_out(preset)
        self._phases = phases(_layers(preset))
        self.last_check = None
        self._known = None
        self.cameras.use(preset, self._short)

    def _begin(self, optimizer: Optimizer, learning_rate: float) -> None:
        """Stand at pass 0, at the start, with this optimizer and learning rate."""
        self.playing = False
        self._phase = None
        self.cameras.forget()
        start = self._descent.start(self._start, optimizer, learning_rate)
        self._state = start._replace(learning_rate=learning_rate)
        self._follow_rate()
        self._previous = None
        self._history = History(self._descent, self._state, self._descent.loss(self._state))
        self._tell("reset")

    def new_weights(self) -> None:
        """Start again from newly drawn initial weights."""
        self._discard("new weights", self._passes_made)
        self._seed = self._next_seed
        self._start = self._preset.problem.new_parameters(self._seed)
        self._begin_again()

    def fork(self) -> bool:
        """Keep the run as it is as a ghost, and go on from here; False if there are too many."""
        if len(self._ghosts) >= GHOSTS:
            return False
        self._ghosts.append(self._kept(self._history.fork()))
        return True

    def swap(self) -> bool:
        """Go on with the oldest ghost, and keep the present run in its place; False: none."""
        if not self._ghosts:
            return False
        ghost = self._ghosts.pop(0)
        self._ghosts.append(self._kept(self._history))
        self._history = ghost.history
        self.go_to(ghost.passes)
        return True

    def drop_ghosts(self) -> None:
        """Forget all ghosts."""
        if self._ghosts:
            count = len(self._ghosts)
            self._discard("dropping ghosts", f"{count} ghost{'s' * (count > 1)}")
        self._ghosts.clear()

    def accompany(self, companion: Companion) -> None:
        """Have somebody go back, too, whenever something is undone."""
        self._companion = companion

    @contextmanager
    def one_action(self, name: str) -> Iterator[None]:
        """Let all that is changed in here be one action, which is undone as a whole."""
        if self._action:
            yield
            return
        self._discard(name)
        self._action = name
        try:
            yield
        finally:
            self._action = ""

    @property
    def discarded(self) -> Discarded | None:
        """What `undo` would bring back."""
        return self._discarded[-1] if self._discarded else None

    @property
    def undo_brings_back(self) -> str:
        """What comes back by `undo` that is gone now: `7 passes`; "" if all is still there."""
        last = self.discarded
        if last is None or (last.memo.run.newest and last not in self.lost(0)):
            return ""
        return last.back

    def lost(self, few: int, kept: Iterable[Run] = ()) -> list[Discarded]:
        """What `undo` and `redo` would bring back and nothing else has, the longest run first.

        few   passes: what has no more is not worth it
        kept  runs that are safe elsewhere
        """
        memo = self.memo()
        runs = (memo.run, *(ghost.run for ghost in memo.ghosts), *kept)
        return lost((*self._discarded, *self._undone), runs, few)

    def undo(self) -> Discarded | None:
        """Take back the last action that threw something away, and return what is back."""
        if not self._discarded:
            return None
        *before, last = self._discarded
        self._undone = pushed(self._undone, self._as_it_stands(last.action))
        self._discarded = tuple(before)
        self._bring_back(last)
        return last

    def redo(self) -> Discarded | None:
        """Take back the last undo: all is as it was just before it; None: there was none."""
        if not self._undone:
            return None
        *before, last = self._undone
        self._discarded = pushed(self._discarded, self._as_it_stands(last.action))
        self._undone = tuple(before)
        self._bring_back(last)
        return last

    def _discard(self, action: str, back: str = "") -> None:
        """Keep all as it stands: an action that throws some of it away comes next."""
        if not self._action:
            self._discarded = pushed(self._discarded, self._as_it_stands(action, back))
            self._undone = ()

    @property
    def _passes_made(self) -> str:
        count = self._history.newest
        return f"{count} pass{'es' * (count > 1)}" if count else "the weights before"

    def _as_it_stands(self, action: str, back: str = "") -> Discarded:
        memo = self.memo()
        companion = self._companion.snapshot() if self._companion else None
        return Discarded(action, back or what_is_kept(memo), self._preset, memo, companion)

    def _bring_back(self, entry: Discarded) -> None:
        if entry.preset is not self._preset:
            self._use(entry.preset)
        else:
            self.cameras.forget()
        self._recall(entry.memo)
        if self._companion is not None:
            self._companion.restore(entry.companion)
        self._tell("went")

    def _kept(self, history: History) -> _Kept:
        state = self._state
        label = f"lr {state.learning_rate:g} {state.optimizer.name}"
        return _Kept(label, history, state.passes)

    def toggle_play(self) -> None:
        """Play or pause."""
        self._phase = None
        self.playing = not self.playing and not self.ended

    def change_speed(self, offset: int) -> None:
        """Play faster or slower, in steps of 1, 2, 5, 10 …"""
        self._speed = min(max(self._speed + offset, 0), len(SPEEDS) - 1)

    @SILENT
    def frame(self) -> Frame:
        """Return all that there is to see."""
        state, history = self._state, self._history
        objective = self._preset.objective
        update = self._update()
        # The state whose forward and backward pass is looked at.
        passing = self._previous if update and self._previous else state
        signals = self._signals(passing)
        losses = history.window(state.passes, WINDOW)
        known = self.known
        # A loss that is not known yet is no secret where the learner has come back from.
        unknown = not known.loss and state.passes == history.newest
        return Frame(
            heading=self.heading,
            optimizer=state.optimizer.name,
            passes=state.passes,
            epoch=state.passes // objective.passes_per_epoch,
            newest=history.newest,
            loss=float(losses[-1]) if known.loss else None,
            before=float(losses[-2]) if len(losses) > 1 and known.loss else None,
            ended=self.ended,
            learning_rate=state.learning_rate,
            labels=objective.labels,
            short=self._short,
            known=known,
            values=state.theta,
            gradients=_from(known.first, state.gradient),
            steps=_from(0 if known.step else len(state.theta), self._descent.next_step(state)),
            selected=self._selected,
            example=self._example(passing) if known.step else None,
            working=self._working(passing, signals) if known.step else Working(None, None, ()),
            curve=history.curve(state.passes - 1 if unknown else None),
            ghosts=tuple(Ghost(kept.label, kept.history.curve()) for kept in self._ghosts),
            changed=history.changes,
            verdict=self.shown_verdict if known.step else None,
            validation=self.validation_loss if known.loss else None,
            gauge=self.gauge,
            playing=self.playing,
            speed=self.speed,
            phase=self._phase,
            sample=self._sample % signals.samples if signals else 0,
            signals=signals,
            update=update,
            pictures=self.cameras.pictures(self._moment(passing, signals)),
        )

    def _moment(self, passing: State, signals: Signals | None) -> Moment:
        return Moment(
            self._state,
            self._descent.next_step(self._state),
            self._history,
            tuple((ghost.history, ghost.passes) for ghost in self._ghosts),
            self._selected,
            self.fog,
            self.known,
            self._phase,
            passing,
            signals,
            self._sample % signals.samples if signals else 0,
        )

    def view_failed(self, view: str) -> None:
        """Note a view that has failed: it is not opened by itself when the session goes on."""
        chosen = self.appearance.view
        chosen = "" if chosen == view else chosen
        self.appearance = replace(self.appearance, view=chosen, failed=view)

    def _update(self) -> Update | None:
        before = self._previous
        if before is None or self._phase is None or self._phase.kind != "update":
            return None
        return Update(before.theta, before.gradient, self._descent.next_step(before))

    def _signals(self, state: State) -> Signals | None:
        objective = self._preset.objective
        wanted = self._phase is not None or self.cameras.needs_signals
        if not wanted or not isinstance(objective, NetworkObjective):
            return None
        with np.errstate(all="ignore"):
            return objective.signals(state.theta, state.passes)

    def _working(self, state: State, seen: Signals | None) -> Working:
        objective, at = self._preset.objective, self._selected
        signals = inputs = None
        if isinstance(objective, NetworkObjective):
            if seen is not None:
                signals, inputs = seen.factors(*objective.network.place(at))
            else:
                with np.errstate(all="ignore"):
                    signals, inputs = objective.error_signals(state.theta, state.passes, at)
        return Working(signals, inputs, terms(state, at, self._descent.is_frozen(at)))

    @property
    @SILENT
    def gauge(self) -> Gauge | None:
        """What the next pass would do; None: it has diverged, or is the middle of a pass."""
        state = self._state
        if self.ended or not self.known.step:
            return None
        return gauge(self._descent, state, self._window, self._situation.limit)

    def _follow_rate(self) -> None:
        """Have the gauge stand where the learning rate is in sight."""
        self._window = window_around(self._state.learning_rate, self._window)

    def _example(self, passing: State) -> Example | None:
        problem, objective = self._preset.problem, self._preset.objective
        if not isinstance(problem, NetworkProblem) or not isinstance(objective, NetworkObjective):
            return None
        with np.errstate(all="ignore"):
            layers, target, samples = objective.example(passing.theta, passing.passes, self._sample)
        data = problem.data
        number, batch = self._sample % samples, samples < data.samples
        return Example(layers, target, number, samples, batch, data.classes)

    @SILENT
    def _change(self, state: State) -> None:
        """A change by hand: from here on a new future begins."""
        self._history.change(state, self._descent.loss(state))
        self._state = state
        self._follow_rate()


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """A run that was kept, and where the learner stood in it."""

    label: str
    history: History
    passes: int


def _heading(preset: Preset) -> Heading:
    problem = preset.problem
    return Heading(
        preset.name,
        preset.title,
        preset.summary,
        preset.shape,
        problem.loss_name,
        problem.network if isinstance(problem, NetworkProblem) else None,
    )


def _from(first: int, values: FloatArray) -> FloatArray:
    """The numbers from this index on, shape (P,); nan in the place of those before."""
    if first == 0:
        return values
    known = np.full_like(values, np.nan)
    known[first:] = values[first:]
    return known


def _is_large(preset: Preset) -> bool:
    """Whether the first parameter is one of very many, and perhaps of an input that never is."""
    return preset.objective.parameter_count > MANY


def _steepest(descent: Descent, state: State) -> int:
    """The parameter with the largest gradient, of those that can move."""
    sizes = np.abs(descent.unfrozen(state.gradient.copy()))
    return int(np.argmax(np.where(np.isfinite(sizes), sizes, 0.0)))


def _held_out(preset: Preset) -> NetworkObjective | None:
    """The loss on the points that no pass learns from."""
    problem = preset.problem
    if not isinstance(problem, NetworkProblem) or problem.held_out is None:
        return None
    return NetworkObjective(problem.network, problem.held_out, problem.loss)


def _past(descent: Descent, history: History, passes: int) -> Iterator[tuple[State, float, str]]:
    previous, state = None, history.state(0)
    while True:
        losses = history.window(state.passes, WINDOW)
        before = previous if len(losses) > 1 else None
        here = Situation(descent, state, before, losses, history.loss(0))
        yield state, float(losses[-1]), word_of(here)
        if state.passes >= passes:
            return
        previous, state = state, history.after(state)


def _layers(preset: Preset) -> int:
    """How many layers there are after the inputs; 1 for a surface."""
    problem = preset.problem
    return len(problem.network.activations) if isinstance(problem, NetworkProblem) else 1


def _short_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    """`W1[x1→h2]` becomes `x1→h2`, `b1[h2]` becomes `b→h2`; few weights also get w1, w2 …"""
    numbered = sum(label.startswith("W") for label in labels) <= FEW
    short, weights = [], 0
    for label in labels:
        if label.startswith("w["):
            short.append(f"w{label[2:-1]}")
            continue
        inside = label[label.index("[") + 1 : -1]
        if label.startswith("W"):
            weights += 1
            short.append(f"w{weights} {inside}" if numbered else inside)
        else:
            short.append(f"{'b    →' if numbered else 'b→'}{inside}")
    return tuple(short)
