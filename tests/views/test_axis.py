"""Axes: readable notches, and no number that they cannot show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_descent.views.axis import around, growing, notches

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def test_notches_are_readable() -> None:
    assert notches(-1.05, 1.05, 4) == (-1.0, 0.0, 1.0)
    assert notches(0.1, 0.72, 4) == (0.2, 0.4, 0.6)
    assert notches(17.0, 43.0, 4) == (20.0, 30.0, 40.0)


def test_a_single_value_has_the_way_to_zero_around_it() -> None:
    axis = around("x", 3.0, 3.0, 4)
    assert axis.low < 0.0 < 3.0 < axis.high
    assert around("x", 0.0, 0.0, 4).notches == (-1.0, 0.0, 1.0)


def test_an_axis_grows_by_steps() -> None:
    ends = [growing("y", 0.0, 1.0 + k / 100.0, 4).high for k in range(1, 100)]
    assert ends == sorted(ends)
    assert sorted(set(ends)) == pytest.approx([1.1, 1.2, 1.4, 1.6, 1.8, 2.0])


@given(NUMBERS, NUMBERS, st.integers(1, 9))
def test_every_number_has_an_axis(one: float, other: float, most: int) -> None:
    low, high = sorted((one, other))
    for axis in (around("", low, high, most), growing("", low, high, most)):
        assert axis.low < axis.high
        assert len(axis.notches) <= 2 * most + 3
        assert all(axis.low <= notch <= axis.high for notch in axis.notches[1:-1])
