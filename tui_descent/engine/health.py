"""Health: units that have stopped learning, and layers that the error hardly reaches.

The error signal is multiplied by f′(z) at every unit on its way back. Where f′ is 0 for all
samples nothing arrives any more; where it is small in many layers little does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.network import Network
from tui_descent.engine.objective import NetworkObjective

LARGEST_SLOPE = {"sigmoid": 0.25, "tanh": 1.0}  # of the activations that are flat at both ends
SATURATED = 0.05  # of the largest slope: a mean slope below it


@dataclass(frozen=True, slots=True, eq=False)
class Health:
    """How well each layer after the inputs can learn, one entry a layer, on all samples.

    dead       shape (units,): output 0 and f′(z) exactly 0 for every sample
    saturated  shape (units,): a mean f′(z) far below the largest that there could be
    slopes     the mean |∂L/∂W| of the layer's weights
    """

    dead: tuple[NDArray[np.bool_], ...]
    saturated: tuple[NDArray[np.bool_], ...]
    slopes: tuple[float, ...]

    @property
    def dead_units(self) -> int:
        """How many units are dead, in all layers."""
        return int(sum(layer.sum() for layer in self.dead))

    @property
    def saturated_units(self) -> int:
        """How many units are saturated, in all layers."""
        return int(sum(layer.sum() for layer in self.saturated))

    @property
    def first_to_last(self) -> float:
        """The mean slope of the first layer over that of the last; nan where that is 0."""
        return self.slopes[0] / self.slopes[-1] if self.slopes[-1] else float("nan")


def health(objective: NetworkObjective, theta: FloatArray) -> Health:
    """Look at the network at θ of shape (P,)."""
    network = objective.network
    dead, saturated = [], []
    with np.errstate(all="ignore"):
        _, gradient = objective.full_value_and_gradient(theta)
        for activation, (z, a) in zip(network.activations, objective.sums(theta), strict=True):
            slope = np.ones_like(z)
            activation.pull_back(slope, z, a, np.empty_like(z))
            dead.append(((a == 0.0) & (slope == 0.0)).all(axis=-1))
            largest = LARGEST_SLOPE.get(activation.name, 0.0)
            saturated.append(np.abs(slope).mean(axis=-1) < SATURATED * largest)
    return Health(tuple(dead), tuple(saturated), layer_slopes(network, gradient))


def layer_slopes(network: Network, gradient: FloatArray) -> tuple[float, ...]:
    """The mean |∂L/∂W| of each layer's weights, for a gradient of shape (P,)."""
    arrays = network.arrays(gradient)
    weights = [array for name, array in arrays.items() if name.startswith("W")]
    return tuple(float(np.abs(array).mean()) for array in weights)


def units_differ(network: Network, theta: FloatArray, least: float = 1e-6) -> bool:
    """Whether the units of every hidden layer have weights that are not all the same.

    Equal units get equal gradients, so they stay equal for ever. A layer of one unit differs.
    """
    blocks = network.blocks(theta)[:-1]
    return all(len(block) == 1 or bool(np.ptp(block, axis=0).max() > least) for block in blocks)
