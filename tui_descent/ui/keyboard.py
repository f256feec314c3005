"""Textual's driver for Unix terminals, with a thread for the keys that otherwise sleeps.

Textual's own wakes ten times a second to see whether it is to end and whether an escape
stands alone; with a class of thirty on one machine that adds up, an escape is noticed
later than need be, and so is the end. It also stops at the first byte that is no UTF-8,
such as a terminal set to Latin-1, or noise on a serial line, sends.
"""

import os
from codecs import getincrementaldecoder
from select import select
from typing import Any

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

CHUNK = 4096  # bytes
AFTERWARDS = 0.001  # seconds after the delay of an escape; it is surely over then


class Keyboard(LinuxDriver):
    """Keys as they come; bytes that are no key are left out."""

    def __init__(self, app: Any, **settings: Any) -> None:
        super().__init__(app, **settings)
        self._woken, self._waker = os.pipe()

    def disable_input(self) -> None:
        """End the thread, which may be waiting for a key."""
        if self._key_thread is not None and self._key_thread.is_alive():
            os.write(self._waker, b".")
        super().disable_input()

    def run_input_thread(self) -> None:
        """Read keys until input is disabled; OSError where the terminal is gone."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("ignore").decode
        within: float | None = None
        while True:
            ready, _, _ = select([self.fileno, self._woken], [], [], within)
            if self._woken in ready:
                os.read(self._woken, 1)
                return
            within = None
            if ready:
                data = os.read(self.fileno, CHUNK)
                if not data:
                    raise OSError("the terminal is closed")
                text = decode(data)
                for event in parser.feed(text) if text else ():  # no text would end it
                    self.process_message(event)
                within = constants.ESCAPE_DELAY + AFTERWARDS
            for event in parser.tick():
                self.process_message(event)
