"""`python -m tests.benchmarks.startup`: from the command to the first frame, in a pty.

Against a Textual app of one label, started in turn with ours; and `run xor --passes 0`.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.side_by_side import paired
from tests.program import PROGRAM, environment
from tests.pty_terminal import Terminal

BARE = """
from textual.app import App
from textual.widgets import Label

class Bare(App):
    def compose(self):
        yield Label("one label")

Bare().run()
"""
ROUNDS = 25


def first_frame(program: list[str], arguments: list[str], sign: str, env: dict[str, str]) -> float:
    """Seconds until the sign stands on the screen."""
    began = time.perf_counter()
    with Terminal(arguments, env, program=program) as terminal:
        terminal.watch_for(sign)
        return time.perf_counter() - began


def headless(env: dict[str, str]) -> float:
    """Seconds of `run xor --passes 0`."""
    began = time.perf_counter()
    subprocess.run([*PROGRAM, "run", "xor", "--passes", "0"], env=env, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Print the medians and ratios."""
    with tempfile.TemporaryDirectory() as home:
        env = environment(Path(home))
        bare = [sys.executable, "-c", BARE]

        def label() -> float:
            return first_frame(bare, [], "one label", env)

        def screen() -> float:
            return first_frame(PROGRAM, ["open", "xor"], "loss 0.969431", env)

        label(), screen(), headless(env)
        one, ours, ratio = paired(label, screen, ROUNDS)
        print(f"one-label app {one:.3f} s, open xor {ours:.3f} s: ratio {ratio:.2f}")
        opened, run, share = paired(screen, lambda: headless(env), ROUNDS)
        print(f"open xor {opened:.3f} s, run xor --passes 0 {run:.3f} s: ratio {share:.2f}")


if __name__ == "__main__":
    main()
