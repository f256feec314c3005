"""What a screen has computed in threads: fine pictures, and cures for a descent in trouble."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from tui_descent.analysis.verdict import Verdict
from tui_descent.session.session import Session
from tui_descent.terminal.terminal_app import SOON
from tui_descent.ui.playing import giving_way
from tui_descent.views.job import Job

if TYPE_CHECKING:
    from tui_descent.session.remedies import CureSearch

STILL = 0.3  # seconds


class Background:
    """Works for one screen on one session; what comes of it is posted to the screen.

    is_open  whether the screen is still there
    still    seconds without a change, after which cures are tried
    """

    class Made(Message):
        """What a job was to make; None: nobody wanted it any more."""

        def __init__(self, job: Job, made: Any | None) -> None:
            super().__init__()
            self.job, self.made = job, made

    class Cured(Message):
        """Cures were tried."""

        def __init__(self, search: CureSearch, verdict: Verdict) -> None:
            super().__init__()
            self.search, self.verdict = search, verdict

    def __init__(self, screen: Screen[None], session: Session, is_open: Callable[[], bool]) -> None:
        self._screen = screen
        self._session = session
        self._is_open = is_open
        self.still = STILL
        self._making = False
        self._search: CureSearch | None = None

    def make_pictures(self) -> None:
        """Make the fine pictures that are wanted, one after the other."""
        jobs = self._session.cameras.due
        if jobs and not self._making:
            self._making = True
            make = partial(self._make_picture, jobs[0])
            self._screen.run_worker(make, thread=True, group="pictures")

    def _make_picture(self, job: Job) -> None:
        """In the thread."""
        worker = get_current_worker()
        try:
            made = job.run(giving_way(lambda: not worker.is_cancelled))
        except Exception:
            self._session.view_failed(self._session.cameras.view_of(job))
            raise
        if not worker.is_cancelled:
            self._screen.post_message(self.Made(job, made))

    def take_picture(self, message: Made) -> bool:
        """Show the picture from the next frame on; False: it is not wanted any more."""
        self._making = False
        made = message.made
        if made is not None and self._session.cameras.take(message.job, made):
            return True
        self.make_pictures()
        return False

    def look_for_cure(self) -> None:
        """Try what could help, where something is wrong and the learner has paused."""
        search = None if self._session.playing else self._session.advice.search()
        if search is None or search is self._search:
            return
        self._search = search
        self._screen.set_timer(self.still or SOON, partial(self._try_if_still, search))

    @property
    def searching(self) -> bool:
        """Whether cures are being tried for where the descent stands."""
        return self._search is not None and self._session.advice.search() is self._search

    def _try_if_still(self, search: CureSearch) -> None:
        """Whoever presses one key after the other is not looking for advice."""
        if self._is_open() and self.searching and search is self._search:
            work = partial(self._try_cures, search)
            self._screen.run_worker(work, thread=True, exclusive=True, group="cure")

    def _try_cures(self, search: CureSearch) -> None:
        """In the thread."""
        worker = get_current_worker()
        verdict = search.run(giving_way(lambda: not worker.is_cancelled))
        if not worker.is_cancelled:
            self._screen.post_message(self.Cured(search, verdict))
