"""The real program in a real pseudo-terminal, with pyte as the terminal's other side."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.fork_server import Forked
from tests.program import PATIENCE, PROGRAM, can_be_forked, fork_server

# Seconds without output after which a screen counts as painted, if the program is at rest by
# then: longer than any timer that paints. One behind another program cannot be seen to rest.
QUIET = 0.05
QUIET_FROM_AFAR = 0.15
MOST_VIEWS = 10
A_WHILE = 0.2  # seconds of computing, after which a command is certainly under way
ENDLESS = 3.0  # seconds of output without a pause, as from something that plays
UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*u|\x1b\[\?[0-9]+\$p")
QUESTION = b"\x1b[6n"  # answered when all before it is on the screen
MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
ON_AT_FIRST = {b"7", b"25"}  # line wrap, the cursor; all other private modes are off
KEYS = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "enter": b"\r",
    "space": b" ",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "backspace": b"\x7f",
    "escape": b"\x1b",
    "ctrl+c": b"\x03",
    "ctrl+l": b"\x0c",
    "ctrl+u": b"\x15",
}


def thread_states(process: int) -> list[str]:
    """The state of each of a process's threads, a letter as proc(5) has it; none: it has ended."""
    states = []
    tasks = f"/proc/{process}/task"
    try:
        threads = os.listdir(tasks)
    except OSError:  # it has ended
        return []
    for thread in threads:
        try:
            stat = Path(tasks, thread, "stat").read_text()
        except OSError:  # this one has ended meanwhile
            continue
        states.append(stat.rpartition(")")[2].split()[0])
    return states


def _take_terminal() -> None:
    """In the child: this is its terminal, and ctrl+c means what it means in a new shell."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A program on a screen of `columns` × `rows`."""

    def __init__(
        self,
        arguments: list[str],
        env: Mapping[str, str],
        columns: int = 80,
        rows: int = 24,
        program: list[str] | None = None,
        answers: bool = True,
        folder: Path | None = None,
    ) -> None:
        """`answers`: whether this terminal tells where its cursor is when it is asked.

        `program` is what to start in place of this project's, whose arguments these then are;
        `folder` is the program's current one, by default the one of the tests.
        """
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.received = 0
        self._open = True
        self.everything = b""
        self.answers = answers
        self._quiet = QUIET if program is None else QUIET_FROM_AFAR
        self._counted = 0
        self._master, slave = pty.openpty()
        self._set_size(columns, rows)
        self._modes = termios.tcgetattr(self._master)
        self.process: Forked | subprocess.Popen[bytes]
        if program is None and can_be_forked(env):
            self.process = fork_server().start(arguments, env, (slave,) * 3, folder)
        else:
            self.process = subprocess.Popen(
                [*(program or PROGRAM), *arguments],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=dict(env),
                start_new_session=True,
                preexec_fn=_take_terminal,
                cwd=folder,
            )
        self._name = os.ttyname(slave)
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.close()

    def close(self) -> None:
        """Close the window, as its owner may while the program runs."""
        if self._open:
            self._open = False
            os.close(self._master)

    def fileno(self) -> int:
        """What select(2) waits on until the program has sent something."""
        return self._master

    def press(self, *keys: str) -> None:
        """Press keys: a name of KEYS, or characters as they are."""
        for key in keys:
            self.send(KEYS.get(key, key.encode()))

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self._set_size(columns, rows)
        self.screen.resize(rows, columns)

    def read(self, seconds: float) -> bool:
        """Take in what comes within so many seconds; False if nothing did."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other side is closed: the program has ended
            return False
        self._take(data)
        return bool(data)

    def _take(self, data: bytes) -> None:
        """What has arrived: put it on the screen, and answer what is asked."""
        self.received += len(data)
        self.everything += data
        self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", data))
        asked = self.everything.count(QUESTION, max(0, self._counted - len(QUESTION) + 1))
        self._counted = len(self.everything)
        if self.answers:
            self.answer(asked)

    def answer(self, times: int = 1) -> None:
        """Tell where the cursor is."""
        place = self.screen.cursor
        if times:
            self.send(f"\x1b[{place.y + 1};{place.x + 1}R".encode() * times)

    def take_nothing_in(self) -> None:
        """From now on whoever writes waits for ever, as behind a connection that hangs."""
        slave = os.open(self._name, os.O_RDWR | os.O_NOCTTY)
        termios.tcflow(slave, termios.TCOOFF)
        os.close(slave)

    def hang_up(self) -> None:
        """Close the window that the program is in."""
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDWR)

    def send(self, data: bytes) -> None:
        """Let the program read these bytes."""
        os.write(self._master, data)

    def settle(self) -> None:
        """Take in everything until nothing has come for a moment, or it never ends."""
        deadline = time.monotonic() + ENDLESS
        while (self.read(self._quiet) or self._is_busy()) and time.monotonic() < deadline:
            continue

    def _is_busy(self) -> bool:
        """Whether a thread of the program runs, or would if the machine were not busy."""
        return any(state in "RD" for state in thread_states(self.process.pid))

    def is_stopped(self) -> bool:
        """Whether the program is put aside, as by ctrl+z."""
        return "T" in thread_states(self.process.pid)

    def wait_for(self, condition: str | Callable[[str], bool]) -> str:
        """Return the whole painted screen once it holds the text, or fulfils the condition."""
        self.watch_for(condition)
        self.settle()
        return self.text

    def watch_for(self, condition: str | Callable[[str], bool]) -> None:
        """Read until the screen holds the text, or fulfils the condition, and no longer."""
        deadline = time.monotonic() + PATIENCE
        while True:
            text = self.text
            if condition in text if isinstance(condition, str) else condition(text):
                return
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"waited in vain for {condition!r}; the screen:\n{text}")
            self.read(0.1)

    def turn_to(self, view: str) -> None:
        """Press tab until there is a view with this in it."""
        for _ in range(MOST_VIEWS):
            if view in self.text:
                return
            self.press("tab")
            self.settle()
        raise AssertionError(f"there is no view with {view!r}; the screen:\n{self.text}")

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Take in what comes until the condition holds."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain; the screen:\n{self.text}")
            self.read(0.05)

    def let_it_work(self) -> None:
        """Return once the program has computed for a while from now on."""
        enough = self._computed() + A_WHILE
        self.wait_until(lambda: self._computed() > enough)

    def _computed(self) -> float:
        """Seconds that the program has computed for; utime in proc(5)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) / os.sysconf("SC_CLK_TCK")

    def end(self) -> int:
        """Take in what is left and return the exit status."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            self.read(0.1)
        while self.read(0.0):  # what it sent before it ended
            continue
        return self.process.wait(timeout=1.0)

    def fill(self) -> None:
        """Read nothing until the program can send no more, as on a line that is stuck."""
        sent, before = -1, -2
        while sent != before:
            before = sent
            select.select([], [], [], 0.5)
            sent = int.from_bytes(fcntl.ioctl(self._master, termios.FIONREAD, bytes(4)), "little")

    def left_as_found(self) -> bool:
        """Whether every mode of the terminal and of its line is as it was at first."""
        state = {}
        for modes, letter in MODE.findall(self.everything):
            state.update(dict.fromkeys(modes.split(b";"), letter == b"h"))
        as_found = all(on == (mode in ON_AT_FIRST) for mode, on in state.items())
        keyboard = self.everything.count(b"\x1b[>") <= self.everything.count(b"\x1b[<u")
        return as_found and keyboard and termios.tcgetattr(self._master) == self._modes

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
