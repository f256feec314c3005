"""Every number of one forward and backward pass, to be looked at one by one."""

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.record import Record


class LayerSignals(Record):
    """What goes forward and back through one layer; all of shape (units, samples).

    z       the weighted sums, W·a + b
    a       the activations f(z)
    slope   f′(z); where the loss has the last activation's slope in it (bce, cross_entropy),
            the last layer's is 1; nan for softmax with another loss, where each unit's a hangs
            on every z of the layer
    delta   the error signals δ = ∂L/∂z
    """

    z: FloatArray
    a: FloatArray
    slope: FloatArray
    delta: FloatArray


class Signals(Record):
    """One batch on its way through a network and back.

    inputs        shape (inputs, samples)
    targets       shape (outputs, samples)
    layers        one for each layer after the inputs
    output_slope  shape (outputs, samples): ∂L/∂prediction, or ∂L/∂z for bce and cross_entropy
    own_losses    shape (samples,): what each sample puts into the loss before any division
    averaged      how many numbers the loss is a mean of; 1 if it is their sum
    loss          of the whole batch: the sum of `own_losses` divided by `averaged`
    """

    inputs: FloatArray
    targets: FloatArray
    layers: tuple[LayerSignals, ...]
    output_slope: FloatArray
    own_losses: FloatArray
    averaged: int
    loss: float

    @property
    def samples(self) -> int:
        """How many samples the batch has."""
        return int(self.inputs.shape[1])

    def factors(self, layer: int, unit: int, column: int) -> tuple[FloatArray, FloatArray]:
        """What one gradient is the sum of, δ·a over the samples, both of shape (samples,).

        layer, unit, column as Network.place tells them; a is 1 for a bias.
        """
        below = self.inputs if layer == 1 else self.layers[layer - 2].a
        a = below[column] if column < len(below) else np.ones(self.samples)
        return self.layers[layer - 1].delta[unit], a
