"""`python -m tests.benchmarks.latency`: from a key press to its frame, at 80×24, in a pty.

`--view network` looks at that view, by its title, while the passes are made: `landscape`,
`slice` (what its title begins with), `fit` … `--keys` presses the other keys, too, and takes
the time until the last byte of the answer.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from tests.terminal import Terminal, environment

PASSES = 60
QUIET = 0.2  # seconds after which an answer is whole
KEYS = ["space", "b", "up", "down", "right", "left", "+", "-", ".", "i", "l", "tab", "]", "["]
KEYS += ["r", "f", "x", "d", "y", "z", "Z", "c", ",", ";", "n", "enter", "escape", "?", "escape"]
ROUNDS = 4


def answers(terminal: Terminal, keys: list[str]) -> list[float]:
    """Milliseconds from each key to the last byte that it brought; keys without an answer: none."""
    times = []
    for key in keys:
        began = last = time.perf_counter()
        terminal.press(key)
        while terminal.read(QUIET):
            last = time.perf_counter()
        if last > began:
            times.append((last - began) * 1e3)
    return times


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
    chosen = parser.parse_args()
    for preset in chosen.presets:
        with (
            tempfile.TemporaryDirectory() as home,
            Terminal(["open", preset], environment(Path(home))) as terminal,
        ):
            terminal.wait_for("pass 0 ")
            terminal.settle()
            while f" {chosen.view} " not in terminal.text:
                terminal.press("tab")
                terminal.settle()
            times = []
            for number in range(1, PASSES + 1):
                began = time.perf_counter()
                terminal.press("space")
                while f"pass {number} " not in terminal.text:
                    terminal.read(1.0)
                times.append((time.perf_counter() - began) * 1e3)
                terminal.settle()
            print(f"{preset}: a pass is seen {told(times)}")
            if chosen.keys:
                every = told(answers(terminal, KEYS * ROUNDS))
                print(f"{preset}: every key is answered {every}")


if __name__ == "__main__":
    main()
