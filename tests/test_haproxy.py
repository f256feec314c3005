"""A class on several hosts: a real HAProxy before two OpenSSH servers, in namespaces of their own.

Whoever may not make network namespaces has the two hosts at two addresses of the loopback.
"""

import copy
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.program import run
from tests.sshd import MISSING as MISSING_FOR_SSH
from tests.sshd import Server, free_port, until
from tui_descent.class_setup import part

HAPROXY = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
MISSING = [*MISSING_FOR_SSH, *([] if HAPROXY else ["haproxy"])]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (Debian: openssh-server haproxy)"
)
SOURCES = [f"127.0.0.{number}" for number in range(11, 19)]
NEEDS_ROOT = ("chroot ", "user ", "group ")


@contextmanager
def namespace(number: int) -> Iterator[tuple[str, Sequence[str]]]:
    """A host's address and what runs a command there: a namespace, else the loopback."""
    name = f"td{os.getpid()}h{number}"
    network = f"10.213.{number}"
    made = os.geteuid() == 0 and shutil.which("ip") and _succeeds(f"ip netns add {name}")
    if not made:
        yield f"127.0.0.{number}", ()
        return
    inside = f"ip netns exec {name} "
    try:
        assert _succeeds(
            f"ip link add {name} type veth peer name inner netns {name}",
            f"ip addr add {network}.1/30 dev {name}",
            f"ip link set {name} up",
            f"{inside} ip addr add {network}.2/30 dev inner",
            f"{inside} ip link set inner up",
        )
        yield f"{network}.2", inside.split()
    finally:
        _succeeds(f"ip netns del {name}")


def _succeeds(*commands: str) -> bool:
    """Run them up to the first that fails."""
    return all(
        subprocess.run(command.split(), capture_output=True, check=False).returncode == 0
        for command in commands
    )


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[list[Server]]:
    """Two hosts with the same keys, and a home that they share."""
    with ExitStack() as stack:
        servers: list[Server] = []
        for number, name in enumerate(("one", "two"), 2):
            folder = tmp_path / name
            folder.mkdir()
            if servers:
                (folder / "learners-home").symlink_to(servers[0].home)
            address, inside = stack.enter_context(namespace(number))
            server = Server(folder, address=address, inside=inside)
            if servers:
                server.share_keys(servers[0])
            servers.append(stack.enter_context(server))
        yield servers


@contextmanager
def proxy(folder: Path, hosts: Sequence[Server]) -> Iterator[tuple[Server, Path]]:
    """HAProxy as it is configured, but for addresses and haste; its door, and its log."""
    assert HAPROXY
    door = copy.copy(hosts[0])
    door.address, door.port = "127.0.0.1", free_port()
    text = part("haproxy", "").replace("bind :2222", f"bind {door.address}:{door.port}")
    for host, address in zip(hosts, ("192.0.2.11:22", "192.0.2.12:22"), strict=True):
        text = text.replace(address, f"{host.address}:{host.port}")
    text = text.replace("inter 5s", "inter 200ms").replace("timeout check 5s", "timeout check 1s")
    lines = text.splitlines()
    if os.geteuid() != 0:
        lines = [line for line in lines if not line.strip().startswith(NEEDS_ROOT)]
    config, log = folder / "haproxy.cfg", folder / "haproxy.log"
    config.write_text("\n".join(lines) + "\n")
    with log.open("wb") as output:
        process = subprocess.Popen([HAPROXY, "-db", "-f", str(config)], stdout=output)
        try:
            yield door, log
        finally:
            process.terminate()
            process.wait()


def landing(env: Mapping[str, str], door: Server, hosts: Sequence[Server], source: str) -> Server:
    """The host that a login from this address comes to."""
    before = [host.accepted() for host in hosts]
    result = door.run(env, f"-b{source}", door.host, "id")
    assert result.returncode == 2, result.stderr  # the wrapper's refusal without a terminal
    (landed,) = (host for host, count in zip(hosts, before, strict=True) if host.accepted() > count)
    return landed


def test_haproxy_takes_the_configuration_as_it_is_printed(
    env: dict[str, str], tmp_path: Path
) -> None:
    assert HAPROXY
    printed = run(env, "class-setup", "haproxy").stdout
    assert printed == part("haproxy", "")
    (tmp_path / "haproxy.cfg").write_text(printed)
    result = subprocess.run(
        [HAPROXY, "-c", "-q", "-f", str(tmp_path / "haproxy.cfg")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_the_address_decides_on_the_host_and_a_learner_goes_on_at_another_when_it_is_gone(
    env: dict[str, str], tmp_path: Path, hosts: list[Server]
) -> None:
    with proxy(tmp_path, hosts) as (door, log):
        until(lambda: door.run(env, door.host, "id").returncode == 2, "HAProxy passes logins on")
        landed = [landing(env, door, hosts, source) for source in SOURCES]
        assert {host.address for host in landed} == {host.address for host in hosts}
        assert [landing(env, door, hosts, SOURCES[0]) for _ in range(3)] == [landed[0]] * 3
        learner = f"-b{SOURCES[0]}"
        with door.login(env, "-tt", learner) as terminal:
            terminal.wait_for("problems to look at")
            terminal.press("x", "o", "r", "enter")
            terminal.wait_for("pass 0 ")
            terminal.press("space", "space")
            terminal.wait_for("pass 2 ")
            terminal.process.kill()
            until(lambda: bool(door.saved()), "the session is saved")
        name = ("one", "two")[hosts.index(landed[0])]
        landed[0].hang()
        try:
            until(lambda: f"Server class/{name} is DOWN" in log.read_text(), "it is missed")
            assert landing(env, door, hosts, SOURCES[0]) is not landed[0]
            with door.login(env, "-tt", learner) as terminal:
                terminal.wait_for("saved sessions")
                terminal.press("enter")
                terminal.wait_for("xor · ")
                terminal.wait_for("pass 2 ")
                terminal.press("q")
                assert terminal.end() == 0
        finally:
            landed[0].go_on()
        until(lambda: f"Server class/{name} is UP" in log.read_text(), "it is seen again")
        assert landing(env, door, hosts, SOURCES[0]) is landed[0]
        assert SOURCES[0] in log.read_text()  # sshd knows HAProxy's address only
