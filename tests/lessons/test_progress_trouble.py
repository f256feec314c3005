"""Whatever becomes of the file of progress, one line says it, and the lesson goes on."""

import errno
import json
import os
import resource
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import platformdirs
import pytest

from tests.lessons.sessions import IN_FOLDER, again, mode, one_lesson, opened
from tests.program import environment
from tui_descent.lessons.progress import Progress
from tui_descent.lessons.progress_file import VERSION


@pytest.mark.parametrize(
    "content",
    [
        b"not a database, but long enough to look like something" * 20,
        b"SQLite format 3\0",
        b"SQLite format 3\0" + b"\xff" * 5000,
    ],
)
def test_garbage_is_set_aside_and_a_new_file_begun(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    progress = opened(path)
    assert progress.trouble == (
        "the progress file was damaged: it is kept as progress.damaged-1.sqlite, a new one is begun"
    )
    one_lesson(progress)
    assert progress.saved
    assert (path.parent / "progress.damaged-1.sqlite").read_bytes() == content
    assert mode(path) == 0o600
    assert again(path).of("slope") == progress.of("slope")


def test_a_truncated_file_is_set_aside_as_often_as_it_happens(path: Path) -> None:
    for number in (1, 2, 3):
        one_lesson(opened(path))
        os.truncate(path, path.stat().st_size // 2)
        progress = opened(path)
        assert f"progress.damaged-{number}.sqlite" in str(progress.trouble)
        assert progress.all() == {}


def test_a_file_that_a_kill_left_empty_is_begun(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    one_lesson(opened(path))
    assert "slope" in again(path).all()


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE goals",
        "ALTER TABLE place ADD COLUMN age",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = -1",
        "PRAGMA ignore_check_constraints = 1; UPDATE lessons SET started = 'yesterday'",
        "PRAGMA ignore_check_constraints = 1; UPDATE predictions SET at = 1e300",
        "UPDATE lessons SET lesson = CAST(x'c3' AS TEXT)",
    ],
)
def test_a_database_that_is_not_ours_any_more_is_set_aside(path: Path, change: str) -> None:
    first = opened(path)
    one_lesson(first)
    first.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(change)
    progress = opened(path)
    assert "damaged-1" in str(progress.trouble)
    one_lesson(progress)
    assert again(path).of("slope") == progress.of("slope")


def test_its_journal_goes_with_a_damaged_file(path: Path) -> None:
    one_lesson(opened(path))
    journal = path.with_name(f"{IN_FOLDER}-journal").stat().st_ino
    damage_unseen(path)
    one_lesson(opened(path))
    assert path.with_name("progress.damaged-1.sqlite-journal").stat().st_ino == journal
    again(path)


def test_two_sessions_that_find_the_damage_at_once_share_the_new_file(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"garbage" * 100)
    start = threading.Barrier(4)
    sessions: list[Progress] = []

    def session(name: str) -> None:
        start.wait()
        progress = Progress.open(path)
        assert progress.start(name)
        assert progress.close()
        sessions.append(progress)

    threads = [threading.Thread(target=session, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(again(path).all()) == set("abcd")
    assert len(list(path.parent.glob("*damaged*"))) == 1
    assert len([one for one in sessions if one.trouble]) == 1


def damage_unseen(path: Path) -> None:
    """Damage that only the open session can find, because its file changes under it."""
    with open(path, "r+b") as file:
        file.write(b"\xff" * path.stat().st_size)


def test_a_file_that_is_damaged_during_a_session_is_begun_anew_with_what_is_known(
    path: Path,
) -> None:
    progress = opened(path)
    one_lesson(progress)
    damage_unseen(path)
    assert progress.reach("one-pass", 0)
    assert "damaged-1" in str(progress.trouble)
    assert again(path).all() == progress.all()
    assert set(progress.all()) == {"slope", "one-pass"}
    assert again(path).place() == ("one-pass", 3)


@pytest.mark.parametrize("rename", [False, True])
def test_so_is_one_that_is_removed_or_moved_away(path: Path, rename: bool) -> None:
    progress = opened(path)
    one_lesson(progress)
    if rename:
        path.rename(path.with_name("elsewhere"))
    else:
        path.unlink()
    assert progress.reach("one-pass", 0)
    assert progress.trouble is None
    assert again(path).all() == progress.all()


def assert_lesson_goes_on(progress: Progress, trouble: str) -> None:
    """Nothing is saved, one line says why, and memory keeps what happens."""
    assert progress.trouble is not None
    assert "\n" not in progress.trouble
    assert trouble in progress.trouble
    assert not progress.start("slope")
    assert not progress.reach("slope", 0)
    assert not progress.go_on("slope", 2)
    assert progress.of("slope").goals.keys() == {0}
    assert progress.place() == ("slope", 2)
    assert not progress.saved
    assert not progress.close()


def test_a_link_is_not_followed(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    target = tmp_path / "somebody's"
    for exists in (False, True):
        if exists:
            target.write_bytes(b"")
        path.unlink(missing_ok=True)
        path.symlink_to(target)
        assert_lesson_goes_on(opened(path), "is not a plain file")
        assert target.exists() == exists
    assert target.read_bytes() == b""


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_neither_a_folder_nor_a_pipe_is_taken_for_the_file(path: Path, kind: str) -> None:
    path.parent.mkdir()
    if kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    assert_lesson_goes_on(opened(path), "is not a plain file")


def test_a_file_in_the_place_of_the_folder(path: Path) -> None:
    path.parent.write_text("mine")
    assert_lesson_goes_on(opened(path), "its file or folder cannot be made (")
    assert path.parent.read_text() == "mine"


def test_a_read_only_folder(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o500)
    if os.access(path.parent, os.W_OK):
        pytest.skip("root may write in every folder")
    assert_lesson_goes_on(opened(path), "permission denied")


def test_a_read_only_file_is_still_read(path: Path) -> None:
    first = opened(path)
    one_lesson(first)
    first.close()
    path.chmod(0o400)
    if os.access(path, os.W_OK):
        pytest.skip("root may write every file")
    progress = opened(path)
    assert progress.of("slope").done
    assert not progress.start("one-pass")
    assert str(progress.trouble).startswith(
        "progress is not saved: its file or folder may not be written"
    )


def test_the_folder_of_a_disk_that_is_mounted_read_only(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    path.parent.mkdir()
    monkeypatch.setattr(os, "open", refuses)
    assert_lesson_goes_on(opened(path), "cannot be made (read-only file system)")


def test_a_file_that_sqlite_may_only_read_is_still_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(path)
    one_lesson(first)
    first.close()
    real = sqlite3.connect

    def reading(place: str, **more: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(place.replace("mode=rw", "mode=ro"), **more)  # type: ignore[call-overload]
        return connection

    monkeypatch.setattr(sqlite3, "connect", reading)
    progress = opened(path)
    assert progress.of("slope").done
    assert not progress.start("one-pass")
    assert str(progress.trouble).startswith(
        "progress is not saved: its file or folder may not be written"
    )


def nowhere(name: str) -> Path:
    """As some versions of platformdirs answer where there is no home; the others raise."""
    return Path("~/.local/state") / name


@pytest.mark.parametrize("raises", [False, True])
def test_a_user_without_a_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, raises: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    if raises:
        monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    else:
        monkeypatch.setattr(platformdirs, "user_state_path", nowhere)
    assert_lesson_goes_on(Progress.open(), "this user has no home folder")
    assert list(tmp_path.iterdir()) == []


def test_a_python_without_sqlite(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tui_descent.lessons.progress_file")
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    assert_lesson_goes_on(opened(path), "this Python has no sqlite3")


def test_a_full_disk_and_then_room_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = 9
    connections: list[sqlite3.Connection] = []
    real = sqlite3.connect

    def small(*arguments: str, **more: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*arguments, **more)  # type: ignore[call-overload]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        connections.append(connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    progress = opened(path)
    goals = 0
    while progress.reach("slope" * 50, goals):
        goals += 1
    assert str(progress.trouble).startswith("progress is not saved: the disk is full")
    assert goals in progress.of("slope" * 50).goals
    assert goals not in again(path).of("slope" * 50).goals
    connections[0].execute("PRAGMA max_page_count = 1000")
    assert progress.reach("slope" * 50, goals + 1)
    assert progress.trouble is None
    assert again(path).of("slope" * 50).goals.keys() == set(range(goals + 2))


FILLED = """
import json, resource, sys
from pathlib import Path
from tui_descent.lessons.progress import Progress

progress = Progress.open(Path(sys.argv[1]))
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, hard))
goals = 0
while progress.reach("slope", goals):
    goals += 1
trouble = progress.trouble
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
print(json.dumps([goals, trouble, progress.close(), progress.trouble]))
"""


def test_a_file_that_may_grow_no_further(path: Path, tmp_path: Path) -> None:
    if resource.getrlimit(resource.RLIMIT_FSIZE)[1] not in (resource.RLIM_INFINITY, -1):
        pytest.skip("here no file may grow at all")
    result = subprocess.run(
        [sys.executable, "-c", FILLED, str(path)],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    goals, trouble, saved, trouble_later = json.loads(result.stdout)
    assert goals > 100
    assert trouble.startswith("progress is not saved: its file cannot be read or written")
    assert saved
    assert trouble_later is None
    assert again(path).of("slope").goals.keys() == set(range(goals + 1))


def test_a_newer_file_is_left_alone(path: Path) -> None:
    first = opened(path)
    one_lesson(first)
    first.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    assert_lesson_goes_on(opened(path), "written by a newer version of this program")
    assert path.read_bytes() == before
    assert {file.name for file in path.parent.iterdir()} <= {IN_FOLDER, f"{IN_FOLDER}-journal"}


def test_a_file_that_is_held_is_written_once_it_is_free(path: Path) -> None:
    progress = opened(path)
    one_lesson(progress)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert not progress.reach("one-pass", 0)
        assert str(progress.trouble).startswith(
            "progress is not saved: another program holds its file"
        )
        late = opened(path)
        assert not late.predict("loss", 0, 0)
        assert late.trouble == progress.trouble
        other.execute("ROLLBACK")
    assert progress.close()
    assert late.close()
    found = again(path)
    assert found.of("one-pass").goals.keys() == {0}
    assert found.of("loss").predicted(0) == 0
    assert set(found.all()) == {"slope", "one-pass", "loss"}
