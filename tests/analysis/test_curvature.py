"""The Hessian against its formula, and the limits that follow from it against descents."""

import numpy as np
import pytest

from tests.engine.problems import objective, parabola, random_parameters
from tui_descent.analysis.curvature import curvature, hessian, hessian_times, largest_curvature
from tui_descent.engine.descent import Descent
from tui_descent.engine.optimizers import (
    OPTIMIZERS,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
)
from tui_descent.engine.surfaces import make_surface


def test_the_hessian_of_a_line_is_the_textbooks() -> None:
    """mse of a linear unit: H = 2/n · X·Xᵀ, whatever the weights."""
    problem = objective((3, 1), ("identity",), samples=8, biases=False)
    inputs = problem.data.inputs
    np.testing.assert_allclose(
        hessian(problem, random_parameters(problem)), 2.0 / 8 * inputs @ inputs.T, rtol=1e-8
    )


def test_the_parabola_of_one_weight_has_curvature_18() -> None:
    bend = curvature(parabola(3.0, 10.0), np.array([2.0]))
    assert bend.largest == pytest.approx(18.0, rel=1e-9)


def test_many_parameters_give_the_same_extremes_as_the_whole_hessian() -> None:
    problem = objective((6, 30, 4), ("tanh", "identity"), samples=20)
    theta = 0.3 * random_parameters(problem)
    assert problem.parameter_count > 256
    values = np.linalg.eigvalsh(hessian(problem, theta))
    bend = curvature(problem, theta)
    assert bend.hessian is None
    assert bend.largest == pytest.approx(values[-1], rel=1e-4)
    assert bend.smallest == pytest.approx(values[0], rel=0.05, abs=0.05)
    assert 0.7 * values[-1] < largest_curvature(problem, theta) <= values[-1] * (1.0 + 1e-6)


def test_hessian_times_a_direction() -> None:
    problem = objective((2, 4, 1), ("tanh", "identity"))
    theta = random_parameters(problem)
    direction = random_parameters(problem, 5)
    np.testing.assert_allclose(
        hessian_times(problem, theta, direction),
        hessian(problem, theta) @ direction,
        rtol=1e-5,
        atol=1e-7,
    )
    assert not hessian_times(problem, theta, np.zeros_like(theta)).any()


@pytest.mark.parametrize(
    "optimizer",
    [
        GradientDescent(),
        Momentum(0.5),
        Momentum(0.9),
        Nesterov(0.5),
        Nesterov(0.9),
    ],
    ids=str,
)
def test_just_below_the_limit_converges_just_above_diverges(optimizer: Optimizer) -> None:
    surface = make_surface("ravine")
    limit = optimizer.stability_limit(curvature(surface, np.zeros(2)).largest)
    assert limit is not None
    for factor, shrinks in ((0.98, True), (1.02, False)):
        descent = Descent(surface)
        state = descent.start(np.array([1.0, 1.0]), optimizer, factor * limit)
        for _ in range(3000):
            state = descent.advance(state)
        assert bool(abs(state.theta[1]) < 1e-3) is shrinks, factor


@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "adam", "adamw"])
def test_where_theory_gives_no_limit_none_is_claimed(name: str) -> None:
    assert OPTIMIZERS[name]().stability_limit(4.0) is None


def test_a_valley_floor_that_curves_down_has_no_limit() -> None:
    assert GradientDescent().stability_limit(-1.0) is None
    assert Momentum().stability_limit(0.0) is None
    assert Nesterov().stability_limit(-3.0) is None
