"""Curvature and limit with a penalty, with clipped gradients and with a dampened velocity."""

import numpy as np
import pytest

from tui_descent.analysis.hessian import batch_hessians, hessian
from tui_descent.analysis.situation import Situation
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.optimizers import Adam, GradientDescent, Momentum, Optimizer
from tui_descent.presets import load
from tui_descent.presets.variation import vary


@pytest.mark.parametrize("name", ["xor", "circle", "bowl", "mini-batches"])
def test_the_hessian_has_the_penalty_in_it(name: str) -> None:
    objective = vary(load(name), l2=0.3, l1=0.05).objective
    theta = np.random.default_rng(2).normal(size=objective.parameter_count)
    nudge = 1e-5 * np.eye(len(theta))
    _, above = objective.full_value_and_gradient(theta + nudge)
    _, below = objective.full_value_and_gradient(theta - nudge)
    np.testing.assert_allclose(
        hessian(objective, theta).whole(), (above - below) / 2e-5, rtol=1e-5, atol=1e-6
    )
    direction = np.random.default_rng(3).normal(size=(1, len(theta)))
    np.testing.assert_allclose(
        hessian(objective, theta).times(direction)[0],
        hessian(objective, theta).whole() @ direction[0],
        atol=1e-10,
    )


def test_each_batch_has_the_whole_penalty() -> None:
    plain, penalized = (vary(load("mini-batches"), l2=l2).objective for l2 in (0.0, 0.3))
    assert isinstance(plain, NetworkObjective)
    assert isinstance(penalized, NetworkObjective)
    theta = np.array([0.5, -0.2])
    difference = batch_hessians(penalized, theta, 0, 3) - batch_hessians(plain, theta, 0, 3)
    np.testing.assert_allclose(difference, np.broadcast_to(np.diag([0.3, 0.0]), (3, 2, 2)))


def at(descent: Descent, optimizer: Optimizer, theta: list[float], rate: float) -> State:
    return descent.start(np.array(theta), optimizer, rate)


@pytest.mark.parametrize("l2", [0.0, 0.5, 3.0])
def test_the_limit_with_a_penalty_holds_on_both_sides(l2: float) -> None:
    descent = vary(load("ravine"), l2=l2).descent()
    limit = Situation.at_start(descent, at(descent, GradientDescent(), [-5.0, -2.0], 0.1)).limit
    assert limit is not None
    assert limit.rate == pytest.approx(2.0 / (4.0 + l2))
    ends = []
    for rate in (0.98 * limit.rate, 1.02 * limit.rate):
        state = at(descent, GradientDescent(), [-5.0, -2.0], rate)
        for _ in range(400):
            state = descent.advance(state)
        ends.append(abs(state.theta[1]))
    assert ends[0] < 1e-2
    assert ends[1] > 1e2


@pytest.mark.parametrize("optimizer", [GradientDescent(), Momentum(0.0)])
def test_a_clipped_step_grows_only_above_a_limit_that_is_so_much_higher(
    optimizer: Optimizer,
) -> None:
    """At (0, 10) the ravine's slope is 40: shortened to 1, the limit is 40 times as high."""
    descent = vary(load("ravine"), clip_norm=1.0).descent()
    limit = Situation.at_start(descent, at(descent, optimizer, [0.0, 10.0], 0.1)).limit
    assert limit is not None
    assert limit.rate == pytest.approx(40.0 * 0.5, rel=1e-4)
    for factor, grows in ((0.99, False), (1.01, True)):
        state = at(descent, optimizer, [0.0, 10.0], factor * limit.rate)
        after = descent.advance(state)
        assert bool(abs(after.theta[1]) > 10.0) is grows


@pytest.mark.parametrize("dampening", [0.2, 0.6])
def test_the_limit_with_a_dampened_velocity_holds_on_both_sides(dampening: float) -> None:
    descent, optimizer = load("ravine").descent(), Momentum(0.7, dampening)
    limit = Situation.at_start(descent, at(descent, optimizer, [-5.0, -2.0], 0.1)).limit
    assert limit is not None
    ends = []
    for factor in (0.98, 1.02):
        state = at(descent, optimizer, [-5.0, -2.0], factor * limit.rate)
        for _ in range(800):
            state = descent.advance(state)
        ends.append(abs(state.theta[1]))
    assert ends[0] < 1e-1
    assert ends[1] > 1e2


def test_adam_sees_the_clipped_gradient_in_its_own_measure() -> None:
    descent = vary(load("ravine"), clip_norm=0.5).descent()
    state = at(descent, Adam(), [-5.0, -2.0], 0.1)
    scale = descent.scale(state)
    assert scale is not None
    share = float(descent.share(state.gradient))
    np.testing.assert_allclose(scale, share * np.abs(state.gradient) + 1e-8, rtol=1e-6)
