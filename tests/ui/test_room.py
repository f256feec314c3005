"""What stands where: sizes of windows, and what is cut where there is too little room."""

from typing import cast

import pytest
from textual.geometry import Size

from tests.ui.test_screens import opened, text_of
from tui_descent.lessons.listing import lesson_descriptions
from tui_descent.presets import descriptions
from tui_descent.presets import names as preset_names
from tui_descent.ui.screens.session import SessionScreen
from tui_descent.ui.widgets.choices import Choice, ChoiceList, Choices, Summary
from tui_descent.ui.widgets.lesson import LessonPanel, LessonShown
from tui_descent.ui.widgets.lines import shortened


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


@pytest.mark.parametrize("name", preset_names())
async def test_the_hero_has_the_largest_part_of_the_window(name: str) -> None:
    app = opened(name)
    async with app.run_test(size=(80, 24)) as pilot:
        for width, height in ((80, 24), (120, 40), (200, 60)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            desk = cast(SessionScreen, app.screen).workspace
            hero = desk.query_one(f"#{desk.present}").region
            assert app.screen.size == (width, height)
            assert hero.area >= 0.45 * width * height
            assert "loss" in desk.shown_views


async def test_the_whole_window_is_the_heros_and_is_given_back() -> None:
    app = opened("himmelblau")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("V")
        await pilot.pause()
        text = text_of(pilot)
        assert "LANDSCAPE" in text
        assert "parameters" not in text
        assert "next loss" not in text
        assert app.screen.query_one("#landscape").region.area == 80 * 22
        await pilot.press("V")
        await pilot.pause()
        assert "parameters" in text_of(pilot)


async def test_the_arithmetic_stands_below_the_parameters_where_there_is_room() -> None:
    app = opened("one-weight")
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.press("space")
        await pilot.pause()
        assert "new = 2.24 + 0.19" in text_of(pilot)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await pilot.pause()
        assert "the step of sgd" not in text_of(pilot)


async def test_the_lists_of_home_take_any_size_on_the_way_to_another() -> None:
    app = opened(None)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        choices = app.screen.query_one("#choices", ChoiceList)
        problems = app.screen.query_one("#problems", ChoiceList)
        shown = choices._shown
        assert shown is not None
        for width in range(8, 130):
            for each in (choices, problems):
                assert len(each.draw(shown, Size(width, 12))) == 12


async def test_turning_the_views_ends_what_the_last_key_said() -> None:
    app = opened("himmelblau")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("y")
        assert "fog: you see only" in text_of(pilot)
        await pilot.press("tab")
        await pilot.pause()
        assert "fog: you see only" not in text_of(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_parts_of_a_page_are_not_counted_before_its_size_is_known(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    show = LessonPanel.show

    def noted(panel: LessonPanel, shown: LessonShown) -> None:
        told.append(panel.note)
        show(panel, shown)

    monkeypatch.setattr(LessonPanel, "show", noted)
    async with opened("lesson too-small").run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
    assert set(told) == {"page 1 of 7"}
