"""`python -m tests.benchmarks.class_play`: what a class that plays asks of a machine.

Thirty sessions of xor play at 10 passes a second: how many cores they want. Ten play `digits` as
fast as they can: how long an eleventh learner waits from a key to its frame, beside them and, in
turn with that, beside the same ten at rest.
"""

import re
import select
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.benchmarks.frames import processor_time
from tests.program import PROGRAM, environment
from tests.pty_terminal import QUESTION, Terminal

PLAYERS, OTHERS = 30, 10
PLAYED = 10.0  # seconds
ROUNDS, PASSES = 4, 15  # of the eleventh: with the others playing and at rest, passes in each
FASTEST = ";" * 9


class Unseen(Terminal):
    """One that, once it plays, is only taken in: drawing it would cost more than playing."""

    plays = False

    def _take(self, data: bytes) -> None:
        if self.plays:
            self.send(b"\x1b[1;1R" * data.count(QUESTION))
        else:
            super()._take(data)


@contextmanager
def opened(preset: str, number: int) -> Iterator[list[Unseen]]:
    """So many sessions of it at their first screens."""
    with ExitStack() as stack:
        found = []
        for _ in range(number):
            home = stack.enter_context(tempfile.TemporaryDirectory())
            terminal = Unseen(["open", preset], environment(Path(home)), program=PROGRAM)
            found.append(stack.enter_context(terminal))
            terminal.watch_for("pass 0 ")
        for terminal in found:
            terminal.settle()
        yield found


def take_in(terminals: Sequence[Unseen], goes_on: threading.Event) -> None:
    """Take in what they send, for as long as it goes on."""
    while goes_on.is_set():
        for terminal in select.select(terminals, [], [], 0.05)[0]:
            terminal.read(0.0)


@contextmanager
def taken_in(terminals: Sequence[Unseen]) -> Iterator[None]:
    """Take in what they send meanwhile."""
    for terminal in terminals:
        terminal.plays = True
    goes_on = threading.Event()
    goes_on.set()
    reader = threading.Thread(target=take_in, args=(terminals, goes_on))
    reader.start()
    yield
    goes_on.clear()
    reader.join()


def playing() -> str:
    """Cores that a class wants which plays, and the passes a second that it gets."""
    with opened("xor", PLAYERS) as class_:
        for terminal in class_:
            terminal.press(";")  # 5 passes a second, then 10
            terminal.settle()
        before = [processor_time(terminal.process.pid) for terminal in class_]
        with taken_in(class_):
            for terminal in class_:
                terminal.press("p")
            time.sleep(PLAYED)
            for terminal in class_:
                terminal.press("p")
            time.sleep(1.0)
        used = sum(processor_time(terminal.process.pid) for terminal in class_) - sum(before)
        rates = []
        for terminal in class_:
            terminal.plays = False
            terminal.press("ctrl+l")
            terminal.settle()
            rates.append(pass_of(terminal) / PLAYED)
    return (
        f"{PLAYERS} play xor at 10 passes a second: {used / 1e3 / PLAYED:.2f} cores; the slowest "
        f"made {min(rates):.1f} passes a second"
    )


def pass_of(terminal: Terminal) -> int:
    """The pass that stands on its screen."""
    return int(re.findall(r"pass (\d+) ", terminal.text)[0])


def waits(terminal: Terminal, others: Sequence[Unseen]) -> list[float]:
    """Milliseconds from each of a few keys to its frame."""
    found = []
    with taken_in(others):
        time.sleep(2.0)
        for _ in range(PASSES):
            number = pass_of(terminal)
            began = time.perf_counter()
            terminal.press("space")
            terminal.watch_for(f"pass {number + 1} ")
            found.append((time.perf_counter() - began) * 1e3)
            terminal.settle()
    return found


def beside() -> str:
    """How long the one waits while the ten play, and while they do not."""
    with opened("digits", OTHERS) as others, opened("xor", 1) as (one,):
        busy: list[float] = []
        quiet: list[float] = []
        for terminal in others:
            terminal.press(FASTEST)
        for _ in range(ROUNDS):
            for found in (busy, quiet):
                for terminal in others:
                    terminal.press("p")
                found += waits(one, others)
    high = statistics.quantiles(busy, n=20)[-1]
    return (
        f"a key to its frame beside {OTHERS} that play digits: {statistics.median(busy):.0f} ms, "
        f"95 % within {high:.0f} ms; beside them at rest {statistics.median(quiet):.0f} ms"
    )


def main() -> None:
    """Print both."""
    print(playing(), flush=True)
    print(beside())


if __name__ == "__main__":
    main()
