"""Files that are damaged or no session at all: told in a line, and left where they are."""

import contextlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.saved.test_sessions import bits, shown
from tui_descent.paths import sessions_folder
from tui_descent.presets import load
from tui_descent.saved.error import SavedError
from tui_descent.saved.sessions import find, save, saved_sessions
from tui_descent.session.session import Session


def rewritten(path: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> None:
    """Write the file again with other arrays and another header."""
    with np.load(path) as archive:
        arrays = dict(archive)
    header = json.loads(arrays["header"].tobytes())
    change(header, arrays)
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    np.savez(path, **arrays)


def lose(*names: str) -> Callable[[dict[str, Any], dict[str, Any]], None]:
    def change(header: dict[str, Any], arrays: dict[str, Any]) -> None:
        for name in names:
            del arrays[name]

    return change


BROKEN: list[Callable[[dict[str, Any], dict[str, Any]], Any]] = [
    lose("theta"),
    lambda header, arrays: arrays.update(theta=arrays["theta"][:, :3]),
    lambda header, arrays: arrays.update(theta=arrays["theta"].astype(np.float32)),
    lambda header, arrays: arrays.update(losses0=arrays["losses0"][:-1]),
    lambda header, arrays: arrays.update(losses0=arrays["losses0"][:0]),
    lambda header, arrays: arrays.update(checkpoints0=arrays["checkpoints0"][::-1]),
    lambda header, arrays: arrays.update(changed0=np.array([10_000])),
    lambda header, arrays: arrays.update(moved0=np.array([-1])),
    lambda header, arrays: arrays.update(start=np.zeros(2)),
    lambda header, arrays: header.update(selected=17),
    lambda header, arrays: header.update(speed=-1),
    lambda header, arrays: header.update(phase=99),
    lambda header, arrays: header.update(phase=-1),
    lambda header, arrays: header.update(runs=[]),
    lambda header, arrays: header["runs"][0].update(passes=31),
    lambda header, arrays: header["runs"][0].update(stride=0),
    lambda header, arrays: header.update(optimizers=[{"name": "none"}]),
    lambda header, arrays: header.update(optimizers=[{"name": "sgd", "beta": 1.0}]),
    lambda header, arrays: header.update(saved="yesterday"),
    lambda header, arrays: header.pop("seed"),
]


@pytest.mark.parametrize("change", BROKEN)
def test_what_does_not_fit_together_is_told_as_damage_and_left(
    change: Callable[[dict[str, Any], dict[str, Any]], None],
) -> None:
    session = Session(load("xor"))
    session.step(30)
    entry = save(session)
    rewritten(entry.path, lambda header, arrays: None)
    assert bits(entry.open().state) == bits(session.state)
    rewritten(entry.path, change)
    with pytest.raises(SavedError, match=r"xor\.npz: damaged \(.*\); it was left there") as caught:
        entry.open()
    assert "\n" not in str(caught.value)
    assert entry.path.exists()


def test_any_cut_or_flipped_file_is_told_and_the_others_are_listed() -> None:
    session = Session(load("bowl"))
    session.step(20)
    whole = save(session).path.read_bytes()
    good = save(session)
    file = sessions_folder() / "bowl.npz"
    for at in range(0, len(whole), 97):
        file.write_bytes(whole[:at])
        found, wrong = saved_sessions()
        assert [entry.name for entry in found] == [good.name]
        assert len(wrong) == 1
        flipped = bytearray(whole)
        flipped[at] ^= 0x55
        file.write_bytes(flipped)
        try:
            opened = find("bowl").open()
        except SavedError:
            continue
        assert shown(opened) == shown(session), at  # a byte that says nothing, like a date


def test_another_format_a_pickle_and_a_link_are_refused(tmp_path: Path) -> None:
    entry = save(Session(load("xor")))
    rewritten(entry.path, lambda header, arrays: header.update(format=2))
    with pytest.raises(SavedError, match="written by another version"):
        entry.open()
    with np.load(save(Session(load("xor"))).path) as archive:
        arrays: dict[str, Any] = dict(archive)
    np.savez(entry.path, **{**arrays, "theta": np.array([[print]], dtype=object)})
    with pytest.raises(SavedError, match="damaged"):
        entry.open()
    with zipfile.ZipFile(entry.path, "w") as archive_file:
        archive_file.writestr("header.npy", b"no array")
    with pytest.raises(SavedError, match="damaged"):
        entry.open()
    entry.path.rename(tmp_path / "elsewhere.npz")
    entry.path.symlink_to(tmp_path / "elsewhere.npz")
    with pytest.raises(SavedError, match="cannot be read"):
        entry.open()
    entry.path.unlink()
    os.mkfifo(entry.path)
    with pytest.raises(SavedError, match=r"damaged|not a regular file"):
        entry.open()


def bomb(path: Path, how: str) -> None:
    """Something that is no session, in the place of one."""
    session = save(Session(load("xor"))).path
    if how == "folder":
        path.mkdir()
    elif how == "nested header":
        nested(session, path)
    elif how == "bomb":
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("header.npy", "w", force_zip64=True) as file,
        ):
            write_header(file, 300 * 10**6)
            for _ in range(300):
                file.write(bytes(10**6))
    elif how == "many parts":
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(1_000):
                archive.writestr(f"{number}.npy", b"")
    else:
        path.symlink_to("/dev/zero")


def write_header(file: Any, size: int) -> None:
    np.lib.format.write_array_header_1_0(
        file, {"descr": "|u1", "fortran_order": False, "shape": (size,)}
    )


def nested(session: Path, path: Path) -> None:
    with np.load(session) as archive:
        arrays: dict[str, Any] = dict(archive)
    text = arrays["header"].tobytes().decode()
    deep = text.replace('"seed":null', f'"seed":{"[" * 1000}{"]" * 1000}')
    deep = deep.replace('"schedule":{}', f'"schedule":{"[" * 1000}{"]" * 1000}')
    assert deep != text
    np.savez(path, **{**arrays, "header": np.frombuffer(deep.encode(), dtype=np.uint8)})


LISTED = """
from tui_descent.cli import run_command
from tui_descent.session.other_runs import swap
from tui_descent.session.other_runs import fork
from tui_descent.actions.rates import lower_rate, raise_rate
from tui_descent.session.another import restart_varied
status = run_command(["resume", "--list"])
with open("/proc/self/status") as file:  # not ru_maxrss, in which whoever started it counts, too
    (most,) = (line.split()[1] for line in file if line.startswith("VmHWM"))
print(status, int(most) // 1000)
"""


@pytest.mark.parametrize("how", ["folder", "nested header", "bomb", "many parts", "link"])
def test_what_is_no_session_is_told_in_a_line_and_costs_no_memory(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setenv("HOME", env["HOME"])
    sessions_folder().mkdir(parents=True)
    path = sessions_folder() / "x.npz"
    bomb(path, how)
    result = subprocess.run([sys.executable, "-c", LISTED], env=env, capture_output=True, text=True)
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"tui-descent: {path}: ")
    *listed, last = result.stdout.splitlines()
    status, megabytes = map(int, last.split())
    assert [entry.split()[1] for entry in listed] == ["xor"]
    assert status == 2
    assert megabytes < 200


def absurd(header: dict[str, Any], arrays: dict[str, Any], what: str) -> None:
    if what in header:
        header[what] = 10**9 if isinstance(header[what], int) else "0001-01-01T00:00:00+14:00"
    else:
        arrays[what] = np.full_like(arrays[what], np.nan)


@pytest.mark.parametrize(
    "what", ["theta", "gradient", "losses0", "batch_loss", "learning_rate", "window", "sample"]
)
def test_absurd_numbers_are_refused_or_shown(what: str) -> None:
    session = Session(load("xor"))
    session.step(3)
    session.frame()  # its gauge has a window then
    entry = save(session)
    rewritten(entry.path, lambda header, arrays: absurd(header, arrays, what))
    with contextlib.suppress(SavedError):
        opened = find("xor").open()
        opened.frame()
        opened.step()
        opened.frame()
