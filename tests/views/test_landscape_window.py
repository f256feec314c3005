"""The window on the landscape: what is in it, how it grows, and how the camera moves it."""

from itertools import pairwise

import numpy as np
import pytest

from tests.views.test_landscape import FORMULAS, in_window, seen, watching


def test_each_axis_has_its_own_scale_so_that_the_window_does_not_hang_on_the_panel() -> None:
    for name in FORMULAS:
        windows = [seen(watching(name, size=size)).window for size in ((36, 17), (79, 28), (30, 9))]
        widths = np.array(windows)[:, [1, 3]] - np.array(windows)[:, [0, 2]]
        np.testing.assert_allclose(widths, widths[:1].repeat(3, axis=0))
    low_x, high_x, low_y, high_y = seen(watching("ravine")).window
    assert high_x - low_x > 1.5 * (high_y - low_y)


def test_a_window_reaches_no_further_beyond_the_bottom_than_is_of_use() -> None:
    """The way to the bottom of the ravine leads from (−5, 2) to (0, 0)."""
    low_x, high_x, low_y, high_y = seen(watching("ravine")).window
    assert low_x < -5.0
    assert high_x == pytest.approx(-low_x - 5.0 + 2.0, abs=0.1)
    assert high_y == pytest.approx(-low_y, abs=0.01)
    assert high_y > 2.0


@pytest.mark.parametrize("name", ["two-weights", "ravine", "saddle", "himmelblau", "xor"])
def test_picture_and_levels_keep_still_from_pass_to_pass(name: str) -> None:
    session = watching(name)
    session.step(40 if name == "xor" else 0)
    pictures = []
    for _ in range(20):
        shown = seen(session)
        pictures.append((shown.window, shown.levels, shown.heights.tobytes()))
        session.step()
    assert sum(before != after for before, after in pairwise(pictures)) <= 1


def test_a_window_that_the_point_leaves_grows_until_it_is_inside() -> None:
    session = watching("ravine", 0.55)  # above the limit: it climbs the walls
    windows = []
    for _ in range(40):
        shown = seen(session)
        low_x, high_x, low_y, high_y = shown.window
        assert low_x < shown.now[0] < high_x
        assert low_y < shown.now[1] < high_y
        windows.append(high_y - low_y)
        session.step()
    assert windows == sorted(windows)
    assert windows[-1] > 10.0 * windows[0]


def test_the_camera_zooms_pans_and_follows() -> None:
    session = watching("two-weights")
    first = seen(session).window
    session.cameras.zoom(1)
    near = seen(session).window
    assert near[1] - near[0] == pytest.approx(0.5 * (first[1] - first[0]), rel=0.1)
    session.cameras.landscape.pan(1, 0)
    right = seen(session).window
    assert right[0] - near[0] == pytest.approx(0.25 * (near[1] - near[0]), rel=0.1)
    assert (right[2], right[3]) == (near[2], near[3])
    session.cameras.landscape.pan(0, -1)
    below = seen(session).window
    assert below[2] < right[2]
    session.step(5)
    assert seen(session).window == below  # a hand has placed it: it stays
    session.cameras.landscape.follow()
    for _ in range(30):
        shown = seen(session)
        assert shown.window[0] < shown.now[0] < shown.window[1]
        assert shown.window[2] < shown.now[1] < shown.window[3]
        session.step()
    session.cameras.zoom(-1)
    assert seen(session).window[1] - seen(session).window[0] > near[1] - near[0]


@pytest.mark.parametrize("preset", ["two-weights", "dead-relu", "circle"])
@pytest.mark.parametrize("direction", [1, -1])
def test_however_often_one_zooms_the_window_has_a_width(preset: str, direction: int) -> None:
    session = watching(preset)
    session.step(5)
    if preset == "circle":
        session.cameras.landscape.next_plane()
    seen(session)
    session.cameras.landscape.follow()
    for _ in range(70):
        session.cameras.zoom(direction)
        left, right, bottom, top = seen(session).window
        assert left < right
        assert bottom < top
    session.step(5)
    left, right, bottom, top = seen(session).window
    assert left < right
    assert bottom < top


@pytest.mark.parametrize("name", ["ravine", "rosenbrock", "himmelblau", "xor"])
def test_a_zoom_by_hand_keeps_the_point_in_the_window(name: str) -> None:
    session = watching(name)
    for _ in range(9):
        session.step()
    for _ in range(8):
        before = seen(session)
        session.cameras.zoom(1)
        after = seen(session)
        assert after.window[1] - after.window[0] < 0.6 * (before.window[1] - before.window[0])
        assert in_window(after)


def test_a_zoom_does_not_fetch_a_point_that_was_left_behind() -> None:
    session = watching("ravine")
    seen(session)
    for _ in range(9):
        session.cameras.landscape.pan(1, 0)
        seen(session)
    session.cameras.zoom(1)
    assert not in_window(seen(session))


def test_zooms_that_come_faster_than_pictures_keep_the_point_as_well() -> None:
    session = watching("ravine")
    seen(session)
    for _ in range(5):
        session.cameras.zoom(1)
    assert in_window(seen(session))


@pytest.mark.parametrize(("name", "rate"), [("ravine", 0.55), ("two-weights", 0.75)])
def test_a_window_does_not_hang_on_which_passes_were_seen(name: str, rate: float) -> None:
    always, seldom = watching(name, rate), watching(name, rate)
    seen(seldom)
    for _ in range(40):
        first = seen(always).window
        always.step()
    first = seen(always).window
    seldom.step(40)
    np.testing.assert_allclose(seen(seldom).window, first, rtol=1e-9)


@pytest.mark.parametrize("name", ["ravine", "two-weights", "bowl"])
def test_a_window_that_grew_for_a_way_that_was_gone_back_is_the_first_again(name: str) -> None:
    session = watching(name, 3.0)
    first = seen(session).window
    for _ in range(12):
        session.step()
        seen(session)
    assert seen(session).window[1] > 8.0 * first[1]
    session.back(12)
    np.testing.assert_allclose(seen(session).window, first)
