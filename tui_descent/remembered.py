"""What the program remembers from one time to the next: the view and the theme last chosen."""

import contextlib
from pathlib import Path

import msgspec
import platformdirs

from tui_descent.atomic import write_atomically
from tui_descent.private import make_private_folder

FILE_BYTES = 10_000


class Remembered(msgspec.Struct):
    """The whole file; an empty choice is the program's own."""

    view: str = ""
    theme: str = ""


def remembered_file() -> Path:
    """Where it is kept, if anything is."""
    return platformdirs.user_state_path("tui-descent") / "remembered.json"


def load_remembered() -> Remembered:
    """Return the last choices; a file that is missing or damaged costs only them."""
    path = remembered_file()
    with contextlib.suppress(OSError, msgspec.DecodeError), path.open("rb") as file:
        return msgspec.json.decode(file.read(FILE_BYTES), type=Remembered)
    return Remembered()


def save_remembered(remembered: Remembered) -> None:
    """Keep the choices for the next time; where that cannot be, they are chosen again then."""
    path = remembered_file()
    text = msgspec.json.encode(remembered).decode()
    with contextlib.suppress(OSError):
        make_private_folder(path.parent)
        write_atomically(path, [text], overwrite=True)
