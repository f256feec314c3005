"""`python -m tests.benchmarks.slow_line [preset …]`: playing at full speed on a slow line.

10 kB/s and 150 ms each way, as in a pty behind a relay. How soon keys are answered while it
plays, how soon the screen stands still after a held key, and how soon `q` has ended it. And
what a map costs there, the first one and those after the line has been found to be slow.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.program import environment
from tests.slow_line import SlowLine

SECONDS = 30.0  # of playing
REPEAT = 1 / 30  # seconds between the characters of a held key
HELD = 5.0


def until(terminal: SlowLine, condition: Callable[[], bool]) -> float:
    """Seconds until the condition holds."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > 60.0:
            raise SystemExit(f"waited in vain; the screen:\n{terminal.text}")
        terminal.read(0.05)
    return time.monotonic() - began


def pause(terminal: SlowLine, seconds: float) -> None:
    """Let it play."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0.0:
        terminal.read(left)


def rate(terminal: SlowLine) -> str:
    """The learning rate that stands in the first line."""
    return terminal.text.splitlines()[0].rpartition("lr ")[2].strip()


def first(terminal: SlowLine) -> str:
    return terminal.text.splitlines()[0]


def answered(terminal: SlowLine, key: str) -> float:
    """Seconds from pressing the key until the learning rate has changed on the screen."""
    before = rate(terminal)
    terminal.press(key)
    return until(terminal, lambda: rate(terminal) not in ("", before))


def ended(terminal: SlowLine) -> float:
    """Seconds from `q` until the program has ended and all of it has arrived."""
    terminal.press("q")
    return until(
        terminal,
        lambda: (
            terminal.process.poll() is not None
            and b"\x1b[?1049l" in terminal.everything
            and not terminal.arriving
        ),
    )


def play(preset: str, env: dict[str, str]) -> None:
    """Print how a session of playing goes."""
    with SlowLine(["open", preset], env) as terminal:
        until(terminal, lambda: "pass 0 " in terminal.text)
        opened = terminal.received
        terminal.press("p", *[";"] * 9)
        began = time.monotonic()
        keys = []
        while time.monotonic() - began < SECONDS:
            pause(terminal, 1.3)
            keys.append(answered(terminal, "down"))
        notice = terminal.text.splitlines()[-1].strip()
        sent = (terminal.received - opened) / (time.monotonic() - began)
        passes = first(terminal).partition("pass ")[2].split()[0]
        took = ended(terminal)
    print(f"{preset}: {SECONDS:g} s of playing, {passes} passes, {sent:.0f} bytes/s; {notice!r}")
    print(f"  {len(keys)} keys answered within {max(keys):.2f} s; q ended it in {took:.2f} s")


def hold(preset: str, env: dict[str, str]) -> None:
    """Print how it goes with a key held down."""
    with SlowLine(["open", preset], env) as terminal:
        until(terminal, lambda: "pass 0 " in terminal.text)
        count = int(HELD / REPEAT)
        for _ in range(count):
            terminal.press("space")
            pause(terminal, REPEAT)
        late = until(terminal, lambda: f"pass {count} " in first(terminal))
        took = ended(terminal)
    print(f"  space held for {HELD:g} s: pass {count} seen {late:.2f} s later, q took {took:.2f} s")


def arrived(terminal: SlowLine, text: str) -> bool:
    return text in terminal.text and not terminal.arriving


def look(preset: str, env: dict[str, str]) -> None:
    """Print bytes and seconds of map and mountain, turned to again and again."""
    with SlowLine(["open", preset], env) as terminal:
        until(terminal, lambda: "pass 0 " in terminal.text and not terminal.arriving)
        terminal.turn_to(" LANDSCAPE ")
        for name in ("MOUNTAIN", "LANDSCAPE") * 3:
            before = terminal.received
            terminal.press("tab" if name == "MOUNTAIN" else "shift+tab")
            took = until(terminal, partial(arrived, terminal, f" {name} "))
            pause(terminal, 0.5)
            print(f"  {name.lower()}: {terminal.received - before} bytes, {took:.2f} s")
        ended(terminal)


def main() -> None:
    """Play and hold each preset, then look at a map."""
    for preset in sys.argv[1:] or ["xor", "digits"]:
        with tempfile.TemporaryDirectory() as home:
            play(preset, environment(Path(home)))
            hold(preset, environment(Path(home)))
    with tempfile.TemporaryDirectory() as home:
        look("himmelblau", environment(Path(home)))


if __name__ == "__main__":
    main()
