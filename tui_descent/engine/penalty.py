"""Penalties on large weights: a term of the loss, so that it is in every gradient and picture."""

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.record import Record


class Penalty(Record):
    """a₂/2 · Σw² + a₁ · Σ|w|, added to the loss.

    l1, l2   a₁ and a₂, 0 or more
    weights  shape (P,): 1 for each parameter that it counts, 0 for biases
    """

    l1: float
    l2: float
    weights: FloatArray

    def value(self, theta: FloatArray) -> FloatArray:
        """What it adds to the loss, shape (...) for θ of shape (..., P)."""
        counted = theta * self.weights
        squares, sizes = (counted * counted).sum(axis=-1), np.abs(counted).sum(axis=-1)
        return np.asarray(0.5 * self.l2 * squares + self.l1 * sizes)

    def gradient(self, theta: FloatArray) -> FloatArray:
        """a₂·w + a₁·sign(w), shape (..., P); at a weight of 0 the slope of its size counts as 0."""
        counted = theta * self.weights
        return np.asarray(self.l2 * counted + self.l1 * np.sign(counted))

    @property
    def bend(self) -> FloatArray:
        """The diagonal of its Hessian, shape (P,); corners at 0 count as straight."""
        return self.l2 * self.weights
