"""A descent: forward, loss, backward, update, and again.

One pass is a function from a state to the next. A state is a value: it is never changed,
so going back is keeping it, and a fork is two that came from one.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tui_descent.engine import optimizers
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import Objective
from tui_descent.engine.optimizers import Optimizer, Rate


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
    optimizer_state: optimizers.State
    finite: bool


class Descent:
    """An objective to walk down, one pass at a time.

    schedule  pass -> the learning rate that the passes after it use
    frozen    indices into θ of the parameters that no pass may move
    """

    def __init__(
        self,
        objective: Objective,
        schedule: Mapping[int, float] | None = None,
        frozen: Sequence[int] = (),
    ) -> None:
        self.objective = objective
        self._schedule = dict(schedule or {})
        self.frozen = tuple(frozen)
        self._frozen = np.array(frozen, dtype=np.intp)
        self._any_frozen = bool(len(frozen))
        self._value_and_gradient = objective.value_and_gradient

    def start(self, theta: FloatArray, optimizer: Optimizer, learning_rate: float) -> State:
        """Return the state of pass 0 at θ, shape (P,)."""
        rate = self._schedule.get(0, learning_rate)
        with np.errstate(all="ignore"):
            return self._evaluate(0, theta, rate, optimizer, optimizer.init(theta))

    def advance(self, state: State) -> State:
        """One pass: take the step that the gradient and the optimizer ask for, look again."""
        passes, theta, _, gradient, learning_rate, optimizer, optimizer_state, _ = state
        passes += 1
        with np.errstate(all="ignore"):
            step, optimizer_state = optimizer.update(
                gradient, optimizer_state, learning_rate, theta
            )
            if self._any_frozen:
                self.unfrozen(step)
            if self._schedule:
                learning_rate = self._schedule.get(passes, learning_rate)
            return self._evaluate(passes, theta + step, learning_rate, optimizer, optimizer_state)

    def next_step(self, state: State) -> FloatArray:
        """The step, shape (P,), that the next pass will add to θ."""
        return self.next_steps(state, state.learning_rate)

    def next_steps(self, state: State, rates: Rate) -> FloatArray:
        """The same at other learning rates: shape (..., P) for rates of shape (..., 1)."""
        with np.errstate(all="ignore"):
            step, _ = state.optimizer.update(
                state.gradient, state.optimizer_state, rates, state.theta
            )
        return self.unfrozen(step)

    def unfrozen(self, step: FloatArray) -> FloatArray:
        """The step, shape (..., P), with the frozen parameters' part made 0 in place."""
        step[..., self._frozen] = 0.0
        return step

    def is_frozen(self, index: int) -> bool:
        """Whether no pass may move this parameter."""
        return index in self.frozen

    def loss(self, state: State) -> float:
        """The loss on all samples."""
        if self.objective.passes_per_epoch == 1:
            return state.batch_loss
        with np.errstate(all="ignore"):
            return float(self.objective.value(state.theta))

    def moved(self, state: State, theta: FloatArray) -> State:
        """The same pass with θ, shape (P,), put somewhere else by hand."""
        with np.errstate(all="ignore"):
            return self._evaluate(
                state.passes, theta, state.learning_rate, state.optimizer, state.optimizer_state
            )

    def _evaluate(
        self,
        passes: int,
        theta: FloatArray,
        learning_rate: float,
        optimizer: Optimizer,
        optimizer_state: optimizers.State,
    ) -> State:
        value, gradient = self._value_and_gradient(theta, passes)
        loss = float(value)
        # One product sees every inf and nan, because 0·inf is nan; only a hit, which may also
        # be two large finite numbers, is worth looking at number by number.
        finite = math.isfinite(loss + theta.dot(gradient)) or bool(
            math.isfinite(loss) and np.isfinite(theta).all() and np.isfinite(gradient).all()
        )
        return State(
            passes, theta, loss, gradient, learning_rate, optimizer, optimizer_state, finite
        )
