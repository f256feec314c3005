"""How far the learners of a class are, by the progress files below a folder.

The files are the learners' own, and so may be anything: none is opened over a link, more than a
small part of a disk is never read, and SQLite sees a copy in memory, not the file.
"""

import csv
import errno
import io
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any

from msgspec import Struct

from tui_descent.lessons.events import Learned, LessonProgress
from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.listing import lesson_descriptions
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.not_saved import NotSavedError
from tui_descent.lessons.tries import tried
from tui_descent.paths import NAME
from tui_descent.system import BINARY, NO_LINK, NO_WAIT
from tui_descent.text import safe

FILE = "progress.sqlite"
IN_HOME = (".local", "state")  # folders between a home and what is a learner's there
DEEPEST = 8  # folders below the one that is looked through
MOST_FOLDERS = 100_000
MOST_FILES = 5_000
MOST_BYTES = 4_000_000  # of a file; that of thirty lessons has some 50,000
LOOP = (errno.ELOOP, errno.EMLINK)  # what a system says of a link that is not followed
FORMULAS = "=+-@"  # what a spreadsheet takes for more than text
NO_PROOF = (
    "These files are the learners' own: they show what a learner's program wrote, and prove nothing"
)


class Row(Struct, frozen=True):
    """One learner.

    learner      the folder of the file, below the one that was named
    started      lessons in which anything was done; done: those that are finished
    reached      the listed lesson that is furthest on, by number and name; 0 and "": none
    questions    those of listed lessons that were answered
    right_first  how many of them at the first try
    last_seen    when anything was noted last; None: never
    trouble      why nothing more is known of it; "": nothing is wrong
    """

    learner: str
    started: int = 0
    done: int = 0
    reached: int = 0
    lesson: str = ""
    questions: int = 0
    right_first: int = 0
    last_seen: datetime | None = None
    trouble: str = ""


class UnreadableError(Exception):
    """Why a file tells nothing."""


def rows_below(folder: Path) -> list[Row]:
    """A row for each progress file below a folder, by the learners' names."""
    numbers = {one.name: one.number for one in lesson_descriptions()}
    rows = []
    for place, content in _contents(folder):
        learner = _learner(place, folder)
        if isinstance(content, UnreadableError):
            rows.append(Row(learner, trouble=str(content)))
            continue
        try:
            rows.append(_row(learner, _learned(content), numbers))
        except UnreadableError as error:
            rows.append(Row(learner, trouble=str(error)))
    return sorted(rows, key=lambda row: row.learner)


def _contents(folder: Path) -> Iterator[tuple[PurePath, bytes | UnreadableError]]:
    """What stands in each file, or why it was not read, by its folder below this one."""
    files = 0
    for folders, (place, below, names, opened) in enumerate(os.fwalk(folder)):
        relative = PurePath(place).relative_to(folder)
        if len(relative.parts) >= DEEPEST:
            below.clear()
        below.sort()
        if FILE in names:
            files += 1
            yield relative, _read(opened)
        if folders >= MOST_FOLDERS or files >= MOST_FILES:
            wrong = "too many folders or files: what comes after this one was not looked at"
            yield relative, UnreadableError(wrong)
            return


def _read(opened: int) -> bytes | UnreadableError:
    """The file in a folder that is open by this number; not what a link leads to."""
    try:
        number = os.open(FILE, os.O_RDONLY | BINARY | NO_LINK | NO_WAIT, dir_fd=opened)
        with open(number, "rb") as file:
            status = os.fstat(number)
            if not stat.S_ISREG(status.st_mode):
                return UnreadableError("it is not a plain file")
            if status.st_size > MOST_BYTES:
                return UnreadableError(
                    f"it has {status.st_size / 1e6:.0f} MB, which no lessons make"
                )
            return file.read(MOST_BYTES)
    except OSError as error:
        reason = "it is a link" if error.errno in LOOP else (error.strerror or str(error)).lower()
        return UnreadableError(f"not read: {reason}")


def _learned(content: bytes) -> Learned:
    """What a learner has done, from the bytes of the file."""
    from tui_descent.lessons.progress_file import learned_in

    if not content:
        return Learned()
    try:
        return learned_in(content)
    except (NotSavedError, ValueError, OverflowError, MemoryError):
        raise UnreadableError("damaged, being written right now, or no progress file") from None


def _learner(place: PurePath, folder: Path) -> str:
    """Whose a file is: the path of its folder without what is the same for everybody."""
    parts = place.parts
    if parts[-1:] == (NAME,):
        parts = parts[:-1]
    if parts[-2:] == IN_HOME:
        parts = parts[:-2]
    return "/".join(parts) or folder.resolve().name


def _row(learner: str, learned: Learned, numbers: Mapping[str, int]) -> Row:
    known = learned.lessons
    listed = [name for name in known if name in numbers]
    furthest = max(listed, key=lambda name: numbers[name], default="")
    answered = [one for name in listed for one in tried(_lesson(name), known[name])]
    moments = [moment for lesson in known.values() for moment in _moments(lesson)]
    return Row(
        learner,
        started=len(known),
        done=sum(lesson.done is not None for lesson in known.values()),
        reached=numbers.get(furthest, 0),
        lesson=furthest,
        questions=len(answered),
        right_first=sum(one.right_first for one in answered),
        last_seen=max(moments, default=None),
    )


def _moments(lesson: LessonProgress) -> Iterator[datetime]:
    yield from (moment for moment in (lesson.started, lesson.done) if moment is not None)
    yield from (prediction.at for prediction in lesson.predictions)
    yield from lesson.goals.values()


@lru_cache(maxsize=256)
def _lesson(name: str) -> Lesson:
    return load_lesson(name, shipped_only=True)


def as_values(row: Row) -> dict[str, Any]:
    """A row as names and plain values; times as ISO 8601 has them."""
    seen = None if row.last_seen is None else row.last_seen.isoformat()
    return {name: getattr(row, name) for name in Row.__struct_fields__} | {"last_seen": seen}


def to_csv(rows: Sequence[Row]) -> str:
    """The rows as CSV below their names, with nothing that a spreadsheet would carry out."""
    text = io.StringIO()
    writer = csv.DictWriter(text, Row.__struct_fields__, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        values = as_values(row)
        learner = safe(row.learner)
        values["learner"] = f"'{learner}" if learner[:1] in FORMULAS else learner
        writer.writerow(values)
    return text.getvalue().rstrip("\n")


def to_table(rows: Sequence[Row]) -> list[str]:
    """The rows as lines for a person."""
    width = max([len("learner"), *(len(safe(row.learner)) for row in rows)])
    heads = f"{'done':>4}  {'furthest lesson':<26}  {'right first':<11}  last seen"
    return [
        f"{'learner':<{width}}  {heads}",
        *(f"{safe(row.learner):<{width}}  {_told(row)}" for row in rows),
    ]


def _told(row: Row) -> str:
    if row.trouble:
        return f"   –  {row.trouble}"
    lesson = f"{row.reached:>2}  {row.lesson}" if row.reached else " –"
    tries = f"{row.right_first} of {row.questions}" if row.questions else "–"
    seen = "never" if row.last_seen is None else f"{row.last_seen:%Y-%m-%d}"
    return f"{row.done:>4}  {lesson:<26}  {tries:<11}  {seen}"
