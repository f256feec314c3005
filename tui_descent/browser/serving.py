"""The server: the page, what it is made of, and a visit for each that connects.

It needs no address but its own, and gives nobody more than a class has over SSH.
"""

import asyncio
import hashlib
import html
import json
import re
import secrets
import signal
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, WSMsgType, web
from msgspec import Struct
from textual_serve.download_manager import DownloadManager

from tui_descent.browser.visit import Visit, Window, visitor_command
from tui_descent.system import HANG_UP

PAGE = Path(__file__).parent / "page"
STATIC = Path(str(files("textual_serve"))) / "static"
ENDING = (signal.SIGINT, signal.SIGTERM, HANG_UP)
LONGEST_MESSAGE = 64 * 1024  # bytes, of a paste
LONGEST_REASON = 123  # bytes, as RFC 6455 has it
HEARTBEAT = 15.0  # seconds after which a page that is gone is noticed
FONT_SIZES = (6, 16, 60)  # pixels: at least, usual, at most; of `?fontsize=`
COOKIE = re.compile(r"[\w-]{22}")
KEPT = "What you do is kept for this browser."
FORGOTTEN = "Nothing is kept once the page is closed."
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Rules(Struct, frozen=True):
    """What visitors may do.

    most  visits at a time
    idle  minutes without a key after which one ends
    kept  the folder for what they leave; None: it is thrown away
    """

    most: int
    idle: float
    kept: Path | None = None


class Service:
    """The visits to one server."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._visits: dict[web.WebSocketResponse, Visit | None] = {}
        self._downloads = DownloadManager()
        self._ends: set[asyncio.Task[Any]] = set()

    def app(self) -> web.Application:
        """Return what answers requests."""
        app = web.Application()
        app.router.add_get("/", self._page)
        app.router.add_get("/ws", self._visit)
        app.router.add_get("/download/{key}", self._download)
        app.router.add_static("/static", STATIC)
        app.router.add_static("/page", PAGE)
        app.on_response_prepare.append(_add_headers)
        app.on_shutdown.append(self._end_all)
        return app

    async def _page(self, request: web.Request) -> web.Response:
        if self._full:
            text = _page("full.html", REASON=self._why_full)
            headers = {"Retry-After": "60"}
            return web.Response(text=text, content_type="text/html", status=503, headers=headers)
        least, usual, most = FONT_SIZES
        asked = request.query.get("fontsize", "")
        size = int(asked) if re.fullmatch("[0-9]{1,3}", asked) else usual
        text = _page(
            "index.html",
            KEPT=KEPT if self._rules.kept else FORGOTTEN,
            FONT_SIZE=str(min(max(size, least), most)),
        )
        response = web.Response(text=text, content_type="text/html")
        if self._rules.kept and not _cookie(request):
            name = secrets.token_urlsafe(16)
            response.set_cookie(
                "visitor", name, httponly=True, samesite="Strict", max_age=31_536_000
            )
        return response

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Hand over, once, a file that a visitor has written; its key is known to its page only."""
        key = request.match_info["key"]
        try:
            file = await self._downloads.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound(text="there is no such file, or no longer") from None
        response = web.StreamResponse()
        response.content_type = "application/octet-stream"
        response.headers["Content-Disposition"] = f'attachment; filename="{file.file_name}"'
        await response.prepare(request)
        async for chunk in self._downloads.download(key):
            await response.write(chunk)
        await response.write_eof()
        return response

    @property
    def _full(self) -> bool:
        return len(self._visits) >= self._rules.most

    @property
    def _why_full(self) -> str:
        places = "the one place is" if self._rules.most == 1 else f"all {self._rules.most} are"
        return f"At the moment {places} taken. Try again in a few minutes."

    async def _visit(self, request: web.Request) -> web.WebSocketResponse:
        """Connect a page with a program until one of them ends."""
        if not _is_own_page(request):
            raise web.HTTPForbidden(text="only this server's own page may connect here")
        page = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=LONGEST_MESSAGE)
        await page.prepare(request)
        if self._full:
            await _close(page, self._why_full, WSCloseCode.TRY_AGAIN_LATER)
            return page
        self._visits[page] = None
        try:
            with TemporaryDirectory(prefix="tui-descent-", ignore_cleanup_errors=True) as folder:
                await self._connect(request, page, self._home(request) or Path(folder))
        finally:
            del self._visits[page]
        return page

    def _home(self, request: web.Request) -> Path | None:
        """The folder of this browser; None: a new one, which is thrown away."""
        cookie = _cookie(request)
        if self._rules.kept is None or cookie is None:
            return None
        home = self._rules.kept / hashlib.sha256(cookie.encode()).hexdigest()[:16]
        home.mkdir(mode=0o700, exist_ok=True)
        return home

    async def _connect(self, request: web.Request, page: web.WebSocketResponse, home: Path) -> None:
        window = Window.asked_for(request.query.get("width"), request.query.get("height"))
        kept = self._rules.kept is not None and home.parent == self._rules.kept

        async def close(reason: str) -> None:
            await _close(page, reason)

        command = visitor_command(home, window, self._rules.idle, kept)
        visit = Visit(command, page.send_bytes, page.send_str, close, self._downloads)
        self._visits[page] = visit
        await visit.start(window.columns, window.rows)
        try:
            await _hand_on(page, visit)
        finally:
            # Whoever waits for this may be cancelled: the program ends, and its folder goes, first.
            await asyncio.shield(self._end(visit))

    def _end(self, visit: Visit) -> asyncio.Task[None]:
        task = asyncio.create_task(visit.stop())
        self._ends.add(task)
        task.add_done_callback(self._ends.discard)
        return task

    async def _end_all(self, _: web.Application) -> None:
        """The server ends: so does each visit, and it is told why."""
        for page in [*self._visits]:
            await _close(page, "The server has been stopped.", WSCloseCode.GOING_AWAY)
        while self._ends:
            await asyncio.wait(self._ends)


async def _hand_on(page: web.WebSocketResponse, visit: Visit) -> None:
    """Hand on what the page says until it is closed; what is no message of ours is left out."""
    async for message in page:
        if message.type != WSMsgType.TEXT:
            continue
        try:
            kind, told = json.loads(message.data)
        except (ValueError, TypeError):  # also ["focus"], which makes no difference here
            continue
        if kind == "stdin" and isinstance(told, str):
            await visit.send_bytes(told.encode("utf-8", "ignore"))
        elif kind == "resize" and isinstance(told, dict):
            await visit.resize(Window.asked_for(told.get("width"), told.get("height")))
        elif kind == "ping":
            await page.send_json(["pong", told])


async def _close(
    page: web.WebSocketResponse, reason: str, code: WSCloseCode = WSCloseCode.OK
) -> None:
    short = reason.encode()[:LONGEST_REASON].decode("utf-8", "ignore")
    with suppress(ConnectionError):
        await page.close(code=code, message=short.encode())


def _page(name: str, **told: str) -> str:
    text = (PAGE / name).read_text("utf-8")
    for place, words in told.items():
        text = text.replace(f"@{place}@", html.escape(words))
    return text


def _cookie(request: web.Request) -> str | None:
    cookie = request.cookies.get("visitor", "")
    return cookie if COOKIE.fullmatch(cookie) else None


def _is_own_page(request: web.Request) -> bool:
    """Whether it comes from a page of this server: other pages may not use a visitor's browser.

    A proxy may have renamed the server; a page's script cannot set the header that tells it.
    """
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    return origin in (request.host, request.headers.get("X-Forwarded-Host"))


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


async def serve(host: str, port: int, rules: Rules, tell: Callable[[str], object]) -> None:
    """Answer until a signal says that it is enough; port 0: any that is free.

    tell  is called with the page's address, once it answers

    Raises OSError where the port cannot be had.
    """
    runner = web.AppRunner(Service(rules).app(), access_log=None)
    enough, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, enough.set)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        bound = runner.addresses[0]
        name = f"[{host}]" if ":" in host else host
        tell(f"http://{name}:{bound[1]}/")
        await enough.wait()
    finally:
        await runner.cleanup()
