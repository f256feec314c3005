"""Cures: what is advised has been tried, and comes out as it was told; one key does it."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from tests.plain.talk import talk
from tests.ui.test_screens import finished, text_of
from tui_descent.analysis.sweep import Outcome
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.run import LessonRun
from tui_descent.presets import load
from tui_descent.presets.building import build
from tui_descent.presets.format import PresetFile
from tui_descent.session.elsewhere import rates_to_sweep, sweep
from tui_descent.session.remedies import follow
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp

TROUBLE: tuple[tuple[str, float, int], ...] = (
    ("one-weight", 1.0, 5),
    ("ravine", 0.6, 8),
    ("dead-relu", 0.8, 30),
    ("zero-weights", 0.3, 60),
    ("saddle-network", 0.1, 60),
    ("rosenbrock", 0.001, 30),
    ("xor", 0.0001, 30),
)


def in_trouble(name: str, rate: float, passes: int) -> Session:
    session = Session(load(name), learning_rate=rate)
    session.step(passes)
    return session


def line(inputs: list[list[float]], **training: Any) -> Session:
    """A straight line through points that lie on one."""
    tables = {
        "format": 1,
        "title": "line",
        "data": {"inputs": inputs, "targets": [[2.0 * x + 1.0] for (x,) in inputs]},
        "network": {"layers": [1, 1], "activations": ["identity"]},
        "training": {"loss": "mse", "learning_rate": 0.1, **training},
    }
    return Session(build(Path("line.toml"), msgspec.convert(tables, PresetFile)))


@pytest.mark.parametrize(("name", "rate", "passes"), TROUBLE)
def test_what_was_tried_is_what_comes(name: str, rate: float, passes: int) -> None:
    session = in_trouble(name, rate, passes)
    cure = session.advice.verdict().cure
    assert cure is not None
    trial = cure.trial
    assert trial is not None
    stayed = in_trouble(name, rate, passes)
    stayed.step(trial.passes)
    if np.isfinite(trial.instead):
        assert stayed.loss == pytest.approx(trial.instead, rel=1e-9)
    else:
        assert stayed.ended
    follow(session, cure)
    session.step(trial.passes)
    assert session.loss == pytest.approx(trial.loss, rel=1e-9)
    assert trial.loss < trial.instead


@pytest.mark.parametrize(("name", "rate"), [("one-weight", 0.05), ("xor", 0.3), ("circle", 1.0)])
def test_where_all_is_well_nothing_is_advised(name: str, rate: float) -> None:
    session = in_trouble(name, rate, 5)
    assert session.advice.search() is None
    assert session.advice.verdict().cure is None


def test_no_cure_is_looked_for_twice() -> None:
    session = in_trouble("one-weight", 1.0, 5)
    search = session.advice.search()
    assert search is not None
    assert session.advice.search() is search
    assert session.advice.take(search, search.run())
    assert session.advice.search() is None
    session.step()
    assert not session.advice.take(search, search.verdict)


def test_a_search_can_be_given_up() -> None:
    search = in_trouble("one-weight", 1.0, 5).advice.search()
    assert search is not None
    assert search.run(lambda: False).cure is None


async def test_one_key_takes_the_cure() -> None:
    session = Session(load("one-weight"), learning_rate=1.0)
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M")
        assert "the verdict suggests nothing here" in text_of(pilot)
        await pilot.press(*["space"] * 5)
        text = await finished(pilot)
        assert "M cure" in text
        assert "and the slopes grow; M: set lr to 0.05" in text
        await pilot.press("M")
        await pilot.pause()
        assert session.state.passes == 5
        assert session.state.learning_rate == 0.05
        assert "done: set the learning rate to 0.05" in text_of(pilot)


async def test_a_cure_that_is_asked_for_while_it_is_sought_is_taken_once_it_is_found() -> None:
    session = Session(load("one-weight"), learning_rate=1.0)
    async with DescentApp(session).run_test(size=(80, 24)) as pilot:
        await pilot.press(*["space"] * 5, "M")
        assert session.state.learning_rate == 1.0
        assert "possible cures are being tried" in text_of(pilot)
        await finished(pilot)
        await pilot.pause()
        assert session.state.learning_rate == 0.05
        assert "done: set the learning rate to 0.05" in text_of(pilot)


async def test_whoever_goes_on_does_not_want_it_any_more() -> None:
    session = Session(load("one-weight"), learning_rate=1.0)
    async with DescentApp(session).run_test(size=(80, 24)) as pilot:
        await pilot.press(*["space"] * 5, "M", "b")
        await finished(pilot)
        await pilot.pause()
        assert session.state.learning_rate == 1.0


def test_the_plain_mode_tells_the_cure_and_takes_it() -> None:
    said = talk("rate 1\nstep 5\nverdict\ncure\nstep 20", "one-weight").lines
    told = [one for one in said if one.startswith("verdict diverging: ")]
    assert told
    assert "cure: set the learning rate to 0.05 (tried for 300 passes: loss " in told[-1]
    assert any(one.startswith("done: set the learning rate to 0.05") for one in said)


def test_in_a_lesson_it_is_for_the_learner_to_find_out() -> None:
    session = LessonRun(load_lesson("overshooting")).session
    session.set_learning_rate(1.0)
    session.step(5)
    verdict = session.advice.verdict()
    assert (verdict.word, verdict.cause, verdict.cure) == ("diverging", None, None)


@pytest.mark.parametrize(
    "inputs", [[[1e4], [2e4], [3e4]], [[float(x)] for x in range(300)], [[1e-3], [2e-3]]]
)
def test_a_sweep_shows_rates_that_lead_somewhere(inputs: list[list[float]]) -> None:
    """However far the present rate is from the limit."""
    session = line(inputs)
    rates = np.array(rates_to_sweep(session))
    assert session.state.learning_rate in rates
    assert len(rates) <= 110
    outcomes = sweep(session, rates, 100, lambda done: True)
    kept = [one for one in outcomes if one.verdict.word not in ("diverging", "diverged")]
    assert len(kept) >= 3
    assert any(one.loss < session.loss for one in outcomes)


@pytest.mark.parametrize("name", ["xor", "ravine", "iris", "zero-weights", "adam"])
def test_neighbours_of_a_sweep_that_end_alike_have_one_word(name: str) -> None:
    session = Session(load(name))
    outcomes = sweep(session, np.geomspace(1e-4, 10.0, 60), 150, lambda done: True)
    for one, other in pairwise(outcomes):
        if alike(one, other):
            assert one.verdict.word == other.verdict.word, (one, other)


def alike(one: Outcome, other: Outcome) -> bool:
    same = one.passes == other.passes and np.isfinite([one.loss, other.loss]).all()
    return bool(same and abs(one.loss - other.loss) <= 5e-4 * abs(one.loss))


@pytest.mark.parametrize("name", ["xor", "iris"])
def test_where_nothing_can_move_the_words_hold_on(name: str) -> None:
    preset = load(name)
    arrays = list(preset.objective.arrays(preset.initial_parameters()))
    training = msgspec.structs.replace(preset.tables.training, frozen=arrays)
    frozen = build(preset.path, msgspec.structs.replace(preset.tables, training=training))
    session = Session(frozen)
    session.step(3)
    verdict = session.advice.verdict()
    assert verdict.word in ("slow", "level", "minimum")
    assert session.frame().gauge is not None


def test_inputs_are_called_unscaled_only_where_they_are() -> None:
    """0 and 1, as XOR has them, lie not far from 0; that their mean is not 0 is true."""
    session = in_trouble("xor", 1.0, 5)
    told = str(session.advice.quick)
    assert "not scaled to mean 0 and spread 1" in told
    inputs = session.preset.problem.data.inputs  # type: ignore[union-attr]
    assert not np.allclose(inputs.mean(axis=1), 0.0)
    scaled = in_trouble("scaled", 5.0, 5)
    assert "not scaled" not in str(scaled.advice.quick)
