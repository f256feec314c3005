"""What the program remembers from one time to the next: the view and the theme last chosen."""

import contextlib
import os
from pathlib import Path

import msgspec

from tui_descent.atomic import write_atomically
from tui_descent.paths import remembered_file
from tui_descent.private import make_private_folder

FILE_BYTES = 10_000


class Remembered(msgspec.Struct):
    """The whole file; an empty choice is the program's own."""

    view: str = ""
    theme: str = ""


def load_remembered() -> Remembered:
    """Return the last choices; a file that is missing or damaged costs only them."""
    with contextlib.suppress(OSError, msgspec.DecodeError, RecursionError):
        return msgspec.json.decode(_read(remembered_file()), type=Remembered)
    return Remembered()


def _read(path: Path) -> bytes:
    """The start of a file; a pipe has no end to wait for."""
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        return file.read(FILE_BYTES) or b""


def save_remembered(remembered: Remembered) -> None:
    """Keep the choices for the next time; where that cannot be, they are chosen again then."""
    text = msgspec.json.encode(remembered).decode()
    with contextlib.suppress(OSError):
        path = remembered_file()
        make_private_folder(path.parent)
        write_atomically(path, [text], overwrite=True)
