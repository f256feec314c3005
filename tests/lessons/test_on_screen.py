"""Every lesson is learned in a real terminal, by keys; and whoever leaves it gets back."""

import json
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.lessons.on_screen import Learner, squeezed
from tests.lessons.writing import GOOD
from tests.program import run
from tests.pty_terminal import Terminal
from tui_descent.lessons.listing import lesson_names
from tui_descent.lessons.loading import load_lesson

VISIT = 4  # lessons in one terminal: to start the program takes as long as to solve one
FIRST = "Forward: what goes in comes out"


def listed(env: Mapping[str, str], *options: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run(env, "lessons", "--json", *options).stdout)
    return rows


def row_of(env: Mapping[str, str], name: str) -> dict[str, Any]:
    (row,) = (row for row in listed(env) if row["name"] == name)
    return row


def shows(hint: str) -> Callable[[str], bool]:
    return lambda text: squeezed(hint)[:70] in squeezed(text)


@pytest.mark.parametrize("first", lesson_names()[::VISIT])
def test_lessons_are_solved_by_keys_at_80x24(first: str, env: dict[str, str]) -> None:
    begin = lesson_names().index(first)
    visited = lesson_names()[begin : begin + VISIT]
    with Terminal(["learn", first], env) as terminal:
        for name in visited:
            lesson = load_lesson(name)
            learner = Learner(terminal, lesson)
            learner.read_to("case" if lesson.cases else "goals")
            text = learner.solve()
            assert f"{lesson.number} · " in text
            terminal.press("q" if name == visited[-1] else "N")
        assert terminal.end() == 0
    rows = [row for row in listed(env) if row["done"] is not None]
    assert [row["name"] for row in rows] == visited
    assert {row["progress"] for row in rows} == {"✓ done"}


def test_a_lesson_on_own_data_stays_at_its_file(env: dict[str, str]) -> None:
    with Terminal(["learn", "own-data"], env) as terminal:
        Learner(terminal, load_lesson("own-data")).read_to("goals")
        terminal.press("a")
        assert "f columns" not in terminal.wait_for("enter take it")
        terminal.press("f", "a")
        terminal.wait_for("Your goals")


def test_a_wrong_prediction_is_explained_and_blocks_nothing(env: dict[str, str]) -> None:
    with Terminal(["learn", "too-small"], env) as terminal:
        learner = Learner(terminal, load_lesson("too-small"))
        learner.see_page()
        terminal.press("space")
        terminal.wait_for("a question comes first")
        terminal.press("k")
        learner.reading.turn(1)
        learner.see_page()
        terminal.press("space", "k")
        assert "pass 0 " in terminal.wait_for("first predict: press 1–3")
        text = learner.answer(wrong=True)
        assert "✓" not in text
        terminal.press("2")
        terminal.wait_for("nothing is asked here")
        learner.read_to("goals")
        learner.solve()
    row = row_of(env, "too-small")
    assert row["reached"] == [1, 2]


def test_hints_come_when_they_are_asked_for_one_after_the_other(env: dict[str, str]) -> None:
    hints = load_lesson("too-small").hints
    with Terminal(["learn", "too-small"], env) as terminal:
        terminal.wait_for("page 1 of 7")
        for hint in (*hints, hints[-1]):
            terminal.press("t")
            terminal.wait_for(shows(hint))
        terminal.press("k")
        assert "The same valley as before" in terminal.wait_for(lambda text: "Hint" not in text)


def test_whoever_wanders_off_gets_back(env: dict[str, str]) -> None:
    lesson = load_lesson("too-small")
    with Terminal(["learn", "too-small"], env) as terminal:
        learner = Learner(terminal, lesson)
        learner.read_to("goals")
        terminal.press("enter", "77", "enter", "=", "9", "enter", ">")
        terminal.wait_for("loss inf ")
        terminal.press("a")
        terminal.wait_for("build")
        terminal.press("right", "enter")
        terminal.wait_for("from pass 0 on")
        terminal.press("s")
        terminal.wait_for("sweep")
        terminal.press("s", "?")
        terminal.wait_for("help: keys")
        terminal.press("q")
        terminal.resize(20, 5)
        terminal.wait_for("too small")
        terminal.resize(80, 24)
        terminal.wait_for("lr 9")
        terminal.press("h")
        terminal.wait_for("problems to look at")
        terminal.press("enter")
        terminal.wait_for(lambda text: "page 6 of 7" in text and "lr 0.0001" in text)
        terminal.press("enter", "5", "enter")
        terminal.wait_for("loss 25 ")
        terminal.press("R")
        text = terminal.wait_for("from the start of the lesson again")
        assert "page 1 of 7" in text
        assert "loss 16 " in text
        fresh = Learner(terminal, lesson)
        fresh.run.kept.answers = list(learner.run.kept.answers)
        fresh.read_to("goals")
        fresh.solve()
        terminal.press("N")
        terminal.wait_for(" · Overshooting is not diverging")
        terminal.press("P")
        terminal.wait_for("done before: R starts it again")


def test_a_small_window_shows_the_lesson_and_the_panels_in_turn(env: dict[str, str]) -> None:
    with Terminal(["learn", "too-small"], env, columns=40, rows=12) as terminal:
        terminal.wait_for("page 1 of 7")
        terminal.press("k")
        terminal.wait_for("page 2 of 7, part 1 of 2")
        terminal.press("k")
        terminal.wait_for("page 2 of 7, part 2 of 2")
        terminal.press("2")
        terminal.wait_for("You said:")
        terminal.press("tab")
        terminal.wait_for("PARAMETERS")
        terminal.press("k", ">", "r", "=", "0.001", "enter")
        terminal.wait_for("lr 0.001")
        terminal.press("u", "205", "enter", "=", "0.0512", "enter")
        terminal.wait_for("lr 0.0512")
        terminal.press("space", "space")
        assert "GOAL REACHED" in terminal.wait_for("Ten times the rate")
        terminal.press("q")
        assert terminal.end() == 0


def test_it_goes_on_where_a_killed_program_was(env: dict[str, str]) -> None:
    with Terminal(["learn", "too-small"], env) as terminal:
        learner = Learner(terminal, load_lesson("too-small"))
        learner.read_to("goals")
        terminal.press("j", "=", "0.001", "enter")
        terminal.wait_for("lr 0.001")
        terminal.press("u", "205", "enter")
        terminal.wait_for("goals 1✓")
        terminal.process.send_signal(signal.SIGKILL)
        terminal.end()
    with Terminal(["learn"], env) as terminal:
        text = terminal.wait_for("page 6 of 7")
        assert "goals 1✓ 2☐" in text
        terminal.press(*"jjjj")
        terminal.wait_for("You said:")
        terminal.press("q")
        assert terminal.end() == 0
    assert row_of(env, "too-small")["progress"] == "1 of 2 goals"


def test_two_sessions_at_once_lose_nothing(env: dict[str, str]) -> None:
    with Terminal(["learn", "forward"], env) as one, Terminal(["learn", "loss"], env) as two:
        learners = [
            Learner(one, load_lesson("forward")),
            Learner(two, load_lesson("loss")),
        ]
        for learner in learners:
            learner.read_to("goals")
        for learner in learners:
            learner.solve()
    assert [row["progress"] for row in listed(env)[:3]] == ["✓ done", "✓ done", ""]


def test_a_newcomer_is_led_to_the_first_lesson_and_then_to_the_next(env: dict[str, str]) -> None:
    with Terminal([], env) as terminal:
        assert "enter opens lesson 1" in terminal.wait_for("▸ begin")
        terminal.press("enter")
        terminal.wait_for(FIRST)
        learner = Learner(terminal, load_lesson("forward"))
        learner.read_to("goals")
        learner.solve()
        terminal.press("h")
        text = terminal.wait_for("▸ go on")
        assert "✓ done" in text
        terminal.press("enter")
        terminal.wait_for("2 · Loss: one number for all points")


def test_a_lesson_goes_on_where_nothing_can_be_saved(env: dict[str, str]) -> None:
    state = Path(env["HOME"]) / ".local" / "state"
    state.parent.mkdir()
    state.write_text("a file where a folder should be")
    with Terminal(["learn", "forward"], env) as terminal:
        terminal.wait_for("not saved: ")
        learner = Learner(terminal, load_lesson("forward"))
        learner.read_to("goals")
        learner.solve()


def test_a_lesson_of_ones_own_is_learned_and_gone_on_with(
    env: dict[str, str], tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(load_lesson("too-small").path.read_text("utf-8"), "utf-8")
    with Terminal(["learn", str(own)], env) as terminal:
        terminal.wait_for("Too small a learning rate")
        terminal.press("k")
        terminal.wait_for("page 2 of 7")
    with Terminal(["learn"], env) as terminal:
        assert " · " not in terminal.wait_for("Too small a learning rate").splitlines()[0]
    assert [row["name"] for row in listed(env) if row["started"]] == [str(own)]


def test_what_was_done_is_forgotten_only_after_a_yes(env: dict[str, str]) -> None:
    with Terminal(["learn", "too-small"], env) as terminal:
        terminal.wait_for("page 1 of 7")
    number = load_lesson("too-small").number
    for said, left in (("n", "started"), ("y", "")):
        with Terminal(["lessons", "--reset", "too-small"], env) as terminal:
            terminal.wait_for(f"Forget what was done in lesson {number}: Too small")
            terminal.press(said, "enter")
            assert terminal.end() == 0
        assert row_of(env, "too-small")["progress"] == left
    result = run(env, "lessons", "--reset")
    assert result.returncode == 2
    assert "--yes does not ask" in result.stderr


def test_a_sweep_and_runs_to_compare_are_seen_with_the_keys(
    env: dict[str, str], tmp_path: Path
) -> None:
    goals = "sweeps = { at_least = 1 }\nruns_compared = { at_least = 2 }"
    own = tmp_path / "own.toml"
    own.write_text(GOOD.replace("passes = { at_least = 2 }", goals), "utf-8")
    with Terminal(["learn", str(own)], env) as terminal:
        terminal.wait_for("One pass")
        terminal.press("k", "k", "1", "space", "f", "r", "up", "space")
        terminal.wait_for("pass 1 ")
        terminal.press("s")
        terminal.wait_for("lowest: loss")
        terminal.press("s")
        terminal.wait_for("GOAL REACHED")
    assert row_of(env, str(own))["progress"] == "✓ done"
