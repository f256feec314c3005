"""Reading small text files without being surprised by what they are."""

import stat
from pathlib import Path

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
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        raise MissingError(str(path), "", "no such file", "check the path") from None
    except UnicodeDecodeError as error:
        wrong = f"byte {error.start} is not UTF-8 text"
        raise PresetError(str(path), "", wrong, "save the file as UTF-8") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableError(
            str(path), "", f"cannot be read ({reason})", "check the path"
        ) from None
