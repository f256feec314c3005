"""The syllabus: what each lesson is about, which lessons it builds on, and how long it takes.

The needs of the shipped lessons stand in `syllabus.toml`, those of others in their files.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.listing import lesson_names
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.markdown import MarkdownError, parse

WORDS_A_MINUTE = 100  # read with care, a look at the screen between sentences
MINUTES_A_QUESTION, MINUTES_A_GOAL, MINUTES_A_CASE = 1, 2, 2
HOW_LONG = (
    "Minutes are those that the file of a lesson gives; else they are estimated: a minute for each "
    f"{WORDS_A_MINUTE} words and each question, {MINUTES_A_GOAL} for each goal and each case."
)


class Entry(Struct, frozen=True):
    """A lesson of the syllabus; `needs` are the names of lessons that come before it."""

    name: str
    number: int
    title: str
    aim: str
    needs: tuple[str, ...]
    minutes: int


def syllabus() -> list[Entry]:
    """The lessons in their order."""
    lessons = [load_lesson(name) for name in lesson_names()]
    return [
        Entry(one.name, one.number, one.title, one.idea, needs_of(one), minutes_of(one))
        for one in lessons
    ]


def needs_of(lesson: Lesson) -> tuple[str, ...]:
    """The names of the lessons that it builds on."""
    return lesson.needs or _shipped_needs().get(lesson.name, ())


@cache
def _shipped_needs() -> Mapping[str, tuple[str, ...]]:
    tables = tomllib.loads((Path(__file__).parent / "syllabus.toml").read_text("utf-8"))
    return {name: tuple(needs) for name, needs in tables.items()}


def minutes_of(lesson: Lesson) -> int:
    """How long a lesson takes: what its file says, or an estimate."""
    if lesson.minutes is not None:
        return lesson.minutes
    read = sum(map(_words, (*lesson.text, *lesson.explain)))
    for prediction in lesson.predictions:
        read += _words(prediction.question)
        read += sum(_words(f"{one.text} {one.explain}") for one in prediction.answers)
    read += sum(_words(f"{case.text} {case.explain}") for case in lesson.cases)
    return (
        math.ceil(read / WORDS_A_MINUTE)
        + MINUTES_A_QUESTION * len(lesson.predictions)
        + MINUTES_A_GOAL * len(lesson.goals)
        + MINUTES_A_CASE * len(lesson.cases)
    )


def _words(block: str) -> int:
    try:
        return sum(len(part.plain.split()) for part in parse(block))
    except MarkdownError:
        return len(block.split())


def to_markdown(entries: Sequence[Entry]) -> str:
    """The syllabus as a table of Markdown, with the sum of its minutes."""
    numbers = {entry.name: entry.number for entry in entries}
    rows = [
        f"| {one.number} | {_cell(one.title)} | {_numbers(one.needs, numbers)} | {one.minutes} | "
        f"{_cell(one.aim)} |"
        for one in entries
    ]
    total = sum(entry.minutes for entry in entries)
    hours = f"All {len(entries)} lessons take some {math.ceil(total / 60)} hours. {HOW_LONG}"
    heads = ["| | lesson | needs | minutes | aim |", "|---|---|---|---|---|"]
    return "\n".join([*heads, *rows, "", hours])


def _numbers(needs: Sequence[str], numbers: Mapping[str, int]) -> str:
    known = sorted(numbers[name] for name in needs if name in numbers)
    return ", ".join([*map(str, known), *(name for name in needs if name not in numbers)])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
