"""The slice: its numbers against formulas, and a window that keeps still."""

import math
from itertools import pairwise

import numpy as np
import pytest

from tui_descent.engine import history
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.views import pictures
from tui_descent.views.slice import TRAIL, Slice

SIZE = (36, 17)


def watching(name: str, rate: float | None = None) -> Session:
    session = Session(load(name), learning_rate=rate)
    session.cameras.watch({"slice": SIZE})
    return session


def seen(session: Session) -> Slice:
    found: Slice | None = session.frame().pictures["slice"]
    assert found is not None
    return found


def test_the_curve_of_one_weight_is_its_loss() -> None:
    session = watching("one-weight")
    session.step(3)
    shown = seen(session)
    np.testing.assert_allclose(shown.y, (3.0 * shown.x - 10.0) ** 2, rtol=1e-9, atol=1e-12)
    weight = float(session.state.theta[0])
    assert shown.whole
    assert shown.now == pytest.approx((weight, (3.0 * weight - 10.0) ** 2))
    assert shown.slope == pytest.approx(6.0 * (3.0 * weight - 10.0))
    session.step()
    assert shown.landing == pytest.approx((float(session.state.theta[0]), session.frame().loss))


def test_the_curve_of_two_valleys_holds_both_minima_and_the_hump() -> None:
    session = watching("double-well")
    shown = seen(session)
    low, high, _, _ = shown.window
    assert low < -1.484 < 1.332 < high
    np.testing.assert_allclose(
        shown.y, shown.x**4 / 4.0 - shown.x**2 + 0.3 * shown.x + 1.5, atol=1e-12
    )
    deepest = int(np.argmin(shown.y))
    assert shown.x[deepest] == pytest.approx(-1.484, abs=0.05)
    assert shown.y[deepest] == pytest.approx(0.065, abs=0.005)


def test_what_was_in_sight_at_the_start_stays_there_when_a_hand_moves_the_weight() -> None:
    for name, places in (("double-well", (1.0, -0.5, 1.332)), ("one-weight", (3.0, 3.33))):
        session = watching(name)
        low, high, _, _ = seen(session).window
        for place in places:
            session.set_parameter(place)
            window = seen(session).window
            assert window[0] <= low < high <= window[1]


def test_a_slice_through_more_parameters_holds_all_others() -> None:
    session = watching("xor")
    session.select(5)
    session.step(4)
    shown = seen(session)
    assert not shown.whole
    for at in (0, 20, 50):
        theta = session.state.theta.copy()
        theta[5] = shown.x[at]
        assert shown.y[at] == pytest.approx(float(session.objective.value(theta)))
    assert np.isnan(shown.trail[:, 1]).all()
    assert shown.trail[-1, 0] == session.state.theta[5]


def test_overshooting_zigzags_across_the_valley_and_diverging_climbs_out_of_it() -> None:
    bottom = 10.0 / 3.0
    for rate, falls in ((0.1, True), (0.12, False)):
        session = watching("one-weight", rate)
        session.step(8)
        trail = seen(session).trail
        sides = np.sign(trail[:, 0] - bottom)
        assert (sides[1:] == -sides[:-1]).all()
        assert (np.diff(trail[:, 1]) < 0.0).all() == falls
        np.testing.assert_allclose(trail[:, 1], (3.0 * trail[:, 0] - 10.0) ** 2, atol=1e-9)


def test_far_from_a_hole_in_a_plain_the_hole_is_seen_to_its_bottom() -> None:
    """1 − e^(−(x² + y²)/2) with y = 2 is 1 − e^(−2) deep at x = 0."""
    low, high, bottom, top = seen(watching("plateau")).window
    assert -10.0 <= low < -3.0
    assert 4.0 < high <= 20.0
    assert 0.7 < bottom < 1.0 - math.exp(-2.0)
    assert 1.0 - math.exp(-10.0) <= top < 1.1


def test_all_that_is_marked_lies_in_the_window() -> None:
    for name, rate in (("one-weight", 0.12), ("double-well", 0.1), ("xor", 3.0), ("sine", 0.2)):
        session = watching(name, rate)
        for _ in range(40):
            shown = seen(session)
            low, high, bottom, top = shown.window
            assert shown.landing is not None
            for x, y in (shown.now, shown.landing):
                assert low <= x <= high
                assert bottom <= y <= top
            session.step()


@pytest.mark.parametrize("name", ["xor", "one-weight", "diabetes", "double-well", "himmelblau"])
def test_it_does_not_hang_on_what_was_seen_before(name: str) -> None:
    """While it plays, a slow line or machine shows fewer of the passes than a fast one."""
    always, seldom = watching(name), watching(name)
    for _ in range(60):
        always.step()
        first = seen(always)
    seldom.step(60)
    last = seen(seldom)
    assert first.window == last.window
    np.testing.assert_allclose(first.y, last.y, rtol=1e-12)
    np.testing.assert_array_equal(first.trail, last.trail)
    seldom.back(30)
    seldom.step(30)
    assert seen(seldom).window == first.window


@pytest.mark.parametrize("name", ["xor", "one-weight", "digits", "mini-batches", "rosenbrock"])
@pytest.mark.parametrize("passes", [0, 3, 11])
def test_on_a_slow_machine_it_says_the_same(
    name: str, passes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the curve is coarse at first; marks and both axes are those of the fine one."""
    shown = []
    for seconds in (-1.0, math.inf):
        monkeypatch.setattr(pictures, "FRAME", seconds)
        session = watching(name)
        session.step(passes)
        shown.append(seen(session))
    coarse, fine = shown
    assert (coarse.coarse, fine.coarse) == (True, False)
    assert coarse.window == fine.window
    assert coarse.slope == fine.slope
    np.testing.assert_allclose(coarse.now, fine.now, rtol=1e-9)
    assert coarse.landing is not None
    assert fine.landing is not None
    np.testing.assert_allclose(coarse.landing, fine.landing, rtol=1e-9)
    every = (len(fine.x) - 1) // (len(coarse.x) - 1)
    np.testing.assert_array_equal(coarse.x, fine.x[::every])
    np.testing.assert_allclose(coarse.y, fine.y[::every], rtol=1e-9)


def test_of_a_long_run_the_last_passes_are_shown_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It bounces to and fro: every second place would be a smooth way along one wall."""
    monkeypatch.setattr(history, "CHECKPOINTS", 8)
    monkeypatch.setattr(history, "SMALLEST_ROOM", 8)
    session = watching("one-weight", 0.1105)
    session.step(100)
    sides = np.sign(seen(session).trail[:, 0] - 10.0 / 3.0)
    assert len(sides) == TRAIL + 1
    assert (sides[1:] == -sides[:-1]).all()


def test_the_last_passes_begin_where_a_hand_has_put_the_weight() -> None:
    session = watching("one-weight")
    session.step(9)
    session.set_parameter(1.5)
    session.step(2)
    assert seen(session).trail[0, 0] == 1.5
    assert len(seen(session).trail) == 3


def test_the_window_keeps_still_for_most_passes() -> None:
    for name in ("one-weight", "xor", "two-weights", "diabetes"):
        session = watching(name)
        windows = []
        for _ in range(40):
            windows.append(seen(session).window)
            session.step()
        moves = sum(before != after for before, after in pairwise(windows))
        assert moves <= 13, name


def test_mini_batches_have_the_slope_of_their_batch_over_the_loss_on_all_data() -> None:
    session = watching("mini-batches")
    session.step(3)
    shown = seen(session)
    assert shown.batch
    assert shown.slope == session.state.gradient[0]
    theta = session.state.theta.copy()
    theta[0] = shown.x[30]
    assert shown.y[30] == pytest.approx(float(session.objective.value(theta)))


def test_fog_leaves_what_the_descent_came_near() -> None:
    session = watching("one-weight")
    session.fog = True
    session.step(2)
    shown = seen(session)
    low, high, _, _ = shown.window
    distances = np.abs(shown.x[:, None] - shown.trail[:, 0]).min(axis=1)
    assert 0 < shown.seen.sum() < len(shown.x)
    assert (shown.seen == (distances <= (high - low) / 12)).all()


def test_after_divergence_the_last_slice_stays_and_says_when_it_broke() -> None:
    session = watching("one-weight", 1e3)
    session.step(300)
    assert session.ended
    shown = seen(session)
    assert shown.broke is not None
    last = session.walk.history.state(shown.broke - 1)
    assert shown.now[0] == last.theta[0]
    assert shown.slope == last.gradient[0]
    assert shown.landing is None
    low, high, bottom, top = shown.window
    assert low <= shown.now[0] <= high
    assert bottom <= shown.now[1] <= top


def test_a_large_network_names_the_part_of_its_samples() -> None:
    session = watching("digits")
    shown = seen(session)
    assert (shown.samples, shown.all_samples) == (300, 1797)
