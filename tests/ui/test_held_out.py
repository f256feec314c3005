"""The loss on held-out points stands below the curve, always in the same place."""

from tui_descent.lessons.loading import load_lesson
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.widgets.loss import LossPlot


async def test_it_is_shown_and_follows_each_pass() -> None:
    session = load_lesson("20").session()
    async with DescentApp(session).run_test(size=(80, 24)) as pilot:
        plot = pilot.app.screen.query_one(LossPlot)
        shown = []
        for _ in range(4):
            await pilot.press("greater_than_sign")
            await pilot.pause()
            shown.append(str(plot.border_subtitle))
            assert shown[-1].startswith(f"held out {session.walk.validation_loss:<10.4g} · ")
        assert len({len(one) for one in shown}) == 1
        assert len(set(shown)) == 4


async def test_without_such_points_nothing_is_there() -> None:
    async with DescentApp(Session(load("xor"))).run_test(size=(80, 24)) as pilot:
        assert "held out" not in str(pilot.app.screen.query_one(LossPlot).border_subtitle)
