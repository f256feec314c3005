"""The same descent in other units: every number that it shows is scaled, nothing else changes.

The factors are powers of two where that is possible, so the run is the same to the last bit.
"""

import copy
from typing import Any

import numpy as np

Tables = dict[str, Any]
ADAPTIVE = ("adagrad", "rmsprop", "adam", "adamw")
EPSILON = {"adagrad": 1e-10, "rmsprop": 1e-8, "adam": 1e-8, "adamw": 1e-8}


def with_inputs_times(tables: Tables, factor: float) -> Tables:
    """Inputs × factor, first weights ÷ factor; only W1 may move, or the run would be another."""
    scaled = copy.deepcopy(tables)
    network, data, training = scaled["network"], scaled["data"], scaled["training"]
    layers = len(network["activations"])
    still = {f"W{layer}" for layer in range(2, layers + 1)}
    if network.get("biases", True):
        still |= {f"b{layer}" for layer in range(1, layers + 1)}
    if not still <= set(training.get("frozen", [])):
        raise ValueError(f"all but W1 must be frozen: {sorted(still)}")
    data["inputs"] = _times(data["inputs"], factor)
    network["weights"][0] = _times(network["weights"][0], 1.0 / factor)
    if not _is_adaptive(training):
        training["learning_rate"] /= factor**2
    else:
        training["learning_rate"] /= factor
        _scale_epsilon(training, factor)
    return scaled


def with_targets_times(tables: Tables, factor: float) -> Tables:
    """Targets, last weights and bias × factor; the loss is a squared one and becomes × factor².

    The last activation is the identity, and only the last layer may move.
    """
    scaled = copy.deepcopy(tables)
    network, data, training = scaled["network"], scaled["data"], scaled["training"]
    layers = len(network["activations"])
    if network["activations"][-1] != "identity" or not training["loss"].endswith(("mse", "error")):
        raise ValueError("a linear output and a squared loss are needed")
    still = {f"{array}{layer}" for layer in range(1, layers) for array in "Wb"}
    if not still <= set(training.get("frozen", [])):
        raise ValueError(f"all but the last layer must be frozen: {sorted(still)}")
    data["targets"] = _times(data["targets"], factor)
    network["weights"][-1] = _times(network["weights"][-1], factor)
    if network.get("bias_values"):
        network["bias_values"][-1] = [factor * value for value in network["bias_values"][-1]]
    if _is_adaptive(training):
        training["learning_rate"] *= factor
        _scale_epsilon(training, factor)
    return scaled


def with_loss_times(tables: Tables, factor: int) -> Tables:
    """The loss × factor: each point so many times, added up instead of averaged and the rate ÷ it.

    For every network and loss; `factor` is a multiple of what the mean divides by.
    """
    scaled = copy.deepcopy(tables)
    data, training = scaled["data"], scaled["training"]
    divided_by = len(data["inputs"])
    if training["loss"] in ("mse", "mae", "huber", "bce"):
        divided_by *= len(data["targets"][0])
    repeats, rest = divmod(factor, divided_by)
    if rest or training.get("reduction", "mean") != "mean" or training.get("batch_size"):
        raise ValueError(f"{factor} is no multiple of {divided_by}, or it is no plain mean")
    data["inputs"] = data["inputs"] * repeats
    data["targets"] = data["targets"] * repeats
    training["reduction"] = "sum"
    if _is_adaptive(training):
        _scale_epsilon(training, factor)
    else:
        training["learning_rate"] /= factor
    return scaled


def rate_factor(tables: Tables, scaled: Tables) -> float:
    """By what a learning rate is to be multiplied for the scaled problem."""
    return float(scaled["training"]["learning_rate"] / tables["training"]["learning_rate"])


def _times(rows: list[list[float]], factor: float) -> list[list[float]]:
    return [[float(value) for value in row] for row in factor * np.asarray(rows, dtype=float)]


def _name(training: Tables) -> str:
    optimizer = training.get("optimizer", "sgd")
    return str(optimizer if isinstance(optimizer, str) else optimizer["name"])


def _is_adaptive(training: Tables) -> bool:
    return _name(training) in ADAPTIVE


def _scale_epsilon(training: Tables, factor: float) -> None:
    name = _name(training)
    given = training["optimizer"]
    settings: dict[str, Any] = {"name": name} if isinstance(given, str) else dict(given)
    settings["eps"] = factor * settings.get("eps", EPSILON[name])
    training["optimizer"] = settings
