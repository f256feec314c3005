"""Whichever optimizers go together, each makes the very steps that it makes alone."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest

from tests.engine.problems import objective, random_parameters
from tui_descent.analysis.joined import form
from tui_descent.analysis.rows import abreast
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.hyperparameters import settings, with_setting
from tui_descent.engine.optimizers import OPTIMIZERS, Adam, Momentum, Optimizer

RULES = tuple(make() for make in OPTIMIZERS.values())
OUTSIDER = Momentum(0.8, dampening=0.3)


def assert_as_alone(optimizers: Sequence[Optimizer], passes: int, late: int = 0) -> None:
    """`late`: so many passes the last of them has made alone before, with its own memory."""
    problem = objective((2, 3, 1), ("tanh", "identity"))
    descent = Descent(problem)
    starts = [
        descent.start(random_parameters(problem, seed), rule, 0.01 * (seed + 1))
        for seed, rule in enumerate(optimizers)
    ]
    starts = [state._replace(passes=late) for state in starts]
    if late:
        before = starts[-1]._replace(passes=0)
        starts[-1] = descent.advance(before, late)
    rows = abreast(descent, starts)
    for _ in range(passes):
        rows.advance()
    for state, start in zip(rows.states, starts, strict=True):
        assert numbers(state) == numbers(descent.advance(start, passes))


def numbers(state: State) -> list[object]:
    arrays = [state.theta, state.gradient, *state.optimizer_state]
    return [state.passes, state.batch_loss, state.optimizer, *(one.tobytes() for one in arrays)]


@pytest.mark.parametrize("count", range(1, len(RULES) + 1))
def test_any_of_them_step_as_they_do_alone(count: int) -> None:
    for optimizers in combinations(RULES, count):
        assert_as_alone(optimizers, 3)


def test_so_do_several_of_each_with_settings_of_their_own() -> None:
    others = []
    for rule in RULES:
        for setting, value in settings(rule).items():
            others.append(with_setting(rule, setting, 0.9 * value + 1e-3))
    assert_as_alone((*RULES, *others, *RULES[::-1]), 10)


def test_so_does_one_that_has_begun_before_and_one_of_another_form() -> None:
    assert form(OUTSIDER) is None
    assert_as_alone((OUTSIDER, *RULES, Adam()), 10, late=5)
    assert_as_alone((OUTSIDER, Momentum(), OUTSIDER), 10)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_optimizer_has_a_form(name: str) -> None:
    assert form(OPTIMIZERS[name]()) is not None


def test_large_numbers_of_one_do_not_reach_the_others() -> None:
    problem = objective((2, 3, 1), ("tanh", "identity"))
    descent = Descent(problem)
    theta = random_parameters(problem)
    rates = [0.01] * len(RULES) + [1e200, 1e200]
    starts = [
        descent.start(theta, rule, rate)
        for rule, rate in zip((*RULES, RULES[0], RULES[-1]), rates, strict=True)
    ]
    rows = abreast(descent, starts)
    for _ in range(20):
        rows.advance()
    for state, start in zip(rows.states, starts, strict=True):
        alone = descent.advance(start, 20)
        assert state.finite == alone.finite
        assert state.theta.tobytes() == alone.theta.tobytes()
    assert not np.isfinite(rows.latest).all()
