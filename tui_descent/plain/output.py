"""The one way out: every line that the plain mode prints passes here."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import TextIO

from tui_descent.plain.spelling import printable

COLUMNS = 78  # of folded text; a fact stands in one line, however long
NO_CODESET = ("C", "POSIX")


@dataclass(slots=True)
class Output:
    """Lines to a stream.

    stream  where they go
    ascii   whether it takes ASCII only
    digits  significant digits of a number; None: as many as it takes to read it back
    """

    stream: TextIO
    ascii: bool
    digits: int | None = 6

    def say(self, *lines: str) -> None:
        """Print lines; each may hold several."""
        for line in "\n".join(lines).split("\n") if lines else ():
            self.stream.write(f"{printable(line, self.ascii).rstrip()}\n")

    def tell(self, text: str) -> None:
        """Print running text, folded."""
        self.say(*wrap(text, COLUMNS, break_on_hyphens=False, break_long_words=False))

    def prompt(self, text: str) -> None:
        """Ask for a line."""
        self.stream.write(text)
        self.stream.flush()

    def number(self, value: float) -> str:
        """A number as it is printed here."""
        value = float(value) + 0.0  # no minus before a 0
        return repr(value) if self.digits is None else f"{value:.{self.digits}g}"


def standard_output(ascii: bool) -> Output:
    """Standard output; `ascii`: the user asks for ASCII, whatever it takes."""
    utf8 = _is_utf8(sys.stdout.encoding) and _is_utf8(codeset(os.environ))
    return Output(sys.stdout, ascii or not utf8)


def codeset(environ: Mapping[str, str]) -> str:
    """The character set of the user's locale by its name.

    Not what Python makes of it: for the locale C it takes UTF-8, which a terminal that was
    told to speak C may not.
    """
    ctype = environ.get("LC_CTYPE", "")
    if sys.flags.utf8_mode and ctype.startswith("C."):
        ctype = ""  # not the user's: Python has set it
    locale = environ.get("LC_ALL") or ctype or environ.get("LANG") or NO_CODESET[0]
    return "ascii" if locale in NO_CODESET else locale.partition("@")[0].partition(".")[2]


def _is_utf8(name: str) -> bool:
    return name.lower().replace("-", "").replace("_", "") == "utf8"
