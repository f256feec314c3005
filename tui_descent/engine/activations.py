"""Activations: what a unit makes of its weighted sum.

A unit adds up its weighted inputs, z = W·a + b, and passes on a = f(z). Without a bend in
f a stack of layers is no more than one layer. On the way back the chain rule multiplies
the error signal by the slope of that bend: ∂L/∂z = ∂L/∂a · f′(z).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tui_descent.engine.arrays import FloatArray


class Activation(Protocol):
    """One function f, applied to each number of an array by itself."""

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


@dataclass(frozen=True, slots=True)
class Identity:
    """f(z) = z: a linear unit."""

    name: str = "identity"

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        np.copyto(out, z)

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """f′(z) = 1: the error signal passes through unchanged."""


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """f(z) = 1 / (1 + e⁻ᶻ), between 0 and 1; its slope is never above 1/4.

    Evaluated as ½ + ½·tanh(z/2), which no z overflows.
    """

    name: str = "sigmoid"

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        np.multiply(z, 0.5, out=out)
        np.tanh(out, out=out)
        np.multiply(out, 0.5, out=out)
        np.add(out, 0.5, out=out)

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """f′(z) = a·(1 − a)."""
        np.subtract(1.0, a, out=scratch)
        np.multiply(scratch, a, out=scratch)
        np.multiply(delta, scratch, out=delta)


@dataclass(frozen=True, slots=True)
class Tanh:
    """f(z) = tanh(z), between −1 and 1; its slope is 1 at 0 and fades to both sides."""

    name: str = "tanh"

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        np.tanh(z, out=out)

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """f′(z) = 1 − a²."""
        np.multiply(a, a, out=scratch)
        np.subtract(1.0, scratch, out=scratch)
        np.multiply(delta, scratch, out=delta)


@dataclass(frozen=True, slots=True)
class Relu:
    """f(z) = max(0, z); where z is 0 its slope counts as 0, as in PyTorch."""

    name: str = "relu"

    def apply(self, z: FloatArray, out: FloatArray) -> None:
        np.maximum(z, 0.0, out=out)

    def pull_back(
        self, delta: FloatArray, z: FloatArray, a: FloatArray, scratch: FloatArray
    ) -> None:
        """f′(z) is 1 above 0, else 0."""
        np.greater(z, 0.0, out=scratch, casting="unsafe")
        np.multiply(delta, scratch, out=delta)


ACTIVATIONS: dict[str, type[Activation]] = {
    "identity": Identity,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "relu": Relu,
}
