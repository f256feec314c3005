"""No goal is reached by one key alone, by what the text dictates, or by chance."""

import random
from contextlib import suppress

import pytest

from tests.lessons.keyboard import BOUND, Keyboard
from tui_descent import actions
from tui_descent.actions import WORDS, CommandError
from tui_descent.lessons.in_words import commands_named, in_words
from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.listing import lesson_names
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.run import LessonRun

HUNDREDS = 20  # times that > is pressed
KEYS = 300  # pressed at random
SEEDS = range(3)
MOST_SOLVED = 1 / 20  # of the lessons, by random keys
OTHERS = [chr(code) for code in range(ord("a"), ord("z") + 1)]
MASHABLE = [*BOUND, *"0123456789", "enter", "full_stop", "minus", *OTHERS]


@pytest.mark.parametrize("name", lesson_names())
def test_hundreds_of_passes_alone_reach_no_goal(name: str) -> None:
    keyboard = Keyboard(load_lesson(name))
    while keyboard.reading.turn(1) or keyboard.reading.waits:
        if keyboard.reading.waits or keyboard.reading.names_cause:
            keyboard.press("1")
    for _ in range(HUNDREDS):
        keyboard.press("greater_than_sign")
    assert keyboard.reached == set()


@pytest.mark.parametrize("name", lesson_names())
def test_what_the_text_dictates_reaches_no_goal(name: str) -> None:
    lesson = load_lesson(name)
    run = LessonRun(lesson, seed=0)
    reached: set[int] = set()
    while run.question is not None:
        run.answer(1)
    for line in (line for block in lesson.text for line in _dictated(lesson, block)):
        with suppress(CommandError):  # an example of a command, which does not fit here
            actions.run(run.session, line, run)
        run.observe()
        reached |= {at for at, mark in enumerate(run.checklist) if mark.reached}
    assert reached == set()


def _dictated(lesson: Lesson, block: str) -> list[str]:
    """The commands that a block names, in its words for those who type."""
    lines = commands_named(in_words(block, lesson.in_words))
    return [line for line in lines if line.split()[0] in WORDS]


@pytest.mark.parametrize("seed", SEEDS)
def test_random_keys_solve_hardly_a_lesson(seed: int) -> None:
    solved = [name for name in lesson_names() if _is_solved_by_chance(name, seed)]
    assert len(solved) <= max(1, MOST_SOLVED * len(lesson_names())), solved


def _is_solved_by_chance(name: str, seed: int) -> bool:
    generator = random.Random(f"{name} {seed}")
    keyboard = Keyboard(load_lesson(name), seed)
    for _ in range(KEYS):
        keyboard.press(generator.choice(MASHABLE))
    return keyboard.run.done
