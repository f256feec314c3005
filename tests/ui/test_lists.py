"""Every list has the same keys: one row, eight rows, its first and its last row."""

import pytest

from tests.ui.test_screens import opened, text_of
from tui_descent.ui.screens.listed import FEW, moved

SIZE = (80, 24)


@pytest.mark.parametrize(
    ("cursor", "offset", "row"), [(0, 1, 1), (3, -8, 0), (5, 8, 9), (9, 1, 9), (4, 0, 4)]
)
def test_the_cursor_stops_at_both_ends(cursor: int, offset: int, row: int) -> None:
    assert moved(cursor, offset, 10) == row


@pytest.mark.parametrize("key", ["a", "o", "O"])  # the set-up, the optimizers, the line-ups
async def test_a_key_leads_where_many_lead(key: str) -> None:
    app = opened("xor")
    async with app.run_test(size=SIZE) as pilot:

        async def after(*keys: str) -> str:
            await pilot.press(*keys)
            await pilot.pause()
            return text_of(pilot)

        top = await after(key, "home")
        assert await after("up") == top
        few = await after(*["down"] * FEW)
        assert await after("home") == top
        assert await after("pagedown") == few != top
        bottom = await after("end")
        assert await after("down") == bottom != top
        assert await after("up") != bottom
        assert await after("pageup", "home") == top


async def test_the_help_knows_its_ends() -> None:
    app = opened("xor")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("question_mark")
        top = text_of(pilot)
        assert "more below" in top
        await pilot.press("end")
        bottom = text_of(pilot)
        assert "more below" not in bottom
        await pilot.press("home")
        assert text_of(pilot) == top
