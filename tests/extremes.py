"""A learner who types absurd numbers: every panel at every size, and the plain mode, there.

A problem with numbers at the ends of what a float holds, a parameter and a rate of the same
kind, a few keys; then everything is drawn. Only an exception counts.
"""

import random
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from textual.geometry import Size

from tests.plain.talk import talk
from tests.presets.writing import toml
from tui_descent.actions.parameters import nudge_selected
from tui_descent.actions.rates import lower_rate, raise_rate, scale_rate
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.losses import LOSSES
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.plain.start import with_session
from tui_descent.presets import PresetError, load
from tui_descent.session.frame import Frame
from tui_descent.session.other_runs import fork, swap
from tui_descent.session.session import Session
from tui_descent.ui.widgets.arithmetic import Arithmetic
from tui_descent.ui.widgets.gauge import GaugeBar
from tui_descent.ui.widgets.lines import VerdictLine
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.parameters import Parameters
from tui_descent.ui.widgets.status import Status
from tui_descent.ui.workspace import panel_of

LARGEST = 1.7976931348623157e308
VALUES = (3e307, LARGEST, 1e300, 1e200, 1e154, 1e100, 1e16, 1e5, 1.0, 0.0)
TINY = (5e-324, 1e-310, 2.3e-308, 1e-290, 1e-200, 1e-160, 1e-16)
SIZES = ((76, 15), (8, 1), (15, 3), (38, 7), (38, 11), (60, 18), (110, 38), (200, 60))
SHIPPED = (
    *("one-weight", "two-weights", "three-weights", "xor", "circle", "sine", "iris-species"),
    *("rosenbrock", "himmelblau", "double-well", "bowl", "saddle", "plateau", "ravine"),
    *("adam", "dead-relu", "mini-batches", "diabetes", "momentum", "vanishing"),
)
LOOKS = (
    *("show", "verdict", "parameters", "gradients", "arithmetic", "sample", "gauge", "curve"),
    *("fit", "history", "check", "sweep 3", "phase", "show", "digits all", "show", "gauge"),
)


@dataclass(frozen=True, slots=True)
class Fall:
    """One exception, and what led to it."""

    seed: int
    did: tuple[str, ...]
    text: str


def play(seed: int, folder: Path) -> Fall | None:
    """Play with the numbers that this seed draws; the exception, if there is one.

    Warnings are exceptions, too: numpy would write them across the screen.
    """
    did: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            _play(random.Random(seed), folder, did)
        except PresetError:
            return None  # refused in a line
        except Exception:
            return Fall(seed, tuple(did), traceback.format_exc())
    return None


def _play(generator: random.Random, folder: Path, did: list[str]) -> None:
    which = generator.choice(SHIPPED) if generator.random() < 0.5 else _problem(generator, folder)
    did.append(Path(which).read_text("utf-8") if which.endswith(".toml") else which)
    session = Session(load(which), learning_rate=_rate(generator))
    looked = generator.sample(LOOKS, 4)
    for _ in range(generator.randint(1, 6)):
        _act(session, generator, did)
        size = generator.choice(SIZES)
        did.append(f"at {size}")
        draw_all(session, size)
    did.append(f"plain: {looked}")
    talk(list(looked), with_session(session))


def _problem(generator: random.Random, folder: Path) -> str:
    """A preset of its own, whose data are absurd."""
    inputs, outputs, samples = (generator.randint(1, most) for most in (4, 3, 5))
    activation = generator.choice(sorted(ACTIVATIONS))
    classes = generator.random() < 0.3
    loss = generator.choice(("bce", "cross_entropy") if classes else tuple(LOSSES)[:5])
    outputs = max(2, outputs) if loss == "cross_entropy" else outputs
    last = {"bce": "sigmoid", "cross_entropy": "softmax"}.get(loss, activation)
    layers = [inputs, generator.randint(1, 4), outputs]
    targets = [[_number(generator) for _ in range(outputs)] for _ in range(samples)]
    if classes:
        targets = [
            [float(at == number % outputs) for at in range(outputs)] for number in range(samples)
        ]
    tables = {
        "data": {
            "inputs": [[_number(generator) for _ in range(inputs)] for _ in range(samples)],
            "targets": targets,
            "standardize": generator.random() < 0.2,
        },
        "network": {
            "layers": layers,
            "activations": [activation, last],
            "seed": generator.randint(0, 99),
        },
        "training": {
            "loss": loss,
            "learning_rate": 0.1,
            "optimizer": generator.choice(sorted(OPTIMIZERS)),
            "reduction": generator.choice(("mean", "sum")),
        },
    }
    lines = ["format = 1", 'title = "Absurd"']
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {toml(value)}" for key, value in table.items())]
    path = folder / "absurd.toml"
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def _number(generator: random.Random) -> float:
    """A number of any size, often one at an end of what there is."""
    size = generator.choice(
        (*VALUES, *TINY, generator.random(), 10.0 ** generator.uniform(-300, 300))
    )
    return generator.choice((-1.0, 1.0)) * size


def _rate(generator: random.Random) -> float | None:
    return _number(generator) if generator.random() < 0.3 else None


def _act(session: Session, generator: random.Random, did: list[str]) -> None:
    """Do one thing."""
    number = _number(generator)
    at = generator.randrange(session.parameter_count)

    make: Any = OPTIMIZERS[generator.choice([*OPTIMIZERS])]

    def set_parameter() -> None:
        session.selected = at
        session.set_parameter(number)

    actions: dict[str, Callable[[], object]] = {
        f"select {at}, set {number!r}": set_parameter,
        f"rate {number!r}": lambda: session.set_learning_rate(number),
        "rate × 10": lambda: scale_rate(session, 10.0),
        "rate up": lambda: raise_rate(session),
        "rate down": lambda: lower_rate(session),
        "nudge": lambda: nudge_selected(session, 1),
        "nudge down": lambda: nudge_selected(session, -1),
        "pass": session.step,
        "20 passes": lambda: session.step(20),
        "phase": session.next_phase,
        "back": session.back,
        "fork": lambda: fork(session),
        "swap": lambda: swap(session),
        "reset": session.reset,
        "new": session.new_weights,
        "fog": lambda: setattr(session, "fog", not session.fog),
        "zoom in": lambda: session.cameras.zoom(generator.choice((1, -1))),
        "pan": lambda: session.cameras.landscape.pan(1, -1),
        "follow": lambda: session.cameras.landscape.follow(),
        "plane": lambda: session.cameras.landscape.next_plane(),
        "second": lambda: session.cameras.landscape.second(),
        "contours": lambda: setattr(session.cameras.landscape, "logarithmic", True),
        "sample": lambda: setattr(session, "sample", session.sample + 1),
        "optimizer": lambda: session.set_optimizer(make()),
    }
    name = generator.choice([*actions][:2] * 5 + [*actions])
    did.append(name)
    actions[name]()


def draw_all(session: Session, size: tuple[int, int]) -> None:
    """Draw every panel with this many columns and rows, coarse and fine."""
    session.cameras.watch(dict.fromkeys(session.views, size))
    others = (Status, Parameters, Arithmetic, GaugeBar, VerdictLine)
    panels = [panel_of(view) for view in session.views]
    panels += [panel(id="panel") for panel in others]
    _draw(session, panels, size)
    for job in session.cameras.due:
        picture = job.run()
        if picture is not None:
            session.cameras.take(job, picture)
    for panel in panels:
        if hasattr(panel, "logarithmic"):
            panel.logarithmic = True
    _draw(session, panels, size)


@np.errstate(all="ignore")  # as Panel does
def _draw(session: Session, panels: list[Panel[Frame]], size: tuple[int, int]) -> None:
    frame = session.frame()
    for panel in panels:
        for text, _ in (piece for row in panel.draw(frame, Size(*size)) for piece in row):
            assert isinstance(text, str)
