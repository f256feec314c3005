"""Causes: why a descent that is in trouble is in trouble."""

from functools import lru_cache

import numpy as np

from tui_descent.analysis.health import layer_slopes, slope_ratio, units_differ
from tui_descent.analysis.situation import Situation
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Dataset, center_and_spread, standardized
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.record import Value

FADED = 0.1  # of the last layer's slopes, each times its weight, reach the first one
UNEVEN = 10.0  # times the condition of the scaled inputs
SMALL = 0.4  # of the limit: a rate above it is not too small
FITTED_WELL = 0.01  # of the first loss: less than that is left
SHORT = 0.05  # of the limit: a rate up to it makes short steps
SLOWER = 3.0  # times the passes at half the limit


class Cause(Value):
    """A short name for programs, and a sentence for a learner."""

    name: str
    text: str


def cause_of(here: Situation, word: str) -> Cause | None:
    """The cause that explains a word; None where nothing is wrong, or none is known."""
    if word == "starting":
        return None
    if word == "converging":
        return _could_be_faster(here)
    if word == "overshooting":
        return _long_step(here)
    if here.rate <= 0.0:
        name = "rate zero" if here.rate == 0.0 else "rate negative"
        return Cause(name, "")
    if word in ("diverged", "diverging", "unsteady", "rising"):
        return _too_large(here, word)
    if word == "noisy":
        return Cause(
            "noise", "the slopes of single batches differ too much from the slope of all samples"
        )
    cause = _sick_units(here) or _equal_units(here)
    if cause is None and word != "minimum":
        cause = _faded_layers(here)
    if cause is not None:
        return cause
    if word == "slow":
        return _uneven_inputs(here) or _too_small(here) or _ill_conditioned(here)
    if word == "minimum" and here.convex and here.loss > FITTED_WELL * here.first:
        return Cause("no more to give", "this network can do no better from here")
    return None


def _could_be_faster(here: Situation) -> Cause | None:
    """The loss falls well enough, and a longer step would still be a short one."""
    if here.limit is None or here.beyond > SHORT:
        return None
    if here.pace.halving < SLOWER * max(here.pace.halving_at_half_limit, 1.0):
        return None
    return Cause("could be faster", "a larger learning rate would be faster")


def _long_step(here: Situation) -> Cause | None:
    """At half the limit, plain descent lands on the bottom of the steepest direction."""
    if here.state.optimizer.name != "sgd" or here.limit is None or not 0.5 < here.beyond <= 1.0:
        return None
    half = (
        f"half the limit, {here.half_limit:.3g}, would land on the bottom in the steepest direction"
    )
    return Cause("long step", f"the rate is {here.beyond:.2g} of the limit: {half}")


def _too_large(here: Situation, word: str) -> Cause | None:
    if not here.finite and float(here.losses[0]) < here.first:
        return Cause("bottomless", "the ground has no bottom: it goes down for ever")
    if here.finite and here.beyond <= 1.0:
        return None
    if _uneven_inputs(here) is not None:
        why = "the learning rate is too large for inputs that are not scaled to mean 0 and spread 1"
        return Cause("unscaled", why)
    return Cause("rate too large", "the learning rate is too large")


def _too_small(here: Situation) -> Cause | None:
    if not here.ground.finite:
        return None
    n, at_half = here.pace.halving, here.pace.halving_at_half_limit
    if n > SLOWER * at_half and here.beyond < SMALL:
        made = f"the schedule ({here.ruled_by}) has made the learning rate small"
        why = made if here.ruled_by else "the learning rate is small"
        return Cause("rate too small", f"{why} for this ground")
    return None


def _ill_conditioned(here: Situation) -> Cause | None:
    if not here.ground.finite:
        return None
    return Cause(
        "ill-conditioned",
        "a narrow valley: its steep walls set the limit, so it creeps along the flat bottom",
    )


def _sick_units(here: Situation) -> Cause | None:
    """At least half of a layer dead, or saturated."""
    if here.health is None:
        return None
    for kind, layers in (("dead", here.health.dead), ("saturated", here.health.saturated)):
        for number, units in enumerate(layers, start=1):
            if 2 * int(units.sum()) >= len(units) and units.any():
                count, every = int(units.sum()), len(units)
                what = f"{count} of {every} units of layer {number} are {kind}"
                if every == 1:
                    what = f"the unit of layer {number} is {kind}"
                return Cause(kind, what)
    return None


def _equal_units(here: Situation) -> Cause | None:
    objective = here.descent.objective
    if not isinstance(objective, NetworkObjective):
        return None
    if units_differ(objective.network, here.state.theta):
        return None
    return Cause(
        "equal", "all units of a layer are alike and get the same slopes, so they stay alike"
    )


def _faded_layers(here: Situation) -> Cause | None:
    """The first layer's slopes far below the last one's, each times its weight: so units of the
    inputs or of the layer between do not count."""
    objective = here.descent.objective
    if not isinstance(objective, NetworkObjective) or len(objective.network.activations) < 2:
        return None
    ratio = slope_ratio(layer_slopes(objective.network, here.gradient * here.state.theta))
    if not ratio < FADED:
        return None
    return Cause("vanishing", f"only {ratio:.1g} of the last layer's slope reaches the first layer")


def _uneven_inputs(here: Situation) -> Cause | None:
    objective = here.descent.objective
    if not isinstance(objective, NetworkObjective):
        return None
    moves_biases = objective.network.biases and not _first_biases_frozen(here, objective)
    if not _is_uneven(objective.data, moves_biases):
        return None
    return Cause("unscaled", "the inputs are not scaled to mean 0 and spread 1")


def _first_biases_frozen(here: Situation, objective: NetworkObjective) -> bool:
    network = objective.network
    frozen = [network.place(index) for index in here.descent.frozen]
    first = {unit for layer, unit, column in frozen if (layer, column) == (1, network.layers[0])}
    return len(first) == network.layers[1]


@lru_cache(maxsize=2)  # no pass changes the points
def _is_uneven(data: Dataset, biases: bool) -> bool:
    """Whether scaling the inputs would make the valley much rounder."""
    inputs = data.inputs
    center, spread = center_and_spread(inputs)
    if not (spread > 0.0).all():
        return False
    scaled = standardized(inputs, center, spread)
    return _condition(inputs, biases) > UNEVEN * _condition(scaled, biases)


def _condition(inputs: FloatArray, biases: bool) -> float:
    rows = np.vstack([inputs, np.ones((1, inputs.shape[1]))]) if biases else inputs
    rows = np.ldexp(rows, -np.frexp(np.abs(rows).max())[1])  # so that no product overflows
    values = np.linalg.eigvalsh(rows @ rows.T)
    floor = 1e-15 * float(values[-1])
    return float(values[-1]) / max(float(values[0]), floor, 1e-300)
