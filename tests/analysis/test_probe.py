"""What the probe says is what the next pass does, to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.problems import objective, parabola, random_parameters
from tui_descent.analysis import probe as module
from tui_descent.analysis.probe import COUNT, ZONES, probe, zones
from tui_descent.data.surfaces import SURFACES, make_surface
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Batches
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import NetworkObjective, Objective
from tui_descent.engine.optimizers import OPTIMIZERS, GradientDescent


def around(rate: float) -> FloatArray:
    """As many rates as the gauge looks at, from a thousandth of one to thirty times it."""
    return np.geomspace(rate / 1000.0, rate * 30.0, COUNT)


def assert_probe_is_exact(descent: Descent, state: State, rates: np.ndarray) -> None:
    seen = probe(descent, state, rates)
    for rate, loss in zip(rates, seen.losses, strict=True):
        after = descent.advance(state._replace(learning_rate=float(rate)))
        assert descent.loss(after) == loss or not np.isfinite(loss)
    assert seen.now == descent.loss(state)


@settings(deadline=None, max_examples=60)
@given(
    name=st.sampled_from(sorted(OPTIMIZERS)),
    batch=st.sampled_from([None, 1, 4]),
    passes=st.integers(0, 12),
    seed=st.integers(0, 50),
)
def test_the_probe_of_a_network_is_exact(
    name: str, batch: int | None, passes: int, seed: int
) -> None:
    whole = objective((2, 4, 1), ("tanh", "identity"), samples=9, seed=seed)
    problem = NetworkObjective(
        whole.network, whole.data, whole.loss, Batches(whole.data, batch, shuffle=True)
    )
    descent = Descent(problem, frozen=(0, 3))
    state = descent.start(random_parameters(problem, seed), OPTIMIZERS[name](), 0.05)
    for _ in range(passes):
        state = descent.advance(state)
    assert_probe_is_exact(descent, state, around(0.05))


@pytest.mark.parametrize("name", SURFACES)
def test_the_probe_of_a_surface_is_exact(name: str) -> None:
    surface: Objective = make_surface(name)
    descent = Descent(surface)
    start = np.full(surface.parameter_count, 0.7)
    state = descent.advance(descent.start(start, OPTIMIZERS["adam"](), 0.1))
    assert_probe_is_exact(descent, state, around(0.1))


def test_the_zones_of_a_parabola_change_where_theory_says() -> None:
    """(3w − 10)²: best at 1/18, as high as before at 1/9; a tenth of the fall at 0.0513/18."""
    descent = Descent(parabola(3.0, 10.0))
    state = descent.start(np.array([2.0]), GradientDescent(), 0.01)
    rates = np.array([0.0513, 0.0514, 0.999, 1.0, 1.001, 1.999, 2.001]) / 18.0
    seen = probe(descent, state, rates)
    names = [ZONES[zone] for zone in seen.zones]
    assert names == ["slow", "good", "good", "good", "overshoots", "overshoots", "rises"]


def test_a_large_network_is_probed_on_a_named_part_of_the_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "FRAME", 64 * 17 * 3)
    problem = objective((2, 4, 1), ("tanh", "identity"), samples=9)
    descent = Descent(problem)
    state = descent.start(random_parameters(problem), GradientDescent(), 0.1)
    seen = probe(descent, state, around(0.1))
    assert (seen.samples, seen.all_samples) == (3, 9)
    first = problem.on_first(3)
    after = state.theta - seen.rates[10] * state.gradient
    assert seen.losses[10] == first.value(after)


def test_where_nothing_moves_every_rate_is_slow_and_none_rises() -> None:
    losses = np.array([0.25, np.nextafter(0.25, 1.0), np.nextafter(0.25, 0.0), 0.26])
    places = zones(np.array([0.1, 0.2, 0.3, 0.4]), losses, 0.25)
    assert [ZONES[place] for place in places] == ["slow", "slow", "slow", "rises"]


def test_no_rate_above_the_limit_is_good_and_the_best_is_one_below() -> None:
    rates = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    losses = np.array([0.99, 0.9, 0.8, 0.5, 0.7, 1.1])
    named = [ZONES[place] for place in zones(rates, losses, 1.0, limit=0.35)]
    assert named == ["slow", "good", "good", "overshoots", "overshoots", "rises"]
    named = [ZONES[place] for place in zones(rates, losses, 1.0, limit=0.05)]
    assert named == [*["overshoots"] * 5, "rises"]


def test_no_rate_is_good_that_gains_nothing_one_sees() -> None:
    rates = np.array([0.1, 0.2, 0.3, 0.4])
    for fall, word in ((1e-7, "slow"), (1e-5, "good")):
        losses = 1.0 - fall * np.array([0.5, 1.0, 0.2, -1.0])
        named = [ZONES[place] for place in zones(rates, losses, 1.0)]
        assert named == [word, word, "overshoots", "rises"]


def test_a_negative_rate_is_never_good() -> None:
    rates = -np.array([0.1, 0.2, 0.3])
    named = [ZONES[place] for place in zones(rates, np.array([0.9, 0.5, 1.2]), 1.0)]
    assert named == ["slow", "slow", "rises"]


@pytest.mark.parametrize("name", ["momentum", "nesterov", "sgd"])
@pytest.mark.parametrize("place", [(-0.27, -0.92), (1.5, -2.0), (-3.0, 0.5)])
@pytest.mark.parametrize("passes", [0, 6])
def test_good_rates_stay_below_the_loss_now_for_three_passes(
    name: str, place: tuple[float, float], passes: int
) -> None:
    descent = Descent(make_surface("himmelblau", 1.0))
    state = descent.start(np.array(place), OPTIMIZERS[name](), 0.0175)
    for _ in range(passes):
        state = descent.advance(state)
    seen = probe(descent, state, around(0.05))
    good = seen.rates[seen.zones == ZONES.index("good")]
    assert (good <= seen.lasting).all()
    for rate in good[-1:]:
        ahead = state._replace(learning_rate=float(rate))
        for _ in range(3):
            ahead = descent.advance(ahead)
            assert descent.loss(ahead) <= seen.now
