"""Four hundred random states of random networks, the same wherever they are drawn."""

from typing import Any

import numpy as np

STATES = 400
HIDDEN = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "gelu", "sin")
LOSSES = ("mse", "squared_error", "half_squared_error", "mae", "huber", "bce", "cross_entropy")


def tables(seed: int) -> dict[str, Any]:
    """The tables of a preset: layers, activations, loss, points and weights all drawn."""
    draw = np.random.default_rng([seed, 11])
    loss = str(draw.choice(LOSSES))
    depth = int(draw.integers(1, 5))
    layers = [int(units) for units in draw.integers(1, 5, depth + 1)]
    hidden = [str(draw.choice(HIDDEN)) for _ in range(depth - 1)]
    last = {"bce": "sigmoid", "cross_entropy": "softmax"}.get(loss)
    if last == "softmax":
        layers[-1] = max(2, layers[-1])
    elif last is None:
        last = str(draw.choice(["identity", "tanh", "sigmoid"]))
    samples = int(draw.integers(1, 9))
    biases = bool(draw.random() < 0.8)
    inputs = draw.normal(size=(samples, layers[0])) * 10.0 ** draw.uniform(-1, 1)
    targets = draw.normal(size=(samples, layers[-1]))
    if last == "sigmoid":
        targets = draw.uniform(size=targets.shape)
    elif last == "softmax":
        targets = np.eye(layers[-1])[draw.integers(0, layers[-1], samples)]
    shapes = list(zip(layers[1:], layers, strict=False))
    network: dict[str, Any] = {
        "layers": layers,
        "activations": [*hidden, last],
        "biases": biases,
        "weights": [draw.normal(size=shape).tolist() for shape in shapes],
    }
    if biases:
        network["bias_values"] = [draw.normal(size=fan_out).tolist() for fan_out, _ in shapes]
    return {
        "format": 1,
        "title": f"state {seed}",
        "data": {"inputs": inputs.tolist(), "targets": targets.tolist()},
        "network": network,
        "training": {
            "loss": loss,
            "learning_rate": 0.1,
            "reduction": str(draw.choice(["mean", "sum"])),
        },
    }


def direction(seed: int, parameters: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """A direction of shape (P,) to multiply the Hessian with."""
    return np.random.default_rng([seed, 12]).normal(size=parameters)
