"""Activations: what a unit makes of its weighted sum.

A unit adds up its weighted inputs, z = W·a + b, and passes on a = f(z). Without a bend in
f a stack of layers is no more than one layer. On the way back the chain rule multiplies
the error signal by the slope of that bend: ∂L/∂z = ∂L/∂a · f′(z).
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from tui_descent.engine.arrays import ONE, FloatArray

FLAT = ("step", "heaviside", "sign", "threshold")  # functions that nothing is learned through
WHY_FLAT = "its slope is 0 everywhere, so no error signal comes back through it"
IN_ITS_PLACE = "take sigmoid, a step with a slope, or tanh"

Calls = tuple[tuple[Any, ...], ...]  # each a function and its arguments, one after the other


class Activation(Protocol):
    """One function f, applied to each number of an array by itself."""

    def __hash__(self) -> int:
        """What is known of a function may be remembered."""

    @property
    def name(self) -> str:
        """The name that presets use."""

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        """Write a = f(z) into `out`; both of one shape (..., units, samples)."""

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """Turn ∂L/∂a into ∂L/∂z in place: delta ← delta · f′(z).

        All of one shape (..., units, samples); `a` is f(z), `scratch` may be overwritten.
        """

    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        """What `apply` does, as calls to be made again and again."""

    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        """What `pull_back` does, as calls to be made again and again."""

    def linearise(self, z: FloatArray, a: FloatArray, delta: FloatArray) -> "Linear":
        """What the first two come to for small moves of z and δ = ∂L/∂a around these."""


class Linear(Protocol):
    """An activation near one z and one δ = ∂L/∂a, all of shape (..., units, samples)."""

    def tangent(self, moved: FloatArray) -> FloatArray:
        """How a moves when z moves by `moved`: f′(z)·dz."""

    def pull_back_tangent(self, delta_moved: FloatArray, moved: FloatArray) -> FloatArray:
        """How ∂L/∂z moves when δ moves by `delta_moved` and z by `moved`: dδ·f′(z) + δ·f″(z)·dz."""


class _Written(ABC):
    """Activations that are written as functions."""

    __slots__ = ()

    @abstractmethod
    def apply(self, z: FloatArray, out: FloatArray) -> None: ...

    @abstractmethod
    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None: ...

    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        return ((self.apply, z, out),)

    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        return ((self.pull_back, delta, z, a, scratch),)


class Elementwise(_Written):
    """What follows for every f that looks at one number at a time."""

    __slots__ = ()

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray | None:
        """f″(z), in the shape of z; None where it is 0 everywhere, as of straight pieces."""
        return None

    def linearise(
        self: "ElementwiseActivation", z: FloatArray, a: FloatArray, delta: FloatArray
    ) -> Linear:
        slope, second = np.ones_like(z), self.second(z, a)
        self.pull_back(slope, z, a, np.empty_like(z))
        return _LinearElements(slope, None if second is None else delta * second)


class _Ufuncs(Elementwise):
    """Activations that are calls of numpy alone, which start at once; most networks have them."""

    __slots__ = ()

    @abstractmethod
    def forward(self, z: FloatArray, out: FloatArray) -> Calls: ...

    @abstractmethod
    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls: ...

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        for function, *arguments in self.forward(z, out):
            function(*arguments)

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        for function, *arguments in self.backward(delta, z, a, scratch):
            function(*arguments)


class ElementwiseActivation(Activation, Protocol):
    """An activation with a second derivative for each number."""

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray | None:
        """As Elementwise has it."""


@dataclass(frozen=True, slots=True, eq=False)
class _LinearElements:
    """slope is f′(z), bend δ·f″(z), or None where that is 0."""

    slope: FloatArray
    bend: FloatArray | None

    def tangent(self, moved: FloatArray) -> FloatArray:
        return np.asarray(self.slope * moved)

    def pull_back_tangent(self, delta_moved: FloatArray, moved: FloatArray) -> FloatArray:
        pulled = self.slope * delta_moved
        return np.asarray(pulled if self.bend is None else pulled + self.bend * moved)


class Identity(_Ufuncs):
    """f(z) = z: a linear unit."""

    name = "identity"

    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        return ((np.copyto, out, z),)

    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        """f′(z) = 1: the error signal passes through unchanged."""
        return ()


class Sigmoid(_Ufuncs):
    """f(z) = 1 / (1 + e⁻ᶻ), between 0 and 1; its slope is never above 1/4.

    Where e⁻ᶻ overflows, 1 divided by it is the 0 that it should be.
    """

    name = "sigmoid"

    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        divide = np.divide, ONE, out, out
        return (np.negative, z, out), (np.exp, out, out), (np.add, out, ONE, out), divide

    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        """f′(z) = a·(1 − a)."""
        slope = (np.subtract, ONE, a, scratch), (np.multiply, scratch, a, scratch)
        return *slope, (np.multiply, delta, scratch, delta)

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = a·(1 − a)·(1 − 2a)."""
        return np.asarray(a * (1.0 - a) * (1.0 - 2.0 * a))


class Tanh(_Ufuncs):
    """f(z) = tanh(z), between −1 and 1; its slope is 1 at 0 and fades to both sides."""

    name = "tanh"

    def forward(self, z: FloatArray, out: FloatArray) -> Calls:
        return ((np.tanh, z, out),)

    def backward(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> Calls:
        """f′(z) = 1 − a²."""
        slope = (np.multiply, a, a, scratch), (np.subtract, ONE, scratch, scratch)
        return *slope, (np.multiply, delta, scratch, delta)

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = −2a·(1 − a²)."""
        return np.asarray(-2.0 * a * (1.0 - a * a))


class Relu(Elementwise):
    """f(z) = max(0, z); where z is 0 its slope counts as 0, as in PyTorch."""

    name = "relu"

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        np.maximum(z, 0.0, out=out)

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """f′(z) is 1 above 0, else 0."""
        np.greater(z, 0.0, out=scratch, casting="unsafe")
        np.multiply(delta, scratch, out=delta)


@dataclass(frozen=True, slots=True)
class LeakyRelu(Elementwise):
    """f(z) = z above 0, slope·z below: a unit that cannot die."""

    slope: float = 0.01
    name = "leaky_relu"

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        np.multiply(z, np.where(z > 0.0, 1.0, self.slope), out=out)

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """f′(z) is 1 above 0, else the slope."""
        np.multiply(delta, np.where(z > 0.0, 1.0, self.slope), out=delta)


@dataclass(frozen=True, slots=True)
class Elu(Elementwise):
    """f(z) = z above 0, α·(eᶻ − 1) below (Clevert et al. 2015)."""

    alpha: float = 1.0
    name = "elu"

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        np.copyto(out, np.where(z > 0.0, z, self.alpha * np.expm1(np.minimum(z, 0.0))))

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """f′(z) is 1 above 0, else α·eᶻ."""
        np.multiply(delta, np.where(z > 0.0, 1.0, self.alpha * np.exp(np.minimum(z, 0.0))), delta)

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = 0 above 0, else α·eᶻ."""
        return np.asarray(np.where(z > 0.0, 0.0, self.alpha * np.exp(np.minimum(z, 0.0))))


class Softplus(Elementwise):
    """f(z) = ln(1 + eᶻ): a ReLU without its corner."""

    name = "softplus"

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        np.logaddexp(z, 0.0, out=out)

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """f′(z) = 1 / (1 + e⁻ᶻ), the sigmoid."""
        Sigmoid().apply(z, scratch)
        np.multiply(delta, scratch, out=delta)

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = s·(1 − s), with the sigmoid s; e^−|z| / (1 + e^−|z|)² keeps all its digits."""
        small = np.exp(-np.abs(z))
        return np.asarray(small / (1.0 + small) ** 2)


class Gelu(Elementwise):
    """f(z) = z·Φ(z), with the normal distribution's Φ exact (Hendrycks & Gimpel 2016)."""

    name = "gelu"

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        scaled = (z * math.sqrt(0.5)).ravel().tolist()
        erf = np.fromiter(map(math.erf, scaled), np.float64, len(scaled)).reshape(z.shape)
        np.multiply(z, 0.5 + 0.5 * erf, out=out)

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """f′(z) = Φ(z) + z·φ(z), where Φ(z) = f(z) / z."""
        cumulative = np.divide(a, z, out=np.full_like(z, 0.5), where=z != 0.0)
        density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        np.multiply(delta, cumulative + z * density, out=delta)

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = (2 − z²)·φ(z)."""
        density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        return np.asarray((2.0 - z * z) * density)


class Sin(Elementwise):
    """f(z) = sin(z): a wave instead of a bend."""

    name = "sin"

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        np.sin(z, out=out)

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """f′(z) = cos(z)."""
        np.cos(z, out=scratch)
        np.multiply(delta, scratch, out=delta)

    def second(self, z: FloatArray, a: FloatArray) -> FloatArray:
        """f″(z) = −sin(z)."""
        return np.asarray(-a)


class Softmax(_Written):
    """f(z)ᵢ = eᶻⁱ / Σⱼ eᶻʲ over the units of the layer: shares that add up to 1."""

    name = "softmax"

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        np.subtract(z, z.max(axis=-2, keepdims=True), out=out)
        np.exp(out, out=out)
        np.divide(out, out.sum(axis=-2, keepdims=True), out=out)

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """∂aᵢ/∂zⱼ = aᵢ·(δᵢⱼ − aⱼ)."""
        np.multiply(delta, a, out=scratch)
        np.subtract(delta, scratch.sum(axis=-2, keepdims=True), out=delta)
        np.multiply(delta, a, out=delta)

    def linearise(self, z: FloatArray, a: FloatArray, delta: FloatArray) -> Linear:
        return _LinearSoftmax(a, delta)


@dataclass(frozen=True, slots=True, eq=False)
class _LinearSoftmax:
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
    return np.asarray(values.sum(axis=-2, keepdims=True))


ACTIVATIONS: dict[str, type[Activation]] = {
    "identity": Identity,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "relu": Relu,
    "leaky_relu": LeakyRelu,
    "elu": Elu,
    "softplus": Softplus,
    "gelu": Gelu,
    "sin": Sin,
    "softmax": Softmax,
}
