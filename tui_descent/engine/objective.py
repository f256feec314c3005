"""Objectives: from a vector of parameters to a loss and its gradient.

For a network that is the forward pass, the loss and the backward pass. Leading axes of θ
are independent descents, so the same code evaluates one network, or the sixty-four that
each candidate learning rate would lead to.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Protocol

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Batches, Columns, Dataset
from tui_descent.engine.evaluator import Evaluator, Inputs, Layer, Place, Value, evaluators
from tui_descent.engine.losses import Loss
from tui_descent.engine.network import Network
from tui_descent.engine.penalty import Penalty
from tui_descent.engine.signals import Signals

Look = Callable[[int], tuple[Value, FloatArray]]
Looker = Callable[[], tuple[Value, FloatArray]]
Shape = tuple[int, ...]


class Objective(Protocol):
    """What a descent walks down."""

    @property
    def parameter_count(self) -> int:
        """P, the length of θ."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The name of each entry of θ, P of them."""

    @property
    def recorded_labels(self) -> tuple[str, ...]:
        """The same as records have it: format 1 promises that they do not change."""

    @property
    def numbered_labels(self) -> tuple[str, ...]:
        """The same with inputs called x1, x2 …: these names are always understood."""

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

    def in_place(self, leading: Shape = ()) -> tuple[FloatArray, Look]:
        """Return θ, shape (*leading, P), to be moved in place, and what looks around from there.

        That gives, from the number of passes made, what `value_and_gradient` would; but the
        gradient is in memory that the next look writes over, and θ stays what it is only as long
        as nothing else is asked.
        """

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
        self.network = network
        self.data = data
        self.loss = loss
        self.penalty = penalty
        self._batches = batches or Batches(data)
        self._full_batch = self._batches.count == 1
        self._full = Inputs(data, network.biases)
        self._inputs = lru_cache(self._batches.count)(self._inputs_of)
        self._evaluators: dict[tuple[Shape, int], tuple[Evaluator] | tuple[Place, Place]] = {}
        self._thetas: dict[Shape, FloatArray] = {}
        self._looks: dict[Shape, tuple[FloatArray, Look]] = {}
        self._parts: dict[int, NetworkObjective] = {}

    @property
    def parameter_count(self) -> int:
        return self.network.parameter_count

    @property
    def labels(self) -> tuple[str, ...]:
        return self.network.labels

    @property
    def recorded_labels(self) -> tuple[str, ...]:
        return self.network.recorded_labels

    @property
    def numbered_labels(self) -> tuple[str, ...]:
        return self.network.numbered_labels

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
        value, gradient = self._look(theta, self._next_inputs(passes))
        return value, gradient.copy()

    def full_value_and_gradient(self, theta: FloatArray) -> tuple[Value, FloatArray]:
        value, gradient = self._look(theta, self._full)
        return value, gradient.copy()

    def in_place(self, leading: Shape = ()) -> tuple[FloatArray, Look]:
        found = self._looks.get(leading)
        if found is None:
            theta = self._theta(leading)
            found = self._looks[leading] = theta, self._looking_from(theta)
        return found

    def _looking_from(self, theta: FloatArray) -> Look:
        if self._full_batch:
            look_at_all = self._looker(theta, self._full)
            return lambda passes: look_at_all()
        place, most = self._batches.place, self._batches.count
        lookers: dict[tuple[int, int], Looker] = {}  # by epoch and number

        def look(passes: int) -> tuple[Value, FloatArray]:
            at = place(passes)
            looker = lookers.get(at)
            if looker is None:
                if len(lookers) >= most:
                    lookers.clear()  # of an epoch whose order is past
                looker = lookers[at] = self._looker(theta, self._inputs(*at))
            return looker()

        return look

    def _looker(self, theta: FloatArray, inputs: Inputs) -> Looker:
        """The quickest way to look around from θ, which will be moved in place."""
        evaluator = self._evaluator(theta, inputs, passing=True)
        if self.penalty is None and not isinstance(evaluator, Place):
            return partial(evaluator.value_and_gradient, theta, inputs)
        return partial(self._look, theta, inputs, passing=True)

    def _look(
        self, theta: FloatArray, inputs: Inputs, passing: bool = False
    ) -> tuple[Value, FloatArray]:
        """Loss and gradient; that is in memory which is written over the next time."""
        evaluator = self._evaluator(theta, inputs, passing)
        value, gradient = evaluator.value_and_gradient(theta, inputs)
        if self.penalty is None:
            return value, gradient
        return value + self.penalty.value(theta), gradient + self.penalty.gradient(theta)

    def value(self, theta: FloatArray) -> Value:
        value = self._evaluator(theta, self._full).value(theta, self._full)
        return value if self.penalty is None else value + self.penalty.value(theta)

    def activations(self, theta: FloatArray) -> list[FloatArray]:
        """What each layer passes on, the inputs first: shapes (..., units, samples)."""
        return [self.data.inputs, *(a for _, a in self.sums(theta))]

    def predictions(self, theta: FloatArray) -> FloatArray:
        """What the last layer makes of each sample: shape (..., outputs, samples)."""
        return self._forward(theta, self._full)[-1].a.copy()

    def sums(self, theta: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
        """z and a = f(z) of each layer after the inputs, both (..., units, samples)."""
        return [(layer.z.copy(), layer.a.copy()) for layer in self._forward(theta, self._full)]

    def _forward(self, theta: FloatArray, inputs: Inputs) -> list[Layer]:
        return self._evaluator(theta, inputs).forward(theta, inputs)

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
        number, unit, column = self.network.place(index)
        below = evaluator.layers[number - 2].above if number > 1 else inputs.below
        return evaluator.layers[number - 1].delta[unit].copy(), below[column].copy()

    def signals(self, theta: FloatArray, passes: int) -> Signals:
        """Every number of the forward and backward pass that the next pass makes."""
        inputs = self._next_inputs(passes)
        return self._evaluator(theta, inputs).signals(theta, inputs)

    def example(
        self, theta: FloatArray, passes: int, number: int
    ) -> tuple[tuple[FloatArray, ...], FloatArray, int]:
        """One of the samples that the next pass uses, after this many, `number` going round.

        Returned are what each layer passes on, the inputs first, (units,) each; the target,
        (outputs,); and how many samples that pass uses.
        """
        batch = self._next_inputs(passes).data
        at = number % batch.samples
        one = Inputs(batch.take(slice(at, at + 1)), self.network.biases)
        made = (layer.a[:, 0].copy() for layer in self._forward(theta, one))
        return (one.data.inputs[:, 0], *made), one.data.targets[:, 0], batch.samples

    def samples_of(self, passes: int) -> Dataset:
        """The samples that the next pass uses, after this many."""
        return self._batches.batch(passes)

    def columns_of(self, passes: int) -> Columns:
        """Which samples those are, of all."""
        return self._batches.columns(passes)

    def on_batch(self, passes: int) -> "NetworkObjective":
        """The loss of the same network on the batch of the next pass, after this many."""
        batch = self.samples_of(passes)
        return NetworkObjective(self.network, batch, self.loss, penalty=self.penalty)

    def on_first(self, samples: int) -> "NetworkObjective":
        """The loss of the same network on the first samples, this many of them, all at once."""
        part = self._parts.get(samples)
        if part is None:
            data = self.data.take(slice(0, samples))
            part = self._parts[samples] = NetworkObjective(
                self.network, data, self.loss, penalty=self.penalty
            )
        return part

    def twin(self) -> "NetworkObjective":
        """The same with buffers of its own, for another thread."""
        return NetworkObjective(self.network, self.data, self.loss, self._batches, self.penalty)

    def _next_inputs(self, passes: int) -> Inputs:
        """The samples that the next pass uses, after this many."""
        return self._full if self._full_batch else self._inputs(*self._batches.place(passes))

    def _inputs_of(self, epoch: int, number: int) -> Inputs:
        return Inputs(self._batches.epoch(epoch)[number], self.network.biases)

    def _evaluator(self, theta: FloatArray, inputs: Inputs, passing: bool = False) -> Evaluator:
        """`passing`: where θ is on its way, there is no need to remember the place before."""
        key = theta.shape[:-1], inputs.samples
        found = self._evaluators.get(key)
        if found is None:
            its_theta = self._theta(key[0])
            found = evaluators(self.network, self.loss, its_theta, inputs.samples)
            self._evaluators[key] = found
        if len(found) == 1 or found[0].is_at(theta, inputs):
            return found[0]
        here, other = found
        if not other.is_at(theta, inputs):
            other.forget()
        if not passing:
            self._evaluators[key] = other, here
        return other

    def _theta(self, leading: Shape) -> FloatArray:
        """The memory in which those work who evaluate θ of this leading shape."""
        return self._thetas.setdefault(leading, np.empty((*leading, self.parameter_count)))
