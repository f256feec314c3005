"""The gauge: which learning rates the next pass would thank one for, before it is made.

A window of four decades of learning rates is probed, and each is sorted into a zone. The
present rate is looked at exactly: the very loss that the next pass leads to, and on which
side of the valley it lands.
"""

import math
from dataclasses import dataclass

import numpy as np

from tui_descent.analysis.curvature import DENSE, curvature
from tui_descent.analysis.probe import COUNT, ROUNDING, SLOW, TINIEST, Probe, probe
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State

DECADES = 4
MARGIN = 0.25  # decades that the present rate keeps from the window's ends
WORK = 50_000_000  # multiplications for a Hessian that fits into a frame's time, about


@dataclass(frozen=True, slots=True, eq=False)
class Gauge:
    """What is known of the next pass.

    lowest     the window begins at 10 to the power of this
    probe      the losses after the next pass over the window, and their zones
    predicted  the loss on all samples after the next pass at the present rate
    zone       the present rate's, one of ZONES
    limit      above it the optimizer diverges in the long run; None: not known
    """

    lowest: int
    probe: Probe
    predicted: float
    zone: str
    limit: float | None


def window_around(rate: float, lowest: int | None = None) -> int:
    """Return the exponent at which the window begins: the given one, if the rate is inside."""
    if rate == 0.0:
        return -4 if lowest is None else lowest
    exponent = math.log10(abs(rate))
    if lowest is not None and lowest + MARGIN <= exponent <= lowest + DECADES - MARGIN:
        return lowest
    return math.floor(exponent) - 1


def gauge(descent: Descent, state: State, lowest: int, limit: float | None) -> Gauge:
    """Return the gauge at `state`, with a limit computed before: it holds for all rates."""
    width = DECADES / COUNT
    with np.errstate(over="ignore", under="ignore"):  # rates that no number can hold
        rates: FloatArray = np.power(10.0, lowest + width * (np.arange(COUNT) + 0.5))
    seen = probe(descent, state, rates if state.learning_rate >= 0.0 else -rates)
    predicted, zone = _present(descent, state, seen)
    return Gauge(lowest, seen, predicted, zone, limit)


def limit_here(descent: Descent, state: State) -> float | None:
    """The stability limit of the present optimizer; None where none is known or it takes long."""
    objective = descent.objective
    count = objective.parameter_count
    samples = getattr(getattr(objective, "data", None), "samples", 1)
    if count > DENSE or 2 * count * count * samples > WORK:
        return None
    largest = curvature(objective, state.theta, descent.frozen).largest
    return state.optimizer.stability_limit(largest) if math.isfinite(largest) else None


def _present(descent: Descent, state: State, seen: Probe) -> tuple[float, str]:
    """The loss after the next pass, and the present rate's zone.

    Where the loss falls, the step went past the bottom if the slope where it lands points back:
    g(θ + step)·step > 0.
    """
    step = descent.next_step(state)
    with np.errstate(all="ignore"):
        value, gradient = descent.objective.full_value_and_gradient(state.theta + step)
        now, predicted = descent.loss(state), float(value)
        slope: FloatArray = gradient @ step
    fall = now - predicted
    rounding = max(ROUNDING * abs(now), TINIEST)
    if not math.isfinite(predicted) or fall < -rounding:
        return predicted, "rises"
    if float(slope) > 0.0:
        return predicted, "overshoots"
    best = seen.now - float(np.min(seen.losses[np.isfinite(seen.losses)], initial=np.inf))
    level = best <= rounding
    return predicted, "slow" if level or fall < SLOW * best else "good"
