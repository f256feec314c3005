"""Losses and gradients of many descents on one objective, block by block.

Small ones are evaluated together, because numpy starts slowly. Large ones take their time
anyway: they are evaluated one by one, which keeps them in the processor's cache, and in several
threads, because numpy lets others run meanwhile. The bits are the same either way.
"""

import os
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import Look, NetworkObjective, Objective

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

NUMBERS = 2_000_000  # that descents which go forward together make; they are kept to go back
LARGE = 30_000
MOST_THREADS = 4


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
        theta, gradients = np.empty((2, self._count, self._objectives[0].parameter_count))

        def look(passes: int) -> tuple[FloatArray, FloatArray]:
            losses = np.empty(self._count)

            def look_around(objective: Objective, rows: slice | int) -> None:
                here, look = objective.in_place(theta[rows].shape[:-1])
                here[...] = theta[rows]
                losses[rows], gradients[rows] = look(passes)

            self._each(look_around)
            return losses, gradients

        return theta, look

    def value(self, theta: FloatArray) -> FloatArray:
        """The loss of each on all samples, shape (rows,)."""
        if self._whole:
            return np.asarray(self._objectives[0].value(theta))
        losses = np.empty(self._count)

        def look(objective: Objective, rows: slice | int) -> None:
            losses[rows] = objective.value(theta[rows])

        self._each(look)
        return losses

    def _each(self, look: Callable[[Objective, slice | int], None]) -> None:
        """Look at each block, some of them in each thread."""
        threads = len(self._objectives)

        @np.errstate(all="ignore")  # each thread has its own
        def share(number: int) -> None:
            for rows in self._blocks[number::threads]:
                look(self._objectives[number], rows)

        waiting = [_pool().submit(share, number) for number in range(1, threads)]
        share(0)
        for one in waiting:
            one.result()


@cache
def _pool() -> "ThreadPoolExecutor":
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="descents")


def _activations(objective: Objective) -> int:
    """How many numbers one forward pass on all samples makes."""
    if not isinstance(objective, NetworkObjective):
        return 1
    return sum(objective.network.layers) * objective.data.samples
