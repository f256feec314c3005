"""`serve`: what its page is made of, who may come, and what a visitor may do."""

import asyncio
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.program import run
from tests.served import MISSING, Served, Visitor, gone

pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (pip install textual-serve)"
)
Coming = Callable[..., AbstractAsyncContextManager[Visitor]]


@pytest.fixture
async def client() -> AsyncIterator[Any]:
    import aiohttp

    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        yield client


@pytest.fixture
def come(client: Any) -> Coming:
    """Visit a server, by default from its own page, in a window of 80 × 24."""

    @asynccontextmanager
    async def coming(served: Served, size: str = "width=80&height=24") -> AsyncIterator[Visitor]:
        origin = {"Origin": served.address.rstrip("/")}
        async with client.ws_connect(f"{served.address}ws?{size}", headers=origin) as socket:
            yield Visitor(socket, 80, 24)

    return coming


async def test_the_page_says_what_it_is_and_needs_no_other_address(
    client: Any, env: dict[str, str], tmp_path: Path
) -> None:
    with Served(env, tmp_path / "visits") as served:
        async with client.get(served.address) as answer:
            text, rules = await answer.text(), answer.headers["Content-Security-Policy"]
        assert "<title>tui-descent: see gradient descent</title>" in text
        assert "<p>See gradient descent: a small neural network trains here" in text
        assert "Nothing is kept once the page is closed." in text
        assert "JavaScript, which your browser does not run" in text
        assert rules.startswith("default-src 'self';")
        assert "http" not in text + rules
        for path in re.findall(r'(?:src|href)="((?:page|static)/[^"]+)"', text):
            async with client.get(served.address + path) as part:
                assert part.status == 200, path
                css = await part.text() if path.endswith(".css") else ""
            assert "http" not in css.replace("https://github.com/", "").replace("http://", "", 1)
        async with client.get(f"{served.address}?fontsize=20") as answer:
            assert 'data-font-size="20"' in await answer.text()


async def test_only_its_own_page_may_connect(
    client: Any, env: dict[str, str], tmp_path: Path
) -> None:
    import aiohttp

    with Served(env, tmp_path / "visits") as served:
        for origin in ("http://elsewhere.example", "null", ""):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect(f"{served.address}ws", headers={"Origin": origin})
            assert refused.value.status == 403
        assert not served.visitors()


async def test_a_visitor_too_many_is_told_so(
    client: Any, come: Coming, env: dict[str, str], tmp_path: Path
) -> None:
    with Served(env, tmp_path / "visits", "--visitors", "1") as served:
        async with come(served) as first:
            await first.wait_for("problems to look at")
            async with come(served) as second:
                assert "the one place is taken" in await second.wait_for_end()
            async with client.get(served.address) as answer:
                assert answer.status == 503
                assert "the one place is taken" in await answer.text()
        await gone(served)
        async with come(served) as third:
            await third.wait_for("problems to look at")


async def test_who_presses_no_key_for_so_long_is_let_go(
    come: Coming, env: dict[str, str], tmp_path: Path
) -> None:
    with Served(env, tmp_path / "visits", "--idle", "0.05") as served:
        async with come(served) as visitor:
            await visitor.wait_for("problems to look at")
            reason = await visitor.wait_for_end()
        assert reason == "No key was pressed for 0.05 minutes, so this is the end."
        await gone(served)


async def test_a_visitor_may_do_what_a_class_may_and_nothing_is_kept(
    come: Coming, env: dict[str, str], tmp_path: Path
) -> None:
    config = Path(env["HOME"]) / ".config" / "tui-descent"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[keys]\npass = "x"\n')
    secret = {**env, "TEXTUAL_LOG": str(tmp_path / "log"), "PASSWORD": "xyzzy"}
    with Served(secret, tmp_path / "visits") as served:
        async with come(served) as visitor:
            await visitor.wait_for("not saved: it ends with this page")
            (process,) = served.visitors()
            told = Path(f"/proc/{process}/environ").read_bytes()
            assert b"xyzzy" not in told
            assert str(env["HOME"]).encode() + b"\0" not in told
            limits = Path(f"/proc/{process}/limits").read_text()
            assert re.search(r"Max file size +20971520 +20971520 ", limits)
            await visitor.type("x", "o", "r", "\r")
            await visitor.wait_for("pass 0 ")
            await visitor.type(" ")
            await visitor.wait_for("pass 1 ")
            await visitor.type("w", *"../out.csv", "\r")
            await visitor.wait_for("here a name has letters")
            await visitor.type("\x1b")
            await visitor.wait_for("q quit")
            await visitor.type("\x1a", " ")
            await visitor.wait_for("pass 2 ")
            await visitor.type("q")
            assert await visitor.wait_for_end() == "The program has ended."
        await gone(served)
        assert served.errors == ""
    assert not (tmp_path / "log").exists()
    assert not list(Path(env["HOME"]).rglob("*.npz"))


async def test_what_is_kept_is_kept_browser_by_browser(
    client: Any, come: Coming, env: dict[str, str], tmp_path: Path
) -> None:
    keep = tmp_path / "kept"
    with Served(env, tmp_path / "visits", "--keep", str(keep)) as served:
        async with client.get(served.address) as answer:
            assert "is kept for this browser" in await answer.text()
        async with come(served) as visitor:
            await visitor.wait_for("problems to look at")
            await visitor.type("x", "o", "r", "\r")
            await visitor.wait_for("pass 0 ")
            await visitor.type(" ", ">")
            await visitor.wait_for("pass 101 ")
        async with come(served) as again:
            await again.wait_for("saved sessions")
            await again.type("\r")
            await again.wait_for("pass 101 ")
        client.cookie_jar.clear()
        async with come(served) as other:
            await other.wait_for("not saved: it ends with this page")
            assert "saved sessions" not in await other.wait_for("problems to look at")
        assert len(list(keep.iterdir())) == 1


async def test_what_is_written_goes_to_the_browser(
    client: Any, come: Coming, env: dict[str, str], tmp_path: Path
) -> None:
    with Served(env, tmp_path / "visits") as served:
        async with come(served) as visitor:
            await visitor.wait_for("problems to look at")
            await visitor.type("x", "o", "r", "\r")
            await visitor.wait_for("pass 0 ")
            await visitor.type(" ", ">")
            await visitor.wait_for("pass 101 ")
            await visitor.type("w")
            await visitor.wait_for("xor-pass-101.jsonl")
            await visitor.type(*["\x7f"] * 18, *"mine.csv", "\r")
            shown = await visitor.wait_for("among your browser's downloads")
            assert str(served.folder) not in shown
            address = f"{served.address}download/{await visitor.wait_for_file()}"
            async with client.get(address) as answer:
                assert answer.headers["Content-Disposition"] == 'attachment; filename="mine.csv"'
                text = await answer.text()
            async with client.get(address) as answer:
                assert answer.status == 404
            printed = run(env, "run", "xor", "--passes", "101", "--format", "csv").stdout
            assert text.split() == printed.split()


async def test_what_no_page_says_changes_nothing(
    come: Coming, env: dict[str, str], tmp_path: Path
) -> None:
    with Served(env, tmp_path / "visits") as served:
        async with come(served, "width=1e9&height=-3") as visitor:
            await visitor.wait_for("problems to look at")
            for kind, told in (("stdin", 3), ("resize", "80x24"), ("quit", ""), ("resize", {})):
                await visitor.say(kind, told)
            for text in ("", "{", "[]", '["focus"]', "3", "[1, 2, 3]"):
                await visitor.send(text)
            await visitor.type("x", "o", "r", "\r")
            await visitor.wait_for("pass 0 ")


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
async def test_the_end_of_the_server_is_the_end_of_all_visits(
    come: Coming, env: dict[str, str], tmp_path: Path, by: signal.Signals
) -> None:
    with Served(env, tmp_path / "visits") as served:
        async with come(served) as visitor:
            await visitor.wait_for("problems to look at")
            await visitor.type("x", "o", "r", "\r")
            await visitor.wait_for("pass 0 ")
            await visitor.type("p")
            await visitor.wait_for("pass 2 ")
            ended = asyncio.create_task(visitor.wait_for_end())
            status = await asyncio.to_thread(served.end, by)
            killed = by == signal.SIGKILL
            assert status == (-by if killed else 0)
            assert await ended == ("" if killed else "The server has been stopped.")
        if killed:  # its folders stay, its processes not
            while served.visitors():
                await asyncio.sleep(0.02)
        else:
            assert not served.visitors()
            assert not list(served.folder.iterdir())


def test_a_port_in_use_is_told_in_one_line(env: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        result = run(env, "serve", "--port", port)
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert f"port {port}: Address already in use; give another --port" in result.stderr


async def test_another_address_is_warned_of(env: dict[str, str], tmp_path: Path) -> None:
    with Served(env, tmp_path / "visits", "--host", "0.0.0.0") as served:
        assert served.errors.count("\n") == 1
        assert "0.0.0.0 may use it, without a password" in served.errors


def test_without_the_extra_one_line_says_what_brings_it(env: dict[str, str]) -> None:
    code = "import sys; sys.modules['textual_serve'] = None\nfrom tui_descent.main import main\n"
    result = subprocess.run(
        [sys.executable, "-c", f"{code}sys.argv = ['tui-descent', 'serve']\nmain()"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    remedy = f"{sys.executable} -m pip install textual-serve"
    assert result.stderr == f"tui-descent: serve: textual-serve is not installed; {remedy}\n"
