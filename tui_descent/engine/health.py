"""Health: which units have stopped learning, and in which layers the slope fades away.

On its way back the error signal is multiplied by f′(z) of every unit that it meets. A unit
whose f′(z) is 0 lets nothing through, and layers of small f′(z) let less and less through.
"""

import numpy as np

from tui_descent.engine.activations import Activation
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.network import Network
from tui_descent.engine.signals import Signals

SATURATED = 0.01  # part of an activation's largest slope, below which a unit hardly learns
FADED = 0.01  # ratio of two layers' slopes, below which the lower one hardly learns


def dead_units(signals: Signals) -> tuple[tuple[int, ...], ...]:
    """The units that nothing comes back through, of each layer after the inputs, from 0.

    Their f′(z) is exactly 0 for every sample of the batch, as a ReLU's that is off for all
    of them: the gradients of their weights are exactly 0, and no pass moves them.
    """
    return tuple(_where((layer.slope == 0.0).all(axis=-1)) for layer in signals.layers)


def saturated_units(network: Network, signals: Signals) -> tuple[tuple[int, ...], ...]:
    """The units at the flat end of their activation, of each layer after the inputs, from 0.

    Over the batch their mean |f′(z)| is below a hundredth of the largest that it can be. The
    dead ones are not among them; nor is a softmax unit, which has no slope of its own.
    """
    dead = dead_units(signals)
    saturated = []
    for activation, layer, gone in zip(network.activations, signals.layers, dead, strict=True):
        flat = np.abs(layer.slope).mean(axis=-1) < SATURATED * steepest(activation)
        flat[list(gone)] = False
        saturated.append(_where(flat))
    return tuple(saturated)


def slope_sizes(network: Network, gradient: FloatArray) -> FloatArray:
    """The mean |∂L/∂W| of each layer, the first one first; `gradient` of shape (P,)."""
    arrays = network.arrays(gradient)
    with np.errstate(all="ignore"):
        return np.array(
            [np.abs(arrays[f"W{number}"]).mean() for number in range(1, len(network.layers))]
        )


def slope_ratio(network: Network, gradient: FloatArray) -> float:
    """The first layer's mean |∂L/∂W| as a part of the last one's; nan where both are 0."""
    sizes = slope_sizes(network, gradient)
    with np.errstate(all="ignore"):
        return float(sizes[0] / sizes[-1])


def steepest(activation: Activation) -> float:
    """The largest |f′(z)| of an activation: 1/4 for the sigmoid, 1 for tanh and ReLU.

    It is looked for between −8 and 8 in steps of 1/16; 1 for softmax.
    """
    if activation.name == "softmax":
        return 1.0
    z = np.linspace(-8.0, 8.0, 257)
    slope, a = np.ones_like(z), np.empty_like(z)
    activation.apply(z, a)
    activation.pull_back(slope, z, a, np.empty_like(z))
    return float(np.abs(slope).max())


def _where(units: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> tuple[int, ...]:
    return tuple(int(unit) for unit in np.flatnonzero(units))
