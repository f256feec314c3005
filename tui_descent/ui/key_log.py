"""What was done in a session since it was opened: enough to do it again, key by key."""

from textual.geometry import Size

from tui_descent.preferences import Remembered
from tui_descent.session.other_runs import longest_run
from tui_descent.session.session import Session

MOST_KEYS = 2_000  # and stretches of playing between them
MOST_PASSES = 100_000  # made before it was opened: what they led to stays in memory
CLICKED = "something was clicked, scrolled or pasted since it was opened"
FOUND_BY_NAME = "a command was found by its name since it was opened"
RESIZED = "the window was resized since it was opened"


class KeyLog:
    """The keys pressed in one session, and how many passes were played between them.

    preset, memo  the session as it was opened
    remembered    the view and the theme that its screen began with
    steps         a key as `record` takes it, or a number of passes
    """

    def __init__(self, session: Session, remembered: Remembered) -> None:
        self.preset = session.preset
        self.remembered = Remembered(remembered.view, remembered.theme)
        self.steps: list[str | int] = []
        self._size: Size | None = None
        self._refusal = ""
        if longest_run(session) > MOST_PASSES:
            self.give_up(f"more than {MOST_PASSES:,} passes had been made when it was opened")
        else:
            self.memo = session.memo()

    def note_key(self, key: str, size: Size) -> None:
        """A key was pressed in a window of this size."""
        self._size = self._size or size
        if size != self._size:
            self.give_up(RESIZED)
        self._note(key)

    def note_played(self, passes: int) -> None:
        """The clock has made this many passes."""
        last = self.steps[-1] if self.steps else ""
        if isinstance(last, int):
            self.steps[-1] = last + passes
        elif passes:
            self._note(passes)

    def replace_last(self, key: str) -> None:
        """The last key led to writing: another one did what else it did; "": it did nothing."""
        if self.steps:
            self.steps.pop()
        if key:
            self._note(key)

    def give_up(self, reason: str) -> None:
        """Something happened that no key can do again; the first reason is the one told."""
        self._refusal = self._refusal or reason
        self.steps.clear()

    def refusal(self, size: Size) -> str:
        """Why nothing can be recorded in a window of this size; "" where it can be."""
        resized = RESIZED if self._size not in (None, size) else ""
        reason = self._refusal or resized
        return f"no recording: {reason}" if reason else ""

    def _note(self, step: str | int) -> None:
        if len(self.steps) >= MOST_KEYS:
            self.give_up(f"more than {MOST_KEYS:,} keys were pressed since it was opened")
        if not self._refusal:
            self.steps.append(step)
