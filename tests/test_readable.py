"""Numbers in columns keep their width and never lie by more than their last digit."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_descent.readable import Column, fitted, plain

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
        (-0.00099, 6, "−0.001"),
        (-0.00049, 6, " −5e-4"),
        (123456.0, 7, "+123456"),
        (123456.0, 6, "  +1e5"),
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
    ("exponent", "width", "head"),
    [(0, 9, "value"), (0, 4, "val"), (-6, 9, "value e−6"), (-6, 7, "val e−6")],
)
def test_the_head_of_a_column(exponent: int, width: int, head: str) -> None:
    assert Column(exponent, 3).head("value", width) == head


def test_where_a_name_would_be_two_letters_the_power_stands_alone() -> None:
    assert Column(153, 3).head("value", 7) == "e153"


def test_plain() -> None:
    assert [plain(value) for value in (0.18342, -80.0, 1.2345678e-5, 0.0)] == [
        "0.18342",
        "−80",
        "1.23457e-05",
        "0",
    ]
