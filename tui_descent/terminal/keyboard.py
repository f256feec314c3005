"""Textual's driver for Unix terminals, with a thread for the keys that otherwise sleeps.

Textual's own wakes ten times a second to see whether it is to end and whether an escape
stands alone; with a class of thirty on one machine that adds up, an escape is noticed
later than need be, and so is the end. It also stops at the first byte that is no UTF-8,
such as a terminal set to Latin-1, or noise on a serial line, sends, and it takes the bytes
of a sequence that it does not know for keys.
"""

import os
import re
from collections.abc import Iterator
from select import select
from typing import Any

from textual import constants, events, messages
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import Keys
from textual.message import Message

from tui_descent.terminal.sequences import Input, Kind, Unit

CHUNK = 4096  # bytes
CURSOR_POSITION = re.compile(r"\x1b\[(\d{1,5});(\d{1,5})R")
# The left button pressed or let go, and the wheel, each with or without shift, alt and control.
MOUSE = re.compile(
    r"\x1b\[<(?:(?:0|4|8|12|16|20|24|28);\d{1,5};\d{1,5}[Mm]"
    r"|(?:6[4-9]|[789]\d|1[01]\d|12[0-7]);\d{1,5};\d{1,5}M)"
)
SYNCHRONIZED = re.compile(r"\x1b\[\?2026;[1-4]\$y")
FOCUS = {"\x1b[I": events.AppFocus, "\x1b[O": events.AppBlur}
ESCAPE = Keys.Escape.value


class Messages:
    """What a unit of input means to Textual; most sequences mean nothing."""

    def __init__(self, debug: bool = False) -> None:
        self._parser = XTermParser(debug)

    def of(self, unit: Unit) -> Iterator[Message]:
        """Return Textual's messages for a unit, often none."""
        if unit.kind is Kind.PASTE:
            yield events.Paste(unit.text.replace("\x00", ""))
        elif unit.kind is Kind.ESCAPE:
            yield events.Key(ESCAPE, unit.text)
        elif unit.kind is Kind.TEXT:
            yield from self._keys(unit.text)
        elif unit.kind is Kind.ALT:
            known = isinstance(ANSI_SEQUENCES_KEYS.get(f"\x1b{unit.text}"), tuple)
            keys = self._keys(f"\x1b{unit.text}" if known else unit.text)
            yield from keys if known else _with_alt(keys)
        else:
            yield from self._of_sequence(unit)

    def _of_sequence(self, unit: Unit) -> Iterator[Message]:
        sequence = unit.text
        message = self._report(sequence)
        keys = [] if message else self._keys(sequence)
        if unit.alt and not keys:
            yield events.Key(ESCAPE, "\x1b")  # which was pressed just before this report
        if message:
            yield message
        elif unit.alt or (len(keys) > 1 and keys[0].key == ESCAPE):
            yield from _with_alt([key for key in keys if key.key != ESCAPE])
        else:
            yield from keys

    def _report(self, sequence: str) -> Message | None:
        """The message for what a terminal says by itself, or when it is asked."""
        if match := CURSOR_POSITION.fullmatch(sequence):
            row, column = map(int, match.groups())
            return events.CursorPosition(column - 1, row - 1)
        if sequence in FOCUS:
            return FOCUS[sequence]()
        if SYNCHRONIZED.fullmatch(sequence):
            return messages.TerminalSupportsSynchronizedOutput()
        if MOUSE.fullmatch(sequence):
            return self._parser.parse_mouse_code(sequence)
        return None

    def _keys(self, sequence: str) -> list[events.Key]:
        """The keys of a sequence or of a character."""
        meant = ANSI_SEQUENCES_KEYS.get(sequence)
        if isinstance(meant, str) and not sequence.startswith("\x1bO"):
            return []  # a character of another keyboard's, with modifiers
        keys = self._parser._sequence_to_key_events(sequence)
        return [key for key in keys if key.key != Keys.Ignore]


def _with_alt(keys: list[events.Key]) -> list[events.Key]:
    return [events.Key(f"alt+{key.key}", None) for key in keys]


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

    def send_message(self, message: Message) -> None:
        """Hand a message to the app, which takes it from any thread."""
        self._app.post_message(message)

    def run_input_thread(self) -> None:
        """Read keys until input is disabled; OSError where the terminal is gone."""
        terminal_input = Input(constants.ESCAPE_DELAY)
        meaning = Messages(self._debug)
        while True:
            ready, _, _ = select([self.fileno, self._woken], [], [], terminal_input.wait)
            if self._woken in ready:
                os.read(self._woken, 1)
                return
            if ready:
                data = os.read(self.fileno, CHUNK)
                if not data:
                    raise OSError("the terminal is closed")
                units = terminal_input.feed(data)
            else:
                units = terminal_input.tick()
            for unit in units:
                for message in meaning.of(unit):
                    self.process_message(message)
