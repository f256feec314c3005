"""The gauge says before the pass what the pass then does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_descent.actions.rates import raise_rate
from tui_descent.analysis.gauge import AT_REST, window_around
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.presets import load, names
from tui_descent.session.session import Session
from tui_descent.ui.widgets.gauge import rate_at, zones_of

SMALL = [name for name in names() if name != "digits"]


@settings(deadline=None, max_examples=200)
@given(
    name=st.sampled_from(SMALL),
    optimizer=st.sampled_from([None, *OPTIMIZERS]),
    rate=st.floats(-6.0, 1.0).map(lambda exponent: float(f"{10.0**exponent:.3g}")),
    passes=st.integers(0, 30),
)
def test_the_next_pass_lands_on_the_predicted_loss(
    name: str, optimizer: str | None, rate: float, passes: int
) -> None:
    made = None if optimizer is None else OPTIMIZERS[optimizer]()
    session = Session(load(name), optimizer=made)
    session.step(passes)
    session.set_learning_rate(rate)
    gauge, before = session.frame().gauge, session.loss
    if gauge is None:
        assert session.advice.verdict().word == "diverged"
        return
    session.step()
    assert f"{session.loss:.6g}" == f"{gauge.predicted:.6g}"
    if np.isfinite(session.loss) and gauge.zone == "rises":
        assert session.loss > before
    elif gauge.zone != "rises":
        assert session.loss <= before * (1.0 + 1e-12)


@pytest.mark.parametrize(
    ("rate", "zone", "word"),
    [
        (0.0027 / 1.0, "slow", "converging"),
        (0.01, "good", "converging"),
        (np.nextafter(1 / 18, 0) * (1 - 1e-12), "good", "converging"),
        (1 / 18 * (1 + 1e-12), "overshoots", "overshooting"),
        (np.nextafter(1 / 9, 0) * (1 - 1e-9), "overshoots", "unsteady"),
        (1 / 9, "overshoots", "unsteady"),
        (1 / 9 * (1 + 1e-9), "rises", "unsteady"),
        (5.0, "rises", "rising"),
    ],
)
def test_one_weight_changes_its_zone_exactly_at_1_18_and_1_9(
    rate: float, zone: str, word: str
) -> None:
    session = Session(load("one-weight"), learning_rate=float(rate))
    seen = session.frame().gauge
    assert seen is not None
    assert seen.zone == zone
    assert seen.limit == pytest.approx(1 / 9, rel=1e-6)
    session.step()
    # Exactly on the bottom the gradient is rounding, and "minimum" is the word.
    verdict = session.advice.quick
    assert verdict.word in (word, "minimum")
    if zone == "slow":
        assert "a larger learning rate would be faster" in str(verdict)


def test_the_gauge_follows_the_rate_before_any_pass() -> None:
    session = Session(load("xor"))
    before = session.frame().gauge
    raise_rate(session)
    after = session.frame().gauge
    assert before is not None
    assert after is not None
    assert before.predicted != after.predicted
    assert before.lowest == after.lowest
    np.testing.assert_array_equal(before.probe.losses, after.probe.losses)


def test_the_window_moves_by_decades_and_only_when_the_rate_leaves_it() -> None:
    assert window_around(0.3) == -2
    assert window_around(0.3, -3) == -3
    assert window_around(30.0, -3) == 0
    assert window_around(0.0, -2) == -2
    assert window_around(-0.3, None) == -2


@pytest.mark.parametrize(
    ("name", "passes"),
    [("one-weight", 300), ("momentum", 400), ("bowl", 100), ("three-weights", 900)],
)
def test_at_a_minimum_the_gauge_says_that_nothing_is_to_be_gained(name: str, passes: int) -> None:
    session = Session(load(name))
    session.step(passes)
    frame = session.frame()
    assert frame.verdict is not None
    assert frame.verdict.word == "minimum"
    assert frame.gauge is not None
    limit = frame.gauge.limit
    assert limit is not None
    columns = [at for at in range(76) if rate_at(frame.gauge, at, 76) < limit]
    assert {zones_of(frame.gauge, 76)[at] for at in columns} == {AT_REST}
    now, least = session.loss, 1e-6 * session.walk.history.loss(0)
    for rate in (0.1 * limit, 0.9 * limit):  # and what it says is so
        session.set_learning_rate(rate)
        session.step(20)
        assert session.loss <= now + least


def test_above_the_limit_a_trifle_is_not_called_nothing_and_grows() -> None:
    session = Session(load("one-weight"))
    session.step(300)
    gauge = session.frame().gauge
    assert gauge is not None
    assert gauge.limit is not None
    columns = [at for at in range(76) if rate_at(gauge, at, 76) > 1.1 * gauge.limit]
    assert columns
    assert AT_REST not in {zones_of(gauge, 76)[at] for at in columns}
    session.set_learning_rate(1.3 * gauge.limit)
    session.step(120)
    assert session.loss > 1.0


def test_where_a_step_too_long_would_climb_far_it_still_warns() -> None:
    session = Session(load("one-weight"))
    session.step(40)
    gauge = session.frame().gauge
    assert gauge is not None
    assert "rises" in zones_of(gauge, 76)


def test_away_from_a_minimum_nothing_is_called_rest() -> None:
    for name in ("xor", "saddle", "plateau", "ravine"):
        gauge = Session(load(name)).frame().gauge
        assert gauge is not None
        assert AT_REST not in zones_of(gauge, 76)
