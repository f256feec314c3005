"""Choosing an optimizer: what is taken, and what is refused."""

from tests.ui.test_screens import said_in_popup, text_of
from tui_descent.engine.optimizers import Momentum
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.chooser import ChooserScreen


async def test_a_setting_is_typed_and_the_optimizer_taken_with_the_weights_it_finds() -> None:
    session = Session(load("one-weight"))
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "o", "down", "right", *"0.5", "enter")
        assert "limit 0.167 here; lr is 0.01" in text_of(pilot)  # 2 · (1 + 0.5) / 18
        theta = session.state.theta.tobytes()
        await pilot.press("enter")
        await pilot.pause()
        assert session.state.optimizer == Momentum(0.5)
        assert session.state.optimizer_state[0].tolist() == [0.0]
        assert session.state.theta.tobytes() == theta
        assert "momentum from here on: same weights, its velocity starts at 0" in text_of(pilot)
        await pilot.press("o")
        assert "•momentum" in text_of(pilot)
        assert "momentum     μ  = 0.5" in text_of(pilot)


async def test_invalid_values_are_refused_in_words_and_nothing_is_left_behind() -> None:
    session = Session(load("xor"))
    before = session.state
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o", "down", "tab", *"1x", "enter")
        assert "'1x': not a number; try 0.5" in said_in_popup(pilot)
        await pilot.press("backspace", "backspace", "minus", "1", "down")
        assert "momentum cannot be -1: give 0 or more" in said_in_popup(pilot)
        await pilot.press("escape", "o")
        await pilot.pause()
        assert not isinstance(app.screen, ChooserScreen)
        assert session.state is before


async def test_taking_the_one_in_use_changes_nothing() -> None:
    session = Session(load("momentum"))
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "space", "o")
        velocity = session.state.optimizer_state
        await pilot.press("enter")
        await pilot.pause()
        assert session.state.optimizer_state is velocity
        assert "momentum is in use already: nothing changed" in text_of(pilot)


async def test_playing_pauses_and_a_large_networks_limit_comes_later() -> None:
    session = Session(load("digits"))
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p", "o")
        assert not session.playing
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "here; lr is 0.5" in text_of(pilot)


async def test_in_a_small_window_no_line_of_the_details_is_cut() -> None:
    app = DescentApp(Session(load("bowl"), learning_rate=0.0198))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("o")
        for _ in range(6):
            await pilot.press("down")
        await pilot.pause()
        details = app.screen.query_one("#details")
        assert details.region.right == 40
        text = " ".join(text_of(pilot).split())
        assert "lr is" in text
        assert "0.0198" in text
