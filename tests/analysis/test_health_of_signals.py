"""Dead and saturated units, and slopes that fade, against sums written out by hand."""

import math

import numpy as np
import pytest

from tests.engine.problems import objective, random_parameters
from tui_descent.analysis.health import (
    dead_units,
    health,
    layer_slopes,
    saturated_units,
    slope_ratio,
    steepest,
)
from tui_descent.engine.activations import ACTIVATIONS, LeakyRelu
from tui_descent.engine.arrays import read_only
from tui_descent.engine.batches import Dataset
from tui_descent.engine.losses import make_loss
from tui_descent.engine.network import Network
from tui_descent.engine.objective import NetworkObjective
from tui_descent.presets import load
from tui_descent.session.session import Session


def of_preset(name: str, passes: int) -> tuple[NetworkObjective, Session]:
    preset = load(name)
    session = Session(preset)
    session.step(passes)
    assert isinstance(preset.objective, NetworkObjective)
    return preset.objective, session


def two_units(activation: str, inputs: list[float]) -> NetworkObjective:
    network = Network((1, 2, 1), (ACTIVATIONS[activation](), ACTIVATIONS["identity"]()), False)
    data = Dataset(read_only([inputs]), read_only([[1.0] * len(inputs)]))
    return NetworkObjective(network, data, make_loss("mse"))


def test_all_units_of_dead_relu_are_dead_after_four_passes_and_their_slopes_exactly_zero() -> None:
    problem, session = of_preset("dead-relu", 3)
    alive = problem.signals(session.state.theta, 3)
    assert len(dead_units(alive)[0]) < 4
    session.step(2)
    dead = problem.signals(session.state.theta, 5)
    assert dead_units(dead) == ((0, 1, 2, 3), ())
    _, gradient = problem.value_and_gradient(session.state.theta, 5)
    assert not np.any(problem.arrays(gradient)["W1"])
    assert not np.any(problem.arrays(gradient)["b1"])
    found = health(problem, session.state.theta)
    assert (found.dead_units, found.saturated_units) == (4, 0)


def test_a_relu_that_is_on_for_one_sample_is_not_dead() -> None:
    problem = two_units("relu", [1.0, -1.0])
    assert dead_units(problem.signals(np.array([1.0, -1.0, 1.0, 1.0]), 0)) == ((), ())
    problem = two_units("relu", [1.0, 2.0])
    assert dead_units(problem.signals(np.array([1.0, -1.0, 1.0, 1.0]), 0)) == ((1,), ())


def test_a_saturated_tanh_unit_is_flat_on_the_average_and_a_dead_one_is_only_dead() -> None:
    problem = two_units("tanh", [1.0, 2.0])
    signals = problem.signals(np.array([5.0, 0.5, 1.0, 1.0]), 0)
    assert (1 - math.tanh(5.0) ** 2 + 1 - math.tanh(10.0) ** 2) / 2 < 0.01
    assert saturated_units(problem.network, signals) == ((0,), ())
    assert health(problem, np.array([5.0, 0.5, 1.0, 1.0])).saturated_units == 1
    relu = two_units("relu", [1.0, 2.0])
    signals = relu.signals(np.array([1.0, -1.0, 1.0, 1.0]), 0)
    assert saturated_units(relu.network, signals) == ((), ())


def test_a_sigmoid_is_measured_by_its_own_steepest_slope() -> None:
    problem = two_units("sigmoid", [1.0])
    just_not = math.log((1 + math.sqrt(1 - 0.0101)) / (1 - math.sqrt(1 - 0.0101)))
    signals = problem.signals(np.array([just_not, just_not + 0.05, 1.0, 1.0]), 0)
    assert saturated_units(problem.network, signals) == ((1,), ())


@pytest.mark.parametrize(
    ("name", "slope"),
    [("sigmoid", 0.25), ("tanh", 1.0), ("relu", 1.0), ("identity", 1.0), ("sin", 1.0)],
)
def test_the_steepest_slopes_are_those_of_the_textbooks(name: str, slope: float) -> None:
    assert steepest(ACTIVATIONS[name]()) == slope


def test_the_steepest_slope_of_gelu_is_where_z_is_the_root_of_two() -> None:
    z = math.sqrt(2.0)
    cumulative = 0.5 * (1 + math.erf(z / math.sqrt(2.0)))
    slope = cumulative + z * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    assert steepest(ACTIVATIONS["gelu"]()) == pytest.approx(slope, abs=1e-3)
    assert steepest(LeakyRelu(2.0)) == 2.0


def test_the_chain_of_sigmoids_keeps_seven_ten_thousandths_of_the_slope() -> None:
    problem, session = of_preset("vanishing", 0)
    _, gradient = problem.value_and_gradient(session.state.theta, 0)
    a = [1.0]
    for _ in range(6):
        a.append(1 / (1 + math.exp(-a[-1])))
    back = math.prod(value * (1 - value) for value in a[1:6])
    assert slope_ratio(layer_slopes(problem.network, gradient)) == pytest.approx(back * a[0] / a[5])
    assert f"{slope_ratio(layer_slopes(problem.network, gradient)):.4f}" == "0.0007"


def test_the_size_of_a_layers_slopes_is_the_mean_over_its_weights() -> None:
    problem = objective((2, 3, 2), ("tanh", "identity"))
    _, gradient = problem.full_value_and_gradient(random_parameters(problem))
    arrays = problem.arrays(gradient)
    sizes = layer_slopes(problem.network, gradient)
    assert sizes[0] == pytest.approx(sum(abs(arrays["W1"].ravel())) / 6)
    assert sizes[1] == pytest.approx(sum(abs(arrays["W2"].ravel())) / 6)
    assert slope_ratio(layer_slopes(problem.network, gradient)) == pytest.approx(
        sizes[0] / sizes[1]
    )


def test_no_slope_anywhere_has_no_ratio() -> None:
    problem = objective((2, 3, 2), ("tanh", "identity"))
    assert math.isnan(slope_ratio(layer_slopes(problem.network, np.zeros(17))))
