"""Losses: how the errors of all points become one number.

The error of a point is prediction − target. Errors of different sign must not cancel, so
each is made positive before they are added up. The losses for classes, bce and
cross_entropy, are computed from the weighted sums z before the last activation: that is
exact where the activation itself would already have rounded to 0 or 1.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

import numpy as np

from tui_descent.engine.arrays import FloatArray

Reduction = Literal["mean", "sum"]
OnTargets = Callable[[FloatArray], FloatArray]


class Loss(Protocol):
    """A number that says how wrong the predictions are, and its slope."""

    @property
    def name(self) -> str:
        """The name that presets use."""

    @property
    def reduction(self) -> Reduction:
        """Whether it is a mean or a sum."""

    @property
    def last_activation(self) -> str | None:
        """The one last activation that it is made for; None: any.

        Where there is one, the slope is ∂L/∂z, with that activation's own slope in it.
        """

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

    def on(self, z: FloatArray, predictions: FloatArray, delta: FloatArray) -> OnTargets:
        """The same as a function of the targets, to be called again and again."""

    def slope_tangent(
        self, moved: FloatArray, z: FloatArray, predictions: FloatArray, targets: FloatArray
    ) -> FloatArray:
        """How that slope moves when what it is the slope of moves by `moved`.

        moved           shape (..., outputs, samples): of the predictions, or of z for a loss
                        with a last activation of its own
        z, predictions  shape (..., outputs, samples), as the targets
        """


class _Written(ABC):
    """Losses that are written as functions."""

    __slots__ = ()

    @abstractmethod
    def evaluate(
        self, z: FloatArray, predictions: FloatArray, targets: FloatArray, delta: FloatArray
    ) -> FloatArray: ...

    def on(self, z: FloatArray, predictions: FloatArray, delta: FloatArray) -> OnTargets:
        return lambda targets: self.evaluate(z, predictions, targets, delta)


@dataclass(frozen=True, slots=True)
class SquaredError:
    """L = c · Σ (prediction − target)², with the factor c named by the loss.

    mse                 c = 1 / (samples · outputs), the mean over both
    squared_error       c = 1 / samples: summed over outputs, mean over samples
    half_squared_error  half of that, so that ∂L/∂prediction is the error itself

    Reduced by "sum" instead of "mean", nothing is divided by a count.
    """

    name: str
    reduction: Reduction = "mean"
    last_activation: None = None

    def evaluate(
        self, z: FloatArray, predictions: FloatArray, targets: FloatArray, delta: FloatArray
    ) -> FloatArray:
        return self.on(z, predictions, delta)(targets)

    def on(self, z: FloatArray, predictions: FloatArray, delta: FloatArray) -> OnTargets:
        factor = self._factor(predictions)
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

    def slope_tangent(
        self, moved: FloatArray, z: FloatArray, predictions: FloatArray, targets: FloatArray
    ) -> FloatArray:
        return 2.0 * self._factor(targets) * moved

    def _factor(self, targets: FloatArray) -> float:
        factor = 0.5 if self.name == "half_squared_error" else 1.0
        if self.reduction == "sum":
            return factor
        outputs, samples = targets.shape[-2:]
        return factor / float(outputs * samples if self.name == "mse" else samples)


@dataclass(frozen=True, slots=True)
class MeanAbsoluteError(_Written):
    """L = mean |prediction − target|; where the error is 0 its slope counts as 0."""

    reduction: Reduction = "mean"
    name: str = "mae"
    last_activation: None = None

    def evaluate(
        self, z: FloatArray, predictions: FloatArray, targets: FloatArray, delta: FloatArray
    ) -> FloatArray:
        factor = _mean_factor(self.reduction, targets)
        np.subtract(predictions, targets, out=delta)
        loss: FloatArray = np.abs(_flat(delta)).sum(axis=-1) * factor
        np.sign(delta, out=delta)
        np.multiply(delta, factor, out=delta)
        return loss

    def slope_tangent(
        self, moved: FloatArray, z: FloatArray, predictions: FloatArray, targets: FloatArray
    ) -> FloatArray:
        """Straight pieces: their slope does not move."""
        return np.zeros_like(moved)


@dataclass(frozen=True, slots=True)
class Huber(_Written):
    """Half the squared error up to an error of 1, beyond it |error| − ½ (Huber 1964)."""

    reduction: Reduction = "mean"
    name: str = "huber"
    last_activation: None = None

    def evaluate(
        self, z: FloatArray, predictions: FloatArray, targets: FloatArray, delta: FloatArray
    ) -> FloatArray:
        factor = _mean_factor(self.reduction, targets)
        np.subtract(predictions, targets, out=delta)
        size = np.abs(delta)
        each = np.where(size <= 1.0, 0.5 * delta * delta, size - 0.5)
        loss: FloatArray = _flat(each).sum(axis=-1) * factor
        np.clip(delta, -1.0, 1.0, out=delta)
        np.multiply(delta, factor, out=delta)
        return loss

    def slope_tangent(
        self, moved: FloatArray, z: FloatArray, predictions: FloatArray, targets: FloatArray
    ) -> FloatArray:
        """As the squared error up to an error of 1, beyond it the slope does not move."""
        inside = np.abs(predictions - targets) < 1.0
        return np.asarray(moved * (inside * _mean_factor(self.reduction, targets)))


@dataclass(frozen=True, slots=True)
class BinaryCrossEntropy(_Written):
    """L = mean of −t·ln p − (1 − t)·ln(1 − p), with p = 1/(1 + e⁻ᶻ).

    From z that is max(z, 0) − z·t + ln(1 + e^−|z|), and ∂L/∂z = (p − t) / count.
    """

    reduction: Reduction = "mean"
    name: str = "bce"
    last_activation: str = "sigmoid"

    def evaluate(
        self, z: FloatArray, predictions: FloatArray, targets: FloatArray, delta: FloatArray
    ) -> FloatArray:
        factor = _mean_factor(self.reduction, targets)
        each = np.maximum(z, 0.0) - z * targets + np.log1p(np.exp(-np.abs(z)))
        loss: FloatArray = _flat(each).sum(axis=-1) * factor
        np.subtract(predictions, targets, out=delta)
        np.multiply(delta, factor, out=delta)
        return loss

    def slope_tangent(
        self, moved: FloatArray, z: FloatArray, predictions: FloatArray, targets: FloatArray
    ) -> FloatArray:
        """p·(1 − p)·dz; e^−|z| / (1 + e^−|z|)² keeps all its digits."""
        small = np.exp(-np.abs(z))
        spread = small / (1.0 + small) ** 2
        return np.asarray(moved * (spread * _mean_factor(self.reduction, targets)))


@dataclass(frozen=True, slots=True)
class CrossEntropy(_Written):
    """L = mean over samples of −Σ t·ln p over the classes, with p = softmax(z).

    From z that is Σt · ln Σeᶻ − Σ t·z, and ∂L/∂z = (Σt · p − t) / samples.
    """

    reduction: Reduction = "mean"
    name: str = "cross_entropy"
    last_activation: str = "softmax"

    def evaluate(
        self, z: FloatArray, predictions: FloatArray, targets: FloatArray, delta: FloatArray
    ) -> FloatArray:
        factor = 1.0 if self.reduction == "sum" else 1.0 / targets.shape[-1]
        total = targets.sum(axis=-2)
        highest = z.max(axis=-2)
        shifted = z - highest[..., None, :]
        logs = np.log(np.exp(shifted).sum(axis=-2))
        each = total * logs - (targets * shifted).sum(axis=-2)
        loss: FloatArray = each.sum(axis=-1) * factor
        np.multiply(predictions, total[..., None, :], out=delta)
        np.subtract(delta, targets, out=delta)
        np.multiply(delta, factor, out=delta)
        return loss

    def slope_tangent(
        self, moved: FloatArray, z: FloatArray, predictions: FloatArray, targets: FloatArray
    ) -> FloatArray:
        """Σt · p·(dz − Σ p·dz), the softmax's own tangent."""
        factor = 1.0 if self.reduction == "sum" else 1.0 / targets.shape[-1]
        mean = (predictions * moved).sum(axis=-2, keepdims=True)
        total = targets.sum(axis=-2, keepdims=True)
        return np.asarray(factor * total * predictions * (moved - mean))


def _mean_factor(reduction: Reduction, targets: FloatArray) -> float:
    """What each output of each sample is multiplied by."""
    return 1.0 if reduction == "sum" else 1.0 / (targets.shape[-2] * targets.shape[-1])


def _flat(values: FloatArray) -> FloatArray:
    """(..., outputs, samples) as (..., outputs · samples), so that one sum is one order."""
    return values.reshape(*values.shape[:-2], values.shape[-2] * values.shape[-1])


LOSSES = ("mse", "squared_error", "half_squared_error", "mae", "huber", "bce", "cross_entropy")


def make_loss(name: str, reduction: Reduction = "mean") -> Loss:
    """Return the loss of that name, one of LOSSES."""
    if name == "mae":
        return MeanAbsoluteError(reduction)
    if name == "huber":
        return Huber(reduction)
    if name == "bce":
        return BinaryCrossEntropy(reduction)
    if name == "cross_entropy":
        return CrossEntropy(reduction)
    return SquaredError(name, reduction)


def own_losses(
    loss: Loss, z: FloatArray, predictions: FloatArray, targets: FloatArray
) -> FloatArray:
    """What each sample puts into the loss before any division, shape (samples,).

    All of shape (outputs, samples). Each sample is evaluated as a batch of its own, added up
    instead of averaged.
    """
    z, predictions, targets = (
        np.ascontiguousarray(one.T[..., None]) for one in (z, predictions, targets)
    )
    return make_loss(loss.name, "sum").evaluate(z, predictions, targets, np.empty_like(z))


def averaged_over(loss: Loss, targets: FloatArray) -> int:
    """How many numbers the loss is a mean of, with targets of shape (outputs, samples)."""
    if loss.reduction == "sum":
        return 1
    each_output = loss.name in ("mse", "mae", "huber", "bce")
    return targets.size if each_output else targets.shape[1]
