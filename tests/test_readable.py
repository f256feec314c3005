"""Numbers in columns keep their width and never lie by more than their last digit."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_descent.readable import as_fits, fitted, plain

HUGE = "huge"  # what stands for a number whose power does not fit


@given(st.floats(-1e308, 1e308), st.integers(5, 9))
def test_a_fitted_number_has_its_width_and_sign_and_is_true_to_its_last_digit(
    value: float, width: int
) -> None:
    text = fitted(value, width)
    assert len(text) == width
    if value:
        assert text.strip()[0] == ("+" if value > 0 else "−")
    if text.endswith(HUGE):
        assert abs(value) >= 1e9
        return
    number = float(text.replace("−", "-"))
    if number == 0.0:
        assert abs(value) < 1e-9
        return
    digits = text.strip().lstrip("+−").split("e")[0]
    last = 10.0 ** -len(digits.partition(".")[2])
    power = float(f"1e{text.split('e')[1]}") if "e" in text else 1.0
    assert number == pytest.approx(value, rel=1e-12, abs=0.5000001 * last * power)


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [
        (0.0, 6, " 0.000"),
        (0.18342, 6, "+0.183"),
        (-24.0, 7, "−24.000"),
        (-24.0, 5, "−24.0"),
        (510.54, 8, "+510.540"),
        (-510.54, 7, "−510.54"),
        (0.00696457, 8, "+0.00696"),
        (0.00696457, 7, "+0.0070"),
        (-0.00012, 8, "−0.00012"),
        (0.000099, 8, "+9.90e-5"),
        (6.9712e-10, 8, "+7.0e-10"),
        (6.9712e-10, 7, " +7e-10"),
        (9.9999996, 8, "+10.0000"),
        (9999999.6, 8, "+1.000e7"),
        (1e12, 8, "+1.00e12"),
        (1e-300, 8, " +1e-300"),
        (5e-324, 7, "+5e-324"),
        (1e-300, 6, "+0.000"),
        (-0.0, 8, " 0.00000"),
        (-0.00099, 6, "−0.001"),
        (-0.00049, 6, " −5e-4"),
        (123456.0, 7, "+123456"),
        (123456.0, 6, "+1.2e5"),
        (-1e300, 6, "−1e300"),
        (-1e300, 5, "−huge"),
        (math.inf, 6, "  +inf"),
        (-math.inf, 6, "  −inf"),
        (math.nan, 6, "   nan"),
    ],
)
def test_fitted(value: float, width: int, text: str) -> None:
    assert fitted(value, width) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (510.54, "+510.540"),
        (-7.25, "  −7.250"),
        (0.0123, "  +0.012"),
        (-0.001065, " −0.0011"),
        (-0.00001065, "−1.06e-5"),
        (0.0, "   0.000"),
    ],
)
def test_below_each_other_numbers_have_the_same_decimals_if_two_digits_are_seen(
    value: float, text: str
) -> None:
    assert fitted(value, 8, 3) == text


@given(st.floats(allow_nan=True, allow_infinity=True), st.integers(5, 12))
def test_what_is_made_to_fit_does_fit(value: float, width: int) -> None:
    assert len(as_fits(value, width)) <= width


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [
        (-0.000483, 6, "−5e-4"),
        (-0.000483, 9, "−0.000483"),
        (0.152, 5, "0.152"),
        (1e300, 6, "1e+300"),
    ],
)
def test_as_fits(value: float, width: int, text: str) -> None:
    assert as_fits(value, width) == text


def test_plain() -> None:
    assert [plain(value) for value in (0.18342, -80.0, 1.2345678e-5, 0.0)] == [
        "0.18342",
        "−80",
        "1.23457e-05",
        "0",
    ]
