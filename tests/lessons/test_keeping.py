"""A lesson is opened as it was left."""

from datetime import UTC, datetime
from pathlib import Path

from tui_descent import commands
from tui_descent.lessons.keeping import open_run, save
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.progress import Progress


def test_answers_seen_goals_and_the_block_are_there_again(tmp_path: Path) -> None:
    lesson = load_lesson("5")
    progress = Progress.open(tmp_path / "progress.sqlite")
    run = open_run(lesson, progress)
    run.turn(1)
    run.answer(1)
    commands.run(run.session, "step 100", run)
    assert save(run, progress)
    progress.close()

    again = Progress.open(tmp_path / "progress.sqlite")
    run = open_run(lesson, again)
    assert (run.block, run.kept.answers, run.question) == (1, [0], None)
    assert [mark.reached for mark in run.checklist] == [True, False]
    for line in ("reset", "rate 0.0256", "step 20"):
        commands.run(run.session, line, run)
    save(run, again)
    assert again.of(lesson.name).done is not None
    assert open_run(lesson, again).done
    again.close()


def test_a_goal_of_the_present_run_is_not_reached_in_the_next_one(tmp_path: Path) -> None:
    lesson = load_lesson("10")
    progress = Progress.open(tmp_path / "progress.sqlite")
    run = open_run(lesson, progress)
    commands.run(run.session, "step 20", run)
    assert [mark.reached for mark in run.checklist] == [False, False, True]
    save(run, progress)
    assert [mark.reached for mark in open_run(lesson, progress).checklist] == [False] * 3
    progress.close()


def test_cases_come_in_the_same_order_and_stay_solved(tmp_path: Path) -> None:
    lesson = load_lesson("18")
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    progress = Progress.open(tmp_path / "progress.sqlite", now=lambda: at)
    run = open_run(lesson, progress)
    case = run.case_now
    assert case is not None
    for line in (f"cause {case.cause}", *case.solution):
        commands.run(run.session, line, run)
    save(run, progress)

    again = open_run(lesson, progress)
    assert again.case_now == case
    assert again.case_marks[0].reached
    assert again.kept.causes == {case.name: case.cause}
    commands.run(again.session, "case 2", again)
    assert again.case_now != case
    progress.close()
