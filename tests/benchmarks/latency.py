"""`python -m tests.benchmarks.latency`: from a key press to its frame, at 80×24, in a pty.

`--view network` looks at that view, by its title, while the passes are made: `landscape`,
`slice` (what its title begins with), `fit` …
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from tests.terminal import Terminal, environment

PASSES = 60


def main() -> None:
    """Print the median and the 95th percentile for space and for ↑."""
    parser = argparse.ArgumentParser()
    parser.add_argument("presets", nargs="*", default=["xor", "circle", "spiral", "digits"])
    parser.add_argument("--view", default="loss")
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
            high = statistics.quantiles(times, n=20)[-1]
            median = statistics.median(times)
            print(f"{preset}: a pass is seen after {median:.0f} ms, 95 % within {high:.0f} ms")


if __name__ == "__main__":
    main()
