"""The verdict: how the descent is doing, in one word with its evidence.

It is read from what happened, never guessed: the losses of the last passes, and whether
two successive gradients point against each other.
"""

import math
from dataclasses import dataclass

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import State
from tui_descent.engine.objective import Objective

WINDOW = 16  # losses that a verdict looks back on
RUNAWAY = 3  # passes running that must have raised the loss before it is "diverging"
PATIENCE = 500  # passes to halve the loss, above which progress is "slow"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One word from the fixed list, then what it rests on, then what could be tried."""

    word: str
    evidence: str
    suggestion: str = ""

    def __str__(self) -> str:
        return "; ".join(filter(None, (f"{self.word}: {self.evidence}", self.suggestion)))


def judge(
    objective: Objective, state: State, previous: State | None, losses: FloatArray
) -> Verdict:
    """Return the verdict on `state`.

    previous  the state one pass earlier, None at pass 0
    losses    the last ones, shape (up to WINDOW,), the newest last
    """
    if not state.finite:
        return Verdict(
            "diverged",
            f"{_first_broken(objective, state)} is not finite",
            "step back or reset, lower the learning rate",
        )
    if previous is None:
        return Verdict("starting", f"the loss is {state.loss:.6g} before the first pass")
    change = state.loss - previous.loss
    if change > 0.0:
        return _rising(state, previous, losses)
    if change == 0.0:
        return _unchanged(state)
    with np.errstate(all="ignore"):
        crossed = float(state.gradient @ previous.gradient) < 0.0
    if crossed:
        return Verdict(
            "overshooting",
            f"the last step crossed the valley; the loss still fell by {-change:.3g}",
            "a smaller learning rate would stop the zigzag",
        )
    halving = math.log(0.5) / math.log(state.loss / previous.loss) if state.loss > 0.0 else 0.0
    if halving > PATIENCE:
        return Verdict(
            "slow",
            f"at this pace it takes {halving:.0f} passes to halve the loss",
            "try a larger learning rate",
        )
    return Verdict("converging", f"the loss fell {_fell(losses)}, the last time by {-change:.3g}")


def _rising(state: State, previous: State, losses: FloatArray) -> Verdict:
    risen = _running(np.diff(losses) > 0.0)
    growth = f"the last pass raised the loss from {previous.loss:.4g} to {state.loss:.4g}"
    with np.errstate(all="ignore"):
        steeper = float(state.gradient @ state.gradient) > float(
            previous.gradient @ previous.gradient
        )
    if risen >= RUNAWAY and steeper:
        return Verdict(
            "diverging",
            f"the loss rose {risen} passes running, the slopes grow",
            "lower the learning rate",
        )
    return Verdict("rising", growth, "the step was too long: lower the learning rate")


def _unchanged(state: State) -> Verdict:
    if state.loss == 0.0:
        return Verdict("minimum", "the loss is 0: every prediction is exactly right")
    if state.learning_rate == 0.0:
        return Verdict("slow", "the learning rate is 0, so nothing moves", "raise it")
    return Verdict("slow", "the last pass left the loss as it was")


def _fell(losses: FloatArray) -> str:
    fallen = _running(np.diff(losses) < 0.0)
    return "once" if fallen == 1 else f"{fallen} passes running"


def _running(happened: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> int:
    """How often in a row, counted from the end."""
    misses = np.flatnonzero(~happened[::-1])
    return int(misses[0]) if len(misses) else len(happened)


def _first_broken(objective: Objective, state: State) -> str:
    for name, values in objective.arrays(state.theta).items():
        if not np.isfinite(values).all():
            return name
    if not math.isfinite(state.loss):
        return "the loss"
    for name, values in objective.arrays(state.gradient).items():
        if not np.isfinite(values).all():
            return f"the gradient of {name}"
    return "a value"
