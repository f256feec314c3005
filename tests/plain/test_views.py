"""Each view of the registry has a command of the plain mode, which says what the view shows."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from tests.plain.talk import talk
from tui_descent.actions import WORDS
from tui_descent.analysis.health import layer_slopes
from tui_descent.engine.objective import NetworkObjective
from tui_descent.plain.output import LONGEST
from tui_descent.plain.words import DOES
from tui_descent.presets import load, names
from tui_descent.session.session import Session
from tui_descent.views.view import ALL, BY_ID, View, views_of

PASSES = 3


def hessian(
    height: Callable[[np.ndarray], float], place: np.ndarray, h: float = 1e-3
) -> np.ndarray:
    """All curvatures of a height over a few numbers, by second differences."""
    count = len(place)
    found = np.empty((count, count))
    for row in range(count):
        for column in range(count):
            a, b = np.eye(count)[row] * h, np.eye(count)[column] * h
            found[row, column] = (
                height(place + a + b)
                - height(place + a - b)
                - height(place - a + b)
                + height(place - a - b)
            ) / (4 * h * h)
    return found


def of_loss(session: Session) -> list[str]:
    """The loss at pass 0 and now."""
    first, *_, last = session.walk.last_losses(PASSES + 1)
    return [f"pass 0  loss {first:.6g}", f"pass {PASSES}  loss {last:.6g}"]


def of_ground(session: Session) -> list[str]:
    """The loss here, the slopes, and the loss after the next pass."""
    ahead = session.walk.descent.advance(session.state)
    slopes = [f"slope {slope:.6g}," for slope in session.state.gradient]
    return [f"loss here {session.loss:.6g}", *slopes, f"one pass on loss {ahead.batch_loss:.6g}"]


def of_fit(session: Session) -> list[str]:
    """The predictions of a 1-1 network, w·x + b."""
    weight, bias = session.state.theta
    inputs = load("two-weights").problem.data.inputs[0]  # type: ignore[union-attr]
    return [f"prediction {weight * x + bias:.6g}  " for x in inputs]


def of_network(session: Session) -> list[str]:
    """Sums, outputs and loss of the first sample, worked out here, and all weights."""
    assert isinstance(session.objective, NetworkObjective)
    arrays = session.objective.network.arrays(session.state.theta)
    data = session.objective.data
    sums = arrays["W1"] @ data.inputs[:, 0] + arrays["b1"]
    outputs = np.tanh(sums)
    (last,) = arrays["W2"] @ outputs + arrays["b2"]
    off = abs(last - data.targets[0, 0])
    slopes = layer_slopes(session.objective.network, session.state.gradient)
    return [
        *(f"sum {z:.6g}, output {a:.6g}" for z, a in zip(sums, outputs, strict=True)),
        *(
            f"{name} {value:.6g}"
            for name, value in zip(session.labels, session.state.theta, strict=True)
        ),
        f"sum {last:.6g}, output {last:.6g}",
        f"off by {off:.6g}",
        f"loss of this sample {off**2:.6g}",
        *(f"slopes {slope:.6g}" for slope in slopes),
    ]


def of_rate(session: Session) -> list[str]:
    """The rates of a step schedule, which halves 0.1 after each two passes."""
    return ["pass 4: 0.05", "pass 5: 0.025"]


def of_working(session: Session) -> list[str]:
    """The slope, the step, and the new value of the one weight, by w − lr·g."""
    (weight,), (slope,) = session.state.theta, session.state.gradient
    rate = session.state.learning_rate
    return [f"{slope:.6g}", f"{weight - rate * slope:.6g}"]


def of_directions(session: Session) -> list[str]:
    """Both curvatures of the ground here, by differences of the height."""
    found = hessian(lambda place: float(session.objective.value(place)), session.state.theta)
    return [f"curvature {bend:.3g}" for bend in np.linalg.eigvalsh(found)]


def of_sharpness(session: Session) -> list[str]:
    """λmax, its edge 2/lr, and the length of the gradient."""
    found = hessian(lambda place: float(session.objective.value(place)), session.state.theta)
    length = float(np.linalg.norm(session.state.gradient))
    largest, edge = np.linalg.eigvalsh(found)[-1], 2.0 / session.state.learning_rate
    return [f"sharpness {largest:.3g}  edge {edge:.3g}  slope {length:.3g}"]


SHOWN: dict[str, tuple[str, list[str], Callable[[Session], list[str]]]] = {
    "loss": ("xor", [], of_loss),
    "landscape": ("rosenbrock", [], of_ground),
    "mountain": ("rosenbrock", [], of_ground),
    "slice": ("one-weight", [], of_ground),
    "fit": ("two-weights", [], of_fit),
    "network": ("xor", [], of_network),
    "rate": ("one-weight", ["rate 0.1", "schedule step every=2 gamma=0.5"], of_rate),
    "working": ("one-weight", [], of_working),
    "directions": ("rosenbrock", ["digits 3"], of_directions),
    "sharpness": ("rosenbrock", ["digits 3"], of_sharpness),
}


@pytest.mark.parametrize("view", ALL, ids=lambda view: view.id)
def test_a_command_says_what_each_view_shows(view: View) -> None:
    preset, begin, numbers = SHOWN[view.id]
    session = Session(load(preset))
    session.step(PASSES)
    said = talk([*begin, f"step {PASSES}", "# now", view.word], preset)
    assert said.errors == []
    before = talk([*begin, f"step {PASSES}"], preset).lines
    told = "\n".join(said.lines[len(before) :])
    assert [number for number in numbers(session) if number not in told] == []


@pytest.mark.parametrize("view", ALL, ids=lambda view: view.id)
def test_the_command_of_a_view_is_one(view: View) -> None:
    assert view.word in WORDS
    assert view.word in DOES or view.word == "schedule"


@pytest.mark.parametrize("preset", names())
def test_the_views_of_a_problem_can_all_be_asked_for(preset: str) -> None:
    words = [BY_ID[view].word for view in views_of(load(preset))]
    said = talk([*words, "step", *words] if preset != "digits" else ["step", "network"], preset)
    assert said.errors == []


@pytest.mark.parametrize("preset", ["xor", "digits", "iris-species", "vanishing", "own"])
def test_a_network_is_told_in_short_lines(preset: str) -> None:
    begin = "xor" if preset == "own" else preset
    lines = ["data spiral points=40", "hidden 9 4 12"] if preset == "own" else []
    script = [*lines, "network", "network 1", "network all", "network o1"]
    said = talk([*script, *["phase", "network"] * 9], begin)
    assert said.errors == []
    assert max(map(len, said.lines)) <= LONGEST


def test_a_unit_a_sample_or_all_can_be_asked_for() -> None:
    lines = talk("network 2", "xor").lines
    assert "sample 2 of 4" in lines
    assert "inputs: x1 0, x2 1" in lines
    one = talk("home\nopen xor\nnetwork h3", "xor").lines[-2:]
    assert [line.partition(":")[0] for line in one] == ["h3", "h3"]
    said = talk("network 5\nnetwork h5\nnetwork 1 2\nhome\nopen bowl\nnetwork")
    assert [error.split(": ", 2)[2] for error in said.errors] == [
        "there is no sample 5 in this pass; write 1 to 4",
        "there is no unit 'h5'; write the number of a sample, or a unit such as h1",
        "write it like this: network 2, network h1, or network all",
        "this is a surface: there is no network; look shows what is around",
    ]


def test_of_a_wide_layer_the_values_are_told_and_all_weights_when_asked() -> None:
    few, whole = (talk(f"open digits\n{word}").text for word in ("network", "network all"))
    assert few.count("network h1 shows") == 1
    assert len(re.findall(r"\bh\d+ -?0\.\d", few)) == 32
    assert len(re.findall(r"[Wb]\d\[\S+\] -?\d", whole)) == 2410


def test_in_a_phase_a_network_tells_what_is_known_by_then() -> None:
    forward = talk("phase\nnetwork").text
    assert "o1: not known yet" in forward
    assert "loss of this sample" not in forward
    back = talk("phase\nphase\nphase\nphase\nnetwork").text
    assert re.search(r"^layer 1, tanh\nnot known yet\nlayer 2", back, re.MULTILINE)
    assert talk("phase\nphase\nphase\nphase\nnetwork h1").lines[-1] == "h1: not known yet"
    assert re.search(r"o1: slopes W2\[h1→o1\] -?\d", back)
    assert re.search(r"o1: blame -?\d", back)
