"""Objectives: from a vector of parameters to a loss and its gradient.

For a network that is the forward pass, the loss and the backward pass. Leading axes of θ
are independent descents, so the same code evaluates one network, or the sixty-four that
each candidate learning rate would lead to.
"""

from typing import Protocol

import numpy as np

from tui_descent.engine.activations import Activation, Identity
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.data import Dataset
from tui_descent.engine.losses import Loss
from tui_descent.engine.network import Network

Value = float | FloatArray


class Objective(Protocol):
    """What a descent walks down."""

    @property
    def parameter_count(self) -> int:
        """P, the length of θ."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The name of each entry of θ, P of them."""

    def arrays(self, theta: FloatArray) -> dict[str, FloatArray]:
        """The named arrays that make up θ (or its gradient), as views."""

    def value_and_gradient(self, theta: FloatArray) -> tuple[Value, FloatArray]:
        """Return the loss, shape (...), and ∂L/∂θ, shape (..., P), of θ, shape (..., P).

        Values that overflow come back as inf or nan; nothing is raised for them.
        """


class NetworkObjective:
    """The loss of a network on a set of points."""

    def __init__(self, network: Network, data: Dataset, loss: Loss) -> None:
        self.network = network
        self.data = data
        self.loss = loss
        self._evaluators: dict[tuple[int, ...], _Evaluator] = {}

    @property
    def parameter_count(self) -> int:
        return self.network.parameter_count

    @property
    def labels(self) -> tuple[str, ...]:
        return self.network.labels

    def arrays(self, theta: FloatArray) -> dict[str, FloatArray]:
        return self.network.arrays(theta)

    def value_and_gradient(self, theta: FloatArray) -> tuple[Value, FloatArray]:
        return self._evaluator(theta.shape[:-1]).value_and_gradient(theta)

    def activations(self, theta: FloatArray) -> list[FloatArray]:
        """What each layer passes on, the inputs first: shapes (..., units, samples)."""
        return self._evaluator(theta.shape[:-1]).activations(theta)

    def _evaluator(self, leading: tuple[int, ...]) -> "_Evaluator":
        evaluator = self._evaluators.get(leading)
        if evaluator is None:
            evaluator = _Evaluator(self.network, self.data, self.loss, leading)
            self._evaluators[leading] = evaluator
        return evaluator


class _Layer:
    """One layer's views and buffers; `number` counts from 1."""

    def __init__(
        self,
        activation: Activation,
        weights_and_bias: FloatArray,
        gradient: FloatArray,
        below: FloatArray,
        padded: bool,
    ) -> None:
        leading, (fan_out, columns) = weights_and_bias.shape[:-2], weights_and_bias.shape[-2:]
        samples = below.shape[-1]
        fan_in = columns - padded
        self.activation = activation
        self.block = weights_and_bias
        self.gradient = gradient
        self.below = below
        self.below_transposed = np.swapaxes(below, -1, -2)
        self.weights_transposed = np.swapaxes(weights_and_bias[..., :fan_in], -1, -2)
        self.above = np.ones((*leading, fan_out + padded, samples))
        self.a = self.above[..., :fan_out, :]
        shape = self.a.shape
        self.z = self.a if isinstance(activation, Identity) else np.empty(shape)
        self.delta = np.empty(shape)
        self.scratch = np.empty(shape)


class _Evaluator:
    """Forward, loss and backward with buffers that are made once for one leading shape.

    The bias is one more column of the weights that meets a row of ones under the
    activations, so that z = W·a + b and its gradients are one matrix product each.
    """

    def __init__(
        self, network: Network, data: Dataset, loss: Loss, leading: tuple[int, ...]
    ) -> None:
        self._theta = np.empty((*leading, network.parameter_count))
        self._gradient = np.empty_like(self._theta)
        self._loss = loss
        self._targets = data.targets
        inputs = data.inputs
        if network.biases:
            inputs = np.vstack([inputs, np.ones((1, data.samples))])
        self._inputs = data.inputs
        self._layers: list[_Layer] = []
        blocks = network.blocks(self._theta)
        gradients = network.blocks(self._gradient)
        below = inputs
        for activation, block, gradient in zip(network.activations, blocks, gradients, strict=True):
            layer = _Layer(activation, block, gradient, below, network.biases)
            self._layers.append(layer)
            below = layer.above

    def value_and_gradient(self, theta: FloatArray) -> tuple[Value, FloatArray]:
        np.copyto(self._theta, theta)
        self._forward()
        output = self._layers[-1]
        loss = self._loss.evaluate(output.a, self._targets, output.delta)
        self._backward()
        return loss, self._gradient.copy()

    def activations(self, theta: FloatArray) -> list[FloatArray]:
        np.copyto(self._theta, theta)
        self._forward()
        return [self._inputs, *(layer.a.copy() for layer in self._layers)]

    def _forward(self) -> None:
        """z = W·a + b, then a = f(z), layer after layer."""
        for layer in self._layers:
            np.matmul(layer.block, layer.below, out=layer.z)
            if layer.z is not layer.a:
                layer.activation.apply(layer.z, layer.a)

    def _backward(self) -> None:
        """The chain rule, from the output back, with δ = ∂L/∂z of each layer:

        δ at the output   = ∂L/∂a · f′(z)
        ∂L/∂W, ∂L/∂b      = δ · aᵀ of the layer below, and δ itself, summed over samples
        δ one layer below = Wᵀ · δ · f′(z)
        """
        layers = self._layers
        for index in range(len(layers) - 1, -1, -1):
            layer = layers[index]
            layer.activation.pull_back(layer.delta, layer.z, layer.a, layer.scratch)
            np.matmul(layer.delta, layer.below_transposed, out=layer.gradient)
            if index:
                np.matmul(layer.weights_transposed, layer.delta, out=layers[index - 1].delta)
