"""Directions: eigenvectors, what the next passes do along them, and the words for it."""

import math

import numpy as np
import pytest

from tests.engine.problems import objective, random_parameters
from tui_descent.analysis.curvature import ends, ground
from tui_descent.analysis.directions import Directions, directions
from tui_descent.analysis.hessian import hessian
from tui_descent.data.surfaces import make_surface
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent
from tui_descent.engine.optimizers import GradientDescent, Momentum, Nesterov, Optimizer
from tui_descent.presets import load
from tui_descent.session.session import Session


def on_ravine(optimizer: Optimizer, rate: float) -> Directions:
    """Curvatures 4 and 0.2."""
    descent = Descent(make_surface("ravine"))
    state = descent.start(np.array([-5.0, -2.0]), optimizer, rate)
    here = ground(descent.objective, state.theta, state.gradient)
    found = directions(descent, state, here)
    assert found is not None
    return found


def of_session(name: str, passes: int) -> tuple[Session, Directions]:
    session = Session(load(name))
    session.step(passes)
    here = session.advice.situation
    found = directions(here.descent, here.state, here.ground)
    assert found is not None
    return session, found


@pytest.mark.parametrize("name", ["xor", "circle", "saddle-network", "momentum", "adam"])
def test_they_are_eigenvectors_in_the_scale_of_the_optimizer(name: str) -> None:
    session, found = of_session(name, 3)
    scale = session.walk.descent.scale(session.state)
    root = np.ones(session.parameter_count) if scale is None else 1.0 / np.sqrt(scale)
    matrix = hessian(session.objective, session.state.theta).whole()
    scaled = root[:, None] * matrix * root
    size = np.abs(scaled).max()
    np.testing.assert_allclose(
        scaled @ found.vectors, found.vectors * found.bends, atol=1e-12 * size
    )
    np.testing.assert_allclose(
        found.vectors.T @ found.vectors, np.eye(session.parameter_count), atol=1e-12
    )
    assert (np.diff(found.bends) <= 0.0).all()


def test_of_a_large_network_both_ends_are_those_of_the_whole_hessian() -> None:
    problem = objective((6, 20, 8, 3), ("tanh", "tanh", "identity"), samples=40)
    theta = 0.5 * random_parameters(problem)
    _, gradient = problem.full_value_and_gradient(theta)
    here = ends(problem, theta, gradient, (), None, lambda: True)
    values = np.linalg.eigvalsh(hessian(problem, theta).whole())
    assert 6 <= len(here.bends) < len(theta)
    np.testing.assert_allclose(here.bends[[0, 1, 2]], values[:3], rtol=1e-9)
    np.testing.assert_allclose(here.bends[[-3, -2, -1]], values[-3:], rtol=1e-9)
    assert here.vectors is not None
    for value, vector in zip(here.bends, here.vectors.T, strict=True):
        rest = hessian(problem, theta).times(vector) - value * vector
        assert np.linalg.norm(rest) < 2e-5 * values[-1]


def test_nobody_who_waits_ends_the_search() -> None:
    problem = objective((6, 20, 8, 3), ("tanh", "tanh", "identity"), samples=40)
    theta = 0.5 * random_parameters(problem)
    asked: list[None] = []

    def goes_on() -> bool:
        asked.append(None)
        return len(asked) < 3

    ends(problem, theta, random_parameters(problem, 2), (), None, goes_on)
    assert len(asked) == 3


@pytest.mark.parametrize(
    "optimizer", [GradientDescent(), Momentum(0.7), Nesterov(0.7)], ids=lambda rule: rule.name
)
@pytest.mark.parametrize("name", ["scaled", "unscaled"])
def test_on_a_parabola_the_passes_go_on_as_told(optimizer: Optimizer, name: str) -> None:
    """A linear network with mse: exact from pass 0, where there is no velocity yet."""
    preset = load(name)
    descent = preset.descent(None)
    state = descent.start(preset.initial_parameters(), optimizer, preset.learning_rate)
    matrix = hessian(preset.objective, state.theta).whole()
    bottom = state.theta - np.linalg.solve(matrix, state.gradient)
    here = ground(preset.objective, state.theta, state.gradient)
    found = directions(descent, state, here)
    assert found is not None
    distance = found.vectors.T @ (state.theta - bottom)
    path = found.path(8)
    for passes in range(1, 9):
        state = descent.advance(state)
        left = found.vectors.T @ (state.theta - bottom)
        np.testing.assert_allclose(
            left, path[:, passes] * distance, atol=1e-9 * np.abs(distance).max()
        )


@pytest.mark.parametrize("name", ["xor", "circle"])
@pytest.mark.parametrize("size", [1e-4, 1e-5])
def test_on_a_network_to_second_order(name: str, size: float) -> None:
    """A small way off along a direction, the difference of two runs is multiplied as told.

    Plain descent; what is missing shrinks with the size, because the ground is no parabola.
    """
    session, found = of_session(name, 5)
    descent, state = session.walk.descent, session.state
    after = descent.advance(state).theta
    for place in (0, 1, len(found.bends) - 1):
        aside = state.theta + size * found.vectors[:, place]
        off = descent.advance(descent.moved(state, aside)).theta - after
        kept = float(found.vectors[:, place] @ off) / size
        assert kept == pytest.approx(found.factors[place], abs=200.0 * size)


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.01, ("creeps", "creeps")),
        (0.25, ("settles", "creeps")),
        (0.4, ("zigzags", "settles")),
        (0.499, ("zigzags", "settles")),
        (0.501, ("climbs", "settles")),
        (11.0, ("climbs", "climbs")),
    ],
)
def test_words_on_the_ravine(rate: float, words: tuple[str, ...]) -> None:
    assert on_ravine(GradientDescent(), rate).words == words


@pytest.mark.parametrize("optimizer", [GradientDescent(), Momentum(), Nesterov()], ids=repr)
@pytest.mark.parametrize("place", [0, 1])
def test_just_above_its_limit_a_direction_climbs(optimizer: Optimizer, place: int) -> None:
    limit = float(on_ravine(optimizer, 0.1).limits[place])
    assert abs(on_ravine(optimizer, 0.999 * limit).factors[place]) < 1.0
    assert on_ravine(optimizer, 1.001 * limit).words[place] == "climbs"


def test_velocity_swings_and_a_ridge_is_escaped() -> None:
    assert on_ravine(Momentum(0.9), 0.1).words == ("swings", "swings")
    _, found = of_session("saddle", 2)
    assert found.words == ("settles", "escapes")
    assert found.condition == 1.0
    assert found.limits.tolist() == [1.0, math.inf]


def test_condition_number_and_the_best_single_rate() -> None:
    """κ = λmax/λmin; plain descent is fastest at 2/(λmax + λmin), by (κ − 1)/(κ + 1) a pass."""
    found = on_ravine(GradientDescent(), 0.4)
    assert found.condition == pytest.approx(20.0, rel=1e-12)
    best = found.best_rate()
    assert best is not None
    rate, passes = best
    assert rate == pytest.approx(2.0 / 4.2, rel=1e-6)
    assert passes == pytest.approx(math.log(0.5) / math.log(19.0 / 21.0), rel=1e-6)
    momentum = on_ravine(Momentum(0.5), 0.4).best_rate()
    assert momentum is not None
    assert momentum[1] == pytest.approx(2.0, rel=1e-6)  # √μ a pass


def test_what_there_is_to_gain_adds_up_to_the_loss_of_a_parabola() -> None:
    found = on_ravine(GradientDescent(), 0.4)
    assert found.gains.tolist() == pytest.approx([8.0, 2.5], rel=1e-12)


def test_what_is_frozen_or_clipped() -> None:
    descent = Descent(make_surface("ravine"), frozen=(1,), clip_norm=0.1)
    state = descent.start(np.array([-5.0, -2.0]), GradientDescent(), 1.0)
    here = ground(descent.objective, state.theta, state.gradient, descent.frozen)
    found = directions(descent, state, here)
    assert found is not None
    share = 0.1 / (1.0 + 1e-6)  # of the slope of w1, which is 1
    assert found.vectors.tolist() == [[1.0], [0.0]]
    assert found.factors.tolist() == pytest.approx([1.0 - 0.2 * share], rel=1e-12)
    assert found.limits.tolist() == pytest.approx([10.0 / share], rel=1e-12)


def test_the_parts_of_a_direction_are_named_by_size() -> None:
    vector: FloatArray = np.array([[0.6], [-0.8], [0.0]])
    found = Directions(np.array([1.0]), vector, np.zeros(1), GradientDescent(), 0.1, 1.0, 0)
    assert found.parts(0, 4) == [(1, -0.8), (0, 0.6)]
