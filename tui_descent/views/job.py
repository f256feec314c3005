"""Work that takes longer than a frame, and is left to another thread."""

from collections.abc import Callable
from typing import Any

Wanted = Callable[[], bool]  # whether anybody still wants what is being made


class Job:
    """What is wanted of such work.

    dropped  nobody wants it any more
    """

    def __init__(self, make: Callable[[Wanted], Any]) -> None:
        self._make = make
        self.dropped = False

    def run(self, goes_on: Wanted = lambda: True) -> Any | None:
        """Return what was made; None if nobody wants it any more."""

        def wanted() -> bool:
            return goes_on() and not self.dropped

        made = self._make(wanted)
        return made if wanted() else None


class Due:
    """The job that somebody waits for, if any.

    job  None: nothing is waited for
    """

    def __init__(self) -> None:
        self.job: Job | None = None

    def want(self, make: Callable[[Wanted], Any]) -> None:
        """Wait for this, in place of what was waited for."""
        self.drop()
        self.job = Job(make)

    def drop(self) -> None:
        """Wait for nothing any more."""
        if self.job is not None:
            self.job.dropped = True
            self.job = None

    def done(self, job: Job) -> bool:
        """Whether it is this job that was waited for; then nothing is any more."""
        if job is not self.job:
            return False
        self.job = None
        return True
