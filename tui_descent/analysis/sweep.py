"""A sweep: one descent for each learning rate, all of them at once in one array.

What one of them does, the others do not see: a descent that diverges ends in inf or nan in
its own row and leaves the rest untouched.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tui_descent.analysis.situation import WINDOW, Situation
from tui_descent.analysis.verdict import Verdict, judge
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import NetworkObjective, Objective
from tui_descent.engine.optimizers import State as OptimizerState

NUMBERS = 2_000_000  # that the descents which go forward together make; they are kept to go back
ALIKE = 1e-3  # of the loss: two runs that differ by less have ended alike


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where one learning rate led.

    passes  how many passes were made: fewer than asked for where the descent diverged
    loss    on all samples, after them
    """

    learning_rate: float
    passes: int
    loss: float
    verdict: Verdict


def sweep(
    descent: Descent,
    start: State,
    rates: FloatArray,
    passes: int,
    goes_on: Callable[[int], bool] = lambda done: True,
) -> list[Outcome]:
    """Make so many passes from `start` at each rate, shape (rates,), and say how each ended.

    `goes_on` is called after each pass with the number of passes done; False ends the sweep
    there.
    """
    rows = _Rows(descent, start, rates)
    for done in range(1, passes + 1 if start.finite else 1):
        rows.advance()
        if not rows.any_finite or not goes_on(done):
            break
    return _agreed([rows.outcome(row) for row in range(len(rates))])


def _agreed(outcomes: list[Outcome]) -> list[Outcome]:
    """With one verdict for neighbours that end alike, the one that most of them have."""
    groups: list[list[Outcome]] = []
    for outcome in outcomes:
        if groups and _alike(groups[-1][-1], outcome):
            groups[-1].append(outcome)
        else:
            groups.append([outcome])
    agreed: list[Outcome] = []
    for group in groups:
        words = [one.verdict.word for one in group]
        word = max(words, key=words.count)
        known = group[words.index(word)].verdict
        agreed += [
            one if one.verdict.word == word else replace(one, verdict=known) for one in group
        ]
    return agreed


def _alike(one: Outcome, other: Outcome) -> bool:
    """Whether both made the same passes and came to the same height."""
    if one.passes != other.passes or not (math.isfinite(one.loss) and math.isfinite(other.loss)):
        return False
    return abs(one.loss - other.loss) <= ALIKE * max(abs(one.loss), abs(other.loss))


def _activations(objective: Objective) -> int:
    """How many numbers one forward pass on all samples makes."""
    if not isinstance(objective, NetworkObjective):
        return 1
    return sum(objective.network.layers) * objective.data.samples


class _Rows:
    """All descents after the same number of passes."""

    def __init__(self, descent: Descent, start: State, rates: FloatArray) -> None:
        self._descent = descent
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
        rows = max(1, NUMBERS // _activations(self._objective))
        self._blocks = [slice(first, first + rows) for first in range(0, count, rows)]
        self._first = np.full(count, descent.loss(start))
        self._losses = [self._first]
        self._ended: dict[int, State] = {}
        self._previous: tuple[FloatArray, FloatArray, FloatArray] | None = None
        self.any_finite = True

    def advance(self) -> None:
        """One pass of each."""
        self._previous = self._theta, self._gradient, self._batch_loss
        with np.errstate(all="ignore"):
            optimizer = self._start.optimizer
            step, self._state = optimizer.update(
                self._gradient, self._state, self._rates, self._theta
            )
            self._theta = self._theta + self._descent.unfrozen(step)
            self._passes += 1
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
        self._losses = [*self._losses[-WINDOW + 1 :], full]
        for row in np.flatnonzero(~finite):
            self._ended.setdefault(int(row), self._at(int(row), finite=False))
        self.any_finite = len(self._ended) < len(self._rates)

    def _slopes(self) -> tuple[FloatArray, FloatArray]:
        """Loss and gradient of each on its batch, shapes (rates,) and (rates, P)."""
        blocks = [
            self._objective.value_and_gradient(self._theta[rows], self._passes)
            for rows in self._blocks
        ]
        losses, gradients = zip(*blocks, strict=True)
        return np.concatenate(losses), np.concatenate(gradients)

    def outcome(self, row: int) -> Outcome:
        """How this one stands, or how it ended."""
        state = self._ended.get(row) or self._at(row, finite=True)
        losses = np.array([each[row] for each in self._losses])
        here = Situation(self._descent, state, self._before(row), losses, float(self._first[row]))
        verdict = judge(here)
        loss = float(losses[-1]) if state.finite else self._descent.loss(state)
        return Outcome(float(self._rates[row, 0]), state.passes, loss, verdict)

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

    def _before(self, row: int) -> State | None:
        if self._previous is None:
            return None
        theta, gradient, loss = self._previous
        return self._at(row, finite=True)._replace(
            passes=self._passes - 1,
            theta=theta[row],
            gradient=gradient[row],
            batch_loss=float(loss[row]),
        )
