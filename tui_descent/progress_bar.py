"""The progress bar of long runs without a screen.

It appears on standard error, and only if that is a terminal and the run takes longer than
a second; it makes room for every line that the run prints.
"""

import sys
import time
from types import TracebackType
from typing import Self

import click

PATIENCE = 1.0  # seconds before it appears
PACE = 0.1  # seconds between two paintings


class ProgressLine:
    """A context in which `update` may be called as often as one likes."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._painted = time.monotonic() + PATIENCE - PACE
        self._bar = (
            click.progressbar(length=total, file=sys.stderr, show_pos=True)
            if sys.stderr.isatty()
            else None
        )
        self._visible = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    def update(self, done: int) -> None:
        """This many passes are done."""
        now = time.monotonic()
        if self._bar is None or now < self._painted + PACE:
            return
        self._painted = now
        self._bar.update(done - self._bar.pos)
        sys.stderr.write(f"\r\x1b[K{self._bar.format_progress_line()}")
        sys.stderr.flush()
        self._visible = True

    def goes_on(self, done: int) -> bool:
        """The same for who asks whether to go on: always."""
        self.update(done)
        return True

    def clear(self) -> None:
        """Take it off the screen until the next painting."""
        if self._visible:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._visible = False
