"""Networks that cannot learn from where they start: equal, dead, saturated units; saddles."""

from collections.abc import Iterator

import numpy as np

from tests.population.problem import XOR, XOR_TARGETS, Problem, literal, rounded, tables


def sick_networks() -> Iterator[Problem]:
    """Zero, equal, dead, saturated and vanishing units, from the start."""
    for loss, last in (("mse", "identity"), ("bce", "sigmoid")):
        for bend in ("tanh", "sigmoid", "relu"):
            yield Problem(
                f"xor from zeros, {bend}, {loss}",
                tables(
                    literal(XOR, XOR_TARGETS), [2, 3, 1], [bend, last], loss, init="zeros",
                ),
                frozenset({"sick", "zeros"}),
            )  # fmt: skip
    for scale, bend in ((0.5, "tanh"), (1.0, "sigmoid"), (0.3, "relu"), (2.0, "tanh")):
        x = np.linspace(-1.0, 1.0, 9)[:, None]
        yield Problem(
            f"equal units of {scale:g}, {bend}",
            tables(
                literal(x, x * x), [1, 4, 1], [bend, "identity"], init="constant", init_scale=scale
            ),
            frozenset({"sick", "equal"}),
        )
    for scale, bend, loss in (
        (8.0, "sigmoid", "mse"), (30.0, "sigmoid", "bce"), (20.0, "tanh", "mse"),
        (100.0, "tanh", "mse"), (50.0, "sigmoid", "mse"),
    ):  # fmt: skip
        last = "sigmoid"
        yield Problem(
            f"saturated by {scale:g}, {bend}, {loss}",
            tables(
                {"generator": "xor", "samples": 20, "noise": 0.0, "seed": int(scale)},
                [2, 4, 1], [bend, last], loss, init="normal", init_scale=scale, seed=1,
            ),
            frozenset({"sick", "saturated"}),
        )  # fmt: skip
    for depth, bend, scale in (
        (4, "sigmoid", 1.0), (7, "sigmoid", 1.0), (6, "tanh", 0.3), (5, "sigmoid", 0.5),
        (9, "tanh", 1.0),
    ):  # fmt: skip
        x = np.linspace(-1.0, 1.0, 8)[:, None]
        layers = [1] + [3] * depth + [1]
        yield Problem(
            f"{depth} layers of {bend}, scale {scale:g}",
            tables(
                literal(x, 0.5 + 0.4 * x), layers, [bend] * depth + ["identity"],
                init_scale=scale, seed=depth,
            ),
            frozenset({"sick", "vanishing"}),
        )  # fmt: skip
    for units, alive in ((4, 0), (4, 1), (4, 2), (6, 5), (3, 0), (6, 2)):
        x = np.linspace(-1.0, 1.0, 8)[:, None]
        generator = np.random.default_rng([15, units, alive])
        first = generator.normal(size=(units, 1))
        bias = np.where(np.arange(units) < alive, 0.3, -1.5 - np.abs(first[:, 0]))
        outgoing = generator.normal(size=(1, units))
        yield Problem(
            f"{units - alive} of {units} ReLUs dead",
            tables(
                literal(x, np.abs(x)), [1, units, 1], ["relu", "identity"],
                weights=[rounded(first), rounded(outgoing)],
                bias_values=[rounded(bias[None, :])[0], [0.0]],
            ),
            frozenset({"sick", "dead", "relu"}),
        )  # fmt: skip
    yield Problem(
        "deep ReLUs, all dead",
        tables(
            literal(XOR, XOR_TARGETS), [2, 3, 3, 1], ["relu", "relu", "sigmoid"], "bce",
            weights=[[[1, 1], [1, -1], [-1, 1]], [[-1, -1, -1]] * 3, [[1, 1, 1]]],
            bias_values=[[0, 0, 0], [-0.1, -0.2, -0.3], [0.3]],
        ),
        frozenset({"sick", "dead", "relu"}),
    )  # fmt: skip
    yield Problem(
        "small weights, sigmoids, bce",
        tables(
            literal(XOR, XOR_TARGETS), [2, 5, 1], ["sigmoid", "sigmoid"], "bce", 0.1,
            init="normal", init_scale=0.01, seed=2,
        ),
        frozenset({"sick", "small"}),
    )  # fmt: skip
    for scale, bend in ((0.001, "tanh"), (0.05, "tanh"), (0.02, "relu")):
        yield Problem(
            f"weights × {scale:g}, {bend}",
            tables(
                {"generator": "sine", "samples": 15, "noise": 0.0, "seed": 4},
                [1, 5, 1], [bend, "identity"], init_scale=scale, seed=4,
            ),
            frozenset({"sick", "small"}),
        )  # fmt: skip


def saddles() -> Iterator[Problem]:
    """Chains of linear units: saddles of exactly known place."""
    for layers, weights, frozen in (
        ([1, 1, 1], [[[1]], [[-1]]], []),
        ([1, 1, 1], [[[0.7]], [[-0.7001]]], []),
        ([1, 1, 1], [[[0.5]], [[-0.499999999]]], []),
        ([1, 1, 1, 1], [[[0.5]], [[-0.5]], [[0.5]]], []),
        ([1, 2, 1], [[[0.4], [-0.3]], [[-0.4, 0.3]]], []),
        ([1, 1, 1], [[[0.01]], [[0.02]]], []),
    ):
        depth = len(layers) - 1
        yield Problem(
            f"linear chain {'-'.join(map(str, layers))} from {weights[0][0][0]:g}, "
            f"{weights[-1][0][0]:.9g}",
            tables(
                {"inputs": [[1]], "targets": [[1]]}, layers, ["identity"] * depth,
                biases=False, weights=weights, training_frozen=frozen,
            ),
            frozenset({"chain"}),
        )  # fmt: skip
    generator = np.random.default_rng([16])
    x = generator.normal(size=(10, 3))
    y = x @ generator.normal(size=(3, 3))
    for scale in (0.001, 1.0):
        yield Problem(
            f"deep linear, scale {scale:g}",
            tables(
                literal(x, y), [3, 3, 3, 3], ["identity"] * 3, biases=False,
                init_scale=scale, seed=1,
            ),
            frozenset({"chain", "network"}),
        )  # fmt: skip
