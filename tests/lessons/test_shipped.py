"""Every shipped lesson keeps its word, and so does the example that writers copy."""

import re
from pathlib import Path

import pytest

from tui_descent.actions import COMMANDS
from tui_descent.actions.registry import HIDABLE
from tui_descent.lessons import loading
from tui_descent.lessons.checking import complaints
from tui_descent.lessons.conditions import VOCABULARY
from tui_descent.lessons.listing import lesson_descriptions, lesson_names
from tui_descent.lessons.loading import PANELS, load_lesson, load_lesson_file
from tui_descent.lessons.ranges import BOUNDS

WRITING = (Path(loading.__file__).parent / "WRITING.md").read_text("utf-8")


@pytest.mark.parametrize("name", lesson_names())
def test_it_is_unsolved_then_solved_and_every_claim_is_true(name: str) -> None:
    assert complaints(load_lesson(name)) == []


def test_they_are_numbered_without_a_gap() -> None:
    lessons = [load_lesson(name) for name in lesson_names()]
    assert len({lesson.title for lesson in lessons}) == len(lessons)
    assert [load_lesson(str(lesson.number)).name for lesson in lessons] == lesson_names()


def test_the_list_says_what_the_files_say() -> None:
    for described in lesson_descriptions():
        lesson = load_lesson(described.name)
        assert described.title == lesson.title
        assert described.idea == lesson.idea
        assert described.number == lesson.number
        assert described.goals == len(lesson.goals)


def test_the_example_for_writers_is_right(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", WRITING, re.DOTALL)
    assert example
    path = tmp_path / "example.toml"
    path.write_text(example[1], "utf-8")
    assert complaints(load_lesson_file(path)) == []


@pytest.mark.parametrize("name", [*VOCABULARY, *COMMANDS, *BOUNDS, *PANELS, *HIDABLE])
def test_writers_are_told_of_everything(name: str) -> None:
    assert re.search(rf"`{name}[` ]", WRITING), name
