"""What `lessons` tells of what was done: predictions, and lessons of one's own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.lessons.writing import GOOD, with_cases
from tests.program import run


def rows(env: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    told = json.loads(run(env, "lessons", "--json").stdout)
    return {row["name"]: row for row in told}


def learn(env: dict[str, str], lesson: str, *lines: str) -> None:
    result = run(env, "learn", lesson, "--plain", typed="\n".join([*lines, ""]))
    assert (result.returncode, result.stderr) == (0, "")


def test_a_lesson_of_ones_own_is_listed_with_what_was_answered(
    env: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        GOOD.replace('text = "up"\nright = true', 'text = "up"').replace(
            'text = "down"', 'text = "down"\nright = true'
        )
    )
    learn(env, str(path), "next", "answer 1", "step 2")
    row = rows(env)[str(path)]
    assert (row["number"], row["title"], row["progress"]) == (0, "One pass", "✓ done")
    assert row["predictions"] == [{"question": 1, "answers": [1], "right_first": False}]
    assert row["reached"] == [1]
    assert f"{path}: One pass" in run(env, "lessons").stdout
    path.write_text("broken")
    assert rows(env)[str(path)]["title"] == ""
    assert f"{path}: cannot be read any more" in run(env, "lessons").stdout


def test_the_cause_of_a_case_is_a_prediction_too(env: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "cases.toml"
    path.write_text(with_cases())
    learn(env, str(path), "next", "answer 2", "cause 1", "rate 0.05", "step 10")
    assert rows(env)[str(path)]["predictions"] == [
        {"question": 1, "answers": [2], "right_first": False},
        {"question": 2, "answers": [1], "right_first": True},
    ]


def test_a_lesson_that_nobody_began_has_no_predictions(env: dict[str, str]) -> None:
    told = rows(env)
    assert told["too-small"]["predictions"] == []
    assert all(row["number"] for row in told.values())
