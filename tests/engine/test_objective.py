"""A large network remembers two places: what it says there again is what it said at first."""

import numpy as np
import pytest

from tests.engine.problems import objective
from tui_descent.engine import evaluator as module
from tui_descent.engine.activations import Sin
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Batches
from tui_descent.engine.objective import NetworkObjective

CALLS = ("value", "gradient", "batch", "predictions", "signals", "factors")


@pytest.fixture(autouse=True)
def every_network_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGE", 0)


def problem(loss: str = "bce", last: str = "sigmoid", first: str = "tanh") -> NetworkObjective:
    made = objective((3, 4, 2), (first, last), loss, samples=8)
    return NetworkObjective(made.network, made.data, made.loss, Batches(made.data, 4))


def asked(of: NetworkObjective, call: str, theta: FloatArray) -> list[FloatArray]:
    """All numbers of one call."""
    if call == "value":
        return [np.asarray(of.value(theta))]
    if call == "predictions":
        return [of.predictions(theta)]
    if call == "signals":
        seen = of.signals(theta, 1)
        layers = [array for one in seen.layers for array in (one.z, one.a, one.slope, one.delta)]
        return [*layers, seen.output_slope, seen.own_losses, np.asarray(seen.loss)]
    if call == "factors":
        return [*of.error_signals(theta, 1, 5)]
    value, slope = (
        of.value_and_gradient(theta, 1) if call == "batch" else of.full_value_and_gradient(theta)
    )
    return [np.asarray(value), slope]


@pytest.mark.parametrize(
    ("loss", "last"), [("bce", "sigmoid"), ("mse", "sigmoid"), ("mse", "relu")]
)
def test_whatever_was_asked_before_the_answer_is_that_of_a_new_one(loss: str, last: str) -> None:
    generator = np.random.default_rng(3)
    places = generator.normal(size=(3, problem().parameter_count))
    old = problem(loss, last)
    for _ in range(300):
        call, theta = str(generator.choice(CALLS)), places[generator.integers(3)]
        for one, other in zip(
            asked(old, call, theta), asked(problem(loss, last), call, theta), strict=True
        ):
            np.testing.assert_array_equal(one, other)


def test_what_was_worked_out_here_and_where_the_next_pass_leads_is_not_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    applied = []
    value = Sin.value

    def counted(self: Sin, z: FloatArray) -> FloatArray:
        applied.append(z.shape)
        return value(self, z)

    monkeypatch.setattr(Sin, "value", counted)
    of = problem(first="sin")
    here, ahead = np.random.default_rng(0).normal(size=(2, of.parameter_count))
    for _ in range(3):
        of.full_value_and_gradient(here)
        of.full_value_and_gradient(ahead)
        of.predictions(here)
        of.value(ahead)
    assert len(applied) == 2


def test_a_gradient_that_is_changed_by_who_asked_for_it_is_whole_the_next_time() -> None:
    of, theta = problem(), np.ones(problem().parameter_count)
    _, first = of.full_value_and_gradient(theta)
    kept = first.copy()
    first[:] = 0.0
    np.testing.assert_array_equal(of.full_value_and_gradient(theta)[1], kept)
