"""The verdict: how the descent is doing, in one word with its evidence.

It is read from what happened, never guessed: the losses of the last passes, whether two
successive gradients point against each other, and how the loss curves where the descent
stands.
"""

import math
from dataclasses import dataclass

import numpy as np

from tui_descent.analysis.curvature import DENSE, ROOM, Curvature, curvature, largest_curvature
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import Objective

WORDS = {
    "starting": "No pass was made yet.",
    "converging": "The loss falls, and the steps have a good length.",
    "slow": "The loss falls, but a longer step would take it down much faster.",
    "overshooting": "The step crossed the valley: successive gradients point against each other.",
    "rising": "The last pass raised the loss.",
    "diverging": "The loss rises pass after pass, and the steps grow.",
    "diverged": "A number is too large for the computer to hold.",
    "plateau": "The gradient is tiny and so is the curvature, but the loss is not.",
    "saddle": "The gradient is tiny, but in some direction the loss curves down.",
    "minimum": "The gradient is tiny, and in no direction the loss curves down.",
    "noisy": "The batch's loss rose, the loss on all samples did not.",
}

WINDOW = 16  # losses that a verdict looks back on
RUNAWAY = 3  # passes running that must have raised the loss before it is "diverging"
OUT_OF_NOISE = 4.0  # times the lowest loss of the window: more is no noise of the batches
VERY_TINY = 1e-6  # a gradient's length below which nothing moves any more
STILL = 0.01  # of the loss: a fall that is more than this is no rest
TINY = 1e-3  # a gradient's length below which it counts as none
FLAT = 1e-2  # a curvature below which it counts as none
SLOW = 0.1  # of the best fall that a longer step in the same direction would bring
LONGER = 2.0 ** np.arange(1, 13)  # times as long as the step that was made
PATIENCE = 500  # passes to halve the loss, above which progress is slow in any case
NOISE = 1e-9  # of the largest curvature: what differences leave where there is none
ROUNDING = 1e-12  # of the loss: a change below it is none


@dataclass(frozen=True, slots=True)
class Verdict:
    """One word of WORDS, then what it rests on, then what could be tried."""

    word: str
    evidence: str
    suggestion: str = ""

    def __str__(self) -> str:
        return "; ".join(filter(None, (f"{self.word}: {self.evidence}", self.suggestion)))


def judge(descent: Descent, state: State, previous: State | None, losses: FloatArray) -> Verdict:
    """Return the verdict on `state`, as far as the parameters that are not frozen go.

    previous  the state one pass earlier; None at pass 0, or where a hand has moved θ since
    losses    the last ones on all samples, shape (up to WINDOW,), the newest last
    """
    with np.errstate(all="ignore"):
        return _judge(descent, state, previous, losses)


def _judge(descent: Descent, state: State, previous: State | None, losses: FloatArray) -> Verdict:
    objective = descent.objective
    if not state.finite or not math.isfinite(losses[-1]):
        return Verdict(
            "diverged",
            f"{_first_broken(objective, state)} is not finite",
            "step back or reset, lower the learning rate",
        )
    if previous is None:
        since = "before the first pass" if state.passes == 0 else "where a hand has put it"
        return Verdict("starting", f"the loss is {losses[-1]:.6g} {since}")
    state, previous = _free(descent, state), _free(descent, previous)
    resting = _at_rest(descent, state, losses)
    if resting is not None:
        return resting
    change = float(losses[-1] - losses[-2])
    crossed = float(state.gradient @ previous.gradient) < 0.0
    full_batch = objective.passes_per_epoch == 1
    if abs(change) <= ROUNDING * abs(losses[-2]):
        return _unchanged(state, crossed)
    if change > 0.0:
        return _rising(state, previous, losses, full_batch)
    if not full_batch and state.batch_loss > previous.batch_loss:
        rise = state.batch_loss - previous.batch_loss
        return Verdict(
            "noisy",
            f"this batch's loss is {rise:.3g} higher, the loss on all samples fell {-change:.3g}",
        )
    if crossed and full_batch:
        return Verdict(
            "overshooting",
            f"the step crossed the valley; {_against_the_slope(state, previous, losses)}",
            "a smaller rate stops it",
        )
    return _falling(descent, state, previous, losses)


def _falling(descent: Descent, state: State, previous: State, losses: FloatArray) -> Verdict:
    objective = descent.objective
    before, now = float(losses[-2]), float(losses[-1])
    longer = _longer_steps(objective, state, previous, before)
    if longer is not None:
        factor, fall = longer
        if before - now < SLOW * fall and _far_below_the_limit(descent, state):
            return Verdict(
                "slow",
                f"a step {factor:g} times as long would have brought "
                f"{float(f'{fall / (before - now):.2g}'):g} times as much",
                "raise the learning rate",
            )
    elif now > 0.0 and (halving := math.log(0.5) / (math.log(now) - math.log(before))) > PATIENCE:
        return Verdict(
            "slow",
            f"at this pace it takes {halving:.0f} passes to halve the loss",
            "try a larger learning rate",
        )
    return Verdict(
        "converging",
        f"fell {_fell(losses)}; {_against_the_slope(state, previous, losses)}",
    )


def _against_the_slope(state: State, previous: State, losses: FloatArray) -> str:
    """The change that the slope alone predicts, g·step, against the one that came."""
    predicted = float(previous.gradient @ (state.theta - previous.theta))
    came = float(losses[-1] - losses[-2])
    return f"predicted {_signed(predicted)}, got {_signed(came)}"


def _signed(change: float) -> str:
    return f"{'−' if change < 0.0 else ''}{abs(change):.3g}"


def _far_below_the_limit(descent: Descent, state: State) -> bool:
    """Whether there is room above: no limit is known, or it is ten times the rate or more."""
    limit = state.optimizer.stability_limit(
        largest_curvature(descent.objective, state.theta, descent.frozen)
    )
    return limit is None or state.learning_rate < SLOW * limit


def _longer_steps(
    objective: Objective, state: State, previous: State, before: float
) -> tuple[float, float] | None:
    """(how many times as long, fall) of the best of some longer steps; None: not looked at.

    Every optimizer's step is proportional to the learning rate, so these are the steps that
    larger rates would have made.
    """
    if objective.parameter_count > DENSE or objective.passes_per_epoch > 1:
        return None
    if len(LONGER) * objective.numbers > ROOM:
        return None
    step = state.theta - previous.theta
    falls = before - np.asarray(objective.value(previous.theta + LONGER[:, None] * step))
    falls[~np.isfinite(falls)] = -np.inf
    best = int(np.argmax(falls))
    return float(LONGER[best]), float(falls[best])


def _at_rest(descent: Descent, state: State, losses: FloatArray) -> Verdict | None:
    """plateau, saddle or minimum where the gradient is tiny, else None."""
    length = float(np.linalg.norm(state.gradient))
    if length > TINY or descent.objective.passes_per_epoch > 1:
        return None
    bend = curvature(descent.objective, state.theta, descent.frozen)
    slope = f"the gradient is {length:.2g} long"
    if bend.smallest < -FLAT:
        return Verdict(
            "saddle",
            f"{slope}, but λmin = −{-bend.smallest:.3g}: a way down curves away",
            "nudge a weight",
        )
    if losses[-1] > TINY and _no_curvature(bend):
        return Verdict(
            "plateau",
            f"{slope}, no curvature, loss {losses[-1]:.3g}",
            "start elsewhere",
        )
    if length > VERY_TINY and losses[-2] - losses[-1] > STILL * abs(losses[-2]):
        return None
    bottom = f"λmin = {bend.smallest:.2g}" if bend.smallest > FLAT else "flat or rising all around"
    return Verdict("minimum", f"{slope}, {bottom}: no way down from here")


def _free(descent: Descent, state: State) -> State:
    """The state as the descent feels it: no slope along the frozen parameters."""
    return state._replace(gradient=descent.unfrozen(state.gradient.copy()))


def _no_curvature(bend: Curvature) -> bool:
    """Flat in every direction, or for more than half of the parameters by themselves."""
    if max(abs(bend.smallest), abs(bend.largest)) < FLAT:
        return True
    if bend.hessian is None:
        return False
    reach = np.abs(bend.hessian).max(axis=1)
    return bool((reach < NOISE * max(1.0, bend.largest)).sum() * 2 > len(reach))


def _rising(state: State, previous: State, losses: FloatArray, full_batch: bool) -> Verdict:
    if not full_batch and losses[-1] < OUT_OF_NOISE * losses.min():
        return Verdict(
            "rising",
            f"this batch raised the loss on all samples from {losses[-2]:.4g} to {losses[-1]:.4g}",
            "one in two may: watch the trend",
        )
    carrier = _carries_uphill(state, previous) if full_batch else ""
    if carrier:
        return Verdict(
            "rising",
            f"{carrier} carries it uphill; {_against_the_slope(state, previous, losses)}",
            "give it some passes",
        )
    risen = _running(np.diff(losses) > 0.0)
    steeper = np.linalg.norm(state.gradient) > np.linalg.norm(previous.gradient)
    if risen >= RUNAWAY and steeper:
        return Verdict(
            "diverging",
            f"the loss rose {_times(risen)}, the slopes grow",
            "lower the learning rate",
        )
    return Verdict(
        "rising",
        f"the last pass raised the loss; {_against_the_slope(state, previous, losses)}",
        "lower the learning rate",
    )


def _carries_uphill(state: State, previous: State) -> str:
    """What made a step that the slope alone speaks against; "" where the step follows it.

    A velocity swings through the valley and climbs on the far side until its speed is lost,
    at any rate. A step that is merely too long points downhill where it begins.
    """
    uphill = float(previous.gradient @ (state.theta - previous.theta)) > 0.0
    if not uphill or previous.learning_rate <= 0.0:
        return ""
    return "the velocity" if previous.optimizer.name != "adamw" else "the velocity or the decay"


def _unchanged(state: State, crossed: bool) -> Verdict:
    if crossed:
        return Verdict(
            "overshooting",
            "the step crossed the valley to the same height: it bounces for ever",
            "lower the learning rate",
        )
    if state.learning_rate == 0.0:
        return Verdict("slow", "the learning rate is 0, so nothing moves", "raise it")
    return Verdict("slow", "the last pass left the loss as it was", "raise the learning rate")


def _fell(losses: FloatArray) -> str:
    fallen = _running(np.diff(losses) < 0.0)
    return "once" if fallen == 1 else _times(fallen)


def _times(passes: int) -> str:
    more = " or more" if passes >= WINDOW - 1 else ""
    return f"{passes}{more} passes running"


def _running(happened: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> int:
    """How often in a row, counted from the end."""
    misses = np.flatnonzero(~happened[::-1])
    return int(misses[0]) if len(misses) else len(happened)


def _first_broken(objective: Objective, state: State) -> str:
    for name, values in objective.arrays(state.theta).items():
        if not np.isfinite(values).all():
            return name
    if not math.isfinite(state.batch_loss):
        return "the loss"
    for name, values in objective.arrays(state.gradient).items():
        if not np.isfinite(values).all():
            return f"the gradient of {name}"
    return "a value"
