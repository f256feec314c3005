"""Curvature: how the slope itself changes, which decides how long a step may be.

The Hessian is read off the gradients at 2P nudged copies of θ, in one call. Its largest
eigenvalue λmax sets the learning rate's limit, 2/λmax for plain descent; a negative one
means that there is a way down even where the slope is 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tui_descent.engine.arrays import FloatArray, read_only
from tui_descent.engine.objective import Objective

DENSE = 256  # parameters up to which the whole Hessian is computed
NUDGE = float(np.finfo(np.float64).eps) ** (1.0 / 3.0)  # the best for central differences
ROOM = 50_000_000  # numbers that all copies of a network may take up: 400 MB
LANCZOS_STEPS = 40
QUICK_STEPS = 4
SEED = 4


@dataclass(frozen=True, slots=True, eq=False)
class Curvature:
    """The extreme eigenvalues of the Hessian at one place.

    hessian  shape (P, P), where it was computed whole
    """

    smallest: float
    largest: float
    hessian: FloatArray | None


def hessian(objective: Objective, theta: FloatArray) -> FloatArray:
    """Return ∂²L/∂θ², shape (P, P), on all samples, at θ of shape (P,)."""
    count = len(theta)
    sizes = NUDGE * np.maximum(1.0, np.abs(theta))
    above = theta + np.diag(sizes)
    below = theta - np.diag(sizes)
    with np.errstate(all="ignore"):
        _, gradients = objective.full_value_and_gradient(np.concatenate([above, below]))
        # Divided by the distance that was really made, which rounding may have changed.
        distance = (np.diagonal(above) - np.diagonal(below))[:, None]
        rows = (gradients[:count] - gradients[count:]) / distance
    return np.asarray(0.5 * (rows + rows.T))


def hessian_times(objective: Objective, theta: FloatArray, direction: FloatArray) -> FloatArray:
    """Return the Hessian times a direction of shape (P,), from two gradients."""
    length = float(np.linalg.norm(direction))
    if length == 0.0:
        return np.zeros_like(direction)
    size = NUDGE * max(1.0, float(np.linalg.norm(theta))) / length
    nudged = np.stack([theta + size * direction, theta - size * direction])
    with np.errstate(all="ignore"):
        _, gradients = objective.full_value_and_gradient(nudged)
    return np.asarray((gradients[0] - gradients[1]) / (2.0 * size))


def curvature(objective: Objective, theta: FloatArray, frozen: Sequence[int] = ()) -> Curvature:
    """Return the extreme curvatures at θ of shape (P,); nan where something overflowed.

    frozen  indices of parameters along which nothing can move: not looked at
    """
    if len(theta) <= DENSE and 2 * len(theta) * objective.numbers <= ROOM:
        matrix = np.delete(np.delete(hessian(objective, theta), frozen, 0), frozen, 1)
        if not matrix.size:
            return Curvature(0.0, 0.0, matrix)
        if not np.isfinite(matrix).all():
            return Curvature(np.nan, np.nan, matrix)
        values = np.linalg.eigvalsh(matrix)
        return Curvature(float(values[0]), float(values[-1]), matrix)
    smallest, largest = _lanczos(objective, theta, frozen, LANCZOS_STEPS)
    return Curvature(smallest, largest, None)


def largest_curvature(objective: Objective, theta: FloatArray, frozen: Sequence[int] = ()) -> float:
    """Return λmax from below and not far from it, at the cost of eight gradients."""
    return _lanczos(objective, theta, frozen, QUICK_STEPS)[1]


def _lanczos(
    objective: Objective, theta: FloatArray, frozen: Sequence[int], steps: int
) -> tuple[float, float]:
    """The extreme eigenvalues from a Krylov basis (Lanczos 1950), kept orthogonal."""
    free = np.ones(len(theta))
    free[list(frozen)] = 0.0
    first = free * _any_direction(len(theta))
    size = float(np.linalg.norm(first))
    if size == 0.0:
        return 0.0, 0.0
    basis = [first / size]
    diagonal: list[float] = []
    beside: list[float] = []
    for _ in range(min(steps, len(theta))):
        image = free * hessian_times(objective, theta, basis[-1])
        if not np.isfinite(image).all():
            return np.nan, np.nan
        diagonal.append(float(image @ basis[-1]))
        known = np.array(basis)
        for _ in range(1 if steps <= QUICK_STEPS else 2):  # twice: rounding leaves a rest
            image = image - known.T @ (known @ image)
        length = float(np.linalg.norm(image))
        if length < 1e-8 * max(1.0, abs(diagonal[0])):
            break
        beside.append(length)
        basis.append(image / length)
    off = beside[: len(diagonal) - 1]
    values = np.linalg.eigvalsh(np.diag(diagonal) + np.diag(off, 1) + np.diag(off, -1))
    return float(values[0]), float(values[-1])


@lru_cache(maxsize=8)
def _any_direction(count: int) -> FloatArray:
    """A direction of length 1 that has a part in every other."""
    vector = np.random.default_rng(SEED).normal(size=count)
    return read_only(vector / np.linalg.norm(vector))
