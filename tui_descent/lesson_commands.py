"""The commands about lessons: learn them, list what is done, check files of one's own."""

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from tui_descent import completion
from tui_descent.console import (
    BAD_INPUT,
    DONE,
    complain,
    complain_of_all,
    say,
    until_nobody_reads,
)
from tui_descent.options import JSON, csv_options, from_csv, is_table, screen_options, told_of_csv
from tui_descent.start import is_plain, need_terminal, open_plain, open_screen
from tui_descent.text import counted, safe

if TYPE_CHECKING:
    from pathlib import Path

    from tui_descent.lessons.progress import Progress
    from tui_descent.permissions import Permissions

EVERY_LESSON = "*"


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", shell_complete=completion.file_names
)
@csv_options
def check(files: tuple[str, ...], of_csv: dict[str, Any]) -> int:
    """Say whether preset, lesson and CSV files are right, and what is not.

    A lesson is played: its solution must reach its goals, and every number that it claims must
    be what the program shows.
    """
    status = DONE  # where nobody reads what comes of it
    with until_nobody_reads():
        status = _checked(files, of_csv)
    return status  # noqa: RET504 - the context may swallow a broken pipe


def _checked(files: tuple[str, ...], of_csv: dict[str, Any]) -> int:
    from pathlib import Path

    from tui_descent.lessons.loading import is_lesson
    from tui_descent.presets.errors import FaultsError, PresetError
    from tui_descent.presets.loading import load_file

    status = DONE
    for file in files:
        try:
            if is_table(file, of_csv):
                say(*from_csv(file, of_csv, {}).lines)
            elif is_lesson(Path(file)):
                status = max(status, _checked_lesson(Path(file)))
            else:
                preset = load_file(Path(file))
                say(f"{file}: fine ({preset.shape})", *told_of_csv(preset))
        except FaultsError as error:
            status = complain_of_all(error.lines)
        except PresetError as error:
            status = complain(str(error))
    return status


def _checked_lesson(path: "Path") -> int:
    from tui_descent.lessons.checking import complaints
    from tui_descent.lessons.loading import load_lesson_file

    lesson = load_lesson_file(path)
    found = complaints(lesson)
    for complaint in found:
        complain(f"{path.name}: {complaint}")
    if found:
        return BAD_INPUT
    goals, claims = len(lesson.goals), len(lesson.expects)
    say(f"{path}: fine (a lesson; {counted(goals, 'goal')}, {counted(claims, 'claim')})")
    return DONE


@click.command()
@click.argument(
    "lesson",
    required=False,
    metavar="[LESSON|FILE.toml]",
    shell_complete=completion.lesson_names,
)
@screen_options
@click.pass_obj
def learn(
    permissions: "Permissions", lesson: str | None, plain: bool, ascii: bool, fps: float | None
) -> int:
    """Go on with the lessons where you left, or open LESSON: a number, a name, or a file.

    What is done is kept; `tui-descent lessons` lists it.
    """
    if is_plain(plain):
        from tui_descent.plain.start import with_lesson

        return open_plain(with_lesson(lesson), permissions, ascii)
    from tui_descent.lessons.listing import lesson_descriptions
    from tui_descent.lessons.loading import load_lesson
    from tui_descent.lessons.progress import Progress
    from tui_descent.lessons.progress_writer import to_learn

    need_terminal()
    progress = Progress.open()
    name = lesson or to_learn(lesson_descriptions(), progress)
    return open_screen(
        None, permissions, ascii, fps, load_lesson(name, permissions.shipped_only), progress
    )


@click.command()
@JSON
@click.option(
    "--reset",
    metavar="[LESSON]",
    is_flag=False,
    flag_value=EVERY_LESSON,
    shell_complete=completion.lesson_names,
    help="Forget what was done in LESSON, or in all lessons; it asks first.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--syllabus", is_flag=True, help="Print what each is about, and needs, as Markdown.")
def lessons(as_json: bool, reset: str | None, yes: bool, syllabus: bool) -> int:
    """List the lessons and what is done of them."""
    import json

    from tui_descent.lessons.listing import lesson_descriptions
    from tui_descent.lessons.progress import Progress
    from tui_descent.lessons.progress_writer import own_lessons, row_of, to_go_on

    if syllabus:
        from tui_descent.lessons.syllabus import syllabus as entries
        from tui_descent.lessons.syllabus import to_markdown

        with until_nobody_reads():
            say(to_markdown(entries()))
        return DONE
    with closing(Progress.open()) as progress:
        if reset is not None:
            return _reset(progress, reset, yes)
        shipped = lesson_descriptions()
        go_on = to_go_on(shipped, progress)
        listed = [*shipped, *own_lessons(shipped, progress)]
        rows = [row_of(one, progress, go_on) for one in listed]
    if progress.trouble:
        complain(progress.trouble)
    with until_nobody_reads():
        if as_json:
            say(json.dumps(rows, indent=2))
            return DONE
        for row in rows:
            words = [row["progress"], "▸ go on here" if row["go_on"] else ""]
            done = "  ".join(filter(None, words))
            number, title = row["number"] or "", row["title"] or "cannot be read any more"
            if not number:
                title = f"{row['name']}: {title}"
            say(f"{number:>2}  {title:<48}  {done}".rstrip())
    return DONE


def _reset(progress: "Progress", which: str, yes: bool) -> int:
    from tui_descent.lessons.loading import load_lesson
    from tui_descent.lessons.progress_writer import name_of

    lesson = None if which == EVERY_LESSON else load_lesson(which)
    what = "all lessons" if lesson is None else f"lesson {lesson.number or which}: {lesson.title}"
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("--reset asks first, which needs a terminal; --yes does not ask")
        if not click.confirm(safe(f"Forget what was done in {what}?")):
            say("nothing was changed")
            return DONE
    if not progress.reset(None if lesson is None else name_of(lesson)):
        return complain(progress.trouble or "progress is not saved")
    say(f"forgotten: {what}")
    return DONE
