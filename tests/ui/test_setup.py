"""The set-up of a surface: its height is chosen or typed, and one undo takes it back."""

from textual.pilot import Pilot

from tests.ui.test_screens import opened, said_in_popup, text_of
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
