"""What the plain mode does when its terminal is closed or it is told to end: save the session.

A signal that comes while a command is done waits for its end, or for that of the present
pass; so what is saved is never half of something.
"""

import os
import signal
import sys
from types import FrameType
from typing import TextIO

from tui_descent.plain.mode import PlainMode
from tui_descent.plain.output import StopError
from tui_descent.system import ALARM, HANG_UP
from tui_descent.text import safe

IDLE = 0  # in place of a signal's number: nothing was typed for too long


class CutError(Exception):
    """Told to end by the signal of this number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def listen(mode: PlainMode) -> None:
    """From now on a closed terminal and a kill raise CutError where the next line is read.

    ctrl+c stops the command that is being done, or drops the line that is being typed.
    """

    def cut(number: int, frame: FrameType | None) -> None:
        mode.cut = number
        if mode.has_session:
            mode.session.leaving = True
        if mode.waiting:
            raise CutError(number)

    def stop(number: int, frame: FrameType | None) -> None:
        mode.out.stopped = True
        if mode.has_session:
            mode.session.leaving = True
        if mode.waiting:
            raise StopError

    def idle(number: int, frame: FrameType | None) -> None:
        if mode.waiting:
            raise CutError(IDLE)

    if ALARM is not None:
        signal.signal(ALARM, idle)
    for number in {HANG_UP, signal.SIGTERM}:
        signal.signal(number, cut)
    signal.signal(signal.SIGINT, stop)


def read(mode: PlainMode, typed: TextIO, prompt: str) -> str:
    """Ask for the next line and return it; the end of the terminal is no end of input."""
    if not mode.cut:
        mode.out.stopped = False
        if mode.has_session:
            mode.session.leaving = False
    mode.waiting = True
    try:
        if mode.cut:
            raise CutError(mode.cut)
        if mode.idle is not None and ALARM is not None:
            signal.setitimer(signal.ITIMER_REAL, 60.0 * mode.idle)
        if mode.edits:
            return f"{input(prompt)}\n"
        if prompt:
            mode.out.prompt(prompt)
        return typed.readline()
    except EOFError:
        return ""
    except OSError as error:
        raise CutError(HANG_UP) from error
    finally:
        mode.waiting = False
        if mode.idle is not None and ALARM is not None:
            signal.setitimer(signal.ITIMER_REAL, 0.0)


def edits_lines() -> bool:
    """Let the terminal's lines be edited and called up again; False: there is nothing to do it."""
    if not sys.stdout.isatty():
        return False
    try:
        import readline  # from here on it is behind `input`
    except ImportError:
        return False
    readline.parse_and_bind("set enable-bracketed-paste off")  # it would print escape bytes
    return True


def save_and_tell(mode: PlainMode, number: int) -> int:
    """Save the open session, say so if somebody is there, and return the exit status."""
    saver = mode.saver
    saver.save()
    said = f"nothing was typed for {mode.idle:g} minutes, so this is the end" if mode.idle else ""
    told = "; ".join(filter(None, (said if number == IDLE else "", saver.notice)))
    try:
        if told:
            print(f"\ntui-descent: {safe(told)}", file=sys.stderr, flush=True)
        sys.stdout.flush()
    except OSError:  # nobody is there, and what is unsaid stays unsaid
        mode.close()
        os._exit(128 + number)
    return 128 + number if number != IDLE else 0
