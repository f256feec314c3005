"""What the check complains of, in words for the person who writes the lesson."""

from pathlib import Path

import pytest

from tests.lessons.writing import GOOD, lesson, with_cases
from tests.program import run
from tui_descent.lessons.checking import complaints


def test_a_good_lesson_gives_no_complaint(tmp_path: Path) -> None:
    assert complaints(lesson(tmp_path)) == []
    assert complaints(lesson(tmp_path, with_cases())) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("at_least = 2 }", "at_least = 0 }", "goal: all goals are reached at the start"),
        (
            "at_least = 2 }",
            "at_least = 3 }",
            "solution: after it these goals are not reached: Make two passes",
        ),
        (
            "at_least = 2 }",
            "at_least = 3 }",
            "goal[0]: at the end the number of passes is 2, the goal asks for at least 3",
        ),
        (
            'solution = ["step 2"]',
            'solution = ["step 2", "swap"]',
            "solution[1]: `swap`: there is no ghost yet: fork keeps one",
        ),
        (
            'solution = ["step 2"]',
            'solution = ["step 2", "rate up", "step 2 "]',
            "essential: without `step 2` the goals are reached just the same",
        ),
        (
            "equals = 2.24",
            "equals = 2.42",
            "expect[0]: 'a step of 0.24 leads to 2.24': after `step` the parameter of w1 is 2.24, "
            "the lesson says 2.42",
        ),
        (
            'commands = ["step"]\n',
            "",
            "expect[0]: 'a step of 0.24 leads to 2.24': at the start the parameter of w1 is 2, "
            "the lesson says 2.24",
        ),
        ('["step"]\n', '["guess 2"]\n', "expect[0]: `guess 2`: this belongs to a lesson"),
        (
            'parameter = { of = "w1", equals = 2.24, within = 1e-9 }',
            'verdict = ["slow", "rising"]',
            "the verdict is converging, the lesson says slow or rising",
        ),
        (
            'parameter = { of = "w1", equals = 2.24, within = 1e-9 }',
            "loss_held = { passes = 9, below = 1 }",
            "the loss over 9 passes is not there yet, the lesson says below 1",
        ),
        ('"And look."', '"And **look."', "text[1]: a ** or ` that is not closed"),
        ('"And look."', '"# And look."', "text[1]: headings cannot be shown"),
        ('"And look."', f'"{"word " * 150}"', "text[1]: takes 11 rows of 72 columns, and there is"),
        ('\n[[source]]\ntext = "A book"\n', "", "source: none is named; say where to read on"),
        ('claim = "a step of 0.24 leads to 2.24"\n', "", "expect[0].claim: empty"),
        ('["The step was 0.24."]', '["The step was 0.7."]', "explain[0]: no claim mentions 0.7"),
        ('"Make two passes"', '"Make 12 passes"', "goal[0].text: no claim mentions 12"),
        (
            'keys = "Press `space`."',
            'keys = "Press"',
            "text[0]: names `space`; add an [[in_words]]",
        ),
        ('"And look."', '"And `p` plays."', "text[1]: names `p`; add an [[in_words]]"),
        ('keys = "Press `space`."', 'keys = "Hit `space`."', "in_words[0].keys: stands nowhere"),
        ("pass: `step`", "pass: `space`", "in_words[0].words: `space` is not a command"),
        ("pass: `step`", "pass 12: `step 12`", "in_words[0].words: no claim mentions 12"),
        ('text = "up"', 'text = "to 2.42"', "predict[0].answer[0].text: no claim mentions 2.42"),
    ],
)
def test_a_broken_lesson_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    found = complaints(lesson(tmp_path, GOOD.replace(old, new, 1)))
    assert any(says in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("below = 0.01", "below = 99", "case creeping: it is cured at the start"),
        ('"rate 0.05", ', "", "case creeping: its solution does not cure it: the loss is"),
        ('"rate 0.05"', '"swap"', "case creeping: `swap`: there is no ghost yet"),
        ('"It creeps."', '"To 11.2."', "case[0].explain: no claim mentions 11.2"),
        ('It creeps."', 'It creeps."\ntext = "At 77."', "case[0].text: no claim mentions 77"),
    ],
)
def test_a_broken_case_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    good = with_cases()
    assert old in good
    found = complaints(lesson(tmp_path, good.replace(old, new, 1)))
    assert any(says in one for one in found), found


def test_a_tolerance_proves_no_number(tmp_path: Path) -> None:
    exact = GOOD.replace('["The step was 0.24."]', '["The step was 0.07."]')
    for text in (exact, exact.replace("within = 1e-9", "within = 0.07")):
        assert any("no claim mentions 0.07" in one for one in complaints(lesson(tmp_path, text)))
    proved = exact.replace("a step of 0.24", "0.24, and not 0.07: the step")
    assert complaints(lesson(tmp_path, proved)) == []


def test_a_preset_does_not_prove_its_own_summary(tmp_path: Path) -> None:
    problem = """
[preset]
format = 1
title = "A bowl of 77"
summary = "It takes SO passes."
surface = { name = "bowl", start = [2.5, 0.5] }
training = { learning_rate = 0.1 }
"""
    own = GOOD.replace('preset = "one-weight"', "") + problem
    bowl = own.replace("2.24", "2.45")
    found = complaints(lesson(tmp_path, bowl.replace("SO", "77")))
    assert found == ["preset.summary: no claim mentions 77; add an [[expect]] for it"]
    assert complaints(lesson(tmp_path, bowl.replace("SO", "2.5"))) == []


def test_the_command_says_it_and_ends_with_2(env: dict[str, str], tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(GOOD)
    bad.write_text(GOOD.replace("equals = 2.24", "equals = 2.42"))
    result = run(env, "check", str(bad), str(good))
    assert result.returncode == 2
    assert "good.toml: fine (a lesson; 1 goal, 1 claim)" in result.stdout
    assert result.stderr.startswith(
        "tui-descent: bad.toml: expect[0]: 'a step of 0.24 leads to 2.24'"
    )
    result = run(env, "check", str(good))
    assert (result.returncode, result.stderr) == (0, "")


def test_lessons_are_listed(env: dict[str, str]) -> None:
    result = run(env, "lessons")
    assert result.stdout.splitlines()[0].split()[:2] == ["1", "Forward:"]
    assert '"name": "too-small"' in run(env, "lessons", "--json").stdout


def test_how_near_a_goal_wants_it_is_known(tmp_path: Path) -> None:
    goal = 'parameter = { of = "w1", equals = 2.4368, within = 0.07 }'
    text = GOOD.replace("passes = { at_least = 2 }", goal)
    near = text.replace('"Make two passes"', '"Come within 0.07 of 2.4368"')
    assert complaints(lesson(tmp_path, near)) == []
    far = text.replace('"Make two passes"', '"Come within 0.08, 0.08 of it"')
    assert complaints(lesson(tmp_path, far)) == [
        "goal[0].text: no claim mentions 0.08; add an [[expect]] for it"
    ]
