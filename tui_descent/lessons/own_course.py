"""From two folders of a teacher's to a course: which of their files are lessons and presets."""

import re
from pathlib import Path

from tui_descent.course import Course, CourseError, guard, open_course, toml_files
from tui_descent.lessons.listing import lesson_names, without_number
from tui_descent.lessons.loading import is_lesson
from tui_descent.presets import PresetError, load, names

NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")


def admit(lessons: Path | None, presets: Path | None, guarded: bool) -> None:
    """Let these folders stand beside the shipped lessons and presets; raises CourseError.

    A file that cannot be read is left out: a slip in one must not lock a class out of the others.

    guarded  whether they must be root's alone
    """
    for folder in (lessons, presets):
        if folder is not None and guarded:
            guard(folder)
    of_lessons = [] if lessons is None else toml_files(lessons)
    of_presets = [] if presets is None else toml_files(presets)
    found = Course(
        tuple(path for path in of_lessons if _kind(path) == "lesson"),
        tuple(path for path in of_presets if _kind(path) == "preset"),
        frozenset((*of_lessons, *of_presets)),
    )
    _must_be_new([without_number(path.stem) for path in found.lessons], lesson_names(), "lesson")
    _must_be_new([path.stem for path in found.presets], names(), "preset")
    open_course(found)


def _kind(path: Path) -> str:
    """`lesson`, `preset`, or nothing where it cannot be read."""
    try:
        if is_lesson(path):
            return "lesson"
        load(str(path))
    except PresetError:
        return ""
    return "preset"


def _must_be_new(own: list[str], shipped: list[str], what: str) -> None:
    """Each name leads to one thing."""
    for name in own:
        if not NAME.fullmatch(name):
            wrong = "has other characters than letters, digits, - and _ in its name"
            raise CourseError(f"{name}.toml: {wrong}; rename it")
        if name in shipped or own.count(name) > 1:
            raise CourseError(f"{name}.toml: there is another {what} of this name; rename it")
