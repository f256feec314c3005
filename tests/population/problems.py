"""All problems of the population, made with fixed seeds."""

from collections.abc import Callable, Iterator

import numpy as np

from tests.population import network_problems, plain_problems, sick_problems
from tests.population.problem import XOR, XOR_TARGETS, Problem, literal, tables
from tui_descent.presets import names as shipped_names


def problems() -> list[Problem]:
    """All of them, in a fixed order."""
    made: list[Problem] = []
    for make in MAKERS:
        made += make()
    names = [problem.name for problem in made]
    assert len(set(names)) == len(names), "two problems have one name"
    return made


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


def _shipped() -> Iterator[Problem]:
    for name in shipped_names():
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
    plain_problems.lines,
    plain_problems.planes,
    plain_problems.two_outputs,
    plain_problems.single_weights,
    plain_problems.corners,
    plain_problems.classes,
    network_problems.networks,
    sick_problems.sick_networks,
    sick_problems.saddles,
    network_problems.underfitting,
    network_problems.frozen,
    _surfaces,
    network_problems.batched,
    _shipped,
    _cases,
)
