"""`python -m tests.benchmarks.frames`: processor time of a pass that is seen, in a pty.

From the key to the last byte of its frame, over all threads of the program: milliseconds, and
how many times that of a Textual app whose one label says something else at each key.
"""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.side_by_side import paired
from tests.program import PROGRAM, environment
from tests.pty_terminal import Terminal

CASES = [("xor", 80, 24), ("circle", 200, 60), ("digits", 120, 40)]
LABEL = """
from textual.app import App
from textual.widgets import Label

class Counting(App):
    BINDINGS = [("space", "count")]
    passes = 0

    def compose(self):
        yield Label("pass 0 of many")

    def action_count(self):
        self.passes += 1
        self.query_one(Label).update(f"pass {self.passes} of many")

Counting().run()
"""
PASSES = 40  # in a round
ROUNDS = 5
FIRST = 10  # passes before any is counted: what is imported and laid out once


def processor_time(process: int) -> float:
    """Milliseconds that its threads have run for; schedstat in proc(5)."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


class Watched:
    """A program whose passes are made and seen one by one."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._passes = 0
        terminal.watch_for("pass 0 ")
        terminal.settle()

    def passes(self, number: int = PASSES) -> float:
        """Make so many; return the processor time of one in milliseconds."""
        process = self._terminal.process.pid
        began = processor_time(process)
        for _ in range(number):
            self._passes += 1
            self._terminal.press("space")
            self._terminal.watch_for(f"pass {self._passes} ")
        self._terminal.settle()
        return (processor_time(process) - began) / number


def main() -> None:
    """Print the medians of each case, in turn with the label's."""
    with tempfile.TemporaryDirectory() as home:
        env = environment(Path(home))
        for name, columns, rows in CASES:
            with (
                Terminal([], env, columns, rows, [sys.executable, "-c", LABEL]) as label,
                Terminal(["open", name], env, columns, rows, PROGRAM) as ours,
            ):
                bare, watched = Watched(label), Watched(ours)
                bare.passes(FIRST), watched.passes(FIRST)
                one, whole, ratio = paired(bare.passes, watched.passes, ROUNDS)
                print(
                    f"{name} at {columns}x{rows}: {whole:.1f} ms a pass seen, a label {one:.1f} ms:"
                    f" ratio {ratio:.1f}"
                )


if __name__ == "__main__":
    main()
