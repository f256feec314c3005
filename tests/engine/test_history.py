"""Any pass can be returned to, bit for bit, however long ago it was."""

import numpy as np
import pytest

from tests.engine.problems import objective, random_parameters
from tui_descent.engine import history as module
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.history import History
from tui_descent.engine.optimizers import GradientDescent


def walk(passes: int, changes: dict[int, float]) -> tuple[History, list[State]]:
    """A history with the learning rate changed by hand at some passes, and all its states."""
    problem = objective((2, 2, 1), ("tanh", "identity"))
    descent = Descent(problem)
    state = descent.start(random_parameters(problem), GradientDescent(), 0.1)
    kept = History(descent, state, state.batch_loss)
    states = []
    for number in range(passes + 1):
        if number in changes:
            state = state._replace(learning_rate=changes[number])
            kept.change(state, state.batch_loss)
        states.append(state)
        if number < passes:
            state = descent.advance(state)
            kept.extend([state], [state.batch_loss])
    return kept, states


def assert_same(one: State, other: State) -> None:
    assert one.theta.tobytes() == other.theta.tobytes()
    assert one.gradient.tobytes() == other.gradient.tobytes()
    assert (one.passes, one.batch_loss, one.learning_rate) == (
        other.passes,
        other.batch_loss,
        other.learning_rate,
    )


@pytest.mark.parametrize("room", [4, 64, 4096])
def test_every_pass_comes_back_bit_for_bit(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHECKPOINTS", room)
    monkeypatch.setattr(module, "SMALLEST_ROOM", 4)
    kept, states = walk(700, {0: 0.2, 31: 0.3, 32: 0.05, 500: 0.4})
    for number in (0, 1, 30, 31, 32, 33, 64, 127, 128, 499, 500, 501, 699, 700):
        assert_same(kept.state(number), states[number])
    state = kept.state(29)
    for number in range(30, 40):
        state = kept.after(state)
        assert_same(state, states[number])


def test_a_change_begins_another_future() -> None:
    kept, states = walk(300, {100: 0.3})
    changed = kept.state(50)._replace(learning_rate=0.9)
    kept.change(changed, changed.batch_loss)
    assert kept.newest == 50
    assert_same(kept.state(49), states[49])
    assert kept.state(50).learning_rate == 0.9
    with pytest.raises(IndexError, match="not between 0 and 50"):
        kept.state(51)


@pytest.mark.parametrize("passes", [0, 1, 1023, 1024, 1025, 5000])
def test_the_thinned_curve_keeps_the_extremes(passes: int) -> None:
    kept, states = walk(passes, {})
    for _ in range(2):
        curve = kept.curve()
        losses = np.array([state.batch_loss for state in states])
        assert curve.newest == passes
        assert len(curve.lowest) <= 1024
        assert len(curve.lowest) == -(-len(losses) // curve.stride)
        for point in range(len(curve.lowest)):
            part = losses[point * curve.stride : (point + 1) * curve.stride]
            assert (curve.first[point], curve.last[point]) == (part[0], part[-1])
            assert curve.lowest[point] == part.min()
            assert curve.highest[point] == part.max()


def test_the_curve_follows_a_change_far_back() -> None:
    kept, _ = walk(3000, {})
    kept.curve()
    kept.change(kept.state(1500), kept.loss(1500))
    curve = kept.curve()
    assert curve.newest == 1500
    assert curve.highest[0] == kept.loss(0)


@pytest.mark.parametrize("passes", [0, 1, 1024, 5000])
def test_the_curve_may_end_before_the_newest_pass(passes: int) -> None:
    kept, states = walk(passes, {})
    losses = np.array([state.batch_loss for state in states])
    for newest in (passes, passes - 1, passes):
        curve = kept.curve(newest)
        assert curve.newest == newest
        assert len(curve.first) == -(-(newest + 1) // curve.stride)
        if newest >= 0:
            last = losses[(len(curve.first) - 1) * curve.stride : newest + 1]
            assert (curve.first[-1], curve.lowest[-1]) == (last[0], last.min())
            assert (curve.highest[-1], curve.last[-1]) == (last.max(), last[-1])


@pytest.mark.parametrize("room", [4, 4096])
def test_the_last_passes_are_at_hand_every_one(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a long run the checkpoints lie far apart, but its last places must not."""
    monkeypatch.setattr(module, "CHECKPOINTS", room)
    monkeypatch.setattr(module, "SMALLEST_ROOM", 4)
    kept, states = walk(300, {100: 0.3, 293: 0.05})
    for passes in (300, 299, 7, 295, 300, 0):
        recent = kept.recent(passes, 12)
        assert [state.passes for state in recent] == list(range(max(0, passes - 11), passes + 1))
        for state in recent:
            assert_same(state, states[state.passes])
    changed = kept.state(200)._replace(learning_rate=0.9)
    kept.change(changed, changed.batch_loss)
    assert kept.recent(200, 3)[-1].learning_rate == 0.9


def test_forks_share_their_past_and_have_futures_of_their_own() -> None:
    kept, states = walk(60, {20: 0.3})
    other = kept.fork()
    changed = other.state(30)._replace(learning_rate=0.05)
    other.change(changed, changed.batch_loss)
    future = other.after(changed)
    other.extend([future], [future.batch_loss])
    assert other.newest == 31
    assert other.state(10) is kept.state(10)
    assert other.loss(31) != kept.loss(31)
    for number in (0, 20, 30, 31, 60):
        assert_same(kept.state(number), states[number])
