"""What commands say, and where nobody reads it any more."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from tui_descent.text import message, safe

DONE, BAD_INPUT, INTERRUPTED = 0, 2, 130  # exit statuses
STDOUT = 1
MOST_COMPLAINTS = 4  # about one file


def say(*lines: str, error: bool = False) -> None:
    """Print lines; none can do anything but be read."""
    for line in "\n".join(lines).split("\n"):
        click.echo(safe(line), err=error)


def tell(lines: Sequence[str]) -> None:
    """Say on standard error what was decided about a file, beside what is printed of it."""
    if lines:
        say(*lines, error=True)


def complain(text: str) -> int:
    """Say in one line on standard error what is wrong; return the exit status for it."""
    say(f"tui-descent: {message(text)}", error=True)
    return BAD_INPUT


def complain_of_all(lines: Sequence[str]) -> int:
    """Say the first few of all things that are wrong; return the exit status."""
    for line in lines[:MOST_COMPLAINTS]:
        complain(line)
    return BAD_INPUT


@contextmanager
def until_nobody_reads() -> Iterator[None]:
    """Whoever read the output may have seen enough, as `head` has: then the command is done.

    What is still buffered goes nowhere instead of failing once more while Python shuts down.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()


def drop_output() -> None:
    """Send what is still buffered nowhere: it cannot be written, and Python would try again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
