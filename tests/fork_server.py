"""The program without the time that its imports take: forked from a process that has made them.

A worker of the tests keeps one such process. For each start it forks a child, which gets the
arguments, environment, folder and streams that were asked for, in a session of its own, and
then runs what `python -m tui_descent` runs. What is read from the environment while modules are
imported is the same for all children; whoever wants it otherwise starts an interpreter.
"""

import fcntl
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.cells import cell_len

import tui_descent
from tui_descent.main import BLAS_THREADS
from tui_descent.start import prepare_environment

IMPORTED_LATE = (  # by a function, so that importing what is above does not bring it
    *("plotext", "sqlite3", "concurrent.futures.thread", "textual.pilot", "textual.scrollbar"),
    *("textual.drivers.headless_driver", "textual.layouts.factory", "textual.layouts.stream"),
    *("textual.widgets._input", "textual.widgets._option_list"),
)
SERVED = "tui_descent.browser."
LONGEST = 65536  # bytes of a request
NUMBER = struct.Struct("i")


class Forked:
    """A child of the server, with the part of `subprocess.Popen` that tests use."""

    def __init__(self, report: int) -> None:
        """`report` is where the server writes the child's id, and its status at the end."""
        self._report = report
        self.pid = self._number()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status, or None while it runs."""
        if self.returncode is None and select.select([self._report], [], [], 0.0)[0]:
            self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status once it has ended, negative by a signal; subprocess.TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._report], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
            self.returncode = os.waitstatus_to_exitcode(self._number())
            os.close(self._report)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal if it still runs."""
        if self.poll() is None:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:  # it has ended, and the report is on its way
                self.wait()

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _number(self) -> int:
        number: int = NUMBER.unpack(os.read(self._report, NUMBER.size))[0]
        return number


class ForkServer:
    """The process that has imported everything, seen from whoever asks it for children."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._requests, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fork_server", str(theirs.fileno())],
            env={**env, **dict.fromkeys(BLAS_THREADS, "1")},  # as the program sets them itself
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()

    def start(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str],
        streams: Sequence[int],
        folder: Path | None = None,
    ) -> Forked:
        """Return the program, started with these streams; `folder` is this process's by default."""
        request = [[*arguments], dict(env), str(folder or Path.cwd())]
        ours, theirs = os.pipe()
        socket.send_fds(self._requests, [json.dumps(request).encode()], [*streams, theirs])
        os.close(theirs)
        return Forked(ours)

    def close(self) -> None:
        """End it; children that run go on."""
        self._requests.close()
        self._process.wait()


def serve(requests: socket.socket) -> list[str]:
    """Fork a child for each request; return in the child, with its arguments."""
    while True:
        data, descriptors, _, _ = socket.recv_fds(requests, LONGEST, 4)
        if not data:
            sys.exit()
        if os.fork() == 0:
            requests.close()
            _fork_and_report(descriptors)
            arguments, env, folder = json.loads(data)
            _become(descriptors, env, folder)
            return list(arguments)
        for descriptor in descriptors:
            os.close(descriptor)
        _reap()


def _fork_and_report(descriptors: list[int]) -> None:
    """Return in another child with its streams; tell its id on the last, and how it ended."""
    report = descriptors.pop()
    child = os.fork()
    if child == 0:
        os.close(report)
        return
    for stream in descriptors:  # a window is closed once nobody has it open
        os.close(stream)
    os.write(report, NUMBER.pack(child))
    os.write(report, NUMBER.pack(os.waitpid(child, 0)[1]))
    os._exit(0)


def _become(streams: list[int], env: Mapping[str, str], folder: str) -> None:
    """Be as a process is that was started afresh."""
    os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    for stream in streams:
        os.close(stream)
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        old = getattr(sys, name)
        buffering = 1 if name == "stderr" else -1
        new = os.fdopen(number, old.mode, buffering, old.encoding, old.errors, closefd=False)
        setattr(sys, name, new)
        setattr(sys, f"__{name}__", new)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)


def _reap() -> None:
    """Let go of the children that have reported and ended."""
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            continue
    except ChildProcessError:  # there is none any more
        return


def import_all() -> None:
    """Import the program, but for what only `serve` needs: it comes with an extra."""
    for module in pkgutil.walk_packages(tui_descent.__path__, "tui_descent."):
        if not module.name.endswith("__main__") and not module.name.startswith(SERVED):
            importlib.import_module(module.name)


def main() -> None:
    """Import everything, then be each program that is asked for."""
    prepare_environment()
    import_all()
    for name in IMPORTED_LATE:
        importlib.import_module(name)
    cell_len("→")  # reads a table
    gc.collect()
    gc.freeze()
    sys.argv[1:] = serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module("tui_descent", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
