"""The check finds a wrong gradient, and nothing else."""

import numpy as np
import pytest

from tests.engine.problems import objective, parabola, random_parameters
from tui_descent.analysis.gradient_check import MOST, check_gradient, drawn
from tui_descent.data.surfaces import SURFACES, make_surface
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Batches
from tui_descent.engine.evaluator import Value
from tui_descent.engine.objective import NetworkObjective


class Wrong(NetworkObjective):
    """A network whose backward pass has one mistake."""

    def value_and_gradient(self, theta: FloatArray, passes: int) -> tuple[Value, FloatArray]:
        loss, gradient = super().value_and_gradient(theta, passes)
        gradient[..., 3] *= 1.001
        return loss, gradient


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "gelu", "relu"])
def test_a_right_gradient_agrees_in_every_parameter(activation: str) -> None:
    problem = objective((2, 4, 1), (activation, "identity"))
    check = check_gradient(problem, random_parameters(problem), 0, np.arange(17))
    assert check.agrees.all()
    assert check.errors.max() < 1e-6
    assert not check.kinks.any()


def test_a_wrong_gradient_is_found_and_named() -> None:
    whole = objective((2, 4, 1), ("tanh", "identity"))
    problem = Wrong(whole.network, whole.data, whole.loss)
    check = check_gradient(problem, random_parameters(problem), 0, np.arange(17))
    assert np.flatnonzero(~check.agrees).tolist() == [3]
    assert check.errors.argmax() == 3
    assert check.errors[3] == pytest.approx(0.001, rel=0.01)
    assert not check.kinks.any()


def test_the_numbers_of_a_parabola() -> None:
    check = check_gradient(parabola(3.0, 10.0), np.array([2.0]), 0, np.array([0]))
    assert check.gradients[0] == -24.0
    assert check.nudges[0] == pytest.approx(1e-5)
    assert check.above[0] == (3.0 * (2.0 + 1e-5) - 10.0) ** 2
    assert check.below[0] == (3.0 * (2.0 - 1e-5) - 10.0) ** 2
    assert check.differences[0] == pytest.approx(-24.0, rel=1e-9)


def test_it_looks_at_the_batch_of_the_next_pass() -> None:
    whole = objective((2, 3, 1), ("tanh", "identity"), samples=9)
    batches = Batches(whole.data, 4, shuffle=True, seed=3)
    problem = NetworkObjective(whole.network, whole.data, whole.loss, batches)
    theta = random_parameters(problem)
    for passes in range(6):
        alone = NetworkObjective(whole.network, batches.batch(passes), whole.loss)
        check = check_gradient(problem, theta, passes, np.arange(len(theta)), at_once=5)
        again = check_gradient(alone, theta, 0, np.arange(len(theta)))
        np.testing.assert_array_equal(check.above, again.above)
        assert check.agrees.all()


def test_a_corner_of_relu_is_told_from_a_mistake() -> None:
    problem = objective((2, 2, 1), ("relu", "identity"), samples=1)
    theta = np.zeros(problem.parameter_count)
    theta[6:8] = 1.0  # every hidden unit stands at z = 0 exactly
    check = check_gradient(problem, theta, 0, np.arange(len(theta)))
    assert not check.agrees.all()
    np.testing.assert_array_equal(check.kinks, ~check.agrees)


@pytest.mark.parametrize("name", SURFACES)
def test_surfaces_agree(name: str) -> None:
    surface = make_surface(name)
    theta = np.array([0.7, -0.3])[: surface.dimensions]
    assert check_gradient(surface, theta, 0, np.arange(len(theta))).agrees.all()


def test_of_many_parameters_a_part_is_drawn_the_selected_one_among_them() -> None:
    assert drawn(MOST, 7).tolist() == list(range(MOST))
    for selected in (0, 1234, 2409):
        indices = drawn(2410, selected)
        assert len(set(indices.tolist())) == MOST
        assert selected in indices
        assert indices.tolist() == drawn(2410, selected).tolist()
