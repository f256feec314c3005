"""A file is there whole, or as it was before."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui_descent.atomic import write_atomically


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
