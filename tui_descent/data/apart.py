"""Points drawn to be held out: at random, of each class its share."""

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Dataset

PURPOSE = 4  # keeps this stream of random numbers apart from those of weights and batches
FEW_VALUES = 20  # different targets that are classes


def drawn_apart(data: Dataset, count: int, seed: int) -> tuple[Dataset, Dataset]:
    """Return the points to learn from and the others, each in their order.

    Where targets are classes, each class gives its share, and keeps a point to learn from while
    there are others to give.
    """
    order = np.random.default_rng([seed, PURPOSE]).permutation(data.samples)
    kinds = _kinds(data.targets)[order]
    # The rank of each point within its class, from 0 to 1, spreads the classes evenly.
    ranks = np.empty(data.samples)
    for kind in range(int(kinds.max()) + 1):
        places = np.flatnonzero(kinds == kind)
        ranks[places] = (np.arange(len(places)) + 0.5) / len(places)
        ranks[places[-1]] = 1.0 + len(places) / data.samples
    apart = np.sort(order[np.argsort(ranks, kind="stable")[:count]])
    learned = np.setdiff1d(np.arange(data.samples), apart)
    return data.take(learned), data.take(apart)


def _kinds(targets: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The number of each point's class, shape (samples,); 0 where targets are numbers."""
    samples = targets.shape[1]
    if len(targets) > 1 or set(np.unique(targets[0, :1000])) <= {0.0, 1.0}:
        different, kinds = np.unique(targets, axis=1, return_inverse=True)
        if different.shape[1] <= max(FEW_VALUES, len(targets)):
            return kinds.reshape(samples)
    return np.zeros(samples, dtype=np.intp)
