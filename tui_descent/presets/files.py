"""Reading small text files without being surprised by what they are."""

import stat
import sys
from pathlib import Path

from tui_descent.files import read_start
from tui_descent.presets.errors import MissingError, PresetError, UnreadableError


def read_text(path: Path, most_bytes: int) -> str:
    """Return the text of a regular UTF-8 file of at most this many bytes."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(
                str(path), "", "not a regular file", "give the path of a text file"
            )
        if status.st_size > most_bytes:
            size = f"{status.st_size / 1e6:.1f} MB, more than {most_bytes / 1e6:g} MB"
            raise PresetError(str(path), "", size, "give a smaller file")
        content = read_start(path, most_bytes)
    except FileNotFoundError:
        raise MissingError(str(path), "", "no such file", "check the path") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableError(
            str(path), "", f"cannot be read ({reason})", "check the path"
        ) from None
    return _decoded(str(path), content)


def read_standard_input(name: str, most_bytes: int) -> str:
    """Return the text that comes in, UTF-8 of at most this many bytes; `name` stands for it."""
    content = sys.stdin.buffer.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise PresetError(name, "", f"more than {most_bytes / 1e6:g} MB", "give a smaller file")
    return _decoded(name, content)


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = f"byte {error.start} is not UTF-8 text"
        raise PresetError(name, "", wrong, "save the file as UTF-8") from None
