"""What the user has chosen: where the keys are, in a file of theirs, and the last view and theme,
which the program itself remembers from one time to the next.
"""

import contextlib

import msgspec

from tui_descent.files import make_private_folder, read_start, write_atomically
from tui_descent.paths import FolderError, remembered_file, settings_file
from tui_descent.presets.errors import MissingError, PresetError
from tui_descent.presets.files import read_text
from tui_descent.presets.tables import read_toml

SETTINGS_BYTES = 100_000
REMEMBERED_BYTES = 10_000


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file.

    keys   id of a key -> Textual's names of the keys it should have, with commas between
    mouse  whether clicks and the wheel are heard; else the terminal selects text with them
    """

    keys: dict[str, str] = {}
    mouse: bool = True


def load_settings(known_keys: set[str]) -> Settings:
    """Return the settings; a mistake in the file is one line, as for presets.

    Raises UnreadableError where there is a file, perhaps, and it cannot be read.
    """
    try:
        path = settings_file()
        text = read_text(path, SETTINGS_BYTES)
    except (FolderError, MissingError):
        return Settings()
    try:
        settings = msgspec.convert(read_toml(str(path), text), Settings)
    except msgspec.ValidationError:
        example = (
            'write mouse = true or false, and [keys] with lines like pass = "space,x" below it'
        )
        raise PresetError(str(path), "", "unknown settings", example) from None
    for unknown in sorted(settings.keys.keys() - known_keys):
        remedy = f"the ids are: {', '.join(sorted(known_keys))}"
        raise PresetError(str(path), f"keys.{unknown}", "no key has this id", remedy)
    for name, keys in settings.keys.items():
        if not all(key.strip() for key in keys.split(",")):
            raise PresetError(str(path), f"keys.{name}", "names no key", 'write, say, "space,x"')
    return settings


class Remembered(msgspec.Struct):
    """The view and the theme last chosen; an empty choice is the program's own."""

    view: str = ""
    theme: str = ""


def load_remembered() -> Remembered:
    """Return the last choices; a file that is missing or damaged costs only them."""
    with contextlib.suppress(OSError, msgspec.DecodeError, RecursionError):
        content = read_start(remembered_file(), REMEMBERED_BYTES)
        return msgspec.json.decode(content, type=Remembered)
    return Remembered()


def save_remembered(remembered: Remembered) -> None:
    """Keep the choices for the next time; where that cannot be, they are chosen again then."""
    text = msgspec.json.encode(remembered).decode()
    with contextlib.suppress(OSError):
        path = remembered_file()
        make_private_folder(path.parent)
        write_atomically(path, [text], overwrite=True)
