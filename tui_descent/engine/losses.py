"""Losses: how the errors of all points become one number.

The error of a point is prediction − target. Errors of different sign must not cancel, so
each is made positive before they are added up. The losses for classes, bce and
cross_entropy, are computed from the weighted sums z before the last activation: that is
exact where the activation itself would already have rounded to 0 or 1.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import ClassVar, Literal

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.record import Value

Reduction = Literal["mean", "sum"]
Second = FloatArray | float | None
OnTargets = Callable[[FloatArray], FloatArray]


class Loss(Value, ABC):
    """A number that says how wrong the predictions are, and its slope.

    name             the name that presets use
    last_activation  the one last activation that it is made for; None: any. Where there is one,
                     the slope is ∂L/∂z, with that activation's own slope in it
    over_outputs     whether it is a mean over outputs and samples; if not, over samples alone
    share            what is taken of that mean
    reduction        "sum" instead of "mean": nothing is divided by a count
    """

    name: ClassVar[str]
    last_activation: ClassVar[str | None] = None
    over_outputs: ClassVar[bool] = True
    share: ClassVar[float] = 1.0

    reduction: Reduction = "mean"

    @abstractmethod
    def on(self, z: FloatArray, predictions: FloatArray, delta: FloatArray) -> OnTargets:
        """Return `evaluate` as a function of the targets, to be called again and again."""

    def evaluate(
        self, z: FloatArray, predictions: FloatArray, targets: FloatArray, delta: FloatArray
    ) -> FloatArray:
        """Return the loss, shape (...), and write its slope into `delta`.

        z            shape (..., outputs, samples), the last layer's weighted sums
        predictions  the same shape, what the last activation made of z
        targets      shape (outputs, samples)
        delta        shape (..., outputs, samples), contiguous, overwritten: ∂L/∂prediction,
                     or ∂L/∂z for a loss with a last activation of its own
        """
        return self.on(z, predictions, delta)(targets)

    def slope_tangent(
        self, moved: FloatArray, z: FloatArray, predictions: FloatArray, targets: FloatArray
    ) -> FloatArray:
        """How that slope moves when what it is the slope of moves by `moved`.

        moved           shape (..., outputs, samples): of the predictions, or of z for a loss
                        with a last activation of its own
        z, predictions  shape (..., outputs, samples), as the targets
        """
        second = self.second(z, predictions, targets)
        if second is None:
            return np.zeros_like(moved)
        return np.asarray(moved * (second * self.factor(targets)))

    def second(self, z: FloatArray, predictions: FloatArray, targets: FloatArray) -> Second:
        """The derivative of that slope, before it is divided by a count.

        All of shape (..., outputs, samples); None where it is 0 everywhere, as of straight pieces.
        """
        return None

    def averaged_over(self, targets: FloatArray) -> int:
        """How many numbers it is a mean of, with targets of shape (..., outputs, samples)."""
        if self.reduction == "sum":
            return 1
        outputs, samples = targets.shape[-2:]
        return int(outputs * samples if self.over_outputs else samples)

    def factor(self, targets: FloatArray) -> float:
        """What each of those numbers is multiplied by."""
        return self.share / self.averaged_over(targets)

    def own_losses(self, z: FloatArray, predictions: FloatArray, targets: FloatArray) -> FloatArray:
        """What each sample puts into the loss before any division, shape (samples,).

        All of shape (outputs, samples). Each sample is evaluated as a batch of its own, added up
        instead of averaged.
        """
        z, predictions, targets = (
            np.ascontiguousarray(one.T[..., None]) for one in (z, predictions, targets)
        )
        return type(self)("sum").evaluate(z, predictions, targets, np.empty_like(z))


class SquaredError(Loss):
    """L = mean over samples of Σ (prediction − target)² over the outputs."""

    name = "squared_error"
    over_outputs = False

    def on(self, z: FloatArray, predictions: FloatArray, delta: FloatArray) -> OnTargets:
        factor = self.factor(predictions)
        of_slope, flat = np.array(2.0 * factor), _flat(delta)
        # One descent: the same product, only that `dot` starts faster than `vecdot`.
        times = flat.dot if flat.ndim == 1 else partial(np.vecdot, flat)

        def evaluate(targets: FloatArray) -> FloatArray:
            np.subtract(predictions, targets, delta)
            total = times(flat)
            np.multiply(delta, of_slope, delta)
            loss: FloatArray = total * factor
            return loss

        return evaluate

    def second(self, z: FloatArray, predictions: FloatArray, targets: FloatArray) -> float:
        return 2.0


class MeanSquaredError(SquaredError):
    """The mean over outputs and samples."""

    name = "mse"
    over_outputs = True


class HalfSquaredError(SquaredError):
    """Half the squared error, so that ∂L/∂prediction is the error itself."""

    name = "half_squared_error"
    share = 0.5


Parts = tuple[FloatArray, FloatArray]


class Formula(Loss):
    """A loss that is written as formulas for each number that it adds up."""

    @abstractmethod
    def parts(self, z: FloatArray, predictions: FloatArray, targets: FloatArray) -> Parts:
        """What is added up, and its slope, before they are divided by a count.

        What is added up has the shape (..., outputs, samples) or (..., 1, samples), its slope
        the former.
        """

    def on(self, z: FloatArray, predictions: FloatArray, delta: FloatArray) -> OnTargets:
        factor = self.factor(predictions)
        of_slope = np.array(factor)

        def evaluate(targets: FloatArray) -> FloatArray:
            each, slope = self.parts(z, predictions, targets)
            np.multiply(slope, of_slope, delta)
            loss: FloatArray = _flat(each).sum(axis=-1) * factor
            return loss

        return evaluate


class MeanAbsoluteError(Formula):
    """L = mean |prediction − target|; where the error is 0 its slope counts as 0."""

    name = "mae"

    def parts(self, z: FloatArray, predictions: FloatArray, targets: FloatArray) -> Parts:
        error = predictions - targets
        return np.abs(error), np.sign(error)


class Huber(Formula):
    """Half the squared error up to an error of 1, beyond it |error| − ½ (Huber 1964)."""

    name = "huber"

    def parts(self, z: FloatArray, predictions: FloatArray, targets: FloatArray) -> Parts:
        error = predictions - targets
        size = np.abs(error)
        return np.where(size <= 1.0, 0.5 * error * error, size - 0.5), np.clip(error, -1.0, 1.0)

    def second(self, z: FloatArray, predictions: FloatArray, targets: FloatArray) -> FloatArray:
        """1 up to an error of 1, beyond it 0."""
        return np.where(np.abs(predictions - targets) < 1.0, 1.0, 0.0)


class BinaryCrossEntropy(Formula):
    """L = mean of −t·ln p − (1 − t)·ln(1 − p), with p = 1/(1 + e⁻ᶻ).

    From z that is max(z, 0) − z·t + ln(1 + e^−|z|), and ∂L/∂z = (p − t) / count.
    """

    name = "bce"
    last_activation = "sigmoid"

    def parts(self, z: FloatArray, predictions: FloatArray, targets: FloatArray) -> Parts:
        each = np.maximum(z, 0.0) - z * targets + np.log1p(np.exp(-np.abs(z)))
        return each, predictions - targets

    def second(self, z: FloatArray, predictions: FloatArray, targets: FloatArray) -> FloatArray:
        """p·(1 − p); e^−|z| / (1 + e^−|z|)² keeps all its digits."""
        small = np.exp(-np.abs(z))
        return np.asarray(small / (1.0 + small) ** 2)


class CrossEntropy(Formula):
    """L = mean over samples of −Σ t·ln p over the classes, with p = softmax(z).

    From z that is Σt · ln Σeᶻ − Σ t·z, and ∂L/∂z = (Σt · p − t) / samples.
    """

    name = "cross_entropy"
    last_activation = "softmax"
    over_outputs = False

    def parts(self, z: FloatArray, predictions: FloatArray, targets: FloatArray) -> Parts:
        total, shifted = _sum(targets), z - np.maximum.reduce(z, axis=-2, keepdims=True)
        each = total * np.log(_sum(np.exp(shifted))) - _sum(targets * shifted)
        return each, predictions * total - targets

    def slope_tangent(
        self, moved: FloatArray, z: FloatArray, predictions: FloatArray, targets: FloatArray
    ) -> FloatArray:
        """Σt · p·(dz − Σ p·dz), the softmax's own tangent."""
        total, mean = _sum(targets), _sum(predictions * moved)
        return np.asarray(self.factor(targets) * total * predictions * (moved - mean))


def _flat(values: FloatArray) -> FloatArray:
    """(..., outputs, samples) as (..., outputs · samples), so that one sum is one order."""
    return values.reshape(*values.shape[:-2], values.shape[-2] * values.shape[-1])


def _sum(values: FloatArray) -> FloatArray:
    """Over the outputs, shape (..., 1, samples)."""
    total: FloatArray = np.add.reduce(values, axis=-2, keepdims=True)
    return total


SQUARED = (MeanSquaredError, SquaredError, HalfSquaredError)
KINDS = (*SQUARED, MeanAbsoluteError, Huber, BinaryCrossEntropy, CrossEntropy)
LOSSES: dict[str, type[Loss]] = {kind.name: kind for kind in KINDS}


def make_loss(name: str, reduction: Reduction = "mean") -> Loss:
    """Return the loss of that name, one of LOSSES."""
    return LOSSES[name](reduction)
