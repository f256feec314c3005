"""The table of the parameters: what is selected is seen, columns can be compared."""

import dataclasses
import re

import numpy as np
import pytest
from msgspec.structs import replace
from textual.geometry import Size

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


@pytest.mark.parametrize("scale", [1e-12, 1e-3, 1.0, 40.0, 1e7, 1e200])
def test_every_number_of_a_column_is_that_of_the_frame_read_alone(scale: float) -> None:
    frame = Session(load("xor")).frame()
    numbers = np.linspace(-1.0, 1.0, len(frame.values)) * scale
    header, *table = rows(replace(frame, gradients=numbers), 45, 30)
    assert "value" in header
    assert "gradient" in header
    for row, exact in zip(table, numbers.tolist(), strict=True):
        shown = re.findall(r"[+−]?\d+(?:\.\d+)?(?:e-?\d+)?", row.partition(" ")[2])[-2]
        assert float(shown.replace("−", "-")) == pytest.approx(exact, rel=0.05, abs=0.05 * scale)


@pytest.mark.parametrize("mixed", [(0.5, 2e-7), (1e6, 1e-6), (3e-12, 4e-12)])
def test_a_small_number_beside_a_large_one_never_reads_as_zero(mixed: tuple[float, float]) -> None:
    frame = Session(load("ravine")).frame()
    _, *table = rows(replace(frame, values=np.array(mixed)), 45, 6)
    for row, exact in zip(table, mixed, strict=True):
        shown = float(row.removeprefix("▸").split()[1])
        assert shown == pytest.approx(exact, rel=0.05)


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
    above = replace(frame, gauge=dataclasses.replace(frame.gauge, predicted=1e6))
    outside = "".join(text for row in LossPlot().draw(above, size) for text, _ in row)
    assert BEYOND in outside
    assert NEXT not in outside
