"""A saved session goes on where it was, bit for bit."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui_descent.actions.rates import lower_rate, raise_rate
from tui_descent.engine.descent import State
from tui_descent.engine.optimizers import Adam, Momentum
from tui_descent.lessons.loading import load_lesson
from tui_descent.paths import sessions_folder
from tui_descent.presets import PresetError, load
from tui_descent.presets.loading import names
from tui_descent.saved import sessions as module
from tui_descent.saved.error import SavedError
from tui_descent.saved.header import InLesson
from tui_descent.saved.sessions import Saver, find, save, saved_sessions
from tui_descent.session.another import restart_varied
from tui_descent.session.other_runs import fork, swap
from tui_descent.session.session import Session

LINE = """
format = 1
title = "a line"
[data]
inputs = [[0], [1], [2]]
targets = [[1], [3], [{last}]]
[network]
layers = [1, 1]
activations = ["identity"]
[training]
learning_rate = 0.1
"""


def again(session: Session) -> Session:
    """The session after it was saved and opened again, as another process would."""
    return find(save(session).name).open()


def bits(state: State) -> tuple[Any, ...]:
    arrays = (state.theta, state.gradient, *state.optimizer_state)
    numbers = (state.passes, state.batch_loss, state.learning_rate, state.optimizer, state.finite)
    return (numbers, [array.tobytes() for array in arrays])


def shown(session: Session) -> tuple[Any, ...]:
    """Every number that the screen shows."""
    frame = session.frame()
    arrays = (frame.values, frame.gradients, frame.steps, frame.curve.lowest, frame.curve.highest)
    return (
        bits(session.state),
        tuple(array.tobytes() for array in arrays),
        (frame.passes, frame.newest, frame.loss, frame.change, frame.learning_rate),
        (frame.selected, frame.changed, frame.verdict, frame.speed, frame.optimizer),
        (frame.phase, frame.sample, frame.update and frame.update.steps.tobytes()),
        [(ghost.label, ghost.curve.lowest.tobytes()) for ghost in frame.others],
        frame.gauge and (frame.gauge.lowest, frame.gauge.limit),
    )


def played() -> Session:
    """A session in which everything happened that there is."""
    session = Session(load("xor"), seed=3, schedule={5: 0.25, 400: 0.2})
    session.step(20)
    raise_rate(session)
    session.step(10)
    session.select(5)
    session.set_parameter(0.123456789)
    fork(session)
    session.back(15)
    session.set_optimizer(Momentum(0.8))
    session.step(40)
    fork(session)
    session.set_optimizer(Adam(beta1=0.7))
    session.speed += 2
    session.step(300)
    swap(session)
    session.step(7)
    session.back(3)
    session.next_phase()
    session.next_phase()
    session.sample += 1
    return session


def test_everything_is_as_it_was_and_goes_on_to_the_same_bits() -> None:
    first, second = played(), again(played())
    assert shown(second) == shown(first)
    actions: list[Callable[[Session], Any]] = [
        lambda session: session.next_phase(),
        lambda session: session.step(2),
        lambda session: session.step(200),
        lambda session: session.back(211),
        lambda session: session.step(50),
        lambda session: swap(session),
        lambda session: session.back(100),
        lambda session: raise_rate(session),
        lambda session: session.step(60),
        lambda session: fork(session),
        lambda session: swap(session),
        lambda session: session.step(30),
        lambda session: session.reset(),
        lambda session: session.step(600),
        lambda session: session.new_weights(),
        lambda session: session.step(5),
    ]
    for action in actions:
        action(first)
        action(second)
        assert shown(second) == shown(first)


@pytest.mark.parametrize("name", names())
def test_each_preset_is_saved_with_what_came_after_going_back(name: str) -> None:
    passes = 3 if name == "digits" else 70
    first = Session(load(name))
    first.step(passes)
    lower_rate(first)
    first.step(passes)
    first.back(passes + 1)
    second = again(first)
    assert shown(second) == shown(first)
    for session in (first, second):
        session.step(passes + 1)
    assert shown(second) == shown(first)


def test_a_diverged_session_comes_back_with_its_infinite_numbers() -> None:
    first = Session(load("one-weight"), learning_rate=50.0)
    first.step(1000)
    assert first.ended
    second = again(first)
    assert shown(second) == shown(first)
    assert second.ended
    second.back()
    assert not second.ended


def test_thinned_checkpoints_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_descent.session.snapshot.MEMO_BYTES", 1)
    first = Session(load("adam"))
    first.step(3000)
    raise_rate(first)
    first.step(500)
    second = again(first)
    for at in (3499, 3000, 2999, 1234, 65, 1, 0):
        first.go_to(at)
        second.go_to(at)
        assert bits(second.state) == bits(first.state)
        first.step(3)
        second.step(3)
        assert bits(second.state) == bits(first.state)


def test_only_the_owner_may_read_it_and_nothing_else_is_left() -> None:
    entry = save(Session(load("xor")))
    assert stat.S_IMODE(entry.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(sessions_folder().stat().st_mode) == 0o700
    assert os.listdir(sessions_folder()) == ["xor.npz"]


def test_the_list_tells_the_newest_first_and_each_has_a_name_and_a_number() -> None:
    for number, name in enumerate(("xor", "moons", "xor")):
        session = Session(load(name), learning_rate=0.5)
        session.step(number + 1)
        os.utime(save(session).path, (number, number))
    found, wrong = saved_sessions()
    assert not wrong
    assert [entry.name for entry in found] == ["xor-2", "moons", "xor"]
    assert [entry.header.passes for entry in found] == [3, 2, 1]
    assert [entry.title for entry in found][1] == load("moons").title
    assert find("2").name == "moons"
    assert find("xor").header.passes == 1
    with pytest.raises(SavedError, match=r"4: no saved session has .* xor-2, moons, xor"):
        find("4")
    with pytest.raises(SavedError, match="no saved session"):
        find("../sessions/xor")


def test_of_more_than_twenty_the_oldest_goes() -> None:
    session = Session(load("bowl"))
    for number in range(module.MOST + 2):
        session.step()
        os.utime(save(session).path, (number, number))
    found, _ = saved_sessions()
    newest = module.MOST + 2
    assert [entry.header.passes for entry in found] == list(range(newest, 2, -1))


def test_what_a_preset_file_says_is_saved_along(tmp_path: Path) -> None:
    file = tmp_path / "my line.toml"
    file.write_text(LINE.format(last=5))
    session = Session(load(str(file)))
    restart_varied(session, activation="tanh", everywhere=True)
    session.step(3)
    entry = save(session)
    assert entry.name == "my-line"
    file.unlink()
    opened = entry.open(shipped_only=True)
    assert shown(opened) == shown(session)
    assert opened.heading.shape == "1-1 tanh"


def test_the_data_beside_a_preset_must_be_the_same(tmp_path: Path) -> None:
    text = LINE.format(last=5).replace("inputs = [[0], [1], [2]]", 'csv = "d.csv"\ninputs = ["x"]')
    (tmp_path / "p.toml").write_text(text.replace("[[1], [3], [5]]", '["y"]'))
    (tmp_path / "d.csv").write_text("x,y\n1,2\n3,4\n")
    entry = save(Session(load(str(tmp_path / "p.toml"))))
    assert entry.open().state.passes == 0
    with pytest.raises(PresetError, match=r"p\.toml: data\.csv: not a shipped file"):
        entry.open(shipped_only=True)
    (tmp_path / "d.csv").write_text("x,y\n1,2\n3,5\n")
    with pytest.raises(SavedError, match=r"p: the data of .*p\.toml are not what they") as caught:
        entry.open()
    assert "\n" not in str(caught.value)
    (tmp_path / "d.csv").unlink()
    with pytest.raises(PresetError, match="not beside the preset"):
        entry.open()
    assert entry.path.exists()


def test_a_variation_and_its_held_out_points_come_back() -> None:
    first = Session(load("mini-batches"))
    restart_varied(first, batch_size=7)
    restart_varied(first, standardize=True)
    restart_varied(first, init="he_uniform", init_scale=2.0)
    first.step(40)
    second = again(first)
    assert shown(second) == shown(first)
    assert second.walk.validation_loss == first.walk.validation_loss
    for session in (first, second):
        session.new_weights()
        session.step(9)
    assert shown(second) == shown(first)


def test_the_saver_saves_once_and_tells_what_came_of_it(tmp_path: Path) -> None:
    saver = Saver()
    saver.save()
    assert saver.notice == ""
    saver.session = Session(load("xor"))
    saver.save()
    saver.save()
    assert saver.notice == "the session is saved; to go on: tui-descent resume xor"
    assert len(os.listdir(sessions_folder())) == 1
    sessions_folder().rename(tmp_path / "gone")
    sessions_folder().write_text("a file where the folder should be")
    saver.session = Session(load("xor"))
    saver.save()
    assert saver.notice.startswith("the session could not be saved: ")


def test_a_hurried_session_stops_after_the_present_pass() -> None:
    session = Session(load("xor"))
    saver = Saver()
    saver.session = session
    session.step(3)
    saver.hurry()
    session.step(1000)
    assert session.state.passes == 3


def test_in_class_mode_a_lesson_of_ones_own_is_not_gone_on_with(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(load_lesson("too-small").path.read_bytes())
    session = load_lesson(str(own)).session()
    session.step()
    saved = save(session, InLesson(str(own)))
    lesson = saved.lesson()
    assert lesson is not None
    assert lesson.path == own
    with pytest.raises(PresetError, match="own"):
        saved.lesson(shipped_only=True)


def test_a_session_from_when_its_lesson_had_another_number_finds_it() -> None:
    session = load_lesson("too-small").session()
    session.step()
    saved = save(session, InLesson("05-too-small"))
    assert saved.title == "in lesson too-small"
    lesson = saved.lesson()
    assert lesson is not None
    assert lesson.name == "too-small"
