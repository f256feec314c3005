"""The program as a process: how it is started, and what it says without a terminal."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from tests.fork_server import ForkServer

PROGRAM = [sys.executable, "-m", "tui_descent"]
PATIENCE = 60.0  # seconds; two cores may be busy with seven other tests
# Variables that the program reads once it runs, and none of its libraries before.
READ_LATE = {
    *("HOME", "TERM", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"),
    *("_TUI_DESCENT_COMPLETE", "COMP_WORDS", "COMP_CWORD"),
}


def environment(home: Path, **more: str) -> dict[str, str]:
    """A new user's environment: an empty home, and nothing of this one's configuration.

    What chooses the BLAS kernel stays, because on it hangs the last bit of a sum.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "PYTHONPATH") or name.startswith("OPENBLAS_")
    }
    return {**kept, "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", **more}


@cache
def fork_server() -> ForkServer:
    """Return the server of this process."""
    return ForkServer(environment(Path.home()))


def can_be_forked(env: Mapping[str, str]) -> bool:
    """Whether all that is read while modules are imported is as the fork server has it."""
    usual = environment(Path.home())
    differ = {name for name in {*env, *usual} if env.get(name) != usual.get(name)}
    return differ <= READ_LATE and sys.platform == "linux"


def run(
    env: Mapping[str, str], *arguments: str, typed: str | bytes = "", folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with something on its standard input."""
    data = typed.encode() if isinstance(typed, str) else typed
    if not can_be_forked(env):
        command = [*PROGRAM, *arguments]
        done = subprocess.run(
            command, env=dict(env), input=data, capture_output=True, cwd=folder, timeout=PATIENCE
        )
        return _completed(command, done.returncode, done.stdout, done.stderr)
    reading, writing = os.pipe()
    os.write(writing, data)  # it has room for what tests type
    os.close(writing)
    with TemporaryFile() as output, TemporaryFile() as errors:
        streams = (reading, output.fileno(), errors.fileno())
        process = fork_server().start(arguments, env, streams, folder)
        os.close(reading)
        try:
            status = process.wait(PATIENCE)
        finally:
            process.kill()
        output.seek(0)
        errors.seek(0)
        return _completed(arguments, status, output.read(), errors.read())


def _completed(
    command: Sequence[str], status: int, output: bytes, errors: bytes
) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([*command], status, output.decode(), errors.decode())
