"""A learner who presses anything: random keys and resizes on the real program in a pty."""

import random
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.program import environment
from tests.pty_terminal import KEYS, Terminal

CHARACTERS = [chr(code) for code in range(0x21, 0x7F) if chr(code) != "q"] + ["é", "漢"]
NAMED = [name for name in KEYS if name not in ("ctrl+c", "ctrl+l")]
ALL = [*CHARACTERS, *NAMED, *NAMED, *NAMED, "ctrl+l"]
SEQUENCES = (
    b"\x1b[13;2u",
    b"\x1b[27;5;91~",
    b"\x1b[?64;1;2;22c",
    b"\x1b[>41;354;0c",
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    b"\x1bP>|tmux 3.3a\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b[?997;1n",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[M#\xff[",
    b"\x1b[<64;40;9M",
    b"\x1b[<65;40;9M",
    b"\x1b[<0;40;9M",
    b"\x1b[1;3A",
    b"\x1b[",
    b"\x1b]",
    b"\x9b",
)
PASTES = ("0.5", "q[[]] q", "a line\r\nand another", "\x1b[2J", "漢" * 3000)
SELDOM = 0.05  # of the keys
SIZES = [(80, 24), (80, 24), (120, 40), (40, 12), (20, 5), (200, 60), (1, 1)]
BURST = 12  # keys at most that arrive in one packet
LEAVING = 6  # times that escape and q are tried
ENDING = 5.0  # seconds for the program to end after a q that ends it


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one run with random keys ended.

    status    of the process; None: it hung
    restored  whether the terminal was left as it was found
    text      all that it sent, if something in it was wrong
    """

    arguments: tuple[str, ...]
    seed: int
    status: int | None
    restored: bool
    text: str

    @property
    def fine(self) -> bool:
        """Whether nothing went wrong."""
        return self.status == 0 and self.restored and not self.text


def play_at_random(arguments: tuple[str, ...], seed: int, keys: int, resizes: int) -> Outcome:
    """Press so many keys and resize so many times, then leave."""
    generator = random.Random(seed)
    columns, rows = generator.choice(SIZES)
    left = [True] * resizes + [False] * (keys * 2 // (1 + BURST))
    generator.shuffle(left)
    pressed = 0
    with (
        tempfile.TemporaryDirectory() as name,
        _begun(arguments, Path(name), columns, rows) as terminal,
    ):
        terminal.read(20.0)
        while (left or pressed < keys) and terminal.process.poll() is None:
            if left and left.pop():
                terminal.resize(*generator.choice(SIZES))
            for _ in range(generator.randint(1, BURST)):
                _press_any(terminal, generator)
                pressed += 1
            while terminal.read(0.01):
                continue
        status = _leave(terminal)
        said = terminal.everything
        wrong = b"Traceback" in said or status != 0
        return Outcome(
            arguments,
            seed,
            status,
            terminal.left_as_found(),
            said.decode(errors="replace") if wrong else "",
        )


def _press_any(terminal: Terminal, generator: random.Random) -> None:
    """Press a key, or send what a terminal sends by itself: a sequence, often cut, or a paste."""
    if generator.random() >= SELDOM:
        terminal.press(generator.choice(ALL))
        return
    if generator.random() < 0.5:
        sent = generator.choice(SEQUENCES)
    else:
        sent = b"\x1b[200~" + generator.choice(PASTES).encode() + b"\x1b[201~"
    place = generator.randrange(len(sent))
    terminal.send(sent[:place])
    terminal.read(generator.choice((0.0, 0.0, 0.3)))
    terminal.send(sent[place:])


def _begun(arguments: tuple[str, ...], home: Path, columns: int, rows: int) -> Terminal:
    """The program in an empty home, where it also writes what `w` writes."""
    return Terminal(list(arguments), environment(home), columns, rows, folder=home)


def _leave(terminal: Terminal) -> int | None:
    """Leave whatever stands open, then the program; its status, None where it does not end."""
    terminal.resize(80, 24)
    terminal.press("\r", "escape")  # half a sequence ends here
    terminal.settle()
    for _ in range(LEAVING):
        terminal.press("escape")
        terminal.settle()
        terminal.press("q")
        deadline = time.monotonic() + ENDING
        while terminal.process.poll() is None and time.monotonic() < deadline:
            terminal.read(0.05)
        if terminal.process.poll() is not None:
            return terminal.end()
    terminal.process.send_signal(signal.SIGKILL)
    return None
