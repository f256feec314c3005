"""What is to be foreseen: the first in a race, the best pass; and what a baseline is worth."""

import numpy as np
import pytest

from tui_descent.actions import CommandError, run
from tui_descent.lessons.contents import contents
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.reading import Page, Reading
from tui_descent.lessons.run import LessonRun
from tui_descent.presets import PresetError
from tui_descent.presets.loading import rebuilt, source_of
from tui_descent.presets.preset import NetworkProblem
from tui_descent.ui.lesson_keys import refusal


def at_case(name: str) -> LessonRun:
    """The lesson on races, at this ground."""
    lesson = LessonRun(load_lesson("race"), seed=0)
    while lesson.case_now is None or lesson.case_now.name != name:
        run(lesson.session, "case", lesson)
    return lesson


def test_nothing_moves_before_the_first_one_is_named() -> None:
    lesson = at_case("round")
    reading = Reading(lesson)
    reading.open("case")
    assert not reading.may_try
    assert refusal("dialog('race')", reading) == "first predict: press 1–4; wrong is fine"
    run(lesson.session, "cause 1", lesson)
    assert reading.may_try
    assert refusal("dialog('race')", reading) == ""


def test_whoever_has_seen_the_race_can_no_longer_name_the_first() -> None:
    lesson = at_case("round")
    run(lesson.session, "race optimizers", lesson)
    with pytest.raises(CommandError, match="this is asked before the start"):
        run(lesson.session, "cause 1", lesson)
    run(lesson.session, f"case {lesson.case_number}", lesson)
    run(lesson.session, "cause 1", lesson)


@pytest.mark.parametrize(
    ("name", "first"), [("round", 1), ("along", 3), ("slanted", 2), ("saddle", 3)]
)
def test_a_race_counts_once_the_one_that_was_named_is_there(name: str, first: int) -> None:
    lesson = at_case(name)
    run(lesson.session, f"cause {first}", lesson)
    run(lesson.session, "race optimizers", lesson)
    run(lesson.session, "step 2", lesson)
    assert not any(mark.reached for mark in lesson.case_marks)
    run(lesson.session, "step 60", lesson)
    assert [mark.reached for mark in lesson.case_marks].count(True) == 1


def test_the_page_of_a_race_that_was_run_says_who_was_first() -> None:
    lesson = at_case("round")

    def told() -> str:
        parts = contents(lesson, Page("case"))
        return "\n".join("".join(text for text, _ in part.runs) for part in parts)

    run(lesson.session, "cause 1", lesson)
    run(lesson.session, "race optimizers", lesson)
    run(lesson.session, "step 2", lesson)
    assert "first:" not in told()
    run(lesson.session, "step 3", lesson)  # at 0.4 a fifth of √13 is left each time: 13 / 25³
    assert "Below 0.001 first: sgd, after 3 passes; then " in told()
    run(lesson.session, "race off", lesson)
    assert "first:" not in told()


def test_past_the_page_that_asks_the_way_back_is_said() -> None:
    lesson = at_case("round")
    reading = Reading(lesson)
    ahead, behind = (
        f"a question comes first: {key}" for key in ("{read-on} goes on", "{read-back} goes back")
    )
    assert refusal("step(1)", reading) == f"{ahead} to it"
    reading.open("goals")
    assert refusal("step(1)", reading) == f"{behind} to it"
    run(lesson.session, "cause 1", lesson)
    assert refusal("step(1)", reading) == ""


def test_a_case_that_is_asked_of_the_future_does_not_speak_of_what_is_wrong() -> None:
    lesson = at_case("saddle")
    assert run(lesson.session, f"case {lesson.case_number}", lesson) == (
        f"case {lesson.case_number} of 4: Which kind is first? A saddle: the slope of y is −0.001."
    )


def test_the_best_pass_is_that_of_the_run_so_far() -> None:
    lesson = LessonRun(load_lesson("memorising"))
    while lesson.question is not None:
        lesson.answer(1)
    losses = []
    for _ in range(700):
        run(lesson.session, "step", lesson)
        losses.append(lesson.session.walk.validation_loss or 0.0)
    best = 1 + int(np.argmin(losses))
    assert best == 260
    assert run(lesson.session, "guess 700", lesson).startswith("700 is not it; look where")
    assert not lesson.checklist[0].reached
    said = run(lesson.session, f"guess {best + 20}", lesson)
    assert said == f"right: the pass with the lowest loss held out is {best}"
    assert lesson.checklist[0].reached
    run(lesson.session, "back 600", lesson)
    assert not lesson.checklist[1].reached
    run(lesson.session, "reset", lesson)
    run(lesson.session, f"step {best}", lesson)
    assert lesson.done


def test_a_loss_is_compared_with_that_of_the_mean() -> None:
    lesson = LessonRun(load_lesson("own-data"))
    problem = lesson.session.preset.problem
    assert isinstance(problem, NetworkProblem)
    targets = problem.data.targets
    (goal,) = (one for one in lesson.lesson.goals if one.conditions.loss_over_constant)
    mean, variance = float(targets.mean()), float(targets.var())
    run(lesson.session, f"set b1[o1] {mean!r}", lesson)
    assert lesson.session.loss == pytest.approx(variance)
    assert goal.conditions.loss_over_constant.at_most == 1 / 20


def test_a_lesson_s_csv_file_is_shipped_with_it() -> None:
    preset = load_lesson("own-data").preset
    again = rebuilt(source_of(preset), preset.tables, shipped_only=True)
    assert isinstance(again.problem, NetworkProblem)
    assert isinstance(preset.problem, NetworkProblem)
    assert np.array_equal(again.problem.data.inputs, preset.problem.data.inputs)
    elsewhere = source_of(preset).replace("files", "other")
    with pytest.raises(PresetError, match="not a shipped file"):
        rebuilt(elsewhere, preset.tables, shipped_only=True)
