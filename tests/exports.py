"""Exported scripts, run as a reader would run them, and what they print."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from tui_descent.export import Departure
from tui_descent.presets import load
from tui_descent.presets.loading import names
from tui_descent.presets.preset import Preset

PASSES = 20
# Many in one process, because importing PyTorch takes seconds; each has its own names.
RUNNER = """
import contextlib, io, json, sys
outputs = []
for number, text in enumerate(json.load(sys.stdin)):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(compile(text, f"script {number}", "exec"), {"__name__": "__main__"})
    outputs.append(output.getvalue())
print(json.dumps(outputs))
"""


def departures() -> Iterator[tuple[str, Departure]]:
    """Each shipped preset at its start."""
    for name in names():
        yield name, departure_of(load(name))


def departure_of(
    preset: Preset, after: int = 0, rates: Mapping[int, float] | None = None
) -> Departure:
    """A preset after some passes."""
    descent = preset.descent(rates)
    state = descent.start(preset.initial_parameters(), preset.optimizer, preset.learning_rate)
    for _ in range(after):
        state = descent.advance(state)
    return Departure(preset, state, rates or {}, PASSES)


def losses_of(departure: Departure) -> list[float]:
    """The losses that this program makes from there."""
    descent, state, losses = departure.preset.descent(departure.rates), departure.state, []
    for _ in range(departure.passes):
        state = descent.advance(state)
        losses.append(float(descent.loss(state)))
    return losses


def printed(texts: Sequence[str], python: str = sys.executable) -> list[list[float]]:
    """The losses that each script prints, run without this program in the path."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": ""}
    run = subprocess.run(
        [python, "-W", "error", "-c", RUNNER],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd="/",
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    outputs = json.loads(run.stdout)
    return [[float(line.split()[1]) for line in output.splitlines()] for output in outputs]


def difference(own: list[float], other: list[float]) -> float:
    """The largest relative difference of two lists of losses."""
    assert len(own) == len(other)
    pairs = zip(own, other, strict=True)
    return max(abs(a - b) / max(abs(a), abs(b)) if a != b else 0.0 for a, b in pairs)


@cache
def torch_python() -> str:
    """The Python that has PyTorch: TORCH_PYTHON, or this one; empty where neither has."""
    for python in (os.environ.get("TORCH_PYTHON", ""), sys.executable):
        if (
            python
            and not subprocess.run(
                [python, "-c", "import torch"], capture_output=True, check=False
            ).returncode
        ):
            return python
    return ""
