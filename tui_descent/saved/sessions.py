"""The saved sessions of a user: one file each, in the folder for what programs remember.

A session is saved where its line is cut, and where it is left with more than a few passes.
Its file stays while it is open again, and is written anew when it is left.
"""

import contextlib
import os
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from tui_descent.files import NOBODY_ELSE, make_private_folder, write_privately
from tui_descent.lessons.listing import without_number
from tui_descent.paths import FolderError, sessions_folder
from tui_descent.saved.error import SavedError
from tui_descent.saved.file import write_session
from tui_descent.saved.header import Header, InLesson
from tui_descent.session.other_runs import longest_run, words
from tui_descent.session.session import Session

if TYPE_CHECKING:
    from tui_descent.engine.history import Run
    from tui_descent.lessons.lesson import Lesson
    from tui_descent.lessons.run import Left, LessonRun

MOST = 20  # files; of more the oldest go
MOST_RESCUED = 3  # runs that were thrown away, of one session
FEW_PASSES = 3  # of a session that is not saved when it is left
ENDING = ".npz"
NO_PART_OF_A_NAME = re.compile(r"[^\w]+")


class Saved(Struct, frozen=True):
    """A saved session as a list tells it.

    written  when its file was written, in nanoseconds: tells whether another program has since
    """

    path: Path
    header: Header
    written: int

    @property
    def name(self) -> str:
        """What it is called by."""
        return self.path.stem

    @property
    def title(self) -> str:
        """What its problem is called."""
        title = self.header.tables.title
        lesson = Path(without_number(self.header.lesson)).stem
        return f"in lesson {lesson}" if lesson else title

    @property
    def when(self) -> datetime:
        """When it was saved, in the time of this place."""
        return datetime.fromisoformat(self.header.saved).astimezone()

    @property
    def summary(self) -> str:
        """Where the learner stood, in two sentences."""
        header = self.header
        others = words(header.runs[1:])
        kept = f", {others}" if others else ""
        return (
            f"The session was saved, {self.when:%Y-%m-%d %H:%M}. {self.title}: "
            f"pass {header.passes} of {header.newest} made, {header.optimizer}, "
            f"learning rate {header.learning_rate:g}{kept}. Nothing is lost: enter goes on there."
        )

    def open(self, shipped_only: bool = False) -> Session:
        """Return the session as it was, paused; SavedError or PresetError: there is none."""
        from tui_descent.saved.reading import read_session

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
        """Remove it, unless another program has written it since."""
        if self.is_current:
            self.path.unlink(missing_ok=True)

    @property
    def is_current(self) -> bool:
        """Whether its file is there as it was."""
        return _written(self.path) == self.written


def why_not_saved() -> str:
    """Why no session could be saved now, as far as one can tell without trying; "" if it could.

    A user without a home, a disk that is full, a folder that may not be written to, a file in
    its place.
    """
    try:
        folder = sessions_folder()
    except FolderError as error:
        return str(error)
    while not os.path.exists(folder) and folder.parent != folder:
        folder = folder.parent
    if not os.path.isdir(folder):
        return f"{folder.name} is not a folder"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"no writing in {folder.name}"
    if not shutil.disk_usage(folder).free:
        return "the disk is full"
    return ""


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
            found.append(_saved(path))
        except SavedError as error:
            wrong.append(error)
    return found, wrong


def find(which: str) -> Saved:
    """Return the session of this name, or of this number in the list."""
    for path in _files():
        if path.stem == which:
            return _saved(path)
    sessions, _ = saved_sessions()
    if which.isdecimal() and 1 <= int(which) <= len(sessions):
        return sessions[int(which) - 1]
    names = ", ".join(saved.name for saved in sessions) or "none"
    raise SavedError(f"{which}: no saved session has this name or number; there are: {names}")


def save(session: Session, within: InLesson | None = None, file: Saved | None = None) -> Saved:
    """Write it to a file, and remove the oldest where there are too many.

    file  the one that it was read from, which is written anew; else it gets one of its own
    """
    write = partial(write_session, session=session, within=within)
    if file is not None and file.is_current:
        write_privately(file.path, write)
        return _saved(file.path)
    folder = sessions_folder()
    make_private_folder(folder)
    path = _claimed(folder, Path(within.lesson).stem if within else session.preset.name)
    try:
        write_privately(path, write)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    with contextlib.suppress(SavedError):  # a folder that may be written to, and not read
        for old in _files()[MOST:]:
            old.unlink(missing_ok=True)
    return _saved(path)


def _saved(path: Path) -> Saved:
    written = _written(path)
    from tui_descent.saved.reading import read_header

    return Saved(path, read_header(path), written)


def _written(path: Path) -> int:
    """When a file was written last; 0: there is none."""
    try:
        return path.lstat().st_mtime_ns
    except OSError:
        return 0


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


class Opened(Struct, frozen=True):
    """A session that is open, or was.

    run   the lesson that it is in, if it is in one
    file  the file that it was read from or saved to, if there is one
    """

    session: Session
    run: "LessonRun | None" = None
    file: Saved | None = None

    @property
    def worth_saving(self) -> bool:
        """Whether more than a few passes were made in it, or in one of its ghosts.

        A lesson that is done is kept as done, and the next one is what to go on with.
        """
        done = self.run is not None and self.run.done
        return longest_run(self.session) > FEW_PASSES and not done

    @property
    def where(self) -> str:
        """What it is about and where it stands: `xor, pass 37`."""
        run, session = self.run, self.session
        lesson = "" if run is None else f"lesson {run.lesson.number or run.lesson.title}"
        return f"{lesson or session.heading.name}, pass {session.state.passes}"


NEXT_LOGIN = "it is offered at the next login"


class Saver:
    """The session that is open, and what saves it, once, from whichever thread.

    notice  what came of it, to be told when the screen is gone
    failure why the last one could not be saved; "" where it could
    rescued the names of the files of what had been thrown away
    saved   whether that is known
    typed   whether whoever is told can type commands; in a class nobody can
    kept    whether the file is still there the next time
    """

    def __init__(self, typed: bool = True, kept: bool = True) -> None:
        self._typed, self._kept = typed, kept
        self.session: Session | None = None
        self._run: LessonRun | None = None
        self._file: Saved | None = None
        self.notice = ""
        self.failure = ""
        self.rescued: list[str] = []
        self._rescued: list[Run] = []
        self.saved = threading.Event()
        self._lock = threading.Lock()

    def keep(
        self,
        session: Session | None,
        run: "LessonRun | None" = None,
        file: Saved | None = None,
    ) -> None:
        """This one is open now, in this lesson, if it is in one, from this file, if from one."""
        self.session, self._run, self._file = session, run, file

    @property
    def opened(self) -> Opened | None:
        """What is open."""
        return None if self.session is None else Opened(self.session, self._run, self._file)

    def hurry(self) -> None:
        """Let a long step end after the present pass: what follows is saving."""
        if self.session is not None:
            self.session.leaving = True

    def save(self) -> None:
        """Save the session, if one is open; in a lesson, if a pass was made in it."""
        with self._lock:
            opened = self._taken()
            if opened is not None:
                self._rescue(opened)
            if opened is not None and (opened.run is None or opened.session.newest):
                self._write(opened)
            self.saved.set()

    def close(self) -> Opened | None:
        """The learner leaves what is open: save it if more than a few passes were made in it.

        Otherwise the file that it came from goes, too. Returns what was open, with its file.
        """
        with self._lock:
            opened = self._taken()
            if opened is None:
                return None
            self._rescue(opened)
            if opened.worth_saving:
                return self._write(opened)
            if opened.file is not None:
                opened.file.forget()
            return replace(opened, file=None)

    def _taken(self) -> Opened | None:
        opened, self.session = self.opened, None
        return opened

    def _rescue(self, opened: Opened) -> None:
        """Save what was thrown away and could still come back: runs of their own, the longest."""
        if opened.run is not None:
            return
        for entry in opened.session.undoing.lost(FEW_PASSES, self._rescued)[:MOST_RESCUED]:
            written = self._write(Opened(Session.from_memo(entry.preset, entry.memo)))
            if written.file is not None:
                self._rescued.append(entry.memo.run)
                self.rescued.append(written.file.name)

    def _write(self, opened: Opened) -> Opened:
        try:
            file = save(opened.session, _place_of(opened.run), opened.file)
        except (OSError, SavedError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            place = f" ({error.filename})" if isinstance(error, OSError) and error.filename else ""
            self.failure = reason
            self.notice = f"the session could not be saved: {reason}{place}"
            return opened
        self.failure = ""
        again = f"to go on: tui-descent resume {file.name}"
        told = f"the session is saved; {again if self._typed else NEXT_LOGIN}"
        self.notice = told if self._kept else ""
        return replace(opened, file=file)


def _place_of(run: "LessonRun | None") -> InLesson | None:
    """Where the session stands in its lesson, if it is in one."""
    if run is None:
        return None
    from tui_descent.lessons.progress_writer import name_of

    return InLesson(name_of(run.lesson), run.case_number - 1, run.kept.seed)
