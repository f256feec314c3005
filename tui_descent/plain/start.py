"""The plain mode on standard input and output."""

import io
import sys
from collections.abc import Callable
from typing import TextIO

from tui_descent.plain.conversation import converse
from tui_descent.plain.cut import CutError, listen, save_and_tell
from tui_descent.plain.mode import PlainMode
from tui_descent.plain.output import Output
from tui_descent.saved import Saved
from tui_descent.session import Session

Begin = Callable[[PlainMode], None]


def at_home(mode: PlainMode) -> None:
    """Begin with nothing open."""
    mode.out.say("tui-descent: see gradient descent, line by line")
    mode.list()
    mode.out.say("help lists all commands, quit ends")


def with_session(session: Session, saved: Saved | None = None) -> Begin:
    """Begin with this problem; what it was saved in goes once it is open."""

    def begin(mode: PlainMode) -> None:
        mode.open_session(session)
        if saved is not None:
            saved.forget()

    return begin


def with_lesson(name: str | None) -> Begin:
    """Begin with this lesson; None: with the one that was left."""
    return lambda mode: mode.learn(name)


def run(begin: Begin, ascii: bool, files: bool = True) -> int:
    """Print what is open at the beginning, then do what is typed or comes through a pipe.

    ascii  whether standard output takes no more than ASCII
    files  whether files of one's own may be read and written
    """
    typed: TextIO = sys.stdin or io.StringIO()  # closed by who started us: nothing comes
    if isinstance(typed, io.TextIOWrapper):
        typed.reconfigure(errors="replace")
    mode = PlainMode(Output(sys.stdout, ascii), files)
    try:
        if not typed.isatty():
            begin(mode)
            mode.out.stream.flush()
            return converse(mode, typed, _errors(mode.out))
        listen(mode)
        begin(mode)
        mode.out.stream.flush()
        return converse(mode, typed)
    except CutError as cut:
        return save_and_tell(mode, cut.number)
    finally:
        mode.close()


def _errors(out: Output) -> Output:
    return Output(sys.stderr or io.StringIO(), out.ascii)
