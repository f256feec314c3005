"""The gauge: what the next pass would do at each learning rate, before it is made.

A window of four decades of learning rates is probed, and each is sorted into a zone. The
present rate is looked at exactly: the very loss that the next pass leads to, and on which
side of the valley it lands.
"""

import math

import numpy as np

from tui_descent.analysis.curvature import ground
from tui_descent.analysis.limits import Limit, is_quick
from tui_descent.analysis.probe import COUNT, ROUNDING, SLOW, TINIEST, VISIBLE, Probe, probe
from tui_descent.analysis.situation import Situation
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.record import Record

DECADES = 4
AT_REST = "nothing to gain"  # where it moves the loss by less than a trifle
MARGIN = 0.25  # decades that the present rate keeps from the window's ends


class Gauge(Record):
    """What is known of the next pass.

    lowest     the window begins at 10 to the power of this
    probe      the losses after the next pass over the window, and their zones
    predicted  the loss on all samples after the next pass at the present rate
    zone       the present rate's, one of ZONES
    bound      above it steps grow here; None: not known
    trifle     what of the loss counts as nothing at a place of rest; 0.0: it is none
    """

    lowest: int
    probe: Probe
    predicted: float
    zone: str
    bound: Limit | None
    trifle: float = 0.0

    def changes_nothing(self, rate: float, loss: float, now: float) -> bool:
        """Whether a pass at this rate leads to this loss, that of now but for a trifle.

        Above the limit a trifle grows from pass to pass, and is none.
        """
        is_trifle = self.trifle > 0.0 and abs(loss - now) <= self.trifle
        return is_trifle and (self.limit is None or rate <= self.limit)

    @property
    def limit(self) -> float | None:
        """The bound's rate."""
        return None if self.bound is None else self.bound.rate


def window_around(rate: float, lowest: int | None = None) -> int:
    """Return the exponent at which the window begins: the given one, if the rate is inside."""
    if rate == 0.0:
        return -4 if lowest is None else lowest
    exponent = math.log10(abs(rate))
    if lowest is not None and lowest + MARGIN <= exponent <= lowest + DECADES - MARGIN:
        return lowest
    return math.floor(exponent) - 1


@np.errstate(all="ignore")  # rates that no number can hold, and losses
def gauge(here: Situation, lowest: int, trifle: float = 0.0) -> Gauge:
    """Return the gauge where a descent stands, from 10 to the power of `lowest` on."""
    descent, state, bound = here.descent, here.state, here.limit
    width = DECADES / COUNT
    rates: FloatArray = np.power(10.0, lowest + width * (np.arange(COUNT) + 0.5))
    backward = state.learning_rate < 0.0
    limit = None if bound is None else bound.rate
    if limit is None and not backward and is_quick(descent):
        limit = _limit_of_landings(descent, state, rates)
    seen = probe(descent, state, -rates if backward else rates, limit)
    predicted, zone = _present(here, seen, limit)
    return Gauge(lowest, seen, predicted, zone, bound, trifle)


def _limit_of_landings(descent: Descent, state: State, rates: FloatArray) -> float | None:
    """Where nothing curves up here: the rate up to which it lands where it could go on.

    That is found by halving, as if it grew worse with the rate. None: at the lowest already.
    """
    scale = descent.scale(state)
    steps = descent.next_steps(state, rates[:, None])
    share = max(float(descent.share(state.gradient)), TINIEST)
    good, bad = -1, len(rates)
    while bad - good > 1:
        middle = (good + bad) // 2
        landed = ground(
            descent.objective, state.theta + steps[middle], state.gradient, descent.frozen, scale
        )
        limit = state.optimizer.stability_limit(landed.steepest) if landed.finite else 0.0
        limit = None if limit is None else limit / share
        if limit is None or rates[middle] <= limit:
            good = middle
        else:
            bad = middle
    return float(rates[good]) if good >= 0 else None


def _present(here: Situation, seen: Probe, limit: float | None) -> tuple[float, str]:
    """The loss after the next pass, and the present rate's zone.

    Where the loss falls, the step went past the bottom if the slope where it lands points back:
    g(θ + step)·step > 0.
    """
    step, rate, now = here.next_step, here.rate, here.loss
    value, gradient = here.descent.objective.full_value_and_gradient(here.state.theta + step)
    predicted, slope = float(value), float(gradient @ step)
    fall = now - predicted
    rounding = max(ROUNDING * abs(now), TINIEST)
    if not math.isfinite(predicted) or fall < -rounding:
        return predicted, "rises"
    if rate <= 0.0:
        return predicted, "slow"
    if slope > 0.0 or rate > min(seen.lasting, math.inf if limit is None else limit):
        return predicted, "overshoots"
    allowed = np.isfinite(seen.losses) & (seen.rates <= (np.inf if limit is None else limit))
    best = seen.now - float(np.min(seen.losses[allowed], initial=np.inf))
    level = best <= max(rounding, VISIBLE * abs(seen.now))
    return predicted, "slow" if level or fall < SLOW * best else "good"
