"""What a teacher needs for a class: the files for sshd, own lessons in it, and how far it is."""

import os
import sys
from typing import TYPE_CHECKING

import click

from tui_descent import completion
from tui_descent.class_setup import BEYOND_ONE_HOST, PARTS
from tui_descent.console import DONE, say, until_nobody_reads
from tui_descent.options import JSON

if TYPE_CHECKING:
    from tui_descent.permissions import Permissions


def admit_course(lessons: str | None, presets: str | None, permissions: "Permissions") -> None:
    """Let a teacher's lessons and presets stand beside the shipped ones."""
    from pathlib import Path

    from tui_descent.course import CourseError
    from tui_descent.lessons.own_course import admit

    try:
        admit(
            None if lessons is None else Path(lessons),
            None if presets is None else Path(presets),
            guarded=permissions.shipped_only,
        )
    except CourseError as error:
        raise click.UsageError(str(error)) from None


def permissions_of(in_class: bool, idle: float | None) -> "Permissions":
    """What is allowed, once nothing of the environment allows more."""
    from tui_descent.permissions import IDLE_MINUTES, Permissions, class_permissions

    if not in_class:
        return Permissions(idle=idle)
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]  # they name files to write and modules to import
    return class_permissions(IDLE_MINUTES if idle is None else idle)


@click.command("class-progress")
@click.argument("folder", metavar="DIR", shell_complete=completion.file_names)
@JSON
@click.option("--csv", "as_csv", is_flag=True, help="Print rows of CSV.")
def class_progress(folder: str, as_json: bool, as_csv: bool) -> int:
    """List how far the learners are whose progress files are below DIR, a row each.

    It tells the lessons that are done, the one that is furthest on, how many questions were
    answered rightly at the first try, and when anything was noted last. The files are the
    learners' own: they show what a learner's program wrote, and prove nothing.
    """
    import json
    from pathlib import Path

    from tui_descent.lessons.class_progress import NO_PROOF, as_values, rows_below, to_csv, to_table

    if not hasattr(os, "fwalk"):
        raise click.UsageError("this system cannot look through folders without following links")
    if not Path(folder).is_dir():
        raise click.UsageError(f"{folder}: no such folder; give one that holds learners' files")
    rows = rows_below(Path(folder))
    if not rows:
        wrong = "no progress file is below it"
        raise click.UsageError(f"{folder}: {wrong}; learners' files are in .local/state of a home")
    with until_nobody_reads():
        if as_json:
            click.echo(json.dumps([as_values(row) for row in rows], indent=2))
        elif as_csv:
            click.echo(to_csv(rows))
        else:
            say(*to_table(rows))
    say(NO_PROOF, error=True)
    return DONE


@click.command("class-setup")
@click.argument("part", required=False, type=click.Choice([*PARTS, *BEYOND_ONE_HOST]))
def class_setup(part: str | None) -> None:
    """Print what lets a class in over SSH: sshd's configuration and a wrapper.

    Both say where they belong. With the name of one it is printed alone, to be put there:
    tui-descent class-setup wrapper > tui-descent-class

    Where one host is too small, `haproxy` is the configuration of HAProxy before several.
    """
    from tui_descent.class_setup import part as text_of

    texts = (text_of(name, sys.executable) for name in ([part] if part else PARTS))
    with until_nobody_reads():
        click.echo("\n".join(texts), nl=False)
