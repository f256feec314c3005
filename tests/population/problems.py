"""The problems of the population: tables of presets, made with fixed seeds.

A family is one set of points, one network and one loss; situations of it differ in rate, optimizer,
batch and passes. A family belongs as a whole to the half that may be tuned on, or to the other.
"""

from collections.abc import Callable, Iterator
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


def problems() -> list[Problem]:
    """All of them, in a fixed order."""
    made: list[Problem] = []
    for make in MAKERS:
        made += make()
    names = [problem.name for problem in made]
    assert len(set(names)) == len(names), "two problems have one name"
    return made


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
    return {"inputs": _rounded(inputs), "targets": _rounded(targets)}


def _rounded(rows: Any) -> list[list[float]]:
    return [[float(f"{value:.6g}") for value in row] for row in np.asarray(rows, dtype=float)]


def _lines() -> Iterator[Problem]:
    """One input, one weight and a bias: near 0, far from 0, wide, narrow."""
    for seed, (low, high, slope, noise, count) in enumerate(
        [
            (-1.0, 1.0, 2.0, 0.0, 8), (-1.0, 1.0, 2.0, 0.3, 12), (0.0, 1.0, -3.0, 0.1, 10),
            (0.0, 10.0, 0.5, 0.2, 11), (5.0, 15.0, 1.0, 0.5, 10), (20.0, 30.0, -0.4, 0.0, 8),
            (50.0, 90.0, 3.0, 4.0, 12), (100.0, 300.0, 0.5, 0.0, 5), (1990.0, 2020.0, 0.1, 0.2, 9),
            (-0.01, 0.01, 40.0, 0.0, 8), (0.001, 0.009, 100.0, 0.02, 9), (-3.0, 4.0, 1.5, 1.0, 20),
        ]
    ):  # fmt: skip
        generator = np.random.default_rng([7, seed])
        x = np.linspace(low, high, count)[:, None]
        y = slope * x + 1.0 + noise * generator.normal(size=x.shape)
        far = abs(low + high) > 1.5 * (high - low)
        traits = {"linear", "line"} | ({"unscaled"} if far or high > 8 else set())
        traits |= {"exact"} if noise == 0.0 else {"noise"}
        loss = ("mse", "half_squared_error", "squared_error")[seed % 3]
        yield Problem(
            f"line from {low:g} to {high:g}, slope {slope:g}, noise {noise:g}",
            tables(literal(x, y), [1, 1], ["identity"], loss, init="zeros"),
            frozenset(traits),
        )


def _planes() -> Iterator[Problem]:
    """Several inputs of equal or very different sizes, near 0 or far from it."""
    for seed, (scales, offsets, noise) in enumerate(
        [
            ([1.0, 1.0], [0.0, 0.0], 0.0), ([1.0, 10.0], [0.0, 0.0], 0.1),
            ([1.0, 100.0], [0.0, 50.0], 0.1), ([1.0, 1.0, 1.0], [0.0, 0.0, 0.0], 0.2),
            ([0.1, 1.0, 10.0], [0.0, 0.0, 0.0], 0.0), ([1.0, 1000.0], [3.0, 2000.0], 0.5),
            ([1.0, 1.0, 1.0, 1.0], [5.0, 5.0, 5.0, 5.0], 0.1), ([0.02, 30.0], [0.5, 40.0], 0.0),
            ([1.0, 1.0], [30.0, -30.0], 0.3), ([2.0, 0.5, 0.1, 3.0, 1.0], [0.0] * 5, 0.4),
        ]
    ):  # fmt: skip
        generator = np.random.default_rng([8, seed])
        width, count = len(scales), 10 + 2 * seed
        x = np.array(offsets) + np.array(scales) * generator.normal(size=(count, width))
        weights = generator.normal(size=width) / np.array(scales)
        y = (x @ weights)[:, None] + 0.5 + noise * generator.normal(size=(count, 1))
        wild = max(scales) > 5 * min(scales) or max(np.abs(offsets)) > 3
        traits = {"linear", "plane"} | ({"unscaled"} if wild else set())
        traits |= {"exact"} if noise == 0.0 else {"noise"}
        loss = ("mse", "half_squared_error")[seed % 2]
        yield Problem(
            f"plane of {width} inputs, sizes {max(scales) / min(scales):g}, number {seed}",
            tables(literal(x, y), [width, 1], ["identity"], loss, seed=seed),
            frozenset(traits),
        )


def _two_outputs() -> Iterator[Problem]:
    for seed in range(2):
        generator = np.random.default_rng([9, seed])
        x = generator.normal(size=(12, 3))
        y = x @ generator.normal(size=(3, 2)) + 0.1 * seed * generator.normal(size=(12, 2))
        loss = ("mse", "squared_error")[seed]
        yield Problem(
            f"two outputs, number {seed}",
            tables(literal(x, y), [3, 2], ["identity"], loss, seed=seed),
            frozenset({"linear", "exact" if seed == 0 else "noise"}),
        )


def _single_weights() -> Iterator[Problem]:
    """One weight, one point: parabolas of known curvature."""
    for x, y, start in ((1.0, 4.0, 10.0), (3.0, 10.0, 2.0), (0.05, 1.0, 0.0), (40.0, 3.0, 1.0)):
        yield Problem(
            f"one weight, input {x:g}",
            tables(
                {"inputs": [[x]], "targets": [[y]]}, [1, 1], ["identity"], "squared_error",
                biases=False, weights=[[[start]]],
            ),
            frozenset({"linear", "parabola", "exact"}),
        )  # fmt: skip


def _corners() -> Iterator[Problem]:
    """mae and huber, on lines with outliers and on small networks."""
    for seed, (loss, far) in enumerate(
        [("mae", 1.0), ("mae", 5.0), ("huber", 1.0), ("huber", 8.0), ("huber", 0.2)]
    ):
        generator = np.random.default_rng([10, seed])
        x = np.linspace(-1.0, 1.0, 11)[:, None] + 0.3 * seed
        y = 1.5 * x - 0.5 + 0.1 * generator.normal(size=x.shape)
        y[2] += far
        yield Problem(
            f"{loss} line, outlier {far:g}",
            tables(literal(x, y), [1, 1], ["identity"], loss, init="zeros"),
            frozenset({"linear", "corner", "noise"}),
        )
    for seed, (loss, bend) in enumerate([("mae", "tanh"), ("huber", "relu"), ("huber", "tanh")]):
        yield Problem(
            f"{loss} sine with {bend}",
            tables(
                {"generator": "sine", "samples": 20, "noise": 0.1, "seed": seed},
                [1, 5, 1], [bend, "identity"], loss, seed=seed,
            ),
            frozenset({"network", "corner"} | ({"relu"} if bend == "relu" else set())),
        )  # fmt: skip


def _classes() -> Iterator[Problem]:
    """One layer for classes: separable, overlapping, unscaled; sigmoid and softmax."""
    for seed, noise in enumerate((0.0, 0.1, 0.3, 0.6)):
        yield Problem(
            f"gaussians, noise {noise:g}",
            tables(
                {"generator": "gaussians", "samples": 40, "noise": noise, "seed": seed},
                [2, 1], ["sigmoid"], "bce", init="zeros",
            ),
            frozenset({"classes", "separable" if noise <= 0.1 else "overlapping"}),
        )  # fmt: skip
    for seed, (offset, size) in enumerate(((0.0, 1.0), (20.0, 4.0), (0.0, 0.1))):
        generator = np.random.default_rng([11, seed])
        labels = np.arange(16) % 2
        x = offset + size * (labels[:, None] * 1.5 + generator.normal(size=(16, 1)))
        traits = {"classes", "overlapping"} | ({"unscaled"} if offset else set())
        yield Problem(
            f"one input, two classes, around {offset:g}, size {size:g}",
            tables(literal(x, labels[:, None]), [1, 1], ["sigmoid"], "bce", init="zeros"),
            frozenset(traits),
        )
    for seed, spread in enumerate((0.2, 1.0, 1.6)):
        generator = np.random.default_rng([12, seed])
        labels = np.arange(24) % 3
        centers = np.array([[0.0, 1.5], [1.3, -0.8], [-1.3, -0.8]])
        x = centers[labels] + spread * generator.normal(size=(24, 2))
        yield Problem(
            f"three classes, spread {spread:g}",
            tables(literal(x, np.eye(3)[labels]), [2, 3], ["softmax"], "cross_entropy", seed=seed),
            frozenset({"classes", "softmax", "separable" if spread < 0.5 else "overlapping"}),
        )
    points = [[-2.0], [-1.0], [1.0], [2.0]]
    yield Problem(
        "four points, two classes",
        tables(literal(points, [[0], [0], [1], [1]]), [1, 1], ["sigmoid"], "bce", init="zeros"),
        frozenset({"classes", "separable"}),
    )
    yield Problem(
        "two classes by squared error",
        tables(literal(points, [[0], [0], [1], [1]]), [1, 1], ["sigmoid"], "mse", seed=3),
        frozenset({"classes", "separable"}),
    )


def _networks() -> Iterator[Problem]:
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


def _traits(bend: str) -> frozenset[str]:
    return frozenset({"network"} | ({"relu"} if bend == "relu" else set()))


def _sick_networks() -> Iterator[Problem]:
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
                weights=[_rounded(first), _rounded(outgoing)],
                bias_values=[_rounded(bias[None, :])[0], [0.0]],
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


def _saddles() -> Iterator[Problem]:
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


def _underfitting() -> Iterator[Problem]:
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


def _frozen() -> Iterator[Problem]:
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


def _surfaces() -> Iterator[Problem]:
    places: list[tuple[str, list[float], float]] = [
        ("bowl", [3.0, -2.0], 1.0), ("ravine", [-5.0, -2.0], 5.0), ("ravine", [4.0, 1.0], 100.0),
        ("ravine", [-3.0, 0.5], 1000.0), ("ravine", [2.0, 2.0], 1e5), ("saddle", [-4.0, 0.0], 1.0),
        ("saddle", [2.0, 1e-6], 1.0), ("saddle", [1.0, 0.3], 1.0), ("saddle", [3.0, 1e-12], 1.0),
        ("double_well", [0.5], 1.0), ("double_well", [-2.4], 1.0), ("double_well", [0.1522], 1.0),
        ("double_well", [2.0], 1.0), ("plateau", [3.0, 1.0], 1.0), ("plateau", [6.0, 2.0], 1.0),
        ("plateau", [1.5, 0.5], 1.0), ("plateau", [4.0, 3.0], 1.0),
        ("rosenbrock", [-1.2, 1.0], 1.0),
        ("rosenbrock", [0.5, 0.5], 1.0), ("rosenbrock", [1.5, 2.0], 1.0),
        ("himmelblau", [1.0, 1.0], 1.0),
        ("himmelblau", [-4.0, 0.0], 1.0), ("himmelblau", [-0.27, -0.92], 1.0),
        ("beale", [1.0, 1.0], 1.0),
        ("beale", [-2.0, 1.0], 1.0), ("beale", [2.5, 0.3], 1.0),
    ]  # fmt: skip
    for name, start, condition in places:
        yield Problem(
            f"{name} from {', '.join(f'{value:g}' for value in start)}, condition {condition:g}",
            {
                "format": 1,
                "title": "a situation",
                "surface": {"name": name, "start": start, "condition": condition},
                "training": {"learning_rate": 0.01},
            },
            frozenset({"surface", name}),
        )


def _batched() -> Iterator[Problem]:
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


def _shipped() -> Iterator[Problem]:
    from tui_descent.presets import names

    for name in names():
        yield Problem(name, {"shipped": name}, frozenset({"shipped"}))


def _cases() -> Iterator[Problem]:
    """Problems on which the verdict once said what was not so."""
    inputs = [[100.0], [150.0], [200.0], [250.0], [300.0]]
    yield Problem(
        "case: far from zero",
        tables(
            literal(inputs, [[150.0], [175.0], [200.0], [225.0], [250.0]]), [1, 1], ["identity"],
            "half_squared_error", 0.00001, init="zeros",
        ),
        frozenset({"case"}),
    )  # fmt: skip
    yield Problem(
        "case: xor, small initial weights",
        tables(
            literal(XOR, XOR_TARGETS), [2, 5, 1], ["sigmoid", "sigmoid"], "bce", 0.1,
            init="normal", init_scale=0.01, seed=1,
        ),
        frozenset({"case"}),
    )  # fmt: skip
    x = np.arange(11.0)[:, None] * 0.05
    yield Problem(
        "case: flat valley",
        tables(literal(x, 2.0 * x), [1, 3, 1], ["sigmoid", "sigmoid"], "mse", 0.5, seed=0),
        frozenset({"case"}),
    )
    x = np.arange(200.0)[:, None]
    yield Problem(
        "case: limit of the batches",
        tables(literal(x, 2.0 * x), [1, 1], ["identity"], "mse", 0.00007, training_batch_size=1),
        frozenset({"case"}),
    )
    yield Problem(
        "case: a velocity through the bottom",
        tables(
            {"inputs": [[1.0]], "targets": [[4.0]]}, [1, 1], ["identity"], "squared_error", 0.2,
            biases=False, weights=[[[10.0]]],
            training_optimizer={"name": "momentum", "momentum": 0.9},
        ),
        frozenset({"case"}),
    )  # fmt: skip


MAKERS: tuple[Callable[[], Iterator[Problem]], ...] = (
    _lines, _planes, _two_outputs, _single_weights, _corners, _classes, _networks,
    _sick_networks, _saddles, _underfitting, _frozen, _surfaces, _batched, _shipped, _cases,
)  # fmt: skip
