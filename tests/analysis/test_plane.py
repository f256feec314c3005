"""Planes through the parameters: the loss over them against formulas, minima against tables."""

import numpy as np
import pytest

from tui_descent.analysis.plane import (
    finer,
    grid,
    heights,
    low_points,
    parabola,
    principal,
    refined,
    through,
)
from tui_descent.data.surfaces import make_surface
from tui_descent.presets import load

TABLED = [
    ("bowl", (0.0, 0.0), 2.5),
    ("ravine", (0.0, 0.0), 2.5),
    ("rosenbrock", (1.0, 1.0), 2.0),
    ("beale", (3.0, 0.5), 4.5),
    ("himmelblau", (3.0, 2.0), 5.0),
    ("himmelblau", (-2.805118, 3.131312), 5.0),
    ("himmelblau", (-3.779310, -3.283186), 5.0),
    ("himmelblau", (3.584428, -1.848126), 5.0),
]


def test_heights_over_a_plane_are_the_losses_of_its_places_one_by_one() -> None:
    preset = load("xor")
    theta = preset.initial_parameters()
    plane = through(theta, 3, 7)
    places = grid(np.linspace(-2.0, 2.0, 37), np.linspace(-1.0, 3.0, 41))
    found = heights(preset.objective, plane, places)
    for at in range(0, len(places), 97):
        moved = theta.copy()
        moved[[3, 7]] = places[at]
        assert found[at] == pytest.approx(float(preset.objective.value(moved)), rel=1e-12)


def test_a_place_and_its_parameters_belong_together() -> None:
    generator = np.random.default_rng(0)
    path = generator.normal(size=(20, 6))
    for plane in (through(path[0], 4, 1), principal(path)[0]):
        places = generator.normal(size=(50, 2))
        np.testing.assert_allclose(plane.place(plane.theta(places)), places, atol=1e-12)


def test_principal_directions_find_the_plane_that_a_path_lies_in() -> None:
    generator = np.random.default_rng(1)
    across = np.linalg.qr(generator.normal(size=(9, 2)))[0].T
    along = np.linspace(0.0, 5.0, 40)
    path = np.column_stack([along, 0.3 * np.sin(along)]) @ across
    plane, shares = principal(path)
    assert shares.sum() == pytest.approx(1.0)
    assert shares[0] > 0.9
    back = plane.theta(plane.place(path))
    np.testing.assert_allclose(back, path, atol=1e-12)
    assert plane.place(path[-1]).tolist() == [0.0, 0.0]
    assert plane.place(path[0])[0] < 0.0  # the path went along the first direction


@pytest.mark.parametrize(("name", "minimum", "half"), TABLED)
def test_low_points_of_a_grid_lead_to_the_tabled_minima(
    name: str, minimum: tuple[float, float], half: float
) -> None:
    surface = make_surface(name)
    plane = through(np.zeros(2), 0, 1)
    axis = np.linspace(-half, half, 61)
    values = heights(surface, plane, grid(axis, axis)).reshape(61, 61)
    found = [
        refined(surface, plane, np.array([axis[column], axis[row]]), (axis[1] - axis[0],) * 2)
        for row, column in low_points(values, 20)
    ]
    nearest = min(found, key=lambda one: float(np.linalg.norm(one[0] - minimum)))
    np.testing.assert_allclose(nearest[0], minimum, atol=1e-4)
    assert nearest[1] == pytest.approx(0.0, abs=1e-7)


def test_an_edge_is_no_low_point() -> None:
    slope = np.add.outer(np.arange(9.0), np.arange(9.0))
    assert low_points(slope, 5) == []
    valley = np.abs(slope - 8.0)
    valley[4, 4] = -1.0
    assert low_points(valley, 5)[0] == (4, 4)


def test_a_coarse_grid_is_filled_in_along_straight_lines() -> None:
    coarse = np.add.outer(3.0 * np.linspace(0.0, 1.0, 5), np.linspace(0.0, 2.0, 7))
    fine = np.add.outer(3.0 * np.linspace(0.0, 1.0, 33), np.linspace(0.0, 2.0, 50))
    np.testing.assert_allclose(finer(coarse, 33, 50), fine, atol=1e-12)


def test_the_parabola_of_a_parabola_leads_to_its_bottom() -> None:
    surface = make_surface("ravine")
    plane = through(np.array([-5.0, -2.0]), 0, 1)
    way = parabola(surface, plane, np.array([-5.0, -2.0]), np.array([0.01, 0.01]))
    assert way is not None
    np.testing.assert_allclose(way, np.array([5.0, 2.0]), atol=1e-6)
    assert parabola(make_surface("saddle"), plane, np.zeros(2), np.array([0.1, 0.1])) is None


def test_a_parabola_as_high_as_numbers_go_has_its_bottom_too() -> None:
    far = np.array([-5e100, -2e100])
    way = parabola(make_surface("ravine"), through(far, 0, 1), far, np.full(2, 1e99))
    assert way is not None
    np.testing.assert_allclose(way, -far, rtol=1e-6)


def test_what_nobody_waits_for_any_more_is_not_computed() -> None:
    surface = make_surface("bowl")
    places = grid(np.linspace(-1.0, 1.0, 100), np.linspace(-1.0, 1.0, 100))
    asked = []

    def goes_on() -> bool:
        asked.append(True)
        return len(asked) < 2

    found = heights(surface, through(np.zeros(2), 0, 1), places, goes_on)
    assert 0 < np.isfinite(found).sum() < len(places)
