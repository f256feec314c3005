"""Writing a file so that it is there whole or not at all.

It is written beside its place under another name and then moved there, so a full disk or
a kill leaves behind what stood there before.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex


def write_atomically(path: Path, parts: Iterable[str], overwrite: bool = False) -> None:
    """Write the parts one after the other, as UTF-8; they are never in memory all at once.

    Raises OSError, FileExistsError among them unless it may overwrite; whatever is raised,
    also by the parts, nothing is left behind.
    """
    temporary = path.with_name(f".{token_hex(8)}.tmp")
    # Not tempfile's: its files may be read by nobody else, and so could then the result.
    number = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(number, "w", encoding="utf-8", newline="") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(number)
        if path.exists():
            if not overwrite:
                raise FileExistsError(f"{path} exists")
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
