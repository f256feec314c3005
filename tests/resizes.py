"""A window that is given other sizes, on every screen, against what a repaint paints."""

import random
import select
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.program import environment
from tests.tmux import Tmux, cells_that_differ

SIZES = [(80, 24), (120, 40), (40, 12), (60, 20), (200, 60), (30, 8), (81, 23), (100, 30)]
LONGEST_PAUSE = 0.4  # seconds between two sizes; often there is none
MOST_SIZES = 6


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen, and how one gets there: arguments, keys, what stands there then."""

    name: str
    arguments: tuple[str, ...]
    keys: tuple[str, ...]
    sign: str


XOR = ("open", "xor")
SCREENS = [
    Screen("home", (), (), "problems to look at"),
    Screen("home, searched", (), ("x", "o"), "xor"),
    Screen("training", XOR, (), "loss 0.969431"),
    Screen("after a pass", XOR, ("Space",), "pass 1 "),
    Screen("landscape", ("open", "two-weights"), ("Tab",), "landscape"),
    Screen("lesson", ("learn", "too-small"), (), "Too small a learning rate"),
    Screen("sweep", XOR, ("s",), "learning-rate sweep"),
    Screen("optimizers", XOR, ("o",), "in use"),
    Screen("set-up", XOR, ("a",), "batch size"),
    Screen("gradient check", XOR, ("g",), "largest relative error"),
    Screen("write", XOR, ("w",), "write"),
    Screen("help", XOR, ("?",), "make one pass"),
    Screen("typing a rate", XOR, ("=",), "learning rate: "),
    Screen("palette", XOR, ("C-p",), "Search for commands"),
]


def stale_cells(screen: Screen, seed: int, series: int = 1) -> list[tuple[int, int]]:
    """(line, column) of the cells that are wrong after each random series of sizes."""
    chance = random.Random(seed)
    wrong: list[tuple[int, int]] = []
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        Tmux(list(screen.arguments), environment(Path(folder)), Path(folder), 120, 40) as terminal,
    ):
        terminal.wait_for("quit")
        terminal.press(*screen.keys) if screen.keys else None
        terminal.wait_for(screen.sign)
        for _ in range(series):
            for _ in range(chance.randint(1, MOST_SIZES)):
                terminal.resize(*_size(chance))
                select.select([], [], [], chance.choice([0.0, chance.random() * LONGEST_PAUSE]))
            wrong += cells_that_differ(terminal)
    return wrong


def _size(chance: random.Random) -> tuple[int, int]:
    if chance.random() < 0.5:
        return chance.choice(SIZES)
    return chance.randint(20, 200), chance.randint(5, 60)
