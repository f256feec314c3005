"""Playing: passes by the clock, screens as the terminal takes them.

Training does not wait for painting. The passes that are due are made in short stretches,
so that keys come in between, and the screen shows the newest state whenever it can.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping

from tui_descent.actions.registry import key_names, named

NAMES = key_names({})  # of the keys where nobody has moved them
TICK = 0.05  # seconds from one stretch of passes to the next
STRETCH = 0.04  # seconds at most that a stretch takes, if a single pass takes no longer
BEHIND = 0.25  # seconds of passes at most that are made up for
WINDOW = 2.0  # seconds over which rates are measured
ENOUGH = 0.85  # of a rate; below it, it is told that it is not reached
WORKED = 0.002  # seconds that a thread works, and
RESTED = 0.001  # seconds that it rests
FRAMES = 10.0  # screens a second that look well


def giving_way(goes_on: Callable[[], bool]) -> Callable[[], bool]:
    """The same question for a thread that computes, which rests a little every now and then.

    Python lets one thread run at a time: while this one rests, keys are answered.
    """
    began = time.perf_counter()

    def asked() -> bool:
        nonlocal began
        if time.perf_counter() - began > WORKED:
            time.sleep(RESTED)
            began = time.perf_counter()
        return goes_on()

    return asked


class Meter:
    """How often something happened a second lately."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._events: deque[tuple[float, int]] = deque()
        self._sum = 0

    def add(self, now: float, count: int = 1) -> None:
        """It happened this many times."""
        self._events.append((now, count))
        self._sum += count

    def rate(self, now: float) -> float:
        """Times a second in the window that ends now."""
        while self._events and self._events[0][0] < now - WINDOW:
            self._sum -= self._events.popleft()[1]
        return self._sum / max(TICK, min(WINDOW, now - self._began))


class Playing:
    """One stretch of playing at one speed.

    step    make this many passes
    free    whether the terminal takes a screen now
    speed   passes a second that are wished for
    frames  screens a second at most, None: as many as look well
    names   of the keys, by their ids
    """

    def __init__(
        self,
        step: Callable[[int], None],
        free: Callable[[], bool],
        speed: float,
        frames: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        names: Mapping[str, str] = NAMES,
    ) -> None:
        self._names = names
        self._step, self._free, self._clock = step, free, clock
        self._frames = min(FRAMES, frames or FRAMES)
        self.speed = speed
        self._last = self._shown = self._told = self._began = began = clock()
        self._owed = 0.0
        self._unseen = 0
        self._passes, self._screens, self._refused = Meter(began), Meter(began), Meter(began)
        self.notice = self._notice()

    def tick(self) -> bool:
        """Make the passes that are due; return whether to show them now."""
        now = self._clock()
        most = max(1.0, self.speed * BEHIND)
        self._owed = min(self._owed + self.speed * (now - self._last), most)
        self._last = now
        made = within(STRETCH, self._step, int(self._owed), self._clock)
        self._owed -= made
        self._unseen += made
        now = self._clock()
        self._passes.add(now, made)
        return self._may_show(now)

    def _may_show(self, now: float) -> bool:
        if not self._unseen or now - self._shown < 1.0 / self._frames - TICK / 2.0:
            return False
        if not self._free():
            self._refused.add(now)
            return False
        self._unseen = 0
        self._shown = now
        self._screens.add(now)
        if now - self._told >= 1.0:
            self._told = now
            self.notice = self._notice()
        return True

    def _notice(self) -> str:
        """What the learner is told: the rate, and what keeps it down."""
        now = self._clock()
        screens, passes = self._screens.rate(now), self._passes.rate(now)
        wanted = min(self.speed, self._frames)
        slow = now > self._began + 1.0 and passes < ENOUGH * self.speed
        made = f"{_round(passes)} of {self.speed:g}" if slow else f"{self.speed:g}"
        if self._refused.rate(now) > 0.0 and screens < ENOUGH * wanted:
            rate = f"{made} passes/s, line-bound: {_round(screens)} screens/s"
        else:
            rate = f"{made} passes/s" if slow else told(self.speed)
        keys = named("{play} pauses, {slower} slower, {faster} faster", self._names)
        return f"playing, {rate}: {keys}"


def _round(rate: float) -> str:
    """Two digits: more would change all the time."""
    return f"{float(f'{rate:.2g}'):g}"


def told(speed: float) -> str:
    """A speed in words."""
    return "1 pass a second" if speed == 1.0 else f"{speed:g} passes a second"


def within(
    seconds: float,
    step: Callable[[int], None],
    passes: int,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Make passes, but no longer than this many seconds; return how many were made."""
    began = now = clock()
    made, stretch = 0, 1
    while made < passes and now < began + seconds:
        stretch = min(stretch, passes - made)
        step(stretch)
        made += stretch
        now = clock()
        fit = (began + seconds - now) / max(now - began, 1e-9) * made
        stretch = max(1, min(2 * stretch, int(fit)))
    return made
