"""Health: units that have stopped learning, and layers that the error hardly reaches.

The error signal is multiplied by f′(z) at every unit on its way back. Where f′ is 0 for all
samples nothing arrives any more; where it is small in many layers little does.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tui_descent.engine.activations import Activation
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.network import Network
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.record import Record
from tui_descent.engine.signals import Signals

SATURATED = 0.01  # part of an activation's largest slope, below which a unit hardly learns
FADED = 0.01  # ratio of two layers' slopes, below which the lower one hardly learns
Units = NDArray[np.bool_]


class Health(Record):
    """How well each layer after the inputs can learn, one entry a layer, on all samples.

    dead       shape (units,): output 0 and f′(z) exactly 0 for every sample
    saturated  shape (units,): a mean |f′(z)| far below the largest that there could be
    """

    dead: tuple[Units, ...]
    saturated: tuple[Units, ...]

    @property
    def dead_units(self) -> int:
        """How many units are dead, in all layers."""
        return int(sum(layer.sum() for layer in self.dead))

    @property
    def saturated_units(self) -> int:
        """How many units are saturated, in all layers."""
        return int(sum(layer.sum() for layer in self.saturated))


def health(objective: NetworkObjective, theta: FloatArray) -> Health:
    """Look at the network at θ of shape (P,)."""
    network = objective.network
    dead, saturated = [], []
    with np.errstate(all="ignore"):
        last = len(network.activations) - 1
        sure = objective.loss.last_activation is not None
        layers = zip(network.activations, objective.sums(theta), strict=True)
        for number, (activation, (z, a)) in enumerate(layers):
            slope = activation.slopes(z, a)
            dead.append(_dead(a, slope))
            flat = _flat(activation, slope) & ~dead[-1]
            # Such a loss asks its outputs to be sure; its slope does not vanish with theirs.
            saturated.append(np.zeros_like(flat) if sure and number == last else flat)
    return Health(tuple(dead), tuple(saturated))


def dead_units(signals: Signals) -> tuple[tuple[int, ...], ...]:
    """The units, from 0, of each layer that pass on nothing, and back nothing, for a batch.

    Their output and f′(z) are exactly 0 for every sample, as a ReLU's that is off for all of
    them: the gradients of their weights are exactly 0, and no pass moves them.
    """
    return tuple(_where(_dead(layer.a, layer.slope)) for layer in signals.layers)


def saturated_units(network: Network, signals: Signals) -> tuple[tuple[int, ...], ...]:
    """The units, from 0, of each layer that are at the flat end of their activation.

    Over the batch their mean |f′(z)| is below a hundredth of the largest that it can be. The
    dead ones are not among them, nor is a unit of softmax.
    """
    with np.errstate(all="ignore"):
        return tuple(
            _where(_flat(activation, layer.slope) & ~_dead(layer.a, layer.slope))
            for activation, layer in zip(network.activations, signals.layers, strict=True)
        )


def layer_slopes(network: Network, gradient: FloatArray) -> tuple[float, ...]:
    """The mean |∂L/∂W| of each layer's weights, for a gradient of shape (P,)."""
    arrays = network.arrays(gradient)
    weights = [array for name, array in arrays.items() if name.startswith("W")]
    with np.errstate(all="ignore"):
        return tuple(float(np.abs(array).mean()) for array in weights)


def slope_ratio(slopes: Sequence[float]) -> float:
    """The first layer's mean slope over that of the last; nan where that is 0."""
    return slopes[0] / slopes[-1] if slopes[-1] else float("nan")


def units_differ(network: Network, theta: FloatArray, least: float = 1e-6) -> bool:
    """Whether the units of every hidden layer have weights that are not all the same.

    Equal units get equal gradients, so they stay equal for ever. A layer of one unit differs.
    """
    blocks = network.blocks(theta)[:-1]
    return all(len(block) == 1 or bool(np.ptp(block, axis=0).max() > least) for block in blocks)


@lru_cache(maxsize=32)
def steepest(activation: Activation) -> float:
    """The largest |f′(z)| of an activation: 1/4 for the sigmoid, 1 for tanh and ReLU.

    It is looked for between −8 and 8 in steps of 1/16; softmax has none of its own, 0.
    """
    if activation.name == "softmax":
        return 0.0
    z = np.linspace(-8.0, 8.0, 257)
    a = np.empty_like(z)
    activation.apply(z, a)
    return float(np.abs(activation.slopes(z, a)).max())


def _dead(a: FloatArray, slope: FloatArray) -> Units:
    """Shape (units,), from arrays of shape (units, samples)."""
    dead: Units = (slope == 0.0).all(axis=-1)
    return dead & (a == 0.0).all(axis=-1) if dead.any() else dead


def _flat(activation: Activation, slope: FloatArray) -> Units:
    return np.asarray(np.abs(slope).mean(axis=-1) < SATURATED * steepest(activation))


def _where(units: Units) -> tuple[int, ...]:
    return tuple(int(unit) for unit in np.flatnonzero(units))
