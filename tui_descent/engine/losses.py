"""Losses: how the errors of all points become one number.

The error of a point is prediction − target. Errors of different sign must not cancel, so
they are squared before they are added up. What differs between the three is only the
factor in front, and with it the size of every gradient.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tui_descent.engine.arrays import FloatArray


class Loss(Protocol):
    """A number that is 0 when every prediction is right, and its slope."""

    @property
    def name(self) -> str:
        """The name that presets use."""

    def evaluate(
        self, predictions: FloatArray, targets: FloatArray, delta: FloatArray
    ) -> FloatArray:
        """Return the loss, shape (...), and write ∂L/∂prediction into `delta`.

        predictions  shape (..., outputs, samples)
        targets      shape (outputs, samples)
        delta        shape (..., outputs, samples), overwritten, contiguous
        """


@dataclass(frozen=True, slots=True)
class SquaredError:
    """L = c · Σ (prediction − target)², with the factor c named by the loss.

    mse                 c = 1 / (samples · outputs), the mean over both
    squared_error       c = 1 / samples: summed over outputs, mean over samples
    half_squared_error  half of that, so that ∂L/∂prediction is the error itself
    """

    name: str
    halved: bool = False
    mean_over_outputs: bool = False

    def factor(self, outputs: int, samples: int) -> float:
        """The c of the formula."""
        count = samples * (outputs if self.mean_over_outputs else 1)
        return (0.5 if self.halved else 1.0) / count

    def evaluate(
        self, predictions: FloatArray, targets: FloatArray, delta: FloatArray
    ) -> FloatArray:
        outputs, samples = targets.shape
        factor = self.factor(outputs, samples)
        np.subtract(predictions, targets, out=delta)
        flat = delta.reshape(*delta.shape[:-2], outputs * samples)
        loss: FloatArray = np.vecdot(flat, flat) * factor
        np.multiply(delta, 2.0 * factor, out=delta)
        return loss


LOSSES: dict[str, Loss] = {
    "mse": SquaredError("mse", mean_over_outputs=True),
    "squared_error": SquaredError("squared_error"),
    "half_squared_error": SquaredError("half_squared_error", halved=True),
}
