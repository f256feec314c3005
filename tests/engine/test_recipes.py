"""Penalties, clipping, dampening, schedules and features as PyTorch computes them."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.engine.test_reference import assert_close, recorded
from tui_descent.presets.building import build
from tui_descent.presets.format import PresetFile

FILE = Path(__file__).parent.parent / "reference" / "recipes.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_recipe_leads_where_pytorch_comes_with_it(case: dict[str, Any]) -> None:
    preset = build(Path("recipe.toml"), msgspec.convert(case["tables"], PresetFile))
    descent = preset.descent()
    start = descent.start(preset.initial_parameters(), preset.optimizer, preset.learning_rate)
    made = recorded(descent, start, [expected["pass"] for expected in case["records"]])
    for expected in case["records"]:
        record = made[expected["pass"]]
        at = f"at pass {expected['pass']}"
        for key in ("learning_rate", "loss", "batch_loss"):
            assert_close(record[key], expected[key], f"{key} {at}")
        if preset.objective.penalty is None:
            assert expected["penalty"] == 0.0
            assert "penalty" not in record
        else:
            assert_close(record["penalty"], expected["penalty"], f"penalty {at}")
        for key in ("parameters", "gradients"):
            for name, values in expected[key].items():
                assert_close(record[key][name], values, f"{key} {name} {at}")
