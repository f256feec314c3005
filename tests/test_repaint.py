"""After keys that come all at once, what stands there is what a repaint sends, in every cell."""

from pathlib import Path

import pytest

from tests.program import environment
from tests.pty_terminal import KEYS, Terminal

QUIET = 0.5  # seconds without output, after which nothing comes by itself any more
BURSTS = (
    "space space . . up",
    "tab space b V tab space",
    "O enter space space x d u",
    "W escape h down enter escape space",
    "h enter h enter space . right +",
    "D escape o down escape a escape ? down escape",
)
Look = tuple[object, ...]


def looks(terminal: Terminal) -> list[list[Look]]:
    """What is seen of each cell: of a space only what lies behind it and under it."""
    screen = terminal.screen
    cells = [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]
    return [
        [
            cell[:1] + cell[2:3] + cell[5:8] if cell.data == " " and not cell.reverse else cell
            for cell in line
        ]
        for line in cells
    ]


def rest(terminal: Terminal) -> None:
    """Take in what comes until nothing does for a while."""
    terminal.settle()
    while terminal.read(QUIET):
        terminal.settle()


@pytest.mark.parametrize(
    ("what", "columns", "rows"),
    [
        (("open", "two-weights"), 80, 24),
        (("open", "circle"), 120, 40),
        (("learn", "momentum"), 100, 30),
        (("--ascii", "open", "xor"), 40, 12),
    ],
)
def test_a_repaint_changes_no_cell(
    what: tuple[str, ...], columns: int, rows: int, tmp_path: Path
) -> None:
    with Terminal([*what], environment(tmp_path), columns, rows, folder=tmp_path) as terminal:
        terminal.wait_for("quit")
        for burst in BURSTS:
            terminal.send(b"".join(KEYS.get(key, key.encode()) for key in burst.split()))
            rest(terminal)
            before = looks(terminal)
            terminal.press("ctrl+l")
            terminal.settle()
            assert looks(terminal) == before, burst
