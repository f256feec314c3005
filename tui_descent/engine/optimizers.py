"""Optimizers: how a gradient becomes a step.

Each is a frozen set of hyperparameters with two pure methods. State is a tuple of arrays
that nobody changes in place, so stepping back or forking a run is keeping a reference.
Semantics and defaults follow torch.optim. η, the learning rate, stays outside the state,
so a rate that is changed in flight acts on the next pass, at once and whole.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

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

    def factor(self, growth: FloatArray) -> FloatArray:
        """What each pass multiplies a distance from the bottom by in the long run, at least 0.

        growth  η·λ of each direction, λ its curvature where a unit is what `scale` makes it;
                below 1 the distance shrinks, above 1 it grows
        """


class _Unscaled:
    """Permissions that take every slope as it is."""

    __slots__ = ()

    def scale(self, gradient: FloatArray, state: State) -> FloatArray | None:
        return None


class _Direct:
    """Permissions whose steps keep no speed."""

    __slots__ = ()

    def factor(self, growth: FloatArray) -> FloatArray:
        """|1 − ηλ|."""
        return np.asarray(np.abs(1.0 - growth))


@dataclass(frozen=True, slots=True)
class GradientDescent(_Unscaled, _Direct):
    """Plain gradient descent: a small step against the slope.

    step = −η·g
    """

    name: str = "sgd"

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

    v ← μ·v + g
    step = −η·v
    """

    momentum: float = 0.9
    name: str = "momentum"

    def init(self, theta: FloatArray) -> State:
        return (np.zeros_like(theta),)

    def update(
        self, gradient: FloatArray, state: State, learning_rate: Rate, theta: FloatArray
    ) -> Update:
        (velocity,) = state
        velocity = self.momentum * velocity + gradient
        return -learning_rate * velocity, (velocity,)

    def stability_limit(self, curvature: float) -> float | None:
        """2·(1 + μ)/λ (Goh, "Why Momentum Really Works", 2017)."""
        return 2.0 * (1.0 + self.momentum) / curvature if curvature > 0.0 else None

    def factor(self, growth: FloatArray) -> FloatArray:
        """The larger root of z² − (1 + μ − ηλ)·z + μ."""
        return _larger_root(1.0 + self.momentum - growth, self.momentum)


@dataclass(frozen=True, slots=True)
class Nesterov(_Unscaled):
    """Momentum that looks ahead (Nesterov 1983), in torch.optim.SGD's form.

    v ← μ·v + g
    step = −η·(g + μ·v)
    """

    momentum: float = 0.9
    name: str = "nesterov"

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

    def factor(self, growth: FloatArray) -> FloatArray:
        """The larger root of z² − (1 + μ)·(1 − ηλ)·z + μ·(1 − ηλ)."""
        left = 1.0 - growth
        return _larger_root((1.0 + self.momentum) * left, self.momentum * left)


def _larger_root(total: FloatArray, product: FloatArray | float) -> FloatArray:
    """The size of the larger root of z² − total·z + product, real or not."""
    inside = total * total - 4.0 * product
    real = 0.5 * (np.abs(total) + np.sqrt(np.maximum(inside, 0.0)))
    return np.asarray(np.where(inside >= 0.0, real, np.sqrt(np.abs(product))))


@dataclass(frozen=True, slots=True)
class Adagrad(_Direct):
    """A rate for each parameter that shrinks with all its past slopes (Duchi et al. 2011).

    s ← s + g²
    step = −η·g / (√s + ε)
    """

    eps: float = 1e-10
    name: str = "adagrad"

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
    """Slopes divided by their recent size (Hinton, lecture 6e).

    s ← α·s + (1 − α)·g²
    step = −η·g / (√s + ε)
    """

    alpha: float = 0.99
    eps: float = 1e-8
    name: str = "rmsprop"

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
class Adam:
    """Momentum and recent size together, both corrected for their start at 0 (Kingma & Ba 2014).

    t ← t + 1
    m ← β₁·m + (1 − β₁)·g,   m̂ = m / (1 − β₁ᵗ)
    v ← β₂·v + (1 − β₂)·g²,  v̂ = v / (1 − β₂ᵗ)
    step = −η·m̂ / (√v̂ + ε)
    """

    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    name: str = "adam"

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

    def factor(self, growth: FloatArray) -> FloatArray:
        """As of a velocity with μ = β₁, of slopes that are multiplied by 1 − β₁."""
        return _larger_root(1.0 + self.beta1 - (1.0 - self.beta1) * growth, self.beta1)


@dataclass(frozen=True, slots=True)
class AdamW:
    """Adam, and every parameter shrinks a little by itself (Loshchilov & Hutter 2017).

    step = Adam's step − η·λ·θ, where λ is the weight decay
    """

    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.01
    name: str = "adamw"

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

    def factor(self, growth: FloatArray) -> FloatArray:
        return self._adam.factor(growth)

    @property
    def _adam(self) -> Adam:
        return Adam(self.beta1, self.beta2, self.eps)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": GradientDescent,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": Adagrad,
    "rmsprop": RMSProp,
    "adam": Adam,
    "adamw": AdamW,
}
