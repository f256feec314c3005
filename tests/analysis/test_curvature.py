"""The ground around a place: extremes, what the parabola promises, and many parameters."""

import numpy as np
import pytest

from tests.engine.problems import objective, parabola, random_parameters
from tui_descent.analysis import curvature as module
from tui_descent.analysis.curvature import Ground, ground
from tui_descent.data.surfaces import make_surface
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent
from tui_descent.engine.objective import Objective
from tui_descent.engine.optimizers import GradientDescent, Momentum, Nesterov, Optimizer


def ground_at(problem: Objective, theta: FloatArray, frozen: tuple[int, ...] = ()) -> Ground:
    _, gradient = problem.full_value_and_gradient(theta)
    return ground(problem, theta, gradient, frozen)


def test_the_parabola_of_one_weight_has_curvature_18_and_its_bottom_16_below() -> None:
    here = ground_at(parabola(3.0, 10.0), np.array([2.0]))
    assert (here.smallest, here.largest) == (18.0, 18.0)
    assert here.newton_gain == pytest.approx(16.0, rel=1e-14)
    assert here.definite


def test_what_is_frozen_does_not_count() -> None:
    ravine = make_surface("ravine")
    here = ground_at(ravine, np.array([1.0, 1.0]), frozen=(1,))
    assert (here.smallest, here.largest) == (0.2, 0.2)
    assert ground_at(ravine, np.array([1.0, 1.0]), frozen=(0, 1)).largest == 0.0


@pytest.mark.parametrize(
    "optimizer", [GradientDescent(), Momentum(0.5), Nesterov(0.5)], ids=lambda one: one.name
)
@pytest.mark.parametrize("rate", [0.05, 0.3])
def test_the_fall_that_a_parabola_promises_comes(optimizer: Optimizer, rate: float) -> None:
    """To the digit for plain descent; for a velocity to the size of what is left."""
    surface = make_surface("ravine")
    start = np.array([-5.0, -2.0])
    here, descent = ground_at(surface, start), Descent(surface)
    state = descent.start(start, optimizer, rate)
    first = state.batch_loss
    for _ in range(30):
        state = descent.advance(state)
    left, promised = state.batch_loss, first - here.fall(optimizer, rate).after(30)
    if optimizer.name == "sgd":
        assert left == pytest.approx(promised, rel=1e-9)
    else:
        assert promised / 10.0 < left < promised * 10.0
    fall = here.fall(optimizer, rate)
    half = fall.passes_for(0.5 * first)
    assert fall.after(half) == pytest.approx(0.5 * first, rel=0.01)


def test_a_fall_that_never_comes_takes_for_ever() -> None:
    here = ground_at(make_surface("ravine"), np.array([-5.0, -2.0]))
    fall = here.fall(GradientDescent(), 0.1)
    assert fall.passes_for(10.4) < 1e4
    assert fall.passes_for(10.6) == np.inf  # the bottom is 10.5 below
    assert here.fall(GradientDescent(), 0.0).passes_for(1.0) == np.inf


def test_a_direction_that_curves_down_is_found_and_has_no_end() -> None:
    here = ground_at(make_surface("saddle"), np.array([1.0, 1e-3]))
    assert here.way_down is not None
    assert np.abs(here.way_down).tolist() == [0.0, 1.0]
    assert here.fall(GradientDescent(), 0.1).passes_for(1e6) < 200
    assert not here.definite


def test_units_do_not_make_a_bowl_a_saddle() -> None:
    """Curvatures 1 and 1e-14: for rounding the same, on a scale of their own both upwards."""
    problem = objective((2, 1), ("identity",), samples=8, biases=False)
    scaled = objective((2, 1), ("identity",), samples=8, biases=False)
    scaled.data.inputs.flags.writeable = True
    scaled.data.inputs[1] *= 1e-7
    theta = random_parameters(problem)
    assert ground_at(problem, theta).definite
    assert ground_at(type(problem)(scaled.network, scaled.data, scaled.loss), theta).definite


def test_many_parameters_give_the_same_extremes_as_the_whole_hessian(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = objective((6, 30, 4), ("tanh", "identity"), samples=20)
    theta = 0.3 * random_parameters(problem)
    assert problem.parameter_count > module.DENSE
    some = ground_at(problem, theta)
    monkeypatch.setattr(module, "DENSE", 1000)
    every = ground_at(problem, theta)
    assert every.whole
    assert not some.whole
    assert some.largest == pytest.approx(every.largest, rel=1e-6)
    assert some.smallest == pytest.approx(every.smallest, rel=0.02)
    falls = [one.fall(GradientDescent(), 0.5 / every.largest).after(50) for one in (some, every)]
    assert falls[0] == pytest.approx(falls[1], rel=0.01)
