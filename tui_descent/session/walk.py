"""A walk: one problem, the descent on it with all its past, and where in that one stands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from tui_descent.analysis.gauge import window_around
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.history import RECENT, Curve, History
from tui_descent.engine.optimizers import Optimizer
from tui_descent.presets import Preset
from tui_descent.presets.preset import Start

MANY = 256  # parameters
MOMENT = 0.02  # seconds
MOST_HELD_OUT = 128  # passes whose loss on the points held out is drawn


class Walk:
    """A descent with its past.

    schedule  pass -> the learning rate that the passes after it use, as it was asked for

    preset, descent, history
              the problem, its descent, and the run that is stood in
    start     θ of shape (P,), where a reset leads to
    state     where one stands; previous: the state before it in the run
    window    the decade at which a gauge begins that has the learning rate in sight
    """

    def __init__(
        self,
        preset: Preset,
        schedule: Mapping[int, float] | None,
        start: FloatArray,
        optimizer: Optimizer,
        learning_rate: float,
    ) -> None:
        self.schedule = schedule
        self.use(preset)
        self.start = start
        self.state = self.descent.start(start, optimizer, learning_rate)
        self.window = window_around(self.state.learning_rate)
        self.previous: State | None = None
        self.history = History(self.descent, self.state, self.descent.loss(self.state))

    def use(self, preset: Preset) -> None:
        """Be about this problem from now on; where one stands in it must be said next."""
        self.preset = preset
        self.descent = preset.descent(self.schedule)
        self._held_out = preset.problem.held_out_objective()
        self._held_out_losses: dict[int, tuple[FloatArray, float]] = {}

    def begin(self, optimizer: Optimizer, learning_rate: float) -> None:
        """Stand at pass 0, at the start, with this optimizer and learning rate."""
        self._stand(self.beginning_with(optimizer, learning_rate), None)
        self.history = History(self.descent, self.state, self.descent.loss(self.state))

    def beginning_with(self, optimizer: Optimizer, learning_rate: float) -> State:
        """The state of pass 0, at the start, with this optimizer and learning rate."""
        start = self.descent.start(self.start, optimizer, learning_rate)
        return start._replace(learning_rate=learning_rate)

    def stand_at(self, passes: int) -> None:
        """Stand at any pass that was made, as it was when the next one was made."""
        previous = self.history.state(passes - 1) if passes else None
        self._stand(self.history.state(passes), previous)

    def advance(self, passes: int = 1) -> None:
        """Make this many passes, or fewer if it diverges; or again the one made from here."""
        before, history = self.state, self.history
        if before.passes < history.newest:
            self._stand(history.after(before), before)
            return
        self.take(*self.descent.passes(before, passes, history.stride, RECENT))

    def take(self, made: Sequence[State], losses: Sequence[float]) -> None:
        """Take passes that were made: some states, the last among them, and all losses."""
        before = self.state
        after = self.history.follow(before, made, losses)
        previous = (before, *made)[-2]
        if previous.passes + 1 < after.passes:
            previous = self.history.state(after.passes - 1)
        if not self.descent.keeps_rates:
            self._follow_rates(before, after)
        self._stand(after, previous)

    def _follow_rates(self, before: State, after: State) -> None:
        """Keep the rates of all passes in between in sight, one after the other."""
        rate = before.learning_rate
        for passes in range(before.passes + 1, after.passes):
            rate = self.descent.next_rate(rate, passes)
            self.window = window_around(rate, self.window)

    def change(self, state: State) -> None:
        """Change where one stands by hand: from here on a new future begins."""
        self.history.change(state, self.descent.loss(state))
        self._stand(state, self.previous)

    def _stand(self, state: State, previous: State | None) -> None:
        self.state, self.previous = state, previous
        self.window = window_around(state.learning_rate, self.window)

    @property
    def first_selected(self) -> int:
        """The first parameter; of very many the one with the largest gradient of those that move.

        Of very many the first may belong to an input that is always 0.
        """
        if self.preset.objective.parameter_count <= MANY:
            return 0
        sizes = np.abs(self.descent.unfrozen(self.state.gradient.copy()))
        return int(np.argmax(np.where(np.isfinite(sizes), sizes, 0.0)))

    @property
    def passes_at_once(self) -> int:
        """How many passes are made before anybody is heard again, at least 1."""
        return self.descent.passes_within(MOMENT)

    @property
    def before(self) -> State | None:
        """The state that the last pass led here from; None: no pass led here."""
        return self.previous if self.history.led_to(self.state.passes) else None

    @property
    def loss(self) -> float:
        """The loss on all samples, here."""
        return self.history.loss(self.state.passes)

    def last_losses(self, passes: int) -> FloatArray:
        """The losses after this many last passes, the newest last; fewer near pass 0."""
        here = self.state.passes
        return self.history.losses(max(0, here + 1 - passes), here + 1)

    def next_values(self) -> FloatArray:
        """Where the next pass will put each parameter, shape (P,)."""
        with np.errstate(all="ignore"):
            return self.state.theta + self.descent.next_step(self.state)

    def beginning(self, seed: int | None) -> Start:
        """Where the present run began; `seed`: what its weights were drawn by."""
        first = self.history.state(0)
        return Start(self.preset, first.optimizer, first.learning_rate, first.theta, seed)

    @property
    def follows_plan(self) -> bool:
        """Whether the learning rate changes by a rule, and no hand has changed it since."""
        return self.descent.follows_plan(self.state)

    @property
    def schedule_words(self) -> str:
        """The rule that the learning rate follows; or followed, until you changed it by hand."""
        plan = self.descent.plan
        if plan is None:
            return ""
        return plan.schedule.name if self.follows_plan else f"{plan.schedule.name} off"

    @property
    def rate_to_begin(self) -> float:
        """The learning rate with which it would start again: the plan's first, or the present."""
        plan = self.descent.plan
        return plan.rate(0) if plan and self.follows_plan else self.state.learning_rate

    @property
    def passes_left_in_epoch(self) -> int:
        """How many passes it takes until every sample was used once more."""
        count = self.preset.objective.passes_per_epoch
        return count - self.state.passes % count

    @property
    def changed_by_hand(self) -> bool:
        """Whether a hand has changed something at this very pass."""
        return self.history.changed_at(self.state.passes)

    @property
    def ended(self) -> bool:
        """Whether the descent has diverged: some number, or the loss on all samples, is gone."""
        return not (self.state.finite and math.isfinite(self.loss))

    @property
    def validation_loss(self) -> float | None:
        """The loss on the points that are held out; None if there are none."""
        return None if self._held_out is None else self._held_out_loss(self.state)

    def _held_out_loss(self, state: State) -> float:
        """The loss on the points that are held out, computed once for each pass."""
        known = self._held_out_losses.get(state.passes)
        if known is None or known[0] is not state.theta:
            assert self._held_out is not None
            with np.errstate(all="ignore"):
                loss = float(self._held_out.value(state.theta))
            known = self._held_out_losses[state.passes] = state.theta, loss
        return known[1]

    def held_out_curve(self) -> Curve | None:
        """The loss on the points that are held out, at some passes; None if there are none."""
        if self._held_out is None:
            return None
        states = self.history.kept(self.history.newest)
        every = 1
        while len(states) > every * MOST_HELD_OUT:
            every *= 2
        states = states[::every]
        losses = np.array([self._held_out_loss(state) for state in states])
        stride = states[1].passes - states[0].passes if len(states) > 1 else 1
        return Curve.of(losses, stride, states[-1].passes)

    def elsewhere(self, schedule: Mapping[int, float] | None = None) -> Descent:
        """The same descent with an objective of its own, for another thread."""
        return self.preset.descent(schedule, self.preset.problem.objective())
