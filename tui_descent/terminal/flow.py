"""Not to send faster than the terminal takes it in.

Behind every screen that is sent goes a question, where the cursor is. A terminal answers
when it has worked off all that came before, so what is on its way is never more than one
screen, however slow the line: a key is seen soon, and `q` does not wait behind old screens.
Some terminals never answer. They get screens at a slow, fixed rate instead. Where answers
take long the line is called slow, and large pictures may be sent in fewer bytes.
"""

import time
from collections.abc import Callable

QUESTION = "\x1b[6n"  # xterm's "report cursor position", known to every VT100

UNTRIED = 0.1  # seconds between screens as long as no answer can be expected yet
SILENT = 0.2  # and once it is clear that none will come
TRIAL = 3.0  # seconds after which that is clear
LONG = 0.6  # seconds that a screen takes on a slow line
OFTEN = 2  # screens that took so long, until a line is called slow
LOST = 5.0  # seconds after which an answer is lost, from a terminal that gives them


class Line:
    """Whether the next screen may be sent."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._long = 0
        self.begin_anew()

    def begin_anew(self) -> None:
        """There may be another terminal at the other end, or another state of the same."""
        self._unanswered = 0
        self._asked: float | None = None
        self._first: float | None = None
        self._answers = False

    def ask(self) -> str:
        """Return what to write behind a screen."""
        self._unanswered += 1
        self._asked = self._clock()
        if self._first is None:
            self._first = self._asked
        return QUESTION

    def answered(self) -> None:
        """The terminal has taken in one screen more."""
        if self._asked is not None and self._unanswered == 1:
            self._long += self._clock() - self._asked >= LONG
        self._unanswered = max(0, self._unanswered - 1)
        self._answers = True

    @property
    def slow(self) -> bool:
        """Whether screens have taken long to arrive."""
        return self._long >= OFTEN

    @property
    def clear(self) -> bool:
        """Whether no answer is on its way any more."""
        return self._unanswered == 0 or self._asked is None

    @property
    def silent(self) -> bool:
        """Whether it is clear that this terminal never answers."""
        tried = self._first is not None and self._clock() - self._first >= TRIAL
        return tried and not self._answers

    @property
    def wait(self) -> float:
        """Seconds until a screen may be sent even without an answer; 0: now."""
        if self._unanswered == 0 or self._asked is None:
            return 0.0
        now = self._clock()
        left = self._asked + self._patience - now
        if left <= 0.0 and self._answers:
            self.begin_anew()
        return max(0.0, left)

    @property
    def _patience(self) -> float:
        if self._answers:
            return LOST
        return SILENT if self.silent else UNTRIED
