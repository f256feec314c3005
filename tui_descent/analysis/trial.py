"""Trials: what comes of a cure, found by making the passes behind the scenes.

Rules know why a descent is in trouble, but not always what helps. So each cure that might is
followed for some hundred passes, beside going on as it is, and the simplest one that gains
nearly as much as the best is named, with its figures.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from tui_descent.analysis.cure import Cure, Trial
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.record import Record

PASSES = 300
FEWEST = 20
MANY = 3000
ENOUGH = 0.3  # of them: what is worth a second trial
WORK = 400_000_000  # multiplications of all trials together, some tenths of a second
START = 10_000  # multiplications that could be made while numpy begins with a pass
SETTLED = 10  # passes at the end, whose mean loss counts, because batches throw it about
MOMENT = 0.002  # seconds of passes after which somebody may say that it is enough
CLEAR = 0.25  # of the loss: what a cure must gain in some hundred passes, if more can be made
WORTH = 0.05  # of the loss: less than that is no cure
NEARLY = 0.75  # of the best gain: a simpler cure that reaches it is taken


class Candidate(Record):
    """A cure, and the descent and state that it leads to."""

    cure: Cure
    descent: Descent
    state: State


def best_cure(
    here: tuple[Descent, State],
    first: float,
    candidates: Sequence[Candidate],
    goes_on: Callable[[], bool] = lambda: True,
    long: bool = False,
) -> Cure | None:
    """Try each of the candidates, the simplest first; None: none of them is worth it.

    `first` is the loss of pass 0; what runs away from it counts as that. With `long`, some
    thousand passes are made where some hundred tell nothing, if that does not take long.
    `goes_on` is asked between passes; False ends it, with None.
    """
    most = _affordable(here[0], len(candidates) + 1)
    few, many = int(min(PASSES, max(FEWEST, most))), int(min(MANY, most))
    short = _tried(few, here, first, candidates, goes_on)
    if short is None:
        return None
    if long and many >= ENOUGH * MANY and short.best < CLEAR:
        longer = _tried(many, here, first, candidates, goes_on)
        if longer is None or longer.best >= WORTH:
            return None if longer is None else longer.simplest
    return short.simplest if short.best >= WORTH else None


class _Tried(Record):
    """What came of the candidates; `gains` as parts of the loss, shape (candidates,)."""

    candidates: Sequence[Candidate]
    passes: int
    instead: float
    found: FloatArray
    gains: FloatArray

    @property
    def best(self) -> float:
        """The best gain; where it would go on to infinity, all that does not is enough."""
        return float(self.gains.max()) if math.isfinite(self.instead) else math.inf

    @property
    def simplest(self) -> Cure:
        """The first that gains nearly as much as the best."""
        chosen = int(np.argmax(self.gains >= NEARLY * float(self.gains.max())))
        one = self.candidates[chosen]
        averaged = one.descent.objective.passes_per_epoch > 1
        return one.cure.after(Trial(self.passes, float(self.found[chosen]), self.instead, averaged))


def _tried(
    passes: int,
    here: tuple[Descent, State],
    first: float,
    candidates: Sequence[Candidate],
    goes_on: Callable[[], bool],
) -> _Tried | None:
    """None: given up, or none of them stays finite and comes to lie lower."""
    instead = _loss_after(*here, passes, goes_on)
    found = np.array([_loss_after(one.descent, one.state, passes, goes_on) for one in candidates])
    if not goes_on() or not np.isfinite(found).any():
        return None
    gains = _gains(min(instead, first), found)
    if gains.max() <= 0.0:
        return None
    return _Tried(candidates, passes, instead, found, gains)


def _gains(from_here: float, found: FloatArray) -> FloatArray:
    """How much lower each of them gets, as a part of the loss, or of the way to the lowest."""
    finite = np.isfinite(found)
    low = float(found[finite].min())
    whole = max(abs(from_here), from_here - low)
    gained = np.where(finite, from_here - found, -np.inf)
    return np.asarray(gained / whole if whole > 0.0 else np.zeros_like(found))


def _affordable(descent: Descent, count: int) -> float:
    """How many passes of this many descents take no longer than a moment."""
    objective = descent.objective
    work = float(START)
    if isinstance(objective, NetworkObjective):
        batch = objective.data.samples / objective.passes_per_epoch
        work += 6.0 * objective.parameter_count * batch
    return WORK / work / count


def _loss_after(descent: Descent, state: State, passes: int, goes_on: Callable[[], bool]) -> float:
    """The loss on all samples after this many passes, the mean of the last ones; inf: diverged."""
    settled = min(passes, 1 if descent.objective.passes_per_epoch == 1 else SETTLED)
    begin, stretch = state.passes + passes - settled, descent.passes_within(MOMENT)
    while state.passes < begin:
        if not state.finite or not goes_on():
            return math.inf
        state = descent.advance(state, min(stretch, begin - state.passes))
    if not state.finite or not goes_on():
        return math.inf
    states, losses = descent.passes(state, settled)
    mean = float(np.mean(losses))
    return mean if states[-1].finite and math.isfinite(mean) else math.inf
