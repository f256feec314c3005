"""A race on the screen: who is where, on map, mountain, curve and in the table; its set-up."""

import asyncio
import math
import re

import pytest
from textual.geometry import Size

from tests.ui.test_screens import finished, text_of
from tui_descent.actions import run
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.presets import load
from tui_descent.session import race
from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.race import RaceScreen
from tui_descent.ui.widgets.landscape import LandscapePanel
from tui_descent.ui.widgets.loss import LossPlot
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.race import LEADS, RaceTable
from tui_descent.views.landscape import gutter

SIZE = (48, 17)
GROUNDS = ["ravine", "saddle", "himmelblau", "rosenbrock"]


def racing(problem: str, passes: int = 6, what: str = "optimizers") -> Session:
    session = Session(load(problem))
    session.cameras.watch({"landscape": SIZE})
    run(session, f"race {what}")
    session.step(passes)
    return session


def badges(
    panel: Panel[Frame], session: Session, size: tuple[int, int] = SIZE
) -> list[tuple[str, int, int]]:
    """Each number that marks a runner, with its column and row."""
    found = []
    for y, row in enumerate(panel.draw(session.frame(), Size(*size))):
        x = 0
        for text, style in row:
            marked = style.startswith("badge ") or re.fullmatch(r"ground (1[6-9]|2\d) .*", style)
            found += [(char, x + at, y) for at, char in enumerate(text) if marked]
            x += len(text)
    return found


@pytest.mark.parametrize("problem", GROUNDS)
def test_on_the_map_each_stands_where_it_is(problem: str) -> None:
    session = racing(problem)
    frame = session.frame()
    shown = frame.pictures["landscape"]
    low_x, high_x, low_y, high_y = shown.window
    rows, columns = shown.heights.shape[0] // 4, shown.heights.shape[1] // 2
    left = gutter(low_y, high_y, rows)

    def cell(theta: tuple[float, float]) -> tuple[int, int]:
        x, y = (theta[0] - low_x) / (high_x - low_x), (theta[1] - low_y) / (high_y - low_y)
        return left + math.floor(x * columns), math.floor((1.0 - y) * rows)

    inside = {
        str(one.number): cell(tuple(one.state.theta))
        for one in session.others
        if low_x < one.state.theta[0] < high_x and low_y < one.state.theta[1] < high_y
    }
    found = {sign: (x, y) for sign, x, y in badges(LandscapePanel(), session)}
    assert found.keys() == inside.keys()
    taken = [cell(tuple(session.state.theta))]
    for sign in sorted(inside):
        x, y = inside[sign]
        while (x, y) in taken:  # one at the same place stands beside it
            x += 1
        assert abs(found[sign][0] - x) <= 1
        assert abs(found[sign][1] - y) <= 1
        taken.append(found[sign])


@pytest.mark.parametrize("problem", [*GROUNDS, "circle"])
@pytest.mark.parametrize("size", [(48, 17), (76, 30), (30, 9)])
def test_on_the_curve_each_has_its_number(problem: str, size: tuple[int, int]) -> None:
    session = racing(problem)
    found = badges(LossPlot(), session, size)
    finite = {str(one.number) for one in session.others if math.isfinite(one.loss)}
    assert sorted(sign for sign, _, _ in found) == sorted(finite)
    heights = {str(one.number): one.loss for one in session.others}
    for one, _, upper in found:
        for other, _, lower in found:
            if upper < lower:
                assert heights[one] > heights[other]


def test_the_table_tells_name_rate_loss_and_who_leads() -> None:
    session = racing("himmelblau")
    rows = RaceTable().draw(session.frame(), Size(28, 7))
    texts = ["".join(text for text, _ in row) for row in rows]
    losses = {one.number: one.loss for one in session.others} | {session.number: session.loss}
    for number, (name, text) in enumerate(zip(OPTIMIZERS, texts, strict=True), start=1):
        told = re.fullmatch(rf"[● ](\d) (\w+) +([\de.−]+) +([\de.−]+){LEADS}?", text)
        assert told is not None
        sign, said, rate, loss = told.groups()
        assert (sign, said) == (str(number), name)
        state = next((one.state for one in session.others if one.number == number), session.state)
        assert float(rate.replace("−", "-")) == pytest.approx(state.learning_rate, rel=1e-3)
        assert float(loss.replace("−", "-")) == pytest.approx(losses[number], rel=0.02)
        assert (LEADS in text) == (losses[number] == min(losses.values()))
        assert ("●" in text) == (number == session.number)


def test_one_that_has_diverged_is_told() -> None:
    session = Session(load("ravine"), learning_rate=0.4)
    run(session, "race rates")
    session.step(2000)
    rows = RaceTable().draw(session.frame(), Size(28, 5))
    told = ["diverged" in "".join(text for text, _ in row) for row in rows]
    assert told == [False, False, False, True, True]  # above the limit of 0.5


async def test_the_dialog_starts_a_race_at_the_best_rates_and_ends_it() -> None:
    session = Session(load("ravine"))
    app = DescentApp(session)
    async with app.run_test() as pilot:
        await pilot.press("O")
        await finished(pilot)
        assert isinstance(app.screen, RaceScreen)
        await pilot.press("enter")
        await finished(pilot)
        assert session.runners == len(OPTIMIZERS)
        assert "7 runs start here" in text_of(pilot)
        found = race.optimizers(Session(load("ravine")))
        assert found is not None
        rates = {one.number: one.state.learning_rate for one in session.others}
        assert (
            rates.items()
            <= dict(enumerate((entry.learning_rate for entry in found.entries), start=1)).items()
        )
        await pilot.press("space", "space")
        assert {one.state.passes for one in session.others} == {session.state.passes} == {2}
        await pilot.press("O", "down", "down", "enter")
        await finished(pilot)
        assert (session.number, session.others) == (0, ())
        await pilot.press("U")
        assert session.runners == len(OPTIMIZERS)


@pytest.mark.parametrize("key", ["escape", "O", "q"])
async def test_leaving_the_dialog_changes_nothing(key: str) -> None:
    session = Session(load("circle"))
    session.step(3)
    before = session.state
    app = DescentApp(session)
    async with app.run_test() as pilot:
        await pilot.press("O", "down")
        await finished(pilot)
        await pilot.press(key)
        await finished(pilot)
        assert not isinstance(app.screen, RaceScreen)
    assert session.state is before
    assert not session.others


async def test_the_table_comes_and_goes_with_the_race_and_a_click_picks() -> None:
    session = Session(load("ravine"))
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await finished(pilot)
        assert not app.screen.query("#race")
        await pilot.press("O", "down", "enter")
        await finished(pilot)
        table = app.screen.query_one("#race")
        assert table.display
        await pilot.click("#race", offset=(5, 1))
        await finished(pilot)
        assert session.number == 1
        await pilot.press("d")
        await finished(pilot)
        assert not table.display


async def test_a_small_window_has_the_table_as_a_page() -> None:
    app = DescentApp(Session(load("ravine")))
    async with app.run_test(size=(60, 18)) as pilot:
        await pilot.press("O", "down", "enter")
        await finished(pilot)
        await pilot.press("tab", "tab")
        await finished(pilot)
        assert "race: lr, loss" in text_of(pilot) or "RACE" in text_of(pilot)


async def test_whoever_takes_it_before_the_rates_are_known_gets_it_once_they_are() -> None:
    session = Session(load("circle"))
    app = DescentApp(session)
    async with app.run_test() as pilot:
        await pilot.press("O", "enter")
        async with asyncio.timeout(60.0):
            while not session.runners:
                await pilot.pause()
        await finished(pilot)
        assert session.runners == len(OPTIMIZERS)
        assert "7 runs start here" in text_of(pilot)
