"""The gradient check on the screen."""

from tests.ui.test_screens import text_of
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.gradient_check import GradientCheckScreen


async def test_the_numbers_on_the_screen_give_the_gradient_beside_them() -> None:
    session = Session(load("one-weight"))
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("g")
        text = text_of(pilot)
        assert "backpropagation −24" in text
        above = (3.0 * (2.0 + 1e-5) - 10.0) ** 2
        below = (3.0 * (2.0 - 1e-5) - 10.0) ** 2
        assert f"= ({above!r} − {below!r}) / 2e-05" in text
        await pilot.press("space")
        await pilot.pause()
        assert not isinstance(app.screen, GradientCheckScreen)
        assert session.state.passes == 0


async def test_of_a_large_network_a_part_is_checked_while_the_screen_stays_alive() -> None:
    app = DescentApp(Session(load("spiral")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p", "g")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "300 of 337, drawn at random: largest relative error" in text_of(pilot)
        assert "they agree" in text_of(pilot)


async def test_where_it_has_diverged_there_is_nothing_to_check() -> None:
    session = Session(load("one-weight"), learning_rate=50.0)
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("greater_than_sign", "greater_than_sign", "g")
        await pilot.pause()
        assert not isinstance(app.screen, GradientCheckScreen)
        assert "no slope to check" in text_of(pilot)
