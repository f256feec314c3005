"""One pass after the other, against published numbers and exact formulas."""

import math

import numpy as np
import pytest

from tests.engine.problems import descend, objective, parabola, random_parameters
from tui_descent.engine.descent import Descent
from tui_descent.engine.optimizers import OPTIMIZERS, GradientDescent


@pytest.mark.parametrize(
    ("rate", "after_ten"),
    [(0.2, 0.06046617599999997), (0.05, 3.4867844009999995), (1.1, 61.917364224000096)],
)
def test_descent_on_x_squared_from_ten_gives_the_published_numbers(
    rate: float, after_ten: float
) -> None:
    """d2l.ai, "Gradient Descent": x² from 10, ten passes."""
    assert descend(parabola(), [10.0], rate, 10)[-1].theta[0] == pytest.approx(after_ten, rel=1e-12)


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.09, 0.11, 0.112, 0.2, -0.01, 0.0])
def test_a_parabola_shrinks_or_grows_by_its_exact_factor(rate: float) -> None:
    """(3w − 10)² has curvature 18: the distance to 10/3 is multiplied by 1 − 18·η."""
    states = descend(parabola(3.0, 10.0), [2.0], rate, 20)
    for number, state in enumerate(states):
        distance = (2.0 - 10.0 / 3.0) * (1.0 - 18.0 * rate) ** number
        assert state.theta[0] - 10.0 / 3.0 == pytest.approx(distance, rel=1e-9, abs=1e-14)


def test_a_state_is_never_changed_by_the_passes_after_it() -> None:
    problem = objective((2, 4, 1), ("tanh", "identity"))
    first, *_ = states = descend(problem, random_parameters(problem), 0.1, 3)
    theta, gradient = first.theta.copy(), first.gradient.copy()
    again = Descent(problem)
    repeated = again.advance(again.advance(again.advance(first)))
    np.testing.assert_array_equal(first.theta, theta)
    np.testing.assert_array_equal(first.gradient, gradient)
    np.testing.assert_array_equal(repeated.theta, states[-1].theta)
    assert repeated.batch_loss == states[-1].batch_loss


def test_overflow_is_a_result_and_names_the_pass_in_which_it_came() -> None:
    states = descend(parabola(3.0, 10.0), [2.0], 5.0, 200)
    first = next(state for state in states if not state.finite)
    assert math.isinf(first.batch_loss)
    # The distance grows by 89 a pass; its square leaves float64 once it exceeds 1.3e154.
    exact = math.log(math.sqrt(np.finfo(float).max) / (3 * 4 / 3)) / math.log(89.0)
    assert first.passes == math.ceil(exact)


def test_large_finite_numbers_count_as_finite() -> None:
    state = descend(parabola(), [1e150], 0.0, 1)[-1]
    assert state.finite
    assert state.batch_loss == pytest.approx(1e300)


def test_a_scheduled_rate_is_used_from_that_pass_on() -> None:
    problem = parabola()
    descent = Descent(problem, {2: 0.25})
    state = descent.start(np.array([1.0]), GradientDescent(), 0.5)
    rates = [state.learning_rate]
    for _ in range(3):
        state = descent.advance(state)
        rates.append(state.learning_rate)
    assert rates == [0.5, 0.5, 0.25, 0.25]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_no_optimizer_changes_a_state_in_place(name: str) -> None:
    """Every array is made read-only before the pass that follows it."""
    problem = objective((2, 4, 1), ("tanh", "identity"))
    descent = Descent(problem, frozen=(2,))
    state = descent.start(random_parameters(problem), OPTIMIZERS[name](), 0.1)
    for _ in range(5):
        for part in (state.theta, state.gradient, *state.optimizer_state):
            part.flags.writeable = False
        state = descent.advance(descent.moved(state, state.theta))
        descent.next_step(state)
    assert state.passes == 5


def test_a_frozen_parameter_stays_where_it_is() -> None:
    problem = objective((2, 4, 1), ("tanh", "identity"))
    descent = Descent(problem, frozen=(0, 5))
    start = descent.start(random_parameters(problem), OPTIMIZERS["adamw"](), 0.1)
    state = start
    for _ in range(10):
        state = descent.advance(state)
    moved = state.theta != start.theta
    assert not moved[[0, 5]].any()
    assert moved.sum() == problem.parameter_count - 2
