"""Whoever takes a lesson for a problem, or a key for a command, is told what was meant."""

import pytest

from tests.plain.talk import talk
from tests.program import run


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("open too-small", "too-small: this is a lesson, not a problem; learn too-small opens"),
        ("run saddle-x", "saddle-x: no preset has this name; did you mean saddle?"),
        ("run limit", "limit: this is a lesson, not a problem; learn limit opens the lesson"),
        ("sweep limit", "limit: this is a lesson, not a problem"),
        ("run 3", "3: problems are called by their names; learn 3 opens the lesson"),
        ("--class open limit --plain", "limit: this is a lesson, not a problem"),
    ],
)
def test_a_lesson_is_no_problem(env: dict[str, str], line: str, says: str) -> None:
    result = run(env, *line.split())
    assert result.returncode == 2
    assert result.stderr.startswith(f"tui-descent: {says}")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("learn xor", "xor: this is a problem to look at, not a lesson; open xor opens it"),
        ("learn one-wieght", "no lesson has this name or number; did you mean open one-weight?"),
        ("learn to-small", "no lesson has this name or number; did you mean too-small?"),
        ("open limit", "limit: this is a lesson, not a problem; learn limit opens the lesson"),
        ("space", "'space' is a key of the screen; in words it is: step"),
        (">", "'>' is a key of the screen; in words it is: step 100"),
        ("b", "'b' is a key of the screen; in words it is: back"),
        ("lesson", "'lesson' is not a command; did you mean learn?"),
    ],
)
def test_what_was_meant_is_said_line_by_line(line: str, says: str) -> None:
    assert says in talk(line).errors[0]
