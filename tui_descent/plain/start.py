"""The plain mode on standard input and output."""

import io
import sys
from collections.abc import Callable
from typing import TextIO

from tui_descent.lessons.lesson import Lesson
from tui_descent.plain.conversation import converse
from tui_descent.plain.cut import CutError, edits_lines, listen, save_and_tell
from tui_descent.plain.mode import PlainMode
from tui_descent.plain.output import Output
from tui_descent.saved.sessions import Saved
from tui_descent.session.session import Session
from tui_descent.system import HANG_UP

Begin = Callable[[PlainMode], None]


def at_home(mode: PlainMode) -> None:
    """Begin with nothing open."""
    mode.out.say("tui-descent: see gradient descent, line by line")
    mode.list()
    mode.out.say("help lists all commands, quit ends")


def with_session(session: Session) -> Begin:
    """Begin with this problem."""
    return lambda mode: mode.open_session(session)


def with_saved(session: Session, lesson: Lesson | None, saved: Saved) -> Begin:
    """Begin with a session that was saved, maybe in a lesson."""

    return lambda mode: mode.open_saved(session, lesson, saved)


def with_lesson(name: str | None) -> Begin:
    """Begin with this lesson; None: with the one that was left."""
    return lambda mode: mode.learn(name)


def run(begin: Begin, ascii: bool, files: bool = True, idle: float | None = None) -> int:
    """Print what is open at the beginning, then do what is typed or comes through a pipe.

    ascii  whether standard output takes no more than ASCII
    files  whether files of one's own may be read and written
    idle   minutes after which, with nothing typed, it ends; None: it never does
    """
    typed: TextIO = sys.stdin or io.StringIO()  # closed by who started us: nothing comes
    if isinstance(typed, io.TextIOWrapper):
        typed.reconfigure(errors="replace")
    somebody_types = typed.isatty()
    mode = PlainMode(Output(sys.stdout, ascii), files)
    try:
        if not somebody_types:
            begin(mode)
            mode.out.stream.flush()
            status = converse(mode, typed, _errors(mode.out))
            mode.leave()
            return status
        mode.idle = idle
        mode.keeps = mode.out.typing = True
        mode.edits = edits_lines()
        listen(mode)
        begin(mode)
        mode.out.stream.flush()
        status = converse(mode, typed)
        mode.leave()
        return status
    except CutError as cut:
        return save_and_tell(mode, cut.number)
    except OSError:
        if not somebody_types:
            raise
        return save_and_tell(mode, mode.cut or HANG_UP)
    finally:
        mode.close()


def _errors(out: Output) -> Output:
    return Output(sys.stderr or io.StringIO(), out.ascii)
