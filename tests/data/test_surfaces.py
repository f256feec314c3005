"""Surfaces against their published minima, and their gradients against differences."""

import numpy as np
import pytest

from tui_descent.analysis.hessian import hessian
from tui_descent.data.surfaces import SURFACES, make_surface

MINIMA = [
    ("bowl", (0.0, 0.0), 0.0),
    ("ravine", (0.0, 0.0), 0.0),
    ("plateau", (0.0, 0.0), 0.0),
    ("rosenbrock", (1.0, 1.0), 0.0),
    ("himmelblau", (3.0, 2.0), 0.0),
    ("himmelblau", (-2.805118, 3.131312), 0.0),
    ("himmelblau", (-3.779310, -3.283186), 0.0),
    ("himmelblau", (3.584428, -1.848126), 0.0),
    ("beale", (3.0, 0.5), 0.0),
    ("double_well", (-1.484,), 0.065),
    ("double_well", (1.332,), 0.912),
]


@pytest.mark.parametrize(("name", "place", "height"), MINIMA)
def test_known_minima(name: str, place: tuple[float, ...], height: float) -> None:
    surface = make_surface(name)
    value, gradient = surface.full_value_and_gradient(np.array(place))
    assert float(value) == pytest.approx(height, abs=1e-3)
    np.testing.assert_allclose(gradient, 0.0, atol=5e-3)
    assert (np.linalg.eigvalsh(hessian(surface, np.array(place)).whole()) > 0.0).all()


@pytest.mark.parametrize("name", SURFACES)
def test_gradient_is_the_slope_of_the_height(name: str) -> None:
    surface = make_surface(name)
    places = np.random.default_rng(0).uniform(-2.0, 2.0, (50, surface.dimensions))
    _, gradients = surface.full_value_and_gradient(places)
    for axis in range(surface.dimensions):
        nudge = 1e-6 * np.eye(surface.dimensions)[axis]
        slope = (surface.value(places + nudge) - surface.value(places - nudge)) / 2e-6
        np.testing.assert_allclose(gradients[:, axis], slope, rtol=1e-6, atol=1e-6)


def test_the_saddle_has_one_curvature_of_each_sign() -> None:
    whole = hessian(make_surface("saddle"), np.zeros(2)).whole()
    assert np.linalg.eigvalsh(whole).tolist() == [-2.0, 2.0]


@pytest.mark.parametrize("condition", [1.0, 20.0, 500.0])
def test_the_ravine_has_the_chosen_condition_number(condition: float) -> None:
    whole = hessian(make_surface("ravine", condition), np.array([-5.0, -2.0])).whole()
    assert np.linalg.cond(whole) == pytest.approx(condition, rel=1e-12)
