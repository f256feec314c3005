"""`python -m tests.benchmarks.latency`: from a key press to its frame, at 80×24, in a pty.

`--view network` looks at that view, by its title, while the passes are made: `landscape`,
`slice` (what its title begins with), `fit` … `--keys` presses the other keys, too, and takes
the time until the last byte of the answer: that after which there is a pause. A finer picture,
made while nobody waits for it, comes after that pause. `--play` plays at 10 passes a second
and counts them.
"""

import argparse
import re
import statistics
import tempfile
import time
from pathlib import Path

from tests.program import environment
from tests.pty_terminal import Terminal

PASSES = 60
PLAYED = 6.0  # seconds
PAUSE = 0.06  # seconds after which an answer is whole
NOTHING = 1.0  # seconds after which there is none
KEYS = ["space", "b", "up", "down", "right", "left", "+", "-", ".", "i", "l", "tab", "]", "["]
KEYS += ["r", "f", "x", "d", "y", "z", "Z", "c", ",", ";", "n", "enter", "escape", "?", "escape"]
ROUNDS = 8
SLOWEST = 6  # keys that are named


def answers(terminal: Terminal, keys: list[str]) -> dict[str, list[float]]:
    """Milliseconds from each key to the last byte of its answer; without an answer: none."""
    times: dict[str, list[float]] = {}
    for key in keys:
        terminal.settle()
        began = time.perf_counter()
        last = 0.0
        terminal.press(key)
        while terminal.read(PAUSE if last else NOTHING):
            last = time.perf_counter()
        if last:
            times.setdefault(key, []).append((last - began) * 1e3)
    return times


def played(terminal: Terminal) -> str:
    """Play for a while at 10 passes a second; how many were made, and what the screen says."""

    def passes() -> int:
        found = re.search(r"pass (\d+) ", terminal.text)
        assert found, terminal.text
        return int(found[1])

    terminal.press("p", ";")  # 5 passes a second, then 10
    terminal.watch_for("playing, 10 passes")
    before, began = passes(), time.perf_counter()
    while time.perf_counter() - began < PLAYED:
        terminal.read(0.1)
    rate = (passes() - before) / (time.perf_counter() - began)
    said = terminal.text.rstrip().splitlines()[-1].strip()
    terminal.press("p")
    terminal.settle()
    return f"plays {rate:.1f} passes a second and says {said!r}"


def told(times: list[float]) -> str:
    """The median and the 95th percentile."""
    high = statistics.quantiles(times, n=20)[-1]
    return f"after {statistics.median(times):.0f} ms, 95 % within {high:.0f} ms"


def main() -> None:
    """Print the median and the 95th percentile for space and for ↑."""
    parser = argparse.ArgumentParser()
    parser.add_argument("presets", nargs="*", default=["xor", "circle", "spiral", "digits"])
    parser.add_argument("--view", default="loss")
    parser.add_argument("--keys", action="store_true")
    parser.add_argument("--play", action="store_true")
    chosen = parser.parse_args()
    for preset in chosen.presets:
        with (
            tempfile.TemporaryDirectory() as home,
            Terminal(["open", preset], environment(Path(home))) as terminal,
        ):
            terminal.wait_for("pass 0 ")
            terminal.settle()
            terminal.turn_to(f" {chosen.view.upper()} ")
            times = []
            for number in range(1, PASSES + 1):
                began = time.perf_counter()
                terminal.press("space")
                terminal.watch_for(f"pass {number} ")
                times.append((time.perf_counter() - began) * 1e3)
                terminal.settle()
            print(f"{preset}: a pass is seen {told(times)}")
            if chosen.play:
                print(f"{preset}: {played(terminal)}")
            if chosen.keys:
                times_of = answers(terminal, KEYS * ROUNDS)
                every = told([time for times in times_of.values() for time in times])
                print(f"{preset}: every key is answered {every}")
                medians = {key: statistics.median(times) for key, times in times_of.items()}
                slowest = sorted(medians, key=medians.__getitem__, reverse=True)[:SLOWEST]
                named = ", ".join(f"{key} {medians[key]:.0f}" for key in slowest)
                print(f"{preset}: the slowest keys, in ms (median): {named}")


if __name__ == "__main__":
    main()
