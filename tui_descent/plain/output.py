"""The one way out: every line that the plain mode prints passes here."""

from dataclasses import dataclass
from textwrap import wrap
from typing import TextIO

from tui_descent.plain.transliterate import printable

COLUMNS = 78  # of folded text; a fact stands in one line, however long


class StopError(Exception):
    """The learner has pressed ctrl+c: what is being done ends here, and the next line is read."""


@dataclass(slots=True)
class Output:
    """Lines to a stream.

    stream  where they go
    ascii   whether it takes ASCII only
    digits  significant digits of a number; None: as many as it takes to read it back
    stopped whether the learner wants what is being done to stop, and
    interruptible
            whether it may stop between two lines
    """

    stream: TextIO
    ascii: bool
    digits: int | None = 6
    stopped: bool = False
    interruptible: bool = False

    def say(self, *lines: str) -> None:
        """Print lines; each may hold several."""
        for line in "\n".join(lines).split("\n") if lines else ():
            if self.interruptible:
                self.stop_if_wanted()
            self.stream.write(f"{printable(line, self.ascii).rstrip()}\n")

    def stop_if_wanted(self) -> None:
        """Raise StopError once the learner has pressed ctrl+c."""
        if self.stopped:
            raise StopError

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
