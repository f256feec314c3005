"""Units that have stopped learning, and layers that the error hardly reaches."""

import numpy as np
import pytest

from tui_descent.analysis.health import health, layer_slopes, slope_ratio, units_differ
from tui_descent.engine.activations import ACTIVATIONS, Activation, Identity, Relu, Sigmoid, Tanh
from tui_descent.engine.batches import Dataset
from tui_descent.engine.losses import make_loss
from tui_descent.engine.network import Network
from tui_descent.engine.objective import NetworkObjective


def objective(
    layers: tuple[int, ...], activations: tuple[Activation, ...], inputs: list[list[float]]
) -> NetworkObjective:
    network = Network(layers, activations)
    points = np.array(inputs)
    targets = np.zeros((layers[-1], points.shape[1]))
    return NetworkObjective(network, Dataset(points, targets), make_loss("mse", "mean"))


def test_a_relu_that_is_off_for_every_sample_is_dead() -> None:
    wanted = objective((1, 3, 1), (Relu(), Identity()), [[1.0, 2.0]])
    weights = [np.array([[-1.0], [1.0], [-1.0]]), np.array([[1.0, 1.0, 1.0]])]
    theta = wanted.network.pack(weights, [np.array([0.0, 0.0, 1.5]), np.zeros(1)])
    found = health(wanted, theta)
    assert found.dead[0].tolist() == [True, False, False]  # the third is on for the sample 1
    assert found.dead[1].tolist() == [False]
    assert found.dead_units == 1
    _, gradient = wanted.full_value_and_gradient(theta)
    assert wanted.network.arrays(gradient)["W1"][0, 0] == 0.0


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_a_unit_far_out_on_its_bend_is_saturated(name: str) -> None:
    wanted = objective((1, 2, 1), (ACTIVATIONS[name](), Identity()), [[1.0, -1.0]])
    weights = [np.array([[30.0], [0.5]]), np.array([[1.0, 1.0]])]
    theta = wanted.network.pack(weights, [np.zeros(2), np.zeros(1)])
    found = health(wanted, theta)
    assert found.saturated[0].tolist() == [True, False]
    assert (found.saturated_units, found.dead_units) == (1, 0)


def test_the_slope_fades_from_layer_to_layer() -> None:
    # Every unit puts out s, with slope s·(1 − s) ≤ 1/4; all weights are 1.
    wanted = objective((1, 1, 1, 1), (Sigmoid(), Sigmoid(), Sigmoid()), [[1.0]])
    theta = wanted.network.pack([np.ones((1, 1))] * 3, [np.zeros(1)] * 3)
    _, gradient = wanted.full_value_and_gradient(theta)
    found = layer_slopes(wanted.network, gradient)
    a1, a2, a3 = (float(layer[0, 0]) for layer in wanted.activations(theta)[1:])
    third = 2 * a3 * a3 * (1 - a3) * a2
    first = 2 * a3 * a3 * (1 - a3) * a2 * (1 - a2) * a1 * (1 - a1) * 1.0
    assert found[2] == pytest.approx(third, rel=1e-12)
    assert slope_ratio(found) == pytest.approx(first / third, rel=1e-12)


def test_no_slope_anywhere_has_no_ratio() -> None:
    assert np.isnan(slope_ratio((0.0, 0.0)))


def test_units_that_start_alike_do_not_differ() -> None:
    network = Network((2, 2, 1), (Tanh(), Identity()))
    biases = [np.zeros(2), np.zeros(1)]
    alike = network.pack([np.ones((2, 2)), np.ones((1, 2))], biases)
    apart = network.pack([np.array([[1.0, 1.0], [1.0, 2.0]]), np.ones((1, 2))], biases)
    assert not units_differ(network, alike)
    assert units_differ(network, apart)
    assert units_differ(Network((1, 1, 1), (Tanh(), Identity())), np.zeros(4))
