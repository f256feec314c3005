"""Progress is kept from one session to the next, for its owner alone, whoever is killed."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lessons.sessions import IN_FOLDER, again, at, mode, one_lesson, opened
from tests.program import environment
from tui_descent.lessons.events import (
    Event,
    Finished,
    Forgotten,
    Learned,
    LessonProgress,
    Predicted,
    Prediction,
    Reached,
    Started,
    WentOn,
    added_up,
    events_of,
)
from tui_descent.lessons.listing import lesson_descriptions
from tui_descent.lessons.progress import Progress
from tui_descent.lessons.progress_file import open_progress_file
from tui_descent.lessons.progress_writer import done_of, to_go_on
from tui_descent.paths import progress_file


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def test_the_next_session_knows_everything_and_when_it_was(path: Path) -> None:
    first = opened(path)
    one_lesson(first)
    assert first.close()
    second = again(path)
    assert second.of("slope") == LessonProgress(
        "slope",
        started=at(0),
        predictions=(Prediction(0, 2, at(1)), Prediction(0, 1, at(2))),
        goals={0: at(3), 1: at(4)},
        done=at(5),
    )
    assert second.of("slope").predicted(0) == 1
    assert second.of("slope").predicted(1) is None
    assert second.place() == ("one-pass", 3)
    assert second.all() == {"slope": second.of("slope")}
    assert second.of("one-pass") == LessonProgress("one-pass")


def test_what_was_done_first_counts(path: Path) -> None:
    progress = opened(path)
    one_lesson(progress)
    before = progress.of("slope")
    assert progress.start("slope")
    assert progress.reach("slope", 0)
    assert progress.finish("slope")
    assert progress.of("slope") == before == again(path).of("slope")


def test_a_lesson_and_all_of_them_can_be_forgotten(path: Path) -> None:
    progress = opened(path)
    one_lesson(progress)
    progress.start("one-pass")
    assert progress.reset("one-pass")
    assert progress.place() == again(path).place() == ("one-pass", 0)
    assert list(progress.all()) == list(again(path).all()) == ["slope"]
    assert progress.reset()
    assert progress.all() == again(path).all() == {}
    assert progress.place() is again(path).place() is None


VERSION_1 = """
CREATE TABLE lessons (
    lesson TEXT PRIMARY KEY NOT NULL CHECK (typeof(lesson) = 'text'),
    started INTEGER NOT NULL CHECK (started BETWEEN 0 AND 253402300799),
    done INTEGER CHECK (done BETWEEN 0 AND 253402300799)
) WITHOUT ROWID;
CREATE TABLE predictions (
    id INTEGER PRIMARY KEY,
    lesson TEXT NOT NULL CHECK (typeof(lesson) = 'text'),
    question INTEGER NOT NULL CHECK (typeof(question) = 'integer'),
    answer INTEGER NOT NULL CHECK (typeof(answer) = 'integer'),
    at INTEGER NOT NULL CHECK (at BETWEEN 0 AND 253402300799)
);
CREATE TABLE goals (
    lesson TEXT NOT NULL CHECK (typeof(lesson) = 'text'),
    goal INTEGER NOT NULL CHECK (typeof(goal) = 'integer'),
    at INTEGER NOT NULL CHECK (at BETWEEN 0 AND 253402300799),
    PRIMARY KEY (lesson, goal)
) WITHOUT ROWID;
CREATE TABLE place (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    lesson TEXT NOT NULL CHECK (typeof(lesson) = 'text'),
    block INTEGER NOT NULL CHECK (typeof(block) = 'integer')
);
INSERT INTO lessons VALUES
    ('01-forward', 100, 200), ('20-memorising', 300, NULL), ('/home/eva/05-my-own.toml', 400, 500);
INSERT INTO predictions VALUES (1, '01-forward', 0, 2, 110), (2, '20-memorising', 0, 1, 310);
INSERT INTO goals VALUES
    ('01-forward', 0, 120), ('01-forward', 1, 130), ('/home/eva/05-my-own.toml', 0, 410);
INSERT INTO place VALUES (1, '20-memorising', 3);
PRAGMA user_version = 1;
"""


@pytest.fixture
def earlier(path: Path) -> Path:
    """A file of version 1, in which the names of the lessons had their numbers."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_1)
    return path


def test_what_was_done_while_the_lessons_had_other_numbers_counts(earlier: Path) -> None:
    progress = again(earlier)

    def second(seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC)

    assert set(progress.all()) == {"forward", "memorising", "/home/eva/05-my-own.toml"}
    assert progress.of("forward") == LessonProgress(
        "forward",
        second(100),
        (Prediction(0, 2, second(110)),),
        {0: second(120), 1: second(130)},
        second(200),
    )
    assert progress.of("memorising").predicted(0) == 1
    assert progress.of("/home/eva/05-my-own.toml").goals == {0: second(410)}
    assert progress.place() == ("memorising", 3)
    listed = lesson_descriptions()
    told = {one.name: words for one in listed if (words := done_of(progress, one))}
    assert told == {"forward": "✓ done", "memorising": "started"}
    assert to_go_on(listed, progress) == "memorising"


def test_two_sessions_that_open_it_at_once_both_find_it(earlier: Path) -> None:
    one, other = opened(earlier), opened(earlier)
    assert one.finish("memorising")
    assert other.refresh()
    assert other.of("memorising").done == one.of("memorising").done is not None
    assert again(earlier).all() == one.all()


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o777])
def test_nobody_else_may_read_it_whatever_the_umask(path: Path, mask: int) -> None:
    with umask(mask):
        progress = opened(path.parent / "deeper" / IN_FOLDER)
        one_lesson(progress)
    folder = path.parent / "deeper"
    assert mode(path.parent) == mode(folder) == 0o700
    assert {file.name: mode(file) for file in folder.iterdir()} == {
        IN_FOLDER: 0o600,
        f"{IN_FOLDER}-journal": 0o600,
    }


def test_a_folder_that_is_there_keeps_its_rights(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o755)
    one_lesson(opened(path))
    assert mode(path.parent) == 0o755
    assert mode(path) == 0o600


def test_at_no_moment_have_others_any_rights(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real_open, real_mkdir = os.open, os.mkdir

    def opening(file: str, flags: int, rights: int = 0o777, **more: int) -> int:
        if flags & os.O_CREAT:
            asked.append(rights)
        return real_open(file, flags, rights, **more)

    def making(folder: str, rights: int = 0o777, **more: int) -> None:
        asked.append(rights)
        real_mkdir(folder, rights, **more)

    monkeypatch.setattr(os, "open", opening)
    monkeypatch.setattr(os, "mkdir", making)
    with umask(0):
        one_lesson(opened(path))
    assert asked == [0o700, 0o600]


def test_it_lives_in_the_state_folder_of_the_user(tmp_path: Path) -> None:
    assert progress_file().is_relative_to(tmp_path)
    progress = Progress.open()
    one_lesson(progress)
    assert progress_file().is_file()
    assert progress.close()


def test_a_session_learns_what_another_has_written(path: Path) -> None:
    one, other = opened(path), opened(path)
    one.reach("slope", 0)
    assert other.all() == {}
    assert other.refresh()
    assert other.all() == one.all()
    other.reach("slope", 1)
    one.go_on("slope", 1)
    assert one.of("slope").goals.keys() == {0, 1}


WRITER = """
import sys
from pathlib import Path
from tui_descent.lessons.listing import lesson_descriptions
from tui_descent.lessons.progress import Progress

progress = Progress.open(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(100):  # where the other one writes for long, a write waits for the next
    progress.reach("shared", 2 * number + int(sys.argv[2]))
    progress.predict(sys.argv[2], number, 1)
assert progress.close(), progress.trouble
"""


def test_two_processes_at_once_lose_nothing(path: Path, tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), name],
            env=environment(tmp_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in "01"
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    found = again(path)
    assert found.of("shared").goals.keys() == set(range(200))
    for name in "01":
        assert [one.question for one in found.of(name).predictions] == list(range(100))


def test_kills_lose_nothing_that_was_said_to_be_saved(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.kills", "200"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    told = re.findall(r"(\d+) kills .* of (\d+)", result.stdout)
    (resumes, sessions), (kills, records) = [(int(one), int(other)) for one, other in told]
    assert resumes == 50
    assert kills >= 200
    assert sessions > 0
    assert records > 0


LESSONS = st.sampled_from(["slope", "one-pass", "η ≤ 1/9"])
TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda time: time.replace(microsecond=0)
)
NUMBERS = st.integers(0, 3)
EVENTS = st.one_of(
    st.builds(Started, LESSONS, TIMES),
    st.builds(Predicted, LESSONS, TIMES, NUMBERS, NUMBERS),
    st.builds(Reached, LESSONS, TIMES, NUMBERS),
    st.builds(Finished, LESSONS, TIMES),
    st.builds(WentOn, LESSONS, NUMBERS),
    st.builds(Forgotten, st.none() | LESSONS),
)


@settings(max_examples=100)
@given(batches=st.lists(st.lists(EVENTS, max_size=6), max_size=6))
def test_the_file_and_memory_agree_on_what_events_add_up_to(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Event]]
) -> None:
    file = open_progress_file(tmp_path_factory.mktemp("any") / IN_FOLDER, 0.0)
    known = Learned()
    for batch in batches:
        known = added_up(known, batch)
        assert file.save(batch, 0.0) == known
    assert added_up(Learned(), events_of(known)) == known
    file.close()
