"""`python -m tests.benchmarks.traffic [PRESET[:VIEW]…]`: bytes to the terminal at 80×24, in a pty.

With a view it is chosen first; without one there is the loss.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from tests.terminal import Terminal, environment

PASSES = 40


def main() -> None:
    """Print bytes of the first screen, of a pass, and of a second in which nothing happens."""
    for chosen in sys.argv[1:] or ["xor", "two-weights", "diabetes", "circle:fit"]:
        preset, _, view = chosen.partition(":")
        with (
            tempfile.TemporaryDirectory() as home,
            Terminal(["open", preset], environment(Path(home))) as terminal,
        ):
            terminal.wait_for("pass 0 ")
            first = terminal.received
            while view and f"─ {view} ─" not in terminal.text:
                terminal.press("tab")
                terminal.settle()
            sent = []
            for number in range(1, PASSES + 1):
                before = terminal.received
                terminal.press("space")
                terminal.wait_for(f"pass {number} ")
                sent.append(terminal.received - before)
            before = terminal.received
            terminal.read(2.0)
            idle = terminal.received - before
            median = statistics.median(sent)
            print(f"{chosen}: first screen {first}, a pass {median:.0f} (median), idle {idle}")


if __name__ == "__main__":
    main()
