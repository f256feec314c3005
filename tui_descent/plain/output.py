"""The one way out: every line that the plain mode prints passes here."""

from dataclasses import dataclass
from textwrap import wrap
from typing import TextIO

from tui_descent.plain.spelling import printable

COLUMNS = 78  # of folded text; a fact stands in one line, however long


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
