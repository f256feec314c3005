"""What the check finds in a lesson in which all is true, and which teaches nothing all the same."""

from pathlib import Path

import pytest

from tests.lessons.writing import GOOD, lesson, with_cases
from tui_descent.lessons.checking import complaints

MARKED = 'text = "up"\nright = true'  # one-weight at 0.01: 2, slope −24, next 2.24, loss 10.7584
IN_SIGHT = "predict[0].answer[0].text: it can be read off "


def asking(right: str, other: str, hide: str = "[]") -> str:
    """The lesson with these answers and these panels hidden; all its numbers are claimed."""
    text = GOOD.replace(MARKED, f'text = "{right}"\nright = true')
    text = text.replace('text = "down"', f'text = "{other}"')
    text = text.replace('question = "Where to?"', 'question = "Where to?"\nafter_block = 0')
    text = text.replace('claim = "', 'claim = "77, 10.76, 24.1, 0.111, 16.2, 24, 16: ')
    return text.replace("[start]", f"hide_panels = {hide}\n\n[start]")


@pytest.mark.parametrize(
    ("right", "hide", "where"),
    [
        (
            "to 2.24",
            "[]",
            "the column of steps, the panel of the next pass, the arithmetic, the slice: 2.24",
        ),
        ("to 2.24", '["arithmetic", "working", "slice"]', "the column of steps: 2.24"),
        ("to 2.24", '["arithmetic", "steps"]', "the arithmetic, the slice: 2.24"),
        ("to 2.24", '["steps", "arithmetic", "working"]', "the slice: 2.24"),
        ("by 0.24", '["arithmetic"]', "the column of steps: 0.24"),
        ("the slope is −24", "[]", "the column of gradients: -24"),
        ("to a loss of 10.76", '["arithmetic"]', "the gauge: 10.7584"),
        ("it must stay below 0.111", "[]", "the gauge: 0.111111"),
        ("it begins at 16", "[]", "the first line: 16; ask for something that has to be worked"),
    ],
)
def test_an_answer_that_can_be_read_off_is_told(
    tmp_path: Path, right: str, hide: str, where: str
) -> None:
    found = complaints(lesson(tmp_path, asking(right, "to 77", hide)))
    assert len(found) == 1
    assert found[0].startswith(f"{IN_SIGHT}{where}")


@pytest.mark.parametrize(
    ("right", "other", "hide"),
    [
        ("to 2.24", "to 77", '["arithmetic", "working", "slice", "steps"]'),  # nothing shows it
        ("to 77", "to 2.24", "[]"),  # what is in sight is wrong
        ("to 2.24", "by 0.24", "[]"),  # both are in sight
        ("to 2", "to 3", "[]"),  # found on any screen
        ("the slope is −24.1", "to 77", "[]"),  # something near it
    ],
)
def test_one_that_has_to_be_worked_out_is_not(
    tmp_path: Path, right: str, other: str, hide: str
) -> None:
    assert complaints(lesson(tmp_path, asking(right, other, hide))) == []


def test_the_panels_that_it_names_hide_it(tmp_path: Path) -> None:
    for right in ("the slope is −24", "to 2.24", "it must stay below 0.111"):
        found = complaints(lesson(tmp_path, asking(right, "to 77")))
        panels = found[0].partition("add to hide_panels what shows it: ")[2]
        assert complaints(lesson(tmp_path, asking(right, "to 77", f"[{panels}]"))) == []


@pytest.mark.parametrize(
    ("line", "keys", "told"),
    [
        ("step 2", '["pass"]', "`step 2` needs a key that hide_keys closes: pass"),
        ("rate 0.02", '["rate-type"]', "`rate 0.02` needs a key that hide_keys closes: rate-type"),
        (
            "rate up",
            '["rate-up", "points"]',
            "`rate up` needs a key that hide_keys closes: rate-up",
        ),
        ("optimizer adam", '["optimizer"]', "`optimizer adam` needs a key that hide_keys closes"),
        ("select w1", '["edit", "setup"]', ""),
    ],
)
def test_a_solution_that_needs_a_hidden_key_is_told(
    tmp_path: Path, line: str, keys: str, told: str
) -> None:
    text = GOOD.replace('solution = ["step 2"]', f'solution = ["{line}", "step 2"]')
    text = text.replace('essential = ["step 2"]\n', "")
    found = complaints(lesson(tmp_path, text.replace("[start]", f"hide_keys = {keys}\n\n[start]")))
    assert any(told in one for one in found) if told else found == []


def test_the_solution_of_a_case_is_looked_at_too(tmp_path: Path) -> None:
    text = with_cases().replace("[start]", 'hide_keys = ["rate-type"]\n\n[start]', 1)
    found = complaints(lesson(tmp_path, text))
    assert found == [
        "case creeping[0]: `rate 0.05` needs a key that hide_keys closes: rate-type",
    ]


def test_a_goal_that_is_there_from_the_start_is_told(tmp_path: Path) -> None:
    goal = '\n[[goal]]\ntext = "A low loss"\nloss = { below = 99 }\n'
    found = complaints(lesson(tmp_path, GOOD.replace("\n[[expect]]", f"{goal}\n[[expect]]", 1)))
    assert found == [
        "goal[1]: reached at the start, before anything is done; ask for something that the "
        "learner has to bring about"
    ]
    later = goal.replace("loss =", "then = true\nloss =")
    assert (
        complaints(lesson(tmp_path, GOOD.replace("\n[[expect]]", f"{later}\n[[expect]]", 1))) == []
    )


def test_an_answer_that_a_pass_before_the_question_shows_is_told(tmp_path: Path) -> None:
    hidden = '["arithmetic", "working", "slice", "steps"]'
    early = asking("to 2.24", "to 77", hidden)
    asked_late = early.replace("after_block = 0", "after_block = 1")
    found = complaints(lesson(tmp_path, asked_late))
    assert len(found) == 1
    assert "a block before the question names `space`, and after a pass the answer is" in found[0]
    assert complaints(lesson(tmp_path, early)) == []
