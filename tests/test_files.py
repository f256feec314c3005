"""A file is there whole, or as it was before."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui_descent.files import read_start, write_atomically
from tui_descent.ui.screens.write import MOST_BYTES, MOST_FILES, refusal


def test_of_a_file_no_more_is_read_than_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "long"
    file.write_bytes(b"0123456789")
    assert read_start(file, 4) == b"0123"
    assert read_start(file, 40) == b"0123456789"


def test_a_pipe_that_nobody_writes_to_is_empty(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert read_start(tmp_path / "pipe", 4) == b""


def test_it_writes_the_parts_with_the_rights_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_atomically(tmp_path / "run.csv", ["η\n", "0.1\n"])
    assert (tmp_path / "run.csv").read_bytes() == "η\n0.1\n".encode()
    rights = stat.S_IMODE((tmp_path / "run.csv").stat().st_mode)
    assert rights == stat.S_IMODE((tmp_path / "other").stat().st_mode)


def test_what_exists_is_overwritten_only_where_that_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "run.csv"
    file.write_text("old")
    file.chmod(0o640)
    with pytest.raises(FileExistsError):
        write_atomically(file, ["new"])
    assert file.read_text() == "old"
    write_atomically(file, ["new"], overwrite=True)
    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["run.csv"]


def test_whatever_goes_wrong_on_the_way_leaves_nothing_behind(tmp_path: Path) -> None:
    def parts() -> Iterator[str]:
        yield "half of it"
        raise OSError(28, "No space left on device")

    file = tmp_path / "run.csv"
    file.write_text("old")
    with pytest.raises(OSError, match="No space"):
        write_atomically(file, parts(), overwrite=True)
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["run.csv"]


WRITING = """
import sys
from pathlib import Path
from tui_descent.files import read_start, write_atomically

def parts():
    yield "half of it" * 100_000
    print("begun", flush=True)
    sys.stdin.read()

write_atomically(Path(sys.argv[1]), parts())
"""


def test_what_a_kill_left_is_never_counted_and_goes_with_the_next_file(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    command = [sys.executable, "-c", WRITING, str(folder / "run.csv")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as other, subprocess.Popen(command, **pipes) as killed:  # type: ignore[call-overload]
        for process in (other, killed):
            assert process.stdout.readline() == b"begun\n"
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        for number in range(MOST_FILES - 1):
            (folder / f"{number}.csv").touch()
        assert refusal(folder, "last.csv") == ""
        write_atomically(folder / "last.csv", ["whole"])
        hidden = [name for name in os.listdir(folder) if name.startswith(".")]
        assert len(hidden) == 1  # it is still being written
        assert refusal(folder, "more.csv") == f"there are {MOST_FILES} files already; overwrite one"
        other.stdin.close()
        other.wait()
    assert (folder / "run.csv").stat().st_size == 1_000_000
    assert not [name for name in os.listdir(folder) if name.startswith(".")]


def test_all_files_of_a_class_together_have_a_bound(tmp_path: Path) -> None:
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(MOST_BYTES)  # it takes no room
    assert refusal(tmp_path, "large.csv") == ""
    assert "take 100 MB already" in refusal(tmp_path, "small.csv")
