"""A problem of the population: the tables of a preset, and what it is by nature.

A family is one set of points, one network and one loss; situations of it differ in rate, optimizer,
batch and passes. A family belongs as a whole to the half that may be tuned on, or to the other.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

Tables = dict[str, Any]
XOR = [[0, 0], [0, 1], [1, 0], [1, 1]]
XOR_TARGETS = [[0], [1], [1], [0]]


@dataclass(frozen=True)
class Problem:
    """A family.

    tables  a preset's; or {"shipped": name}
    traits  what the kinds choose by: linear, classes, surface, deep, relu …
    """

    name: str
    tables: Tables
    traits: frozenset[str] = field(default_factory=frozenset)


def tables(
    data: Tables,
    layers: list[int],
    activations: list[Any],
    loss: str = "mse",
    rate: float = 0.1,
    **network: Any,
) -> Tables:
    """A preset; keys of [training] are given with `training_` before them."""
    training = {key[9:]: network.pop(key) for key in list(network) if key.startswith("training_")}
    return {
        "format": 1,
        "title": "a situation",
        "data": data,
        "network": {"layers": layers, "activations": activations, **network},
        "training": {"learning_rate": rate, "loss": loss, **training},
    }


def literal(inputs: Any, targets: Any) -> Tables:
    """Points of six significant digits, one row each."""
    return {"inputs": rounded(inputs), "targets": rounded(targets)}


def rounded(rows: Any) -> list[list[float]]:
    return [[float(f"{value:.6g}") for value in row] for row in np.asarray(rows, dtype=float)]
