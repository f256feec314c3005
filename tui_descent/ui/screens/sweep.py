"""The learning-rate sweep: where each learning rate leads from here, and which one to take.

The passes are made in a thread, so that keys are heard meanwhile. The thread gets the number
of passes and posts messages; only the screen touches what is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import ClassVar

import numpy as np
from msgspec.structs import replace
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.types import CSSPathType
from textual.widget import Widget
from textual.worker import get_current_worker

from tui_descent.analysis.sweep import Outcome
from tui_descent.session.elsewhere import rates_to_sweep, sweep
from tui_descent.session.previews import frame_if
from tui_descent.session.session import Session
from tui_descent.ui.screens.popup import Popup
from tui_descent.ui.widgets.lines import FooterText
from tui_descent.ui.widgets.sweep import Sweep, SweepPlot, SweepWords, meaning_of_marks

KEYS = (("←→", "rate"), ("↑↓", "passes"), ("w", "write"), ("enter", "take"), ("s", "back"))
PASSES = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
USUAL = 100
PROGRESS = 0.2  # seconds between two reports of the thread


class SweepScreen(Popup[float | None]):
    """A cursor over the learning rates. It ends with the rate that was taken, or with None."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["popup.tcss", "sweep.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "the learning rate below", show=False),
        Binding("right", "move(1)", "the learning rate above", show=False),
        Binding("up", "passes(1)", "more passes", show=False),
        Binding("down", "passes(-1)", "fewer passes", show=False),
        Binding("enter", "take", "take this learning rate", show=False),
        Binding("w", "write", "write what was found to a file", show=False),
        Binding("s,q,escape", "back", "leave the learning rate as it is", show=False),
    ]

    @dataclass
    class Progress(Message):
        """This many passes were made of a sweep over `passes`."""

        passes: int
        done: int

        def can_replace(self, message: Message) -> bool:
            """A newer report makes an older one needless."""
            return isinstance(message, SweepScreen.Progress)

    @dataclass
    class Finished(Message):
        """A sweep over `passes` has come to its end."""

        passes: int
        outcomes: tuple[Outcome, ...]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._plot = SweepPlot(id="plot")
        self._words = SweepWords(id="words")
        self._session = session
        frame = session.frame()
        rates = rates_to_sweep(session)
        distances = [abs(rate - abs(frame.learning_rate)) for rate in rates]
        cursor = distances.index(min(distances)) if frame.learning_rate else len(rates) // 2
        self._sweep = Sweep(
            rates, cursor, frame.learning_rate, session.loss, frame.passes, passes=USUAL
        )

    def panels(self) -> Iterable[Widget]:
        return self._plot, self._words

    def on_mount(self) -> None:
        super().on_mount()
        self.footer.show(FooterText(KEYS))
        self._start(USUAL)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_again)

    def _show_again(self) -> None:
        """Show the same in another size, unless it was closed meanwhile."""
        if self.query("#popup"):
            self._show(self._sweep)

    def action_move(self, offset: int) -> None:
        cursor = min(max(self._sweep.cursor + offset, 0), len(self._sweep.rates) - 1)
        self._show(replace(self._sweep, cursor=cursor))

    def action_passes(self, offset: int) -> None:
        place = min(max(PASSES.index(self._sweep.passes) + offset, 0), len(PASSES) - 1)
        if PASSES[place] != self._sweep.passes:
            self._start(PASSES[place])

    def action_take(self) -> None:
        self.dismiss(self._sweep.chosen)

    def action_write(self) -> None:
        """Write the rates and how they ended, once all are there."""
        if self._sweep.outcomes:
            from tui_descent.ui.screens.write import WriteScreen

            picture = self.app.export_screenshot(title=self._session.heading.title)
            self.app.push_screen(WriteScreen(self._session, picture, self._sweep.outcomes))

    def action_back(self) -> None:
        self.dismiss(None)

    def on_sweep_screen_progress(self, message: Progress) -> None:
        if message.passes == self._sweep.passes and not self._sweep.outcomes:
            self._show(replace(self._sweep, done=message.done))

    def on_sweep_screen_finished(self, message: Finished) -> None:
        if message.passes == self._sweep.passes:
            self._session.sweeps += 1
            self._show(replace(self._sweep, outcomes=message.outcomes))

    def _start(self, passes: int) -> None:
        """Start again with this many passes; a sweep that is under way ends."""
        self._show(replace(self._sweep, passes=passes, done=0, outcomes=()))
        work = partial(self._run_sweep, np.array(self._sweep.rates), passes)
        self.run_worker(work, thread=True, exclusive=True)

    def _run_sweep(self, rates: np.ndarray[tuple[int], np.dtype[np.float64]], passes: int) -> None:
        """In the thread: make the passes, and say now and then how many were made."""
        worker = get_current_worker()
        told = monotonic()

        def goes_on(done: int) -> bool:
            nonlocal told
            if worker.is_cancelled:
                return False
            if monotonic() - told >= PROGRESS:
                told = monotonic()
                self.post_message(self.Progress(passes, done))
            return True

        outcomes = tuple(sweep(self._session, rates, passes, goes_on))
        if not worker.is_cancelled:
            self.post_message(self.Finished(passes, outcomes))

    def _show(self, sweep: Sweep) -> None:
        self._sweep = sweep
        plot = self._plot
        name = "sweep" if self.has_class("-narrow") else "learning-rate sweep"
        title = f"{name}: loss after {sweep.passes} passes"
        frame = self.query_one("#popup")
        frame.border_title, frame.border_subtitle = title, meaning_of_marks(sweep)
        plot.show(sweep)
        self._words.show(sweep)
        if self.is_over:
            self.preview(frame_if(self._session, learning_rate=sweep.chosen))
