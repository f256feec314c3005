"""A class over SSH: a real OpenSSH server, real logins, and every way to a shell refused."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty_terminal import Terminal
from tests.sshd import MISSING, SSHD, Server, until
from tui_descent import class_setup
from tui_descent.class_setup import part, server_version

CLASS = Path(class_setup.__file__).parent / "CLASS.md"
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (Debian: openssh-server)"
)
ALLOWED = {
    *("TERM", "HOME", "LOGNAME", "LANG", "PATH", "XDG_STATE_HOME", "ESCDELAY"),
    *("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"),
    *("LINES", "COLUMNS", "TEXTUAL_ANIMATIONS", "TEXTUAL_DISABLE_KITTY_KEY"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture
def hostile(env: dict[str, str]) -> dict[str, str]:
    """The environment of a client who means harm."""
    return {
        **env,
        "PYTHONSTARTUP": "/tmp/x.py",
        "PYTHONPATH": "/tmp",
        "TEXTUAL_DRIVER": "antigravity:Driver",
        "TEXTUAL_LOG": "/tmp/tui-descent-log",
        "LC_ALL": "xx_XX",
    }


def test_sshd_takes_the_configuration_as_it_is_printed(tmp_path: Path, server: Server) -> None:
    assert SSHD
    text = part("sshd_config", "python3")
    assert "\nMaxStartups 100:30:200\n" in text
    (tmp_path / "sshd_config").write_text(f"HostKey {tmp_path / 'host'}\n{text}")
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "host")]
    subprocess.run(command, check=True)
    for config in (tmp_path / "sshd_config", server.config):
        result = subprocess.run(
            [SSHD, "-t", "-f", str(config)], capture_output=True, text=True, check=False
        )
        assert (result.returncode, result.stderr) == (0, "")


def test_a_login_lands_in_the_program_and_no_key_leads_out_of_it(
    hostile: dict[str, str], server: Server
) -> None:
    with server.login(hostile) as terminal:
        terminal.wait_for("problems to look at")
        processes = server.processes()
        assert len(processes) == 2  # timeout and the program
        for variables in processes.values():
            names = {variable.partition(b"=")[0].decode() for variable in variables}
            assert names <= ALLOWED
            assert b"LANG=C.UTF-8" in variables
        terminal.press("x", "o", "r", "enter")
        terminal.wait_for("pass 0 ")
        terminal.press("\x1a", "\x04", "space")
        terminal.wait_for("pass 1 ")
        terminal.press("p")
        terminal.wait_for("pass 4 ")
        terminal.press("p", "\x1c")
        assert terminal.end() == 0
    until(lambda: not server.processes(), "the learner's processes are gone")
    assert [file.name for file in server.saved()] == ["xor.npz"]
    server.forget()


@pytest.mark.parametrize("keys", ["\x03", "\x1a", "\x1c", "\x04", "\x1a\x1c\x04\x03" * 20])
def test_while_it_starts_no_key_gives_a_shell(
    env: dict[str, str], server: Server, keys: str
) -> None:
    with server.login(env) as terminal:
        terminal.press(keys, "echo found-$((6*7))", "enter")

        def decided() -> bool:
            terminal.read(0.1)
            painted = "search: " in terminal.text or "problems" in terminal.text
            return painted or "pass 0" in terminal.text or terminal.process.poll() is not None

        until(decided, "the program is there, or the line is closed")
        terminal.settle()
        assert "found-42" not in terminal.text
        terminal.press("ctrl+c")
        terminal.end()
        assert "found-42" not in terminal.text
    until(lambda: not server.processes(), "the learner's processes are gone")


def test_a_command_is_never_run(env: dict[str, str], server: Server) -> None:
    result = server.run(env, server.host, "id")
    assert result.returncode == 2
    assert result.stdout == ""
    assert "tui-descent: this needs a terminal" in result.stderr
    command = [*server.command("-tt", server.host), "id; touch ~/ran; sh"]
    with Terminal([], env, program=command) as terminal:
        text = terminal.wait_for("problems to look at")
        assert "uid=" not in text
        terminal.press("q")
        assert terminal.end() == 0
    assert not (server.home / "ran").exists()
    assert not Path("~/ran").expanduser().exists()


def test_no_file_is_fetched_or_brought(env: dict[str, str], server: Server, tmp_path: Path) -> None:
    here = tmp_path / "here"
    for options in ((), ("-O",)):  # over sftp, and the old way
        result = server.run(env, *options, f"{server.host}:/etc/passwd", str(here), program="scp")
        assert result.returncode != 0
    result = server.run(env, server.host, program="sftp")
    assert result.returncode != 0
    assert not here.exists()
    here.write_text("brought")
    result = server.run(env, str(here), f"{server.host}:brought", program="scp")
    assert result.returncode != 0
    assert not list(server.home.rglob("brought"))


def test_nothing_is_forwarded(env: dict[str, str], server: Server) -> None:
    target = f"127.0.0.1:{server.port}"
    result = server.run(env, f"-W{target}", server.host)
    assert result.returncode == 255
    assert "SSH-2.0" not in result.stdout
    result = server.run(env, "-N", f"-R0:{target}", server.host)
    assert result.returncode == 255
    assert "remote port forwarding failed" in result.stderr
    path = Path(env["HOME"]) / "socket"
    client = subprocess.Popen(
        server.command("-N", f"-L{path}:{target}", server.host), env=env, stderr=subprocess.DEVNULL
    )
    try:
        until(path.exists, "the client listens")
        with socket.socket(socket.AF_UNIX) as visitor:
            visitor.settimeout(60.0)
            visitor.connect(str(path))
            assert visitor.recv(100) == b""  # closed at once: not sshd's "SSH-2.0 …"
    finally:
        client.kill()
        client.wait()


def test_a_client_that_is_killed_leaves_no_process_and_the_learner_goes_on_later(
    env: dict[str, str], server: Server
) -> None:
    with server.login(env) as terminal:
        terminal.wait_for("problems to look at")
        terminal.press("m", "o", "o", "n", "enter")
        terminal.wait_for("pass 0 ")
        terminal.press("p", ";", ";")
        terminal.wait_for("pass 2")
        assert server.processes()
        os.kill(terminal.process.pid, signal.SIGKILL)
        terminal.process.wait()
        until(lambda: not server.processes(), "the learner's processes are gone")
    (file,) = server.saved()
    assert file.name == "moons.npz"
    assert file.stat().st_mode & 0o077 == 0
    learner = file.relative_to(server.home / ".local/state/learners").parts[0]
    assert len(learner) == 16  # made from the key
    with server.login(env) as terminal:
        terminal.wait_for("saved sessions")
        terminal.press("enter")
        terminal.wait_for("moons · ")
        assert "pass 0 " not in terminal.text
        terminal.press("q")
        assert terminal.end() == 0
    assert server.saved() == [file]
    server.forget()


def test_a_learners_id_is_what_the_documentation_makes_of_the_key(
    env: dict[str, str], server: Server
) -> None:
    recipe = re.search(r"^printf 'publickey.*$", CLASS.read_text("utf-8"), re.MULTILINE)
    assert recipe
    line = recipe[0].replace("alice.pub", str(server.public_key))
    made = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True).stdout
    with server.login(env) as terminal:
        terminal.wait_for("problems to look at")
        terminal.press("q")
        assert terminal.end() == 0
    (learner,) = (server.home / ".local" / "state" / "learners").iterdir()
    assert learner.name == made.strip()
    assert len(learner.name) == 16


def test_a_learner_can_be_named_beside_the_key(env: dict[str, str], tmp_path: Path) -> None:
    with Server(tmp_path, by_name="alice") as server:
        result = server.run(env, server.host, "id")
        assert result.returncode == 2
        with server.login(env) as terminal:
            terminal.wait_for("problems to look at")
            (state,) = {
                variable
                for variables in server.processes().values()
                for variable in variables
                if variable.startswith(b"XDG_STATE_HOME=")
            }
            assert state.endswith(b"/.local/state/learners/alice")
            terminal.press("q")
            assert terminal.end() == 0


def test_a_name_that_would_lead_elsewhere_is_refused(env: dict[str, str], server: Server) -> None:
    with Terminal(["../../etc"], env, program=[str(server.wrapper)]) as terminal:
        assert terminal.end() == 2
        assert "the name of a learner has letters" in terminal.text


def test_only_keys_let_anybody_in(env: dict[str, str], server: Server) -> None:
    result = server.run(env, "-oPreferredAuthentications=none", server.host)
    assert "Permission denied (publickey)." in result.stderr


@pytest.mark.skipif(server_version() < (9, 2), reason="this sshd has no such time-out")
def test_a_connection_without_a_terminal_ends(env: dict[str, str], server: Server) -> None:
    result = server.run(env, "-N", server.host)  # within the patience of `run`
    assert result.returncode != 0
