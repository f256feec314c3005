"""Files that nobody but their owner may read, from the moment they exist."""

import os
import stat
from pathlib import Path

FOLDER = 0o700
FILE = 0o600


def make_private_folder(folder: Path) -> None:
    """Make the folder, and those above it that are missing; one that is there stays as it is.

    Raises OSError.
    """
    if folder.is_dir():
        return
    make_private_folder(folder.parent)
    try:
        folder.mkdir(FOLDER)
    except FileExistsError:
        if not folder.is_dir():  # otherwise another process was faster
            raise
    else:
        _permit(folder, FOLDER)


def make_private_file(path: Path) -> None:
    """Make an empty file unless something has this name; a link there is not followed.

    Raises OSError.
    """
    if os.path.lexists(path):  # where nothing may be written, trying could say that instead
        return
    try:
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE)
    except FileExistsError:
        return
    os.close(number)
    _permit(path, FILE)


def _permit(path: Path, mode: int) -> None:
    """Give the owner back what an unusual umask has taken; nobody has more than before."""
    if stat.S_IMODE(path.lstat().st_mode) & 0o777 != mode:
        path.chmod(mode)
