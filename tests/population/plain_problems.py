"""Problems of one layer: lines, planes, parabolas, corners, classes."""

from collections.abc import Iterator

import numpy as np

from tests.population.problem import Problem, literal, tables


def lines() -> Iterator[Problem]:
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


def planes() -> Iterator[Problem]:
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


def two_outputs() -> Iterator[Problem]:
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


def single_weights() -> Iterator[Problem]:
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


def corners() -> Iterator[Problem]:
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


def classes() -> Iterator[Problem]:
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
