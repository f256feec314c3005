"""Exported scripts: what they print is what this program makes, and PyTorch agrees."""

from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from tests.exports import departure_of, departures, difference, losses_of, printed, torch_python
from tui_descent.cli import commands
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.losses import LOSSES
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.export import Departure, ExportError, script
from tui_descent.presets import Preset, load
from tui_descent.presets.building import build
from tui_descent.presets.variation import vary

NEAR = 1e-9  # relative: sums in another order
SCHEDULES = (
    "constant,warmup=5",
    "step,every=4,gamma=0.5",
    "exponential,gamma=0.9,warmup=3",
    "inverse_time,decay=0.1",
    "cosine,passes=12,to=0.01",
    "warmup,passes=8",
    "one_cycle,passes=15",
)
FORMULAS = (
    "x**4 - 3*x**3 + 2",
    "(1 - x)**2 + 2*(y - x²)² + abs(x)/3",
    "-exp(-x*x)*cos(pi*y) + sqrt(2) + tanh(x - .5)",
    "2**x + log(x**2 + 1) - sin(y)/(1 + y**2)",
)


def _keys(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"keys": pairs}


def _with_loss(name: str, reduction: str) -> Preset:
    rate = ("training.learning_rate", "0.001")
    return vary(
        load("iris-species"), loss=name, **_keys(("training.reduction", f'"{reduction}"'), rate)
    )


def _varied() -> list[Departure]:
    """Every activation, loss, optimizer, schedule, and all that acts on a pass."""
    problems = [
        vary(load("xor"), activation=name, **_keys(("training.learning_rate", "0.05")))
        for name in ACTIVATIONS
        if name != "softmax"
    ]
    problems += [_with_loss(name, reduction) for name in LOSSES for reduction in ("mean", "sum")]
    softmax = ("network.activations", '["tanh", "softmax"]')
    problems.append(vary(load("iris-species"), loss="mse", hidden=(4,), **_keys(softmax)))
    problems += [vary(load("xor"), schedule=schedule) for schedule in SCHEDULES]
    problems += [vary(load("rosenbrock"), formula=text) for text in FORMULAS]
    problems.append(vary(load("bowl"), l1=0.1, l2=0.2))
    problems.append(vary(load("moons"), l1=0.01, l2=0.1, clip_norm=0.1))
    problems.append(vary(load("moons"), **_keys(("network.biases", "false"))))
    shuffled = _keys(("training.shuffle", "true"), ("training.seed", "7"))
    problems.append(vary(load("moons"), batch_size=64, **shuffled))
    frozen = _keys(("training.frozen", '["b1", "W1[x1→h2]"]'))
    problems += [
        vary(load("xor"), clip_norm=0.1, **frozen),
        vary(load("xor"), **_keys(("training.optimizer", '"adamw"'))),
        vary(vary(load("xor"), **frozen), **_keys(("training.optimizer", '"adamw"'))),
    ]
    found = [departure_of(problem) for problem in problems]
    optimizers = [f'"{name}"' for name in OPTIMIZERS]
    optimizers += ['{ name = "momentum", momentum = 0.5, dampening = 0.3 }']
    for optimizer in optimizers:
        problem = vary(load("xor"), **_keys(("training.optimizer", optimizer)))
        found += [departure_of(problem), departure_of(problem, after=7)]
    rates = {3: 0.1, 12: 0.02}
    found.append(departure_of(load("xor"), after=2, rates=rates))
    found.append(departure_of(vary(load("xor"), schedule=SCHEDULES[4]), after=5, rates=rates))
    return found


@pytest.fixture(scope="module")
def varied() -> list[Departure]:
    return _varied()


def test_numpy_prints_the_same_bits_for_every_preset() -> None:
    shipped = list(departures())
    outputs = printed([script(departure, "numpy") for _, departure in shipped])
    for (name, departure), losses in zip(shipped, outputs, strict=True):
        assert losses == losses_of(departure), name


def test_numpy_agrees_on_all_that_acts_on_a_pass(varied: list[Departure]) -> None:
    outputs = printed([script(departure, "numpy") for departure in varied])
    for departure, losses in zip(varied, outputs, strict=True):
        own = losses_of(departure)
        assert difference(own, losses) < 1e-13, departure.preset.tables
        assert len(set(own)) > 10  # it moves


@pytest.mark.skipif(not torch_python(), reason="PyTorch is not here: set TORCH_PYTHON to one")
def test_pytorch_agrees_for_every_preset_and_variation(varied: list[Departure]) -> None:
    all_of_them = [*(departure for _, departure in departures()), *varied]
    outputs = printed([script(one, "torch") for one in all_of_them], torch_python())
    for departure, losses in zip(all_of_them, outputs, strict=True):
        assert difference(losses_of(departure), losses) < NEAR, departure.preset.tables


def test_a_title_cannot_add_lines_to_the_script() -> None:
    problem = load("xor")
    title = "XOR\nraise SystemExit\r\x0c\u2028import this"
    sly = msgspec.structs.replace(problem.tables, title=title)
    text = script(departure_of(build(problem.path, sly)), "numpy")
    assert text.splitlines()[0].startswith("# XOR raise SystemExit import this: 2-4-1")


def test_what_pytorch_cannot_say_is_one_line_with_a_remedy() -> None:
    with pytest.raises(ExportError, match=r"no learning rate below 0; export it to numpy"):
        script(departure_of(load("xor"), rates={0: -0.1}), "torch")
    damped = '{ name = "momentum", momentum = 0.0, dampening = 0.3 }'
    problem = vary(load("xor"), keys=(("training.optimizer", damped),))
    with pytest.raises(ExportError, match="dampens nothing where the momentum is 0"):
        script(departure_of(problem), "torch")


def test_a_descent_that_has_diverged_is_sent_back() -> None:
    diverged = departure_of(load("xor"), after=3, rates={0: 1e200})
    for target in ("torch", "numpy"):
        with pytest.raises(ExportError, match="go back to a pass before that"):
            script(diverged, target)


def test_the_command_takes_overrides() -> None:
    arguments = ["export", "xor", "--to", "numpy", "--passes", "3", "--after", "2"]
    arguments += ["--hidden", "3", "--learning-rate-at", "3:0.1", "--optimizer", "adam"]
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0, result.output
    (losses,) = printed([result.output])
    problem = vary(load("xor"), hidden=(3,), keys=(("training.optimizer", '"adam"'),))
    own = losses_of(departure_of(problem, after=2, rates={3: 0.1}))
    assert losses == own[:3]
