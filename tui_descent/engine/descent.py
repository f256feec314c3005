"""A descent: forward, loss, backward, update, and again.

One pass is a function from a state to the next. A state is a value: it is never changed,
so going back is keeping it, and a fork is two that came from one.
"""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import Objective
from tui_descent.engine.optimizers import Optimizer
from tui_descent.engine.optimizers import State as OptimizerState
from tui_descent.engine.schedules import Rate, Schedule

CLIP_EPSILON = 1e-6  # added to the length of a gradient before dividing by it, as PyTorch does

PASS, NUMBER = 1e-5, 2e-9  # seconds that a pass takes, about, and each number in it


class State(NamedTuple):
    """Everything there is to know after `passes` passes, and before the next.

    theta          shape (P,)
    batch_loss     on the batch that the next pass will use
    gradient       ∂loss/∂θ on that batch, shape (P,)
    learning_rate  the one that the next pass will use
    finite         whether loss, θ and gradient are all finite numbers
    """

    passes: int
    theta: FloatArray
    batch_loss: float
    gradient: FloatArray
    learning_rate: float
    optimizer: Optimizer
    optimizer_state: OptimizerState
    finite: bool


class Plan(NamedTuple):
    """A rule for the learning rate, and η, the rate that was set for it."""

    schedule: Schedule
    peak: float

    def rate(self, passes: int) -> float:
        """The learning rate of the next pass after this many."""
        return float(self.schedule.rate(self.peak, passes))


class Descent:
    """An objective to walk down, one pass at a time.

    schedule   pass -> the learning rate that the passes after it use
    frozen     indices into θ of the parameters that no pass may move
    plan       by what rule the learning rate changes; None: by none. A rate that is not the
               one of the plan was set by a hand, and stays
    clip_norm  a longer gradient is shortened to this length before the optimizer sees it,
               as torch.nn.utils.clip_grad_norm_ does; None: it is not
    """

    def __init__(
        self,
        objective: Objective,
        schedule: Mapping[int, float] | None = None,
        frozen: Sequence[int] = (),
        plan: Plan | None = None,
        clip_norm: float | None = None,
    ) -> None:
        self.objective = objective
        self.plan = plan
        self.clip_norm = clip_norm
        self._schedule = dict(schedule or {})
        self.frozen = tuple(frozen)
        self._frozen = np.array(frozen, dtype=np.intp)

    def start(self, theta: FloatArray, optimizer: Optimizer, learning_rate: float) -> State:
        """Return the state of pass 0 at θ, shape (P,)."""
        rate = learning_rate if self.plan is None else self.plan.rate(0)
        rate = self._schedule.get(0, rate)
        unseen = State(0, theta, 0.0, theta, rate, optimizer, optimizer.init(theta), True)
        return self.moved(unseen, theta)

    def advance(self, state: State, passes: int = 1) -> State:
        """Make this many passes, or fewer if it diverges, and return where they lead."""
        states, _ = self.passes(state, passes, every=0, on_all=False)
        return states[-1] if states else state

    def passes_within(self, seconds: float) -> int:
        """About how many passes take no longer than this, but at least 1."""
        return max(1, int(seconds / (PASS + self.objective.numbers * NUMBER)))

    @np.errstate(all="ignore")
    def passes(
        self,
        state: State,
        count: int,
        every: int = 1,
        recent: int = 1,
        on_all: bool = True,
    ) -> tuple[list[State], list[float]]:
        """Make this many passes, or fewer if it diverges, each the same:

        take the step that the gradient and the optimizer ask for, and look again.

        every   the states are returned after passes that this divides (0: none), and after
        recent  this many last ones; in any case where it diverges
        Returned with them are the losses after each pass, on all samples if `on_all`, else on
        the batch.
        """
        states, losses = self._passes(state, count, every, recent, on_all, bool(self.frozen))
        # What is not finite in a gradient is in θ after the next pass, unless it is frozen; and
        # what once is not finite in θ stays so.
        if self.frozen or not states or _stays_finite(states[-1], losses):
            return states, losses
        return self._passes(state, count, every, recent, on_all, True)

    def _passes(
        self, state: State, count: int, every: int, recent: int, on_all: bool, looks: bool
    ) -> tuple[list[State], list[float]]:
        """The same; `looks`: at each pass, whether it has diverged."""
        theta, look = self.objective.in_place()
        theta[...] = state.theta
        gradient, rate, optimizer = state.gradient, state.learning_rate, state.optimizer
        memory = _copies(state.optimizer_state)
        step_from, down = optimizer.stepper(memory), np.array(-rate)
        clips, freezes = self.clip_norm is not None, bool(self.frozen)
        on_batch = not on_all or self.objective.passes_per_epoch == 1
        keeps_rates, add, finite, ends = self.keeps_rates, np.add, True, False
        states: list[State] = []
        losses: list[float] = []
        first, last = state.passes + 1, state.passes + count
        kept = passes_to_keep(first, last, every, recent)
        for number in range(first, last + 1):
            if clips:
                gradient = self.clipped(gradient)
            step = step_from(gradient, down, theta)
            if freezes:
                self.unfrozen(step)
            add(theta, step, theta)
            if not keeps_rates:
                rate = self.next_rate(rate, number)
                down = np.array(-rate)
            value, gradient = look(number)
            batch_loss = float(value)
            losses.append(batch_loss if on_batch else float(self.objective.value(theta)))
            if looks:
                finite = are_finite(theta, batch_loss, gradient)
                ends = not (finite and isfinite(losses[-1]))
            if ends or number in kept:
                made = theta.copy(), batch_loss, gradient.copy(), rate
                states.append(State(number, *made, optimizer, _copies(memory), finite))
                if ends:
                    break
        return states, losses

    @property
    def keeps_rates(self) -> bool:
        """Whether no rule and no schedule changes a learning rate."""
        return self.plan is None and not self._schedule

    def next_rate(self, rate: float, passes: int) -> float:
        """The rate of the pass after this many; `rate`: the one of the pass before it."""
        if self.plan is not None and rate == self.plan.rate(passes - 1):
            rate = self.plan.rate(passes)
        return self._schedule.get(passes, rate)

    def next_step(self, state: State) -> FloatArray:
        """The step, shape (P,), that the next pass will add to θ."""
        return self.next_steps(state, state.learning_rate)

    def next_steps(self, state: State, rates: Rate) -> FloatArray:
        """The same at other learning rates: shape (..., P) for rates of shape (..., 1)."""
        with np.errstate(all="ignore"):
            gradient = self.clipped(state.gradient)
            step, _ = state.optimizer.update(gradient, state.optimizer_state, rates, state.theta)
        return self.unfrozen(step)

    def follows_plan(self, state: State) -> bool:
        """Whether the learning rate is the plan's, and will go on to be."""
        return self.plan is not None and state.learning_rate == self.plan.rate(state.passes)

    def clipped(self, gradient: FloatArray) -> FloatArray:
        """What the optimizer sees of a gradient, shape (..., P)."""
        return gradient if self.clip_norm is None else gradient * self.share(gradient)[..., None]

    def share(self, gradient: FloatArray) -> FloatArray:
        """What clipping multiplies gradients, shape (..., P), by: shape (...), 1 at most."""
        if self.clip_norm is None:
            return np.ones(gradient.shape[:-1])
        if self.frozen:
            gradient = self.unfrozen(gradient.copy())
        length: FloatArray = np.sqrt((gradient * gradient).sum(axis=-1))
        return np.asarray(np.minimum(1.0, self.clip_norm / (length + CLIP_EPSILON)))

    def scale(self, state: State) -> FloatArray | None:
        """What the next update divides each slope by, shape (P,); None: nothing, as if by 1."""
        return state.optimizer.scale(self.clipped(state.gradient), state.optimizer_state)

    def unfrozen(self, step: FloatArray) -> FloatArray:
        """The step, shape (..., P), with the frozen parameters' part made 0 in place."""
        step[..., self._frozen] = 0.0
        return step

    def loss(self, state: State) -> float:
        """The loss on all samples."""
        if self.objective.passes_per_epoch == 1:
            return state.batch_loss
        with np.errstate(all="ignore"):
            return float(self.objective.value(state.theta))

    @np.errstate(all="ignore")
    def moved(self, state: State, theta: FloatArray) -> State:
        """The same pass with θ, shape (P,), put somewhere else by hand."""
        value, gradient = self.objective.value_and_gradient(theta, state.passes)
        loss = float(value)
        finite = are_finite(theta, loss, gradient)
        return state._replace(theta=theta, batch_loss=loss, gradient=gradient, finite=finite)


def passes_to_keep(first: int, last: int, every: int, recent: int) -> set[int]:
    """Those from `first` to `last` that `every` divides (0: none), and this many last ones."""
    kept = {*range(max(first, last + 1 - recent), last + 1)}
    if every:
        kept.update(range(-(-first // every) * every, last, every))
    return kept


def are_finite(theta: FloatArray, loss: float, gradient: FloatArray) -> bool:
    """Whether θ, loss and gradient are all finite numbers."""
    # One product sees every inf and nan, because 0·inf is nan; only a hit, which may also be
    # two large finite numbers, is worth looking at number by number.
    return isfinite(loss + theta.dot(gradient)) or bool(
        isfinite(loss) and np.isfinite(theta).all() and np.isfinite(gradient).all()
    )


def _stays_finite(last: State, losses: list[float]) -> bool:
    return are_finite(last.theta, last.batch_loss, last.gradient) and all(map(isfinite, losses))


def _copies(arrays: OptimizerState) -> OptimizerState:
    return tuple(one.copy() for one in arrays)
