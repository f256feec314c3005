"""What a learner does, without a screen."""

import math
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from tui_descent.actions.parameters import nudge_selected
from tui_descent.actions.rates import raise_rate, scale_rate
from tui_descent.engine.objective import NetworkObjective
from tui_descent.presets import load, names
from tui_descent.readable import notch_down, notch_up
from tui_descent.session.frame import Frame
from tui_descent.session.other_runs import drop, fork, swap
from tui_descent.session.session import Session


def numbers(frame: Frame) -> tuple[object, ...]:
    """Every number of a frame that going back must restore."""
    return (
        frame.passes,
        frame.loss,
        frame.change,
        frame.learning_rate,
        frame.values.tobytes(),
        frame.gradients.tobytes(),
        frame.steps.tobytes(),
        frame.verdict,
        frame.example and tuple(layer.tobytes() for layer in frame.example.layers),
    )


def test_back_restores_every_number_and_going_on_repeats_them() -> None:
    session = Session(load("xor"))
    frames = [numbers(session.frame())]
    for number in range(1, 60):
        if number == 20:
            raise_rate(session)
            frames[-1] = numbers(session.frame())
        if number == 40:
            session.select(3)
            session.set_parameter(0.5)
            frames[-1] = numbers(session.frame())
        session.step()
        frames.append(numbers(session.frame()))
    for number in range(58, -1, -1):
        session.back()
        assert numbers(session.frame()) == frames[number]
    session.back()
    assert session.state.passes == 0
    for number in range(1, 60):
        session.step()
        assert numbers(session.frame()) == frames[number]
    assert session.frame().newest == 59


def test_a_change_after_going_back_begins_another_future() -> None:
    session = Session(load("xor"))
    session.step(10)
    before = session.state.batch_loss
    session.back(5)
    raise_rate(session)
    assert session.frame().newest == 5
    session.step(5)
    assert session.state.batch_loss != before


def test_the_frame_shows_the_step_that_the_next_pass_takes() -> None:
    session = Session(load("xor"))
    for _ in range(5):
        frame, loss = session.frame(), session.loss
        session.step()
        after = session.frame()
        np.testing.assert_array_equal(after.values, frame.values + frame.steps)
        assert after.change == session.loss - loss


def test_readable_notches() -> None:
    rates = [0.3]
    for _ in range(10):
        rates.append(notch_up(rates[-1]))
    assert rates == [0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0]
    assert [notch_down(rate) for rate in rates[1:]] == rates[:-1]
    assert notch_up(0.111) == 0.12
    assert notch_down(0.111) == 0.1
    assert notch_down(1e-9) == 0.0
    assert notch_up(0.0) == 1e-9
    assert notch_down(0.0) == -1e-9
    assert notch_up(-0.12) == -0.1
    assert notch_up(1e300) == 1e300


def test_times_ten_stays_readable() -> None:
    session = Session(load("xor"))
    for _ in range(5):
        scale_rate(session, 0.1)
    assert session.state.learning_rate == 3e-6
    for _ in range(400):
        scale_rate(session, 10.0)
    assert math.isfinite(session.state.learning_rate)


def test_reset_takes_the_same_weights_and_keeps_the_rate() -> None:
    session = Session(load("xor"))
    start = session.state.theta.tobytes()
    session.set_learning_rate(0.7)
    session.step(4)
    session.reset()
    assert session.state.theta.tobytes() == start
    assert (session.state.passes, session.state.learning_rate) == (0, 0.7)
    session.new_weights()
    other = session.state.theta.tobytes()
    assert other != start
    session.step()
    session.reset()
    assert session.state.theta.tobytes() == other


def test_new_weights_for_a_preset_that_names_its_own() -> None:
    session = Session(load("baseline-network"))
    session.new_weights()
    assert session.state.theta.tolist() != [1.0, 1.0, -1.0, 1.0, 2.0, -1.0]


def test_a_diverged_descent_stands_still_until_it_is_taken_back() -> None:
    session = Session(load("one-weight"), learning_rate=50.0)
    session.toggle_play()
    session.step(1000)
    last = session.state
    assert not last.finite
    session.step()
    assert session.state is last
    assert not session.playing
    session.toggle_play()
    assert not session.playing
    assert session.advice.verdict().word == "diverged"
    nudge_selected(session, 1)
    session.back()
    assert session.state.finite
    session.set_learning_rate(0.01)
    session.step(3)
    assert session.state.finite


def test_changing_two_weights_by_hand_removes_the_error() -> None:
    session = Session(load("baseline-network"))
    session.select(4)
    session.set_parameter(3.0)
    session.select(1)
    nudge_selected(session, -1)
    assert session.frame().values[5] == -1.1
    session.set_parameter(-2.0)
    assert session.frame().loss == 0.0
    example = session.frame().example
    assert example is not None
    assert example.layers[-1].tolist() == [13.0]


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_only_finite_numbers_can_be_typed(value: float) -> None:
    session = Session(load("xor"))
    with pytest.raises(ValueError, match="not a finite"):
        session.set_parameter(value)
    with pytest.raises(ValueError, match="not a finite"):
        session.set_learning_rate(value)


def test_parameters_are_called_as_in_books_where_they_are_few() -> None:
    assert Session(load("baseline-network")).frame().short == (
        "w1 x1→h1",
        "w2 x2→h1",
        "w3 x1→h2",
        "w4 x2→h2",
        "w5 h1→o1",
        "w6 h2→o1",
    )
    assert Session(load("two-weights")).frame().short == ("w1 x1→o1", "b    →o1")
    assert Session(load("xor")).frame().short[:3] == ("x1→h1", "x2→h1", "b→h1")


def test_two_futures_from_one_past_and_back_to_the_first_to_the_last_bit() -> None:
    session = Session(load("circle"))
    session.step(50)
    first = session.frame()
    assert fork(session)
    session.back(20)
    session.set_learning_rate(3.0)
    session.step(50)
    second = session.frame()
    assert (second.passes, second.changed) == (80, (30,))
    (ghost,) = second.others
    assert ghost.label == "lr 1 sgd"
    assert ghost.curve.newest == 50
    assert ghost.curve.lowest.tobytes() == first.curve.lowest.tobytes()
    assert second.loss != first.loss
    # Back to the fork and on with the old rate: the ghost again.
    session.back(50)
    session.set_learning_rate(1.0)
    session.step(20)
    assert numbers(session.frame())[1:8] == numbers(first)[1:8]
    # And the ghost itself can be taken up again.
    assert swap(session)
    assert numbers(session.frame()) == numbers(first)
    assert [one.curve.newest for one in session.frame().others] == [50]


def test_there_are_at_most_four_ghosts_and_one_key_drops_them() -> None:
    session = Session(load("xor"))
    assert not swap(session)
    assert [fork(session) for _ in range(5)] == [True] * 4 + [False]
    drop(session)
    assert session.frame().others == ()


def test_a_new_start_keeps_the_ghosts() -> None:
    session = Session(load("xor"))
    session.step(10)
    fork(session)
    session.reset()
    assert len(session.frame().others) == 1


def test_a_changed_rate_is_no_moved_weight() -> None:
    session = Session(load("xor"))
    session.step(10)
    session.back(5)
    session.step()
    raise_rate(session)
    frame = session.frame()
    assert frame.change is not None
    assert session.advice.verdict().word != "starting"


def test_a_frozen_parameters_slope_does_not_count(tmp_path: Path) -> None:
    """With b1 frozen at 5 the best that w can do is a loss of 16, where it comes to rest."""
    (tmp_path / "frozen.toml").write_text("""
format = 1
title = "frozen"
[data]
inputs = [[1], [-1]]
targets = [[1], [1]]
[network]
layers = [1, 1]
activations = ["identity"]
weights = [[[2]]]
bias_values = [[5]]
[training]
learning_rate = 0.1
frozen = ["b1"]
""")
    session = Session(load(str(tmp_path / "frozen.toml")))
    session.step(200)
    assert session.loss == pytest.approx(16.0)
    assert session.advice.verdict().word == "minimum"


@pytest.mark.parametrize("name", ["digits", "spiral"])
def test_of_very_many_parameters_the_one_with_the_largest_gradient_is_selected(name: str) -> None:
    session = Session(load(name))
    sizes = np.abs(session.state.gradient)
    assert sizes[session.selected] == sizes.max() > 0.0
    assert Session(load(name)).selected == session.selected
    frozen = replace(load(name), frozen=(session.selected,))
    assert Session(frozen).selected not in (0, session.selected)


@pytest.mark.parametrize("name", [name for name in names() if name not in ("digits", "spiral")])
def test_of_fewer_it_is_the_first(name: str) -> None:
    assert Session(load(name)).selected == 0


@pytest.mark.parametrize("passes", [0, 3])
def test_the_sample_that_is_shown_is_one_of_the_next_pass(passes: int) -> None:
    session = Session(load("mini-batches"))
    session.step(passes)
    objective = session.objective
    assert isinstance(objective, NetworkObjective)
    used = objective.signals(session.state.theta, passes)
    assert used.samples < objective.data.samples
    for turn in range(used.samples + 1):
        at = turn % used.samples
        example = session.frame().example
        assert example is not None
        assert (example.number, example.samples, example.batch) == (at, used.samples, True)
        assert example.layers[0].tolist() == used.inputs[:, at].tolist()
        assert example.target.tolist() == used.targets[:, at].tolist()
        assert example.layers[-1] == pytest.approx(used.layers[-1].a[:, at])
        session.sample += 1
