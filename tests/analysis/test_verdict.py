"""The word on a case where theory says which it must be."""

import numpy as np
import pytest

from tests.engine.problems import descend, parabola
from tui_descent.analysis.situation import Situation
from tui_descent.analysis.verdict import WORDS, Verdict
from tui_descent.analysis.verdict import judge as judge_situation
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.optimizers import Adam, Momentum, Nesterov, Optimizer
from tui_descent.presets import load


def judge(
    descent: Descent, state: State, previous: State | None, losses: FloatArray, first: float = 16.0
) -> Verdict:
    return judge_situation(Situation(descent, state, previous, losses, first))


LIMIT = 1.0 / 9.0  # 2/λ of (3w − 10)², whose curvature λ is 18


def word_after(rate: float, passes: int) -> str:
    problem = parabola(3.0, 10.0)
    states = descend(problem, [2.0], rate, passes)
    losses = np.array([state.batch_loss for state in states[-16:]])
    return judge(Descent(problem), states[-1], states[-2] if passes else None, losses).word


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
    verdict = judge(Descent(problem), states[-1], states[-2], np.array([1.0]))
    assert "W1" in verdict.evidence


def verdict_after(name: str, passes: int, rate: float | None = None) -> Verdict:
    preset = load(name)
    descent = Descent(preset.objective, frozen=preset.frozen)
    start = preset.initial_parameters()
    states = [descent.start(start, preset.optimizer, rate or preset.learning_rate)]
    for _ in range(passes):
        states.append(descent.advance(states[-1]))
    losses = np.array([descent.loss(state) for state in states[-16:]])
    return judge(descent, states[-1], states[-2], losses)


@pytest.mark.parametrize(
    ("name", "passes", "word"),
    [
        ("saddle", 60, "saddle"),
        ("saddle-network", 60, "saddle"),
        ("plateau", 10, "plateau"),
        ("dead-relu", 40, "plateau"),
        ("zero-weights", 60, "plateau"),
        ("bowl", 100, "minimum"),
        ("double-well", 60, "minimum"),
        ("himmelblau", 100, "minimum"),
        ("iris", 200, "minimum"),
        ("circle", 100, "converging"),
        ("digits", 3, "converging"),
    ],
)
def test_the_word_on_a_preset(name: str, passes: int, word: str) -> None:
    assert verdict_after(name, passes).word == word


def test_a_saddle_names_its_way_down() -> None:
    assert "λmin = −2" in verdict_after("saddle", 60).evidence


@pytest.mark.parametrize(
    ("optimizer", "rate"), [(Momentum(), 0.02), (Nesterov(), 0.002), (Adam(), 0.4)]
)
def test_a_velocity_that_climbs_is_no_reason_for_another_rate(
    optimizer: Optimizer, rate: float
) -> None:
    problem = parabola(3.0, 10.0)
    descent = Descent(problem)
    states = [descent.start(np.array([2.0]), optimizer, rate)]
    climbed = 0
    for _ in range(25):
        states.append(descent.advance(states[-1]))
        before, now = states[-2:]
        losses = np.array([state.batch_loss for state in states[-16:]])
        verdict = judge(descent, now, before, losses)
        if losses[-1] > losses[-2] and before.gradient @ (now.theta - before.theta) > 0.0:
            climbed += 1
            assert verdict.word == "rising"
            assert verdict.evidence.startswith("the velocity carries it uphill; predicted ")
            assert "predicted −" not in verdict.evidence
            assert verdict.suggestion == "give it some passes"
        else:
            assert "velocity" not in verdict.evidence
    assert climbed > 3


def test_too_high_a_rate_diverges_with_a_velocity_too() -> None:
    problem = parabola(3.0, 10.0)
    descent = Descent(problem)
    states = [descent.start(np.array([2.0]), Momentum(), 0.25)]  # the limit is 0.211
    for _ in range(8):
        states.append(descent.advance(states[-1]))
    losses = np.array([state.batch_loss for state in states])
    verdict = judge(descent, states[-1], states[-2], losses)
    assert (verdict.word, verdict.suggestion) == ("diverging", "lower the learning rate")


def test_exactly_at_the_limit_it_bounces() -> None:
    """At 1/9 the weight goes from 2 to 4.667 and back, for ever."""
    verdict = verdict_after("one-weight", 1, rate=1.0 / 9.0)
    assert verdict.word == "overshooting"
    assert "same height" in verdict.evidence


def test_a_mini_batch_run_is_noisy_where_the_batch_rose_and_the_whole_did_not() -> None:
    preset = load("mini-batches")
    descent = Descent(preset.objective)
    state = descent.start(preset.initial_parameters(), preset.optimizer, 0.05)
    words = []
    for _ in range(80):
        before, state = state, descent.advance(state)
        losses = np.array([descent.loss(before), descent.loss(state)])
        word = judge(descent, state, before, losses).word
        words.append(word)
        rose = state.batch_loss > before.batch_loss
        if losses[1] < losses[0]:
            assert (word == "noisy") is bool(rose)
        else:
            assert word == "rising"
    assert words.count("rising") > 20
    assert words.count("noisy") > 5


def test_every_word_is_explained() -> None:
    assert {"starting", "converging", "slow", "overshooting", "rising", "diverging"} <= set(WORDS)
    assert {"diverged", "plateau", "saddle", "minimum", "noisy"} <= set(WORDS)
