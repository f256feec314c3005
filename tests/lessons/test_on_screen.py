"""Every lesson is learned in a real terminal, by keys; and whoever leaves it gets back."""

import json
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from tests.lessons.on_screen import Learner
from tests.terminal import PROGRAM, Terminal
from tui_descent.lessons.listing import lesson_names
from tui_descent.lessons.loading import load_lesson

FIRST = "Forward: what goes in comes out"


def listed(env: Mapping[str, str], *options: str) -> list[dict[str, Any]]:
    command = [*PROGRAM, "lessons", "--json", *options]
    result = subprocess.run(command, env=dict(env), capture_output=True, text=True, check=True)
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


@pytest.mark.parametrize("name", lesson_names())
def test_it_is_solved_by_keys_at_80x24(name: str, env: dict[str, str]) -> None:
    lesson = load_lesson(name)
    with Terminal(["learn", name], env) as terminal:
        learner = Learner(terminal, lesson)
        learner.read_to("case" if lesson.cases else "goals")
        text = learner.solve()
        assert f"{lesson.number} · " in text
        terminal.press("q")
        assert terminal.end() == 0
    row = next(row for row in listed(env) if row["name"] == name)
    assert row["done"] is not None
    assert row["progress"] == "✓ done"
