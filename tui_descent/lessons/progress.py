"""Progress: what one user has done in the lessons, kept from one start to the next.

It is always there in memory. What happens is also written to a file in the user's state
folder; while that is not possible, the lesson goes on, `trouble` says so, and the next write
that succeeds makes up for all that failed. SQLite is imported only when the file is opened.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tui_descent.lessons.events import (
    Event,
    Finished,
    Forgotten,
    Learned,
    LessonProgress,
    Predicted,
    Reached,
    Started,
    WentOn,
    added_up,
    events_of,
)
from tui_descent.lessons.not_saved import NotSavedError, UnusableError
from tui_descent.paths import FolderError, progress_file

if TYPE_CHECKING:
    from tui_descent.lessons.progress_file import ProgressFile

PATIENCE = 2.0  # seconds that a write waits for another session's
SHORT_PATIENCE = 0.05  # seconds, once a write has failed: nobody waits twice for the same


def _now() -> datetime:
    return datetime.now(UTC)


class Progress:
    """What was done, and the file that keeps it.

    Each write returns whether it is in the file, committed; so it may be said on the screen.
    Several threads may use it: a write waits for the one before, reading never waits.
    """

    def __init__(self, path: Path | None, patience: float, now: Callable[[], datetime]) -> None:
        self._path = path
        self._patience = patience
        self._now = now
        self._lock = threading.Lock()
        self._file: ProgressFile | None = None
        self._learned = Learned()
        self._unsaved: tuple[Event, ...] = ()
        self._note: str | None = None
        self._failure: str | None = None

    @classmethod
    def open(
        cls,
        path: Path | None = None,
        patience: float = PATIENCE,
        now: Callable[[], datetime] = _now,
    ) -> Self:
        """Open the user's progress, or the file that is named; never raises."""
        progress = cls(path, patience, now)
        progress.refresh()
        return progress

    @property
    def trouble(self) -> str | None:
        """One line for the screen if saving fails, or if a damaged file was set aside."""
        return self._failure or self._note

    @property
    def failure(self) -> str:
        """Why what happened is not in the file; "" where all is."""
        return (self._failure or "").removeprefix("progress is not saved: ")

    @property
    def saved(self) -> bool:
        """Whether all that happened is in the file."""
        return self._failure is None

    def start(self, lesson: str) -> bool:
        """The lesson was opened; each of the following says so too."""
        return self._save(Started(lesson, self._time()))

    def predict(self, lesson: str, question: int, answer: int) -> bool:
        """The answer was chosen; the one before, if there was one, is kept as well."""
        return self._save(Predicted(lesson, self._time(), question, answer))

    def reach(self, lesson: str, goal: int) -> bool:
        """The goal was reached; what counts is the first time."""
        return self._save(Reached(lesson, self._time(), goal))

    def finish(self, lesson: str) -> bool:
        """The lesson is done; what counts is the first time."""
        return self._save(Finished(lesson, self._time()))

    def go_on(self, lesson: str, block: int) -> bool:
        """This is the place to go on from."""
        return self._save(WentOn(lesson, block))

    def reset(self, lesson: str | None = None) -> bool:
        """Forget what was done in this lesson, or in all."""
        return self._save(Forgotten(lesson))

    def refresh(self) -> bool:
        """Read what other sessions have written; each write does that too."""
        return self._save()

    def place(self) -> tuple[str, int] | None:
        """The lesson and its block to go on from."""
        return self._learned.place

    def of(self, lesson: str) -> LessonProgress:
        """What was done in this lesson."""
        return self._learned.lessons.get(lesson) or LessonProgress(lesson)

    def all(self) -> Mapping[str, LessonProgress]:
        """The lessons in which anything was done, by name."""
        return self._learned.lessons

    def close(self) -> bool:
        """Let go of the file, after a last attempt to write what is not in it yet."""
        saved = self.saved or self.refresh()
        with self._lock:
            self._close_file()
        return saved

    def _time(self) -> datetime:
        return self._now().replace(microsecond=0)

    def _save(self, *events: Event) -> bool:
        with self._lock:
            self._learned = added_up(self._learned, events)
            self._unsaved += events
            try:
                self._learned = self._exchange()
            except NotSavedError as error:
                where = f" ({self._path})" if self._path else ""
                self._failure = f"progress is not saved: {error}{where}"
                return False
            self._unsaved = ()
            self._failure = None
            return True

    def _exchange(self) -> Learned:
        """Write what is not in the file yet; return what then is."""
        patience = self._patience if self._failure is None else SHORT_PATIENCE
        file = self._file or self._open_file(patience)
        try:
            return file.save(self._unsaved, patience)
        except UnusableError:
            self._close_file()
            return self._open_file(patience).save(self._unsaved, patience)

    def _open_file(self, patience: float) -> "ProgressFile":
        """Open it; if it is a new one, all that is known in memory goes into it."""
        try:
            from tui_descent.lessons.progress_file import open_progress_file
        except ImportError:  # a Python that was built without it
            raise NotSavedError("this Python has no sqlite3") from None
        try:
            self._path = self._path or progress_file()
        except FolderError as error:
            raise NotSavedError(str(error)) from None
        self._file = open_progress_file(self._path, patience)
        self._note = self._file.note or self._note
        if self._file.fresh:
            self._unsaved = tuple(events_of(self._learned))
        return self._file

    def _close_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
