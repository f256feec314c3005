"""The tables of a preset file, as they stand in it.

Types only: what the values must fit together to is checked where a preset is built.
"""

from typing import Any, Literal

import msgspec


class Table(msgspec.Struct, forbid_unknown_fields=True):
    """A TOML table in which an unknown key is a mistake."""


class DataTable(Table):
    """Where the points come from: literal, columns of a CSV file, or made.

    separator … rows  how the CSV file is read, where it does not tell by itself
    """

    inputs: list[list[float] | float | str] | None = None
    targets: list[list[float] | float | str] | None = None
    csv: str | None = None
    separator: str | None = None
    decimal: Literal[".", ","] | None = None
    header: bool | None = None
    missing: list[str] = []
    classes: list[str] | None = None
    rows: int | None = None
    one_hot: bool = False
    features: list[str] | None = None
    standardize: bool = False
    held_out: int = 0
    held_out_seed: int | None = None
    validation_inputs: list[list[float] | float | str] | None = None
    validation_targets: list[list[float] | float | str] | None = None
    generator: str | None = None
    samples: int = 200
    noise: float = 0.0
    seed: int = 0


class SurfaceTable(Table):
    """A surface over its own coordinates, and where to start on it."""

    start: list[float]
    name: str | None = None
    formula: str | None = None
    condition: float = 20.0


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
    weights_file: str | None = None


class TrainingTable(Table):
    """The loss and the way down."""

    learning_rate: float
    loss: str = "mse"
    reduction: Literal["mean", "sum"] = "mean"
    optimizer: str | dict[str, Any] = "sgd"
    batch_size: int | None = None
    shuffle: bool = False
    seed: int = 0
    frozen: list[str] = []
    l1: float = 0.0
    l2: float = 0.0
    clip_norm: float | None = None
    schedule: str | dict[str, Any] | None = None


class StopTable(Table):
    """When a run has come far enough."""

    passes: int | None = None
    until_loss: float | None = None
    converged: bool = False


class PresetFile(Table):
    """A whole preset file."""

    format: int
    title: str
    training: TrainingTable
    summary: str = ""
    data: DataTable | None = None
    network: NetworkTable | None = None
    surface: SurfaceTable | None = None
    stop: StopTable | None = None
