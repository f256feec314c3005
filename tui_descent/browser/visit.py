"""One visit: the process that a visitor's page is connected with, and its folder."""

import json
import os
import shlex
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

ENDED = "The program has ended."
LARGEST = (500, 200)  # columns and rows that a page may ask for
# What names Python's modules, and what chooses the kernels and threads of its arithmetic.
PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "OPENBLAS_", "OMP_", "MKL_")
SEEN = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
Send = Callable[[bytes], Awaitable[None]]
Tell = Callable[[str], Awaitable[None]]


class Window(Struct, frozen=True):
    """Columns and rows, at most as many as somebody can see."""

    columns: int
    rows: int

    @classmethod
    def asked_for(cls, columns: object, rows: object) -> "Window":
        """Return the window of that size, or the nearest that may be; 80 × 24 for nonsense."""
        try:
            wanted = int(str(columns)), int(str(rows))
        except ValueError:
            wanted = 80, 24
        return cls(*(min(max(one, 1), most) for one, most in zip(wanted, LARGEST, strict=True)))


class Visit(AppService):
    """A process that draws on a page.

    send       takes what it draws
    tell       takes what textual.js is to do, such as fetching a file
    close      is called with the reason once it has ended, or in the middle of its end
    downloads  where files wait that the page may fetch
    """

    def __init__(
        self, command: str, send: Send, tell: Tell, close: Tell, downloads: DownloadManager
    ) -> None:
        self._close, self._reason = close, ENDED

        async def drawn(data: bytes) -> None:
            with suppress(ConnectionError):  # the page is gone: read on, lest the process wait
                await send(data)

        async def told(text: str) -> None:
            with suppress(ConnectionError):
                await tell(text)

        super().__init__(
            command,
            write_bytes=drawn,
            write_str=told,
            close=self._say_goodbye,
            download_manager=downloads,
        )

    async def run(self) -> None:
        """Hand on what it draws until it has ended, in whatever way."""
        await super().run()
        await self._say_goodbye()

    async def on_meta(self, data: bytes) -> None:
        """Take what the program says beside what it draws: that it ends, or has a file."""
        told = json.loads(data)
        if told.get("type") == "exit":
            self._reason = _sentence(str(told.get("reason", ""))) or ENDED
            await self._say_goodbye()
        elif told.get("type") == "deliver_file_start":
            await super().on_meta(data)

    async def resize(self, window: Window) -> None:
        """Tell the program how large the page is now."""
        await self.set_terminal_size(window.columns, window.rows)

    async def _say_goodbye(self) -> None:
        with suppress(ConnectionError):
            await self._close(self._reason)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def visitor_command(home: Path, window: Window, idle: float, kept: bool) -> str:
    """Return what starts a visitor's program for a shell, with nothing of who serves around it."""
    variables = {name: text for name, text in os.environ.items() if name.startswith(PASSED_ON)}
    variables |= {**SEEN, "HOME": str(home), "XDG_STATE_HOME": str(home / "state")}
    arguments = (f"{window.columns}x{window.rows}", f"{idle:g}", "kept" if kept else "forgotten")
    python = (sys.executable, "-P", "-s", "-m", "tui_descent.browser.visitor")
    words = ["env", "-i", *(f"{name}={value}" for name, value in variables.items())]
    start = shlex.join([*words, *python, *arguments])
    return f"cd {shlex.quote(str(home))} && umask 077 && exec {start}"
