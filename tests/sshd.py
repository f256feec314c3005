"""A real OpenSSH server on the loopback, with the files of `class-setup` in place.

It runs as whoever runs the tests, with its own configuration, keys and port, and a home
for the learners, all in one temporary folder.
"""

import getpass
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

import tui_descent
from tests.program import PATIENCE
from tests.pty_terminal import Terminal
from tui_descent.class_setup import part

SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
NEEDED = ("ssh", "ssh-keygen", "sftp", "scp", "prlimit", "timeout", "stty")
MISSING = [name for name in NEEDED if shutil.which(name) is None] + (["sshd"] if not SSHD else [])
HOSTILE = "AcceptEnv LANG LC_* PYTHON* TEXTUAL* TERMINFO LD_*"
PRIVILEGE_SEPARATION = Path("/run/sshd")  # which Debian's service makes; root's sshd needs it


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        select.select([], [], [], 0.05)


class Server:
    """A server that lets one key in.

    by_name  the wrapper gets the learner's name from the key's line, not from ForceCommand
    address  where it listens
    inside   what a command line begins with that runs on its host
    """

    def __init__(
        self,
        folder: Path,
        by_name: str = "",
        address: str = "127.0.0.1",
        inside: Sequence[str] = (),
    ) -> None:
        self.user = getpass.getuser()
        self.home = folder / "learners-home"
        self.home.mkdir(exist_ok=True)
        self._folder, self.address, self._inside = folder, address, inside
        self.public_key = folder / "alice.pub"
        self.wrapper = folder / "tui-descent-class"
        self.wrapper.write_text(part("wrapper", str(_python(folder))))
        self.wrapper.chmod(0o755)
        for name in ("host", "alice"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(command, check=True)
        options = f'command="{self.wrapper} {by_name}",restrict,pty ' if by_name else ""
        (folder / "keys").write_text(options + (folder / "alice.pub").read_text())
        self.config = folder / "sshd_config"
        self.port = free_port()
        self.config.write_text(self._configuration(without_force=bool(by_name)))
        if os.geteuid() == 0:
            PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)

    def __enter__(self) -> Self:
        assert SSHD
        self._log = (self._folder / "log").open("wb")
        self._process = subprocess.Popen(
            [*self._inside, SSHD, "-D", "-e", "-f", str(self.config)],
            stdin=subprocess.DEVNULL,
            stderr=self._log,
        )
        until(self._answers, f"sshd listens; its log:\n{(self._folder / 'log').read_text()}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()
        self._log.close()

    def command(self, *arguments: str, program: str = "ssh") -> list[str]:
        """A client's command line: `ssh` with options, and what comes after the host."""
        before = [one for one in arguments if one.startswith("-")]
        after = [one for one in arguments if not one.startswith("-")]
        port = "-p" if program == "ssh" else "-P"
        settings = (
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "BatchMode=yes",
            "LogLevel=ERROR",
            "ExitOnForwardFailure=yes",
            "SendEnv=PYTHON* TEXTUAL* LC_* LD_*",
        )
        options = [word for setting in settings for word in ("-o", setting)]
        key = ["-F", "none", "-i", str(self._folder / "alice"), port, str(self.port)]
        return [program, *key, *options, *before, *after]

    @property
    def host(self) -> str:
        """Whom and where to log in."""
        return f"{self.user}@{self.address}"

    def login(self, env: Mapping[str, str], *arguments: str) -> Terminal:
        """A learner at a terminal."""
        return Terminal([], env, program=self.command(*arguments, self.host))

    def run(
        self, env: Mapping[str, str], *arguments: str, program: str = "ssh"
    ) -> subprocess.CompletedProcess[str]:
        """A client without a terminal."""
        return subprocess.run(
            self.command(*arguments, program=program),
            env=dict(env),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
        )

    def processes(self) -> dict[int, list[bytes]]:
        """The learners' processes, and the environment of each."""
        found = {}
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                variables = (folder / "environ").read_bytes().split(b"\0")
            except OSError:  # it has just ended, or is somebody else's
                continue
            if f"HOME={self.home}".encode() in variables:
                found[int(folder.name)] = [variable for variable in variables if variable]
        return found

    def saved(self) -> list[Path]:
        """The files of all learners' saved sessions."""
        return sorted(self.home.rglob("sessions/*.npz"))

    def accepted(self) -> int:
        """The number of logins so far."""
        return self.log().count("Accepted publickey")

    def share_keys(self, other: Self) -> None:
        """Be the same server as another one, to its clients."""
        for name in ("host", "host.pub", "alice", "alice.pub", "keys"):
            shutil.copy2(other._folder / name, self._folder / name)

    def hang(self) -> None:
        """Take connections and say nothing, until `go_on`."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Answer again."""
        self._process.send_signal(signal.SIGCONT)

    def forget(self) -> None:
        """Remove the learners' saved sessions."""
        for file in self.saved():
            file.unlink()

    def log(self) -> str:
        """What sshd has to tell."""
        return (self._folder / "log").read_text("utf-8", "replace")

    def _configuration(self, without_force: bool) -> str:
        ours = part("sshd_config", sys.executable)
        ours = ours.replace("Match User learn", f"Match User {self.user}")
        ours = ours.replace("/usr/local/bin/tui-descent-class", str(self.wrapper))
        ours = ours.replace("/etc/ssh/tui-descent-keys", str(self._folder / "keys"))
        ours = ours.replace("UnusedConnectionTimeout 1m", "UnusedConnectionTimeout 3s")
        if without_force:
            lines = ours.splitlines()
            ours = "\n".join(line for line in lines if "ForceCommand" not in line) + "\n"
        return (
            f"Port {self.port}\nListenAddress {self.address}\nHostKey {self._folder / 'host'}\n"
            f"PidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin prohibit-password\n"
            f"PasswordAuthentication yes\nKbdInteractiveAuthentication yes\n"
            f"Subsystem sftp internal-sftp\n{HOSTILE}\nSetEnv HOME={self.home}\n"
            f"{ours}"
        )

    def _answers(self) -> bool:
        assert self._process.poll() is None, self.log()
        with socket.socket() as client:
            return client.connect_ex((self.address, self.port)) == 0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _python(folder: Path) -> Path:
    """An interpreter that finds tui-descent also where -I keeps PYTHONPATH away."""
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    places = {str(Path(module.__file__ or "").parent.parent) for module in (tui_descent, np)}
    (packages / "installed.pth").write_text("\n".join(sorted(places)) + "\n")
    return folder / "venv" / "bin" / "python"
