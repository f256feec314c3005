"""The tables of a preset file, as they stand in it.

Types only: what the values must fit together to is checked where a preset is built.
"""

from typing import Any

import msgspec


class Table(msgspec.Struct, forbid_unknown_fields=True):
    """A TOML table in which an unknown key is a mistake."""


class DataTable(Table):
    """Where the points come from: literal, or columns of a CSV file."""

    inputs: list[list[float] | float | str]
    targets: list[list[float] | float | str]
    csv: str | None = None
    standardize: bool = False


class NetworkTable(Table):
    """Layers, activations and the start."""

    layers: list[int]
    activations: list[str | dict[str, Any]]
    biases: bool = True
    init: str = "glorot_uniform"
    seed: int = 0
    init_scale: float = 1.0
    weights: list[list[list[float]]] | None = None
    bias_values: list[list[float]] | None = None


class TrainingTable(Table):
    """The loss and the way down."""

    learning_rate: float
    loss: str = "mse"
    optimizer: str | dict[str, Any] = "sgd"


class PresetFile(Table):
    """A whole preset file."""

    format: int
    title: str
    data: DataTable
    network: NetworkTable
    training: TrainingTable
    summary: str = ""
