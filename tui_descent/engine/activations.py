"""Activations: what a unit makes of its weighted sum.

A unit adds up its weighted inputs, z = W·a + b, and passes on a = f(z). Without a bend in
f a stack of layers is no more than one layer. On the way back the chain rule multiplies
the error signal by the slope of that bend: ∂L/∂z = ∂L/∂a · f′(z).
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import ClassVar, NamedTuple, Protocol

import numpy as np

from tui_descent.engine.arrays import ONE, ZERO, FloatArray
from tui_descent.engine.record import Value

FLAT = ("step", "heaviside", "sign", "threshold")  # functions that nothing is learned through
WHY_FLAT = "its slope is 0 everywhere, so no error signal comes back through it"
IN_ITS_PLACE = "take sigmoid, a step with a slope, or tanh"

Calls = tuple[Callable[[], object], ...]  # to be made one after the other, again and again


class Activation(ABC):
    """What one layer makes of its weighted sums.

    name  the name that presets use
    """

    __slots__ = ()
    name: ClassVar[str]

    @abstractmethod
    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        """What writes a = f(z) into `out`; both of one shape (..., units, samples)."""

    @abstractmethod
    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        """What turns ∂L/∂a into ∂L/∂z in place: delta ← delta · f′(z).

        All of one shape (..., units, samples); `a` is f(z), `scratch` may be overwritten.
        """

    @abstractmethod
    def linearise(self, z: FloatArray, a: FloatArray, delta: FloatArray) -> "Linear":
        """What those two come to for small moves of z and δ = ∂L/∂a around these."""

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        """Make the calls of `forward` once."""
        for compute in self.forward(z, out):
            compute()

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """Make the calls of `backward` once."""
        for compute in self.backward(delta, z, a, scratch):
            compute()

    def slopes(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f′(z), what it makes of ∂L/∂a = 1, in the shape of z; `a` is f(z)."""
        slopes = np.ones_like(z)
        self.pull_back(slopes, z, a, np.empty_like(z))
        return slopes


class Linear(Protocol):
    """An activation near one z and one δ = ∂L/∂a, all of shape (..., units, samples)."""

    def tangent(self, moved: FloatArray) -> FloatArray:
        """How a moves when z moves by `moved`: f′(z)·dz."""

    def pull_back_tangent(self, delta_moved: FloatArray, moved: FloatArray) -> FloatArray:
        """How ∂L/∂z moves when δ moves by `delta_moved` and z by `moved`: dδ·f′(z) + δ·f″(z)·dz."""


class Elementwise(Activation):
    """What follows for every f that looks at one number at a time."""

    __slots__ = ()

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray | None:
        """f″(z), in the shape of z; None where it is 0 everywhere, as of straight pieces."""
        return None

    def linearise(self, z: FloatArray, a: FloatArray, delta: FloatArray) -> Linear:
        second = self.second(z, a)
        return _LinearElements(self.slopes(z, a), None if second is None else delta * second)


class _LinearElements(NamedTuple):
    """slope is f′(z), bend δ·f″(z), or None where that is 0."""

    slope: FloatArray
    bend: FloatArray | None

    def tangent(self, moved: FloatArray) -> FloatArray:
        return np.asarray(self.slope * moved)

    def pull_back_tangent(self, delta_moved: FloatArray, moved: FloatArray) -> FloatArray:
        pulled = self.slope * delta_moved
        return np.asarray(pulled if self.bend is None else pulled + self.bend * moved)


class Identity(Elementwise):
    """f(z) = z: a linear unit."""

    name = "identity"

    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        return (partial(np.copyto, out, z),)

    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        """f′(z) = 1: the error signal passes through unchanged."""
        return ()


class Sigmoid(Elementwise):
    """f(z) = 1 / (1 + e⁻ᶻ), between 0 and 1; its slope is never above 1/4.

    Where e⁻ᶻ overflows, 1 divided by it is the 0 that it should be.
    """

    name = "sigmoid"

    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        return (
            partial(np.negative, z, out),
            partial(np.exp, out, out),
            partial(np.add, out, ONE, out),
            partial(np.divide, ONE, out, out),
        )

    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        """f′(z) = a·(1 − a)."""
        return (
            partial(np.subtract, ONE, a, scratch),
            partial(np.multiply, scratch, a, scratch),
            partial(np.multiply, delta, scratch, delta),
        )

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = a·(1 − a)·(1 − 2a)."""
        return np.asarray(a * (1.0 - a) * (1.0 - 2.0 * a))


class Tanh(Elementwise):
    """f(z) = tanh(z), between −1 and 1; its slope is 1 at 0 and fades to both sides."""

    name = "tanh"

    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        return (partial(np.tanh, z, out),)

    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        """f′(z) = 1 − a²."""
        return (
            partial(np.multiply, a, a, scratch),
            partial(np.subtract, ONE, scratch, scratch),
            partial(np.multiply, delta, scratch, delta),
        )

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = −2a·(1 − a²)."""
        return np.asarray(-2.0 * a * (1.0 - a * a))


class Relu(Elementwise):
    """f(z) = max(0, z); where z is 0 its slope counts as 0, as in PyTorch."""

    name = "relu"

    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        return (partial(np.maximum, z, ZERO, out=out),)

    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        """f′(z) is 1 above 0, else 0."""
        return (
            partial(np.greater, z, ZERO, scratch, casting="unsafe"),
            partial(np.multiply, delta, scratch, delta),
        )


class Formula(Elementwise):
    """An activation that is written as formulas; they start more slowly than calls of numpy."""

    __slots__ = ()

    @abstractmethod
    def value(self, z: FloatArray) -> FloatArray:
        """f(z), in the shape of z."""

    @abstractmethod
    def first(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f′(z), in the shape of z; `a` is f(z)."""

    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        return (lambda: np.copyto(out, self.value(z)),)

    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        return (lambda: np.multiply(delta, self.first(z, a), delta),)


class LeakyRelu(Value, Formula):
    """f(z) = z above 0, slope·z below: a unit that cannot die."""

    slope: float = 0.01
    name = "leaky_relu"

    def value(self, z: FloatArray) -> FloatArray:
        return z * np.where(z > 0.0, 1.0, self.slope)

    def first(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f′(z) is 1 above 0, else the slope."""
        return np.where(z > 0.0, 1.0, self.slope)


class Elu(Value, Formula):
    """f(z) = z above 0, α·(eᶻ − 1) below (Clevert et al. 2015)."""

    alpha: float = 1.0
    name = "elu"

    def value(self, z: FloatArray) -> FloatArray:
        return np.where(z > 0.0, z, self.alpha * np.expm1(np.minimum(z, 0.0)))

    def first(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f′(z) is 1 above 0, else α·eᶻ."""
        return np.where(z > 0.0, 1.0, self.alpha * np.exp(np.minimum(z, 0.0)))

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = 0 above 0, else α·eᶻ."""
        return np.where(z > 0.0, 0.0, self.alpha * np.exp(np.minimum(z, 0.0)))


class Softplus(Formula):
    """f(z) = ln(1 + eᶻ): a ReLU without its corner."""

    name = "softplus"

    def value(self, z: FloatArray) -> FloatArray:
        return np.logaddexp(z, 0.0)

    def first(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f′(z) = 1 / (1 + e⁻ᶻ), the sigmoid."""
        return 1.0 / (1.0 + np.exp(-z))

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = s·(1 − s), with the sigmoid s; e^−|z| / (1 + e^−|z|)² keeps all its digits."""
        small = np.exp(-np.abs(z))
        return np.asarray(small / (1.0 + small) ** 2)


class Gelu(Formula):
    """f(z) = z·Φ(z), with the normal distribution's Φ exact (Hendrycks & Gimpel 2016)."""

    name = "gelu"

    def value(self, z: FloatArray) -> FloatArray:
        scaled = (z * math.sqrt(0.5)).ravel().tolist()
        erf = np.fromiter(map(math.erf, scaled), np.float64, len(scaled)).reshape(z.shape)
        return np.asarray(z * (0.5 + 0.5 * erf))

    def first(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f′(z) = Φ(z) + z·φ(z), where Φ(z) = f(z) / z."""
        cumulative = np.divide(a, z, out=np.full_like(z, 0.5), where=z != 0.0)
        return np.asarray(cumulative + z * _density(z))

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = (2 − z²)·φ(z)."""
        return np.asarray((2.0 - z * z) * _density(z))


def _density(z: FloatArray) -> FloatArray:
    """φ(z) of the normal distribution."""
    return np.asarray(np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi))


class Sin(Formula):
    """f(z) = sin(z): a wave instead of a bend."""

    name = "sin"

    def value(self, z: FloatArray) -> FloatArray:
        return np.sin(z)

    def first(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f′(z) = cos(z)."""
        return np.cos(z)

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = −sin(z)."""
        return -a


class Softmax(Activation):
    """f(z)ᵢ = eᶻⁱ / Σⱼ eᶻʲ over the units of the layer: shares that add up to 1."""

    name = "softmax"

    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        def shares() -> None:
            np.subtract(z, np.maximum.reduce(z, axis=-2, keepdims=True), out=out)
            np.exp(out, out=out)
            np.divide(out, _sum(out), out=out)

        return (shares,)

    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        """∂aᵢ/∂zⱼ = aᵢ·(δᵢⱼ − aⱼ)."""

        def pull_back() -> None:
            np.multiply(delta, a, out=scratch)
            np.subtract(delta, _sum(scratch), out=delta)
            np.multiply(delta, a, out=delta)

        return (pull_back,)

    def linearise(self, z: FloatArray, a: FloatArray, delta: FloatArray) -> Linear:
        return _LinearSoftmax(a, delta)


class _LinearSoftmax(NamedTuple):
    """The shares a, and δ = ∂L/∂a."""

    a: FloatArray
    delta: FloatArray

    def tangent(self, moved: FloatArray) -> FloatArray:
        """da = a·(dz − Σ a·dz)."""
        return np.asarray(self.a * (moved - _sum(self.a * moved)))

    def pull_back_tangent(self, delta_moved: FloatArray, moved: FloatArray) -> FloatArray:
        """The product rule on a·(δ − Σ a·δ)."""
        a_moved = self.tangent(moved)
        mean_moved = _sum(a_moved * self.delta + self.a * delta_moved)
        centred = self.delta - _sum(self.a * self.delta)
        return np.asarray(a_moved * centred + self.a * (delta_moved - mean_moved))


def _sum(values: FloatArray) -> FloatArray:
    """Over the units of the layer, shape (..., 1, samples)."""
    total: FloatArray = np.add.reduce(values, axis=-2, keepdims=True)
    return total


KINDS = (Identity, Sigmoid, Tanh, Relu, LeakyRelu, Elu, Softplus, Gelu, Sin, Softmax)
ACTIVATIONS: dict[str, type[Activation]] = {kind.name: kind for kind in KINDS}
