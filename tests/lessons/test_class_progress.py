"""A class's progress is told a row a learner, whatever their files are."""

import csv
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.lessons.sessions import NOON, opened
from tests.program import run
from tui_descent.lessons.class_progress import (
    DEEPEST,
    MOST_BYTES,
    NO_PROOF,
    Row,
    rows_below,
    to_csv,
    to_table,
)
from tui_descent.lessons.listing import lesson_names
from tui_descent.lessons.loading import load_lesson

PLACE = Path("tui-descent") / "progress.sqlite"


def right_answer(lesson: str, question: int = 0) -> int:
    answers = load_lesson(lesson).predictions[question].answers
    return next(place for place, answer in enumerate(answers) if answer.right)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two learners: one has finished a lesson, wrong at first; one has begun two, and was right."""
    alice = opened(tmp_path / "alice" / PLACE)
    right = right_answer("slope")
    for answer in (right + 1 if right == 0 else 0, right):
        alice.predict("slope", 0, answer)
    alice.finish("slope")
    bob = opened(tmp_path / "home" / "bob" / ".local" / "state" / PLACE)
    bob.start("forward")
    bob.predict("too-small", 0, right_answer("too-small"))
    bob.predict("/home/bob/mine.toml", 0, 1)
    for progress in (alice, bob):
        progress.close()
    return tmp_path


def test_each_learner_has_a_row(folder: Path) -> None:
    alice, bob = rows_below(folder)
    assert alice == Row("alice", 1, 1, number("slope"), "slope", 1, 0, at(2))
    assert bob == Row("home/bob", 3, 0, number("too-small"), "too-small", 1, 1, at(2))
    assert [row.learner for row in rows_below(folder / "home")] == ["bob"]
    assert [row.learner for row in rows_below(folder / "alice")] == ["alice"]


def number(lesson: str) -> int:
    return lesson_names().index(lesson) + 1


def at(second: int) -> Any:
    return NOON.replace(second=second)


def test_the_command_tells_it_in_three_forms(env: dict[str, str], folder: Path) -> None:
    table = run(env, "class-progress", str(folder))
    assert (table.returncode, table.stderr) == (0, f"{NO_PROOF}\n")
    words = [line.split() for line in table.stdout.splitlines()[1:]]
    assert words[0] == ["alice", "1", str(number("slope")), "slope", "0", "of", "1", "2026-03-01"]
    assert words[1][0] == "home/bob"
    told = json.loads(run(env, "class-progress", str(folder), "--json").stdout)
    assert [one["right_first"] for one in told] == [0, 1]
    assert told[0]["last_seen"] == "2026-03-01T12:00:02+00:00"
    rows = list(
        csv.DictReader(run(env, "class-progress", str(folder), "--csv").stdout.splitlines())
    )
    assert [(row["learner"], row["lesson"], row["done"]) for row in rows] == [
        ("alice", "slope", "1"),
        ("home/bob", "too-small", "0"),
    ]
    for path in (folder / "none", folder / "alice" / PLACE):
        assert run(env, "class-progress", str(path)).returncode == 2
    (folder / "nobody").mkdir()
    said = run(env, "class-progress", str(folder / "nobody")).stderr
    assert "no progress file is below it; learners' files are in" in said


def test_looking_changes_nothing(folder: Path) -> None:
    files = sorted(folder.rglob("*"))
    before = [path.read_bytes() for path in files if path.is_file()]
    rows_below(folder)
    assert sorted(folder.rglob("*")) == files
    assert [path.read_bytes() for path in files if path.is_file()] == before


def spoiled(path: Path, *statements: str) -> None:
    """A progress file with something more in it."""
    opened(path).start("slope")
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def sparse(path: Path, size: int) -> None:
    path.write_bytes(b"")
    os.truncate(path, size)


FAKES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), ""),
    "noise": (lambda path: path.write_bytes(bytes(range(256)) * 40), "damaged"),
    "text": (lambda path: path.write_text("\x1b[2Jgotcha"), "damaged"),
    "large": (lambda path: sparse(path, MOST_BYTES + 1), "it has 4 MB, which no"),
    "huge": (lambda path: sparse(path, 10**12), "it has 1000000 MB, which no"),
    "pipe": (os.mkfifo, "it is not a plain file"),
    "link": (lambda path: path.symlink_to("/etc/passwd"), "not read: it is a link"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "not read: it is a link"),
    "view": (lambda path: spoiled(path, "CREATE VIEW x AS SELECT 1"), "damaged"),
    "trigger": (
        lambda path: spoiled(
            path,
            "CREATE TRIGGER x AFTER UPDATE ON lessons BEGIN DELETE FROM lessons; END",
            "PRAGMA user_version = 1",
        ),
        "damaged",
    ),
    "other": (lambda path: spoiled(path, "DROP TABLE goals"), "damaged"),
    "newer": (lambda path: spoiled(path, "PRAGMA user_version = 9"), "damaged"),
    "time": (
        lambda path: spoiled(
            path, "PRAGMA ignore_check_constraints = 1", f"UPDATE lessons SET started = {10**17}"
        ),
        "damaged",
    ),
    "wal": (lambda path: spoiled(path, "PRAGMA journal_mode = WAL"), "damaged"),
}


@pytest.mark.parametrize("name", FAKES)
def test_a_file_that_is_none_is_a_row_that_says_so(folder: Path, name: str) -> None:
    make, says = FAKES[name]
    path = folder / "eve" / PLACE
    path.parent.mkdir(parents=True)
    make(path)
    rows = {row.learner: row for row in rows_below(folder)}
    assert rows["eve"].trouble.startswith(says)
    assert bool(rows["eve"].trouble) == bool(says)
    assert not rows["alice"].trouble


def test_an_older_file_is_read_as_it_is_meant(folder: Path) -> None:
    path = folder / "eve" / PLACE
    spoiled(path, "PRAGMA user_version = 1", "UPDATE lessons SET lesson = '03-slope'")
    rows = {row.learner: row for row in rows_below(folder)}
    assert (rows["eve"].lesson, rows["eve"].trouble) == ("slope", "")


def test_a_folder_that_is_a_link_is_not_looked_into(folder: Path, tmp_path: Path) -> None:
    (folder / "eve").mkdir()
    (folder / "eve" / "tui-descent").symlink_to(folder / "alice" / "tui-descent")
    (folder / "mallory").symlink_to(folder / "alice")
    assert [row.learner for row in rows_below(folder)] == ["alice", "home/bob"]


def test_what_lies_too_deep_is_not_looked_for(folder: Path) -> None:
    deep = folder.joinpath(*["d"] * (DEEPEST + 1))
    deep.mkdir(parents=True)
    (deep / PLACE.name).write_bytes(b"")
    assert [row.learner for row in rows_below(folder)] == ["alice", "home/bob"]


def test_a_name_can_neither_write_on_a_terminal_nor_calculate(folder: Path) -> None:
    for name in ("\x1b[2Jeve", "=1+1", "\u202eeve"):
        path = folder / name / PLACE.name
        path.parent.mkdir()
        path.write_bytes(b"")
    rows = rows_below(folder)
    for told in ("\n".join(to_table(rows)), to_csv(rows)):
        assert "\x1b" not in told
        assert "\u202e" not in told
        assert "\\x1b[2Jeve" in told
    assert "\n'=1+1," in to_csv(rows)


def test_a_lesson_in_a_file_opens_nothing(folder: Path) -> None:
    """The name of a lesson is what a learner wrote: it must not lead to a file of theirs."""
    lure = folder / "lure.toml"
    lure.write_text("no TOML")
    opened(folder / "eve" / PLACE).predict(str(lure), 0, 0)
    rows = {row.learner: row for row in rows_below(folder)}
    assert rows["eve"] == Row("eve", started=1, last_seen=at(0))
