"""`python -m tests.benchmarks.installs [NAME…]`: one line, from an empty home to the first frame.

Each way to install it is tried from a wheel, from the checkout and from an index on this machine,
and a wheel with each Python that is found; NAME chooses ways by their first word. What the project
needs is downloaded by the tools as they are set up here, so no test runs this.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from tests.pty_terminal import Terminal
from tests.tables import ROOT

LIMIT = 300.0  # seconds
SIGN = "loss 0.969431"  # of xor at pass 0
OPEN = "tui-descent open xor"
PYTHONS = "python3.11", "python3.12", "python3.13", "python3.14"
HOMES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "PYTHONPATH")
WAYS = {  # name -> the line; {what} is a wheel, a folder, or a name, {python} and {index} options
    "venv": "{python} -m venv .venv && .venv/bin/pip install -q {index} {what} && .venv/bin/"
    + OPEN,
    "uvx": "uvx {python} {index} --from {what} " + OPEN,
    "uv tool": "uv tool install -q {python} {index} {what} && ~/.local/bin/" + OPEN,
    "pipx run": "pipx run {python} {index} --spec {what} " + OPEN,
    "pipx install": "pipx install {python} {index} {what} && ~/.local/bin/" + OPEN,
}


class Source(NamedTuple):
    """Where it is installed from.

    what     as the tools take it
    address  of an index where they look for it beside their own index; "": nowhere
    """

    name: str
    what: str
    address: str = ""


def line_of(way: str, source: Source, python: str) -> str:
    """The line that a user types."""
    pip = f"--extra-index-url {source.address}" if source.address else ""
    index = {"venv": pip, "pipx": pip and f"--pip-args='{pip}'"}
    ours = f"--index {source.address}" if source.address else ""
    given = python if way == "venv" else f"--python {python}"
    return WAYS[way].format(python=given, index=index.get(way.split()[0], ours), what=source.what)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of an index of packages that holds this folder's wheels; only from here."""
    page = folder / "simple" / "tui-descent" / "index.html"
    page.parent.mkdir(parents=True)
    links = (f'<a href="../../{wheel.name}">{wheel.name}</a>' for wheel in folder.glob("*.whl"))
    page.write_text("<!DOCTYPE html>\n" + "\n".join(links))
    handler = partial(Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def try_line(line: str, home: Path) -> tuple[float, str]:
    """Seconds to the first frame and "yes", or the last line of what there is instead."""
    env = {name: value for name, value in os.environ.items() if name not in HOMES}
    env |= {"HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    began = time.perf_counter()
    with Terminal(["-c", line], env, program=["sh"], folder=home) as terminal:
        while SIGN not in terminal.text and time.perf_counter() - began < LIMIT:
            if not terminal.read(0.1) and terminal.process.poll() is not None:
                break
        seconds = time.perf_counter() - began
        text = terminal.text.strip()
        if SIGN not in text:
            return seconds, f"NO: {text.splitlines()[-1] if text else 'nothing is shown'}"
        terminal.press("q")
        terminal.end()
        return seconds, "yes"


def version(python: str, env: Mapping[str, str]) -> str:
    """Its version; "": it is not here."""
    asked = [python, "-c", "import platform; print(platform.python_version())"]
    if not shutil.which(python):
        return ""
    return subprocess.run(asked, env=env, capture_output=True, text=True).stdout.strip()


def main(wanted: list[str]) -> None:
    """Print a row for each way."""
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder, "wheels")
        building = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", str(wheels), str(ROOT)]
        subprocess.run(building, check=True, capture_output=True)
        (wheel,) = wheels.glob("*.whl")
        with served(wheels) as index:
            sources = [
                Source("wheel", str(wheel)),
                Source("checkout", str(ROOT)),
                Source("index", "tui-descent", index),
            ]
            print(f"{'way':<13} {'from':<9} {'python':<8} {'seconds':>7}  first frame", flush=True)
            for way in WAYS:
                tool = way.split()[0]
                if wanted and tool not in wanted:
                    continue
                if tool != "venv" and not shutil.which(tool):
                    print(f"!! {tool} is not here: SKIPPED", flush=True)
                    continue
                for source in sources:
                    _try_with_pythons(way, source)


def _try_with_pythons(way: str, source: Source) -> None:
    """Print a row with the usual Python, and of a wheel one with each there is."""
    pythons = PYTHONS if source.name == "wheel" else ("python3",)
    for python in pythons:
        found = version(python, os.environ)
        if not found:
            print(f"!! {python} is not here: SKIPPED", flush=True)
            continue
        with tempfile.TemporaryDirectory() as home:
            seconds, told = try_line(line_of(way, source, python), Path(home))
        print(f"{way:<13} {source.name:<9} {found:<8} {seconds:>7.1f}  {told}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
