"""The saved sessions of a user: one file each, in the folder for what programs remember.

A session is saved where its line is cut, and its file goes once it is open again.
"""

import contextlib
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tui_descent.atomic import NOBODY_ELSE, write_privately
from tui_descent.paths import FolderError, sessions_folder
from tui_descent.private import make_private_folder
from tui_descent.saved_error import SavedError
from tui_descent.session import Session
from tui_descent.session_file import (
    Header,
    InLesson,
    read_header,
    read_session,
    write_session,
)

if TYPE_CHECKING:
    from tui_descent.lessons.lesson import Lesson
    from tui_descent.lessons.run import Left, LessonRun

MOST = 20  # files; of more the oldest go
ENDING = ".npz"
NO_PART_OF_A_NAME = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved session as a list tells it."""

    path: Path
    header: Header

    @property
    def name(self) -> str:
        """What it is called by."""
        return self.path.stem

    @property
    def title(self) -> str:
        """What its problem is called."""
        title = self.header.tables.title
        return f"in lesson {Path(self.header.lesson).stem}" if self.header.lesson else title

    @property
    def when(self) -> datetime:
        """When it was saved, in the time of this place."""
        return datetime.fromisoformat(self.header.saved).astimezone()

    def open(self, shipped_only: bool = False) -> Session:
        """Return the session as it was, paused; SavedError or PresetError: there is none."""
        return read_session(self.path, shipped_only)

    def lesson(self, shipped_only: bool = False) -> "Lesson | None":
        """Return the lesson that it belongs to, if any; PresetError: it is not there any more."""
        if not self.header.lesson:
            return None
        from tui_descent.lessons.loading import load_lesson

        return load_lesson(self.header.lesson, shipped_only)

    def left(self, session: Session) -> "Left":
        """Where this session was left in its lesson."""
        from tui_descent.lessons.run import Left

        return Left(session, self.header.case, self.header.order)

    def forget(self) -> None:
        """Remove it."""
        self.path.unlink(missing_ok=True)


def saved_sessions() -> tuple[list[Saved], list[SavedError]]:
    """The saved sessions, the newest first, and what is wrong with those that are damaged."""
    found: list[Saved] = []
    wrong: list[SavedError] = []
    try:
        paths = _files()
    except SavedError as error:
        return found, [error]
    for path in paths:
        try:
            found.append(Saved(path, read_header(path)))
        except SavedError as error:
            wrong.append(error)
    return found, wrong


def find(which: str) -> Saved:
    """Return the session of this name, or of this number in the list."""
    for path in _files():
        if path.stem == which:
            return Saved(path, read_header(path))
    sessions, _ = saved_sessions()
    if which.isdecimal() and 1 <= int(which) <= len(sessions):
        return sessions[int(which) - 1]
    names = ", ".join(saved.name for saved in sessions) or "none"
    raise SavedError(f"{which}: no saved session has this name or number; there are: {names}")


def save(session: Session, within: InLesson | None = None) -> Saved:
    """Write it to a file of its own, and remove the oldest where there are too many."""
    folder = sessions_folder()
    make_private_folder(folder)
    path = _claimed(folder, Path(within.lesson).stem if within else session.preset.name)
    try:
        write_privately(path, partial(write_session, session=session, within=within))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    with contextlib.suppress(SavedError):  # a folder that may be written to, and not read
        for old in _files()[MOST:]:
            old.unlink(missing_ok=True)
    return Saved(path, read_header(path))


def _files() -> list[Path]:
    """The newest first; SavedError where their folder cannot be read."""
    dated = []
    try:
        with os.scandir(sessions_folder()) as entries:
            for entry in entries:
                if entry.name.endswith(ENDING) and not entry.name.startswith("."):
                    with contextlib.suppress(FileNotFoundError):  # it has just been opened
                        dated.append((entry.stat(follow_symlinks=False).st_mtime_ns, entry.path))
    except (FileNotFoundError, FolderError):
        return []
    except OSError as error:
        raise SavedError(f"{error.filename}: cannot be read ({error.strerror})") from None
    return [Path(path) for _, path in sorted(dated, reverse=True)]


def _claimed(folder: Path, name: str) -> Path:
    """An empty file by this name, or with a number behind it: two never get the same."""
    plain = NO_PART_OF_A_NAME.sub("-", name)[:40].strip("-") or "session"
    for path in _candidates(folder, plain):
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, NOBODY_ELSE))
        except FileExistsError:
            continue
        return path
    raise AssertionError("there is no last number")


def _candidates(folder: Path, name: str) -> Iterator[Path]:
    yield folder / f"{name}{ENDING}"
    for number in count(2):
        yield folder / f"{name}-{number}{ENDING}"


class Saver:
    """The session that is open, and what saves it, once, from whichever thread.

    notice  what came of it, to be told when the screen is gone
    saved   whether that is known
    typed   whether whoever is told can type commands; in a class nobody can
    """

    def __init__(self, typed: bool = True) -> None:
        self._typed = typed
        self.session: Session | None = None
        self._run: LessonRun | None = None
        self.notice = ""
        self.saved = threading.Event()
        self._lock = threading.Lock()

    def keep(self, session: Session | None, run: "LessonRun | None" = None) -> None:
        """This one is open now, in this lesson, if it is in one."""
        self.session, self._run = session, run

    def hurry(self) -> None:
        """Let a long step end after the present pass: what follows is saving."""
        if self.session is not None:
            self.session.leaving = True

    def save(self) -> None:
        """Save the session, if one is open; in a lesson, if a pass was made in it."""
        with self._lock:
            session, self.session = self.session, None
            if session is not None and (self._run is None or session.newest):
                self.notice = _saved_or_why_not(session, _place_of(self._run), self._typed)
            self.saved.set()


def _place_of(run: "LessonRun | None") -> InLesson | None:
    """Where the session stands in its lesson, if it is in one."""
    if run is None:
        return None
    from tui_descent.lessons.keeper import name_of

    return InLesson(name_of(run.lesson), run.case_number - 1, run.kept.seed)


def _saved_or_why_not(session: Session, within: InLesson | None, typed: bool) -> str:
    try:
        name = save(session, within).name
    except (OSError, SavedError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        place = f" ({error.filename})" if isinstance(error, OSError) and error.filename else ""
        return f"the session could not be saved: {reason}{place}"
    if not typed:
        return "the session is saved; it is offered at the next login"
    return f"the session is saved; to go on: tui-descent resume {name}"
