"""The real program inside tmux, a terminal that keeps what it is sent as real ones do."""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.program import PROGRAM
from tests.pty_terminal import thread_states

Look = tuple[object, ...]

PATIENCE = 60.0  # seconds
QUIET = 0.6  # seconds without a change after which a screen counts as painted; tmux waits, too
GLANCE = 0.02
ENDLESS = 5.0  # seconds after which what still changes does so by itself, as a cursor does
LONGEST_LINE = 240


class Tmux:
    """A window of `columns` × `rows` with the program in it."""

    def __init__(
        self, arguments: list[str], env: Mapping[str, str], folder: Path, columns: int, rows: int
    ) -> None:
        """`folder` is for tmux's socket."""
        tmux = shutil.which("tmux")
        if tmux is None:
            raise FileNotFoundError("tmux is not installed")
        self._command = [tmux, "-f", os.devnull, "-S", str(folder / "socket")]
        self._env = {**env, "SHELL": "/bin/sh"}
        size = ["-x", str(columns), "-y", str(rows)]
        self._do("new-session", "-d", *size, *PROGRAM, *arguments)
        self._do("set-option", "-g", "window-size", "manual")
        self._process = self._do("display-message", "-p", "#{pane_pid}").strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        subprocess.run([*self._command, "kill-server"], env=self._env, capture_output=True)

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names for them."""
        self._do("send-keys", *keys)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self._do("resize-window", "-x", str(columns), "-y", str(rows))

    def captured(self) -> str:
        """The screen with its colours, as tmux writes them."""
        return self._do("capture-pane", "-p", "-e", "-N")

    def cells(self) -> list[list[Look]]:
        """Each line's cells as a person sees them: a blank has no colour but its background."""
        lines = self.captured().split("\n")
        screen = pyte.Screen(LONGEST_LINE, len(lines))
        pyte.Stream(screen).feed("\r\n".join(lines))
        return [
            [_look(screen.buffer[y][x]) for x in range(LONGEST_LINE)] for y in range(len(lines))
        ]

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return self._do("capture-pane", "-p")

    def wait_for(self, text: str) -> None:
        """Return once the screen holds the text."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.text:
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain for {text!r}; the screen:\n{self.text}")
            self._let_pass(GLANCE)

    def settled(self) -> list[list[Look]]:
        """Return the cells once they have stopped changing and nothing is being computed."""
        shown, since = self.captured(), time.monotonic()
        deadline = since + ENDLESS
        while time.monotonic() - since < QUIET and time.monotonic() < deadline:
            self._let_pass(GLANCE)
            now = self.captured()
            if now != shown or self._is_busy():
                shown, since = now, time.monotonic()
        return self.cells()

    def _is_busy(self) -> bool:
        """Whether a thread of the program runs, or would if the machine were not busy."""
        return any(state in "RD" for state in thread_states(int(self._process)))

    def _let_pass(self, seconds: float) -> None:
        time.sleep(seconds)

    def _do(self, *arguments: str) -> str:
        command = [*self._command, *arguments]
        return subprocess.run(
            command, env=self._env, capture_output=True, text=True, check=True
        ).stdout


def _look(cell: pyte.screens.Char) -> Look:
    look: Look = (cell.data, cell.bg, cell.underscore, cell.reverse)
    visible = cell.data.strip() or cell.underscore or cell.reverse
    return (*look, cell.fg, cell.bold) if visible else look


def cells_that_differ(terminal: Tmux) -> list[tuple[int, int]]:
    """(line, column) of every cell that is not what a repaint puts there."""
    before = terminal.settled()
    terminal.press("C-l")
    wrong = _places(before, terminal.settled())
    deadline = time.monotonic() + 2 * QUIET * bool(wrong)
    while time.monotonic() < deadline:  # without a blinking cursor
        cells = terminal.cells()
        wrong = [(y, x) for y, x in wrong if cells[y][x] != before[y][x]]
    return wrong


def _places(before: list[list[Look]], after: list[list[Look]]) -> list[tuple[int, int]]:
    return [
        (y, x)
        for y, (old, new) in enumerate(zip(before, after, strict=True))
        for x, (was, becomes) in enumerate(zip(old, new, strict=True))
        if was != becomes
    ]
