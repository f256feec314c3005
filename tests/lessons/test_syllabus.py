"""The syllabus: each lesson after those that it needs, and nothing used that it does not need."""

import re
from pathlib import Path

import pytest

from tests.lessons.writing import GOOD, lesson
from tests.program import run
from tui_descent.lessons.listing import lesson_names
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.syllabus import Entry, _shipped_needs, minutes_of, needs_of, syllabus
from tui_descent.presets import PresetError

EARLIER = re.compile(r"\b[Ll]essons? (\d+)(?: and (\d+))?")


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    return {entry.name: entry for entry in syllabus()}


def all_needs(name: str, entries: dict[str, Entry]) -> set[str]:
    """What a lesson needs, and what those need."""
    needs = {one for one in entries[name].needs if one in entries}
    return needs.union(*(all_needs(one, entries) for one in needs))


def test_each_shipped_lesson_comes_after_those_that_it_needs(entries: dict[str, Entry]) -> None:
    assert set(entries) <= set(_shipped_needs())
    for entry in entries.values():
        assert entry.needs or entry.number == 1
        for need in entry.needs:
            assert entries[need].number < entry.number, entry.name


def test_a_need_of_a_need_is_not_repeated(entries: dict[str, Entry]) -> None:
    for entry in entries.values():
        for need in entry.needs:
            others = set(entry.needs) - {need}
            assert not any(need in all_needs(other, entries) for other in others), entry.name


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_speaks_of_no_earlier_one_that_it_does_not_need(
    name: str, entries: dict[str, Entry]
) -> None:
    told = load_lesson(name)
    blocks = " ".join((*told.text, *told.explain, *told.hints))
    named = {int(one) for pair in EARLIER.findall(blocks) for one in pair if one}
    known = {entries[one].number for one in all_needs(name, entries)}
    assert {number for number in named if number < told.number} <= known


def test_minutes_are_those_of_the_file_or_estimated(tmp_path: Path) -> None:
    # 20 words are read (texts, explanation, question, answers), 1 question and 1 goal.
    assert minutes_of(lesson(tmp_path)) == 1 + 1 + 2
    longer = GOOD.replace('"And look."', f'"{"word " * 99}", "{"word " * 90}"')
    assert minutes_of(lesson(tmp_path, longer)) == 3 + 1 + 2
    assert minutes_of(lesson(tmp_path, GOOD.replace("[start]", "minutes = 45\n[start]"))) == 45


def test_a_lesson_of_ones_own_says_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "02-other.toml").write_text("format = 1\n")
    text = GOOD.replace("[start]", 'needs = ["slope", "other"]\n[start]')
    assert needs_of(lesson(tmp_path, text)) == ("slope", "other")
    for wrong, says in (
        ('needs = ["slop"]', "needs[0]: 'slop' is not known; did you mean slope?"),
        ('needs = ["spoiled"]', "needs[0]: 'spoiled' is not known"),
        ("minutes = 0", "minutes: 0 is too small; give 1 or more"),
    ):
        with pytest.raises(PresetError, match=re.escape(says)):
            lesson(tmp_path, GOOD.replace("[start]", f"{wrong}\n[start]"))


def test_the_command_prints_it_with_own_lessons(env: dict[str, str], tmp_path: Path) -> None:
    keys = 'needs = ["slope", "momentum"]\nminutes = 45\n[start]'
    (tmp_path / "mine.toml").write_text(GOOD.replace("[start]", keys))
    said = run(env, "--lessons", str(tmp_path), "lessons", "--syllabus")
    assert said.returncode == 0
    numbers = [str(lesson_names().index(name) + 1) for name in ("slope", "momentum")]
    row = f"| {len(lesson_names()) + 1} | One pass | {', '.join(numbers)} | 45 | A step is"
    assert row in said.stdout
