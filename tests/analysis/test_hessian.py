"""Exact second derivatives: against PyTorch's, against formulas, and at corners."""

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from tests.engine.problems import objective, random_parameters
from tui_descent.analysis import hessian as module
from tui_descent.analysis.curvature import ground
from tui_descent.analysis.hessian import batch_gradients, batch_hessians, hessian, hessians
from tui_descent.data.surfaces import SURFACES, make_surface
from tui_descent.engine.batches import Batches
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.penalty import Penalty
from tui_descent.presets import load
from tui_descent.presets.building import build
from tui_descent.presets.format import PresetFile

REFERENCE = Path(__file__).parents[1] / "reference" / "hessians.json"
ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "gelu", "sin")


def reference() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(REFERENCE.read_text("utf-8"))
    return found


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_products_are_the_derivative_of_the_gradient(activation: str) -> None:
    problem = objective((3, 5, 4, 2), (activation, activation, "identity"), samples=6)
    theta = 0.5 * random_parameters(problem)
    direction = random_parameters(problem, 5)
    size = 1e-6
    _, ahead = problem.full_value_and_gradient(theta + size * direction)
    _, behind = problem.full_value_and_gradient(theta - size * direction)
    product = hessian(problem, theta).times(direction[None])[0]
    np.testing.assert_allclose(product, (ahead - behind) / (2.0 * size), rtol=1e-5, atol=1e-7)


def test_the_hessian_of_a_line_is_the_textbooks() -> None:
    """mse of a linear unit: H = 2/n · X·Xᵀ, whatever the weights."""
    problem = objective((3, 1), ("identity",), samples=8, biases=False)
    inputs = problem.data.inputs
    whole = hessian(problem, random_parameters(problem)).whole()
    np.testing.assert_allclose(whole, 2.0 / 8 * inputs @ inputs.T, rtol=1e-14)


@pytest.mark.parametrize("name", SURFACES)
def test_a_surfaces_hessian_is_the_derivative_of_its_gradient(name: str) -> None:
    surface = make_surface(name)
    w = np.array([0.7, -0.4])[: surface.dimensions]
    size = 1e-6
    moved = w + size * np.concatenate([np.eye(len(w)), -np.eye(len(w))])
    _, gradients = surface.full_value_and_gradient(moved)
    differences = (gradients[: len(w)] - gradients[len(w) :]) / (2.0 * size)
    np.testing.assert_allclose(hessian(surface, w).whole(), differences, rtol=1e-6, atol=1e-7)


def test_a_corner_close_by_is_not_crossed() -> None:
    """A ReLU that stands a billionth from its corner is straight: the slope does not jump."""
    problem = objective((1, 1, 1), ("relu", "identity"), samples=1)
    x = float(problem.data.inputs[0, 0])
    theta = np.array([1.0, -x + 1e-9, 1.0, 0.0])
    whole = hessian(problem, theta).whole()
    assert np.abs(whole).max() < 3.0 * max(1.0, x * x)


def test_the_batches_hessians_have_the_whole_as_their_mean() -> None:
    preset = load("mini-batches")
    problem = preset.problem.objective()
    theta = preset.initial_parameters()
    batches = batch_hessians(problem, theta, 0, problem.passes_per_epoch)  # type: ignore[arg-type]
    np.testing.assert_allclose(batches.mean(axis=0), hessian(problem, theta).whole(), rtol=1e-12)


@pytest.mark.parametrize("at_once", [1, 1_000, 1_000_000])
@pytest.mark.parametrize("hidden", ["tanh", "identity"])
def test_several_hessians_are_those_of_each_alone(
    monkeypatch: pytest.MonkeyPatch, hidden: str, at_once: int
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    plain = objective((3, 4, 4, 2), (hidden, hidden, "softmax"), "cross_entropy", samples=9)
    penalty = Penalty(0.1, 0.2, plain.network.is_weight)
    problem = NetworkObjective(plain.network, plain.data, plain.loss, penalty=penalty)
    thetas = np.array([random_parameters(problem, seed) for seed in range(5)])
    alone = np.array([hessian(problem, theta).whole() for theta in thetas])
    assert (hessians(problem, thetas) == alone).all()


def test_the_batches_gradients_are_those_of_the_passes() -> None:
    problem = objective((2, 3, 2), ("tanh", "identity"), samples=7)
    assert isinstance(problem, NetworkObjective)
    batches = Batches(problem.data, size=3, shuffle=True, seed=1)  # the last one is shorter
    problem = NetworkObjective(problem.network, problem.data, problem.loss, batches)
    theta = np.random.default_rng(2).normal(size=problem.parameter_count)
    found = batch_gradients(problem, theta, 4, 10)
    for at, gradient in zip(range(4, 10), found, strict=True):
        np.testing.assert_allclose(gradient, problem.value_and_gradient(theta, at)[1], rtol=1e-13)


def test_four_hundred_random_states_are_pytorchs() -> None:
    """To 1e-9 of the largest entry, or of what is left where a softmax is saturated."""
    from tests.reference.hessian_states import STATES, direction, tables

    found = reference()
    assert len(found) == STATES
    wrong = []
    for seed, expected in enumerate(found):
        preset = build(Path("state.toml"), msgspec.convert(tables(seed), PresetFile))
        theta = preset.initial_parameters()
        whole = hessian(preset.objective, theta).whole()
        _, gradient = preset.objective.full_value_and_gradient(theta)
        bends = ground(preset.objective, theta, gradient).bends
        product = hessian(preset.objective, theta).times(direction(seed, len(theta))[None])[0]
        size = max(expected["size"], 1e-3)
        off = [
            np.abs(product - expected["product"]).max() / size,
            np.abs(whole @ direction(seed, len(theta)) - expected["product"]).max() / size,
            np.abs(bends - expected["eigenvalues"]).max() / size,
        ]
        if max(off) > 1e-9:
            wrong.append((seed, float(max(off))))
    assert not wrong
