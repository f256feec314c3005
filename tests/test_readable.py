"""Numbers in columns keep their width and never lie by more than their last digit."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_descent.readable import WIDTH, column, plain


@given(st.floats(-1e308, 1e308))
def test_a_column_has_a_fixed_width_a_sign_and_at_least_two_digits(value: float) -> None:
    text = column(value)
    assert len(text) == WIDTH
    assert float(text) == pytest.approx(value, rel=0.05, abs=5e-324)
    if value:
        assert text.strip()[0] == ("+" if value > 0 else "-")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "   0.0000"),
        (0.18342, "  +0.1834"),
        (-24.0, " -24.0000"),
        (999.99994, "+999.9999"),
        (999.99996, " +1000.00"),
        (0.001, "  +0.0010"),
        (-0.00099, "-9.90e-04"),
        (29074.48, "+29074.48"),
        (123456.0, "+1.23e+05"),
        (1e300, "+1.0e+300"),
        (math.inf, "     +inf"),
        (-math.inf, "     -inf"),
        (math.nan, "      nan"),
    ],
)
def test_column(value: float, text: str) -> None:
    assert column(value) == text


def test_plain() -> None:
    assert [plain(value) for value in (0.18342, -80.0, 1.2345678e-5, 0.0)] == [
        "0.18342",
        "−80",
        "1.23457e-05",
        "0",
    ]
