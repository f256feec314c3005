"""The loss curve as it is drawn: no rise and no fall that did not happen, every label true."""

import math
import re
from array import array
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Size

from tests.ui.test_screens import text_of
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.history import Curve, _Thinned
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.widgets.cells import DOTS
from tui_descent.ui.widgets.loss import LossPlot
from tui_descent.ui.widgets.loss_axis import scale_of
from tui_descent.ui.widgets.loss_curve import Dots, _points, curve_dots, end_of_axis

SIZE, CELLS = Size(36, 17), (28, 15)  # of the panel; columns and rows between the axes
SERIES = st.lists(st.floats(0.0, 1e9), min_size=1, max_size=60)
LABEL = re.compile(r"^ *(≤?)(−?[\d.]+(?:e−?\d+)?)┤")


def curve_of(losses: FloatArray) -> Curve:
    """The curve as a run of this length has it."""
    return _Thinned().curve(array("d", losses.tolist()), len(losses))


def drawn(curve: Curve, logarithmic: bool = False) -> Dots:
    """The curve between its axes."""
    scale = scale_of([curve], logarithmic)
    return curve_dots(curve, scale, end_of_axis(curve.newest), *CELLS)


def columns(drawn: Dots) -> list[list[int]]:
    """For each column of dots how high its dots lie, from 0 at the bottom."""
    found: list[list[int]] = []
    for cells in drawn.T.tolist():
        for side in (0, 1):
            dots = [
                4 * (len(cells) - y) - 1 - line
                for y, code in enumerate(cells)
                for line in range(4)
                if code & DOTS[line][side]
            ]
            found.append(sorted(dots))
    return [dots for dots in found if dots]


@pytest.mark.parametrize("passes", [5, 39, 41, 99, 150, 1023, 1025, 4096, 20000])
@pytest.mark.parametrize("power", [0.3, 1.0, 4.0])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_loss_that_only_rises_is_drawn_rising_and_one_that_only_falls_falling(
    passes: int, power: float, logarithmic: bool
) -> None:
    rising = 1.0 + np.linspace(0.0, 1.0, passes + 1) ** power * 100.0
    for losses in (rising, rising[::-1]):
        dots = columns(drawn(curve_of(losses), logarithmic=logarithmic))
        if losses is not rising:
            dots.reverse()
        assert len(dots) > 3
        for before, after in pairwise(dots):
            assert after[0] >= before[-1] - 1, (before, after)
            assert after[-1] >= before[-1]


@pytest.mark.parametrize("passes", [300, 5000])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_column_reaches_as_far_as_its_passes_and_no_further(passes: int, seed: int) -> None:
    """Up and down at random: of every stride of passes first, last and extremes are kept."""
    random = np.random.default_rng(seed)
    losses = np.abs(np.cumsum(random.normal(size=passes + 1))) + random.random(passes + 1)
    curve, dots = curve_of(losses), 58
    x_end = end_of_axis(passes)
    x, y = _points(curve, x_end, dots)
    starts = curve.stride * np.arange(len(curve.first))
    column_of = np.rint(starts / x_end * (dots - 1))
    of_pass = column_of[np.arange(passes + 1) // curve.stride]
    for column in np.unique(of_pass):
        inside, shown = losses[of_pass == column], y[x == column]
        assert (shown[0], shown[-1]) == (inside[0], inside[-1])
        assert (shown.min(), shown.max()) == (inside.min(), inside.max())


@given(SERIES, st.booleans())
def test_a_line_of_few_passes_goes_through_each_of_them(
    losses: list[float], logarithmic: bool
) -> None:
    x, y = _points(curve_of(np.array(losses)), 60, 2 * 61)
    assert y.tolist() == losses
    assert (np.diff(x) > 0).all()


@given(
    st.lists(
        st.one_of(
            st.floats(allow_nan=False, allow_infinity=False),
            st.sampled_from([0.0, 5e-324, 1e-310, 1e-170, 1.0, 1.0000001, 1.7e308]),
        ),
        min_size=1,
        max_size=5,
    ).filter(lambda losses: max(map(abs, losses)) < 4e307 or min(losses) >= 0.0),
    st.booleans(),
)
def test_every_label_stands_at_its_value_and_no_two_are_alike(
    losses: list[float], logarithmic: bool
) -> None:
    scale = scale_of([curve_of(np.array(losses))], logarithmic)
    ticks = scale.ticks(20)
    assert len({text for _, text in ticks}) == len(ticks)
    for part, text in ticks:
        below, mantissa, exponent = re.match(  # type: ignore[union-attr]
            r"(≤?)(-?[\d.]+)(?:e(-?\d+))?$", text.replace("−", "-")
        ).groups()
        if scale.logarithmic:
            decades = math.log10(float(mantissa)) + int(exponent or 0)
            place = (decades - scale.bottom) / (scale.top - scale.bottom)
        else:
            place = (float(text.replace("−", "-")) - scale.bottom) / (scale.top - scale.bottom)
        assert place == pytest.approx(part, abs=0.002)
        assert not below or (part == 0.0 and min(losses) == 0.0)
    with np.errstate(all="ignore"):
        parts = scale.part(np.array(losses))
    assert ((parts >= 0.0) & (parts <= 1.0)).all()


@pytest.mark.parametrize("rows", range(5, 40))
def test_a_loss_at_a_label_is_drawn_beside_it_and_so_is_the_line_of_the_grid(rows: int) -> None:
    size = Size(36, rows)
    session = Session(load("saddle"))
    session.step(20)
    curve = session.frame().curve
    scale = scale_of([curve], False)
    ticks = scale.ticks(rows)
    panel = LossPlot()
    panel.logarithmic = False
    lines = ["".join(text for text, _ in row) for row in panel.draw(session.frame(), size)]
    for part, text in ticks:
        level = curve_of(np.full(21, scale.bottom + part * (scale.top - scale.bottom)))
        beside = curve_dots(level, scale, 20, 28, rows - 2)
        assert [f" {text}┤" in line for line in lines[: rows - 2]] == beside.any(axis=1).tolist()
        if part > 0.0:
            assert [f" {text}┤" in line for line in lines[: rows - 2]] == [
                f" {text}┤" in line and "┈┈" in line for line in lines[: rows - 2]
            ]
    assert sum("┈┈" in line for line in lines) == sum(part > 0.0 for part, _ in ticks)


def test_a_run_that_diverges_over_hundreds_of_decades_is_a_straight_line_on_a_log_axis() -> None:
    losses = 10.0 ** np.arange(-3.0, 308.0)
    curve = curve_of(losses)
    assert scale_of([curve], logarithmic=True).ticks(CELLS[1])[-1][1] in {"1e307", "1e308"}
    dots = columns(drawn(curve, logarithmic=True))
    middles = np.array([np.mean(column) for column in dots])
    line = np.linspace(middles[0], middles[-1], len(middles))
    assert np.abs(middles - line).max() <= 1.5


def test_losses_below_zero_have_a_place_of_their_own() -> None:
    session = Session(load("saddle"))
    session.selected = 1
    session.set_parameter(0.01)
    session.step(35)
    assert session.loss < -5.0
    rows = ["".join(text for text, _ in row) for row in LossPlot().draw(session.frame(), SIZE)]
    labels = {
        y: float(found[2].replace("−", "-"))
        for y, row in enumerate(rows)
        if (found := LABEL.match(row))
    }
    (row,) = (y for y, text in enumerate(rows) if "●" in text)
    lowest = max(labels)
    assert labels[lowest] < session.loss
    value = labels[0] + (labels[lowest] - labels[0]) * row / lowest
    assert value == pytest.approx(session.loss, abs=0.08 * (labels[0] - labels[lowest]))


async def test_where_there_are_no_logarithms_the_footer_says_so() -> None:
    session = Session(load("saddle"))
    session.selected = 1
    session.set_parameter(3.0)
    session.step(9)
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("l")
        await pilot.pause()
        assert "the loss axis stays linear" in text_of(pilot)


@pytest.mark.parametrize("width", [24, 30, 47])
@pytest.mark.parametrize("passes", [0, 1, 10])
def test_the_loss_is_told_whole_beside_its_dot_or_not_at_all(width: int, passes: int) -> None:
    session = Session(load("xor"))
    session.step(passes)
    rows = LossPlot().draw(session.frame(), Size(width, 9))[:7]
    seen = ["".join(text for text, _ in row)[:width] for row in rows]
    inside = [re.split("[┤│]", row, maxsplit=1)[1] for row in seen]
    told = re.findall(r"[\de.−]+", " ".join(inside))
    assert told in ([], [f"{session.loss:.6g}"])
