"""Optimizers: how a gradient becomes a step.

Each is a frozen set of hyperparameters with two pure methods. State is a tuple of arrays
that nobody changes in place, so stepping back or forking a run is keeping a reference.
Semantics and defaults follow torch.optim. η, the learning rate, stays outside the state,
so a rate that is changed in flight acts on the next pass, at once and whole.

A class is all there is to know of a rule: its arithmetic, and what a reader is told of it. Its
equations are read by `equations`, and a test holds them against the update itself.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.recurrence import Recurrence

State = tuple[FloatArray, ...]
Update = tuple[FloatArray, State]
Rate = float | FloatArray


def setting(default: float, symbol: str, below: float = float("inf")) -> Any:
    """A hyperparameter, from 0 up to `below`, and the letter that equations write for it."""
    return field(default=default, metadata={"symbol": symbol, "below": below})


class Optimizer(Protocol):
    """A rule that turns the gradient under the feet into the next step.

    name       the name that presets use
    gist       what it does, in half a sentence
    equations  one a line: g gradient, η learning rate, θ parameters, t passes made; what stands
               left of an arrow is kept for the next pass, in this order, and t after it
    start      what its state is when it starts afresh
    scales     whether it divides each slope by what its own slopes were like
    speeds     whether it keeps the direction of earlier steps
    decays     whether parameters shrink by themselves
    """

    name: ClassVar[str]
    gist: ClassVar[str]
    equations: ClassVar[tuple[str, ...]]
    start: ClassVar[str]
    scales: ClassVar[bool]
    speeds: ClassVar[bool]
    decays: ClassVar[bool]

    def init(self, theta: FloatArray) -> State:
        """Return the state before the first pass; `theta` has shape (..., P)."""

    def update(
        self, gradient: FloatArray, state: State, learning_rate: Rate, theta: FloatArray
    ) -> Update:
        """Return the step to add to θ, a new array, and the next state.

        gradient       shape (..., P), loss per unit of each parameter
        learning_rate  a number, or shape (..., 1): one for each descent
        theta          shape (..., P), for the rules that look at it
        """

    def scale(self, gradient: FloatArray, state: State) -> FloatArray | None:
        """What the next update divides each slope by, shape (P,); None: nothing, as if by 1."""

    def stability_limit(self, curvature: float) -> float | None:
        """The learning rate above which the steps grow on a parabola of this curvature.

        curvature  per squared unit of a parameter, where a unit is what `scale` makes it; None
                   where it does not curve up
        """

    def recurrence(self, growth: FloatArray) -> Recurrence:
        """How a distance from the bottom of a parabola goes on, each part of shape (...).

        growth  η·λ of each direction, shape (...), λ its curvature where a unit is what `scale`
                makes it; what slopes are divided by, and means of past slopes, count as settled
        """


class _Steady:
    """Rules under which no parameter shrinks by itself."""

    __slots__ = ()
    decays: ClassVar[bool] = False


class _Unscaled(_Steady):
    """Rules that take every slope as it is."""

    __slots__ = ()
    scales: ClassVar[bool] = False

    def scale(self, gradient: FloatArray, state: State) -> FloatArray | None:
        return None


class _Direct(_Steady):
    """Rules whose steps keep no speed."""

    __slots__ = ()
    speeds: ClassVar[bool] = False

    def recurrence(self, growth: FloatArray) -> Recurrence:
        """Each pass multiplies it by 1 − ηλ."""
        kept = np.asarray(1.0 - growth)
        return Recurrence(kept, np.zeros_like(kept), kept)


@dataclass(frozen=True, slots=True)
class GradientDescent(_Unscaled, _Direct):
    """Plain gradient descent: a small step against the slope."""

    name: ClassVar[str] = "sgd"
    gist: ClassVar[str] = "a small step against the slope"
    equations: ClassVar[tuple[str, ...]] = ("step = −η·g",)
    start: ClassVar[str] = "nothing else to remember"

    def init(self, theta: FloatArray) -> State:
        return ()

    def update(
        self, gradient: FloatArray, state: State, learning_rate: Rate, theta: FloatArray
    ) -> Update:
        return -learning_rate * gradient, state

    def stability_limit(self, curvature: float) -> float | None:
        """2/λ: each pass multiplies the distance to the minimum by 1 − η·λ."""
        return 2.0 / curvature if curvature > 0.0 else None


@dataclass(frozen=True, slots=True)
class Momentum(_Unscaled):
    """Descent with a velocity (Polyak 1964), in torch.optim.SGD's form.

    With a dampening d the first pass takes the whole gradient, later ones 1 − d of it.
    """

    name: ClassVar[str] = "momentum"
    gist: ClassVar[str] = "a velocity that gathers the slopes of many passes"
    equations: ClassVar[tuple[str, ...]] = ("v ← μ·v + g", "step = −η·v")
    damped: ClassVar[tuple[str, ...]] = ("v ← μ·v + (1 − d)·g", "step = −η·v")
    start: ClassVar[str] = "its velocity starts at 0"
    speeds: ClassVar[bool] = True

    momentum: float = setting(0.9, "μ")
    dampening: float = setting(0.0, "d")

    def init(self, theta: FloatArray) -> State:
        velocity = np.zeros_like(theta)
        return (velocity, np.zeros(())) if self.dampening else (velocity,)

    def update(
        self, gradient: FloatArray, state: State, learning_rate: Rate, theta: FloatArray
    ) -> Update:
        if not self.dampening:
            (velocity,) = state
            velocity = self.momentum * velocity + gradient
            return -learning_rate * velocity, (velocity,)
        velocity, count = state
        count = np.asarray(count + 1.0)
        taken = 1.0 if count == 1.0 else 1.0 - self.dampening
        velocity = self.momentum * velocity + taken * gradient
        return -learning_rate * velocity, (velocity, count)

    def stability_limit(self, curvature: float) -> float | None:
        """2·(1 + μ)/((1 − d)·λ) (Goh, "Why Momentum Really Works", 2017); above d = 1: none."""
        bend = (1.0 - self.dampening) * curvature
        return 2.0 * (1.0 + self.momentum) / bend if bend > 0.0 else None

    def recurrence(self, growth: FloatArray) -> Recurrence:
        """z² − (1 + μ − (1 − d)·ηλ)·z + μ (Goh 2017)."""
        return _with_velocity(self.momentum, np.asarray((1.0 - self.dampening) * growth))


@dataclass(frozen=True, slots=True)
class Nesterov(_Unscaled):
    """Momentum that looks ahead (Nesterov 1983), in torch.optim.SGD's form."""

    name: ClassVar[str] = "nesterov"
    gist: ClassVar[str] = "momentum that looks one step ahead"
    equations: ClassVar[tuple[str, ...]] = ("v ← μ·v + g", "d = g + μ·v", "step = −η·d")
    start: ClassVar[str] = "its velocity starts at 0"
    speeds: ClassVar[bool] = True

    momentum: float = setting(0.9, "μ")

    def init(self, theta: FloatArray) -> State:
        return (np.zeros_like(theta),)

    def update(
        self, gradient: FloatArray, state: State, learning_rate: Rate, theta: FloatArray
    ) -> Update:
        (velocity,) = state
        velocity = self.momentum * velocity + gradient
        return -learning_rate * (gradient + self.momentum * velocity), (velocity,)

    def stability_limit(self, curvature: float) -> float | None:
        """2·(1 + μ)/(λ·(1 + 2μ))."""
        if curvature <= 0.0:
            return None
        return 2.0 * (1.0 + self.momentum) / (curvature * (1.0 + 2.0 * self.momentum))

    def recurrence(self, growth: FloatArray) -> Recurrence:
        """z² − (1 + μ)·(1 − ηλ)·z + μ·(1 − ηλ)."""
        kept, ahead = np.asarray(1.0 - growth), 1.0 + self.momentum
        return Recurrence(ahead * kept, self.momentum * kept, np.asarray(1.0 - ahead * growth))


def _with_velocity(momentum: float, growth: FloatArray) -> Recurrence:
    """Of a velocity v ← μ·v + g, where each slope counts as much as `growth` says."""
    total = np.asarray(1.0 + momentum - growth)
    return Recurrence(total, np.full_like(total, momentum), np.asarray(1.0 - growth))


@dataclass(frozen=True, slots=True)
class Adagrad(_Direct):
    """A rate for each parameter that shrinks with all its past slopes (Duchi et al. 2011)."""

    name: ClassVar[str] = "adagrad"
    gist: ClassVar[str] = "a rate for each parameter, which shrinks with all its past slopes"
    equations: ClassVar[tuple[str, ...]] = ("s ← s + g²", "step = −η·g / (√s + ε)")
    start: ClassVar[str] = "its sums of g² start at 0"
    scales: ClassVar[bool] = True

    eps: float = setting(1e-10, "ε")

    def init(self, theta: FloatArray) -> State:
        return (np.zeros_like(theta),)

    def update(
        self, gradient: FloatArray, state: State, learning_rate: Rate, theta: FloatArray
    ) -> Update:
        (total,) = state
        total = total + gradient * gradient
        return -learning_rate * (gradient / (np.sqrt(total) + self.eps)), (total,)

    def scale(self, gradient: FloatArray, state: State) -> FloatArray:
        (total,) = state
        return np.asarray(np.sqrt(total + gradient * gradient) + self.eps)

    def stability_limit(self, curvature: float) -> float | None:
        """2/λ, while s changes little."""
        return 2.0 / curvature if curvature > 0.0 else None


@dataclass(frozen=True, slots=True)
class RMSProp(_Direct):
    """Slopes divided by their recent size (Hinton, lecture 6e)."""

    name: ClassVar[str] = "rmsprop"
    gist: ClassVar[str] = "each slope divided by its recent size"
    equations: ClassVar[tuple[str, ...]] = ("s ← α·s + (1 − α)·g²", "step = −η·g / (√s + ε)")
    start: ClassVar[str] = "its means of g² start at 0"
    scales: ClassVar[bool] = True

    alpha: float = setting(0.99, "α")
    eps: float = setting(1e-8, "ε")

    def init(self, theta: FloatArray) -> State:
        return (np.zeros_like(theta),)

    def update(
        self, gradient: FloatArray, state: State, learning_rate: Rate, theta: FloatArray
    ) -> Update:
        (square,) = state
        square = self.alpha * square + (1.0 - self.alpha) * (gradient * gradient)
        return -learning_rate * (gradient / (np.sqrt(square) + self.eps)), (square,)

    def scale(self, gradient: FloatArray, state: State) -> FloatArray:
        (square,) = state
        square = self.alpha * square + (1.0 - self.alpha) * (gradient * gradient)
        return np.asarray(np.sqrt(square) + self.eps)

    def stability_limit(self, curvature: float) -> float | None:
        """2/λ, while s changes little."""
        return 2.0 / curvature if curvature > 0.0 else None


@dataclass(frozen=True, slots=True)
class Adam(_Steady):
    """Momentum and recent size together, both corrected for their start at 0 (Kingma & Ba 2014)."""

    name: ClassVar[str] = "adam"
    gist: ClassVar[str] = (
        "momentum divided by the slope's recent size, both corrected for their start at 0"
    )
    equations: ClassVar[tuple[str, ...]] = (
        "m ← β₁·m + (1 − β₁)·g",
        "v ← β₂·v + (1 − β₂)·g²",
        "m′ = m / (1 − β₁ᵗ)",
        "v′ = v / (1 − β₂ᵗ)",
        "step = −η·m′ / (√v′ + ε)",
    )
    start: ClassVar[str] = "its two means start at 0"
    scales: ClassVar[bool] = True
    speeds: ClassVar[bool] = True

    beta1: float = setting(0.9, "β₁", below=1.0)
    beta2: float = setting(0.999, "β₂", below=1.0)
    eps: float = setting(1e-8, "ε")

    def init(self, theta: FloatArray) -> State:
        return np.zeros_like(theta), np.zeros_like(theta), np.zeros(())

    def update(
        self, gradient: FloatArray, state: State, learning_rate: Rate, theta: FloatArray
    ) -> Update:
        mean, square, count = state
        count = np.asarray(count + 1.0)
        mean = self.beta1 * mean + (1.0 - self.beta1) * gradient
        square = self.beta2 * square + (1.0 - self.beta2) * (gradient * gradient)
        passes = float(count)
        mean_now = mean / (1.0 - self.beta1**passes)
        square_now = square / (1.0 - self.beta2**passes)
        step = -learning_rate * (mean_now / (np.sqrt(square_now) + self.eps))
        return step, (mean, square, count)

    def scale(self, gradient: FloatArray, state: State) -> FloatArray:
        _, square, count = state
        square = self.beta2 * square + (1.0 - self.beta2) * (gradient * gradient)
        return np.asarray(np.sqrt(square / (1.0 - self.beta2 ** (float(count) + 1.0))) + self.eps)

    def stability_limit(self, curvature: float) -> float | None:
        """(2 + 2β₁)/((1 − β₁)·λ), while v changes little (Cohen et al. 2022)."""
        if curvature <= 0.0:
            return None
        return 2.0 * (1.0 + self.beta1) / ((1.0 - self.beta1) * curvature)

    def recurrence(self, growth: FloatArray) -> Recurrence:
        """As of a velocity with μ = β₁, of slopes that are multiplied by 1 − β₁."""
        return _with_velocity(self.beta1, np.asarray((1.0 - self.beta1) * growth))


@dataclass(frozen=True, slots=True)
class AdamW:
    """Adam, and every parameter shrinks a little by itself (Loshchilov & Hutter 2017)."""

    name: ClassVar[str] = "adamw"
    gist: ClassVar[str] = "adam, while every parameter shrinks a little by itself"
    equations: ClassVar[tuple[str, ...]] = (
        *Adam.equations[:-1],
        Adam.equations[-1].replace("step", "a"),
        "step = a − η·λ·θ",
    )
    start: ClassVar[str] = "its two means start at 0"
    scales: ClassVar[bool] = True
    speeds: ClassVar[bool] = True
    decays: ClassVar[bool] = True

    beta1: float = setting(0.9, "β₁", below=1.0)
    beta2: float = setting(0.999, "β₂", below=1.0)
    eps: float = setting(1e-8, "ε")
    weight_decay: float = setting(0.01, "λ")

    def init(self, theta: FloatArray) -> State:
        return self._adam.init(theta)

    def update(
        self, gradient: FloatArray, state: State, learning_rate: Rate, theta: FloatArray
    ) -> Update:
        step, state = self._adam.update(gradient, state, learning_rate, theta)
        return step - learning_rate * self.weight_decay * theta, state

    def scale(self, gradient: FloatArray, state: State) -> FloatArray:
        return self._adam.scale(gradient, state)

    def stability_limit(self, curvature: float) -> float | None:
        """2·(1 + β₁)/((1 − β₁)·λ + d·(1 + β₁)) with the weight decay d."""
        if curvature <= 0.0:
            return None
        decay = self.weight_decay * (1.0 + self.beta1)
        return 2.0 * (1.0 + self.beta1) / ((1.0 - self.beta1) * curvature + decay)

    def recurrence(self, growth: FloatArray) -> Recurrence:
        return self._adam.recurrence(growth)

    @property
    def _adam(self) -> Adam:
        return Adam(self.beta1, self.beta2, self.eps)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    rule.name: rule for rule in (GradientDescent, Momentum, Nesterov, Adagrad, RMSProp, Adam, AdamW)
}
