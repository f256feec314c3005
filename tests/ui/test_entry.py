"""What may be typed as a number."""

import pytest

from tui_descent.ui.widgets.entry import Entry


@pytest.mark.parametrize(
    ("typed", "value"),
    [("0.05", 0.05), ("1/9", 1 / 9), (" 10 / 3", 10 / 3), ("−2", -2.0), ("0,5", 0.5), ("", None)],
)
def test_numbers_and_fractions(typed: str, value: float | None) -> None:
    assert Entry("learning rate", typed).value() == value


@pytest.mark.parametrize("typed", ["1/0", "1/", "/9", "one", "1/2/3"])
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Entry("learning rate", typed).value()
