"""A terminal at the far end of a slow line: a relay that delays and rations what passes it."""

import os
import select
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

from tests.pty_terminal import Terminal


class SlowLine(Terminal):
    """Bytes of the program arrive after a delay, at so many a second; keys only wait.

    What is on its way is not limited: as behind sshd, the program may write as fast as it
    likes, and all of it will have to arrive.
    """

    def __init__(
        self,
        arguments: list[str],
        env: Mapping[str, str],
        bytes_per_second: float = 10_000.0,
        delay: float = 0.150,
        **more: Any,
    ) -> None:
        self._rate, self._delay = bytes_per_second, delay
        self._screenwards: deque[tuple[float, bytes]] = deque()  # when they arrive
        self._programwards: deque[tuple[float, bytes]] = deque()
        self._line_free = 0.0
        self._closed = False
        super().__init__(arguments, env, **more)

    def read(self, seconds: float) -> bool:
        """Let time pass, at most so much; True once something has arrived on the screen."""
        until = time.monotonic() + seconds
        while True:
            arrived = self._pass_on()
            now = time.monotonic()
            if arrived or now >= until:
                return arrived
            due = [queue[0][0] for queue in (self._screenwards, self._programwards) if queue]
            if not due and self.process.poll() is not None and not self._readable(0.0):
                return False
            self._readable(max(0.0, min([until, *due]) - now))

    @property
    def arriving(self) -> bool:
        """Whether something is on its way to the screen."""
        return bool(self._screenwards)

    def _readable(self, seconds: float) -> bool:
        ready, _, _ = select.select([] if self._closed else [self._master], [], [], seconds)
        return bool(ready) and self._take_in()

    def _take_in(self) -> bool:
        """What the program has written starts on its way."""
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other side is closed: the program has ended
            self._closed = True
            return False
        now = time.monotonic()
        for start in range(0, len(data), 100):
            packet = data[start : start + 100]
            self._line_free = max(self._line_free, now) + len(packet) / self._rate
            self._screenwards.append((self._line_free + self._delay, packet))
        return True

    def _pass_on(self) -> bool:
        now = time.monotonic()
        while self._programwards and self._programwards[0][0] <= now:
            os.write(self._master, self._programwards.popleft()[1])
        arrived = False
        while self._screenwards and self._screenwards[0][0] <= now:
            self._take(self._screenwards.popleft()[1])
            arrived = True
        return arrived

    def send(self, data: bytes) -> None:
        self._programwards.append((time.monotonic() + self._delay, data))
