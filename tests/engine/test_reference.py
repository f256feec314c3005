"""Every digit against PyTorch: trajectories that `tests/reference` keeps."""

import json
import math
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from tui_descent.engine.descent import Descent, State
from tui_descent.presets.building import build
from tui_descent.presets.format import PresetFile
from tui_descent.records import Record, record, records

FILE = Path(__file__).parent.parent / "reference" / "trajectories.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))


def assert_close(ours: Any, torchs: Any, what: str) -> None:
    """Within 1e-9 of the reference, relative to the largest number of the array."""
    expected = np.array(torchs, dtype=np.float64)
    size = max(float(np.abs(expected).max()), 1e-12)
    difference = float(np.abs(np.array(ours, dtype=np.float64) - expected).max())
    assert difference <= 1e-9 * size, f"{what}: {difference / size:.2g} off"


def recorded(descent: Descent, start: State, passes: list[int]) -> dict[int, Record]:
    """The records of these passes; without the verdicts' words, of which PyTorch has none."""
    states, _ = descent.passes(start, max(passes))
    return {
        state.passes: record(descent.objective, state, descent.loss(state), "")
        for state in (start, *states)
        if state.passes in passes
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_descent_is_the_one_that_pytorch_makes(case: dict[str, Any]) -> None:
    preset = build(Path("reference.toml"), msgspec.convert(case["tables"], PresetFile))
    schedule = {int(at): rate for at, rate in case.get("schedule", {}).items()}
    descent = Descent(preset.objective, schedule, preset.frozen)
    start = descent.start(preset.initial_parameters(), preset.optimizer, preset.learning_rate)
    made = recorded(descent, start, [expected["pass"] for expected in case["records"]])
    assert case["records"]
    for expected in case["records"]:
        ours = made[expected["pass"]]
        for key in ("loss", "batch_loss"):
            assert_close(ours[key], expected[key], f"{key} at pass {expected['pass']}")
        for key in ("parameters", "gradients"):
            for name, values in expected[key].items():
                place = f"{key} {name} at pass {expected['pass']}"
                assert_close(ours[key][name], values, place)
    *_, last = records(descent, start, case["passes"], case["passes"], lambda done: None)
    if "not_finite_at" in case:
        assert last["pass"] == case["not_finite_at"]
        assert last["verdict"] == "diverged"
    else:
        assert last["pass"] == case["passes"]
        assert math.isfinite(last["loss"])
