"""Every shipped lesson can be done by a script."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plain.seen import eyes_needed
from tests.plain.talk import SEED, talk
from tui_descent.actions import WORDS
from tui_descent.lessons.checking import solution_of
from tui_descent.lessons.in_words import commands_named, in_words
from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.listing import lesson_names
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.progress import Progress
from tui_descent.lessons.run import LessonRun
from tui_descent.plain.start import with_lesson
from tui_descent.plain.transliterate import printable

MEANT_OTHERWISE = {  # words that are not of a screen here
    ("saddle", "row"),  # one after the other
    ("vanishing", "row"),
    ("how-many-units", "ring"),  # of points
    ("weight-scale", "ring"),
    ("own-data", "column"),  # of a file
    ("own-data", "columns"),
}


def script_of(lesson: Lesson, chosen: str = "right") -> list[str]:
    """Read, predict as each question comes, and do what the solution says."""
    lines: list[str] = []
    asked = list(lesson.predictions)
    for block in range(1, len(lesson.text) + 1):
        while asked and asked[0].after_block <= block:
            answers = asked.pop(0).answers
            right = [answer.right for answer in answers].index(True)
            lines.append(f"answer {right + 1 if chosen == 'right' else (right + 1) % 3 + 1}")
        lines += ["next"] if block < len(lesson.text) else []
    return [*lines, *solution_of(lesson)]


@pytest.mark.parametrize("name", lesson_names())
def test_a_script_reaches_all_goals(name: str) -> None:
    lesson = load_lesson(name)
    said = talk([*script_of(lesson), "goal"], with_lesson(name))
    assert said.errors == []
    assert said.status == 0
    assert "all goals are reached" in said.lines
    for goal in lesson.goals:
        text = printable(in_words(goal.text, lesson.in_words), ascii=False)
        assert f"goal open: {text}" in said.lines
        assert f"goal reached: {text}" in said.lines
    for case in range(1, len(lesson.cases) + 1):
        assert said.lines.count(f"case {case}: solved") == 2
    assert f"the idea: {lesson.idea.split()[0]}" in said.text
    for mark in ("`", "**", "\x1b", "\r"):
        assert mark not in said.text


@pytest.mark.parametrize("name", lesson_names())
def test_every_command_in_a_lesson_s_text_can_be_typed(name: str) -> None:
    lesson = load_lesson(name)
    asked = list(lesson.predictions)
    lines = ["case"] if lesson.cases else []
    named = ["cause 1"] if lesson.asks else []  # what is asked comes before all that moves
    lines += named
    for number, block in enumerate(lesson.text, start=1):
        commands = commands_named_as_words(lesson, block, bool(asked))
        lines += [line for line in commands if not (named and line.startswith("cause "))]
        while asked and asked[0].after_block <= number:
            lines.append(f"answer {[one.right for one in asked.pop(0).answers].index(True) + 1}")
        lines += ["next"] if number < len(lesson.text) else []
    for block in (*lesson.hints, *lesson.explain):
        lines += ["reset", *commands_named_as_words(lesson, block)]
    said = talk(lines, with_lesson(name))
    assert said.errors == []


def commands_named_as_words(lesson: Lesson, block: str, waits: bool = False) -> list[str]:
    """The commands that a block tells a learner to type, without those that a question stops."""
    written = {line for one in lesson.in_words for line in commands_named(one.words)}
    named = commands_named(in_words(block, lesson.in_words))
    commands = [line for line in named if line in written]
    return [line for line in commands if not (waits and WORDS[line.split()[0]].moves)]


def told_of(lesson: Lesson) -> Iterator[str]:
    """Every text of a lesson as the plain mode tells it, in one line."""
    blocks = [lesson.title, lesson.idea, *lesson.text, *lesson.explain, *lesson.hints]
    blocks += [goal.text for goal in lesson.goals]
    for question in lesson.predictions:
        blocks += [question.question, *(one.text for one in question.answers)]
        blocks += [one.explain for one in question.answers]
    for case in lesson.cases:
        blocks += [case.text, case.explain]
    for block in (*blocks, *lesson.causes, lesson.asks):
        yield " ".join(in_words(block, lesson.in_words).split())


@pytest.mark.parametrize("name", lesson_names())
def test_no_text_speaks_of_what_only_a_screen_has(name: str) -> None:
    found = {
        (name, word, text)
        for text in told_of(load_lesson(name))
        for word in eyes_needed(text)
        if (name, word) not in MEANT_OTHERWISE
    }
    assert found == set()


def test_every_word_that_is_meant_otherwise_occurs() -> None:
    for name, word in MEANT_OTHERWISE:
        assert any(word in eyes_needed(text) for text in told_of(load_lesson(name))), (name, word)


@pytest.mark.parametrize(
    "text",
    [
        "The dashes ┊ are",
        "in the column **step**",
        "You are at ●.",
        "in the status line",
        "`lr 0.1`",
    ],
)
def test_what_only_a_screen_has_is_found(text: str) -> None:
    assert eyes_needed(text)


@pytest.mark.parametrize("name", lesson_names())
def test_it_is_ascii_where_it_must_be(name: str) -> None:
    said = talk([*script_of(load_lesson(name)), "read", "hint"], with_lesson(name), ascii=True)
    assert said.text.isascii()
    assert said.text.isprintable() or "\n" in said.text
    assert " ? " not in said.text


@pytest.mark.parametrize("name", lesson_names())
def test_a_wrong_prediction_is_explained_and_blocks_nothing(name: str) -> None:
    lesson = load_lesson(name)
    said = talk(script_of(lesson, "wrong"), with_lesson(name))
    assert said.errors == []
    assert "all goals are reached" in said.lines


def test_a_prediction_comes_before_the_passes() -> None:
    said = talk("step\nnext\nshow\nanswer 9\nanswer 2\nstep", with_lesson("too-small"))
    assert [error.split(": ")[1] for error in said.errors] == ["line 1", "line 2", "line 4"]
    assert "predict first" in said.errors[0]
    assert any(line.startswith("pass 1 ") for line in said.lines)


def test_a_number_alone_answers_while_a_question_waits(tmp_path: Path) -> None:
    said = talk("2\nanswer 2\n2", with_lesson("too-small"))
    assert said.errors[0].endswith("'2' alone is not a command; did you mean answer 2?")
    assert said.errors[1].endswith("did you mean guess 2, step 2, rate 2 or set w1 2?")
    path = tmp_path / "hiding.toml"
    path.write_text(without_a_guess('hide_keys = ["pass", "rate-type", "edit"]'), "utf-8")
    said = talk("answer 2\n2", with_lesson(str(path)))
    assert said.errors[0].endswith("help lists all commands")
    said = talk("2", with_lesson("diagnose"))
    assert "did you mean cause 2, " in said.errors[0]


def without_a_guess(hides: str) -> str:
    """A lesson that hides this, and asks for no typed value."""
    text = Path(load_lesson("too-small").path).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("hide_", "typed "))]
    return "\n".join(lines).replace("[preset]", f"{hides}\n\n[preset]", 1)


def test_what_a_lesson_hides_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "hiding.toml"
    hides = 'hide_panels = ["gauge", "verdict", "parameters"]\nhide_keys = ["new", "rate-up"]'
    path.write_text(without_a_guess(hides), "utf-8")
    script = "answer 2\ngauge\nparameters\nnew\nrate up\nrate down\nstep\nshow"
    said = talk(script, with_lesson(str(path)))
    assert [error.split(": ")[1] for error in said.errors] == [f"line {at}" for at in range(2, 6)]
    assert not any(line.startswith(("next loss", "verdict", "rates")) for line in said.lines)
    assert not any("w1" in line for line in said.lines if line.startswith("pass "))


def test_it_goes_on_where_it_was_left_and_knows_what_is_done() -> None:
    talk("answer 2\nnext", with_lesson("too-small"))
    said = talk("step 100", with_lesson(None))
    number = load_lesson("too-small").number
    assert said.lines[0].startswith(f"lesson {number}: ")
    assert "text 2 of 5" in said.lines
    assert not any(line.startswith("question") for line in said.lines)
    talk("reset\nrate 0.001\nguess 205\nrate 0.0256\nstep 20", with_lesson(None))
    progress = Progress.open()
    done = progress.of(load_lesson("too-small").name)
    progress.close()
    assert done.done is not None
    assert set(done.goals) == {0, 1}
    assert done.predicted(0) == 1
    assert talk("", with_lesson(None)).lines[0].startswith(f"lesson {number + 1}: ")
    again = talk("answer 1\nrestart\nhome", with_lesson("too-small"))
    assert "you have done this lesson before" in again.lines
    assert f"lesson {number}: Too small a learning rate  done" in again.lines


def test_the_causes_that_were_named_are_kept() -> None:
    lesson = next(one for one in map(load_lesson, lesson_names()) if one.cases)
    script = solution_of(lesson)
    half = script[: script.index("case 3")]
    talk(half, with_lesson(lesson.name))
    said = talk(["goal", *script[len(half) :]], with_lesson(lesson.name))
    assert said.errors == []
    assert "case 1: solved" in said.lines[: said.lines.index("case 2: solved") + 1]
    assert "all goals are reached" in said.lines


def test_next_and_skip_lead_to_the_next_lesson() -> None:
    names = lesson_names()
    first, second = (load_lesson(name) for name in names[:2])
    said = talk([*script_of(first), "next"], with_lesson("forward"))
    assert f"lesson {second.number}: {second.title}" in said.lines
    assert said.errors == []
    said = talk("skip", with_lesson("forward"))
    assert f"lesson {second.number}: {second.title}" in said.lines
    assert "no lesson follows" in talk("skip", with_lesson(names[-1])).errors[0]


def test_progress_that_cannot_be_saved_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    state.write_text("not a folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    said = talk(script_of(load_lesson("too-small")), with_lesson("too-small"))
    assert said.text.count("note: progress is not saved") == 1
    assert "all goals are reached" in said.lines


def test_the_order_of_cases_is_the_one_that_the_solutions_are_played_in() -> None:
    for lesson in map(load_lesson, lesson_names()):
        told = LessonRun(lesson, {"seed": SEED}).case_now
        assert told == LessonRun(lesson, seed=SEED).case_now


def test_a_race_is_run_after_its_winner_was_named() -> None:
    said = talk("next\nnext\nnext\nrace optimizers\nstep", with_lesson("race"))
    assert said.errors[-1].endswith("say first what you expect: cause 1 to cause 4")
    said = talk("cause 1\nrace optimizers\nstep 2", with_lesson("race"))
    assert said.errors == []


@pytest.mark.parametrize("name", ["diagnose", "race"])
def test_by_ear_the_goals_say_what_a_cause_is_until_it_was_named(name: str) -> None:
    lesson = load_lesson(name)
    asked = lesson.asks or "what is wrong?"
    told = [f"cause {at}: {cause}" for at, cause in enumerate(lesson.causes, start=1)]
    said = talk("speech on\ngoal", with_lesson(name)).lines
    assert said[-len(told) - 1 :] == [f"cause NUMBER answers: {asked}", *told]
    assert talk("speech on\ncause 1\ngoal", with_lesson(name)).lines[-1].startswith("goal open: ")
    assert talk("goal", with_lesson(name)).lines[-1].startswith("goal open: ")


@pytest.mark.parametrize(
    ("name", "asked"),
    [("too-small", "the number of passes"), ("limit", "the limit of the learning rate")],
)
def test_goals_name_the_word_for_what_is_typed(name: str, asked: str) -> None:
    said = talk("answer 1\nnext\nanswer 1\nnext\nanswer 1\ngoal", with_lesson(name))
    assert f"guess VALUE takes what you expect for {asked}" in said.text
