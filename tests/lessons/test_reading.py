"""The pages of a lesson: their order, which of them are open, and the place that is kept."""

from pathlib import Path

from tests.lessons.writing import GOOD, lesson, with_cases
from tui_descent import actions
from tui_descent.lessons.contents import contents
from tui_descent.lessons.reading import Page, Reading
from tui_descent.lessons.run import LessonRun


def reading(folder: Path, text: str = GOOD, place: int = 0) -> Reading:
    return Reading(LessonRun(lesson(folder, text), seed=1), place)


def kinds(shown: Reading) -> list[str]:
    return [page.kind for page in shown.pages]


def test_a_question_comes_after_its_block_and_the_explanation_after_the_goals(
    tmp_path: Path,
) -> None:
    late = reading(tmp_path)
    assert kinds(late) == ["text", "text", "question", "goals"]
    early = reading(tmp_path, GOOD.replace('"Where to?"', '"Where to?"\nafter_block = 1'))
    assert kinds(early) == ["text", "question", "text", "goals"]
    for line in ("answer 1", "step 2"):
        actions.run(early.run.session, line, early.run)
    assert kinds(early)[4:] == ["explain", "sources"]
    assert kinds(reading(tmp_path, with_cases())) == ["text", "text", "question", "case", "goals"]


def test_nothing_leads_past_a_question_but_an_answer(tmp_path: Path) -> None:
    shown = reading(tmp_path)
    assert shown.turn(1)
    assert shown.turn(1)
    assert shown.waits
    assert not shown.turn(1)
    assert not shown.may_try
    shown.run.answer(2)
    assert shown.may_try
    assert shown.turn(1)
    assert shown.page == Page("goals")
    assert not shown.turn(1)


def test_before_a_question_only_a_text_that_names_a_key_lets_one_try(tmp_path: Path) -> None:
    assert reading(tmp_path).may_try
    silent = reading(tmp_path, GOOD.replace("`space`", "a key"))
    assert not silent.may_try
    later = reading(
        tmp_path, GOOD.replace("Press `space`.", "Wait.").replace("And look", "`space`")
    )
    assert not later.may_try
    later.turn(1)
    assert later.may_try


def test_a_kept_place_is_gone_to_as_far_as_no_question_waits_before_it(tmp_path: Path) -> None:
    text = GOOD.replace('"Where to?"', '"Where to?"\nafter_block = 1')
    assert reading(tmp_path, text, place=1).page == Page("question", 0)
    one = lesson(tmp_path, text)
    answered = Reading(LessonRun(one, {"answers": [0]}), 1)
    assert answered.page == Page("text", 1)
    assert answered.place == 1
    done = LessonRun(one, {"answers": [0], "done": True})
    for place, page in ((2, Page("explain", 0)), (3, Page("sources")), (99, Page("sources"))):
        shown = Reading(done, place)
        assert shown.page == page
        assert shown.place == min(place, 3)
    assert reading(tmp_path, place=99).page.kind == "text"


def test_an_answer_is_told_with_its_explanation_and_without_judging(tmp_path: Path) -> None:
    run = LessonRun(lesson(tmp_path), seed=1)
    asked = " ".join(part.plain for part in contents(run, Page("question", 0)))
    assert "1. up 2. down 3. nowhere" in asked
    assert "Yes." not in asked
    run.answer(2)
    told = " ".join(part.plain for part in contents(run, Page("question", 0)))
    assert "You said: down" in told
    assert "No: up." in told
    assert "✓" not in told
