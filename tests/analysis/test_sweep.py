"""A sweep is many single descents, each untouched by the others."""

import numpy as np
import pytest

from tests.engine.problems import objective, parabola, random_parameters
from tui_descent.analysis.sweep import sweep
from tui_descent.engine.data import Batches
from tui_descent.engine.descent import Descent
from tui_descent.engine.objective import NetworkObjective
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
