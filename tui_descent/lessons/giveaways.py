"""What spoils a lesson although all in it is true: a closed way, a gift, an answer in sight.

Each is told in a sentence for the person who writes the lesson.
"""

import math
from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from tui_descent.actions.registry import hidden_commands, keys
from tui_descent.lessons.lesson import Lesson, Prediction
from tui_descent.lessons.numbers import numbers_in
from tui_descent.lessons.run import LessonRun
from tui_descent.session.frame import Frame

FEW = 9  # parameters whose numbers are looked at; of more the selected one
SMALL = 9  # whole numbers up to here are found on any screen by chance
PASS = next(key.shown for key in keys("training") if key.id == "pass")
ASK = "ask for something that has to be worked out"
CLOSE = 0.01  # of a number: nothing that is further off is taken for it


class Sight(Struct, frozen=True):
    """A number on the first screen, and the panel in hide_panels without it; "": there is none."""

    value: float
    where: str
    panel: str = ""


def closed_ways(lesson: Lesson) -> Iterator[str]:
    """Commands of the solutions whose keys the lesson hides."""
    solutions = [("solution", lesson.solution)]
    solutions += [(f"case {case.name}", case.solution) for case in lesson.cases]
    for key, lines in solutions:
        for place, line in enumerate(lines):
            name, *words = line.split()
            ways = {name, " ".join([name, *words[-1:]])}
            hiding = [one for one in lesson.hide_keys if ways & hidden_commands((one,))]
            if hiding:
                told = ", ".join(hiding)
                yield f"{key}[{place}]: `{line}` needs a key that hide_keys closes: {told}"


def reached_at_first(run: LessonRun) -> Iterator[str]:
    """Goals that are reached before anything is done, where others are not."""
    for place, mark in enumerate(run.checklist):
        if mark.reached:
            yield (
                f"goal[{place}]: reached at the start, before anything is done; ask for "
                "something that the learner has to bring about"
            )


def answers_in_sight(lesson: Lesson) -> Iterator[str]:
    """Questions whose right answer, and no wrong one, is a number on the first screen."""
    if lesson.cases or not lesson.predictions:
        return
    with np.errstate(all="ignore"):
        sights, afterwards = _sights(lesson), _after_a_pass(lesson)
    for place, prediction in enumerate(lesson.predictions):
        at = next(at for at, answer in enumerate(prediction.answers) if answer.right)
        tried = any(f"`{PASS}`" in block for block in lesson.text[: prediction.after_block])
        seen = _given_away(prediction, at, sights)
        if not seen and tried and _given_away(prediction, at, [*sights, *afterwards]):
            yield (
                f"predict[{place}].answer[{at}].text: a block before the question names `{PASS}`, "
                "and after a pass the answer is on the screen; ask earlier, with after_block"
            )
        if seen:
            where = ", ".join(dict.fromkeys(one.where for one in seen))
            panels = ", ".join(f'"{one}"' for one in dict.fromkeys(one.panel for one in seen))
            open_to_all = any(not one.panel for one in seen)
            yield (
                f"predict[{place}].answer[{at}].text: it can be read off {where}: "
                f"{seen[0].value:.6g}; "
                + (ASK if open_to_all else f"add to hide_panels what shows it: {panels}")
            )


def _given_away(prediction: Prediction, right: int, sights: list[Sight]) -> list[Sight]:
    """Where the right answer can be read while no other one can; empty: nowhere."""
    found = [_sights_of(answer.text, sights) for answer in prediction.answers]
    others = [one for place, one in enumerate(found) if place != right]
    return [] if any(others) else found[right]


def _sights_of(text: str, sights: list[Sight]) -> list[Sight]:
    """Where the first number of an answer is seen, if all its numbers are seen."""
    numbers = numbers_in(text)
    telling = [one for one in numbers if not (one.isdecimal() and int(one) <= SMALL)]
    seen = [[one for one in sights if _alike(one.value, number)] for number in telling]
    return seen[0] if seen and all(seen) else []


def _alike(shown: float, written: str) -> bool:
    """Whether a number on the screen is, but for its sign, this one, as far as it is written."""
    number, decimals = float(written), len(written.partition(".")[2])
    off = abs(abs(shown) - number)
    return math.isfinite(shown) and off <= min(0.5 * 10.0**-decimals, CLOSE * number)


def _sights(lesson: Lesson) -> list[Sight]:
    """The numbers that gauge, columns and pictures show before anything is done."""
    session = lesson.session()
    frame, hidden = session.frame(), lesson.hide_panels
    after = float(frame.values[frame.selected] + frame.steps[frame.selected])
    sights = [Sight(frame.loss or 0.0, "the first line")]
    if "parameters" not in hidden:
        sights += _of_columns(frame, hidden)
    sights += [
        Sight(after, where, panel)
        for panel, where in (
            ("arithmetic", "the panel of the next pass"),
            ("working", "the arithmetic"),
            ("slice", "the slice"),
        )
        if panel not in hidden and panel in (*session.views, "arithmetic")
    ]
    if "arithmetic" not in hidden and frame.example is not None:
        where = "the panel of the next pass"
        sights += [Sight(float(one), where, "arithmetic") for one in frame.example.layers[-1]]
    if "gauge" not in hidden and frame.gauge is not None:
        shown = (frame.gauge.predicted, frame.gauge.limit)
        sights += [Sight(one, "the gauge", "gauge") for one in shown if one is not None]
    return sights


def _after_a_pass(lesson: Lesson) -> list[Sight]:
    """The numbers that have come to the screen once the learner has made a pass."""
    session = lesson.session()
    session.step()
    frame = session.frame()
    columns = [] if "parameters" in lesson.hide_panels else _of_columns(frame, lesson.hide_panels)
    return [Sight(frame.loss or 0.0, "the first line"), *columns]


def _of_columns(frame: Frame, hidden: tuple[str, ...]) -> list[Sight]:
    """What stands in the table of parameters; of many in the row of the selected one."""
    count = len(frame.labels)
    rows = range(count) if count <= FEW else [frame.selected]
    columns = (
        (frame.values, "the column of values", "parameters"),
        (frame.gradients, "the column of gradients", "gradients"),
        (frame.steps, "the column of steps", "steps"),
    )
    return [
        Sight(float(numbers[row]), where, panel)
        for numbers, where, panel in columns
        if panel not in hidden
        for row in rows
    ] + [
        Sight(float(frame.values[row] + frame.steps[row]), "the column of steps", "steps")
        for row in rows
        if "steps" not in hidden
    ]
