"""Converged: beside minima that are known by other means, and never where it is none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from tui_descent.analysis.convergence import CONVERGED, Ending
from tui_descent.engine.descent import State
from tui_descent.presets import load
from tui_descent.presets.building import build
from tui_descent.presets.format import PresetFile
from tui_descent.presets.preset import Preset

MOST = 20_000
SAMPLES = 30


def tables(seed: int, **training: Any) -> dict[str, Any]:
    """Random points for one layer with one output."""
    draw = np.random.default_rng([seed, 21])
    inputs = int(draw.integers(1, 6))
    x = draw.normal(size=(SAMPLES, inputs))
    loss = training.get("loss", "mse")
    y = x @ draw.normal(size=inputs) + draw.normal(size=SAMPLES)
    targets = (y > 0.0).astype(float) if loss == "bce" else y
    return {
        "format": 1,
        "title": f"known {seed}",
        "data": {"inputs": x.tolist(), "targets": targets.tolist()},
        "network": {
            "layers": [inputs, 1],
            "activations": ["sigmoid" if loss == "bce" else "identity"],
            "seed": seed,
        },
        "training": {"learning_rate": 0.1, **training},
    }


def made(given: dict[str, Any]) -> Preset:
    return build(Path("known.toml"), msgspec.convert(given, PresetFile))


def least_squares(given: dict[str, Any]) -> float:
    """The lowest loss of a linear layer, with an l2 penalty on its weights, in closed form."""
    x, y = np.array(given["data"]["inputs"]), np.array(given["data"]["targets"])
    ones = np.hstack([x, np.ones((len(x), 1))])
    ridge = given["training"].get("l2", 0.0) * np.diag([1.0] * x.shape[1] + [0.0])
    w = np.linalg.solve(2.0 / len(x) * ones.T @ ones + ridge, 2.0 / len(x) * ones.T @ y)
    return float(np.mean((ones @ w - y) ** 2) + 0.5 * w @ ridge @ w)


def logistic(given: dict[str, Any]) -> float:
    """The same of a sigmoid with bce, by Newton's method."""
    x, y = np.array(given["data"]["inputs"]), np.array(given["data"]["targets"])
    ones = np.hstack([x, np.ones((len(x), 1))])
    ridge = given["training"]["l2"] * np.diag([1.0] * x.shape[1] + [0.0])
    w = np.zeros(ones.shape[1])
    for _ in range(60):
        p = 1.0 / (1.0 + np.exp(-ones @ w))
        slope = ones.T @ (p - y) / len(x) + ridge @ w
        bend = (ones.T * (p * (1.0 - p))) @ ones / len(x) + ridge
        w = w - np.linalg.solve(bend, slope)
    p = 1.0 / (1.0 + np.exp(-ones @ w))
    return float(-np.mean(np.where(y > 0.5, np.log(p), np.log1p(-p))) + 0.5 * w @ ridge @ w)


def ended(preset: Preset, most: int = MOST, rate: float | None = None) -> tuple[str, State, float]:
    """Why it ends, where, and the loss of pass 0."""
    descent = preset.descent()
    rate = preset.learning_rate if rate is None else rate
    state = descent.start(preset.initial_parameters(), preset.optimizer, rate)
    ending, first, before = Ending(descent, [state], None, True), descent.loss(state), None
    for _ in range(most):
        before, state = state, descent.advance(state)
        if ending.why(state, before):
            return CONVERGED, state, first
        if not state.finite:
            return "diverged", state, first
    return "passes", state, first


KNOWN: list[tuple[dict[str, Any], Callable[[dict[str, Any]], float]]] = [
    *((tables(seed), least_squares) for seed in range(10)),
    *((tables(seed, l2=0.3), least_squares) for seed in range(10, 18)),
    *((tables(seed, optimizer="momentum", learning_rate=0.05), least_squares)
      for seed in range(18, 24)),
    *((tables(seed, optimizer="adam", learning_rate=0.02), least_squares)
      for seed in range(24, 28)),
    *((tables(seed, loss="bce", l2=0.05, learning_rate=0.5), logistic) for seed in range(28, 36)),
    *((tables(seed, loss="bce", l2=0.2, optimizer="nesterov"), logistic)
      for seed in range(36, 40)),
]  # fmt: skip


@pytest.mark.parametrize("place", range(len(KNOWN)))
def test_it_stops_within_a_hundredth_of_the_known_minimum(place: int) -> None:
    given, lowest = KNOWN[place]
    preset = made(given)
    why, state, _ = ended(preset)
    assert why == CONVERGED
    known = lowest(given)
    assert known <= preset.descent().loss(state) <= 1.01 * known


@pytest.mark.parametrize("name", ["bowl", "ravine", "rosenbrock", "himmelblau", "one-weight"])
def test_where_the_lowest_loss_is_0_next_to_nothing_is_left(name: str) -> None:
    preset = load(name)
    why, state, first = ended(preset, 100_000)
    assert why == CONVERGED
    assert preset.descent().loss(state) <= 1e-5 * first


@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_the_units_of_the_loss_do_not_count(factor: float) -> None:
    given = tables(3)
    scaled = tables(3)
    root = factor**0.5
    scaled["data"]["targets"] = [root * y for y in given["data"]["targets"]]
    zero = {"init": "zeros"}
    given["network"] |= zero
    scaled["network"] |= zero
    one, other = ended(made(given)), ended(made(scaled))
    assert one[0] == other[0] == CONVERGED
    assert one[1].passes == other[1].passes


@pytest.mark.parametrize(
    ("name", "passes"),
    [("saddle", 3000), ("saddle-network", 3000), ("zero-weights", 3000), ("dead-relu", 3000)],
)
def test_it_never_stops_where_it_only_stands_still(name: str, passes: int) -> None:
    assert ended(load(name), passes)[0] != CONVERGED


def test_on_the_plateau_it_goes_on() -> None:
    preset = load("plateau")
    why, state, first = ended(preset, 100_000)
    assert why == CONVERGED
    assert preset.descent().loss(state) < 1e-6 * first


def test_at_the_learning_rates_limit_it_does_not_converge() -> None:
    assert ended(load("ravine"), 500, 0.5)[0] == "passes"
    assert ended(load("ravine"), 2000, 0.6)[0] == "diverged"
