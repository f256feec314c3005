"""How a distance from the bottom of a parabola goes on: against the passes themselves."""

import numpy as np
import pytest

from tui_descent.data.surfaces import make_surface
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent
from tui_descent.engine.optimizers import (
    Adagrad,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
)

BENDS = np.array([0.2, 4.0])  # of the ravine, whose bottom is at (0, 0)
UNSCALED = [GradientDescent(), Momentum(0.9), Momentum(0.3), Nesterov(0.9), Nesterov(0.3)]


@pytest.mark.parametrize("optimizer", UNSCALED, ids=repr)
@pytest.mark.parametrize("rate", [0.02, 0.25, 0.4, 0.6, 1.3])
def test_the_path_is_that_of_the_passes(optimizer: Optimizer, rate: float) -> None:
    descent = Descent(make_surface("ravine"))
    start = np.array([-5.0, -2.0])
    state = descent.start(start, optimizer, rate)
    walked = [state.theta]
    for _ in range(12):
        state = descent.advance(state)
        walked.append(state.theta)
    path = optimizer.recurrence(rate * BENDS).path(12)
    expected = np.array(walked).T
    found = path * start[:, None]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


@pytest.mark.parametrize("optimizer", UNSCALED, ids=repr)
@pytest.mark.parametrize("rate", [0.02, 0.3, 0.6, 1.3])
def test_the_root_is_what_the_passes_multiply_by_in_the_end(
    optimizer: Optimizer, rate: float
) -> None:
    """Three distances in a row tell total and product of the recurrence, and so its roots."""
    descent = Descent(make_surface("ravine"))
    state = descent.start(np.array([-5.0, -2.0]), optimizer, rate)
    walked = [state.theta]
    for _ in range(6):
        state = descent.advance(state)
        walked.append(state.theta)
    recurrence = optimizer.recurrence(rate * BENDS)
    for place, distances in enumerate(np.array(walked[2:]).T):  # the first pass begins at rest
        if isinstance(optimizer, GradientDescent):
            roots = np.array([distances[1] / distances[0]])
        else:
            before = np.column_stack([distances[1:4], distances[:3]])
            total, negative = np.linalg.lstsq(before, distances[2:5], rcond=None)[0]
            roots = np.roots([1.0, -total, -negative])
        larger = float(np.abs(roots).max())
        assert recurrence.factor[place] == pytest.approx(larger, rel=1e-6)
        assert abs(recurrence.root[place]) == pytest.approx(larger, rel=1e-6)


@pytest.mark.parametrize("optimizer", [Adam(), Adam(0.5), RMSProp(), Adagrad()], ids=repr)
@pytest.mark.parametrize("growth", [0.01, 0.7, 1.5, 2.5, 4.0])
def test_rules_that_scale_go_on_like_this_while_their_scale_is_held(
    optimizer: Optimizer, growth: float
) -> None:
    """A parabola of curvature 1 and a rate of `growth`; the scale is made 1 before each pass."""
    settled = 10**9  # passes, after which nothing of the start at 0 is left to correct
    distance, state = np.array([1e-3]), optimizer.init(np.ones(1))
    found = [1e-3]
    for _ in range(10):
        gradient = distance
        held = _with_scale_1(optimizer, state, gradient, settled)
        step, state = optimizer.update(gradient, held, growth, distance)
        distance = distance + step
        found.append(float(distance[0]))
    path = 1e-3 * optimizer.recurrence(np.array([growth])).path(10)[0]
    np.testing.assert_allclose(found, path, rtol=1e-6, atol=1e-6 * np.abs(path).max())


def _with_scale_1(
    optimizer: Optimizer, state: tuple[FloatArray, ...], gradient: FloatArray, passes: int
) -> tuple[FloatArray, ...]:
    """The state with which the next update divides this gradient by 1."""
    square = gradient * gradient
    if isinstance(optimizer, Adam):
        before = (1.0 - (1.0 - optimizer.beta2) * square) / optimizer.beta2
        return state[0], before, np.array(float(passes))
    if isinstance(optimizer, RMSProp):
        return ((1.0 - (1.0 - optimizer.alpha) * square) / optimizer.alpha,)
    return (1.0 - square,)
