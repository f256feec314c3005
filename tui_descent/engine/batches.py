"""The points that a network learns from, and the batches that they come in."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from tui_descent.engine.arrays import FloatArray, read_only
from tui_descent.engine.record import Record

Columns = np.ndarray[tuple[int], np.dtype[np.intp]]

AT_ONCE = 1_000_000  # numbers whose copies take little room
EPOCHS = 5  # whose batches are kept: the present one, and those that are looked ahead to
PURPOSE = 2  # keeps this stream of random numbers apart from those of weights and data


class Dataset(Record):
    """Samples as columns, because that is how they meet the weights: z = W·a.

    inputs   shape (inputs, samples)
    targets  shape (outputs, samples)
    classes  the name of each output, where the outputs are classes
    units    of the inputs, where they are known
    raw      shape (numbers, samples): what features were made of; None: the inputs are none
    """

    inputs: FloatArray
    targets: FloatArray
    classes: tuple[str, ...] = ()
    units: "Scaling | None" = None
    raw: FloatArray | None = None

    @property
    def samples(self) -> int:
        """How many points there are."""
        return int(self.inputs.shape[1])

    def take(self, columns: slice | Columns) -> "Dataset":
        """The same with some of the points only."""
        return Dataset(
            read_only(self.inputs[:, columns]),
            read_only(self.targets[:, columns]),
            self.classes,
            self.units,
            None if self.raw is None else read_only(self.raw[:, columns]),
        )

    @property
    def given(self) -> FloatArray:
        """The numbers as they were given, shape (numbers, samples)."""
        if self.raw is not None:
            return self.raw
        return self.inputs if self.units is None else self.units.given(self.inputs)


class Scaling(Record):
    """What the numbers were called and measured in before they were standardised.

    inputs, targets  their names; empty where they have none
    center, spread   shape (inputs, 1): the number given was center + spread · input; None: the
                     inputs are the numbers given
    features         makes the network's inputs of the numbers given, before they are scaled
    """

    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    center: FloatArray | None = None
    spread: FloatArray | None = None
    features: Callable[[FloatArray], FloatArray] | None = None

    def given(self, inputs: FloatArray) -> FloatArray:
        """The numbers given, shape (inputs, samples), from what the network sees."""
        if self.center is None or self.spread is None:
            return inputs
        return self.center + self.spread * inputs

    def seen(self, inputs: FloatArray) -> FloatArray:
        """What the network sees, shape (inputs, samples), of numbers as they were given."""
        if self.features is not None:
            inputs = self.features(inputs)
        if self.center is None or self.spread is None:
            return inputs
        return standardized(inputs, self.center, self.spread)


def center_and_spread(inputs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of each input, both of shape (inputs, 1).

    They are worked out in powers of two near the largest, so no square overflows.
    """
    if len(inputs) > 1 and inputs.size > AT_ONCE:
        each = [center_and_spread(inputs[row : row + 1]) for row in range(len(inputs))]
        return np.vstack([one[0] for one in each]), np.vstack([one[1] for one in each])
    powers = np.frexp(np.abs(inputs).max(axis=1, keepdims=True))[1]
    small = np.ldexp(inputs, -powers)
    center, spread = small.mean(axis=1, keepdims=True), small.std(axis=1, keepdims=True)
    return np.ldexp(center, powers), np.ldexp(spread, powers)


def standardized(inputs: FloatArray, center: FloatArray, spread: FloatArray) -> FloatArray:
    """The inputs in spreads from their center, shape (inputs, samples)."""
    # Halves, because the difference of two numbers may be too large for one.
    with np.errstate(all="ignore"):
        return (inputs / 2.0 - center / 2.0) / spread * 2.0


class Batches:
    """The order in which the samples come: batch after batch, epoch after epoch.

    size     samples in a batch; the last one of an epoch may be shorter
    shuffle  a new order in every epoch, drawn from (seed, purpose, epoch), so that the batch
             of any pass can be found again
    """

    def __init__(
        self, data: Dataset, size: int | None = None, shuffle: bool = False, seed: int = 0
    ) -> None:
        self._data = data
        self.size = min(size or data.samples, data.samples)
        self.shuffled = shuffle and self.size < data.samples
        self.seed = seed
        self.count = -(-data.samples // self.size)
        self.epoch = lru_cache(maxsize=EPOCHS)(self._cut)
        self._order = lru_cache(maxsize=EPOCHS)(self._drawn)

    def batch(self, passes: int) -> Dataset:
        """Return the batch that the next pass uses, after this many."""
        epoch, number = self.place(passes)
        return self.epoch(epoch)[number]

    def columns(self, passes: int) -> Columns:
        """Which samples that batch is made of."""
        epoch, number = self.place(passes)
        return self._order(epoch)[number * self.size : (number + 1) * self.size]

    def place(self, passes: int) -> tuple[int, int]:
        """An epoch whose batches the pass has, after this many, and which of them is its own."""
        epoch, number = divmod(passes, self.count)
        return (epoch if self.shuffled else 0), number

    def _drawn(self, epoch: int) -> Columns:
        samples = self._data.samples
        if not self.shuffled:
            return np.arange(samples)
        return np.random.default_rng([self.seed, PURPOSE, epoch]).permutation(samples)

    def _cut(self, epoch: int) -> tuple[Dataset, ...]:
        if self.count == 1:
            return (self._data,)
        data = self._data.take(self._order(epoch)) if self.shuffled else self._data
        starts = range(0, data.samples, self.size)
        return tuple(data.take(slice(start, start + self.size)) for start in starts)
