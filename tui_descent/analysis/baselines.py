"""What a loss is worth: that of the best constant and, for a squared error, of the best line.

A network that has learned nothing can reach the first; one without a hidden layer no more than
the second.
"""

import weakref

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Dataset
from tui_descent.engine.record import Value

SQUARED = {"mse": 1.0, "squared_error": 1.0, "half_squared_error": 0.5}
EXACT = 4_000_000  # numbers up to which the line comes from the inputs, not from their products
# The largest curvature of each loss along an output, over that of half a square.
CURVED = {**{name: 2.0 * factor for name, factor in SQUARED.items()}, "bce": 0.25}
CURVED["cross_entropy"] = 0.5


class Baselines(Value):
    """Losses to compare with; None: not known for this loss.

    constant  of the outputs that are best without looking at the inputs
    line      of the best straight line, or plane: the least squares
    """

    constant: float | None
    line: float | None


def baselines(data: Dataset, loss: str) -> Baselines:
    """Return the losses of the best constant and of the best straight line on the points."""
    targets = data.targets
    with np.errstate(all="ignore"):
        if loss in SQUARED:
            # mse is a mean over outputs too, the others are sums.
            factor = SQUARED[loss] * (1.0 if loss == "mse" else len(targets))
            centered = targets - targets.mean(axis=1, keepdims=True)
            constant = factor * float((centered**2).mean())
            line = factor * float((_residuals(data.inputs, centered) ** 2).mean())
            return Baselines(_finite(constant), _finite(line))
        shares = targets.mean(axis=1)
        if loss == "bce":
            entropy = -_plogp(shares) - _plogp(1.0 - shares)
            return Baselines(_finite(float(entropy.mean())), None)
        if loss == "cross_entropy":
            return Baselines(_finite(float(-_plogp(shares).sum())), None)
        if loss == "mae":
            middle = np.median(targets, axis=1, keepdims=True)
            return Baselines(_finite(float(np.abs(targets - middle).mean())), None)
    return Baselines(None, None)


def bearable_rate(data: Dataset, loss: str) -> float | None:
    """Return 1 over the largest curvature that a network without hidden layer can have here.

    None: no bound is known for this loss.
    """
    curved = CURVED.get(loss)
    if curved is None:
        return None
    with np.errstate(all="ignore"):
        largest = largest_square(data.inputs)
    if not np.isfinite(largest):
        return None
    outputs = len(data.targets) if loss == "mse" else 1
    rate: float = outputs / (curved * largest)
    return rate


def largest_square(inputs: FloatArray) -> float:
    """The largest eigenvalue of the mean product of inputs, shape (inputs, samples), with a 1."""
    count, samples = inputs.shape
    if samples < count:
        products = inputs.T @ inputs + 1.0
    else:
        products = np.empty((count + 1, count + 1))
        products[:count, :count] = _products(inputs)
        products[count, :count] = products[:count, count] = inputs.sum(axis=1)
        products[count, count] = samples
    if not np.isfinite(products).all():
        return float("nan")
    largest: float = np.linalg.eigvalsh(products)[-1] / samples
    return float(largest)


_last: tuple[weakref.ref[FloatArray], FloatArray] | None = None


def _products(inputs: FloatArray) -> FloatArray:
    """The products of inputs with each other, summed over samples, shape (inputs, inputs).

    The last ones are kept, as long as the inputs live: of many samples they take a while.
    """
    global _last
    if _last is not None and _last[0]() is inputs:
        return _last[1]
    products: FloatArray = inputs @ inputs.T
    _last = weakref.ref(inputs), products
    return products


def _residuals(inputs: FloatArray, centered: FloatArray) -> FloatArray:
    """What the best plane leaves of centered targets, shape (outputs, samples)."""
    if not (np.isfinite(inputs).all() and np.isfinite(centered).all()):
        return np.full_like(centered, np.nan)
    middle = inputs.mean(axis=1, keepdims=True)
    if inputs.size <= EXACT and inputs.shape[0] <= 2000:
        moved = (inputs - middle).T
        scale = np.abs(moved).max(axis=0)
        moved = moved / np.where(scale > 0.0, scale, 1.0)
        weights = np.linalg.lstsq(moved, centered.T, rcond=None)[0]
        residuals: FloatArray = centered - (moved @ weights).T
        return residuals
    products = _products(inputs) - inputs.shape[1] * (middle @ middle.T)
    along = centered @ inputs.T
    weights = np.linalg.lstsq(products, along.T, rcond=None)[0]
    offset = weights.T @ middle
    left: FloatArray = centered - (weights.T @ inputs - offset)
    return left


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _plogp(shares: FloatArray) -> FloatArray:
    found: FloatArray = np.where(shares > 0.0, shares * np.log(np.maximum(shares, 1e-300)), 0.0)
    return found
