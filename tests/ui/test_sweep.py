"""The sweep screen says what single descents say, and leaves the session to the learner."""

import asyncio
import math
import threading
from collections.abc import Callable
from itertools import pairwise

import pytest
from textual.geometry import Size

from tests.program import PATIENCE
from tests.ui.test_screens import finished, said_in_popup
from tui_descent.analysis.sweep import Outcome
from tui_descent.analysis.verdict import Verdict
from tui_descent.engine.arrays import FloatArray
from tui_descent.presets import load
from tui_descent.readable import rates_around
from tui_descent.session import elsewhere
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.sweep import SweepScreen
from tui_descent.ui.widgets.sweep import NOW_LOSS, Sweep, SweepPlot, loss_axis, meaning_of_marks


def shown(app: DescentApp) -> Sweep:
    screen = app.screen
    assert isinstance(screen, SweepScreen)
    return screen._sweep


@pytest.mark.parametrize("preset", ["xor", "momentum", "mini-batches"])
async def test_every_loss_is_that_of_a_single_descent(preset: str) -> None:
    session, alone = Session(load(preset)), Session(load(preset))
    session.step(3)
    app = DescentApp(session)
    async with app.run_test() as pilot:
        await pilot.press("s")
        await finished(pilot)
        sweep = shown(app)
    assert [one.learning_rate for one in sweep.outcomes] == list(sweep.rates)
    for outcome in sweep.outcomes:
        alone.reset()
        alone.set_learning_rate(session.state.learning_rate)
        alone.step(3)
        alone.set_learning_rate(outcome.learning_rate)
        alone.step(100)
        assert alone.state.passes == outcome.passes
        if math.isfinite(alone.loss) and alone.advice.quick.word != "diverged":
            assert alone.loss == outcome.loss
        else:
            assert outcome.verdict.word == "diverged"


async def test_the_words_name_rate_loss_passes_and_verdict() -> None:
    alone = Session(load("xor"), learning_rate=0.4)
    alone.step(200)
    app = DescentApp(Session(load("xor")))
    async with app.run_test() as pilot:
        await pilot.press("s", "right", "right", "up")
        await finished(pilot)
        text = said_in_popup(pilot)
    word = alone.advice.quick.word
    assert f"at 0.4: loss {alone.loss:.6g} after 200 passes, {word}" in text


async def test_enter_takes_the_rate_under_the_cursor() -> None:
    session = Session(load("xor"))
    app = DescentApp(session)
    async with app.run_test() as pilot:
        await pilot.press("s", "right", "enter")
        await pilot.pause()
        assert not isinstance(app.screen, SweepScreen)
    assert session.state.learning_rate == 0.35
    assert session.state.passes == 0


@pytest.mark.parametrize("key", ["escape", "s", "q"])
async def test_going_back_leaves_the_session_as_it_was(key: str) -> None:
    session = Session(load("momentum"))
    session.step(5)
    state = session.state
    before = [state.theta.tobytes(), state.gradient.tobytes()]
    app = DescentApp(session)
    async with app.run_test() as pilot:
        await pilot.press("s")
        await finished(pilot)
        await pilot.press("right", "up", "right", key)
        await pilot.pause()
        assert not isinstance(app.screen, SweepScreen)
    assert session.state is state
    assert [state.theta.tobytes(), state.gradient.tobytes()] == before


@pytest.mark.parametrize("keys", [["escape"], ["down", "escape"]])
async def test_a_long_sweep_ends_at_its_next_pass_after_going_back(
    keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(load("digits"))
    answers: list[list[bool]] = []
    begun, ended, sweep = threading.Semaphore(0), threading.Semaphore(0), elsewhere.sweep

    def watched(
        session: Session, rates: FloatArray, passes: int, goes_on: Callable[[int], bool]
    ) -> list[Outcome]:
        mine: list[bool] = []
        answers.append(mine)
        begun.release()

        def noted(done: int) -> bool:
            mine.append(goes_on(done))
            return mine[-1]

        outcomes = sweep(session, rates, passes, noted)
        ended.release()
        return outcomes

    async def at_once(*_: float) -> None:
        """The processor is busy with the sweep until a key ends it."""

    monkeypatch.setattr("tui_descent.ui.screens.sweep.sweep", watched)
    app = DescentApp(session)
    async with app.run_test() as pilot, asyncio.timeout(PATIENCE):
        for module in ("app", "pilot"):
            monkeypatch.setattr(f"textual.{module}.wait_for_idle", at_once)
        await pilot.press("s")
        while not isinstance(app.screen, SweepScreen):
            await pilot.pause(0.0)
        monkeypatch.setattr("tui_descent.ui.screens.sweep.PASSES", (100, 5_000, 10_000))
        await pilot.press("up", "up")
        while shown(app).passes != 10_000:
            await pilot.pause(0.0)
        await pilot.press(*keys)
        while isinstance(app.screen, SweepScreen) or app.workers:
            await pilot.pause(0.0)
        before_it_ended = [len(mine) for mine in answers]
        assert begun.acquire(timeout=PATIENCE)
        assert ended.acquire(timeout=PATIENCE)
        while begun.acquire(blocking=False):
            assert ended.acquire(timeout=PATIENCE)
    for mine, before in zip(answers, before_it_ended, strict=False):
        assert mine.count(False) <= 1
        assert len(mine) <= before + 1


@pytest.mark.parametrize("rate", [0.3, 0.123456, 1.0, 1e-12, 1e200, 1e308, 1e-320])
def test_the_rates_rise_around_the_present_one(rate: float) -> None:
    rates = rates_around(rate)
    assert all(low < high for low, high in pairwise(rates))
    assert rates[-1] / rates[0] == pytest.approx(1e4)
    assert 60 < len(rates) < 70
    assert rate in rates or not rates[0] < rate < rates[-1]


@pytest.mark.parametrize("rate", [0.0, -0.1])
def test_rates_that_are_not_positive_are_looked_at_from_the_other_side(rate: float) -> None:
    assert rates_around(rate) == rates_around(0.1)


@pytest.mark.parametrize("loss", [0.0, 1e-300, 1e-30, 0.25, 1e300, 1e308, -3.0, -1e308])
def test_the_axis_of_losses_holds_the_present_one(loss: float) -> None:
    axis = loss_axis(Sweep((0.1, 1.0), 0, 0.1, loss, 0, 100))
    assert axis.low < axis.high
    assert axis.part(loss) <= 1.0 or loss > 1e300
    assert axis.part(loss) >= 0.0 or loss == 0.0


def test_a_loss_of_0_has_no_line_on_a_log_axis_and_none_in_the_legend() -> None:
    word = Verdict("converging", "the loss fell")
    outcomes = (Outcome(0.1, 9, 1e-3, word), Outcome(0.2, 9, 1e-2, word))
    for loss, line in ((0.0, False), (5e-3, True)):
        sweep = Sweep((0.1, 0.2), 0, 0.15, loss, 0, 9, 9, outcomes)
        rows = SweepPlot().draw(sweep, Size(60, 16))
        drawn = any(NOW_LOSS in text for row in rows for text, _ in row)
        assert drawn == line
        assert (NOW_LOSS in meaning_of_marks(sweep)) == line
