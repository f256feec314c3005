"""What one key throws away another one brings back, and what is left is not lost."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.plain.talk import talk
from tests.pty_terminal import Terminal
from tests.saved.test_sessions import shown
from tui_descent.actions.parameters import nudge_selected
from tui_descent.actions.rates import lower_rate, raise_rate
from tui_descent.analysis.cure import Cure
from tui_descent.engine.optimizers import Adam
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.run import LessonRun
from tui_descent.presets import load
from tui_descent.saved.sessions import Saver, saved_sessions
from tui_descent.session import undo
from tui_descent.session.another import restart_varied, restart_with
from tui_descent.session.other_runs import drop, fork
from tui_descent.session.remedies import follow
from tui_descent.session.session import Session


def played(name: str = "xor") -> Session:
    """A session with a past, a future and a ghost."""
    session = Session(load(name))
    session.step(20)
    fork(session)
    session.back(5)
    raise_rate(session)
    session.step(9)
    session.back(2)
    return session


def cured(session: Session) -> None:
    follow(session, Cure(weights="new", learning_rate=0.5, optimizer=Adam()))


def nudged(session: Session) -> None:
    for _ in range(30):
        nudge_selected(session, 1)


ACTIONS: dict[str, Callable[[Session], Any]] = {
    "reset": lambda session: session.reset(),
    "new weights": lambda session: session.new_weights(),
    "activation": lambda session: restart_varied(session, activation="relu"),
    "batch": lambda session: restart_varied(session, batch_size=2),
    "standardize": lambda session: restart_varied(session, standardize=True),
    "init": lambda session: restart_varied(session, init="zeros"),
    "problem": lambda session: restart_with(session, load("moons")),
    "optimizer": lambda session: session.set_optimizer(Adam()),
    "rate over a future": lambda session: raise_rate(session),
    "value": lambda session: session.set_parameter(7.0),
    "nudges": nudged,
    "ghosts": lambda session: drop(session),
    "cure": cured,
}


@pytest.mark.parametrize("action", ACTIONS)
def test_undo_brings_everything_back_and_redo_takes_it_away_again(action: str) -> None:
    session = played()
    before = shown(session)
    ACTIONS[action](session)
    session.step(3)
    after = shown(session)
    assert after != before
    entry = session.undoing.undo()
    assert entry is not None
    assert entry.back
    assert shown(session) == before
    while session.undoing.undo() is not None:
        pass
    while session.undoing.redo() is not None:
        pass
    assert shown(session) == after
    session.undoing.undo()
    assert shown(session) == before
    session.step(4)
    assert session.loss == _without(session.state.passes)


def _without(passes: int) -> float:
    """The loss after so many passes of a session in which nothing was thrown away."""
    session = played()
    session.step(passes - session.state.passes)
    return session.loss


def test_several_in_a_row_come_back_in_turn() -> None:
    session, places = played(), []
    for action in ACTIONS.values():
        session.step(2)
        fork(session)
        session.back(1)
        places.append(shown(session))
        action(session)
    for place in reversed(places):
        assert session.undoing.undo() is not None
        assert shown(session) == place
    assert session.undoing.undo() is not None  # the rate that was raised over a future
    assert session.undoing.undo() is None


def test_what_throws_nothing_away_is_no_action_to_undo() -> None:
    session = Session(load("xor"))
    session.reset()
    raise_rate(session)
    session.step(3)
    lower_rate(session)
    drop(session)
    assert session.undoing.last is None
    assert session.undoing.undo() is None
    assert session.undoing.redo() is None


def test_memory_is_bounded_and_the_last_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "MOST_BYTES", 200_000)
    session = Session(load("digits"))
    for _ in range(4):
        session.step(2)
        session.new_weights()
    kept = session.undoing._discarded
    assert sum(entry.bytes for entry in kept) <= 200_000 or len(kept) == 1
    entry = session.undoing.undo()
    assert entry is not None
    assert (session.state.passes, entry.back) == (2, "2 passes")


def test_an_undone_reset_does_not_launder_what_a_lesson_has_noted() -> None:
    """A hand that moved a weight, a loss that was reached: they come back with the run."""
    run = LessonRun(load_lesson("too-small"))
    session, seen = run.session, run.seen
    session.set_parameter(9.0)
    session.step(3)
    noted, marks = seen.snapshot(), run.checklist
    assert seen.moved == {0}
    session.reset()
    assert seen.moved == set()
    session.undoing.undo()
    assert (seen.snapshot(), run.checklist) == (noted, marks)


def test_another_case_is_undone_with_its_number() -> None:
    run = LessonRun(load_lesson("diagnose"), seed=1)
    run.session.step(5)
    before, first = shown(run.session), run.case_now
    run.case(None)
    run.session.step(2)
    assert run.session.undoing.undo() is not None
    assert (shown(run.session), run.case_now, run.case_number) == (before, first, 1)


def test_the_plain_mode_says_what_undo_brings_and_what_is_back() -> None:
    said = talk("step 12\nnew\nstep 2\nundo\nredo\nopen moons\nundo\nundo\nundo")
    assert "undo brings back 12 passes" in said.lines
    assert "undone: new weights; back: 12 passes" in said.lines
    assert "done again: new weights; back: 2 passes" in said.lines
    assert "back: xor, pass 2" in said.lines
    assert said.lines[-1].startswith("pass 12  loss 0.245")
    (error,) = said.errors
    assert error.startswith("tui-descent: line 9: nothing has been thrown away")


def test_what_undo_would_bring_back_is_saved_when_one_leaves() -> None:
    session = Session(load("bowl"))
    session.step(100)
    session.new_weights()
    session.step(20)
    session.reset()
    session.undoing.undo()  # the 20 are back, the start is to be done again
    session.new_weights()
    saver = Saver()
    saver.keep(session)
    saver.close()
    made = sorted(one.header.newest for one in saved_sessions()[0])
    assert made == [20, 100]
    saver.keep(session)
    saver.save()
    assert len(saved_sessions()[0]) == 3  # this one itself, and nothing twice


def test_what_is_part_of_the_run_is_not_lost() -> None:
    session = Session(load("xor"))
    session.step(50)
    follow(session, Cure(learning_rate=0.1))
    assert session.undoing.brings_back == ""
    session.step(10)
    assert session.undoing.lost(3) == []
    session.reset()
    assert session.undoing.brings_back == "60 passes"


def test_left_for_good_with_q_right_after_new_weights_nothing_is_lost(env: dict[str, str]) -> None:
    with Terminal(["open", "bowl"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press(">")
        terminal.wait_for("pass 100 ")
        terminal.press("n")
        terminal.wait_for("U brings back 100 passes")
        terminal.press("q")
        assert terminal.end() == 0
        assert "the session is saved; to go on: tui-descent resume bowl" in terminal.text
    with Terminal(["resume"], env) as terminal:
        terminal.wait_for("pass 100 ")


def test_each_parameter_set_by_hand_comes_back_by_itself_and_nudges_of_one_together() -> None:
    session = Session(load("baseline-network"))
    begun = session.state.theta.copy()
    session.selected = 0
    session.set_parameter(2.0)
    session.selected = 1
    for _ in range(3):
        nudge_selected(session, 1)
    assert session.undoing.undo() is not None
    assert list(session.state.theta[:2]) == [2.0, begun[1]]
    assert session.undoing.undo() is not None
    assert list(session.state.theta) == list(begun)
    assert session.undoing.undo() is None
