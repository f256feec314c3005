"""`python -m tests.benchmarks.latency`: from a key press to its frame, at 80×24, in a pty."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.terminal import Terminal, environment

PASSES = 60


def main() -> None:
    """Print the median and the 95th percentile for space and for ↑."""
    for preset in sys.argv[1:] or ["xor", "circle", "spiral", "digits"]:
        with (
            tempfile.TemporaryDirectory() as home,
            Terminal(["open", preset], environment(Path(home))) as terminal,
        ):
            terminal.wait_for("pass 0 ")
            times = []
            for number in range(1, PASSES + 1):
                began = time.perf_counter()
                terminal.press("space")
                while f"pass {number} " not in terminal.text:
                    terminal.read(1.0)
                times.append((time.perf_counter() - began) * 1e3)
                terminal.settle()
            high = statistics.quantiles(times, n=20)[-1]
            median = statistics.median(times)
            print(f"{preset}: a pass is seen after {median:.0f} ms, 95 % within {high:.0f} ms")


if __name__ == "__main__":
    main()
