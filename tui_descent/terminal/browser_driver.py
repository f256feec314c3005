"""The way to a terminal in a browser, through textual-serve: packets on standard input and output.

Textual's own web driver asks for every movement of the mouse, takes the bytes of a sequence that
it does not know for keys, and goes on without anybody once the server is gone.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from contextvars import Context, copy_context
from functools import partial
from select import select
from threading import Lock
from typing import Any, TextIO, cast

from textual import constants, events
from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver
from textual.geometry import Size

from tui_descent.system import HANG_UP
from tui_descent.terminal.driver import LEAVING, PATIENCE, UNTOLD, Endable
from tui_descent.terminal.keyboard import CHUNK, Messages
from tui_descent.terminal.sequences import Input

BEGIN = b"__GANGLION__\n"  # by which textual-serve knows a Textual program
# Another screen, a hidden cursor, buttons and wheel, pastes in brackets. Each is sent alone: the
# page waits with what it says for the first packet of more than ten bytes, the first frame.
MODES = ("\x1b[?1049h", "\x1b[?25l", "\x1b[?1000h", "\x1b[?1006h", "\x1b[?2004h")
LOST = 128 + HANG_UP  # the exit status of a program whose visitor is gone


class BrowserDriver(WebDriver):
    """Textual's web driver, with our keys and with an end."""

    def __init__(self, app: Any, **settings: Any) -> None:
        super().__init__(app, **settings)
        self._program: Endable = app
        self._woken, self._waker = os.pipe()
        self._context: Context | None = None
        self._size = self._size or (UNTOLD.width, UNTOLD.height)
        self._sending = Lock()
        self._write = partial(self._send)

    def window_size(self) -> Size:
        """What the browser has last told."""
        return Size(*(self._size or UNTOLD))

    def _send(self, packet: bytes) -> int:
        """Send a whole packet: frames come from one thread, pieces of a file from another."""
        with self._sending, suppress(BrokenPipeError):  # the end of standard input tells it, too
            return os.write(self.fileno, packet)
        return len(packet)

    def start_application_mode(self) -> None:
        self._context, loop = copy_context(), asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, HANG_UP):
            loop.add_signal_handler(number, self._program.end, 128 + number)
        self._write(BEGIN)
        for mode in MODES:
            self.write(mode)
        self._tell_size()
        self._key_thread.start()

    def stop_application_mode(self) -> None:
        os.write(self._waker, b".")
        self.write_meta({"type": "exit", "reason": self._program.saver.notice})

    def run_input_thread(self) -> None:
        """Read packets until the program ends, or end it where nobody sends any more."""
        source, packets = cast(TextIO, sys.__stdin__).fileno(), ByteStream()
        terminal_input, meaning = Input(constants.ESCAPE_DELAY), Messages(self._debug)
        while True:
            ready, _, _ = select([source, self._woken], [], [], terminal_input.wait)
            if self._woken in ready:
                return
            units = [] if ready else [*terminal_input.tick()]
            if ready:
                data = os.read(source, CHUNK)
                if not data:
                    self._hang_up()
                    return
                for kind, payload in packets.feed(data):
                    if kind == "D":
                        units += terminal_input.feed(payload)
                    else:
                        self._on_meta(kind, payload)
            for unit in units:
                for message in meaning.of(unit):
                    self.process_message(message)

    def on_meta(self, packet_type: str, payload: dict[str, Any]) -> None:
        """Take what the server says beside the keys."""
        if packet_type == "resize":
            self._size = payload["width"], payload["height"]
            self._tell_size()
        elif packet_type == "quit":
            self._hang_up()
        elif packet_type == "deliver_chunk_request":
            super().on_meta(packet_type, payload)

    def _tell_size(self) -> None:
        size = self.window_size()
        self.process_message(events.Resize(size, size))

    def _hang_up(self) -> None:
        """End the program: save the session, and go, whatever it is waiting for."""
        app = self._program
        app.saver.hurry()
        with suppress(RuntimeError):  # the loop is closed: the program is at its end anyway
            self._loop.call_soon_threadsafe(app.end, LOST, context=self._context)
        if not app.saver.saved.wait(PATIENCE):
            app.saver.save()
        if not app.left.wait(LEAVING):
            os._exit(LOST)
