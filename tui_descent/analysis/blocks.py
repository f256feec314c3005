"""Losses and gradients of many descents on one objective, block by block.

Small ones are evaluated together, because numpy starts slowly. Large ones take their time
anyway: they are evaluated one by one, which keeps them in the processor's cache, and in several
threads, because numpy lets others run meanwhile. The bits are the same either way.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import Look, NetworkObjective, Objective

NUMBERS = 2_000_000  # that descents which go forward together make; they are kept to go back
LARGE = 30_000
MOST_THREADS = 4

Found = TypeVar("Found")


class Blocks:
    """How so many descents are evaluated at once."""

    def __init__(self, objective: Objective, count: int) -> None:
        self._count = count
        numbers = _activations(objective)
        rows = max(1, NUMBERS // numbers)
        self._blocks: list[slice | int] = [*range(count)]  # a number: a row without an axis
        if numbers <= LARGE:
            self._blocks = [slice(first, first + rows) for first in range(0, count, rows)]
        self._whole = len(self._blocks) == 1
        self._objectives = [objective]
        if numbers > LARGE and isinstance(objective, NetworkObjective):
            others = min(MOST_THREADS, os.cpu_count() or 1, count) - 1
            self._objectives += [objective.twin() for _ in range(others)]

    def in_place(self) -> tuple[FloatArray, Look]:
        """θ of all, shape (rows, P), to be moved in place, and what looks around from there.

        As `Objective.in_place`: loss and gradient have the shapes (rows,) and (rows, P).
        """
        if self._whole:
            return self._objectives[0].in_place((self._count,))
        theta = np.empty((self._count, self._objectives[0].parameter_count))

        def look(passes: int) -> tuple[FloatArray, FloatArray]:
            found = self._each(
                theta, lambda objective, block: objective.value_and_gradient(block, passes)
            )
            each_loss, each_gradient = zip(*found, strict=True)
            return np.hstack(each_loss), np.vstack(each_gradient)

        return theta, look

    def value(self, theta: FloatArray) -> FloatArray:
        """The loss of each on all samples, shape (rows,)."""
        if self._whole:
            return np.asarray(self._objectives[0].value(theta))
        found = self._each(theta, lambda objective, block: objective.value(block))
        return np.hstack(found)

    def _each(
        self, theta: FloatArray, look: Callable[[Objective, FloatArray], Found]
    ) -> list[Found]:
        """What is found in each block, in their order."""
        threads = len(self._objectives)

        @np.errstate(all="ignore")  # each thread has its own
        def share(number: int) -> list[Found]:
            return [
                look(self._objectives[number], theta[rows])
                for rows in self._blocks[number::threads]
            ]

        waiting = [_pool().submit(share, number) for number in range(1, threads)]
        shares = [share(0), *(one.result() for one in waiting)]
        return [shares[at % threads][at // threads] for at in range(len(self._blocks))]


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="descents")


def _activations(objective: Objective) -> int:
    """How many numbers one forward pass on all samples makes."""
    if not isinstance(objective, NetworkObjective):
        return 1
    return sum(objective.network.layers) * objective.data.samples
