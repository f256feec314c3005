"""The user's own settings: where they have put the keys."""

from pathlib import Path

import msgspec
import platformdirs

from tui_descent.presets.errors import PresetError
from tui_descent.presets.files import read_text

SETTINGS_BYTES = 100_000


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file.

    keys  id of a key -> Textual's names of the keys it should have, with commas between
    """

    keys: dict[str, str] = {}


def settings_file() -> Path:
    """Where the settings are, if there are any."""
    return platformdirs.user_config_path("tui-descent") / "config.toml"


def load_settings(known_keys: set[str]) -> Settings:
    """Return the settings; a mistake in the file is one line, as for presets."""
    path = settings_file()
    if not path.exists():
        return Settings()
    try:
        settings = msgspec.toml.decode(read_text(path, SETTINGS_BYTES), type=Settings)
    except msgspec.ValidationError:
        example = 'write [keys] and below it lines like pass = "space,x"'
        raise PresetError(str(path), "", "not a table of keys", example) from None
    except msgspec.DecodeError as error:
        raise PresetError(str(path), "", f"not valid TOML: {error}", "correct it") from None
    for unknown in sorted(settings.keys.keys() - known_keys):
        remedy = f"the ids are: {', '.join(sorted(known_keys))}"
        raise PresetError(str(path), f"keys.{unknown}", "no key has this id", remedy)
    for name, keys in settings.keys.items():
        if not all(key.strip() for key in keys.split(",")):
            raise PresetError(str(path), f"keys.{name}", "names no key", 'write, say, "space,x"')
    return settings
