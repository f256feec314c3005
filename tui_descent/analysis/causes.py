"""Causes: why a descent that is in trouble is in trouble."""

from dataclasses import dataclass

import numpy as np

from tui_descent.analysis.health import units_differ
from tui_descent.analysis.situation import Situation
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import NetworkObjective

FADED = 0.01  # slope of the first layer over that of the last
UNEVEN = 10.0  # times the condition of the scaled inputs
SMALL = 0.4  # of the limit: a rate above it is not too small
SLOWER = 3.0  # times the passes at half the limit
TROUBLED = ("slow", "rising", "unsteady", "diverging", "diverged", "level", "saddle", "plateau")


@dataclass(frozen=True, slots=True)
class Cause:
    """A short name for programs, and a sentence for a learner."""

    name: str
    text: str


def cause_of(here: Situation, word: str) -> Cause | None:
    """The cause that explains a word; None where nothing is wrong, or none is known."""
    if word in ("starting", "converging", "overshooting"):
        return None
    if here.rate <= 0.0:
        name = "rate zero" if here.rate == 0.0 else "rate negative"
        return Cause(name, "")
    if word in ("diverged", "diverging", "unsteady", "rising"):
        return _too_large(here, word)
    if word == "noisy":
        return Cause("noise", "single batches disagree with the whole")
    for find in (_sick_units, _equal_units, _faded_layers):
        cause = find(here)
        if cause is not None and (word != "minimum" or cause.name != "vanishing"):
            return cause
    if word == "slow":
        return _too_small(here) or _uneven_inputs(here) or _ill_conditioned(here)
    if word in ("level", "minimum") and here.loss > 0.01 * here.first:
        return Cause("no more to give", "from here this network cannot get much lower")
    return None


def _too_large(here: Situation, word: str) -> Cause | None:
    if not here.finite or here.beyond > 1.0:
        return _uneven_inputs(here) or Cause("rate too large", "the learning rate is too large")
    return None


def _too_small(here: Situation) -> Cause | None:
    n, at_half = here.halving, here.halving_at_half_limit
    if n > SLOWER * at_half and here.beyond < SMALL:
        return Cause("rate too small", "the learning rate is small for this ground")
    return None


def _ill_conditioned(here: Situation) -> Cause:
    return Cause(
        "ill-conditioned", "the steepest direction sets the limit, and it creeps along flat ones"
    )


def _sick_units(here: Situation) -> Cause | None:
    """At least half of a layer dead, or saturated."""
    if here.health is None:
        return None
    for kind, layers in (("dead", here.health.dead), ("saturated", here.health.saturated)):
        for number, units in enumerate(layers, start=1):
            if 2 * int(units.sum()) >= len(units) and units.any():
                what = f"{int(units.sum())} of {len(units)} units of layer {number} are {kind}"
                return Cause(kind, what)
    return None


def _equal_units(here: Situation) -> Cause | None:
    objective = here.descent.objective
    if not isinstance(objective, NetworkObjective):
        return None
    if units_differ(objective.network, here.state.theta):
        return None
    return Cause("equal", "the units of a layer are all alike, and so are their slopes")


def _faded_layers(here: Situation) -> Cause | None:
    if here.health is None or len(here.health.slopes) < 2:
        return None
    ratio = here.health.first_to_last
    if not ratio < FADED:
        return None
    return Cause("vanishing", f"the first layer's slopes are {ratio:.1g} of the last one's")


def _uneven_inputs(here: Situation) -> Cause | None:
    objective = here.descent.objective
    if not isinstance(objective, NetworkObjective):
        return None
    if not uneven(objective.data.inputs, objective.network.biases):
        return None
    return Cause("unscaled", "the inputs lie far from 0 or differ much in size")


def uneven(inputs: FloatArray, biases: bool) -> bool:
    """Whether scaling the inputs, shape (inputs, samples), would make the valley much rounder."""
    center, spread = inputs.mean(axis=1, keepdims=True), inputs.std(axis=1, keepdims=True)
    if not (spread > 0.0).all():
        return False
    return _condition(inputs, biases) > UNEVEN * _condition((inputs - center) / spread, biases)


def _condition(inputs: FloatArray, biases: bool) -> float:
    rows = np.vstack([inputs, np.ones((1, inputs.shape[1]))]) if biases else inputs
    values = np.linalg.eigvalsh(rows @ rows.T)
    floor = 1e-15 * float(values[-1])
    return float(values[-1]) / max(float(values[0]), floor, 1e-300)
