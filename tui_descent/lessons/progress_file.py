"""The file that keeps progress: a small SQLite database, written so that no kill costs anything.

The journal is a rollback journal that is truncated at each commit, with synchronous = FULL:
what was committed survives SIGKILL, and, as SQLite then syncs the truncated journal too, a
power failure. Write-ahead logging would be faster, but it needs memory shared by all who have
the file open, which a home on NFS cannot give, and learners over SSH often have such a home;
a rollback journal needs nothing but the locks of fcntl. Truncating spares NFS making and
deleting a file at each commit. See sqlite.org/atomiccommit.html, wal.html and faq.html.

Each save is one transaction that begins as a writer (BEGIN IMMEDIATE), so two sessions wait
for each other (busy_timeout) and never fail halfway. PRAGMA user_version is the version of
what stands in the tables; in version 1 the names of shipped lessons had their numbers.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tui_descent.files import make_private_file, make_private_folder
from tui_descent.lessons.events import Event, Learned, LessonProgress, Prediction
from tui_descent.lessons.not_saved import NotSavedError, UnusableError

VERSION = 2
MOST_STEPS = 20_000_000  # of SQLite's machine over a file that is not ours: some seconds
LAST_SECOND = 253402300799  # of the year 9999
# Times are whole seconds since 1970. quick_check looks at these conditions as well.
TABLES = (
    f"""CREATE TABLE lessons (
    lesson TEXT PRIMARY KEY NOT NULL CHECK (typeof(lesson) = 'text'),
    started INTEGER NOT NULL CHECK (started BETWEEN 0 AND {LAST_SECOND}),
    done INTEGER CHECK (done BETWEEN 0 AND {LAST_SECOND})
) WITHOUT ROWID""",
    f"""CREATE TABLE predictions (
    id INTEGER PRIMARY KEY,
    lesson TEXT NOT NULL CHECK (typeof(lesson) = 'text'),
    question INTEGER NOT NULL CHECK (typeof(question) = 'integer'),
    answer INTEGER NOT NULL CHECK (typeof(answer) = 'integer'),
    at INTEGER NOT NULL CHECK (at BETWEEN 0 AND {LAST_SECOND})
)""",
    f"""CREATE TABLE goals (
    lesson TEXT NOT NULL CHECK (typeof(lesson) = 'text'),
    goal INTEGER NOT NULL CHECK (typeof(goal) = 'integer'),
    at INTEGER NOT NULL CHECK (at BETWEEN 0 AND {LAST_SECOND}),
    PRIMARY KEY (lesson, goal)
) WITHOUT ROWID""",
    """CREATE TABLE place (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    lesson TEXT NOT NULL CHECK (typeof(lesson) = 'text'),
    block INTEGER NOT NULL CHECK (typeof(block) = 'integer')
)""",
)
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "its file or folder may not be written",
    sqlite3.SQLITE_CANTOPEN: "its file or folder may not be written",
    sqlite3.SQLITE_PERM: "its file or folder may not be written",
    sqlite3.SQLITE_BUSY: "another program holds its file",
    sqlite3.SQLITE_IOERR: "its file cannot be read or written",
}


class ProgressFile:
    """The open file.

    fresh  nothing was in it when it was opened
    note   what happened to the one that was there before, if anything did; one line
    """

    def __init__(self, connection: sqlite3.Connection, fresh: bool, note: str | None) -> None:
        self._connection = connection
        self.fresh = fresh
        self.note = note

    def save(self, events: Sequence[Event], patience: float) -> Learned:
        """Write the events and return all that the file then holds, other sessions' too.

        patience  seconds to wait for others who are writing. Raises NotSavedError, and then
                  nothing of it is in the file.
        """
        with _told():
            self._connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
            with _transaction(self._connection, "BEGIN IMMEDIATE" if events else "BEGIN"):
                for event in events:
                    for statement, values in event.statements():
                        self._connection.execute(statement, values)
                return _read(self._connection)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def open_progress_file(path: Path, patience: float) -> ProgressFile:
    """Open the file, or begin it; a damaged one is set aside under another name.

    Raises NotSavedError.
    """
    try:
        make_private_folder(path.parent)
        make_private_file(path)
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NotSavedError(f"{path.name} in its folder is not a plain file")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NotSavedError(f"its file or folder cannot be made ({reason})") from None
    try:
        return _connected(path, patience)
    except UnusableError:
        return _begun_anew(path, patience)


def learned_in(content: bytes) -> Learned:
    """What stands in a progress file whose bytes these are, whoever wrote it.

    It is looked at in memory, and for so long only. Raises NotSavedError.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection, _told():
        connection.set_progress_handler(lambda: 1, MOST_STEPS)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.deserialize(content)
        if _version(connection) == 0 and not _tables(connection):
            return Learned()
        if _tables(connection) != set(TABLES):  # before anything of it is used
            raise UnusableError("its file has other tables than it should")
        _take_numbers_out(connection)
        _check(connection)
        return _read(connection)


def _begun_anew(path: Path, patience: float) -> ProgressFile:
    """Set the damaged file aside and begin a fresh one.

    Of several sessions that find the damage at once the first does it, and the others find
    its fresh file: a lock on a second, empty database sees to that.
    """
    lock_file = path.with_name(f"{path.name}-lock")
    try:
        make_private_file(lock_file)
        with _told(), closing(_connection(lock_file, patience)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            try:
                return _connected(path, patience)
            except UnusableError:
                aside = _set_aside(path)
            make_private_file(path)
            file = _connected(path, patience)
            file.note = f"the progress file was damaged: it is kept as {aside}, a new one is begun"
            return file
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NotSavedError(f"its damaged file cannot be set aside ({reason})") from None


def _set_aside(path: Path) -> str:
    """Rename the file, then its journal; return the new name.

    In between, SQLite would delete the journal because the file it finds is empty. With its
    journal, a repair may still be possible.
    """
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")):
        number += 1
    path.rename(aside)
    journal = path.with_name(f"{path.name}-journal")
    if os.path.lexists(journal):
        journal.rename(aside.with_name(f"{aside.name}-journal"))
    return aside.name


def _connected(path: Path, patience: float) -> ProgressFile:
    """Connect to the file and check it; UnusableError if it is damaged."""
    connection = None
    try:
        with _told():
            connection = _connection(path, patience)
            connection.execute("PRAGMA journal_mode = TRUNCATE")
            connection.execute("PRAGMA synchronous = FULL")
            with _transaction(connection, "BEGIN"):
                version = _version(connection)
            fresh = version == 0
            if fresh:
                with _transaction(connection, "BEGIN IMMEDIATE"):
                    _make_tables(connection)
            elif version == 1:
                with _transaction(connection, "BEGIN IMMEDIATE"):
                    _take_numbers_out(connection)
            elif version > VERSION:
                raise NotSavedError("its file was written by a newer version of this program")
            _check(connection)
            return ProgressFile(connection, fresh, None)
    except BaseException:
        if connection is not None:
            connection.close()
        raise


def _connection(path: Path, patience: float) -> sqlite3.Connection:
    """One that never makes the file: SQLite would let others read it."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
    )


def _make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables, unless another session just did."""
    if _version(connection) == 0 and not _tables(connection):
        for table in TABLES:
            connection.execute(table)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _take_numbers_out(connection: sqlite3.Connection) -> None:
    """From version 1: `05-too-small` becomes `too-small`, unless another session just did it.

    A lesson of the learner's own has the path of its file for a name, which begins otherwise.
    """
    if _version(connection) == 1:
        for table in ("lessons", "predictions", "goals", "place"):
            connection.execute(
                f"UPDATE {table} SET lesson = substr(lesson, 4) WHERE lesson GLOB '[0-9][0-9]-*'"
            )
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _check(connection: sqlite3.Connection) -> None:
    """Whether it is ours and sound, to the last name in it."""
    if _version(connection) != VERSION or _tables(connection) != set(TABLES):
        raise UnusableError("its file has other tables than it should")
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise UnusableError("its file is damaged")
    _read(connection)


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {sql for (sql,) in rows}


def _read(connection: sqlite3.Connection) -> Learned:
    predictions: dict[str, list[Prediction]] = {}
    for lesson, question, answer, at in connection.execute(
        "SELECT lesson, question, answer, at FROM predictions ORDER BY id"
    ):
        predictions.setdefault(lesson, []).append(Prediction(question, answer, _time(at)))
    goals: dict[str, dict[int, datetime]] = {}
    for lesson, goal, at in connection.execute("SELECT lesson, goal, at FROM goals"):
        goals.setdefault(lesson, {})[goal] = _time(at)
    lessons = {
        lesson: LessonProgress(
            lesson,
            started=_time(started),
            predictions=tuple(predictions.get(lesson, ())),
            goals=goals.get(lesson, {}),
            done=None if done is None else _time(done),
        )
        for lesson, started, done in connection.execute(
            "SELECT lesson, started, done FROM lessons ORDER BY started, lesson"
        )
    }
    return Learned(lessons, connection.execute("SELECT lesson, block FROM place").fetchone())


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    """All of it or, whatever is raised inside, nothing."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _told() -> Iterator[None]:
    """SQLite's errors as ours, in words.

    An error without a number is Python's, about text that is not UTF-8.
    """
    try:
        yield
    except sqlite3.Error as error:
        extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        code = extended & 0xFF
        if code in DAMAGED or extended == sqlite3.SQLITE_READONLY_DBMOVED:
            raise UnusableError("its file is damaged or was moved away") from error
        raise NotSavedError(REASONS.get(code, str(error))) from error
    except UnicodeEncodeError as error:
        raise NotSavedError("the lesson's name is not text") from error
