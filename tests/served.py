"""`tui-descent serve` as a process, and a visitor who has no browser: pyte shows what is drawn."""

import asyncio
import json
import os
import select
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte

from tests.program import PATIENCE, PROGRAM
from tests.pty_terminal import thread_states

MISSING = [name for name in ("aiohttp", "textual_serve") if find_spec(name) is None]
GLANCE = 0.02  # seconds
QUESTION, ANSWER = b"\x1b[6n", "\x1b[1;1R"  # answered, as a terminal does, when all is drawn


class Served:
    """A server on a port of its own; its visitors' folders are in `folder`."""

    def __init__(self, env: Mapping[str, str], folder: Path, *arguments: str) -> None:
        self._env = {**env, "TMPDIR": str(folder)}
        self._arguments = arguments
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def __enter__(self) -> Self:
        self._errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [*PROGRAM, "serve", "--port", "0", *self._arguments],
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        assert self.process.stdout
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert ready
        self.address = self.process.stdout.readline().partition(" ")[0]
        assert self.address.startswith("http://"), self.errors
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()
        self._errors.close()

    @property
    def errors(self) -> str:
        """What it has complained of."""
        self._errors.seek(0)
        return self._errors.read().decode()

    def visitors(self) -> list[int]:
        """The processes of those who visit it, or have."""
        return [pid for pid in _processes() if _is_started_in(pid, self.folder)]

    def is_busy(self) -> bool:
        """Whether a visitor's program computes, or would if the machine were not busy."""
        return any(state in "RD" for pid in self.visitors() for state in thread_states(pid))

    def end(self, by: signal.Signals) -> int:
        """Send it a signal and return its exit status."""
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)


def _processes() -> list[int]:
    return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdecimal()]


def _is_started_in(pid: int, folder: Path) -> bool:
    """Whether a process still runs whose home is in this folder."""
    try:
        variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:  # it has just ended, or is somebody else's
        return False
    return any(one.startswith(f"HOME={folder}/".encode()) for one in variables)


class Visitor:
    """A page without a browser: what it is sent goes to pyte, which answers as a terminal does."""

    def __init__(self, socket: Any, columns: int, rows: int) -> None:
        self._socket = socket
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.reason: str | None = None
        self.files: list[str] = []

    async def wait_for(self, text: str) -> str:
        """Wait until the screen holds the text and return the whole screen."""
        async with asyncio.timeout(PATIENCE):
            while text not in (shown := "\n".join(self._screen.display)):
                assert await self._hear(), f"{self.reason}, in vain waiting for {text!r}\n{shown}"
        return shown

    async def wait_for_file(self) -> str:
        """Wait until there is a file to fetch and return its key."""
        async with asyncio.timeout(PATIENCE):
            while not self.files:
                assert await self._hear()
        return self.files.pop()

    async def wait_for_end(self) -> str:
        """Wait until the server closes the visit and return the reason."""
        async with asyncio.timeout(PATIENCE):
            while await self._hear():
                pass
        assert self.reason is not None
        return self.reason

    async def say(self, kind: str, told: object) -> None:
        """Send a message as textual.js does."""
        await self.send(json.dumps([kind, told]))

    async def send(self, text: str) -> None:
        """Send any message."""
        await self._socket.send_str(text)

    async def type(self, *texts: str) -> None:
        """Type characters."""
        for text in texts:
            await self.say("stdin", text)

    async def close(self) -> None:
        """Leave the page."""
        await self._socket.close()

    async def _hear(self) -> bool:
        """Take one message; False: there is none any more."""
        from aiohttp import WSMsgType

        message = await self._socket.receive()
        if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
            self.reason = str(message.extra or "")
            return False
        if message.type == WSMsgType.BINARY:
            self._stream.feed(message.data.replace(QUESTION, b""))
            for _ in range(message.data.count(QUESTION)):
                await self.type(ANSWER)
        if message.type == WSMsgType.TEXT:
            kind, told = json.loads(message.data)
            self.files += [told] if kind == "deliver_file_start" else []
        return True


async def gone(served: Served) -> None:
    """Wait until no visitor's process is left, nor a folder of one."""
    async with asyncio.timeout(PATIENCE):
        while served.visitors() or os.listdir(served.folder):
            await asyncio.sleep(GLANCE)
