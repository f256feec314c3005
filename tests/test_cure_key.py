"""The cure at a key: M does what the line says, of every kind, and one undo takes it back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.plain.talk import talk
from tests.ui.test_screens import finished, text_of
from tui_descent.actions import KEYS, CommandError, run
from tui_descent.analysis.cure import Cure
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.run import LessonRun
from tui_descent.presets import load
from tui_descent.presets.loading import load_file
from tui_descent.presets.variation import vary
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp

SCHEDULE = "cosine passes=200"


def at(name: str, rate: float, passes: int, **more: Any) -> Session:
    session = Session(vary(load(name), learning_rate=rate, **more))
    session.step(passes)
    return session


def in_a_race() -> Session:
    session = at("xor", 30.0, 12)
    run(session, "race optimizers")
    session.step(3)
    return session


def own_data() -> Session:
    folder = Path(__file__).parents[1] / "presets"
    session = Session(vary(load_file(folder / "diabetes.toml"), learning_rate=10.0))
    session.step(12)
    return session


def own_formula() -> Session:
    session = Session(vary(load("ravine"), formula="x**2 + 20*y**2", learning_rate=0.2))
    session.step(8)
    return session


KINDS: dict[str, tuple[Callable[[], Session], str]] = {
    "rate": (lambda: at("one-weight", 1.0, 5), "set the learning rate to 0.05"),
    "reset": (lambda: at("ravine", 40.0, 12), "reset and set the learning rate to 0.25"),
    "inputs": (
        lambda: at("xor", 30.0, 12),
        "scale the inputs and set the learning rate to 0.2",
    ),
    "units": (
        lambda: at("vanishing", 0.0001, 12),
        "start again with tanh units and set the learning rate to 5",
    ),
    "weights": (lambda: at("zero-weights", 0.3, 60), "start from new weights"),
    "nudge": (lambda: at("saddle-network", 0.1, 60), "set w1 to 0.1"),
    "optimizer": (lambda: at("plateau", 0.1, 12), "use adam and set the learning rate to 0.01"),
    "schedule": (
        lambda: at("one-weight", 1.0, 5, schedule=SCHEDULE),
        "set the learning rate to 0.05",
    ),
    "schedule, weights": (
        lambda: at("zero-weights", 0.3, 60, schedule=SCHEDULE),
        "start from new weights",
    ),
    "race": (in_a_race, "start from new weights"),
    "own data": (own_data, "set the learning rate to 0.3"),
    "own formula": (own_formula, "set the learning rate to 0.025"),
}


def as_it_stands(session: Session) -> tuple[Any, ...]:
    state = session.state
    return (
        state.theta.tolist(), state.learning_rate, state.optimizer, state.passes, session.newest,
        session.preset, session.walk.follows_plan, session.number, len(session.others),
    )  # fmt: skip


def has_it(session: Session, cure: Cure, before: tuple[Any, ...]) -> bool:
    """Whether the session stands as the cure says."""
    state, again = session.state, cure.standardize or cure.activation or cure.weights
    rate = before[1] if cure.learning_rate is None else cure.learning_rate
    plan = session.walk.descent.plan
    if again and cure.learning_rate is None and plan is not None and before[6]:
        rate = plan.rate(0)
    wanted = [
        state.learning_rate == rate,
        state.optimizer == (before[2] if cure.optimizer is None else cure.optimizer),
        state.passes == (0 if again else before[3]),
    ]
    if cure.nudge is not None:
        wanted.append(state.theta[cure.nudge[0]] == cure.nudge[1])
    if cure.weights == "new":
        wanted.append(not np.array_equal(state.theta, session.preset.initial_parameters()))
    if cure.standardize:
        means = session.preset.problem.data.inputs.mean(axis=1)  # type: ignore[union-attr]
        wanted.append(bool(np.allclose(means, 0.0)))
    if cure.activation:
        wanted.append(cure.activation in session.heading.shape)
    return all(wanted)


@pytest.mark.parametrize("kind", KINDS)
async def test_the_key_does_what_the_line_says_and_one_undo_takes_it_back(kind: str) -> None:
    make, action = KINDS[kind]
    session = make()
    before = as_it_stands(session)
    async with DescentApp(session).run_test(size=(120, 40)) as pilot:
        text = await finished(pilot)
        cure = session.advice.shown.cure
        assert cure is not None
        assert cure.action == action
        line = " ".join(text.split())
        assert f"M: {cure.action}" in line or f"M: {cure.brief}" in line
        assert "M cure" in text
        await pilot.press("M")
        await pilot.pause()
        assert f"done: {cure.action}" in text_of(pilot)
        assert has_it(session, cure, before)
        await pilot.press(KEYS["undo"].keys.split(",")[0])
        await pilot.pause()
        assert as_it_stands(session) == before


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_does_the_same(kind: str) -> None:
    make, action = KINDS[kind]
    session = make()
    before = as_it_stands(session)
    cure = session.advice.verdict().cure
    assert cure is not None
    assert run(session, "cure").startswith(f"done: {action}")
    assert has_it(session, cure, before)
    run(session, "undo")
    assert as_it_stands(session) == before


def test_it_is_said_that_a_schedule_has_ended() -> None:
    session = at("one-weight", 1.0, 5, schedule=SCHEDULE)
    said = run(session, "cure")
    assert said == "done: set the learning rate to 0.05; the cosine schedule no longer changes it"


@pytest.mark.parametrize("kind", ["schedule", "schedule, weights", "weights", "reset"])
def test_with_a_schedule_too_what_was_tried_is_what_comes(kind: str) -> None:
    session = KINDS[kind][0]()
    cure = session.advice.verdict().cure
    assert cure is not None
    assert cure.trial is not None
    run(session, "cure")
    session.step(cure.trial.passes)
    assert session.loss == pytest.approx(cure.trial.loss, rel=1e-9)


def test_losses_that_batches_make_jump_are_means_and_said_to_be() -> None:
    session = Session(load("mini-batches"), learning_rate=10.0)
    session.step(12)
    assert " on average instead of " in session.advice.verdict().suggestion


def test_the_plain_mode_names_its_own_command() -> None:
    said = talk("rate 1\nstep 5\nverdict", "one-weight").lines
    assert "; cure: set the learning rate to 0.05 (tried" in said[-1]


async def test_a_lesson_neither_names_a_cure_nor_does_it() -> None:
    run_of = LessonRun(load_lesson("overshooting"))
    run_of.session.set_learning_rate(1.0)
    run_of.session.step(5)
    assert "M:" not in run_of.session.advice.verdict().told("M")
    with pytest.raises(CommandError, match="in a lesson it is for you to find out what helps"):
        run(run_of.session, "cure")
