"""What the rules of all optimizers have in common, and what they leave out."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import field
from typing import Any, ClassVar

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.recurrence import Recurrence

State = tuple[FloatArray, ...]
Update = tuple[FloatArray, State]
Rate = float | FloatArray
Stepper = Callable[[FloatArray, Rate, FloatArray], FloatArray]


def setting(default: float, symbol: str, below: float = float("inf")) -> Any:
    """A hyperparameter, from 0 up to `below`, and the letter that equations write for it."""
    return field(default=default, metadata={"symbol": symbol, "below": below})


class Rule(ABC):
    """A rule that has a stepper: one step, as a pure function, follows from that."""

    __slots__ = ()

    @abstractmethod
    def stepper(self, memory: State) -> Stepper: ...

    def update(
        self, gradient: FloatArray, state: State, learning_rate: Rate, theta: FloatArray
    ) -> Update:
        state = tuple(part.copy() for part in state)
        return self.stepper(state)(gradient, -learning_rate, theta), state


class Steady(Rule):
    """Rules under which no parameter shrinks by itself."""

    __slots__ = ()
    decays: ClassVar[bool] = False


class Unscaled(Steady):
    """Rules that take every slope as it is."""

    __slots__ = ()
    scales: ClassVar[bool] = False

    def scale(self, gradient: FloatArray, state: State) -> FloatArray | None:
        return None


class Direct(Steady):
    """Rules whose steps keep no speed."""

    __slots__ = ()
    speeds: ClassVar[bool] = False

    def recurrence(self, growth: FloatArray) -> Recurrence:
        """Each pass multiplies it by 1 − ηλ."""
        kept = np.asarray(1.0 - growth)
        return Recurrence(kept, np.zeros_like(kept), kept)
