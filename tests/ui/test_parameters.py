"""The table of the parameters: what is selected is seen, columns can be compared."""

import re

import numpy as np
import pytest
from msgspec.structs import replace
from textual.geometry import Size

from tui_descent.engine import record
from tui_descent.engine.arrays import FloatArray
from tui_descent.presets import load
from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.ui.widgets.loss import BEYOND, NEXT, LossPlot
from tui_descent.ui.widgets.parameters import Parameters


def rows(frame: Frame, width: int, height: int) -> list[str]:
    with_frame = Parameters().draw(frame, Size(width, height))
    return ["".join(text for text, _ in row) for row in with_frame]


@pytest.mark.parametrize("height", [2, 3, 4, 9, 30])
@pytest.mark.parametrize("width", [28, 34, 45])
def test_the_selected_parameter_is_always_seen(width: int, height: int) -> None:
    session = Session(load("xor"))
    for _ in range(session.parameter_count):
        session.select(1)
        shown = rows(session.frame(), width, height)
        assert sum(row.startswith("▸") for row in shown) == 1
        assert all(len(row) <= width for row in shown)


def test_names_in_sight_alone_take_cells_from_the_numbers() -> None:
    session = Session(load("digits"))
    for name, decimals in (("h5→o3", 4), ("h20→o3", 3)):
        session.select(session.frame().short.index(name) - session.frame().selected)
        row = next(row for row in rows(session.frame(), 28, 8) if row.startswith("▸"))
        label, value, *_ = row[1:].split()
        assert label == name
        assert len(value.partition(".")[2]) == decimals


def column(gradients: FloatArray, width: int = 45) -> tuple[str, list[str]]:
    """The head of a table of these gradients, and the gradients as they are written in it."""
    frame = Session(load("xor")).frame()
    header, *table = rows(replace(frame, gradients=gradients), width, 30)
    assert all(len(row) <= width for row in table)
    return header, [row[1:].split()[2] for row in table]


@pytest.mark.parametrize("width", [28, 34, 45])
@pytest.mark.parametrize("scale", [1e-300, 1e-80, 1e-12, 1e-3, 1.0, 40.0, 1e7, 1e12, 1e200])
def test_each_number_of_a_column_can_be_read_by_itself(scale: float, width: int) -> None:
    numbers = np.linspace(-1.0, 1.0, 17) * scale
    header, shown = column(numbers, width)
    assert re.fullmatch(r" +value +grad(ient)? +step", header)
    for text, exact in zip(shown, numbers.tolist(), strict=True):
        if text.endswith("huge"):
            assert abs(exact) >= 1e100
            continue
        mantissa, _, power = text.replace("−", "-").partition("e")
        last = 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
        assert float(text.replace("−", "-")) == pytest.approx(exact, rel=1e-12, abs=0.51 * last)


def test_a_column_of_zeros_and_one_with_numbers_that_are_none() -> None:
    assert set(column(np.zeros(17))[1]) == {"0.00000"}
    _, shown = column(np.array([np.nan, np.inf, -np.inf, 1e12, 2.5, -0.5, *[0.0] * 11]))
    assert shown[:7] == ["nan", "+inf", "−inf", "+1.00e12", "+2.50000", "−0.50000", "0.00000"]


def test_numbers_of_one_size_have_their_points_below_each_other() -> None:
    frame = replace(Session(load("xor")).frame(), gradients=np.linspace(-510.54, 510.54, 17))
    table = rows(frame, 45, 30)[1:]
    assert len({row.index(".", row.index(".") + 1) for row in table}) == 1


def test_a_number_that_shrinks_changes_its_notation_once() -> None:
    falling = [column(np.full(17, 0.7 * 0.9**passes))[1][0] for passes in range(150)]
    has_power = ["e" in text for text in falling]
    assert has_power == sorted(has_power)
    assert has_power.index(True) == 85  # the first below 0.0001


def test_the_longest_step_has_the_longest_bar_on_its_own_side() -> None:
    session = Session(load("xor"))
    session.step(5)
    frame = session.frame()
    bars = [row.partition("┊") for row in rows(frame, 45, 30)[1:]]
    for (left, _, right), step in zip(bars, frame.steps, strict=True):
        assert not re.search("[▕▐█]", left) if step > 0.0 else not re.search("[▏▎▍▌▋▊▉█]", right)
    longest = int(np.argmax(np.abs(frame.steps)))
    assert "██" in bars[longest][0 if frame.steps[longest] < 0.0 else 2]


def test_a_next_loss_above_the_axis_is_not_drawn_on_it() -> None:
    frame = Session(load("one-weight")).frame()
    assert frame.gauge is not None
    size = Size(60, 16)
    inside = "".join(text for row in LossPlot().draw(frame, size) for text, _ in row)
    assert NEXT in inside
    above = replace(frame, gauge=record.replace(frame.gauge, predicted=1e6))
    outside = "".join(text for row in LossPlot().draw(above, size) for text, _ in row)
    assert BEYOND in outside
    assert NEXT not in outside
