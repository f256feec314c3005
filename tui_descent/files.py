"""Reading files within bounds, and writing them whole or not at all, private where they must be.

A file is written beside its place under another name and then moved there, so a full disk or
a kill leaves behind what stood there before.
"""

import contextlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from tui_descent.system import BINARY, LOCKS, NO_LINK, NO_WAIT, lock

LEFTOVER = re.compile(r"\.tui-descent-[0-9a-f]{16}\.tmp")
ANYBODY, NOBODY_ELSE = 0o666, 0o600  # less what the umask takes
PRIVATE_FOLDER = 0o700


def read_start(path: Path, most_bytes: int) -> bytes:
    """Return at most this many bytes from the start of a file; a pipe has no end to wait for.

    Raises OSError; of a path with a zero byte ValueError.
    """
    with open(os.open(path, os.O_RDONLY | BINARY | NO_WAIT), "rb") as file:
        return file.read(most_bytes) or b""


def write_atomically(path: Path, parts: Iterable[str], overwrite: bool = False) -> None:
    """Write the parts one after the other, as UTF-8; they are never in memory all at once.

    Raises OSError, FileExistsError among them unless it may overwrite; whatever is raised,
    also by the parts, nothing is left behind.
    """
    with (
        _moved_to(path, ANYBODY, overwrite) as number,
        open(number, "w", encoding="utf-8", newline="", closefd=False) as file,
    ):
        file.writelines(parts)


def write_privately(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Overwrite the path with what `write` writes; nobody else may read it."""
    with (
        _moved_to(path, NOBODY_ELSE, overwrite=True) as number,
        open(number, "wb", closefd=False) as file,
    ):
        write(file)


def remove_leftovers(folder: Path) -> None:
    """Remove what a kill left of files that were being written there; such have no lock now."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for path in [entry.path for entry in entries if LEFTOVER.fullmatch(entry.name)]:
            with contextlib.suppress(OSError):  # it is being written, or somebody was faster
                _remove_unlocked(path)


def _remove_unlocked(path: str) -> None:
    if not LOCKS:
        os.unlink(path)  # which fails as long as somebody has it open
        return
    number = os.open(path, os.O_WRONLY | NO_LINK | NO_WAIT)
    try:
        lock(number)
        os.unlink(path)
    finally:
        os.close(number)


def _locked(folder: Path, rights: int) -> tuple[Path, int]:
    """A new file, by its path and number, with a lock that says that it is being written."""
    while True:
        path = folder / f".tui-descent-{token_hex(8)}.tmp"
        # Not tempfile's: its files may be read by nobody else, and so could then the result.
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, rights)
        with contextlib.suppress(OSError):  # a disk without locks: nobody can take it there
            lock(number, wait=True)
        if os.fstat(number).st_nlink:
            return path, number
        os.close(number)  # it was taken for a leftover before it had its lock


@contextmanager
def _moved_to(path: Path, rights: int, overwrite: bool) -> Iterator[int]:
    """A new file to write to, by its number, which then takes the path's place."""
    remove_leftovers(path.parent)
    temporary, number = _locked(path.parent, rights)
    try:
        try:
            yield number
            os.fsync(number)
        finally:
            os.close(number)
        if path.exists():
            if not overwrite:
                raise FileExistsError(f"{path} exists")
            import shutil

            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def make_private_folder(folder: Path) -> None:
    """Make the folder, and those above it that are missing; one that is there stays as it is.

    Raises OSError.
    """
    if folder.is_dir():
        return
    make_private_folder(folder.parent)
    try:
        folder.mkdir(PRIVATE_FOLDER)
    except FileExistsError:
        if not folder.is_dir():  # otherwise another process was faster
            raise
    else:
        _permit(folder, PRIVATE_FOLDER)


def make_private_file(path: Path) -> None:
    """Make an empty file unless something has this name; a link there is not followed.

    Raises OSError.
    """
    if os.path.lexists(path):  # where nothing may be written, trying could say that instead
        return
    try:
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, NOBODY_ELSE)
    except FileExistsError:
        return
    os.close(number)
    _permit(path, NOBODY_ELSE)


def _permit(path: Path, mode: int) -> None:
    """Give the owner back what an unusual umask has taken; nobody has more than before."""
    if stat.S_IMODE(path.lstat().st_mode) & 0o777 != mode:
        path.chmod(mode)
