"""What stands in the pictures of every preset, against the loss itself."""

import numpy as np
import pytest

from tests.views.test_landscape import places
from tui_descent.engine.arrays import FloatArray
from tui_descent.presets import load
from tui_descent.presets import names as preset_names
from tui_descent.session.session import Session
from tui_descent.views.landscape import Landscape
from tui_descent.views.pictures import objective_of
from tui_descent.views.slice import Slice

SIZE = (40, 17)
NAMES = [name for name in preset_names() if name != "digits"]  # its pictures take seconds


def watching(name: str) -> Session:
    session = Session(load(name))
    views = {"slice": SIZE} | ({"landscape": SIZE} if session.parameter_count > 1 else {})
    session.cameras.watch(views)
    session.step(5)
    return session


def pictures(session: Session) -> tuple[Landscape | None, Slice]:
    """Both pictures, once they are fine ones."""
    found = session.frame().pictures
    for job in session.cameras.due:
        picture = job.run()
        assert picture is not None
        session.cameras.take(job, picture)
        found = session.frame().pictures
    return found.get("landscape"), found["slice"]


@pytest.mark.parametrize("name", NAMES)
def test_heights_marks_and_minima_of_the_map(name: str) -> None:
    session = watching(name)
    shown, _ = pictures(session)
    if shown is None:
        assert session.parameter_count == 1
        return
    objective = objective_of(session.preset)
    laid = session.cameras.landscape.sight.laid
    assert laid is not None

    def loss(x: FloatArray, y: FloatArray) -> FloatArray:
        with np.errstate(all="ignore"):
            return np.asarray(objective.value(laid.plane.theta(np.column_stack([x, y]))))

    across, up = (one.ravel() for one in places(shown))
    chosen = np.random.default_rng(1).choice(across.size, 40, replace=False)
    known = shown.heights.ravel()[chosen]
    np.testing.assert_allclose(known, loss(across[chosen], up[chosen]), rtol=1e-9, atol=1e-12)
    low_x, high_x, low_y, high_y = shown.window
    for x, y, height in shown.minima:
        here = loss(np.array([x]), np.array([y]))[0]
        assert height == pytest.approx(here, rel=1e-9, abs=1e-12)
        around = 1e-3 * np.array([high_x - low_x, high_y - low_y])
        aside = around * np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
        beside = loss(x + aside[:, 0], y + aside[:, 1])
        assert (beside >= here - 1e-9 * abs(here) - 1e-12).all()
    state = session.state
    np.testing.assert_allclose(shown.path[-1], laid.plane.place(state.theta))
    assert shown.step is not None
    after = state.theta + session.walk.descent.next_step(state)
    np.testing.assert_allclose(
        shown.path[-1] + shown.step, laid.plane.place(after), rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize("name", NAMES)
def test_curve_tangent_and_landing_of_the_slice(name: str) -> None:
    session = watching(name)
    _, shown = pictures(session)
    objective, state, at = objective_of(session.preset), session.state, session.selected
    thetas = np.repeat(state.theta[None], len(shown.x), axis=0)
    thetas[:, at] = shown.x
    with np.errstate(all="ignore"):
        known = np.asarray(objective.value(thetas))
    np.testing.assert_allclose(shown.y, known, rtol=1e-9, atol=1e-12)
    assert shown.now[0] == state.theta[at]
    assert shown.now[1] == pytest.approx(float(objective.value(state.theta)), rel=1e-9)
    assert shown.slope == state.gradient[at]
    assert shown.landing is not None
    assert shown.landing[0] == pytest.approx(session.walk.next_values()[at], rel=1e-12)
    if shown.whole and not shown.batch:  # the tangent touches the curve
        nudge = 1e-6 * max(1.0, abs(shown.now[0]))
        beside = np.array([[shown.now[0] - nudge], [shown.now[0] + nudge]])
        before, after = np.asarray(objective.value(beside))
        assert shown.slope == pytest.approx((after - before) / (2.0 * nudge), rel=1e-4)
