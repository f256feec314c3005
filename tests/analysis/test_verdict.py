"""The word on a case where theory says which it must be."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from tests.engine.problems import descend, parabola
from tui_descent.analysis.situation import Situation
from tui_descent.analysis.verdict import WORDS, Verdict
from tui_descent.analysis.verdict import judge as judge_situation
from tui_descent.engine.activations import Identity
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Batches, Dataset
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.losses import make_loss
from tui_descent.engine.network import Network
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.optimizers import Adam, GradientDescent, Momentum, Nesterov, Optimizer
from tui_descent.presets import load
from tui_descent.presets.building import build
from tui_descent.presets.format import PresetFile
from tui_descent.session.session import Session


def judge(
    descent: Descent, state: State, previous: State | None, losses: FloatArray, first: float = 16.0
) -> Verdict:
    return judge_situation(Situation(descent, state, previous, losses, first))


LIMIT = 1.0 / 9.0  # 2/λ of (3w − 10)², whose curvature λ is 18


def word_after(rate: float, passes: int) -> str:
    return verdict_at(rate, passes).word


def verdict_at(rate: float, passes: int) -> Verdict:
    problem = parabola(3.0, 10.0)
    states = descend(problem, [2.0], rate, passes)
    losses = np.array([state.batch_loss for state in states[-16:]])
    return judge(Descent(problem), states[-1], states[-2] if passes else None, losses)


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
    return judge(descent, states[-1], states[-2], losses, descent.loss(states[0]))


@pytest.mark.parametrize(
    ("name", "passes", "word"),
    [
        ("saddle", 60, "saddle"),
        ("saddle-network", 60, "saddle"),
        ("plateau", 10, "plateau"),
        ("dead-relu", 40, "plateau"),
        ("zero-weights", 60, "level"),
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
            assert verdict.evidence == "the velocity carries it uphill"
            assert verdict.comparison.startswith("predicted ")
            assert "predicted −" not in verdict.comparison
            assert verdict.cause is None
        elif losses[-1] <= losses[-2]:
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
    assert verdict.word == "diverging"
    assert verdict.cause is not None
    assert verdict.cause.name == "rate too large"


def test_exactly_at_the_limit_it_bounces() -> None:
    """At 1/9 the weight goes from 2 to 4.667 and back, for ever."""
    verdict = verdict_after("one-weight", 1, rate=1.0 / 9.0)
    assert verdict.word == "unsteady"
    assert "same height" in verdict.evidence


def test_above_the_limit_along_a_direction_without_any_slope_it_falls_and_says_so() -> None:
    """In the ravine at (3, 0) the second weight's slope is 0, and stays so."""
    session = Session(load("ravine"))
    session.set_parameter(3.0)
    session.select(1)
    session.set_parameter(0.0)
    session.set_learning_rate(6.0)
    losses = []
    for _ in range(20):
        session.step(1)
        losses.append(session.loss)
        assert session.advice.shown.word == "converging"
        assert "above the limit 0.5 here, but no slope leads that way yet" in str(
            session.advice.shown
        )
    assert losses == sorted(losses, reverse=True)
    session.set_parameter(1e-9)
    session.step(1)
    assert session.advice.shown.word == "unsteady"
    session.step(30)
    assert session.loss > losses[0]


def test_rising_names_the_rate_of_the_pass_that_rose_where_it_is_another_now() -> None:
    session = Session(load("ravine"))
    session.set_learning_rate(0.6)
    session.step(3)
    session.set_learning_rate(0.1)
    assert session.advice.shown.evidence == "the last pass, at 0.6, raised the loss"
    session.step(1)
    assert session.advice.shown.word != "rising"


@pytest.mark.parametrize("rate", [0.01, 0.05])
def test_noisy_is_a_pass_that_helped_its_own_batch_and_not_the_whole(rate: float) -> None:
    preset = load("mini-batches")
    descent = Descent(preset.objective)
    state = descent.start(preset.initial_parameters(), preset.optimizer, rate)
    first = descent.loss(state)
    losses, words = [first], []
    for _ in range(120):
        before, state = state, descent.advance(state)
        losses.append(descent.loss(state))
        verdict = judge(descent, state, before, np.array(losses[-16:]), first)
        words.append(verdict.word)
        own, _ = descent.objective.value_and_gradient(state.theta, before.passes)
        helped = float(own) < before.batch_loss
        rose = losses[-1] > losses[-2]
        assert verdict.comparison.endswith(f"got {_signed(float(own) - before.batch_loss)}")
        if rose:
            assert (verdict.word == "noisy") is helped
    assert words.count("noisy") > 10


def _signed(change: float) -> str:
    return f"{'−' if change < 0.0 else ''}{abs(change):.3g}"


def test_predicted_and_got_are_of_one_loss_where_batches_differ() -> None:
    """The slope of a batch says what its own loss will do, to first order: a tiny step shows."""
    preset = load("mini-batches")
    descent = Descent(preset.objective)
    before = descent.start(preset.initial_parameters(), preset.optimizer, 1e-7)
    for _ in range(10):
        state = descent.advance(before)
        losses = np.array([descent.loss(before), descent.loss(state)])
        here = Situation(descent, state, before, losses, losses[0])
        assert here.got == pytest.approx(here.predicted, rel=1e-4)
        before = state


def test_a_negative_rate_is_told_to_walk_up_and_not_to_be_raised() -> None:
    verdict = verdict_at(-0.01, 1)
    assert "walks up the slope" in verdict.evidence
    assert verdict.cause is not None
    assert verdict.cause.name == "rate negative"


def test_a_long_valley_is_slow_and_no_minimum() -> None:
    """310,000 passes to halve the loss: inputs from 100 to 300 beside a bias."""
    inputs = [[100.0], [150.0], [200.0], [250.0], [300.0]]
    tables = {
        "format": 1,
        "title": "far from 0",
        "data": {"inputs": inputs, "targets": [[0.5 * x + 100.0] for (x,) in inputs]},
        "network": {"layers": [1, 1], "activations": ["identity"], "init": "zeros"},
        "training": {"loss": "half_squared_error", "learning_rate": 1e-5},
    }
    session = Session(build(Path("far.toml"), msgspec.convert(tables, PresetFile)))
    session.step(60)
    for _ in range(40):
        session.step(25)
        assert session.advice.quick.word == "slow"
    verdict = session.advice.verdict()
    assert verdict.cause is not None
    assert verdict.cause.name == "unscaled"
    assert verdict.suggestion.startswith("scale the inputs and set the learning rate to 1 ")


def test_every_word_is_explained() -> None:
    assert {"starting", "converging", "slow", "overshooting", "rising", "diverging"} <= set(WORDS)
    assert {"diverged", "plateau", "saddle", "minimum", "noisy"} <= set(WORDS)
    assert {"level", "unsteady"} <= set(WORDS)


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_noise_takes_is_the_mean_of_an_epochs_passes(rate: float, seed: int) -> None:
    """On a parabola the second order is all there is, so the share is exact."""
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(2, 12))
    data = Dataset(inputs, np.array([[1.0, -2.0]]) @ inputs + rng.normal(size=(1, 12)))
    network = Network((2, 1), (Identity(),))
    problem = NetworkObjective(network, data, make_loss("mse"), Batches(data, 3, shuffle=False))
    descent = Descent(problem)
    state = descent.start(rng.normal(size=3), GradientDescent(), rate)
    here = Situation.at_start(descent, state)
    _, slope = problem.full_value_and_gradient(state.theta)
    landings = [
        state.theta - rate * problem.value_and_gradient(state.theta, at)[1] for at in range(4)
    ]
    change = float(np.mean([problem.value(place) for place in landings])) - here.loss
    assert here.noise_share == pytest.approx(1.0 + change / (rate * float(slope @ slope)))


def test_where_the_noise_takes_all_it_is_noisy() -> None:
    """One weight, targets ±1 around a line: by hand the floor of batches of one."""
    words = noisy_line_words(rate=0.05, passes=400)
    assert words.count("noisy") > 0.9 * len(words)
    assert noisy_line_words(rate=0.05, passes=3)[-1] == "converging"


def noisy_line_words(rate: float, passes: int) -> list[str]:
    """The words of the last passes of a line through 20 points that lie 1 above or below it."""
    inputs = np.ones((1, 20))
    targets = 10.0 + np.where(np.arange(20) % 2, 1.0, -1.0)[None, :]
    data = Dataset(inputs, targets)
    network = Network((1, 1), (Identity(),), biases=False)
    problem = NetworkObjective(network, data, make_loss("mse"), Batches(data, 1, shuffle=True))
    descent = Descent(problem)
    states = [descent.start(np.zeros(1), GradientDescent(), rate)]
    for _ in range(passes):
        states.append(descent.advance(states[-1]))
    losses = np.array([descent.loss(state) for state in states])
    return [
        judge(descent, states[at], states[at - 1], losses[max(at - 15, 0) : at + 1], losses[0]).word
        for at in range(max(passes - 50, 1), passes + 1)
    ]


def test_where_some_direction_is_level_a_minimum_does_not_curve_up_all_around() -> None:
    """Two inputs that add up to 1, as classes do, beside a bias: other weights, the same sums."""
    inputs = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    problem = NetworkObjective(
        Network((2, 1), (Identity(),)),
        Dataset(inputs, np.array([[1.0, 2.0, 4.0, 6.0]])),
        make_loss("mse"),
    )
    descent = Descent(problem)
    state = descent.start(np.zeros(3), GradientDescent(), 0.5)
    losses = [state.batch_loss]
    for _ in range(200):
        before, state = state, descent.advance(state)
        losses.append(state.batch_loss)
    here = Situation(descent, state, before, np.array(losses[-16:]), losses[0])
    verdict = judge_situation(here)
    assert verdict.word == "minimum"
    assert "no way down from here" in verdict.evidence
    assert "all around" not in verdict.evidence
