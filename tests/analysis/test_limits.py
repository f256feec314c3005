"""Limits on both sides: just below one nothing grows, just above it the steps do."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from tests.engine.problems import objective, random_parameters
from tui_descent.analysis.hessian import hessian
from tui_descent.analysis.limits import Limit, ground_here, limit_on
from tui_descent.data.surfaces import make_surface
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.optimizers import (
    OPTIMIZERS,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
)
from tui_descent.presets import Preset, load
from tui_descent.presets.building import build
from tui_descent.presets.format import PresetFile
from tui_descent.presets.variation import vary

RULES = [make() for make in OPTIMIZERS.values()]
VELOCITIES = [GradientDescent(), Momentum(0.5), Momentum(0.9), Nesterov(0.5), Nesterov(0.9)]


def limit_at(descent: Descent, state: State) -> Limit | None:
    return limit_on(descent, state, ground_here(descent, state))


def line(inputs: list[list[float]], batch_size: int, shuffle: bool, **network: Any) -> Preset:
    """A straight line through points that lie on one, a batch at a time."""
    weights = np.arange(1.0, len(inputs[0]) + 1.0)
    tables = {
        "format": 1,
        "title": "line",
        "data": {"inputs": inputs, "targets": [[float(row @ weights)] for row in np.array(inputs)]},
        "network": {"layers": [len(inputs[0]), 1], "activations": ["identity"], **network},
        "training": {
            "loss": "mse",
            "learning_rate": 0.1,
            "batch_size": batch_size,
            "shuffle": shuffle,
        },
    }
    return build(Path("line.toml"), msgspec.convert(tables, PresetFile))


@pytest.mark.parametrize("optimizer", VELOCITIES, ids=str)
@pytest.mark.parametrize("condition", [1.5, 20.0, 300.0])
def test_on_a_parabola_the_limit_holds_on_both_sides(
    optimizer: Optimizer, condition: float
) -> None:
    descent = Descent(make_surface("ravine", condition))
    start = descent.start(np.array([1.0, 1.0]), optimizer, 0.1)
    limit = limit_at(descent, start)
    assert limit is not None
    for factor, grows in ((0.93, False), (1.15, True)):
        state = start._replace(learning_rate=factor * limit.rate)
        for _ in range(400):
            state = descent.advance(state)
        assert (not abs(state.theta[1]) < 10.0) is grows, factor


@pytest.mark.parametrize("optimizer", RULES, ids=lambda one: one.name)
@pytest.mark.parametrize("seed", range(5))
def test_the_limit_is_that_of_the_linearised_rule(optimizer: Optimizer, seed: int) -> None:
    """With its scale held, a rule is a linear map of distances; at its limit that map's
    spectral radius is 1 (Cohen et al. 2022)."""
    problem = objective((2, 3, 1), ("tanh", "identity"), seed=seed)
    descent = Descent(problem)
    state = descent.start(random_parameters(problem, seed), optimizer, 0.01)
    for _ in range(3):
        state = descent.advance(state)
    limit = limit_at(descent, state)
    assert limit is not None
    scale = optimizer.scale(state.gradient, state.optimizer_state)
    root = np.ones(len(state.theta)) if scale is None else 1.0 / np.sqrt(scale)
    values = np.linalg.eigvalsh(root[:, None] * hessian(problem, state.theta).whole() * root)
    radii = [
        _radius(optimizer, factor * limit.rate, float(values[-1])) for factor in (0.999, 1.001)
    ]
    assert radii[0] < 1.0 < radii[1]


def _radius(optimizer: Optimizer, rate: float, bend: float) -> float:
    """The spectral radius of (distance, velocity) → (distance, velocity) along one direction."""
    slope = np.array([bend, 0.0])  # g as a row over (x, v)
    if isinstance(optimizer, Momentum | Nesterov):
        mu = optimizer.momentum
        velocity = mu * np.array([0.0, 1.0]) + slope
        step = velocity if isinstance(optimizer, Momentum) else slope + mu * velocity
    elif isinstance(optimizer, Adam | AdamW):
        velocity = optimizer.beta1 * np.array([0.0, 1.0]) + (1.0 - optimizer.beta1) * slope
        decay = optimizer.weight_decay if isinstance(optimizer, AdamW) else 0.0
        step = velocity + decay * np.array([1.0, 0.0])
    else:
        velocity, step = np.zeros(2), slope
    matrix = np.array([np.array([1.0, 0.0]) - rate * step, velocity])
    return float(np.abs(np.linalg.eigvals(matrix)).max())


@pytest.mark.parametrize("rate", [0.01, 0.1])
def test_an_adaptive_rule_is_measured_in_its_own_scale(rate: float) -> None:
    """λ of the loss itself would give the same limit at every scale; Adam's own moves."""
    descent = Descent(make_surface("ravine"))
    near = descent.start(np.array([0.01, 0.01]), Adam(), rate)
    far = descent.start(np.array([1.0, 1.0]), Adam(), rate)
    close, away = limit_at(descent, near), limit_at(descent, far)
    assert close is not None
    assert away is not None
    assert away.rate == pytest.approx(100.0 * close.rate, rel=1e-3)


def test_what_is_frozen_sets_no_limit() -> None:
    descent = Descent(make_surface("ravine"), frozen=(1,))
    limit = limit_at(descent, descent.start(np.array([1.0, 1.0]), GradientDescent(), 0.1))
    assert limit is not None
    assert limit.rate == pytest.approx(10.0)


def test_a_place_that_curves_up_nowhere_has_no_limit() -> None:
    descent = Descent(make_surface("double_well"))
    for optimizer in RULES:
        state = descent.start(np.array([0.1]), optimizer, 0.1)
        assert limit_at(descent, state) is None


def grown(descent: Descent, start: State, rate: float, epochs: int) -> float:
    """The loss after some epochs, over that of the start."""
    state = start._replace(learning_rate=rate)
    for _ in range(epochs * descent.objective.passes_per_epoch):
        state = descent.advance(state)
    return descent.loss(state) / descent.loss(start)


def points(kind: str) -> list[list[float]]:
    draw = np.random.default_rng(3)
    if kind == "counted":
        return [[float(x)] for x in range(40)]
    if kind == "even":
        return draw.normal(size=(24, 2)).tolist()  # type: ignore[no-any-return]
    return (draw.normal(size=(24, 2)) * [1.0, 6.0] + [2.0, 0.0]).tolist()  # type: ignore[no-any-return]


def stretch(preset: Preset, rate: float) -> tuple[float, float]:
    """By how much an epoch, and the worst beginning or end of one, stretches a distance.

    The points lie on a line, so θ* is known, and an epoch maps θ − θ* linearly: the columns of
    that map are where it leads each unit distance.
    """
    descent = Descent(preset.objective)
    count, passes = preset.objective.parameter_count, preset.objective.passes_per_epoch
    best = np.append(np.arange(1.0, count), 0.0)
    part = np.zeros((passes + 1, passes + 1, count, count))
    for first in range(passes):
        for column in range(count):
            here = np.array(best)
            here[column] += 1.0
            state = descent.start(here, GradientDescent(), rate)._replace(passes=first)
            state = descent.moved(state, here)
            for last in range(first + 1, passes + 1):
                state = descent.advance(state)
                part[first, last, :, column] = state.theta - best
    norms = np.linalg.norm(part, ord=2, axis=(2, 3))
    return float(norms[0, passes]), float(max(norms[0].max(), norms[:, passes].max()))


@pytest.mark.parametrize("kind", ["counted", "even", "uneven"])
@pytest.mark.parametrize("size", [1, 4])
def test_an_epoch_of_batches_has_its_limit_on_both_sides(kind: str, size: int) -> None:
    """Below it no distance grows over an epoch, nor thrice on the way; above it one does."""
    preset = line(points(kind), size, shuffle=False)
    descent = Descent(preset.objective)
    start = descent.start(preset.initial_parameters(), GradientDescent(), 0.1)
    limit = limit_at(descent, start)
    assert limit is not None
    assert limit.epoch
    whole, worst = stretch(preset, 0.98 * limit.rate)
    assert whole <= 1.0 + 1e-9
    assert worst <= 3.0
    whole, worst = stretch(preset, 1.02 * limit.rate)
    assert whole > 1.0 or worst > 3.0
    assert grown(descent, start, 0.93 * limit.rate, 60) < 2.0


@pytest.mark.parametrize("kind", ["counted", "even", "uneven"])
def test_in_any_order_what_is_below_the_limit_does_not_grow(kind: str) -> None:
    preset = line(points(kind), 1, shuffle=True)
    descent = Descent(preset.objective)
    start = descent.start(preset.initial_parameters(), GradientDescent(), 0.1)
    limit = limit_at(descent, start)
    assert limit is not None
    assert grown(descent, start, 0.93 * limit.rate, 60) < 2.0


def test_the_whole_datas_limit_would_be_too_high_for_single_points() -> None:
    """200 points from 0 to 199, one by one: 7e-5 diverges, though all points bear 7.5e-5."""
    preset = line([[float(x)] for x in range(200)], 1, shuffle=False)
    descent = Descent(preset.objective)
    start = descent.start(preset.initial_parameters(), GradientDescent(), 7e-5)
    whole = GradientDescent().stability_limit(ground_here(descent, start).steepest)
    limit = limit_at(descent, start)
    assert whole is not None
    assert limit is not None
    assert whole > 7e-5 > limit.rate
    assert 2.5e-5 < limit.rate < 5.3e-5
    assert not grown(descent, start, 7e-5, 20) < 1.0


def test_where_an_epochs_product_takes_long_the_limit_is_a_safe_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    preset = line(points("even"), 1, shuffle=False)
    descent = Descent(preset.objective)
    start = descent.start(preset.initial_parameters(), GradientDescent(), 0.1)
    exact = limit_at(descent, start)
    monkeypatch.setattr("tui_descent.analysis.limits.PRODUCTS", 1)
    safe = limit_at(descent, start)
    assert exact is not None
    assert safe is not None
    assert safe.safe
    assert not exact.safe
    assert safe.rate <= exact.rate
    assert "to be safe" in str(safe)


def test_a_corner_near_by_does_not_lower_the_limit() -> None:
    """`xor` with ReLU units: differences across a corner made 0.0005 of what is 0.4."""
    relu = vary(load("xor"), activation="relu")
    descent = Descent(relu.objective)
    state = descent.start(relu.initial_parameters(), relu.optimizer, relu.learning_rate)
    rates = []
    for _ in range(200):
        limit = limit_at(descent, state)
        assert limit is not None
        rates.append(limit.rate)
        state = descent.advance(state)
    assert min(rates) > 0.05
