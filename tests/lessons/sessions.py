"""Sessions that use one file of progress, with a clock of their own."""

import stat
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from tui_descent.lessons.progress import Progress

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
IN_FOLDER = "progress.sqlite"
SESSIONS: list[Progress] = []  # to be closed after the test


def opened(path: Path) -> Progress:
    """As a session opens it, with a clock that goes on a second at each event."""
    seconds = count()
    progress = Progress.open(
        path, patience=0.02, now=lambda: NOON + timedelta(seconds=next(seconds), milliseconds=7)
    )
    SESSIONS.append(progress)
    return progress


def again(path: Path) -> Progress:
    """What the next session finds, without any trouble."""
    progress = opened(path)
    assert progress.trouble is None
    return progress


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def one_lesson(progress: Progress) -> None:
    """Everything that can be done, once."""
    assert progress.start("slope")
    assert progress.predict("slope", 0, 2)
    assert progress.predict("slope", 0, 1)
    assert progress.reach("slope", 0)
    assert progress.reach("slope", 1)
    assert progress.finish("slope")
    assert progress.go_on("one-pass", 3)


def at(second: int) -> datetime:
    return NOON + timedelta(seconds=second)
