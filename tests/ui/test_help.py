"""The help says what is so: the gauge's page with the numbers of the problem that is open."""

import pytest
from msgspec.structs import replace

from tui_descent.analysis.limits import Limit
from tui_descent.engine import record
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.presets import load
from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.ui.screens.help import GAUGE, gauge_page


def frame_of(preset: str, optimizer: str = "sgd", limit: float | None = None) -> Frame:
    """The frame at the start; with another limit where one is given."""
    frame = Session(load(preset), optimizer=OPTIMIZERS[optimizer]()).frame()
    if limit is None:
        return frame
    assert frame.gauge is not None
    return replace(frame, gauge=record.replace(frame.gauge, bound=Limit(limit)))


def here(frame: Frame) -> str:
    """What the page says beyond what it says everywhere."""
    page = gauge_page(frame)
    assert page[: len(GAUGE)] == GAUGE
    return " ".join(text for _, text in page[len(GAUGE) :])


def test_plain_descent_has_the_numbers_of_the_derivation() -> None:
    assert here(frame_of("one-weight")) == (
        "Here the curvature is 18: 1 / curvature is 0.05556, and the limit is 0.1111."
    )
    assert here(frame_of("ravine")) == (
        "Here the largest curvature is 4: 1 / curvature is 0.25, and the limit is 0.5."
    )


@pytest.mark.parametrize("optimizer", [name for name in OPTIMIZERS if name != "sgd"])
def test_no_other_optimizer_has_a_limit_of_2_over_the_curvature(optimizer: str) -> None:
    said = here(frame_of("one-weight", optimizer, limit=0.25))
    assert "0.25" in said
    assert optimizer in said
    assert "curvature" not in said


def test_neither_have_mini_batches() -> None:
    said = here(frame_of("mini-batches", limit=0.25))
    assert said == "Here the limit is 0.25: mini-batches have one of their own."


def test_without_a_limit_nothing_is_said_of_it() -> None:
    assert here(frame_of("himmelblau")) == ""  # it curves down to all sides there
    assert here(frame_of("one-weight", limit=-1.0)) == ""


@pytest.mark.parametrize("preset", ["one-weight", "bowl"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.75, 1.0, 1.25])
def test_on_a_parabola_the_zones_change_where_the_page_says(preset: str, share: float) -> None:
    """The share is that of the limit: half of it lands on the bottom, all of it as high."""
    session = Session(load(preset))
    gauge = session.frame().gauge
    assert gauge is not None
    assert gauge.limit is not None
    before, slope = session.loss, session.state.gradient.copy()
    session.set_learning_rate(share * gauge.limit)
    session.step()
    crossed = float(slope @ session.state.gradient) < 0.0
    assert session.loss == pytest.approx(before * (1.0 - 2.0 * share) ** 2, rel=1e-6, abs=1e-9)
    if share != 0.5:
        assert crossed == (share > 0.5)
