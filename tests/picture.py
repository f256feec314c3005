"""Make the README's picture that moves afresh: `python -m tests.picture [FILE [COLSxROWS]]`.

It opens `xor`, makes some passes, changes the learning rate and turns to the landscape, as
`tui-descent record` does it.
"""

import sys
from pathlib import Path

from tui_descent.cli import run_command

KEYS = ("wait", "space*16", "up", "wait", "space*3", "tab", "wait", "space*4", "wait*5")


def main() -> None:
    """Write the picture."""
    file = sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).with_name("screen.svg"))
    size = sys.argv[2] if len(sys.argv) > 2 else "80x24"
    sys.exit(run_command(["record", "xor", *KEYS, file, "--size", size]))


if __name__ == "__main__":
    main()
