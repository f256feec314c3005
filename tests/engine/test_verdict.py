"""The word on a case where theory says which it must be."""

import numpy as np
import pytest

from tests.engine.problems import descend, parabola
from tui_descent.engine.verdict import judge

LIMIT = 1.0 / 9.0  # 2/λ of (3w − 10)², whose curvature λ is 18


def word_after(rate: float, passes: int) -> str:
    problem = parabola(3.0, 10.0)
    states = descend(problem, [2.0], rate, passes)
    losses = np.array([state.batch_loss for state in states[-16:]])
    return judge(problem, states[-1], states[-2] if passes else None, losses).word


@pytest.mark.parametrize(
    ("rate", "passes", "word"),
    [
        (0.01, 0, "starting"),
        (0.01, 1, "converging"),
        (LIMIT / 2 * 0.99, 1, "converging"),
        (LIMIT / 2 * 1.01, 1, "overshooting"),
        (LIMIT * 0.99, 5, "overshooting"),
        (LIMIT * 1.01, 1, "rising"),
        (LIMIT * 1.01, 5, "diverging"),
        (5.0, 200, "diverged"),
        (1e-6, 5, "slow"),
        (0.0, 5, "slow"),
        (-0.01, 1, "rising"),
    ],
)
def test_the_word_follows_the_theory_of_a_parabola(rate: float, passes: int, word: str) -> None:
    assert word_after(rate, passes) == word


def test_diverged_names_the_first_array_that_broke() -> None:
    problem = parabola(3.0, 10.0)
    states = descend(problem, [2.0], 5.0, 200)
    verdict = judge(problem, states[-1], states[-2], np.array([1.0]))
    assert "W1" in verdict.evidence
