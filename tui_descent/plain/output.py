"""The one way out: every line that the plain mode prints passes here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from textwrap import wrap
from time import monotonic
from typing import TextIO

from tui_descent.plain.speech import phrases, sentences
from tui_descent.plain.transliterate import printable

BREATH = 60  # characters that a listener takes in at once: what a pass says fits into it
DIGITS, SPOKEN_DIGITS = 6, 4  # of a number, unless others are asked for
SILENCE = 3.0  # seconds after which somebody who waits hears how far a command has come
LONGEST = 100  # characters of a line that nobody has asked for
COLUMNS = 78  # of folded text; a fact stands in one line, however long


class StopError(Exception):
    """The learner has pressed ctrl+c: what is being done ends here, and the next line is read."""


@dataclass(slots=True)
class Output:
    """Lines to a stream.

    stream  where they go
    ascii   whether it takes ASCII only
    digits  significant digits of a number; None: as many as it takes to read it back
    spell   what makes of a line one to be read aloud; None: lines stay as they are
    typing  whether somebody types the commands, and waits for what they say
    stopped whether the learner wants what is being done to stop, and
    interruptible
            whether it may stop between two lines
    """

    stream: TextIO
    ascii: bool
    digits: int | None = DIGITS
    spell: Callable[[str], str] | None = None
    typing: bool = False
    stopped: bool = False
    interruptible: bool = False
    _last: float = field(default_factory=monotonic)

    def say(self, *lines: str) -> None:
        """Print lines; each may hold several."""
        for line in "\n".join(lines).split("\n") if lines else ():
            if self.interruptible:
                self.stop_if_wanted()
            for phrase in self._aloud(line):
                self.stream.write(f"{printable(phrase, self.ascii).rstrip()}\n")
        self._last = monotonic()

    @property
    def awaited(self) -> bool:
        """Whether somebody waits for what is said: not so in a script that is not listened to."""
        return self.typing or self.spell is not None

    def say_if_long_silent(self, line: Callable[[], str]) -> None:
        """Print a line at once where somebody waits who has heard nothing for some seconds."""
        if self.awaited and monotonic() - self._last > SILENCE:
            self.say(line())
            self.stream.flush()

    def goes_on(self, line: str) -> bool:
        """Whether a long command goes on, not stopped by ctrl+c; who waits hears how far it is."""
        self.say_if_long_silent(lambda: line)
        return not self.stopped

    def begin(self) -> None:
        """A command begins: what is said from now on is awaited from now on."""
        self._last = monotonic()

    def _aloud(self, line: str) -> list[str]:
        """The line as it is read aloud, where it is: no longer than one can keep in mind."""
        return [line] if self.spell is None else phrases(self.spell(line), LONGEST)

    def stop_if_wanted(self) -> None:
        """Raise StopError once the learner has pressed ctrl+c."""
        if self.stopped:
            raise StopError

    def tell(self, text: str) -> None:
        """Print running text: folded, or a sentence to a line where it is read aloud."""
        self.say(*self.folded(text))

    def folded(self, text: str, indent: str = "") -> list[str]:
        """The lines of running text, all but the first with an indent."""
        if self.spell is not None:
            return sentences(text)
        return wrap(
            text,
            COLUMNS,
            subsequent_indent=indent,
            break_on_hyphens=False,
            break_long_words=False,
        )

    def prompt(self, text: str) -> None:
        """Ask for a line."""
        self.stream.write(text)
        self.stream.flush()

    def number(self, value: float, digits: int | None = None) -> str:
        """A number as it is printed here; `digits`: with no more than these."""
        value = float(value) + 0.0  # no minus before a 0
        most = self.digits
        if digits is not None and most is not None and most <= DIGITS:
            most = min(most, digits)
        return repr(value) if most is None else f"{value:.{most}g}"


def in_a_breath(lines: Iterable[str]) -> str:
    """The first of these lines that fits into a breath, or the last."""
    line = ""
    for line in lines:
        if len(line) <= BREATH:
            break
    return line
