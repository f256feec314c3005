"""What stands where: sizes of windows, and what is cut where there is too little room."""

import asyncio

import pytest
from textual.geometry import Size
from textual.pilot import Pilot

from tests.ui.test_screens import opened, text_of
from tui_descent.lessons.listing import lesson_descriptions
from tui_descent.presets import descriptions
from tui_descent.ui.screens.home import Choice, Choices, Summary
from tui_descent.ui.widgets.lesson import LessonPanel, LessonShown
from tui_descent.ui.widgets.lines import shortened
from tui_descent.ui.workspace import room_for


@pytest.mark.parametrize(
    ("size", "count", "room"),
    [
        (Size(38, 18), 6, Size(1, 1)),
        (Size(78, 34), 6, Size(2, 2)),
        (Size(158, 54), 6, Size(3, 2)),
        (Size(158, 54), 5, Size(3, 2)),
        (Size(158, 54), 3, Size(2, 2)),
        (Size(158, 20), 3, Size(3, 1)),
    ],
)
def test_views_share_the_room_and_are_no_towers(size: Size, count: int, room: Size) -> None:
    assert room_for(size, count) == room


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("fits in", 7, "fits in"),
        ("two valleys, one hill", 13, "two valleys…"),
        ("two valleys, one hill", 12, "two valleys…"),
        ("two valleys, one hill", 11, "two…"),
        ("indivisible", 6, "indiv…"),
    ],
)
def test_a_text_that_is_too_long_ends_behind_a_word(text: str, room: int, shown: str) -> None:
    assert shortened(text, room) == shown


def test_the_smallest_home_screen_has_room_for_every_summary() -> None:
    shapes = [(one.name, one.summary) for one in descriptions()]
    ideas = [(one.name, one.idea) for one in lesson_descriptions()]
    for name, summary in (*shapes, *ideas):
        choices = Choices((Choice(name, 0, "", "", summary),), 0, "", "", False)
        assert len(Summary().draw(choices, Size(40, 99))) <= 6, name


async def settled(pilot: Pilot[None], stands: str, parent: str | None) -> None:
    """Wait until the view of this id stands in that container, or nowhere."""
    async with asyncio.timeout(20.0):
        while [panel.parent and panel.parent.id for panel in pilot.app.screen.query(stands)] != (
            [parent] if parent else []
        ):
            await pilot.pause()


async def test_below_few_parameters_stands_the_arithmetic_and_gives_way_again() -> None:
    app = opened("one-weight")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, "#working", "numbers")
        await pilot.press("space")
        assert "new = 2.24 + 0.19" in text_of(pilot)
        await pilot.resize_terminal(80, 24)
        await settled(pilot, "#working", None)
        await pilot.press(*["tab"] * 4)
        await settled(pilot, "#working", "views")
        assert "the step of sgd" in text_of(pilot)
        await pilot.resize_terminal(120, 40)
        await settled(pilot, "#working", "numbers")
        await pilot.press("space")
        assert "the step of sgd" in text_of(pilot)


async def test_many_parameters_leave_no_room_below_them() -> None:
    app = opened("spiral")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space")
        await pilot.pause()
        assert not app.screen.query("#working")
        assert "x1→h1.1 " in text_of(pilot)


async def test_turning_the_views_ends_what_the_last_key_said() -> None:
    app = opened("himmelblau")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("y")
        assert "fog: only what" in text_of(pilot)
        await pilot.press("tab")
        await pilot.pause()
        assert "fog: only what" not in text_of(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_parts_of_a_page_are_not_counted_before_its_size_is_known(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    show = LessonPanel.show

    def noted(panel: LessonPanel, shown: LessonShown) -> None:
        told.append(str(panel.border_subtitle))
        show(panel, shown)

    monkeypatch.setattr(LessonPanel, "show", noted)
    async with opened("lesson 5").run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
    assert set(told) == {"page 1 of 5"}
