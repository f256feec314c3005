"""One evaluation of a network: forward, loss and backward, in buffers that are made once."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from tui_descent.engine.activations import Activation, Identity
from tui_descent.engine.arrays import FloatArray, with_ones
from tui_descent.engine.batches import Dataset
from tui_descent.engine.losses import Loss
from tui_descent.engine.network import Network
from tui_descent.engine.signals import LayerSignals, Signals

Value = float | FloatArray

LARGE = 200_000  # weights times samples: from here on a place costs more than to remember it


def is_large(network: Network, leading: tuple[int, ...], samples: int) -> bool:
    """Whether a place is to be remembered by who evaluates it."""
    return not leading and network.parameter_count * samples > LARGE


class Inputs:
    """The samples of one batch as the first layer wants them: with a row of ones below."""

    def __init__(self, data: Dataset, biases: bool) -> None:
        self.data = data  # kept alive, because its id is a key
        self.samples = data.samples
        self.targets = data.targets
        self.below = with_ones(data.inputs) if biases else data.inputs
        self.below_transposed = self.below.T


class _Layer:
    """One layer's views and buffers, and its three matrix products with their left sides bound.

    For one descent numpy's `dot` is used, which starts faster; for many at once `matmul`.
    Both end in the same BLAS routine, so the bits are the same.
    """

    def __init__(
        self,
        activation: Activation,
        weights_and_bias: FloatArray,
        gradient: FloatArray,
        samples: int,
        biases: bool,
        last: bool,
        scratch: FloatArray,
    ) -> None:
        """`scratch` is memory that all layers use in turn."""
        leading, (fan_out, columns) = weights_and_bias.shape[:-2], weights_and_bias.shape[-2:]
        weights = weights_and_bias[..., : columns - biases]
        padded = biases and not last
        self.activation = activation
        self.gradient = gradient
        self.above = np.ones((*leading, fan_out + padded, samples))
        self.above_transposed = np.swapaxes(self.above, -1, -2)
        self.a = self.above[..., :fan_out, :]
        shape = self.a.shape
        self.linear = isinstance(activation, Identity)
        self.z = self.a if self.linear else np.empty(shape)
        self.delta = np.empty(shape)
        self.scratch = scratch[: self.a.size].reshape(shape)
        self.weights_times = _times(weights_and_bias)
        self.transposed_weights_times = _times(np.swapaxes(weights, -1, -2))
        self.delta_times = _times(self.delta)


Product = Callable[[FloatArray, FloatArray], FloatArray]


def _times(left: FloatArray) -> Product:
    """Return a function that writes left · right into its second argument."""
    return left.dot if left.ndim == 2 else partial(np.matmul, left)


class Evaluator:
    """Forward, loss and backward with buffers that are made once for one leading shape.

    The bias is one more column of the weights that meets a row of ones under the
    activations, so that z = W·a + b and its gradients are one matrix product each.

    large  whether it remembers where it was last, so that nothing is worked out there again
    """

    def __init__(self, network: Network, loss: Loss, theta: FloatArray, samples: int) -> None:
        """`theta`, shape (..., P), is where it works; evaluators of other batches may share it."""
        self.large = is_large(network, theta.shape[:-1], samples)
        self._theta = theta.copy() if self.large else theta
        self._gradient = np.empty_like(theta)
        self._inputs: Inputs | None = None  # what was worked out last was for these, at θ:
        self._has_value = self._has_gradient = False
        self._value: Value = 0.0
        self._loss = loss
        self._slope_is_of_z = loss.last_activation is not None
        blocks = network.blocks(self._theta)
        gradients = network.blocks(self._gradient)
        last = len(blocks) - 1
        scratch = np.empty(math.prod(theta.shape[:-1]) * max(network.layers[1:]) * samples)
        self._layers = [
            _Layer(activation, block, gradient, samples, network.biases, number == last, scratch)
            for number, (activation, block, gradient) in enumerate(
                zip(network.activations, blocks, gradients, strict=True)
            )
        ]
        output = self._layers[-1]
        self._evaluate = loss.on(output.z, output.a, output.delta)
        self._onward, self._back = _onward(self._layers), _back(self._layers, self._slope_is_of_z)

    def is_at(self, theta: FloatArray, inputs: Inputs) -> bool:
        """Whether it was last at θ, with these samples."""
        return self._inputs is inputs and bool((self._theta == theta).all())

    def forget(self) -> None:
        """Where it was last does not count: it is to be somewhere else."""
        self._inputs = None

    def value_and_gradient(self, theta: FloatArray, inputs: Inputs) -> tuple[Value, FloatArray]:
        """Loss and gradient; that is in memory which is written over the next time."""
        loss = self.value(theta, inputs)
        if not self._has_gradient:
            self._backward(inputs)
            self._has_gradient = self.large
        return loss, self._gradient

    def value(self, theta: FloatArray, inputs: Inputs) -> Value:
        self._forward(theta, inputs)
        if not self._has_value:
            self._value = self._evaluate(inputs.targets)
            self._has_value = self.large
        return self._value

    def activations(self, theta: FloatArray, inputs: Inputs) -> list[FloatArray]:
        self._forward(theta, inputs)
        return [inputs.data.inputs, *(layer.a.copy() for layer in self._layers)]

    def predictions(self, theta: FloatArray, inputs: Inputs) -> FloatArray:
        self._forward(theta, inputs)
        return self._layers[-1].a.copy()

    def sums(self, theta: FloatArray, inputs: Inputs) -> list[tuple[FloatArray, FloatArray]]:
        self._forward(theta, inputs)
        return [(layer.z.copy(), layer.a.copy()) for layer in self._layers]

    def error_signals(
        self, inputs: Inputs, number: int, unit: int, column: int
    ) -> tuple[FloatArray, FloatArray]:
        """δ of a unit and the `column`-th of what it adds up, from the last backward pass."""
        below = self._layers[number - 1].above if number else inputs.below
        return self._layers[number].delta[unit].copy(), below[column].copy()

    def signals(self, inputs: Inputs) -> Signals:
        """All numbers of the last forward and backward pass."""
        output = self._layers[-1]
        targets = inputs.targets
        output_slope = np.empty_like(output.delta)
        loss = self._loss.evaluate(output.z, output.a, targets, output_slope)
        last = len(self._layers) - 1
        return Signals(
            inputs.data.inputs,
            targets,
            tuple(
                LayerSignals(
                    layer.z.copy(),
                    layer.a.copy(),
                    _slopes(layer, number == last and self._slope_is_of_z),
                    layer.delta.copy(),
                )
                for number, layer in enumerate(self._layers)
            ),
            output_slope,
            self._loss.own_losses(output.z, output.a, targets),
            self._loss.averaged_over(targets),
            float(loss),
        )

    def _forward(self, theta: FloatArray, inputs: Inputs) -> None:
        """z = W·a + b, then a = f(z), layer after layer."""
        if self.large:
            if self._inputs is inputs:  # it was looked up, so it is at θ
                return
            self._inputs, self._has_value, self._has_gradient = inputs, False, False
        if theta is not self._theta:
            self._theta[...] = theta
        first = self._layers[0]
        first.weights_times(inputs.below, first.z)
        for compute in self._onward:
            compute()

    def _backward(self, inputs: Inputs) -> None:
        """The chain rule, from the output back, with δ = ∂L/∂z of each layer:

        δ at the output   = ∂L/∂a · f′(z)
        ∂L/∂W, ∂L/∂b      = δ · aᵀ of the layer below, and δ itself, summed over samples
        δ one layer below = Wᵀ · δ · f′(z)
        """
        for compute in self._back:
            compute()
        first = self._layers[0]
        first.delta_times(inputs.below_transposed, first.gradient)


def _onward(layers: list[_Layer]) -> list[Callable[[], object]]:
    """What a forward pass computes after the first product, which alone is of the inputs."""
    calls: list[Callable[[], object]] = []
    for number, layer in enumerate(layers):
        if number:
            calls.append(partial(layer.weights_times, layers[number - 1].above, layer.z))
        if not layer.linear:
            calls += layer.activation.forward(layer.z, layer.a)
    return calls


def _back(layers: list[_Layer], slope_is_of_z: bool) -> list[Callable[[], object]]:
    """What a backward pass computes before the last product, which alone is of the inputs."""
    calls: list[Callable[[], object]] = []
    for number in range(len(layers) - 1, -1, -1):
        layer = layers[number]
        if not layer.linear and not (slope_is_of_z and number == len(layers) - 1):
            calls += layer.activation.backward(layer.delta, layer.z, layer.a, layer.scratch)
        if number:
            below = layers[number - 1]
            calls.append(partial(layer.delta_times, below.above_transposed, layer.gradient))
            calls.append(partial(layer.transposed_weights_times, layer.delta, below.delta))
    return calls


def _slopes(layer: _Layer, slope_is_of_z: bool) -> FloatArray:
    """f′(z) of a layer; 1 where the loss has it in its own slope."""
    slopes = np.ones_like(layer.delta)
    if layer.activation.name == "softmax" and not slope_is_of_z:
        slopes.fill(np.nan)
    elif not (layer.linear or slope_is_of_z):
        layer.activation.pull_back(slopes, layer.z, layer.a, layer.scratch)
    return slopes
