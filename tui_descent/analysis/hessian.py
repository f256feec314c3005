"""The Hessian, exactly: how the gradient moves when θ does.

A product of the Hessian with a direction is the derivative of the gradient along it: a forward
pass that carries a tangent beside each number, then a backward pass that carries one beside
each error signal (Pearlmutter 1994, "Fast exact multiplication by the Hessian"). No step is
made, so no corner is crossed: a ReLU counts as straight where it stands.
"""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from tui_descent.data.surfaces import Surface
from tui_descent.engine.activations import Identity, Linear
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.losses import Loss
from tui_descent.engine.network import Network
from tui_descent.engine.objective import NetworkObjective, Objective

AT_ONCE = 200_000  # numbers that fit into a cache near the processor, about


class Hessian(Protocol):
    """The second derivatives of a loss at one θ of shape (P,)."""

    def times(self, directions: FloatArray) -> FloatArray:
        """H·v, shape (..., K, P), for directions v of shape (K, P), or (P,) for one of them."""

    def whole(self) -> FloatArray:
        """H, shape (..., P, P)."""


def hessian(objective: Objective, theta: FloatArray) -> Hessian:
    """The Hessian of the loss on all samples at θ, shape (P,)."""
    plain = _without_penalty(objective, theta)
    return plain if objective.penalty is None else _Penalized(plain, objective.penalty.bend)


def _without_penalty(objective: Objective, theta: FloatArray) -> Hessian:
    if isinstance(objective, NetworkObjective):
        data = objective.data
        return NetworkHessian(objective.network, objective.loss, theta, data.inputs, data.targets)
    if isinstance(objective, Surface):
        return _Matrix(objective.hessian(theta))
    raise TypeError(f"{type(objective).__name__} has no second derivatives")


class _Penalized:
    """A Hessian with a diagonal added, shape (P,)."""

    def __init__(self, plain: Hessian, diagonal: FloatArray) -> None:
        self._plain, self._diagonal = plain, diagonal

    def times(self, directions: FloatArray) -> FloatArray:
        return np.asarray(self._plain.times(directions) + directions * self._diagonal)

    def whole(self) -> FloatArray:
        return np.asarray(self._plain.whole() + np.diag(self._diagonal))


class _Matrix:
    """A Hessian that is there as a matrix, shape (P, P)."""

    def __init__(self, matrix: FloatArray) -> None:
        self._matrix = matrix

    def times(self, directions: FloatArray) -> FloatArray:
        return np.asarray(directions @ self._matrix)

    def whole(self) -> FloatArray:
        return self._matrix


class NetworkHessian:
    """The Hessian of a network's loss on some samples; or several, at more than one θ or on
    more than one batch: the leading axes of θ and of the batches are those of the results.

    theta    shape (P,), or (several, 1, P)
    inputs   shape (inputs, samples), or (several, 1, inputs, samples)
    targets  the same with outputs
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        theta: FloatArray,
        inputs: FloatArray,
        targets: FloatArray,
    ) -> None:
        self._network = network
        self._loss = loss
        self._targets = targets
        self._weights = [
            block[..., :fan_in]
            for block, fan_in in zip(network.blocks(theta), network.layers[:-1], strict=True)
        ]
        self._below: list[FloatArray] = []  # what each layer adds up, with a row of ones
        self._z: list[FloatArray] = []
        self._a: list[FloatArray] = []
        a = inputs
        for block, activation in zip(network.blocks(theta), network.activations, strict=True):
            self._below.append(_with_ones(a) if network.biases else a)
            z = block @ self._below[-1]
            a = np.empty_like(z)
            activation.apply(z, a)
            self._z.append(z)
            self._a.append(a)
        self._slopes: list[FloatArray] = []  # ∂L/∂z of each layer
        self._linear: list[Linear | None] = []  # None: f is the identity, or in the loss's slope
        self._pass_back()

    def _pass_back(self) -> None:
        slope = np.empty_like(self._z[-1])
        self._loss.evaluate(self._z[-1], self._a[-1], self._targets, slope)
        linear = None
        for layer in range(len(self._z) - 1, -1, -1):
            z, a, activation = self._z[layer], self._a[layer], self._network.activations[layer]
            in_loss = layer == len(self._z) - 1 and self._loss.last_activation is not None
            if not in_loss and not isinstance(activation, Identity):
                linear = activation.linearise(z, a, slope)
                slope = linear.tangent(slope)  # f′ is symmetric: it leads back as it leads on
            self._linear.insert(0, linear)
            self._slopes.insert(0, slope)
            slope = _transposed(self._weights[layer]) @ slope
            linear = None

    def gradient(self) -> FloatArray:
        """The gradient that this is the derivative of, shape (..., P)."""
        parts = [
            slope @ _transposed(below)
            for slope, below in zip(self._slopes, self._below, strict=True)
        ]
        return np.concatenate([part.reshape(*part.shape[:-3], -1) for part in parts], axis=-1)

    def times(self, directions: FloatArray) -> FloatArray:
        turned = self._network.blocks(directions)
        z_moved: list[FloatArray] = []
        a_moved: list[FloatArray] = []
        for layer, linear in enumerate(self._linear):
            moved = np.matmul(turned[layer], self._below[layer])
            if layer:
                moved += np.matmul(self._weights[layer], a_moved[-1])
            z_moved.append(moved)
            a_moved.append(moved if linear is None else linear.tangent(moved))
        slope_moved = self._slope_tangent(a_moved[-1])
        result = np.zeros((*slope_moved.shape[:-2], directions.shape[-1]))
        blocks = self._network.blocks(result)
        for layer in range(len(self._linear) - 1, -1, -1):
            linear, slope = self._linear[layer], self._slopes[layer]
            if linear is not None:
                slope_moved = linear.pull_back_tangent(slope_moved, z_moved[layer])
            np.matmul(slope_moved, _transposed(self._below[layer]), out=blocks[layer])
            if layer:
                fan_in = self._network.layers[layer]
                blocks[layer][..., :fan_in] += np.matmul(slope, _transposed(a_moved[layer - 1]))
                slope_moved = np.matmul(_transposed(self._weights[layer]), slope_moved)
                slope_moved += np.matmul(_transposed(turned[layer][..., :fan_in]), slope)
        return result

    def _slope_tangent(self, moved: FloatArray) -> FloatArray:
        return self._loss.slope_tangent(moved, self._z[-1], self._a[-1], self._targets)

    def whole(self) -> FloatArray:
        """H, from what follows when the weighted sum z of one unit moves.

        A weight w moves only its own unit's z, by what w is multiplied with, a. So for w′ in the
        same layer or above ∂²L/∂w∂w′ is Σ a·(∂δ′/∂z·a′ + δ′·∂a′/∂z) over the samples, where the
        slope of w′ is Σ δ′·a′.
        """
        slices, count = self._network.layer_slices(), self._network.parameter_count
        result = np.empty((*self._z[0].shape[:-3], count, count))
        for first, rows in enumerate(slices):
            for layer, block in self._blocks(first):
                result[..., slices[layer], rows] = _transposed(block)
                result[..., rows, slices[layer]] = block
            own = result[..., rows, rows]
            own[...] = 0.5 * (own + _transposed(own))
        return result

    def _blocks(self, first: int) -> Iterator[tuple[int, FloatArray]]:
        """The part of H in the rows of one layer, and in the columns of that and each above."""
        below = self._below[first][..., :, None, :]
        moved = np.eye(self._network.layers[first + 1])[:, :, None]
        z_moved: dict[int, FloatArray] = {}
        a_moved: dict[int, FloatArray] = {}
        for layer in range(first, len(self._linear)):
            if layer > first:
                moved = np.matmul(self._weights[layer], moved)
            z_moved[layer], linear = moved, self._linear[layer]
            moved = a_moved[layer] = moved if linear is None else linear.tangent(moved)
        moved = self._slope_tangent(moved)
        for layer in range(len(self._linear) - 1, first - 1, -1):
            linear = self._linear[layer]
            if linear is not None:
                moved = linear.pull_back_tangent(moved, z_moved[layer])
            block = _summed(moved, below, self._below[layer])
            if layer > first:
                bent = _summed(a_moved[layer - 1], below, self._slopes[layer])
                block[..., : bent.shape[-2]] += _transposed(bent)
                moved = np.matmul(_transposed(self._weights[layer]), moved)
            yield layer, block.reshape(*block.shape[:-2], -1)


def _summed(moved: FloatArray, below: FloatArray, factors: FloatArray) -> FloatArray:
    """Σ moved·below·factor over the samples.

    moved    shape (..., units, others, samples)
    below    shape (..., columns, 1, samples)
    factors  shape (..., 1, n, samples), or (n, samples)
    Returned is shape (..., units · columns, others, n).
    """
    products = moved[..., :, None, :, :] * below
    *several, _, _, others, samples = products.shape
    factors = factors if factors.ndim == 2 else factors[..., 0, :, :]
    sums = products.reshape(*several, -1, samples) @ _transposed(factors)
    return np.asarray(sums.reshape(*sums.shape[:-2], -1, others, sums.shape[-1]))


def _with_ones(a: FloatArray) -> FloatArray:
    """A row of ones below the activations, for the biases."""
    *several, units, samples = a.shape
    padded = np.ones((*several, units + 1, samples))
    padded[..., :units, :] = a
    return padded


def _transposed(values: FloatArray) -> FloatArray:
    return values.swapaxes(-1, -2)


def hessians(objective: NetworkObjective, thetas: FloatArray) -> FloatArray:
    """The Hessians of the loss on all samples at several θ, shape (n, P), each as if alone."""
    data, count = objective.data, thetas.shape[-1]
    at_once = max(1, AT_ONCE // (count * max(objective.network.layers[1:]) * data.samples))
    result = np.empty((len(thetas), count, count))
    for first in range(0, len(thetas), at_once):
        some = slice(first, first + at_once)
        problem = objective.network, objective.loss, thetas[some, None]
        result[some] = NetworkHessian(*problem, data.inputs, data.targets).whole()
    return result if objective.penalty is None else result + np.diag(objective.penalty.bend)


def batch_hessians(
    objective: NetworkObjective, theta: FloatArray, first: int, last: int
) -> FloatArray:
    """The Hessians of the batches of the passes from `first` up to `last`, (batches, P, P)."""
    result = np.empty((last - first, len(theta), len(theta)))
    for places, each in _batches(objective, theta, first, last):
        result[places] = each.whole()
    return result if objective.penalty is None else result + np.diag(objective.penalty.bend)


def batch_gradients(
    objective: NetworkObjective, theta: FloatArray, first: int, last: int
) -> FloatArray:
    """The gradients of the same batches, shape (batches, P)."""
    result = np.empty((last - first, len(theta)))
    for places, each in _batches(objective, theta, first, last):
        result[places] = each.gradient()
    return result if objective.penalty is None else result + objective.penalty.gradient(theta)


def _batches(
    objective: NetworkObjective, theta: FloatArray, first: int, last: int
) -> Iterator[tuple[list[int], NetworkHessian]]:
    """All batches of one size at once, and their places; the last of an epoch may be shorter."""
    data = objective.data
    batches = [objective.columns_of(passes) for passes in range(first, last)]
    for size in {len(columns) for columns in batches}:
        places = [at for at, columns in enumerate(batches) if len(columns) == size]
        columns = np.array([batches[at] for at in places])[:, None]  # (batches, 1, size)
        inputs = np.ascontiguousarray(np.moveaxis(data.inputs[:, columns], 0, -2))
        targets = np.ascontiguousarray(np.moveaxis(data.targets[:, columns], 0, -2))
        yield places, NetworkHessian(objective.network, objective.loss, theta, inputs, targets)
