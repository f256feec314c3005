"""The user's own settings: where they have put the keys."""

import msgspec

from tui_descent.paths import FolderError, settings_file
from tui_descent.presets.errors import MissingError, PresetError
from tui_descent.presets.files import read_text
from tui_descent.presets.tables import read_toml

SETTINGS_BYTES = 100_000


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file.

    keys  id of a key -> Textual's names of the keys it should have, with commas between
    """

    keys: dict[str, str] = {}


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
        example = 'write [keys] and below it lines like pass = "space,x"'
        raise PresetError(str(path), "", "not a table of keys", example) from None
    for unknown in sorted(settings.keys.keys() - known_keys):
        remedy = f"the ids are: {', '.join(sorted(known_keys))}"
        raise PresetError(str(path), f"keys.{unknown}", "no key has this id", remedy)
    for name, keys in settings.keys.items():
        if not all(key.strip() for key in keys.split(",")):
            raise PresetError(str(path), f"keys.{name}", "names no key", 'write, say, "space,x"')
    return settings
