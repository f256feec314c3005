"""What goals may ask: each condition once where it holds and once where it does not."""

import msgspec
import pytest

from tui_descent.actions import run
from tui_descent.lessons.condition import holds, observing
from tui_descent.lessons.conditions import VOCABULARY, Conditions
from tui_descent.lessons.loading import load_lesson
from tui_descent.presets import load
from tui_descent.session.session import Session

# condition: (preset, commands after which it does not hold, further ones after which it does)
CASES: dict[str, tuple[str, dict[str, object], list[str], list[str]]] = {
    "loss": ("one-weight", {"below": 10.0}, ["step"], ["step"]),
    "lowest_loss": ("one-weight", {"below": 10.0}, ["step"], ["step", "set w1 0"]),
    "highest_loss": ("one-weight", {"above": 50}, ["step"], ["set w1 0", "set w1 3"]),
    "loss_held": ("saddle-network", {"passes": 30, "at_least": 0.9}, ["step 29"], ["step"]),
    "mean_of_losses": ("one-weight", {"passes": 5, "below": 1.0}, ["step 4"], ["step 30"]),
    "rises": ("one-weight", {"passes": 3, "at_least": 3}, ["step 3"], ["rate 0.2", "step 3"]),
    "passes_until": ("one-weight", {"loss": 0.01, "equals": 19}, ["step 18"], ["step 20"]),
    "passes": ("one-weight", {"equals": 2}, ["step"], ["step"]),
    "epochs": ("mini-batches", {"at_least": 1}, ["step 39"], ["step"]),
    "learning_rate": ("one-weight", {"equals": 0.1}, ["rate 0.2"], ["rate 0.1"]),
    "optimizer": ("one-weight", {}, [], ["optimizer adam"]),
    "setting": (
        "one-weight",
        {"of": "momentum", "equals": 0.5},
        ["optimizer momentum"],
        ["optimizer momentum momentum=0.5"],
    ),
    "batch_size": ("xor", {"at_most": 2}, [], ["batch 2"]),
    "activation": ("xor", {}, [], ["activation relu"]),
    "hidden_units": ("xor", {"equals": 5}, ["hidden 4"], ["hidden 3 2"]),
    "loss_function": ("circle", {}, [], ["loss mse"]),
    "generator": ("circle", {}, [], ["data spiral"]),
    "standardized": ("xor", {}, [], ["standardize on"]),
    "init": ("xor", {}, [], ["init zeros"]),
    "parameter": ("one-weight", {"of": "w1", "above": 3}, ["set w1 3"], ["set w1 3.1"]),
    "slope": ("one-weight", {"of": "w1", "size_below": 0.5}, ["set w1 3"], ["set w1 3.33"]),
    "next": ("one-weight", {"of": "w1", "equals": 2.24, "within": 1e-9}, ["step"], ["back"]),
    "gradient_norm": ("two-weights", {"below": 1}, [], ["set w1 2", "set b 1"]),
    "degrees_off": ("two-weights", {"to": [2, 1], "above": 25.0}, [], ["set w1 2"]),
    "slope_ratio": ("vanishing", {"above": 0.1}, [], ["activation tanh"]),
    "prediction": ("baseline-network", {"equals": 13}, [], ["set h1->o1 2.8"]),
    "error": ("two-weights", {"sample": 1, "equals": 7}, ["set b 3"], ["set b 4"]),
    "unit": ("baseline-network", {"of": "h2", "equals": 2}, [], ["set x1->h2 -0.5"]),
    "hidden_units_differ": ("zero-weights", {}, [], ["init normal"]),
    "dead_units": ("dead-relu", {"equals": 4}, ["step 3"], ["step"]),
    "saturated_units": ("xor", {"at_least": 1}, [], ["set x1->h1 90", "set b1[h1] 99"]),
    "parameters_changed": (
        "two-weights",
        {"equals": 1},
        ["set w1 1", "set b 1"],
        ["set b 4"],
    ),
    "sign_changes": ("one-weight", {"of": "w1", "at_least": 2}, ["set w1 4"], ["set w1 1"]),
    "verdict": ("saddle-network", {}, ["step"], ["step 40"]),
    "lead_in_race": (
        "ravine",
        {"of": ["adagrad", "rmsprop"], "loss": 0.001, "at_least": 1},
        ["race optimizers", "step 9"],
        ["step"],
    ),
    "loss_over_constant": (
        "one-weight",  # one point: its own constant has no loss at all
        {"below": 1.0},
        [],
        ["data line points=20", "step 100"],
    ),
    "held_out": ("circle", {"equals": 10}, [], ["data held-out=10"]),
    "minima_found": ("double-well", {"at_least": 1}, ["step"], ["step 60"]),
    "gradient_checked": ("xor", {"below": 1e-4}, [], ["check"]),
    "diverged": ("one-weight", {}, ["step"], ["rate 10", "step 1000"]),
    "limit": ("one-weight", {"equals": 1 / 9}, ["optimizer momentum"], ["optimizer sgd"]),
    "edge": ("one-weight", {"equals": 1, "within": 1e-9}, ["rate 0.1"], ["rate 1/9"]),
    "sweeps": ("one-weight", {"at_least": 1}, ["step"], ["sweep 20"]),
    "runs_compared": (
        "one-weight",
        {"at_least": 2},
        ["step 3", "fork", "step 2", "reset", "step 4"],  # the same way once more
        ["reset", "rate 0.05", "step"],
    ),
    "curvature": ("unscaled", {"equals": 2, "within": 1e-6}, [], ["standardize on"]),
}


PLAIN = {
    "optimizer": "adam",
    "activation": "relu",
    "loss_function": "mse",
    "generator": "spiral",
    "standardized": True,
    "init": "zeros",
    "hidden_units_differ": True,
    "verdict": ["saddle", "plateau"],
    "diverged": True,
}


ELSEWHERE = {"validation", "lowest_validation", "typed", "cases_solved"}


def conditions(**given: object) -> Conditions:
    return msgspec.convert(given, Conditions)


@pytest.mark.parametrize("name", CASES)
def test_a_condition_is_false_and_then_true(name: str) -> None:
    preset, given, before, after = CASES[name]
    wanted = conditions(**{name: PLAIN.get(name, given)})
    session = Session(load(preset))
    seen = observing(session, (wanted,))
    session.watcher = seen.observe
    for line in before:
        run(session, line)
    assert not holds(wanted, seen)
    for line in after:
        run(session, line)
    assert holds(wanted, seen)


def test_every_condition_is_tried() -> None:
    assert {*CASES, *ELSEWHERE} == set(VOCABULARY)


def test_all_conditions_of_a_goal_must_hold_at_one_moment() -> None:
    session = Session(load("one-weight"))
    wanted = conditions(loss={"below": 10.0}, passes={"at_most": 1})
    seen = observing(session, (wanted,))
    session.step()
    assert not holds(wanted, seen)
    session.step()
    assert session.loss < 10.0
    assert not holds(wanted, seen)


def test_held_out_points_are_not_learned_from() -> None:
    lesson = load_lesson("memorising")
    session = lesson.session()
    now, ever = (
        conditions(validation={"below": 0.075}),
        conditions(lowest_validation={"below": 0.075}),
    )
    seen = observing(session, (now, ever))
    session.watcher = seen.observe
    assert session.frame().validation == session.walk.validation_loss
    run(session, "step 260")
    assert holds(now, seen)
    assert holds(ever, seen)
    run(session, "step 2000")
    assert not holds(now, seen)
    assert holds(ever, seen)
    run(session, "reset")
    assert not holds(ever, seen)
    assert Session(load("xor")).walk.validation_loss is None
