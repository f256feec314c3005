"""Readable numbers on axes, and at which heights contours lie."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_descent.readable import multiples, numbers, readable_step, ticks, ticks_below
from tui_descent.views.axis import around
from tui_descent.views.scales import contour_levels, curved, flat


@pytest.mark.parametrize("size", [1e-9, 0.37, 1.0, 42.0, 1e12])
@pytest.mark.parametrize("most", [2, 3, 5, 9])
def test_ticks_lie_inside_at_equal_distances_and_are_not_too_many(size: float, most: int) -> None:
    low, high = -0.31 * size, 1.7 * size
    found = ticks(low, high, most)
    assert 1 <= len(found) <= most
    assert all(low <= tick <= high for tick in found)
    if len(found) > 2:
        gaps = np.diff(found)
        np.testing.assert_allclose(gaps, gaps[0], rtol=1e-9)


@pytest.mark.parametrize("window", [(-2.8, 6.8), (0.84371, 0.84379), (-1e6, 1e6)])
def test_numbers_below_an_axis_do_not_touch(window: tuple[float, float]) -> None:
    low, high = window
    columns = 34
    found = ticks_below(low, high, columns)
    ends = [
        ((tick - low) / (high - low) * columns, len(text))
        for tick, text in zip(found, numbers(found), strict=True)
    ]
    for (left, width), (right, other) in pairwise(ends):
        assert right - left > (width + other) / 2


def test_levels_cut_a_landscape_into_bands() -> None:
    heights = np.linspace(0.0, 60.0, 1000)
    assert contour_levels(heights, 5, logarithmic=False) == (10.0, 20.0, 30.0, 40.0, 50.0)
    assert contour_levels(heights - 30.0, 6, logarithmic=False) == (-20.0, -10.0, 0.0, 10.0, 20.0)
    assert contour_levels(np.full(9, 3.0), 5, logarithmic=False) == ()


def test_logarithmic_levels_rise_by_factors() -> None:
    heights = np.geomspace(0.01, 1000.0, 500)
    assert contour_levels(heights, 5, logarithmic=True) == (0.1, 1.0, 10.0, 100.0)
    levels = contour_levels(np.geomspace(1.0, 9.0, 100), 5, logarithmic=True)
    assert levels == (1.5, 2.0, 3.0, 5.0, 7.0)


def test_a_range_of_many_times_its_low_ground_asks_for_levels_by_factors() -> None:
    x = np.linspace(-2.0, 2.0, 101)
    assert curved(x**8)
    assert not curved(1.0 + np.abs(x))
    assert not curved(x**8 - 1.0)


def test_numbers_of_an_axis_are_as_short_as_they_can_be() -> None:
    assert numbers((1500.0, 500000.0, 1e6, 1.2e302)) == ("1500", "5e5", "1e6", "1.2e302")
    assert numbers((-0.25, 0.0, 2.5e-7, 749628.0)) == ("−0.25", "0", "2.5e−7", "749628")


@given(
    st.floats(-1e12, 1e12),
    st.floats(-12.0, 12.0).map(lambda power: 10.0**power),
    st.integers(2, 9),
)
def test_ticks_read_as_what_they_are_and_no_two_alike(low: float, length: float, most: int) -> None:
    """However narrow the window is beside its place: 1.0000001 to 1.0000003, 123456.789 …"""
    high = low + max(length, 1e-10 * abs(low))
    found = ticks(low, high, most)
    texts = numbers(found, high - low)
    assert len({*texts}) == len(found)
    for value, text in zip(found, texts, strict=True):
        assert abs(float(text.replace("−", "-")) - value) <= 0.01 * (high - low)
        assert low - 1e-6 * (high - low) <= value <= high + 1e-6 * (high - low)
    axis = around("x", low, high, most)
    assert len({*axis.labels}) == len(axis.notches)


def test_the_window_that_was_read_wrong() -> None:
    assert numbers(ticks(1.0000001, 1.0000003, 3)) == ("1.0000001", "1.0000002", "1.0000003")
    assert numbers((1e17, 1.000000005e17)) == ("1e17", "1.000000005e17")
    assert numbers((0.1, 0.3)) == ("0.1", "0.3")


def test_multiples_are_the_numbers_that_one_reads() -> None:
    step = readable_step(1e-13, 4)
    assert multiples(1.0, 1.0 + 1e-13, step)[1] == 1.0 + 5e-14
    assert multiples(0.0, 1.0, 0.1) == tuple(number / 10.0 for number in range(11))


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize(
    "heights",
    [
        1.01 + 0.08 * np.linspace(0.0, 1.0, 99),  # between two levels of every ladder
        1.0 + 1e-9 * np.linspace(0.0, 1.0, 99),
        np.append(np.ones(999), 0.5),  # a plain with a hole
        np.append(np.ones(999), 5.0),
        1e17 + 3.6e8 * np.linspace(0.0, 1.0, 99),
        1.7e308 * np.linspace(-1.0, 1.0, 99),
        1e300 * np.linspace(0.0, 1.0, 99) ** 9,
        1e-280 * np.linspace(0.0, 1.0, 99),
    ],
)
def test_ground_that_is_not_flat_has_levels(
    heights: np.ndarray[tuple[int], np.dtype[np.float64]], logarithmic: bool
) -> None:
    levels = contour_levels(heights, 5, logarithmic and float(heights.min()) >= 0.0)
    assert not flat(heights)
    assert levels
    assert all(heights.min() < level <= heights.max() for level in levels)
    assert len({*numbers(levels)}) == len(levels)


def test_ground_that_is_one_height_but_for_rounding_has_none() -> None:
    rounding = 1.0 + 4e-16 * np.arange(-9.0, 9.0)
    for heights in (rounding, 1e300 * rounding, np.zeros(9), -1e-300 * rounding):
        assert flat(heights)
        assert contour_levels(heights, 5, logarithmic=False) == ()
