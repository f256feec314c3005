"""`python -m tests.benchmarks.traffic [PRESET[:VIEW]…]`: bytes to the terminal at 80×24, in a pty.

With a view it is chosen first; without one there is the loss. A pass is compared with what it
has changed on the screen: 6 bytes to go to each run of changed cells, and the cells' own
bytes. What is sent beyond that is colour and style.
"""

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.program import environment
from tests.pty_terminal import Terminal

PASSES = 40
TO_A_RUN = 6  # bytes of cursor movement

Cells = list[list[Any]]


def cells(terminal: Terminal) -> Cells:
    """Every cell of the screen with its looks."""
    screen = terminal.screen
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


def needed(before: Cells, after: Cells) -> int:
    """Bytes of the cells that differ, and of the movements to each run of them."""
    total = 0
    for old_row, new_row in zip(before, after, strict=True):
        inside = False
        for old, new in zip(old_row, new_row, strict=True):
            differs = old != new
            total += len(new.data.encode()) * differs + TO_A_RUN * (differs and not inside)
            inside = differs
    return total


def main() -> None:
    """Print bytes of the first screen, of a pass, and of a second in which nothing happens."""
    for chosen in sys.argv[1:] or [
        "xor",
        "two-weights",
        "diabetes",
        "digits",
        "circle:fit",
        "two-weights:landscape",
    ]:
        preset, _, view = chosen.partition(":")
        with (
            tempfile.TemporaryDirectory() as home,
            Terminal(["open", preset], environment(Path(home))) as terminal,
        ):
            terminal.wait_for("pass 0 ")
            first = terminal.received
            terminal.turn_to(view.upper())
            sent, ratios = [], []
            for number in range(1, PASSES + 1):
                before, shown = terminal.received, cells(terminal)
                terminal.press("space")
                terminal.wait_for(f"pass {number} ")
                sent.append(terminal.received - before)
                ratios.append(sent[-1] / needed(shown, cells(terminal)))
            before = terminal.received
            terminal.read(2.0)
            idle = terminal.received - before
        ratio = f"{statistics.median(ratios):.2f} × its changed cells"
        median = f"{statistics.median(sent):.0f} (median), {ratio}"
        print(f"{chosen}: first screen {first}, a pass {median}, idle {idle}")


if __name__ == "__main__":
    main()
