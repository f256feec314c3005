"""Objectives: from a vector of parameters to a loss and its gradient.

For a network that is the forward pass, the loss and the backward pass. Leading axes of θ
are independent descents, so the same code evaluates one network, or the sixty-four that
each candidate learning rate would lead to.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

import numpy as np

from tui_descent.engine.activations import Activation, Identity
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Batches, Dataset
from tui_descent.engine.losses import Loss, averaged_over, own_losses
from tui_descent.engine.network import Network
from tui_descent.engine.penalty import Penalty
from tui_descent.engine.signals import LayerSignals, Signals

Value = float | FloatArray

LARGE = 50_000  # weights times samples: from here on a place costs more than to remember it


class Objective(Protocol):
    """What a descent walks down."""

    @property
    def parameter_count(self) -> int:
        """P, the length of θ."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The name of each entry of θ, P of them."""

    @property
    def passes_per_epoch(self) -> int:
        """How many passes it takes until every sample was used once; 1: full batch."""

    @property
    def numbers(self) -> int:
        """How many numbers one descent takes up while it is evaluated, about."""

    @property
    def penalty(self) -> Penalty | None:
        """The part of the loss that is not of the data; None: there is none."""

    def arrays(self, theta: FloatArray) -> dict[str, FloatArray]:
        """The named arrays that make up θ (or its gradient), as views."""

    def value_and_gradient(self, theta: FloatArray, passes: int) -> tuple[Value, FloatArray]:
        """Return loss and gradient on the batch that the pass after `passes` passes uses.

        The loss has shape (...), ∂L/∂θ has shape (..., P), for θ of shape (..., P). Values
        that overflow come back as inf or nan; nothing is raised for them.
        """

    def full_value_and_gradient(self, theta: FloatArray) -> tuple[Value, FloatArray]:
        """The same on all samples."""

    def value(self, theta: FloatArray) -> Value:
        """Return the loss on all samples, shape (...)."""


class NetworkObjective:
    """The loss of a network on a set of points, with a penalty on its weights, if there is one."""

    def __init__(
        self,
        network: Network,
        data: Dataset,
        loss: Loss,
        batches: Batches | None = None,
        penalty: Penalty | None = None,
    ) -> None:
        self._penalty = penalty
        self.network = network
        self.data = data
        self.loss = loss
        self._batches = batches or Batches(data)
        self._inputs: dict[int, _Inputs] = {}
        self._evaluators: dict[tuple[tuple[int, ...], int], _Evaluator] = {}
        self._others: dict[tuple[tuple[int, ...], int], _Evaluator] = {}
        self._full_batch = self._batches.count == 1
        self._parts: dict[int, NetworkObjective] = {}
        self._full = _Inputs(data, network.biases)

    @property
    def parameter_count(self) -> int:
        return self.network.parameter_count

    @property
    def penalty(self) -> Penalty | None:
        return self._penalty

    @property
    def labels(self) -> tuple[str, ...]:
        return self.network.labels

    @property
    def passes_per_epoch(self) -> int:
        return self._batches.count

    @property
    def shuffled(self) -> bool:
        """Whether each epoch takes the samples in another order."""
        return self._batches.shuffled

    @property
    def numbers(self) -> int:
        return 3 * sum(self.network.layers) * self.data.samples

    def arrays(self, theta: FloatArray) -> dict[str, FloatArray]:
        return self.network.arrays(theta)

    def value_and_gradient(self, theta: FloatArray, passes: int) -> tuple[Value, FloatArray]:
        if self._full_batch:
            return self.full_value_and_gradient(theta)
        return self._both(theta, self._batch_inputs(self._batches.batch(passes)))

    def full_value_and_gradient(self, theta: FloatArray) -> tuple[Value, FloatArray]:
        return self._both(theta, self._full)

    def _both(self, theta: FloatArray, inputs: "_Inputs") -> tuple[Value, FloatArray]:
        value, gradient = self._evaluator(theta, inputs).value_and_gradient(theta, inputs)
        if self._penalty is None:
            return value, gradient
        return value + self._penalty.value(theta), gradient + self._penalty.gradient(theta)

    def value(self, theta: FloatArray) -> Value:
        value = self._evaluator(theta, self._full).value(theta, self._full)
        return value if self._penalty is None else value + self._penalty.value(theta)

    def activations(self, theta: FloatArray) -> list[FloatArray]:
        """What each layer passes on, the inputs first: shapes (..., units, samples)."""
        return self._evaluator(theta, self._full).activations(theta, self._full)

    def predictions(self, theta: FloatArray) -> FloatArray:
        """What the last layer makes of each sample: shape (..., outputs, samples)."""
        return self._evaluator(theta, self._full).predictions(theta, self._full)

    def sums(self, theta: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
        """z and a = f(z) of each layer after the inputs, both (..., units, samples)."""
        return self._evaluator(theta, self._full).sums(theta, self._full)

    def error_signals(
        self, theta: FloatArray, passes: int, index: int
    ) -> tuple[FloatArray, FloatArray]:
        """Where one gradient comes from: ∂L/∂θᵢ = Σ δ·a over the samples of the next batch.

        L is the loss without its penalty. Returns δ = ∂L/∂z of the unit that the parameter leads
        to, and a, what it is multiplied with there (1 for a bias), both of shape (samples,).
        """
        inputs = self._next_inputs(passes)
        evaluator = self._evaluator(theta, inputs)
        evaluator.value_and_gradient(theta, inputs)
        layer, unit, column = self.network.place(index)
        return evaluator.error_signals(inputs, layer - 1, unit, column)

    def signals(self, theta: FloatArray, passes: int) -> Signals:
        """Every number of the forward and backward pass that the next pass makes."""
        inputs = self._next_inputs(passes)
        evaluator = self._evaluator(theta, inputs)
        evaluator.value_and_gradient(theta, inputs)
        return evaluator.signals(inputs)

    def example(
        self, theta: FloatArray, passes: int, number: int
    ) -> tuple[tuple[FloatArray, ...], FloatArray, int]:
        """One of the samples that the next pass uses, after this many, `number` going round.

        Returned are what each layer passes on, the inputs first, (units,) each; the target,
        (outputs,); and how many samples that pass uses.
        """
        batch = self._next_inputs(passes).data
        at = number % batch.samples
        one = _Inputs(batch.take(slice(at, at + 1)), self.network.biases)
        layers = self._evaluator(theta, one).activations(theta, one)
        return tuple(layer[:, 0] for layer in layers), one.data.targets[:, 0], batch.samples

    def samples_of(self, passes: int) -> Dataset:
        """The samples that the next pass uses, after this many."""
        return self._batches.batch(passes)

    def on_batch(self, passes: int) -> "NetworkObjective":
        """The loss of the same network on the batch of the next pass, after this many."""
        batch = self.samples_of(passes)
        return NetworkObjective(self.network, batch, self.loss, penalty=self._penalty)

    def on_first(self, samples: int) -> "NetworkObjective":
        """The loss of the same network on the first samples, this many of them, all at once."""
        part = self._parts.get(samples)
        if part is None:
            data = self.data.take(slice(0, samples))
            part = self._parts[samples] = NetworkObjective(
                self.network, data, self.loss, penalty=self._penalty
            )
        return part

    def _next_inputs(self, passes: int) -> "_Inputs":
        """The samples that the next pass uses, after this many."""
        return self._full if self._full_batch else self._batch_inputs(self._batches.batch(passes))

    def _batch_inputs(self, batch: Dataset) -> "_Inputs":
        inputs = self._inputs.get(id(batch))
        if inputs is None:
            if len(self._inputs) >= self._batches.count:
                self._inputs.clear()  # of an epoch whose order is past
            inputs = self._inputs[id(batch)] = _Inputs(batch, self.network.biases)
        return inputs

    def _evaluator(self, theta: FloatArray, inputs: "_Inputs") -> "_Evaluator":
        key = theta.shape[:-1], inputs.samples
        evaluator = self._evaluators.get(key)
        if evaluator is None:
            evaluator = self._evaluators[key] = _Evaluator(self.network, self.loss, *key)
        if evaluator.large and not evaluator.is_at(theta, inputs):
            # Two places are remembered: here, and where the next pass leads.
            other = self._others.get(key)
            if other is None:
                other = _Evaluator(self.network, self.loss, *key)
            self._others[key], self._evaluators[key] = evaluator, other
            return other
        return evaluator


class _Inputs:
    """The samples of one batch as the first layer wants them: with a row of ones below."""

    def __init__(self, data: Dataset, biases: bool) -> None:
        self.data = data  # kept alive, because its id is a key
        self.samples = data.samples
        self.targets = data.targets
        ones = np.ones((1, data.samples))
        self.below = np.vstack([data.inputs, ones]) if biases else data.inputs
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
    ) -> None:
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
        self.scratch = np.empty(shape)
        self.weights_times = _times(weights_and_bias)
        self.transposed_weights_times = _times(np.swapaxes(weights, -1, -2))
        self.delta_times = _times(self.delta)


Product = Callable[[FloatArray, FloatArray], FloatArray]


def _times(left: FloatArray) -> Product:
    """Return a function that writes left · right into its second argument."""
    return left.dot if left.ndim == 2 else partial(np.matmul, left)


class _Evaluator:
    """Forward, loss and backward with buffers that are made once for one leading shape.

    The bias is one more column of the weights that meets a row of ones under the
    activations, so that z = W·a + b and its gradients are one matrix product each.

    large  whether it remembers where it was last, so that nothing is worked out there again
    """

    def __init__(
        self, network: Network, loss: Loss, leading: tuple[int, ...], samples: int
    ) -> None:
        self._theta = np.empty((*leading, network.parameter_count))
        self._gradient = np.empty_like(self._theta)
        self._inputs: _Inputs | None = None  # what was worked out last was for these, at θ:
        self._has_value = self._has_gradient = False
        self._value: Value = 0.0
        self.large = not leading and network.parameter_count * samples > LARGE
        self._loss = loss
        self._slope_is_of_z = loss.last_activation is not None
        blocks = network.blocks(self._theta)
        gradients = network.blocks(self._gradient)
        last = len(blocks) - 1
        self._layers = [
            _Layer(activation, block, gradient, samples, network.biases, number == last)
            for number, (activation, block, gradient) in enumerate(
                zip(network.activations, blocks, gradients, strict=True)
            )
        ]

    def is_at(self, theta: FloatArray, inputs: _Inputs) -> bool:
        """Whether it was last at θ, with these samples."""
        return self._inputs is inputs and bool((self._theta == theta).all())

    def value_and_gradient(self, theta: FloatArray, inputs: _Inputs) -> tuple[Value, FloatArray]:
        loss = self.value(theta, inputs)
        if not self._has_gradient:
            self._backward(inputs)
            self._has_gradient = self.large
        return loss, self._gradient.copy()

    def value(self, theta: FloatArray, inputs: _Inputs) -> Value:
        self._forward(theta, inputs)
        if not self._has_value:
            output = self._layers[-1]
            self._value = self._loss.evaluate(output.z, output.a, inputs.targets, output.delta)
            self._has_value = self.large
        return self._value

    def activations(self, theta: FloatArray, inputs: _Inputs) -> list[FloatArray]:
        self._forward(theta, inputs)
        return [inputs.data.inputs, *(layer.a.copy() for layer in self._layers)]

    def predictions(self, theta: FloatArray, inputs: _Inputs) -> FloatArray:
        self._forward(theta, inputs)
        return self._layers[-1].a.copy()

    def sums(self, theta: FloatArray, inputs: _Inputs) -> list[tuple[FloatArray, FloatArray]]:
        self._forward(theta, inputs)
        return [(layer.z.copy(), layer.a.copy()) for layer in self._layers]

    def error_signals(
        self, inputs: _Inputs, number: int, unit: int, column: int
    ) -> tuple[FloatArray, FloatArray]:
        """δ of a unit and the `column`-th of what it adds up, from the last backward pass."""
        below = self._layers[number - 1].above if number else inputs.below
        return self._layers[number].delta[unit].copy(), below[column].copy()

    def signals(self, inputs: _Inputs) -> Signals:
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
            own_losses(self._loss, output.z, output.a, targets),
            averaged_over(self._loss, targets),
            float(loss),
        )

    def _forward(self, theta: FloatArray, inputs: _Inputs) -> None:
        """z = W·a + b, then a = f(z), layer after layer."""
        if self.large:
            if self.is_at(theta, inputs):
                return
            self._inputs, self._has_value, self._has_gradient = inputs, False, False
        self._theta[...] = theta
        below = inputs.below
        for layer in self._layers:
            layer.weights_times(below, layer.z)
            if not layer.linear:
                layer.activation.apply(layer.z, layer.a)
            below = layer.above

    def _backward(self, inputs: _Inputs) -> None:
        """The chain rule, from the output back, with δ = ∂L/∂z of each layer:

        δ at the output   = ∂L/∂a · f′(z)
        ∂L/∂W, ∂L/∂b      = δ · aᵀ of the layer below, and δ itself, summed over samples
        δ one layer below = Wᵀ · δ · f′(z)
        """
        layers = self._layers
        pull_back = not self._slope_is_of_z
        for index in range(len(layers) - 1, -1, -1):
            layer = layers[index]
            if pull_back and not layer.linear:
                layer.activation.pull_back(layer.delta, layer.z, layer.a, layer.scratch)
            pull_back = True
            if index:
                below = layers[index - 1]
                layer.delta_times(below.above_transposed, layer.gradient)
                layer.transposed_weights_times(layer.delta, below.delta)
            else:
                layer.delta_times(inputs.below_transposed, layer.gradient)


def _slopes(layer: _Layer, slope_is_of_z: bool) -> FloatArray:
    """f′(z) of a layer; 1 where the loss has it in its own slope."""
    slopes = np.ones_like(layer.delta)
    if layer.activation.name == "softmax" and not slope_is_of_z:
        slopes.fill(np.nan)
    elif not (layer.linear or slope_is_of_z):
        layer.activation.pull_back(slopes, layer.z, layer.a, layer.scratch)
    return slopes
