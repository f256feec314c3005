"""A teacher's own lessons and problems, which stand beside the shipped ones: in which files.

The two folders are named once, where the program starts. In class mode they must be root's and
closed to everybody else, and nothing in them may lead elsewhere: what a learner could change, or
point somewhere, would be read with the rights of the class.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

ROOT = 0  # the user to whom it must belong
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
MOST_ENTRIES = 2_000  # of a folder, and of those in it


class CourseError(Exception):
    """Why a folder is not taken, with its path and what would be right."""


class Course(Struct, frozen=True):
    """The files of the lessons, of the presets, and all TOML files of the two folders."""

    lessons: tuple[Path, ...] = ()
    presets: tuple[Path, ...] = ()
    files: frozenset[Path] = frozenset()


_opened = Course()


def course() -> Course:
    """The course that was opened at the start; else an empty one."""
    return _opened


def open_course(opened: Course) -> None:
    """From now on these stand beside the shipped ones."""
    global _opened
    _opened = opened


def toml_files(folder: Path) -> list[Path]:
    """The TOML files of a folder by their names; raises CourseError."""
    try:
        return sorted(path.absolute() for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as error:
        raise CourseError(f"{folder}: cannot be read ({error.strerror})") from None


def guard(folder: Path) -> None:
    """Raise CourseError unless nobody but root can change what is read from this folder."""
    try:
        if not folder.is_absolute() or folder.resolve(strict=True) != folder:
            raise CourseError(f"{folder}: not a whole path without links; give that")
        if not folder.is_dir():
            raise CourseError(f"{folder}: not a folder; give one with lessons or presets")
        for place in (folder, *folder.parents):
            _must_be_closed(place, inside=place == folder)
        for count, path in enumerate(_entries(folder)):
            if count >= MOST_ENTRIES:
                raise CourseError(f"{folder}: more than {MOST_ENTRIES} files; keep only lessons")
            if path.is_symlink() and not path.resolve().is_relative_to(folder):
                raise CourseError(f"{path}: a link that leads out of the folder; put a copy there")
            _must_be_closed(path, inside=True)
    except OSError as error:
        named = os.fsdecode(error.filename) if error.filename else str(folder)
        raise CourseError(f"{named}: cannot be looked at ({error.strerror})") from None


def _entries(folder: Path) -> Iterator[Path]:
    """All that is in the folder and in those below it; links to folders are not followed."""

    def fail(error: OSError) -> None:
        raise error

    for place, folders, files in os.walk(folder, onerror=fail):
        yield from (Path(place, name) for name in (*folders, *files))


def _must_be_closed(path: Path, inside: bool) -> None:
    """Raise CourseError where somebody else than root could change or replace it.

    inside  a folder that anybody may write to is none for lessons; above it a sticky one, as /tmp
            is, lets nobody move what is root's
    """
    status = path.stat()
    if status.st_uid != ROOT:
        raise CourseError(f"{path}: belongs to another user; chown it to root")
    sticky = not inside and status.st_mode & stat.S_ISVTX
    if status.st_mode & OTHERS_WRITE and not sticky:
        raise CourseError(f"{path}: others may write to it; chmod go-w")
    if not sticky and os.geteuid() != ROOT and os.access(path, os.W_OK):
        raise CourseError(f"{path}: this user may write to it; take that right away")
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise CourseError(f"{path}: neither a file nor a folder; remove it")
