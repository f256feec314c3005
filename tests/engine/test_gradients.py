"""Every gradient against central differences of the loss, and against its own broadcast."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.problems import objective, random_parameters
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Batches
from tui_descent.engine.losses import LOSSES, make_loss
from tui_descent.engine.objective import NetworkObjective


def assert_gradient_matches_differences(problem: NetworkObjective, seed: int = 1) -> None:
    """On all samples, and on each batch against the loss on just those samples."""
    theta = random_parameters(problem, seed)
    batches = Batches(problem.data, 2, shuffle=True, seed=seed)
    batched = NetworkObjective(problem.network, problem.data, problem.loss, batches)
    for passes in range(batches.count):
        alone = NetworkObjective(problem.network, batches.batch(passes), problem.loss)
        loss, gradient = batched.value_and_gradient(theta, passes)
        exact_loss, exact_gradient = alone.full_value_and_gradient(theta)
        assert loss == exact_loss
        np.testing.assert_array_equal(gradient, exact_gradient)
        _assert_slope(alone, theta)
    _assert_slope(problem, theta)


def _assert_slope(problem: NetworkObjective, theta: FloatArray) -> None:
    loss, gradient = problem.full_value_and_gradient(theta)
    nudge = 1e-6 * np.eye(problem.parameter_count)
    above, _ = problem.full_value_and_gradient(theta + nudge)
    below, _ = problem.full_value_and_gradient(theta - nudge)
    differences = (np.asarray(above) - np.asarray(below)) / 2e-6
    rounding = 1e-8 * max(1.0, float(loss))  # of the loss, divided by the nudge
    np.testing.assert_allclose(gradient, differences, rtol=1e-5, atol=rounding)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradient_is_the_slope_of_the_loss(activation: str, loss: str) -> None:
    needed = make_loss(loss).last_activation
    if needed is not None:
        assert_gradient_matches_differences(objective((3, 4, 2), ("tanh", needed), loss))
        return
    if activation != "softmax":
        assert_gradient_matches_differences(objective((3, 4, 2), (activation, "identity"), loss))
    assert_gradient_matches_differences(objective((3, 4, 2), ("tanh", activation), loss))


@settings(deadline=None, max_examples=60)
@given(
    hidden=st.lists(st.integers(1, 5), max_size=3),
    ends=st.tuples(st.integers(1, 4), st.integers(1, 3)),
    loss=st.sampled_from(sorted(LOSSES)),
    samples=st.integers(1, 7),
    biases=st.booleans(),
    seed=st.integers(0, 1000),
    data=st.data(),
)
def test_gradient_of_any_architecture(
    hidden: list[int],
    ends: tuple[int, int],
    loss: str,
    samples: int,
    biases: bool,
    seed: int,
    data: st.DataObject,
) -> None:
    layers = (ends[0], *hidden, ends[1])
    smooth = st.sampled_from(["identity", "sigmoid", "tanh", "softplus", "gelu", "sin"])
    needed = make_loss(loss).last_activation
    activations = (*(data.draw(smooth) for _ in layers[2:]), needed or data.draw(smooth))
    problem = objective(layers, activations, loss, samples, biases, seed)
    assert_gradient_matches_differences(problem, seed)


def test_many_descents_at_once_give_the_same_bits_as_one_by_one() -> None:
    problem = objective((2, 4, 3, 1), ("tanh", "relu", "sigmoid"), samples=33)
    thetas = np.random.default_rng(3).normal(size=(4, 5, problem.parameter_count))
    losses, gradients = problem.full_value_and_gradient(thetas)
    assert np.shape(losses) == (4, 5)
    for place in np.ndindex(4, 5):
        loss, gradient = problem.full_value_and_gradient(thetas[place])
        assert loss == np.asarray(losses)[place]
        np.testing.assert_array_equal(gradient, gradients[place])


def test_relu_has_slope_zero_at_zero() -> None:
    problem = objective((1, 1), ("relu",), samples=1, biases=False)
    _, gradient = problem.full_value_and_gradient(np.zeros(1))
    assert gradient[0] == 0.0


def test_arrays_are_views_in_the_layout_of_textbooks() -> None:
    problem = objective((2, 3, 1), ("tanh", "identity"))
    theta = np.arange(13.0)
    arrays = problem.arrays(theta)
    assert list(arrays) == ["W1", "b1", "W2", "b2"]
    assert arrays["W1"].tolist() == [[0.0, 1.0], [3.0, 4.0], [6.0, 7.0]]
    assert arrays["b1"].tolist() == [2.0, 5.0, 8.0]
    assert problem.labels[:4] == ("W1[x1→h1]", "W1[x2→h1]", "b1[h1]", "W1[x1→h2]")
    assert problem.labels[-1] == "b2[o1]"
    assert all(np.shares_memory(part, theta) for part in arrays.values())


@pytest.mark.parametrize(
    ("activation", "z", "slope"),
    [
        ("sigmoid", -40.0, 4.248354255291589e-18),
        ("sigmoid", -18.0, 1.5229979512760353e-08),
        ("sigmoid", -800.0, 0.0),
        ("elu", -40.0, 4.248354255291589e-18),
        ("softplus", -40.0, 4.248354255291589e-18),
    ],
)
def test_slopes_far_to_the_left_lose_no_digits(activation: str, z: float, slope: float) -> None:
    """e^z / (1 + e^z)² and e^z, where ½ + ½·tanh(z/2) would have rounded to 0."""
    kind = ACTIVATIONS[activation]()
    values, out, delta = np.array([[z]]), np.empty((1, 1)), np.ones((1, 1))
    with np.errstate(over="ignore"):
        kind.apply(values, out)
        kind.pull_back(delta, values, out, np.empty((1, 1)))
    assert delta[0, 0] == pytest.approx(slope, rel=1e-12)
