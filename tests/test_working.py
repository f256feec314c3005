"""Every line of arithmetic is true when it is computed again from its printed digits."""

import math
import re
from pathlib import Path
from typing import Annotated, ClassVar

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Size

from tui_descent.actions import run
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.optimizers import (
    OPTIMIZERS,
    Momentum,
    Optimizer,
    Setting,
    Stepper,
)
from tui_descent.engine.optimizers import State as OptimizerState
from tui_descent.engine.schedules import Rate
from tui_descent.presets import load, names
from tui_descent.presets.variation import Options, vary
from tui_descent.saved.file import write_session
from tui_descent.saved.reading import read_session
from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.ui.widgets.arithmetic import Arithmetic
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.working import WorkingPanel

NUMBER = r"(?<!\*\*)(?<![e\d.])\d+(?:\.\d+)?(?:e[+-]?\d+)?"
ONLY_NUMBERS = re.compile(r"[\d\s.·+−()/²^√e-]+")
SMALL = [name for name in names() if name != "digits"]


@settings(max_examples=60)
@given(
    name=st.sampled_from(SMALL),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    passes=st.integers(0, 20),
    select=st.integers(0, 400),
    width=st.sampled_from([36, 50, 200]),
)
@example(name="gaussians", optimizer="adam", passes=20, select=20, width=36)
def test_every_line_recomputes_and_leads_to_the_next_state(
    name: str, optimizer: str, passes: int, select: int, width: int
) -> None:
    session = Session(load(name), learning_rate=0.01, optimizer=OPTIMIZERS[optimizer]())
    session.step(passes)
    session.select(select)
    frame = session.frame()
    if frame.ended:
        assert session.advice.verdict().word == "diverged"
        return
    assert_sums_up(frame)
    value = ""
    for line in printed(frame, width):
        if line.startswith("= "):  # the numbers, to the value in the line above
            assert_true(f"{line[2:]} = {value}")
            continue
        assert_true(line)
        value = line.rpartition(" = ")[2]
    session.step()
    at = frame.selected
    after = float(session.frame().values[at])
    assert float(frame.values[at]) + frame.working.terms[-1].value == pytest.approx(
        after, rel=1e-12, abs=1e-300
    )


RECIPES: list[Options] = [
    {"l2": 0.1},
    {"l1": 0.03, "l2": 0.2},
    {"clip_norm": 0.05},
    {"l1": 0.1, "clip_norm": 0.2},
]


@settings(max_examples=60)
@given(
    name=st.sampled_from(SMALL),
    recipe=st.sampled_from(RECIPES),
    optimizer=st.sampled_from([Momentum(0.8, 0.3), *(make() for make in OPTIMIZERS.values())]),
    passes=st.integers(0, 6),
    select=st.integers(0, 400),
    width=st.sampled_from([36, 50, 200]),
)
def test_so_it_is_with_a_penalty_and_with_shortened_gradients(
    name: str, recipe: Options, optimizer: Optimizer, passes: int, select: int, width: int
) -> None:
    session = Session(vary(load(name), **recipe), learning_rate=0.01, optimizer=optimizer)
    session.step(passes)
    session.select(select)
    frame = session.frame()
    if frame.ended:
        return
    assert_sums_up(frame)
    value = ""
    for line in printed(frame, width):
        if line.startswith("= "):
            assert_true(f"{line[2:]} = {value}")
            continue
        assert_true(line)
        value = line.rpartition(" = ")[2]
    for phase in range(20):
        session.next_phase()
        panel = WorkingPanel(id="working")
        for row in panel.draw(session.frame(), Size(width, 60)):
            assert_true("".join(text for text, _ in row).strip().rpartition(": ")[2])
        if session.phase is not None and session.phase.kind == "update":
            break
        assert phase < 19


def assert_sums_up(frame: Frame) -> None:
    signals, inputs = frame.working.signals, frame.working.inputs
    gradient = float(frame.gradients[frame.selected])
    gradient -= sum(term.value for term in frame.working.penalty)
    if signals is not None and inputs is not None:
        size = float(np.abs(signals * inputs).sum())
        assert float(signals @ inputs) == pytest.approx(gradient, rel=1e-9, abs=1e-12 * size)
    assert frame.working.terms[-1].value == pytest.approx(
        float(frame.steps[frame.selected]), rel=1e-12, abs=1e-300
    )


def printed(frame: Frame, width: int = 200) -> list[str]:
    panel = WorkingPanel(id="working")
    rows = panel.draw(frame, Size(width, 60))
    assert all(cell_len("".join(text for text, _ in row)) <= width for row in rows)
    lines: list[str] = []
    for row in rows:
        line = "".join(text for text, _ in row).strip()
        if line.startswith("/ "):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines


def assert_true(line: str) -> None:
    """`… = expression = value`: the expression, computed from its digits, gives the value."""
    sides = line.split(" = ")
    if len(sides) < 2 or not ONLY_NUMBERS.fullmatch(sides[-2]):
        return
    code = sides[-2].replace("−", "-").replace("·", "*").replace("²", "**2").replace("^", "**")
    code = re.sub(rf"√({NUMBER})", r"((\1)**0.5)", code)
    value = float(eval(code))
    shown = float(sides[-1].replace("−", "-"))
    # A printed number is right to half a unit of its last digit: how far can that move the
    # result? Each number is moved by that much, one after the other.
    slack = half_a_digit(sides[-1])
    for found in re.finditer(NUMBER, code):
        moved = float(found[0]) + half_a_digit(found[0])
        other = f"{code[: found.start()]}({moved!r}){code[found.end() :]}"
        slack += abs(float(eval(other)) - value)
    assert abs(value - shown) <= 1.01 * slack, line


def half_a_digit(number: str) -> float:
    """Half a unit of the last printed digit."""
    mantissa, _, exponent = number.replace("−", "-").partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(exponent or 0) - decimals)


def test_the_chain_of_the_smallest_network() -> None:
    session = Session(load("baseline-network"))
    session.select(4)
    assert printed(session.frame())[:4] == [
        "W2[h1→o1]",
        "the slope: Σ δ·a over 1 sample",
        "(−8)·5 = −40",
        "g = −40",
    ]


def test_adams_terms_are_corrected_by_division() -> None:
    session = Session(load("adam"))
    first = {term.name: term.value for term in session.frame().working.terms}
    gradient = float(session.frame().gradients[0])
    assert first["m"] == pytest.approx(0.1 * gradient)
    assert first["m′"] == pytest.approx(gradient)
    assert first["v′"] == pytest.approx(gradient**2)
    assert first["step"] == pytest.approx(-0.1 * math.copysign(1.0, gradient))


@pytest.mark.parametrize("panel", [WorkingPanel(id="working"), Arithmetic(id="arithmetic")])
def test_after_divergence_no_next_pass_is_computed(panel: Panel[Frame]) -> None:
    session = Session(load("one-weight"), learning_rate=10.0)
    session.step(500)
    assert session.ended
    rows = panel.draw(session.frame(), Size(38, 5))
    lines = ["".join(text for text, _ in row) for row in rows]
    before = session.walk.last_losses(2)[0]
    assert lines == [
        " it has diverged: no next pass",
        f" the loss was {before:.6g}, is inf",
        " b goes back a pass",
        " r starts again",
    ]
    session.back()
    assert " = " in "".join(
        text for row in panel.draw(session.frame(), Size(38, 5)) for text, _ in row
    )


class SignDescent(Optimizer):
    """Steps of one size, to learn whether a new rule needs no more than its class."""

    name: ClassVar[str] = "sign"
    gist: ClassVar[str] = "steps of one size, whatever the slope"
    equations: ClassVar[tuple[str, ...]] = ("s = g²", "step = −η·g / (√s + ε)")
    start: ClassVar[str] = "nothing to remember"
    scales: ClassVar[bool] = True

    eps: Annotated[float, Setting("ε")] = 1e-8

    def init(self, theta: FloatArray) -> OptimizerState:
        return ()

    def stepper(self, memory: OptimizerState) -> Stepper:
        def step(gradient: FloatArray, down: Rate, theta: FloatArray) -> FloatArray:
            return down * (gradient / self.scale(gradient, memory))

        return step

    def scale(self, gradient: FloatArray, state: OptimizerState) -> FloatArray:
        return np.abs(gradient) + self.eps


def test_a_new_optimizer_is_one_class(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Registered, it is chosen by a word, its settings too; it is explained, saved and read."""
    monkeypatch.setitem(OPTIMIZERS, SignDescent.name, SignDescent)
    session = Session(load("baseline-network"))
    assert "nothing to remember" in run(session, "optimizer sign eps=1e-6")
    session.select(4)
    lines = printed(session.frame())
    assert "s = g² = (−40)² = 1600" in lines
    for line in lines:
        assert_true(line)
    assert_sums_up(session.frame())
    session.step(3)
    with (tmp_path / "own.npz").open("wb") as file:
        write_session(file, session)
    again = read_session(tmp_path / "own.npz")
    assert again.state.optimizer == SignDescent(eps=1e-6)
