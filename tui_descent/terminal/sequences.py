"""Which of a terminal's bytes belong together: a key, an escape sequence, a paste.

A sequence is told by its form, whether or not it means anything here, so one that means
nothing can be left out whole. A slow line may deliver it in pieces. Its beginning is kept
until the rest arrives, or dropped: it is never taken for keys.

The forms are ECMA-48's, and xterm's where the two differ:
https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
"""

import re
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from enum import Enum, auto

from msgspec import Struct

ESC, BEL, INTERRUPT, SPACE, DELETE = 0x1B, 0x07, 0x03, 0x20, 0x7F
STRING_END = 0x9C  # in eight bits, for ESC \\
PASTE_BEGIN, PASTE_END = b"\x1b[200~", b"\x1b[201~"
X10_MOUSE = b"\x1b[M"
X10_BYTES = 3  # button, column and line; beyond column 95 they are no UTF-8
CONSOLE_KEY = b"\x1b[["  # F1 to F5 on the Linux console: one more letter

SEQUENCE_PATIENCE = 5.0  # seconds until the rest of a sequence counts as lost
INTRODUCER_PATIENCE = 2.0  # and after its first two bytes, which may be alt and a key
LATE = 2.0  # seconds after an escape in which the rest of a sequence may still come
DOUBT = 0.5  # seconds for which a key is held that may be the first byte of that rest
STRING_LIMIT = 10.0  # seconds for a whole string, so that a lost end does not eat every key
MAX_SEQUENCE = 4096  # bytes kept
MAX_PASTE = 65536


class Kind(Enum):
    """What a unit of input is."""

    TEXT = auto()  # one character, or a control character such as enter
    ESCAPE = auto()  # the escape key
    ALT = auto()  # a character with alt held down
    SEQUENCE = auto()  # an escape sequence with all its bytes
    PASTE = auto()  # the text of a paste


class Unit(Struct, frozen=True):
    """One unit of input.

    text  without the escape byte that stands before a character with alt
    alt   of a sequence: alt was held down, which some terminals tell by a second escape byte
    """

    kind: Kind
    text: str
    alt: bool = False


class _Form(Enum):
    TEXT = auto()
    ESCAPE = auto()
    CSI = auto()
    SS3 = auto()
    STRING = auto()  # OSC, DCS, APC, PM or SOS: anything up to its terminator
    PASTE = auto()


FORMS = {
    ord("["): _Form.CSI,
    ord("O"): _Form.SS3,
    ord("]"): _Form.STRING,
    ord("P"): _Form.STRING,
    ord("_"): _Form.STRING,
    ord("^"): _Form.STRING,
    ord("X"): _Form.STRING,
}
EIGHT_BIT = {introducer + 0x40: introducer for introducer in FORMS}  # 0x9b is ESC [, and so on
STRING_BEGINNINGS = {
    ord("]"): b"0123456789lLI",
    ord("P"): b"0123456789;<=>?$+!|",
    ord("_"): b"G",
}
LATE_CSI = b"ABCDEFGHIOPQSZabcd"  # the finals that stand alone after ESC [
LATE_SS3 = b"ABCDEFHMPQRS"
DOLLAR_FINALS = {bytes((final,)) for final in b"prtuvwxyz{|}~"}  # in rxvt $ itself ends a key
WHOLE_REST = {
    _Form.CSI: re.compile(rb"M.{3}|\[[A-E]|[0-?]*[ -/]*[@-~]", re.DOTALL),
    _Form.SS3: re.compile(rb"[A-Z]"),
    _Form.STRING: re.compile(rb"[^\x00-\x1f]+(?:\x07|\x1b\\)"),
}


class Input:
    """Cuts bytes into units; `tick` once `wait` seconds have passed without a byte."""

    def __init__(self, escape_delay: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._escape_delay = escape_delay
        self._clock = clock
        self._decoder = getincrementaldecoder("utf-8")("ignore")
        self._alt = False
        self._late_until = -1.0
        self._due: float | None = None
        self._alone = False
        self._rest = b""
        self._begin(_Form.TEXT)

    @property
    def wait(self) -> float | None:
        """Seconds of silence until `tick` has something to do; None: it never has."""
        return None if self._due is None else max(0.0, self._due - self._clock())

    def feed(self, data: bytes) -> Iterator[Unit]:
        """Return the units that these bytes complete."""
        if self._form is _Form.STRING and self._clock() - self._began > STRING_LIMIT:
            self._begin(_Form.TEXT)
        earlier = self._form is not _Form.TEXT
        for index, byte in enumerate(data):
            self._alone = earlier and len(data) == 1
            self._rest = data[index + 1 : index + 1 + MAX_SEQUENCE]
            yield from self._take(byte)
        self._due = None if self._form is _Form.TEXT else self._clock() + self._patience

    def tick(self) -> Iterator[Unit]:
        """Return what has been decided by the silence."""
        if self._due is None or self._clock() < self._due:
            return
        self._due = None
        if self._form is _Form.ESCAPE:
            self._late_until = self._clock() + LATE
            for _ in self._bytes:
                yield Unit(Kind.ESCAPE, "\x1b")
            self._begin(_Form.TEXT)
        elif self._in_doubt and self._may_be_keys:
            yield from self._release()
        elif self._is_bare:
            yield from self._as_alt()
        else:
            self._begin(_Form.TEXT)

    def _begin(self, form: _Form, begun: bytes = b"", doubt: bool = False) -> None:
        """Forget what was begun, and begin this."""
        self._form = form
        self._bytes = bytearray(begun)
        self._in_doubt = doubt
        self._meta = False
        self._began = self._clock()
        if form is not _Form.TEXT:
            self._decoder.reset()

    @property
    def _patience(self) -> float:
        if self._form is _Form.ESCAPE:
            return self._escape_delay
        if self._in_doubt and self._may_be_keys:
            return DOUBT
        return INTRODUCER_PATIENCE if self._is_bare else SEQUENCE_PATIENCE

    @property
    def _is_bare(self) -> bool:
        """Nothing has come but the escape byte and an introducer, which is a key as well."""
        return self._form is not _Form.PASTE and len(self._bytes) == 2

    @property
    def _may_be_keys(self) -> bool:
        return self._is_bare or self._bytes == CONSOLE_KEY

    def _take(self, byte: int) -> Iterator[Unit]:
        if self._form is _Form.TEXT:
            yield from self._take_text(byte)
        elif self._form is _Form.ESCAPE:
            yield from self._take_after_escape(byte)
        elif self._form is _Form.PASTE:
            yield from self._take_pasted(byte)
        elif self._form is _Form.STRING:
            yield from self._take_string(byte)
        elif self._bytes.startswith(X10_MOUSE):
            yield from self._take_x10(byte)
        else:
            yield from self._take_sequence(byte)

    def _take_text(self, byte: int) -> Iterator[Unit]:
        between = not self._decoder.getstate()[0]
        if byte == ESC:
            self._begin(_Form.ESCAPE, b"\x1b")
        elif between and byte in EIGHT_BIT:
            introducer = EIGHT_BIT[byte]
            self._begin(FORMS[introducer], bytes((ESC, introducer)))
        elif self._is_late(byte):
            self._late_until = -1.0
            doubt = WHOLE_REST[FORMS[byte]].match(self._rest) is None
            self._begin(FORMS[byte], bytes((ESC, byte)), doubt)
        else:
            self._late_until = -1.0
            if byte < 0x80 and not between:
                self._alt = False  # the character that it belonged to is none
            for character in self._decoder.decode(bytes((byte,))):
                yield Unit(Kind.ALT if self._alt else Kind.TEXT, character)
                self._alt = False
            if not self._decoder.getstate()[0]:
                self._alt = False  # this byte was part of no character

    def _is_late(self, byte: int) -> bool:
        """Whether a sequence may go on here, whose first byte was taken for the escape key."""
        if byte not in FORMS or self._clock() >= self._late_until:
            return False
        return byte not in b"^X" or WHOLE_REST[_Form.STRING].match(self._rest) is not None

    def _take_after_escape(self, byte: int) -> Iterator[Unit]:
        twice = len(self._bytes) == 2
        if byte == ESC:
            if twice:
                yield Unit(Kind.ESCAPE, "\x1b")
            else:
                self._bytes.append(byte)
            return
        if byte in FORMS:
            self._begin(FORMS[byte], bytes((ESC, byte)))
            self._meta = twice
            return
        self._begin(_Form.TEXT)
        if twice or byte == INTERRUPT:
            yield Unit(Kind.ESCAPE, "\x1b")
        self._alt = byte != INTERRUPT
        yield from self._take_text(byte)

    def _take_sequence(self, byte: int) -> Iterator[Unit]:
        """The next byte of a CSI or SS3 sequence."""
        stray_space = byte == SPACE and (self._alone or self._is_bare)
        if byte < SPACE or byte >= DELETE or stray_space:
            yield from self._break_off(byte)
            return
        self._keep(byte, MAX_SEQUENCE)
        if len(self._bytes) == 3 and self._form is _Form.CSI and byte in b"[M":
            return
        if self._is_final(byte):
            yield from self._complete()

    def _is_final(self, byte: int) -> bool:
        if self._bytes[:3] == CONSOLE_KEY and len(self._bytes) == 4:
            return True
        if byte == ord("$") and self._bytes[2:-1].isdigit():
            return self._rest[:1] not in DOLLAR_FINALS
        return 0x40 <= byte < DELETE

    def _take_x10(self, byte: int) -> Iterator[Unit]:
        self._bytes.append(byte)
        if len(self._bytes) == len(X10_MOUSE) + X10_BYTES:
            yield from self._complete()

    def _take_string(self, byte: int) -> Iterator[Unit]:
        if self._bytes[-1] == ESC and len(self._bytes) > 2:
            if byte == ord("\\"):
                yield from self._complete()
            else:
                self._begin(_Form.ESCAPE, b"\x1b")
                yield from self._take(byte)
        elif byte == BEL or (byte == STRING_END and self._bytes[-1] < 0x80):
            yield from self._complete()
        elif (byte < SPACE and byte != ESC) or self._begins_no_string(byte):
            yield from self._break_off(byte)
        elif byte == ESC and len(self._bytes) >= MAX_SEQUENCE:
            self._bytes[-1] = ESC
        else:
            self._keep(byte, MAX_SEQUENCE)

    def _begins_no_string(self, byte: int) -> bool:
        """A key that was pressed after alt and an introducer, and not such a string's first."""
        if len(self._bytes) != 2 or not (self._alone or self._in_doubt) or byte == ESC:
            return False
        return byte not in STRING_BEGINNINGS.get(self._bytes[1], b"")

    def _take_pasted(self, byte: int) -> Iterator[Unit]:
        if len(self._bytes) >= MAX_PASTE + len(PASTE_END):
            del self._bytes[MAX_PASTE]
        self._bytes.append(byte)
        if byte == PASTE_END[-1] and self._bytes.endswith(PASTE_END):
            text = self._bytes[: -len(PASTE_END)].decode("utf-8", "ignore")
            self._begin(_Form.TEXT)
            yield Unit(Kind.PASTE, text)

    def _keep(self, byte: int, limit: int) -> None:
        if len(self._bytes) < limit:
            self._bytes.append(byte)

    def _complete(self) -> Iterator[Unit]:
        if self._in_doubt and not self._is_late_sequence:
            yield from self._release()
            return
        sequence, meta = bytes(self._bytes), self._meta
        self._begin(_Form.PASTE if sequence == PASTE_BEGIN else _Form.TEXT)
        if sequence != PASTE_BEGIN:
            yield Unit(Kind.SEQUENCE, sequence.decode("latin-1"), meta)

    @property
    def _is_late_sequence(self) -> bool:
        """Whether what came after an escape is the rest of a sequence, rather than keys."""
        rest = bytes(self._bytes[2:])
        if self._form is _Form.SS3:
            return len(rest) > 1 or rest in {bytes((final,)) for final in LATE_SS3}
        if self._form is _Form.CSI and rest[:1] == b"[":
            return rest[1:] in (b"A", b"B", b"C", b"D", b"E")
        lone = {bytes((final,)) for final in LATE_CSI}
        return self._form is _Form.STRING or len(rest) > 1 or rest in lone

    def _break_off(self, byte: int) -> Iterator[Unit]:
        """This byte is no part of the sequence: what has come of it is worth nothing."""
        if self._in_doubt and self._may_be_keys:
            yield from self._release()
        elif self._is_bare:
            yield from self._as_alt()
        else:
            self._begin(_Form.TEXT)
        yield from self._take(byte)

    def _as_alt(self) -> Iterator[Unit]:
        """An introducer with nothing behind it is a key with alt."""
        character = chr(self._bytes[1])
        self._begin(_Form.TEXT)
        yield Unit(Kind.ALT, character)

    def _release(self) -> Iterator[Unit]:
        """They were keys after all, pressed soon after the escape key."""
        keys = self._bytes[1:].decode("latin-1")
        self._begin(_Form.TEXT)
        for key in keys:
            yield Unit(Kind.TEXT, key)
