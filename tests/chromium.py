"""Headless Chromium, by its DevTools protocol: https://chromedevtools.github.io/devtools-protocol/

A page of ours has one terminal, xterm.js; what it shows is read from its own buffer.
"""

import asyncio
import base64
import json
import os
import shutil
import signal
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Any, Self

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = ([] if CHROMIUM else ["chromium"]) + [
    name for name in ("aiohttp", "textual_serve") if find_spec(name) is None
]
PATIENCE = 60.0  # seconds
GLANCE = 0.03
QUIET = 0.6  # seconds without a change after which a screen counts as painted
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
    *("--disable-dev-shm-usage", "--disable-background-networking", "--disable-extensions"),
    *("--disable-component-update", "--remote-debugging-port=0"),
)
# textual.js keeps its terminal to itself; it has it by the time that it gets its first add-on.
CATCH_TERMINAL = """
Object.defineProperty(Object.prototype, "fitAddon", {
  configurable: true,
  set(addon) {
    window.shown = this.terminal;
    Object.defineProperty(this, "fitAddon", {value: addon, writable: true});
  },
});
"""
READ = """
(() => {
  if (!window.shown) return "";
  const lines = [], buffer = window.shown.buffer.active;
  for (let row = 0; row < window.shown.rows; row++)
    lines.push(buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "");
  return lines.join("\\n");
})()
"""
CELL = """
(() => {
  const box = document.querySelector(".xterm-screen").getBoundingClientRect();
  const {cols, rows} = window.shown;
  return [box.left, box.top, box.width / cols, box.height / rows, cols, rows];
})()
"""
KEYS = {  # name: key, code, virtual key code, text
    "enter": ("Enter", "Enter", 13, "\r"),
    "tab": ("Tab", "Tab", 9, ""),
    "space": (" ", "Space", 32, " "),
    "escape": ("Escape", "Escape", 27, ""),
    "backspace": ("Backspace", "Backspace", 8, ""),
    "left": ("ArrowLeft", "ArrowLeft", 37, ""),
    "up": ("ArrowUp", "ArrowUp", 38, ""),
    "right": ("ArrowRight", "ArrowRight", 39, ""),
    "down": ("ArrowDown", "ArrowDown", 40, ""),
    "f1": ("F1", "F1", 112, ""),
}
CONTROL, SHIFT = 2, 8  # as `modifiers`


class Chromium:
    """A browser with an empty profile."""

    def __init__(self) -> None:
        self._folder = Path(mkdtemp(prefix="chromium-"))
        self._process: asyncio.subprocess.Process | None = None
        self._pages: list[Page] = []

    async def __aenter__(self) -> Self:
        from aiohttp import ClientSession

        assert CHROMIUM
        env = {**os.environ, "HOME": str(self._folder)}
        self._process = await asyncio.create_subprocess_exec(
            *(CHROMIUM, *OPTIONS, f"--user-data-dir={self._folder}", "about:blank"),
            env=env,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        told = self._folder / "DevToolsActivePort"
        await until(lambda: _is_true(told.is_file() and told.read_text().count("\n")), "DevTools")
        self._address = f"http://127.0.0.1:{told.read_text().split()[0]}"
        self._client = ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.close()
        if self._process is not None and self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def open(self, address: str, width: int, height: int) -> "Page":
        """Open a page in a window of that many pixels."""
        async with self._client.put(f"{self._address}/json/new?about:blank") as answer:
            target = await answer.json()
        socket = await self._client.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)
        page = Page(socket)
        for domain in ("Page", "Runtime", "Network"):
            await page.ask(f"{domain}.enable")
        await page.ask("Page.addScriptToEvaluateOnNewDocument", source=CATCH_TERMINAL)
        await page.resize(width, height)
        await page.ask("Page.navigate", url=address)
        return page


class Page:
    """A page in the browser.

    requested  all addresses that it has asked for
    wrong      what its scripts and its rules have complained of
    """

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.requested: list[str] = []
        self.wrong: list[str] = []
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if (answer := self._answers.pop(told.get("id"), None)) and not answer.done():
                answer.set_result(told)
            method, params = told.get("method"), told.get("params", {})
            if method in ("Network.requestWillBeSent", "Network.webSocketCreated"):
                self.requested.append(params.get("url") or params["request"]["url"])
            elif method == "Runtime.exceptionThrown":
                self.wrong.append(str(params["exceptionDetails"]))
            elif method == "Runtime.consoleAPICalled" and params["type"] == "error":
                self.wrong.append(str(params["args"]))

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the protocol and return its result."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        told = await asyncio.wait_for(answer, PATIENCE)
        assert "error" not in told, told
        result: dict[str, Any] = told["result"]
        return result

    async def evaluate(self, script: str) -> Any:
        """Return what a script evaluates to."""
        told = await self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    async def screen(self) -> str:
        """Return what the terminal shows."""
        return str(await self.evaluate(READ))

    async def wait_for(self, *texts: str) -> str:
        """Wait until the terminal shows these and return the whole screen."""
        seen = ""

        async def shown() -> bool:
            nonlocal seen
            seen = await self.screen()
            return all(text in seen for text in texts)

        await until(shown, f"{texts} is on the screen", lambda: seen)
        return seen

    async def settled(self, is_busy: Callable[[], bool] = lambda: False) -> str:
        """Return what the terminal shows once that has stopped changing.

        is_busy  whether something is still being computed
        """
        loop = asyncio.get_running_loop()
        shown, since = await self.screen(), loop.time()
        while loop.time() - since < QUIET:
            await asyncio.sleep(GLANCE)
            if (now := await self.screen()) != shown or is_busy():
                shown, since = now, loop.time()
        return shown

    async def press(self, *keys: str) -> None:
        """Press keys: by their names, or as characters; ctrl+x."""
        for key in keys:
            modifiers = CONTROL if key.startswith("ctrl+") else 0
            name = key.removeprefix("ctrl+")
            letter = name.upper()
            code = f"Key{letter}" if letter.isalpha() else ""
            usual = (name, code, ord(letter[0]) if letter.isalnum() else 0, name)
            value, code, number, text = KEYS.get(name, usual)
            about = {
                "key": value,
                "code": code,
                "windowsVirtualKeyCode": number,
                "modifiers": modifiers or (SHIFT if value.isupper() and len(value) == 1 else 0),
            }
            if text and not modifiers:
                about["text"] = text
            await self.ask("Input.dispatchKeyEvent", type="keyDown", **about)
            about.pop("text", None)
            await self.ask("Input.dispatchKeyEvent", type="keyUp", **about)

    async def size(self) -> tuple[int, int]:
        """Return the terminal's columns and rows."""
        *_, columns, rows = await self.evaluate(CELL)
        return int(columns), int(rows)

    async def mouse(self, kind: str, column: int, row: int, **more: Any) -> None:
        """Have the mouse do something in the middle of a cell."""
        left, top, width, height, _, _ = await self.evaluate(CELL)
        x, y = left + (column + 0.5) * width, top + (row + 0.5) * height
        await self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    async def click(self, column: int, row: int) -> None:
        """Press and let go the left button there."""
        for kind in ("mousePressed", "mouseReleased"):
            await self.mouse(kind, column, row, button="left", clickCount=1)

    async def wheel(self, column: int, row: int, pixels: float) -> None:
        """Turn the wheel there; downwards, if positive."""
        await self.mouse("mouseWheel", column, row, deltaX=0, deltaY=pixels)

    async def resize(self, width: int, height: int) -> None:
        """Give the window that many pixels."""
        await self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    async def picture(self, file: Path) -> None:
        """Write what it looks like as a PNG."""
        told = await self.ask("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(told["data"]))

    async def close(self) -> None:
        """Close it as its user would."""
        await self.ask("Page.close")
        await self._socket.close()
        await self._reader


async def until(
    condition: Callable[[], Awaitable[bool]], what: str, seen: Callable[[], object] = str
) -> None:
    """Wait until it is so."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while not await condition():
        assert loop.time() < deadline, f"waited in vain until {what}\n{seen()}"
        await asyncio.sleep(GLANCE)


async def _is_true(value: object) -> bool:
    return bool(value)
