"""The clock: many passes one after the other, by the time or as fast as they come.

A screen goes on hearing keys meanwhile. While passes that were asked for by one key are
made, other keys wait their turn; those that stop them or leave are heard at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.screen import Screen
from textual.timer import Timer

from tui_descent.session.session import SPEEDS, Session
from tui_descent.ui.playing import STRETCH, TICK, Playing, within
from tui_descent.ui.program import Program

if TYPE_CHECKING:
    from tui_descent.session.until import Until

PAUSE = 0.001  # seconds between stretches of many passes, in which keys are heard


class Clock:
    """Makes the passes of one session for one screen.

    show     show the session as it stands, with something in the footer
    by_hand  whether playing makes no passes by the time: somebody else counts them out
    """

    def __init__(self, screen: Screen[None], session: Session, show: Callable[[str], None]) -> None:
        self._screen = screen
        self._session = session
        self._show = show
        self._timer: Timer | None = None
        self._playing: Playing | None = None
        self._rest = 0
        self._until: Until | None = None
        self._waiting: list[events.Key] = []
        self.by_hand = False

    @property
    def is_busy(self) -> bool:
        """Whether passes are still to be made that one key has asked for."""
        return self._rest > 0

    def make(self, passes: int, stop_key: str) -> bool:
        """Make this many passes; False: some are still to come, and are told of as they do."""
        self._rest = passes - within(STRETCH, self._session.step, passes)
        if not self._rest or self._session.ended:
            self._rest = 0
            return True
        said = f"of {passes} passes to go: {stop_key} stops"
        self._show(f"{self._rest} {said}")
        self._screen.set_timer(PAUSE, lambda: self._go_on(said))
        return False

    def _go_on(self, said: str) -> None:
        """Make some more of them; keys that were pressed meanwhile come after the last."""
        self._rest -= within(STRETCH, self._session.step, self._rest)
        if self._rest and not self._session.ended:
            self._show(f"{self._rest} {said}")
            self._screen.set_timer(PAUSE, lambda: self._go_on(said))
            return
        self._end("")

    def make_until(self, until: Until, most: int) -> None:
        """Make passes until a rule ends them, this many at most; any key stops them."""
        self._until, self._rest = until, most
        self._go_on_until()

    def _go_on_until(self) -> None:
        until = self._until
        if until is None or not self._rest:
            return
        self._rest -= within(STRETCH, until.step, self._rest)
        if until.over or not self._rest:
            self._end(until.said)
            return
        self._show(f"{until.made} passes made; any key stops")
        self._screen.set_timer(PAUSE, self._go_on_until)

    @property
    def any_key_stops(self) -> bool:
        """Whether whatever key is pressed stops the passes."""
        return self._until is not None

    def _end(self, said: str) -> None:
        self._rest, self._until = 0, None
        self._show(said)
        waiting, self._waiting = self._waiting, []
        for key in waiting:
            self._screen.post_message(key)

    def stop(self) -> None:
        """Leave the passes unmade that are still to come."""
        self._rest, self._until = 0, None

    def keep(self, event: events.Key) -> None:
        """Have a key wait until the passes are made."""
        self._waiting.append(events.Key(event.key, event.character))

    def keep_time(self, program: Program) -> None:
        """Play on where the session is to be played, or stop."""
        playing = self._session.playing
        if playing and self._timer is None and not self.by_hand:
            self._timer = self._screen.set_interval(TICK, lambda: self._play_on(program))
        elif not playing and self._timer is not None:
            self._timer.stop()
            self._timer = None
        if not playing:
            self._playing = None

    def notice(self, program: Program) -> str:
        """How fast it plays, and what keeps it from playing faster."""
        return self._player(program).notice

    def _player(self, program: Program) -> Playing:
        speed = SPEEDS[self._session.speed]
        if self._playing is None or self._playing.speed != speed:
            self._playing = Playing(
                self._session.step,
                program.may_send,
                speed,
                program.frames,
                names=program.key_names,
            )
        return self._playing

    def _play_on(self, program: Program) -> None:
        if not self._session.playing:
            self._show("")
            return
        passes = self._session.state.passes
        may_show = self._player(program).tick()
        if program.key_log is not None:
            program.key_log.note_played(self._session.state.passes - passes)
        if may_show:
            self._show("")  # where it plays no more, it has diverged, or come to an end
