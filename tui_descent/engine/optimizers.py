"""Optimizers: how a gradient becomes a step.

Each is a frozen set of hyperparameters. `update` is a pure function: its state is a tuple of
arrays that nobody changes, so stepping back or forking a run is keeping a reference; `stepper`
is the same arithmetic in memory that is moved in place. Semantics and defaults follow
torch.optim. η, the learning rate, stays outside the state, so a rate that is changed in flight
acts on the next pass, at once and whole.

A class is all there is to know of a rule: its arithmetic, and what a reader is told of it. Its
equations are read by `analysis.equations`, and a test holds them against the update itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Annotated, ClassVar, NamedTuple

import numpy as np

from tui_descent.engine.arrays import ONE, FloatArray
from tui_descent.engine.record import Value
from tui_descent.engine.recurrence import Recurrence
from tui_descent.engine.schedules import Rate

State = tuple[FloatArray, ...]
Stepper = Callable[[FloatArray, Rate, FloatArray], FloatArray]


class Setting(NamedTuple):
    """The letter that equations write for a hyperparameter, which is from 0 up to `below`."""

    symbol: str
    below: float = float("inf")


class Optimizer(Value, ABC):
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
    scales: ClassVar[bool] = False
    speeds: ClassVar[bool] = False
    decays: ClassVar[bool] = False

    @abstractmethod
    def init(self, theta: FloatArray) -> State:
        """Return the state before the first pass; `theta` has shape (..., P)."""

    @abstractmethod
    def stepper(self, memory: State) -> Stepper:
        """Return what makes one step after the other, and moves `memory` on in place.

        It is called with the gradient, shape (..., P), with −η, a number or shape (..., 1), and
        with θ, shape (..., P), for the rules that look at it. What it returns is the step to add
        to θ, a new array. Where a slope is not finite, the step is not.
        """

    def update(
        self, gradient: FloatArray, state: State, learning_rate: Rate, theta: FloatArray
    ) -> tuple[FloatArray, State]:
        """Return the step to add to θ, a new array, and the next state.

        gradient       shape (..., P), loss per unit of each parameter
        learning_rate  a number, or shape (..., 1): one for each descent
        theta          shape (..., P), for the rules that look at it
        """
        state = tuple(part.copy() for part in state)
        return self.stepper(state)(gradient, -learning_rate, theta), state

    def scale(self, gradient: FloatArray, state: State) -> FloatArray | None:
        """What the next update divides each slope by, shape (P,); None: nothing, as if by 1."""
        return None

    def stability_limit(self, curvature: float) -> float | None:
        """The learning rate above which the steps grow on a parabola of this curvature.

        curvature  per squared unit of a parameter, where a unit is what `scale` makes it, which
                   counts as settled; None where it does not curve up

        2/λ: each pass multiplies the distance to the minimum by 1 − η·λ.
        """
        return 2.0 / curvature if curvature > 0.0 else None

    def recurrence(self, growth: FloatArray) -> Recurrence:
        """How a distance from the bottom of a parabola goes on, each part of shape (...).

        growth  η·λ of each direction, shape (...), λ its curvature where a unit is what `scale`
                makes it; what slopes are divided by, and means of past slopes, count as settled
        """
        kept = np.asarray(1.0 - growth)
        return Recurrence(kept, np.zeros_like(kept), kept)


class GradientDescent(Optimizer):
    """Plain gradient descent: a small step against the slope."""

    name: ClassVar[str] = "sgd"
    gist: ClassVar[str] = "a small step against the slope"
    equations: ClassVar[tuple[str, ...]] = ("step = −η·g",)
    start: ClassVar[str] = "nothing else to remember"

    def init(self, theta: FloatArray) -> State:
        return ()

    def stepper(self, memory: State) -> Stepper:
        return lambda gradient, down, theta: down * gradient


class Momentum(Optimizer):
    """Descent with a velocity (Polyak 1964), in torch.optim.SGD's form.

    With a dampening d the first pass takes the whole gradient, later ones 1 − d of it.
    """

    name: ClassVar[str] = "momentum"
    gist: ClassVar[str] = "a velocity that gathers the slopes of many passes"
    equations: ClassVar[tuple[str, ...]] = ("v ← μ·v + g", "step = −η·v")
    damped: ClassVar[tuple[str, ...]] = ("v ← μ·v + (1 − d)·g", "step = −η·v")
    start: ClassVar[str] = "its velocity starts at 0"
    speeds: ClassVar[bool] = True

    momentum: Annotated[float, Setting("μ")] = 0.9
    dampening: Annotated[float, Setting("d")] = 0.0

    def init(self, theta: FloatArray) -> State:
        velocity = np.zeros_like(theta)
        return (velocity, np.zeros(())) if self.dampening else (velocity,)

    def stepper(self, memory: State) -> Stepper:
        velocity, *counts = memory
        kept, taken = np.array(self.momentum), 1.0 - self.dampening

        def step(gradient: FloatArray, down: Rate, theta: FloatArray) -> FloatArray:
            np.multiply(velocity, kept, velocity)
            for count in counts:
                np.add(count, ONE, count)
                gradient = gradient if count == 1.0 else taken * gradient
            np.add(velocity, gradient, velocity)
            return down * velocity

        return step

    def stability_limit(self, curvature: float) -> float | None:
        """2·(1 + μ)/((1 − d)·λ) (Goh, "Why Momentum Really Works", 2017); above d = 1: none."""
        bend = (1.0 - self.dampening) * curvature
        return 2.0 * (1.0 + self.momentum) / bend if bend > 0.0 else None

    def recurrence(self, growth: FloatArray) -> Recurrence:
        """z² − (1 + μ − (1 − d)·ηλ)·z + μ (Goh 2017)."""
        return Recurrence.with_velocity(self.momentum, np.asarray((1.0 - self.dampening) * growth))


class Nesterov(Optimizer):
    """Momentum that looks ahead (Nesterov 1983), in torch.optim.SGD's form."""

    name: ClassVar[str] = "nesterov"
    gist: ClassVar[str] = "momentum that looks one step ahead"
    equations: ClassVar[tuple[str, ...]] = ("v ← μ·v + g", "d = g + μ·v", "step = −η·d")
    start: ClassVar[str] = "its velocity starts at 0"
    speeds: ClassVar[bool] = True

    momentum: Annotated[float, Setting("μ")] = 0.9

    def init(self, theta: FloatArray) -> State:
        return (np.zeros_like(theta),)

    def stepper(self, memory: State) -> Stepper:
        (velocity,) = memory
        kept, ahead = np.array(self.momentum), np.empty_like(velocity)

        def step(gradient: FloatArray, down: Rate, theta: FloatArray) -> FloatArray:
            np.multiply(velocity, kept, velocity)
            np.add(velocity, gradient, velocity)
            np.multiply(velocity, kept, ahead)
            np.add(gradient, ahead, ahead)
            return down * ahead

        return step

    def stability_limit(self, curvature: float) -> float | None:
        """2·(1 + μ)/(λ·(1 + 2μ))."""
        if curvature <= 0.0:
            return None
        return 2.0 * (1.0 + self.momentum) / (curvature * (1.0 + 2.0 * self.momentum))

    def recurrence(self, growth: FloatArray) -> Recurrence:
        """z² − (1 + μ)·(1 − ηλ)·z + μ·(1 − ηλ)."""
        kept, ahead = np.asarray(1.0 - growth), 1.0 + self.momentum
        return Recurrence(ahead * kept, self.momentum * kept, np.asarray(1.0 - ahead * growth))


class Adagrad(Optimizer):
    """A rate for each parameter that shrinks with all its past slopes (Duchi et al. 2011)."""

    name: ClassVar[str] = "adagrad"
    gist: ClassVar[str] = "a rate for each parameter, which shrinks with all its past slopes"
    equations: ClassVar[tuple[str, ...]] = ("s ← s + g²", "step = −η·g / (√s + ε)")
    start: ClassVar[str] = "its sums of g² start at 0"
    scales: ClassVar[bool] = True

    eps: Annotated[float, Setting("ε")] = 1e-10

    def init(self, theta: FloatArray) -> State:
        return (np.zeros_like(theta),)

    def stepper(self, memory: State) -> Stepper:
        (total,) = memory
        eps, work = np.array(self.eps), np.empty_like(total)

        def step(gradient: FloatArray, down: Rate, theta: FloatArray) -> FloatArray:
            np.multiply(gradient, gradient, work)
            np.add(total, work, total)
            np.sqrt(total, work)
            np.add(work, eps, work)
            np.divide(gradient, work, work)
            return down * work

        return step

    def scale(self, gradient: FloatArray, state: State) -> FloatArray:
        (total,) = state
        return np.asarray(np.sqrt(total + gradient * gradient) + self.eps)


class RMSProp(Optimizer):
    """Slopes divided by their recent size (Hinton, lecture 6e)."""

    name: ClassVar[str] = "rmsprop"
    gist: ClassVar[str] = "each slope divided by its recent size"
    equations: ClassVar[tuple[str, ...]] = ("s ← α·s + (1 − α)·g²", "step = −η·g / (√s + ε)")
    start: ClassVar[str] = "its means of g² start at 0"
    scales: ClassVar[bool] = True

    alpha: Annotated[float, Setting("α")] = 0.99
    eps: Annotated[float, Setting("ε")] = 1e-8

    def init(self, theta: FloatArray) -> State:
        return (np.zeros_like(theta),)

    def stepper(self, memory: State) -> Stepper:
        (square,) = memory
        kept, new, eps = np.array(self.alpha), np.array(1.0 - self.alpha), np.array(self.eps)
        work = np.empty_like(square)

        def step(gradient: FloatArray, down: Rate, theta: FloatArray) -> FloatArray:
            np.multiply(gradient, gradient, work)
            _mix(square, kept, work, new, work)
            np.sqrt(square, work)
            np.add(work, eps, work)
            np.divide(gradient, work, work)
            return down * work

        return step

    def scale(self, gradient: FloatArray, state: State) -> FloatArray:
        (square,) = state
        square = self.alpha * square + (1.0 - self.alpha) * (gradient * gradient)
        return np.asarray(np.sqrt(square) + self.eps)


class Adam(Optimizer):
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

    beta1: Annotated[float, Setting("β₁", below=1.0)] = 0.9
    beta2: Annotated[float, Setting("β₂", below=1.0)] = 0.999
    eps: Annotated[float, Setting("ε")] = 1e-8

    def init(self, theta: FloatArray) -> State:
        return np.zeros_like(theta), np.zeros_like(theta), np.zeros(())

    def stepper(self, memory: State) -> Stepper:
        mean, square, count = memory
        kept, new = np.array(self.beta1), np.array(1.0 - self.beta1)
        kept_square, new_square = np.array(self.beta2), np.array(1.0 - self.beta2)
        eps, size, work = np.array(self.eps), np.empty_like(mean), np.empty_like(mean)

        def step(gradient: FloatArray, down: Rate, theta: FloatArray) -> FloatArray:
            _mix(mean, kept, gradient, new, work)
            np.multiply(gradient, gradient, work)
            _mix(square, kept_square, work, new_square, work)
            np.add(count, ONE, count)
            passes = float(count)
            np.divide(square, 1.0 - self.beta2**passes, size)
            np.sqrt(size, size)
            np.add(size, eps, size)
            np.divide(mean, 1.0 - self.beta1**passes, work)
            np.divide(work, size, work)
            return down * work

        return step

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
        return Recurrence.with_velocity(self.beta1, np.asarray((1.0 - self.beta1) * growth))


def _mix(
    mean: FloatArray, kept: FloatArray, values: FloatArray, new: FloatArray, work: FloatArray
) -> None:
    """mean ← kept·mean + new·values, in place; `work` is written over."""
    np.multiply(mean, kept, mean)
    np.multiply(values, new, work)
    np.add(mean, work, mean)


class AdamW(Adam):
    """Adam, and every parameter shrinks a little by itself (Loshchilov & Hutter 2017)."""

    name: ClassVar[str] = "adamw"
    gist: ClassVar[str] = "adam, while every parameter shrinks a little by itself"
    equations: ClassVar[tuple[str, ...]] = (
        *Adam.equations[:-1],
        Adam.equations[-1].replace("step", "a"),
        "step = a − η·λ·θ",
    )
    decays: ClassVar[bool] = True

    weight_decay: Annotated[float, Setting("λ")] = 0.01

    def stepper(self, memory: State) -> Stepper:
        scaled = Adam.stepper(self, memory)
        return lambda gradient, down, theta: (
            scaled(gradient, down, theta) + down * self.weight_decay * theta
        )

    def stability_limit(self, curvature: float) -> float | None:
        """2·(1 + β₁)/((1 − β₁)·λ + d·(1 + β₁)) with the weight decay d."""
        if curvature <= 0.0:
            return None
        decay = self.weight_decay * (1.0 + self.beta1)
        return 2.0 * (1.0 + self.beta1) / ((1.0 - self.beta1) * curvature + decay)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    rule.name: rule for rule in (GradientDescent, Momentum, Nesterov, Adagrad, RMSProp, Adam, AdamW)
}
