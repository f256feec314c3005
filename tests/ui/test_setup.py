"""The set-up of a surface: its height is chosen or typed, and one undo takes it back."""

from pathlib import Path

from textual.pilot import Pilot

from tests.ui.test_screens import opened, said_in_popup, text_of
from tui_descent.presets.browsing import own_file
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.own_file import OwnFileScreen
from tui_descent.ui.screens.session import SessionScreen
from tui_descent.ui.screens.setup import SetupScreen


async def keys(pilot: Pilot[None], *names: str) -> None:
    await pilot.press(*names)
    await pilot.pause()


def typed(text: str) -> list[str]:
    names = {" ": "space", "*": "asterisk", "+": "plus", "-": "minus", "/": "slash"}
    names |= {"(": "left_parenthesis", ")": "right_parenthesis", "^": "circumflex_accent"}
    return [names.get(char, char) for char in text]


async def test_a_formula_is_typed_taken_and_undone() -> None:
    app = opened("bowl")
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "a", *typed("x**4 - 3*x**3 + 2"), "enter")
        assert "enter starts again at pass 0 with it" in said_in_popup(pilot)
        await keys(pilot, "enter")
        screen = app.screen
        assert isinstance(screen, SessionScreen)
        session = screen.session
        assert session.preset.title == "The height x**4 - 3*x**3 + 2"
        assert session.views == ("loss", "slice", "working", "directions", "sharpness")
        assert session.loss == 3.0**4 - 3.0 * 3.0**3 + 2.0
        await keys(pilot, "space", "space")
        assert "SLICE" in text_of(pilot)
        await keys(pilot, "U")
        assert session.preset.name == "bowl"
        assert session.parameter_count == 2
        assert "mountain" in text_of(pilot).casefold()


async def test_what_cannot_be_read_is_told_and_stays_to_be_mended() -> None:
    app = opened("double-well")
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "a", *typed("x^2"), "enter")
        assert "^ is not a power here; write **" in said_in_popup(pilot)
        await keys(pilot, "backspace", "backspace", *typed("**2"), "enter", "enter")
        assert isinstance(app.screen, SessionScreen)
        assert app.screen.session.preset.title == "The height x**2"


async def test_arrows_offer_others_and_the_map_behind_shows_them() -> None:
    app = opened("bowl")
    async with app.run_test(size=(120, 40)) as pilot:
        before = text_of(pilot)
        await keys(pilot, "a", "right")
        assert isinstance(app.screen, SetupScreen)
        assert "ravine" in said_in_popup(pilot)
        behind = [line[:60] for line in text_of(pilot).splitlines()]
        assert behind != [line[:60] for line in before.splitlines()]
        await keys(pilot, "escape")
        assert text_of(pilot) == before


async def test_penalty_and_schedule_belong_to_a_surface_too() -> None:
    app = opened("ravine")
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "a", "down", *"0.1", "enter", "enter")
        assert isinstance(app.screen, SessionScreen)
        assert app.screen.session.preset.tables.training.l2 == 0.1


async def test_every_key_is_answered_where_there_is_no_map() -> None:
    app = opened("bowl")
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, *"HJKLzZcxydlv", "a", *typed("x**2"), "enter", "enter")
        await keys(pilot, *"HJKLzZcxydlv", "space", *"HJKLzZcxydlv", "U", *"HJKLzZcxydlv")
        assert isinstance(app.screen, SessionScreen)
        assert app.screen.session.parameter_count == 2
    app = opened("one-weight")
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, *"HJKLzZcxydlvH")
        assert "landscape and mountain are not on the screen" in text_of(pilot)


async def test_the_set_up_has_a_row_in_windows_too_narrow_for_its_values() -> None:
    app = opened("bowl")
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "a", *typed("x**2 + 3*y**2"))
        for width in (40, 30, 24, 20, 12, 8, 80):
            await pilot.resize_terminal(width, 12)
            await keys(pilot, "down", "up")
        assert isinstance(app.screen, SetupScreen)


async def refused(pilot: Pilot[None], *names: str) -> str:
    """What the set-up says, where it stays open after these keys."""
    await keys(pilot, *names)
    screen = pilot.app.screen
    assert isinstance(screen, SetupScreen)
    return " ".join(said_in_popup(pilot).replace("│", " ").split())


async def test_a_number_in_a_row_without_numbers_stays_until_it_is_dropped() -> None:
    app = opened("circle")
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "a")
        screen = app.screen
        assert isinstance(screen, SetupScreen)
        rows = [row.label for row in screen._chosen.setup]
        for label in ("loss", "data", "features", "inputs", "schedule", "initial weights"):
            place = rows.index(label)
            screen.action_move(place - screen._chosen.cursor)
            for key in ("1", "7", "enter", "down", "enter"):
                assert f"{label}: no number is typed here" in await refused(pilot, key)
            assert f"▸ {label}" in text_of(pilot)
            assert "no number" not in await refused(pilot, "escape")
        await keys(pilot, "enter")
        assert "nothing changed" in text_of(pilot)


async def test_what_does_not_fit_is_said_by_the_name_of_its_row() -> None:
    app = opened("iris-species")
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "a")
        screen = app.screen
        assert isinstance(screen, SetupScreen)
        place = [row.label for row in screen._chosen.setup].index("held out")
        said = await refused(pilot, *["down"] * place, "1", "5", "0", "enter", "enter")
        assert "data.held_out" not in said
        assert "held out: 150 of 150 points; leave at least one to learn from" in said


async def test_columns_are_not_opened_over_what_was_changed(tmp_path: Path) -> None:
    table = "".join(f"{at},{at * at}\n" for at in range(30))
    (tmp_path / "t.csv").write_text(f"x,y\n{table}")
    app = DescentApp(Session(own_file(tmp_path / "t.csv").opened().preset))
    async with app.run_test(size=(80, 24)) as pilot:
        said = await refused(pilot, "a", "right", "f")
        assert "not taken yet: enter takes it, escape drops it" in said
        await keys(pilot, "left", "f")
        assert isinstance(app.screen, OwnFileScreen)
