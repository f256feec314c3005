"""One evaluation of a network: forward, loss and backward, in buffers that are made once."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from tui_descent.engine.activations import Identity
from tui_descent.engine.arrays import FloatArray, with_ones
from tui_descent.engine.batches import Dataset
from tui_descent.engine.losses import Loss
from tui_descent.engine.network import Network
from tui_descent.engine.signals import LayerSignals, Signals

Value = float | FloatArray

LARGE = 200_000  # weights times samples: from here on a place costs more than to remember it


class Inputs:
    """The samples of one batch as the first layer wants them: with a row of ones below."""

    def __init__(self, data: Dataset, biases: bool) -> None:
        self.data = data
        self.samples = data.samples
        self.targets = data.targets
        self.below = with_ones(data.inputs) if biases else data.inputs
        self.below_transposed = self.below.T


class Layer:
    """One layer's views and buffers, and its three matrix products with their left sides bound.

    For one descent numpy's `dot` is used, which starts faster; for many at once `matmul`.
    Both end in the same BLAS routine, so the bits are the same.
    """

    def __init__(
        self,
        network: Network,
        number: int,
        weights_and_bias: FloatArray,
        gradient: FloatArray,
        samples: int,
        scratch: FloatArray,
    ) -> None:
        """`number` 0 is the first after the inputs; `scratch` is memory that all use in turn."""
        leading, (fan_in, fan_out) = gradient.shape[:-2], network.layers[number : number + 2]
        padded = network.biases and number < len(network.activations) - 1
        self.activation = network.activations[number]
        self.gradient = gradient
        self.above = np.ones((*leading, fan_out + padded, samples))
        self.above_transposed = np.swapaxes(self.above, -1, -2)
        self.a = self.above[..., :fan_out, :]
        shape = self.a.shape
        self.z = self.a if isinstance(self.activation, Identity) else np.empty(shape)
        self.delta = np.empty(shape)
        self.scratch = scratch[: self.a.size].reshape(shape)
        self.weights_times = _times(weights_and_bias)
        self.transposed_weights_times = _times(np.swapaxes(weights_and_bias[..., :fan_in], -1, -2))
        self.delta_times = _times(self.delta)


def _times(left: FloatArray) -> Callable[[FloatArray, FloatArray], object]:
    """Return a function that writes left · right into its second argument."""
    return left.dot if left.ndim == 2 else partial(np.matmul, left)


class Evaluator:
    """Forward, loss and backward with buffers that are made once for one leading shape.

    The bias is one more column of the weights that meets a row of ones under the
    activations, so that z = W·a + b and its gradients are one matrix product each.

    layers  what the last pass wrote there is written over by the next
    """

    def __init__(self, network: Network, loss: Loss, theta: FloatArray, samples: int) -> None:
        """`theta`, shape (..., P), is where it works; evaluators of other batches may share it."""
        self._theta = theta
        self._gradient = np.empty_like(theta)
        self._loss = loss
        self._slope_is_of_z = loss.last_activation is not None
        scratch = np.empty(math.prod(theta.shape[:-1]) * max(network.layers[1:]) * samples)
        blocks = zip(network.blocks(theta), network.blocks(self._gradient), strict=True)
        self.layers = [
            Layer(network, number, *block, samples, scratch) for number, block in enumerate(blocks)
        ]
        output = self.layers[-1]
        self._evaluate = loss.on(output.z, output.a, output.delta)
        self._onward, self._back = _onward(self.layers), _back(self.layers, self._slope_is_of_z)

    def value_and_gradient(self, theta: FloatArray, inputs: Inputs) -> tuple[Value, FloatArray]:
        """Loss and gradient; that is in memory which is written over the next time."""
        value = self.value(theta, inputs)
        self._backward(inputs)
        return value, self._gradient

    def value(self, theta: FloatArray, inputs: Inputs) -> Value:
        self.forward(theta, inputs)
        return self._evaluate(inputs.targets)

    def forward(self, theta: FloatArray, inputs: Inputs) -> list[Layer]:
        """z = W·a + b, then a = f(z), layer after layer."""
        if theta is not self._theta:
            self._theta[...] = theta
        first = self.layers[0]
        first.weights_times(inputs.below, first.z)
        for compute in self._onward:
            compute()
        return self.layers

    def _backward(self, inputs: Inputs) -> None:
        """The chain rule, from the output back, with δ = ∂L/∂z of each layer:

        δ at the output   = ∂L/∂a · f′(z)
        ∂L/∂W, ∂L/∂b      = δ · aᵀ of the layer below, and δ itself, summed over samples
        δ one layer below = Wᵀ · δ · f′(z)
        """
        for compute in self._back:
            compute()
        first = self.layers[0]
        first.delta_times(inputs.below_transposed, first.gradient)

    def signals(self, theta: FloatArray, inputs: Inputs) -> Signals:
        """All numbers of a forward and backward pass."""
        value, _ = self.value_and_gradient(theta, inputs)
        output, targets = self.layers[-1], inputs.targets
        output_slope = np.empty_like(output.delta)
        self._loss.evaluate(output.z, output.a, targets, output_slope)
        return Signals(
            inputs.data.inputs,
            targets,
            tuple(
                LayerSignals(
                    layer.z.copy(),
                    layer.a.copy(),
                    _slopes(layer, layer is output and self._slope_is_of_z),
                    layer.delta.copy(),
                )
                for layer in self.layers
            ),
            output_slope,
            self._loss.own_losses(output.z, output.a, targets),
            self._loss.averaged_over(targets),
            float(value),
        )


class Place(Evaluator):
    """An evaluator that remembers where it was last: nothing is worked out there again."""

    def __init__(self, network: Network, loss: Loss, theta: FloatArray, samples: int) -> None:
        super().__init__(network, loss, theta.copy(), samples)
        self.forget()

    def is_at(self, theta: FloatArray, inputs: Inputs) -> bool:
        """Whether it was last at θ, with these samples."""
        return self._inputs is inputs and bool((self._theta == theta).all())

    def forget(self) -> None:
        """Where it was last does not count: it is to be somewhere else."""
        self._inputs: Inputs | None = None
        self._value: Value | None = None
        self._has_gradient = False

    def value_and_gradient(self, theta: FloatArray, inputs: Inputs) -> tuple[Value, FloatArray]:
        value = self.value(theta, inputs)
        if not self._has_gradient:
            self._backward(inputs)
            self._has_gradient = True
        return value, self._gradient

    def value(self, theta: FloatArray, inputs: Inputs) -> Value:
        if self._value is None:
            self._value = super().value(theta, inputs)
        return self._value

    def forward(self, theta: FloatArray, inputs: Inputs) -> list[Layer]:
        """Where it has not forgotten them, the inputs were looked up, and it is at θ."""
        if self._inputs is None:
            super().forward(theta, inputs)
            self._inputs = inputs
        return self.layers


def evaluators(
    network: Network, loss: Loss, theta: FloatArray, samples: int
) -> tuple[Evaluator] | tuple[Place, Place]:
    """One; of a large network two places: here, and where the next pass leads."""
    if theta.ndim > 1 or network.parameter_count * samples <= LARGE:
        return (Evaluator(network, loss, theta, samples),)
    return Place(network, loss, theta, samples), Place(network, loss, theta, samples)


def _onward(layers: list[Layer]) -> list[Callable[[], object]]:
    """What a forward pass computes after the first product, which alone is of the inputs."""
    calls: list[Callable[[], object]] = []
    for number, layer in enumerate(layers):
        if number:
            calls.append(partial(layer.weights_times, layers[number - 1].above, layer.z))
        if layer.z is not layer.a:
            calls += layer.activation.forward(layer.z, layer.a)
    return calls


def _back(layers: list[Layer], slope_is_of_z: bool) -> list[Callable[[], object]]:
    """What a backward pass computes before the last product, which alone is of the inputs."""
    calls: list[Callable[[], object]] = []
    for number in range(len(layers) - 1, -1, -1):
        layer = layers[number]
        if not (slope_is_of_z and number == len(layers) - 1):
            calls += layer.activation.backward(layer.delta, layer.z, layer.a, layer.scratch)
        if number:
            below = layers[number - 1]
            calls.append(partial(layer.delta_times, below.above_transposed, layer.gradient))
            calls.append(partial(layer.transposed_weights_times, layer.delta, below.delta))
    return calls


def _slopes(layer: Layer, slope_is_of_z: bool) -> FloatArray:
    """f′(z) of a layer; 1 where the loss has it in its own slope."""
    if slope_is_of_z:
        return np.ones_like(layer.z)
    if layer.activation.name == "softmax":
        return np.full_like(layer.z, np.nan)
    return layer.activation.slopes(layer.z, layer.a)
