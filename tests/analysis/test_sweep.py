"""A sweep is many single descents, each untouched by the others."""

import math

import numpy as np
import pytest

from tests.engine.problems import objective, parabola, random_parameters
from tui_descent.analysis import blocks as module
from tui_descent.analysis.situation import Situation, work_out_grounds
from tui_descent.analysis.sweep import sweep
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Batches
from tui_descent.engine.descent import Descent
from tui_descent.engine.objective import Look, NetworkObjective
from tui_descent.engine.optimizers import OPTIMIZERS, GradientDescent


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("batch", [None, 4])
def test_each_outcome_is_the_single_descents(name: str, batch: int | None) -> None:
    whole = objective((2, 4, 1), ("tanh", "identity"), samples=10)
    problem = NetworkObjective(
        whole.network, whole.data, whole.loss, Batches(whole.data, batch, shuffle=True)
    )
    descent = Descent(problem, frozen=(1,))
    start = descent.start(random_parameters(problem), OPTIMIZERS[name](), 0.1)
    rates = np.geomspace(1e-3, 1e3, 13)
    for outcome in sweep(descent, start, rates, 40):
        state = start._replace(learning_rate=outcome.learning_rate)
        while state.finite and state.passes < 40:
            state = descent.advance(state)
        assert outcome.passes == state.passes
        if state.finite:
            assert outcome.loss == descent.loss(state)
            assert outcome.verdict.word != "diverged"
        else:
            assert outcome.verdict.word == "diverged"


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_each_ground_is_that_of_its_place_alone(name: str) -> None:
    problem = objective((2, 4, 1), ("tanh", "identity"), samples=10)
    descent = Descent(problem, frozen=(1,))
    state = descent.start(random_parameters(problem), OPTIMIZERS[name](), 0.1)
    states = [descent.advance(state, passes) for passes in range(1, 5)]
    together = [Situation.at_start(descent, one) for one in states]
    work_out_grounds(descent, together)
    for here, one in zip(together, states, strict=True):
        alone = Situation.at_start(descent, one).ground
        assert "ground" in vars(here)
        assert (here.ground.bends == alone.bends).all()
        assert (here.ground.shares == alone.shares).all()


def test_few_go_forward_at_a_time_and_end_as_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = objective((8, 16, 3), ("relu", "softmax"), "cross_entropy", samples=50)
    descent = Descent(problem)
    start = descent.start(random_parameters(problem), GradientDescent(), 0.1)
    rates = np.geomspace(1e-3, 1e3, 13)
    whole = sweep(descent, start, rates, 20)
    together: list[int] = []
    in_place = problem.in_place

    def watched(leading: tuple[int, ...] = ()) -> tuple[FloatArray, Look]:
        together.append(math.prod(leading))
        return in_place(leading)

    monkeypatch.setattr(module, "NUMBERS", 5 * 50 * (8 + 16 + 3))
    monkeypatch.setattr(problem, "in_place", watched)
    parts = sweep(descent, start, rates, 20)
    assert max(together) == 5
    assert [(one.loss, one.passes) for one in parts] == [(one.loss, one.passes) for one in whole]


def test_the_words_follow_the_limit() -> None:
    descent = Descent(parabola(3.0, 10.0))
    start = descent.start(np.array([2.0]), GradientDescent(), 0.01)
    outcomes = sweep(descent, start, np.array([0.01, 0.1, 0.12, 100.0]), 100)
    words = [one.verdict.word for one in outcomes]
    assert words == ["minimum", "minimum", "diverging", "diverged"]
    assert outcomes[3].passes < 100


def test_a_sweep_can_be_cancelled() -> None:
    descent = Descent(parabola(3.0, 10.0))
    start = descent.start(np.array([2.0]), GradientDescent(), 0.01)
    outcomes = sweep(descent, start, np.array([0.01, 0.02]), 10_000, lambda done: done < 32)
    assert {one.passes for one in outcomes} == {32}
