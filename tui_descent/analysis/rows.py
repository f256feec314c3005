"""One descent for each learning rate, all of them at once in one array.

What one of them does, the others do not see: a descent that diverges ends in inf or nan in
its own row and leaves the rest untouched.
"""

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import NetworkObjective, Objective
from tui_descent.engine.optimizers import State as OptimizerState

NUMBERS = 2_000_000  # that the descents which go forward together make; they are kept to go back
KEPT = 16  # losses of each that are kept


class Rows:
    """All descents after the same number of passes."""

    def __init__(
        self, descent: Descent, start: State, rates: FloatArray, planned: bool = False
    ) -> None:
        """`planned`: the rates are those that the descent's plan starts from, if it has one."""
        self.descent = descent
        self._peaks = rates[:, None] if planned and descent.plan is not None else None
        self._objective = descent.objective
        self._start = start
        self._rates = rates[:, None].astype(np.float64)
        count = len(rates)
        self._theta = np.repeat(start.theta[None, :], count, axis=0)
        self._gradient = np.repeat(start.gradient[None, :], count, axis=0)
        self._batch_loss = np.full(count, start.batch_loss)
        self._state: OptimizerState = tuple(
            np.repeat(part[None, :], count, axis=0) if part.ndim else part
            for part in start.optimizer_state
        )
        self._passes = start.passes
        if self._peaks is not None:
            self._rates = self._planned(self._passes)
        rows = max(1, NUMBERS // _activations(self._objective))
        self._blocks = [slice(first, first + rows) for first in range(0, count, rows)]
        self.first = descent.loss(start)
        self._losses = [np.full(count, self.first)]
        self._ended: dict[int, State] = {}
        self._previous: tuple[FloatArray, FloatArray, FloatArray] | None = None
        self.any_finite = True

    def advance(self) -> None:
        """One pass of each."""
        self._previous = self._theta, self._gradient, self._batch_loss
        with np.errstate(all="ignore"):
            optimizer = self._start.optimizer
            gradient = self.descent.clipped(self._gradient)
            step, self._state = optimizer.update(gradient, self._state, self._rates, self._theta)
            self._theta = self._theta + self.descent.unfrozen(step)
            self._passes += 1
            if self._peaks is not None:
                self._rates = self._planned(self._passes)
            self._batch_loss, self._gradient = self._slopes()
            finite = (
                np.isfinite(self._batch_loss)
                & np.isfinite(self._theta).all(axis=-1)
                & np.isfinite(self._gradient).all(axis=-1)
            )
            full = self._batch_loss
            if self._objective.passes_per_epoch > 1:
                blocks = [self._objective.value(self._theta[rows]) for rows in self._blocks]
                full = np.concatenate(blocks)
        self._losses = [*self._losses[-KEPT + 1 :], full]
        for row in np.flatnonzero(~finite):
            self._ended.setdefault(int(row), self._at(int(row), finite=False))
        self.any_finite = len(self._ended) < len(self._rates)

    def _planned(self, passes: int) -> FloatArray:
        """The rates of the next pass after this many, shape (rates, 1)."""
        assert self.descent.plan is not None
        assert self._peaks is not None
        return np.asarray(self.descent.plan.schedule.rate(self._peaks, passes))

    def _slopes(self) -> tuple[FloatArray, FloatArray]:
        """Loss and gradient of each on its batch, shapes (rates,) and (rates, P)."""
        blocks = [
            self._objective.value_and_gradient(self._theta[rows], self._passes)
            for rows in self._blocks
        ]
        losses, gradients = zip(*blocks, strict=True)
        return np.concatenate(losses), np.concatenate(gradients)

    @property
    def latest(self) -> FloatArray:
        """The losses on all samples after the last pass, shape (rates,)."""
        return self._losses[-1]

    def losses(self, row: int) -> FloatArray:
        """The last losses of this one, the newest last, shape (up to KEPT,)."""
        return np.array([each[row] for each in self._losses])

    def state(self, row: int) -> State:
        """Where this one stands, or where it ended."""
        return self._ended.get(row) or self._at(row, finite=True)

    def _at(self, row: int, finite: bool) -> State:
        state = tuple(part[row] if part.ndim else part for part in self._state)
        return State(
            self._passes,
            self._theta[row],
            float(self._batch_loss[row]),
            self._gradient[row],
            float(self._rates[row, 0]),
            self._start.optimizer,
            state,
            finite,
        )

    def before(self, row: int) -> State | None:
        """Where this one stood a pass ago; None: no pass was made."""
        if self._previous is None:
            return None
        theta, gradient, loss = self._previous
        return self._at(row, finite=True)._replace(
            passes=self._passes - 1,
            theta=theta[row],
            gradient=gradient[row],
            batch_loss=float(loss[row]),
        )


def _activations(objective: Objective) -> int:
    """How many numbers one forward pass on all samples makes."""
    if not isinstance(objective, NetworkObjective):
        return 1
    return sum(objective.network.layers) * objective.data.samples
