"""One step of many passes leads where as many single steps lead, in every number that is kept."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.session.test_race import ALL, PROBLEMS, assert_same, line_up
from tui_descent.engine import history as module
from tui_descent.engine.history import History
from tui_descent.engine.optimizers import OPTIMIZERS, Adam, GradientDescent
from tui_descent.presets import load
from tui_descent.session import race
from tui_descent.session.session import Session

SMALL = {name: make for name, make in PROBLEMS.items() if name not in ("large network",)}
STRIDES = (5, 1, 40, 14, 100)


def singly(session: Session, passes: int) -> None:
    for _ in range(passes):
        session.step()


def assert_same_past(one: History, other: History) -> None:
    newest = one.newest
    assert other.newest == newest
    assert one.losses(0, newest + 1).tobytes() == other.losses(0, newest + 1).tobytes()
    assert [state.passes for state in one.kept(newest)] == [
        state.passes for state in other.kept(newest)
    ]
    for passes in {0, 1, 7, newest // 2, newest - 1, newest} & {*range(newest + 1)}:
        assert_same(one.state(passes), other.state(passes))
    for here, there in zip(one.recent(newest, 16), other.recent(newest, 16), strict=True):
        assert_same(here, there)


def assert_same_place(many: Session, single: Session) -> None:
    assert_same(many.state, single.state)
    assert (many.loss, many.ended, many.playing) == (single.loss, single.ended, single.playing)
    assert many.walk.window == single.walk.window
    assert (many.walk.before is None) == (single.walk.before is None)
    if many.walk.before is not None and single.walk.before is not None:
        assert_same(many.walk.before, single.walk.before)
    assert_same_past(many.walk.history, single.walk.history)
    for one, other in zip(many.others, single.others, strict=True):
        assert_same(one.state, other.state)
        assert_same_past(one.history, other.history)


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_many_passes_are_the_single_ones(
    name: str, optimizer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where checkpoints become fewer on the way."""
    monkeypatch.setattr(module, "CHECKPOINTS", 30)
    monkeypatch.setattr(module, "SMALLEST_ROOM", 20)
    many, single = (Session(SMALL[name](), 0.003, OPTIMIZERS[optimizer]()) for _ in range(2))
    for passes in STRIDES:
        many.step(passes)
    singly(single, sum(STRIDES))
    assert_same_place(many, single)


@pytest.mark.parametrize("name", SMALL)
def test_many_passes_of_a_race_are_the_single_ones(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHECKPOINTS", 30)
    monkeypatch.setattr(module, "SMALLEST_ROOM", 20)
    many, single = Session(SMALL[name]()), Session(SMALL[name]())
    entries = [(optimizer, 0.003 * (place + 1)) for place, optimizer in enumerate(ALL)]
    for session in (many, single):
        session.step(3)
        race.start(session, line_up(*entries, (GradientDescent(), 0.1), own=2))
    for passes in STRIDES:
        many.step(passes)
    singly(single, sum(STRIDES))
    assert_same_place(many, single)


@pytest.mark.parametrize("name", ["surface", "mini-batches", "clipping", "schedule", "frozen"])
@pytest.mark.parametrize("own", [0, 1, 2])
def test_one_that_diverges_in_the_midst_of_many_ends_at_its_pass(name: str, own: int) -> None:
    many, single = Session(SMALL[name]()), Session(SMALL[name]())
    entries = (GradientDescent(), 1e-3), (GradientDescent(), 1e3), (Adam(), 1e200)
    for session in (many, single):
        race.start(session, line_up(*entries, own=own))
        session.playing = True
    many.step(200)
    singly(single, 200)
    assert_same_place(many, single)


def hand(session: Session) -> None:
    session.back(30)
    session.set_learning_rate(0.07)


def undo(session: Session) -> None:
    hand(session)
    session.undoing.undo()


def forward(session: Session) -> None:
    session.back(30)


@pytest.mark.parametrize("change", [hand, undo, forward])
@pytest.mark.parametrize("raced", [False, True])
def test_after_going_back_many_passes_repeat_what_was_made_and_go_on(
    change: Callable[[Session], None], raced: bool
) -> None:
    many, single = Session(load("circle")), Session(load("circle"))
    for session in (many, single):
        if raced:
            race.start(session, line_up((Adam(), 0.01), (GradientDescent(), 0.3)))
        session.step(20)
        session.set_learning_rate(0.05)
        session.step(25)
        change(session)
    many.step(60)
    singly(single, 60)
    assert_same_place(many, single)


def test_who_asks_to_leave_is_heard_in_the_midst_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(load("xor"))
    advance = session.walk.advance

    def asked_meanwhile(passes: int) -> None:
        advance(passes)
        session.leaving = True

    monkeypatch.setattr(session.walk, "advance", asked_meanwhile)
    session.step(1_000_000)
    assert 0 < session.state.passes < 20_000
    assert np.isfinite(session.loss)
