"""Problems with hidden layers, and those that come in batches."""

from collections.abc import Iterator

import numpy as np

from tests.population.problem import XOR, XOR_TARGETS, Problem, literal, tables


def networks() -> Iterator[Problem]:
    """Small networks of every activation, on every kind of made data."""
    bends = ("tanh", "sigmoid", "relu", "leaky_relu", "elu", "softplus", "gelu", "sin")
    for seed, bend in enumerate(bends):
        yield Problem(
            f"xor, 2-4-1 {bend}",
            tables(
                literal(XOR, XOR_TARGETS), [2, 4, 1], [bend, "identity"], "mse",
                init="he_normal" if "relu" in bend else "glorot_uniform", seed=seed,
            ),
            _traits(bend),
        )  # fmt: skip
        yield Problem(
            f"sine, 1-6-1 {bend}",
            tables(
                {"generator": "sine", "samples": 20, "noise": 0.05 * (seed % 3), "seed": seed},
                [1, 6, 1], [bend, "identity"], ("mse", "half_squared_error")[seed % 2],
                init="normal", seed=seed,
            ),
            _traits(bend),
        )  # fmt: skip
    for seed, (data, layers, activations) in enumerate(
        [
            ("circle", [2, 4, 1], ["tanh", "sigmoid"]), ("circle", [2, 8, 1], ["relu", "sigmoid"]),
            ("xor", [2, 4, 1], ["tanh", "sigmoid"]),
            ("xor", [2, 6, 4, 1], ["relu", "tanh", "sigmoid"]),
            ("moons", [2, 6, 1], ["tanh", "sigmoid"]),
            ("moons", [2, 5, 5, 1], ["relu", "relu", "sigmoid"]),
            ("spiral", [2, 8, 8, 1], ["tanh", "tanh", "sigmoid"]),
            ("gaussians", [2, 3, 1], ["gelu", "sigmoid"]),
            ("circle", [2, 3, 1], ["sigmoid", "sigmoid"]), ("moons", [2, 4, 1], ["elu", "sigmoid"]),
        ]
    ):  # fmt: skip
        yield Problem(
            f"{data}, {'-'.join(map(str, layers))} {activations[0]}, bce",
            tables(
                {"generator": data, "samples": 40, "noise": 0.05, "seed": seed},
                layers, activations, "bce", seed=seed,
            ),
            _traits(activations[0]) | {"classes"},
        )  # fmt: skip
    for seed, (layers, bend) in enumerate(
        [
            ([1, 8, 1], "tanh"),
            ([1, 4, 4, 1], "tanh"),
            ([1, 3, 3, 3, 1], "gelu"),
            ([1, 10, 1], "relu"),
        ]
    ):
        x = np.linspace(-1.0, 1.0, 15)[:, None]
        name = ("|x|", "x²", "x³", "a step")[seed]
        y = (np.abs(x), x * x, x**3, 1.0 * (x > 0))[seed]
        yield Problem(
            f"{name}, {'-'.join(map(str, layers))} {bend}",
            tables(literal(x, y), layers, [bend] * (len(layers) - 2) + ["identity"], seed=seed),
            _traits(bend),
        )
    for seed, (data, width) in enumerate([("xor", 5), ("circle", 4), ("moons", 6)]):
        generator = np.random.default_rng([13, seed])
        del generator
        yield Problem(
            f"{data}, 2-{width}-1 by squared error",
            tables(
                {"generator": data, "samples": 30, "noise": 0.0, "seed": 5 + seed},
                [2, width, 1], ["tanh", "sigmoid"], "mse", seed=seed,
            ),
            _traits("tanh"),
        )  # fmt: skip
    generator = np.random.default_rng([14, 0])
    labels = np.arange(18) % 3
    x = np.stack([np.cos(labels * 2.1), np.sin(labels * 2.1)], 1) + 0.4 * generator.normal(
        size=(18, 2)
    )
    yield Problem(
        "three classes, 2-5-3 tanh",
        tables(literal(x, np.eye(3)[labels]), [2, 5, 3], ["tanh", "softmax"], "cross_entropy"),
        _traits("tanh") | {"classes", "softmax"},
    )
    for seed, (low, high) in enumerate(((10.0, 20.0), (0.0, 100.0), (-0.02, 0.02))):
        x = np.linspace(low, high, 16)[:, None]
        y = np.sin(2.0 * np.pi * (x - low) / (high - low))
        yield Problem(
            f"a wave from {low:g} to {high:g}, 1-6-1 tanh",
            tables(literal(x, y), [1, 6, 1], ["tanh", "identity"], "mse", seed=seed),
            _traits("tanh") | {"unscaled"},
        )
    for seed, size in enumerate((100.0, 0.001)):
        x = np.linspace(-1.0, 1.0, 12)[:, None]
        yield Problem(
            f"targets of size {size:g}, 1-4-1 tanh",
            tables(literal(x, size * (x * x - 0.3)), [1, 4, 1], ["tanh", "identity"], seed=seed),
            _traits("tanh"),
        )


def underfitting() -> Iterator[Problem]:
    """Networks that have no more to give, and those that can know every point by heart."""
    yield Problem(
        "a line on xor",
        tables(literal(XOR, XOR_TARGETS), [2, 1], ["identity"], seed=2),
        frozenset({"underfitting", "linear", "noise"}),
    )
    yield Problem(
        "a sigmoid on xor",
        tables(literal(XOR, XOR_TARGETS), [2, 1], ["sigmoid"], "bce", seed=2),
        frozenset({"underfitting", "classes"}),
    )
    yield Problem(
        "a softmax on xor",
        tables(
            literal(XOR, [[1, 0], [0, 1], [0, 1], [1, 0]]), [2, 2], ["softmax"], "cross_entropy",
            seed=2,
        ),
        frozenset({"underfitting", "classes", "softmax"}),
    )  # fmt: skip
    x = np.linspace(-1.0, 1.0, 12)[:, None]
    yield Problem(
        "a line on a parabola",
        tables(literal(x, x * x), [1, 1], ["identity"], seed=1),
        frozenset({"underfitting", "linear", "noise"}),
    )
    for seed, (layers, bend) in enumerate(
        [([1, 1, 1], "tanh"), ([1, 2, 1], "tanh"), ([1, 1, 1], "relu")]
    ):
        yield Problem(
            f"{'-'.join(map(str, layers))} {bend} on a wave",
            tables(
                literal(x, np.sin(4.0 * x)), layers, [bend, "identity"], seed=seed + 3,
            ),
            frozenset({"underfitting", "network"} | ({"relu"} if bend == "relu" else set())),
        )  # fmt: skip
    y = 0.5 * x + 0.8 * np.random.default_rng([17]).normal(size=x.shape)
    yield Problem(
        "noise, 1-3-1 tanh",
        tables(literal(x, y), [1, 3, 1], ["tanh", "identity"], seed=6),
        frozenset({"underfitting", "network"}),
    )
    for seed, (count, width, bend) in enumerate([(3, 8, "tanh"), (5, 12, "relu"), (4, 10, "gelu")]):
        generator = np.random.default_rng([18, seed])
        yield Problem(
            f"{count} points by heart, {width} {bend}",
            tables(
                literal(generator.normal(size=(count, 2)), generator.normal(size=(count, 1))),
                [2, width, 1], [bend, "identity"], seed=seed,
            ),
            frozenset({"network", "fits"} | ({"relu"} if bend == "relu" else set())),
        )  # fmt: skip
    yield Problem(
        "wide and linear, two points",
        tables(literal([[1, 2, 3], [0, 1, -1]], [[1], [2]]), [3, 1], ["identity"], seed=1),
        frozenset({"linear", "exact", "fits"}),
    )


def frozen() -> Iterator[Problem]:
    x = np.linspace(0.0, 2.0, 9)[:, None]
    yield Problem(
        "a line, its bias frozen",
        tables(literal(x, 2.0 * x + 1.0), [1, 1], ["identity"], training_frozen=["b1"], seed=1),
        frozenset({"frozen", "linear", "noise"}),
    )
    yield Problem(
        "far inputs, the weight frozen",
        tables(
            literal(x + 50.0, 2.0 * x + 1.0), [1, 1], ["identity"], training_frozen=["W1"], seed=1
        ),
        frozenset({"frozen", "linear", "noise"}),
    )
    for frozen in (["W1", "b1"], ["W2", "b2"], ["b1", "b2"]):
        yield Problem(
            f"sine with {' and '.join(frozen)} frozen",
            tables(
                {"generator": "sine", "samples": 16, "noise": 0.05, "seed": 3},
                [1, 5, 1], ["tanh", "identity"], seed=3, training_frozen=frozen,
            ),
            frozenset({"frozen", "network"}),
        )  # fmt: skip


def batched() -> Iterator[Problem]:
    """Points in batches; without noise there is one point where every batch has slope 0."""
    for seed, (count, noise, low, high, width) in enumerate(
        [
            (20, 0.0, -1.0, 1.0, 1), (40, 0.3, -1.0, 1.0, 1), (30, 0.1, 0.0, 4.0, 1),
            (24, 1.0, -2.0, 2.0, 2), (16, 0.0, 0.0, 10.0, 1), (50, 0.5, -1.0, 1.0, 3),
        ]
    ):  # fmt: skip
        generator = np.random.default_rng([19, seed])
        x = generator.uniform(low, high, (count, width))
        y = x.sum(axis=1, keepdims=True) + 1.0 + noise * generator.normal(size=(count, 1))
        yield Problem(
            f"batches of {count} points, noise {noise:g}, number {seed}",
            tables(
                literal(x, y), [width, 1], ["identity"], seed=seed, training_shuffle=seed % 2 == 1
            ),
            frozenset({"batched", "linear"}),
        )
    for seed, (data, layers, activations, loss) in enumerate(
        [
            ("circle", [2, 6, 1], ["tanh", "sigmoid"], "bce"),
            ("sine", [1, 8, 1], ["tanh", "identity"], "mse"),
            ("moons", [2, 8, 1], ["relu", "sigmoid"], "bce"),
            ("gaussians", [2, 1], ["sigmoid"], "bce"),
            ("plane", [2, 4, 1], ["relu", "identity"], "mse"),
        ]
    ):  # fmt: skip
        yield Problem(
            f"batches of {data}, {'-'.join(map(str, layers))}",
            tables(
                {"generator": data, "samples": 40, "noise": 0.1, "seed": 9},
                layers, activations, loss, seed=seed, training_shuffle=seed % 2 == 0,
            ),
            frozenset({"batched", "network"}),
        )  # fmt: skip


def _traits(bend: str) -> frozenset[str]:
    return frozenset({"network"} | ({"relu"} if bend == "relu" else set()))
