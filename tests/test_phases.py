"""A pass taken phase by phase: what is known when, and that it is the same pass."""

import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from textual.geometry import Size

from tests.test_working import assert_true
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.presets import load, names
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.ui.widgets.arithmetic import Arithmetic
from tui_descent.ui.widgets.fit import FitPanel
from tui_descent.ui.widgets.gauge import GaugeBar
from tui_descent.ui.widgets.landscape import LandscapePanel
from tui_descent.ui.widgets.lines import VerdictLine
from tui_descent.ui.widgets.loss import LossPlot
from tui_descent.ui.widgets.network import NetworkPanel
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.parameters import Parameters
from tui_descent.ui.widgets.slice import SlicePanel
from tui_descent.ui.widgets.status import Status
from tui_descent.ui.widgets.working import WorkingPanel

WIDE = Size(120, 60)
VIEWS: dict[str, type[Panel[Frame]]] = {
    "loss": LossPlot,
    "landscape": LandscapePanel,
    "slice": SlicePanel,
    "fit": FitPanel,
    "network": NetworkPanel,
    "working": WorkingPanel,
}
OTHERS: tuple[type[Panel[Frame]], ...] = (Parameters, Arithmetic, GaugeBar, VerdictLine)
SIZES = [(36, 17), (79, 28), (38, 6)]
MADE = re.compile(r"a = (\w+)\((\S+)\) = (\S+)$")
NUMBER = r"[+-]?\d+\.\d+(?:e[+-]\d+)?"
LOGARITHM = re.compile(r"−ln\((\S+)\) = (\S+)$")


def text(panel: Panel[Frame], frame: Frame, size: Size) -> list[str]:
    rows = ["".join(part for part, _ in row) for row in panel.draw(frame, size)]
    assert [row for row in rows if cell_len(row) > size.width] == []
    return rows


def through_a_pass(session: Session) -> Iterator[Frame]:
    """The frame of each phase of the next pass."""
    session.next_phase()
    while True:
        frame = session.frame()
        yield frame
        assert frame.phase is not None
        if frame.phase.kind == "update":
            return
        session.next_phase()


@pytest.mark.parametrize("name", names())
def test_the_phases_of_a_pass_make_the_pass(name: str) -> None:
    whole, in_phases = Session(load(name)), Session(load(name))
    for _ in range(3):
        kinds = [frame.phase.text for frame in through_a_pass(in_phases) if frame.phase]
        whole.step()
        assert in_phases.state.theta.tobytes() == whole.state.theta.tobytes()
        assert in_phases.state.passes == whole.state.passes
        layers = len(kinds) // 2 - 1
        forward = [f"forward {layer}/{layers}" for layer in range(1, layers + 1)]
        backward = [f"backward {layer}/{layers}" for layer in range(layers, 0, -1)]
        assert kinds == [*forward, "loss", *backward, "update"]


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("width", [36, 120])
def test_every_line_of_a_phase_is_true(name: str, width: int) -> None:
    session = Session(load(name))
    session.step(2)
    session.sample += 1
    checked = 0
    for frame in through_a_pass(session):
        if frame.update:
            continue  # these lines are tests/test_working.py's
        for line in text(WorkingPanel(), frame, Size(width, 60)):
            assert_true(line.strip())
            checked += bool(re.search(r"\d = |\) = ", line)) + check_functions(line, frame)
    assert checked or session.frame().heading.network is None


def check_functions(line: str, frame: Frame) -> int:
    """`a = tanh(0.5) = 0.462` and `−ln(0.4) = 0.916`, to what the digits allow."""
    made, logarithm = MADE.search(line), LOGARITHM.search(line)
    if logarithm:
        p, value = (read(group) for group in logarithm.groups())
        slack = digits_of(logarithm[1]) / max(p, 1e-300) + digits_of(logarithm[2])
        assert abs(-math.log(p) - value) <= 1.5 * slack
    if made and made[1] in ACTIVATIONS and made[2] != "z":
        z, a = np.array([[read(made[2])]]), np.empty((1, 1))
        ACTIVATIONS[made[1]]().apply(z, a)
        assert abs(float(a[0, 0]) - read(made[3])) <= 1.5 * (
            digits_of(made[2]) + digits_of(made[3])
        )
    return bool(made) + bool(logarithm)


def read(number: str) -> float:
    return float(number.replace("−", "-"))


def digits_of(number: str) -> float:
    """Half a unit of the last printed digit."""
    mantissa, _, exponent = number.replace("−", "-").partition("e")
    return 0.5 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def test_what_is_not_known_yet_is_blank_and_what_is_new_is_marked() -> None:
    session = Session(load("xor"))
    session.step(3)
    for frame in through_a_pass(session):
        assert frame.phase is not None
        rows = [row.replace("−", "-") for row in text(Parameters(), frame, Size(40, 20))[1:]]
        status = text(Status(), frame, Size(80, 1))[0]
        assert status.endswith(f" {frame.phase.text} ")
        assert ("loss ?" in status) == (frame.phase.kind == "forward")
        for index, row in enumerate(rows):
            last_layer = index >= 12
            numbers = len(re.findall(NUMBER, row))
            marked = "•" in row
            match frame.phase.text:
                case "forward 1/2" | "forward 2/2" | "loss":
                    assert (numbers, marked) == (1, False)
                case "backward 2/2":
                    assert (numbers, marked) == ((2, True) if last_layer else (1, False))
                case "backward 1/2":
                    assert (numbers, marked) == (2, not last_layer)
                case "update":
                    assert (numbers, marked) == (3, True)
    rows = [row.replace("−", "-") for row in text(Parameters(), session.frame(), Size(40, 20))[1:]]
    for index, row in enumerate(rows):
        before, step, after = (float(number) for number in re.findall(NUMBER, row))
        assert before + step == pytest.approx(after, abs=2e-4)
        assert after == pytest.approx(float(session.state.theta[index]), abs=6e-5)


def watching(name: str, size: tuple[int, int], rate: float | None = None) -> Session:
    """A session whose every view is looked at."""
    session = Session(load(name), learning_rate=rate)
    without = {"landscape"} if session.parameter_count == 1 else set()
    session.cameras.watch({view: size for view in VIEWS if view not in without})
    return session


@pytest.mark.parametrize("name", names())
def test_a_frame_holds_what_its_phase_has_found_out_and_no_more(name: str) -> None:
    session = watching(name, (36, 17))
    session.step(2)
    for frame in through_a_pass(session):
        phase, made = frame.phase, session.state.passes == 3
        assert phase is not None
        network = frame.heading.network
        forward, backward = phase.kind == "forward", phase.kind == "backward"
        assert frame.under_way == (not made)
        assert (frame.verdict is None) == (not made)
        assert (frame.gauge is None) == (not made)
        assert np.isnan(frame.steps).all() == (not made)
        assert not frame.ended
        assert (frame.loss is None) == forward
        assert forward <= (frame.change is None)
        assert frame.curve.newest == frame.passes - forward
        if frame.example is not None:
            assert made
        for index, gradient in enumerate(frame.gradients):
            layer = network.place(index)[0] if network else 1
            known = made or (backward and layer >= phase.layer)
            assert np.isnan(gradient) == (not known)
            assert known <= (gradient == session.state.gradient[index])
        assert frame.pictures["slice"] is not None
        assert (frame.pictures["slice"].landing is None) == (not made)
        assert np.isnan(frame.pictures["slice"].now[1]) == forward
        assert (frame.pictures["slice"].slope is None) == bool(
            np.isnan(frame.gradients[frame.selected])
        )
        shown = frame.pictures.get("landscape")
        if shown is not None:
            assert (shown.step is None) == (not made)
            # Along the path it takes all slopes; along two parameters those of these two.
            assert (shown.downhill is None) <= (not made)
            assert (shown.downhill is None) >= forward
        if network is not None:
            last = phase.layer == phase.layers
            assert (frame.pictures.get("fit") is None) == (forward and not last)


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("size", SIZES)
def test_no_panel_knows_the_step_before_it_is_made(name: str, size: tuple[int, int]) -> None:
    """With another learning rate all but the steps is the same, and so must be every panel."""
    slow, fast = (watching(name, size, rate) for rate in (1e-4, 0.7))
    for one, other in zip(through_a_pass(slow), through_a_pass(fast), strict=True):
        if one.update is not None:
            assert text(GaugeBar(), one, Size(80, 2)) != text(GaugeBar(), other, Size(80, 2))
            continue
        for panel in (*VIEWS.values(), *OTHERS):
            if panel is LandscapePanel and one.pictures.get("landscape") is None:
                continue  # a single parameter has none
            assert text(panel(), one, Size(*size)) == text(panel(), other, Size(*size)), panel


TARGETS = """
format = 1
title = "targets"
[data]
inputs = [[0.5, -1], [1, 2], [-1, 0.3]]
targets = {targets}
[network]
layers = [2, 3, 1]
activations = ["tanh", "identity"]
[training]
learning_rate = 0.1
"""


@pytest.mark.parametrize("size", SIZES)
def test_no_panel_knows_loss_or_slope_on_the_way_forward(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """With other targets the way forward is the same, and so must be what stands there of it."""
    sessions = []
    for number, targets in enumerate(("[[1], [0], [2]]", "[[-3], [5], [40]]")):
        file = tmp_path / str(number) / "targets.toml"
        file.parent.mkdir()
        file.write_text(TARGETS.format(targets=targets))
        sessions.append(watching(str(file), size))
    panels: tuple[type[Panel[Frame]], ...] = (Status, LossPlot, NetworkPanel, WorkingPanel, *OTHERS)
    for one, other in zip(*map(through_a_pass, sessions), strict=True):
        assert one.phase is not None
        for panel in panels:
            same = text(panel(), one, Size(*size)) == text(panel(), other, Size(*size))
            assert same or one.phase.kind != "forward", panel
        if one.phase.kind == "loss":
            assert text(Status(), one, Size(80, 1)) != text(Status(), other, Size(80, 1))


def test_a_loss_that_one_went_back_from_is_no_secret() -> None:
    session = Session(load("xor"))
    session.step(9)
    session.back(4)
    session.next_phase()
    assert session.frame().curve.newest == 9
    assert session.frame().loss is None


def test_after_the_update_the_sample_is_that_of_the_pass_that_was_made() -> None:
    session = Session(load("baseline-network"))
    *_, frame = through_a_pass(session)
    assert frame.example is not None
    assert float(frame.example.layers[-1][0]) == 9.0  # as its forward phase has found


def test_space_finishes_the_pass_that_was_begun() -> None:
    session = Session(load("xor"))
    for _ in range(3):
        session.next_phase()
    session.step()
    assert session.state.passes == 1
    assert session.frame().phase is None
    session.next_phase()
    assert session.frame().phase is not None
    session.back()
    assert (session.state.passes, session.frame().phase) == (1, None)
    session.back()
    assert session.state.passes == 0


def test_error_signals_are_the_gradients_of_the_biases() -> None:
    """∂L/∂b is the sum of δ over the samples, for every unit of every network."""
    for name in names():
        preset = load(name)
        if not isinstance(preset.problem, NetworkProblem) or not preset.problem.network.biases:
            continue
        session = Session(preset)
        session.step(2)
        session.next_phase()
        frame = session.frame()
        assert frame.signals is not None
        gradients = preset.problem.network.arrays(session.state.gradient)
        for number, layer in enumerate(frame.signals.layers, start=1):
            np.testing.assert_allclose(
                layer.delta.sum(axis=1), gradients[f"b{number}"], rtol=1e-9, atol=1e-13
            )


@pytest.mark.parametrize("name", [name for name in names() if name != "digits"])
def test_own_losses_add_up_to_the_loss(name: str) -> None:
    session = Session(load(name))
    session.next_phase()
    signals = session.frame().signals
    if signals is None:
        assert session.frame().heading.network is None
        return
    assert float(signals.own_losses.sum()) / signals.averaged == pytest.approx(
        signals.loss, rel=1e-12
    )
    assert signals.loss == session.state.batch_loss


def test_the_smallest_network_phase_by_phase() -> None:
    """Inputs 2 and 3, hidden 5 and 1, prediction 9, target 13; output slopes −40 and −8."""
    session = Session(load("baseline-network"))
    frames = {frame.phase.text: frame for frame in through_a_pass(session) if frame.phase}

    def shows(phase: str, *lines: str) -> None:
        shown = [line.strip() for line in text(WorkingPanel(), frames[phase], WIDE)]
        assert set(lines) <= set(shown), shown

    shows("forward 1/2", "h1: z = 1·2 + 1·3 = 5", "a = z = 5", "h2: z = (−1)·2 + 1·3 = 1")
    shows("forward 2/2", "o1: z = 2·5 + (−1)·1 = 9", "a = z = 9")
    shows("loss", "1: (9 − 13)² = 16", "loss = 16")
    shows("backward 2/2", "δ[o1] = ∂L/∂a·f′ = (−8)·1 = −8", "δ·a = (−8)·5 = −40", "∂L/∂w = −40")
    shows("backward 1/2", "δ[h1] = w·δ·f′ = 2·(−8)·1 = −16", "δ[h2] = w·δ·f′ = (−1)·(−8)·1 = 8")


@pytest.mark.parametrize("name", ["xor", "iris-species", "digits"])
@pytest.mark.parametrize("height", [5, 17])
def test_both_parts_of_a_gradient_are_named(name: str, height: int) -> None:
    session = Session(load(name))
    session.sample += 1
    for frame in through_a_pass(session):
        if frame.signals is None or frame.phase is None or frame.phase.kind != "backward":
            continue
        others = f"{frame.signals.samples - 1} others"
        *_, head, added = text(WorkingPanel(), frame, Size(38, height))
        assert added.startswith("  Σ δ·a = ")
        own, rest = added.split(" = ")[1].split(" + ")
        if height < 8:
            assert head.endswith((f": sample 2 + {others}", f": this + {others}"))
            continue
        *_, product, head, added = text(WorkingPanel(), frame, Size(38, height))
        assert product.startswith("  δ·a = ")
        assert read(product.split(" = ")[-1]) == pytest.approx(read(own), rel=0.01)
        label, told = head.split(": ")
        assert label == f"  the {others}"
        assert abs(read(told) - read(rest.strip("()"))) <= 1.01 * digits_of(rest.strip("()"))
