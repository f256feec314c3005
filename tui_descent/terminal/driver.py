"""The way to a real terminal, which ends the program at once when the terminal is gone.

Textual's own driver then goes on reading the end of a file, or waits for ever for room in
a queue that nobody empties any more. A signal is waited for in a thread of its own, so it
is heard whatever the program is waiting for; a closed terminal becomes such a signal.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
import time
from contextvars import Context, copy_context
from queue import Empty
from types import FrameType
from typing import Any, Protocol, TextIO, cast

from textual.geometry import Size

from tui_descent.terminal.keyboard import Keyboard

ENDING = frozenset({signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT})
PATIENCE = 5.0  # seconds that the program has to save its session
LEAVING = 2.0  # seconds that it then has to leave the screen
GLANCE = 0.05  # seconds
UNTOLD = Size(80, 24)  # of a terminal that does not know its size, as on a serial line
MOUSE_ON, MOUSE_OFF = "\x1b[?1000;1006h", "\x1b[?1000;1006l"
RESTORE = b"\x1b[?1000l\x1b[?1006l\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[?1004l"


class Saves(Protocol):
    """Saves what is open, once, from any thread.

    saved   set once it is saved
    notice  what came of it
    """

    saved: threading.Event
    notice: str

    def hurry(self) -> None:
        """Let whatever is computed now be broken off."""

    def save(self) -> object:
        """Save it, unless that was done."""


class Endable(Protocol):
    """A program that a signal ends.

    left  set once the terminal is left as it was found
    """

    left: threading.Event

    @property
    def saver(self) -> Saves:
        """What saves its work."""
        ...

    @property
    def may_be_suspended(self) -> bool:
        """Whether ctrl+z may put it aside."""
        ...

    def end(self, status: int) -> object:
        """Save and leave; in the program's own thread."""


class TerminalDriver(Keyboard):
    """Textual's driver, with an end."""

    def __init__(self, app: Any, **settings: Any) -> None:
        super().__init__(app, **settings)
        self._program: Endable = app
        self._file: Any = _Output(cast(TextIO, sys.__stderr__))
        self._listens = self._hears_mouse = False
        self._context: Context | None = None
        if not self._program.may_be_suspended:
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)

    def window_size(self) -> Size:
        """The terminal's own size, whatever COLUMNS and LINES say."""
        try:
            columns, lines = os.get_terminal_size(self._file.fileno())
        except OSError:  # it is gone
            columns = lines = 0
        return Size(columns or UNTOLD.width, lines or UNTOLD.height)

    def _get_terminal_size(self) -> tuple[int, int]:
        return self.window_size()

    def _enable_mouse_support(self) -> None:
        """Hear buttons and wheel, which some terminals else turn into arrow keys; no movement."""
        if self._mouse and not self._hears_mouse:
            self._hears_mouse = True
            self.write(MOUSE_ON)

    def _disable_mouse_support(self) -> None:
        if self._hears_mouse:
            self._hears_mouse = False
            self.write(MOUSE_OFF)

    def _query_in_band_window_resize(self) -> None:
        """A resize is told by a signal, so the terminal need not report it as well."""

    def start_application_mode(self) -> None:
        if not self._listens:
            self._listens = True
            self._listen()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def _sigcont_application(self, *_: Any) -> None:
        """Go on; only where the screen was left before, or there would be two readers."""
        if self._must_signal_resume:
            super()._sigcont_application()

    def _listen(self) -> None:
        """Wait for signals and for the terminal's end, each in a thread."""
        self._context = copy_context()
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        ear = threading.Thread(target=self._wait_for_signal, daemon=True)
        ear.start()

        def pass_on(number: int, frame: FrameType | None) -> None:
            """Some thread that is not ours, a library's, has taken the signal."""
            signal.pthread_kill(cast(int, ear.ident), number)

        for number in ENDING:
            signal.signal(number, pass_on)
        threading.Thread(target=self._wait_for_hangup, daemon=True).start()

    def _wait_for_hangup(self) -> None:
        waiting = select.poll()
        waiting.register(self.fileno, 0)
        waiting.poll()
        hang_up()

    def _wait_for_signal(self) -> None:
        """End the program: save the session, leave the screen if there is one, and go."""
        number = signal.sigwait(ENDING)
        app, deadline = self._program, time.monotonic() + PATIENCE
        app.saver.hurry()
        self._tell_the_loop(128 + number)
        while not app.saver.saved.wait(GLANCE) and time.monotonic() < deadline:
            self._forget_unsent()
        app.saver.save()
        if self._is_gone():
            os._exit(128 + number)
        if not app.left.wait(LEAVING):
            self._leave_at_once()
            os._exit(128 + number)

    def _tell_the_loop(self, status: int) -> None:
        try:
            end = self._program.end
            self._loop.call_soon_threadsafe(end, status, context=self._context)
        except RuntimeError:  # it is closed: the program is at its end anyway
            self._program.saver.save()

    def _forget_unsent(self) -> None:
        """Make room in a full queue, so that who waits to put something in goes on."""
        writer = self._writer_thread
        try:
            while writer is not None:
                writer._queue.get_nowait()
        except Empty:
            return

    def _is_gone(self) -> bool:
        terminal = select.poll()
        terminal.register(self.fileno, 0)
        return bool(terminal.poll(0))

    def _leave_at_once(self) -> None:
        """Leave the terminal as it was as far as that takes no waiting."""
        if self.attrs_before is not None:
            termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        _, ready, _ = select.select([], [self._file.fileno()], [], 0.0)
        if ready:
            os.write(self._file.fileno(), RESTORE)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:
            hang_up()


class _Output:
    """Standard error, which takes everything in silence once the terminal is gone."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._gone = False

    def write(self, text: str) -> int:
        if not self._gone:
            try:
                self._file.write(text)
            except OSError:
                self._lose()
        return len(text)

    def flush(self) -> None:
        if not self._gone:
            try:
                self._file.flush()
            except OSError:
                self._lose()

    def fileno(self) -> int:
        return self._file.fileno()

    def _lose(self) -> None:
        self._gone = True
        hang_up()


def hang_up() -> None:
    """The terminal is gone: tell it in the way in which a system would."""
    os.kill(os.getpid(), signal.SIGHUP)
