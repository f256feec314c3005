"""Map and mountain as the eye meets them: what is seen where, and what hides what."""

import numpy as np
import pytest
from msgspec.structs import replace

from tests.views.test_landscape import places, seen, watching
from tui_descent.engine.arrays import FloatArray
from tui_descent.views.landscape import Landscape
from tui_descent.views.relief import MARGINS, Map, Mountain, best_turn

SURFACES = ["bowl", "ravine", "saddle", "himmelblau", "rosenbrock", "plateau", "xor"]
COLUMNS, ROWS = 44, 13


def mountain(shown: Landscape, turn: int, tilt: int) -> Mountain:
    return Mountain(shown, turn, tilt, COLUMNS, ROWS)


def nearer_ground(look: Mountain, u: float, v: float, z: float) -> float:
    """By how many dots ground that is nearer to the eye rises above a place, at most.

    The eye looks along lines of equal (u·cos − v·sin); the ground between the place and the
    edge of the box is sampled closely there, and cut off where the picture cuts it off.
    """
    across = u * look.cos - v * look.sin
    depth = v * look.cos + u * look.sin
    _, here = look.project(np.array(u), np.array(v), np.array(z))
    depths = np.linspace(depth - 0.08, depth - 3.0, 700)
    us, vs = across * look.cos + depths * look.sin, depths * look.cos - across * look.sin
    inside = (np.abs(us) <= 1.0) & (np.abs(vs) <= 1.0)
    us, vs = us[inside], vs[inside]
    if not len(us):
        return -np.inf
    heights = ground(look, us, vs)
    there = heights <= 1.0
    if not there.any():
        return -np.inf
    _, row = look.project(us[there], vs[there], look.relief * heights[there])
    return float(here - row.min())


def ground(look: Mountain, u: FloatArray, v: FloatArray) -> FloatArray:
    """The part of the picture's height at places of the box, between the map's dots."""
    grid = look.part(look._raw)
    rows, columns = grid.shape
    x, y = (u + 1.0) / 2.0 * (columns - 1), (v + 1.0) / 2.0 * (rows - 1)
    i, j = np.minimum(x.astype(int), columns - 2), np.minimum(y.astype(int), rows - 2)
    x, y = x - i, y - j
    low = grid[j, i] * (1 - x) + grid[j, i + 1] * x
    high = grid[j + 1, i] * (1 - x) + grid[j + 1, i + 1] * x
    return np.asarray(low * (1 - y) + high * y)


@pytest.mark.parametrize("turn", [30, -75, 120, 0, 90])
@pytest.mark.parametrize("name", ["bowl", "himmelblau", "rosenbrock", "xor"])
def test_a_place_is_hidden_where_nearer_ground_rises_above_it(name: str, turn: int) -> None:
    shown = seen(watching(name, size=(60, 20)))
    look = mountain(shown, turn, 45)
    chosen = np.random.default_rng(turn % 360).uniform(-0.95, 0.95, (500, 2))
    z = ground(look, chosen[:, 0], chosen[:, 1])
    chosen, z = chosen[z < 1.0], z[z < 1.0]
    low_x, high_x, low_y, high_y = shown.window
    side = np.array([high_x - low_x, high_y - low_y])
    found = look.place(np.array([low_x, low_y]) + (chosen + 1.0) / 2.0 * side)
    clear = judged = 0
    for at, (u, v) in enumerate(chosen.tolist()):
        above = nearer_ground(look, u, v, look.relief * float(z[at]))
        if 0.0 <= above < 3.0:  # dots: seen edgewise, it may be told either way
            continue
        judged += 1
        clear += bool(found.hidden[at]) == (above > 0.0)
    assert judged > 100
    assert clear >= 0.97 * judged


@pytest.mark.parametrize("name", SURFACES)
def test_from_straight_above_the_mountain_is_the_map(name: str) -> None:
    shown = seen(watching(name, size=(60, 20)))
    look = Mountain(shown, 0, 90, COLUMNS, ROWS, (0, 0, 0, 0))
    above = Map(shown)
    x, y = places(shown)
    every = np.column_stack([x.ravel(), y.ravel()])
    kept = look.part(shown.heights.ravel()) < 0.98
    flat, tilted = above.place(every[kept]), look.place(every[kept])
    np.testing.assert_allclose(
        tilted.column / look.columns, flat.column / above.columns, atol=2.0 / look.columns
    )
    np.testing.assert_allclose(tilted.row / look.rows, flat.row / above.rows, atol=2.0 / look.rows)
    assert not tilted.hidden.any()


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize(("turn", "tilt"), [(30, 45), (-120, 60), (75, 30), (0, 15)])
def test_what_is_seen_at_a_dot_has_the_height_of_its_place(name: str, turn: int, tilt: int) -> None:
    """Each visible place of the ground, found on the picture, has its own height there."""
    shown = seen(watching(name, size=(60, 20)))
    look = mountain(shown, turn, tilt)
    x, y = places(shown)
    every = np.column_stack([x.ravel(), y.ravel()])
    heights = shown.heights.ravel()
    part = look.part(heights)
    found = look.place(every)
    free = found.inside & ~found.hidden & (part < 0.9)
    free &= look.ground[found.row, found.column]
    assert free.sum() > 50
    drawn = look.part(look.heights[found.row[free], found.column[free]])
    assert np.median(np.abs(drawn - part[free])) < 0.03
    assert np.mean(np.abs(drawn - part[free]) < 0.25) > 0.7  # not where a hill's edge is near


@pytest.mark.parametrize("name", SURFACES)
def test_nothing_stands_in_the_margins(name: str) -> None:
    shown = seen(watching(name, size=(60, 20)))
    look = mountain(shown, 30, 45)
    left, right, top, bottom = MARGINS
    rows, columns = np.nonzero(look.ground | look.wall)
    assert columns.min() >= 2 * left - 1
    assert columns.max() <= look.columns - 2 * right
    assert rows.max() <= look.rows - 4 * bottom
    assert rows.min() <= 4 * top + 4


def test_what_is_too_high_or_no_number_is_cut_off() -> None:
    shown = seen(watching("himmelblau", size=(60, 20)))
    heights = shown.heights.copy()
    heights[:10] = np.inf
    heights[-10:] = np.nan
    look = mountain(replace(shown, heights=heights), 30, 45)
    assert look.ground.any()
    assert np.isfinite(look.heights[look.ground]).all()
    assert (look.part(look.heights[look.ground]) <= 1.01).mean() > 0.75  # but for its rim


@pytest.mark.parametrize("name", ["bowl", "himmelblau", "plateau", "xor"])
def test_it_is_cut_off_where_some_of_it_is_higher_than_its_ceiling(name: str) -> None:
    shown = seen(watching(name))
    highest, ceiling = float(shown.heights[shown.seen].max()), shown.ceiling
    assert mountain(shown, 30, 45).cut is (highest > ceiling[1])
    assert mountain(replace(shown, ceiling=(ceiling[0], 0.5 * highest)), 30, 45).cut
    assert not mountain(replace(shown, ceiling=(ceiling[0], highest)), 30, 45).cut


def test_a_level_ground_has_a_picture() -> None:
    shown = seen(watching("bowl", size=(60, 20)))
    level = replace(shown, heights=np.full_like(shown.heights, 3.0), ceiling=(3.0, 3.0 + 1e-12))
    look = mountain(level, 30, 45)
    assert look.ground.any()


def test_the_best_turn_hides_less_of_the_way_than_most() -> None:
    session = watching("himmelblau", size=(60, 20))
    session.step(20)
    shown = seen(session)
    best = best_turn(shown, 45)
    hidden = {
        turn: float(mountain(shown, turn, 45).place(shown.path).hidden.mean())
        for turn in range(-165, 195, 15)
    }
    assert hidden[best] <= float(np.median([*hidden.values()]))
