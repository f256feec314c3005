"""A few eigenvalues of a large symmetric matrix, from products with it (Lanczos 1950).

Each product adds a direction to a Krylov basis, begun with the gradient, so that the basis also
holds the directions that the gradient has; the largest and smallest eigenvalues show first.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tui_descent.engine.arrays import FloatArray, read_only

Times = Callable[[FloatArray], FloatArray]  # a symmetric matrix, as its product with a vector

STEPS = 60  # at most, where nothing else is said
FIRST_LOOK = 6  # steps before which it never ends
ASIDE = 1e-3  # of the gradient's length: a direction that has a part in every other
SEED = 4


class Ritz(NamedTuple):
    """What a Krylov basis knows of a matrix.

    values   shape (K,), rising: approximate eigenvalues
    parts    shape (K, K): in column i the parts of each basis vector in the i-th direction
    missing  shape (K,): by how much the product with that direction misses being a multiple of it
    basis    shape (K, P)
    """

    values: FloatArray
    parts: FloatArray
    missing: FloatArray
    basis: FloatArray


def lanczos(
    times: Times, first: FloatArray, enough: Callable[[Ritz], bool], most: int = STEPS
) -> Ritz:
    """The Ritz values of a matrix, from a Krylov basis that grows until it is enough."""
    most = min(most, len(first))
    basis = np.empty((most + 1, len(first)))
    basis[0] = first / _length(first)
    # In this basis the Hessian has three diagonals; of a symmetric matrix the lower half will do.
    matrix = np.zeros((most, most))
    size = 0.0
    for step in range(1, most + 1):
        newest, known = step - 1, basis[:step]
        image = times(basis[newest])
        matrix[newest, newest] = bend = float(image @ basis[newest])
        for _ in range(2):  # twice: rounding leaves a rest
            image = image - (known @ image) @ known
        length = _length(image)
        if not math.isfinite(length):
            break
        size = max(size, abs(bend))
        ends = step == most or length <= 1e-12 * size
        if ends or step >= FIRST_LOOK:
            values, parts = np.linalg.eigh(matrix[:step, :step])
            found = Ritz(values, parts, length * np.abs(parts[-1]), known)
            if ends or enough(found):
                return found
        matrix[step, newest] = length
        size = max(size, length)
        basis[step] = image / length
    none = np.array([np.nan])
    return Ritz(none, none[None], none, none[None])


def beginning(slopes: FloatArray, length: float) -> FloatArray:
    """Where a Krylov basis begins: with the gradient, and a little of every other direction."""
    return (slopes / length if length else 0.0) + ASIDE * any_direction(len(slopes))


def _length(vector: FloatArray) -> float:
    return math.sqrt(float(vector @ vector))


@lru_cache(maxsize=8)
def any_direction(count: int) -> FloatArray:
    """A direction of length 1 that has a part in every other."""
    vector = np.random.default_rng(SEED).normal(size=count)
    return read_only(vector / np.linalg.norm(vector))
