"""Optimizers: how a gradient becomes a step.

Each is a frozen set of hyperparameters with two pure methods. State is a tuple of arrays
that nobody changes in place, so stepping back or forking a run is keeping a reference.
Semantics and defaults follow torch.optim.
"""

from dataclasses import dataclass
from typing import Protocol

from tui_descent.engine.arrays import FloatArray

State = tuple[FloatArray, ...]
Update = tuple[FloatArray, State]
Rate = float | FloatArray


class Optimizer(Protocol):
    """A rule that turns the gradient under the feet into the next step."""

    @property
    def name(self) -> str:
        """The name that presets use."""

    def init(self, theta: FloatArray) -> State:
        """Return the state before the first pass; `theta` has shape (..., P)."""

    def update(self, gradient: FloatArray, state: State, learning_rate: Rate) -> Update:
        """Return the step to add to θ and the next state.

        gradient       shape (..., P), loss per unit of each parameter
        learning_rate  a number, or shape (..., 1): one for each descent
        """


@dataclass(frozen=True, slots=True)
class GradientDescent:
    """Plain gradient descent: a small step against the slope.

    step = −η·g
    """

    name: str = "sgd"

    def init(self, theta: FloatArray) -> State:
        return ()

    def update(self, gradient: FloatArray, state: State, learning_rate: Rate) -> Update:
        return -learning_rate * gradient, state


OPTIMIZERS: dict[str, type[Optimizer]] = {"sgd": GradientDescent}
