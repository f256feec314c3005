"""The probe: what the next pass would do at each learning rate, before it is made.

Sixty-four candidates are evaluated in one call, with the optimizer's present state. The
number at a rate is the loss that the next pass at this rate leads to, not an estimate of it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import NetworkObjective, Objective
from tui_descent.engine.record import Record

COUNT = 64
SLOW = 0.1  # of the best possible fall: less is slow
VISIBLE = 1e-6  # of the loss: no rate is good whose fall does not show in six digits
ROUNDING = 1e-12  # of the loss: a rise below it is none
FRAME = 10_000_000  # multiplications for all candidates that fit into a frame's time, about
AHEAD = 3  # passes that a good rate must hold for
LOOKED_AT = 8  # good rates at most
TINIEST = 1e-24  # a loss below it is what rounding leaves of 0
ZONES = ("slow", "good", "overshoots", "rises")
SLOW_ZONE, GOOD, OVERSHOOTS, RISES = range(len(ZONES))


Places = NDArray[np.intp]


class Probe(Record):
    """Losses after the next pass.

    rates    shape (64,), rising in size
    losses   shape (64,), on `samples` of the `all_samples` samples; not finite: overflow
    zones    shape (64,), indices into ZONES
    now      the loss before the pass, on the same samples
    lasting  above this rate the passes after the next lead up again; inf: none is known
    """

    rates: FloatArray
    losses: FloatArray
    zones: Places
    now: float
    samples: int
    all_samples: int
    lasting: float = math.inf


def probe(descent: Descent, state: State, rates: FloatArray, limit: float | None = None) -> Probe:
    """Return what the next pass would lead to at each rate, shape (rates,), rising in size.

    A rate that is good for the next pass, but not for the few after it, counts as overshooting.

    limit  a rate above which none is called good; None: not known
    """
    objective, samples, all_samples = _within_a_frame(descent.objective, len(rates))
    candidates = descent.next_steps(state, rates[:, None])
    candidates += state.theta
    with np.errstate(all="ignore"):
        losses = np.asarray(objective.value(candidates))
        part = samples < all_samples
        now = float(objective.value(state.theta)) if part else descent.loss(state)
    sorted_in = zones(rates, losses, now, limit)
    good = rates[sorted_in == GOOD]
    lasting = math.inf
    if len(good) and samples == all_samples:
        lasting = _lasting(descent, state, good, now)
        sorted_in[(sorted_in == GOOD) & (rates > lasting)] = OVERSHOOTS
    return Probe(rates, losses, sorted_in, now, samples, all_samples, lasting)


def _lasting(descent: Descent, state: State, rates: FloatArray, now: float) -> float:
    """The last of these rates up to which the next passes stay below the loss now; inf: all do."""
    steady = Descent(descent.objective, frozen=descent.frozen, clip_norm=descent.clip_norm)
    if _stays_below(steady, state, float(rates[-1]), now):  # the longest steps first
        return math.inf
    lasting = 0.0
    for at in np.unique(np.linspace(0, len(rates) - 1, LOOKED_AT).round().astype(np.intp)):
        if not _stays_below(steady, state, float(rates[at]), now):
            break
        lasting = float(rates[at])
    return lasting


def _stays_below(steady: Descent, state: State, rate: float, now: float) -> bool:
    """Whether none of the next passes at this rate leads above the loss now, or to none."""
    _, losses = steady.passes(state._replace(learning_rate=rate), AHEAD, every=0, recent=0)
    return len(losses) == AHEAD and all(loss <= now for loss in losses)


def zones(rates: FloatArray, losses: FloatArray, now: float, limit: float | None = None) -> Places:
    """Sort rates by the loss that they lead to, in the order of the rates.

    slow        the loss falls by less than a tenth of the best fall up to the limit
    good        more, up to that best
    overshoots  past it, but still lower than now
    rises       not lower than now, or not finite

    Where no rate up to the limit lowers the loss in its six digits, as at the bottom or on a
    plateau, none is good. A negative rate walks up the slope: if it lowers the loss, then by
    chance, and it is slow.
    """
    falls = np.where(np.isfinite(losses), now - losses, -np.inf)
    allowed = np.abs(rates) <= (np.inf if limit is None else limit)
    best = int(np.argmax(np.where(allowed, falls, -np.inf))) if allowed.any() else -1
    top = float(falls[best]) if best >= 0 else 0.0
    lower = falls > 0.0
    result: Places = np.where(lower, OVERSHOOTS, RISES)
    up_to_best, lower_there = result[: best + 1], lower[: best + 1]
    up_to_best[lower_there] = SLOW_ZONE
    if top > VISIBLE * abs(now):
        up_to_best[lower_there & (falls[: best + 1] >= SLOW * top)] = GOOD
    if rates[0] < 0.0:
        result[lower] = SLOW_ZONE
    rounding = max(ROUNDING * abs(now), TINIEST)
    if float(falls.max()) <= rounding:
        result[np.abs(falls) <= rounding] = SLOW_ZONE
    return result


def _within_a_frame(objective: Objective, count: int) -> tuple[Objective, int, int]:
    """The objective, on fewer samples where all of them would take too long."""
    if not isinstance(objective, NetworkObjective):
        return objective, 1, 1
    all_samples = objective.data.samples
    weights = objective.parameter_count
    samples = min(all_samples, max(1, FRAME // (count * weights)))
    if samples == all_samples:
        return objective, samples, samples
    return objective.on_first(samples), samples, all_samples
