"""From a preset's name or file to a Preset."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tui_descent.presets.building import build, shape_of
from tui_descent.presets.checks import remedy
from tui_descent.presets.errors import PresetError
from tui_descent.presets.files import read_text
from tui_descent.presets.format import TABLES, PresetFile
from tui_descent.presets.preset import Preset

PRESET_BYTES = 1_000_000
FORMAT = 1
HUGE = 2**63


def names() -> list[str]:
    """The shipped presets, the simplest first."""
    return (_shipped() / "order.txt").read_text("utf-8").split()


def load(name_or_file: str) -> Preset:
    """Return the shipped preset of that name, or the one in that file.

    Raises PresetError, one line, for anything that is wrong with it.
    """
    path = Path(name_or_file)
    if (path.suffix == ".toml" or "/" in name_or_file) and name_or_file not in names():
        return load_file(path)
    return load_shipped(name_or_file)


def load_shipped(name: str) -> Preset:
    """Return the shipped preset of that name; it opens no other file, whatever the name."""
    if name not in names():
        known = remedy(name, names(), "the presets are")
        raise PresetError(name, "", "no preset has this name", known)
    path = _shipped() / f"{name}.toml"
    return build(path, _read(path), name)


@dataclass(frozen=True, slots=True)
class Description:
    """What a list says of a preset, read without its data."""

    name: str
    title: str
    summary: str
    shape: str


def descriptions() -> list[Description]:
    """The shipped presets in their order, to choose from."""
    found = []
    for name in names():
        file = _read(_shipped() / f"{name}.toml")
        found.append(Description(name, file.title, file.summary, shape_of(file)))
    return found


def load_file(path: Path) -> Preset:
    """Return the preset in a file, checked."""
    return build(path, _read(path), str(path.resolve()))


def _read(path: Path) -> PresetFile:
    text = read_text(path, PRESET_BYTES)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PresetError(path.name, "", f"not valid TOML: {error}", "see toml.io") from None
    except (RecursionError, ValueError):
        wrong = "nested too deeply, or a number too long to read"
        raise PresetError(path.name, "", wrong, "write it more simply") from None
    _refuse_huge_numbers(path.name, "", tables)
    if tables.get("format", FORMAT) != FORMAT:
        wrong = f"{tables['format']!r} is not a format that this program knows"
        raise PresetError(path.name, "format", wrong, f"write format = {FORMAT}")
    try:
        return msgspec.convert(tables, PresetFile)
    except msgspec.ValidationError as error:
        raise _explained(path.name, str(error)) from None


def _refuse_huge_numbers(file: str, key: str, value: Any) -> None:
    """Whole numbers that no field of a preset can hold are told before anything counts on one."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _refuse_huge_numbers(file, f"{key}.{name}" if key else name, inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _refuse_huge_numbers(file, f"{key}[{place}]", inner)
    elif isinstance(value, int) and abs(value) >= HUGE:
        raise PresetError(file, key, "a whole number that is too large", "give a smaller one")


def _shipped() -> Path:
    """The folder of shipped presets: inside the wheel, or at the top of a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "preset_files"
    return installed if installed.is_dir() else package.parent / "presets"


def _explained(file: str, message: str) -> PresetError:
    """Turn msgspec's message into the place, what is wrong and what would be right."""
    message, _, place = message.partition(" - at `$")
    place = place.rstrip("`").lstrip(".").replace("[...]", "")
    if unknown := re.fullmatch(r"Object contains unknown field `(.*)`", message, re.DOTALL):
        key = f"{place}.{unknown[1]}" if place else unknown[1]
        return PresetError(
            file,
            key,
            "not a key that presets have",
            remedy(unknown[1], _keys(place), "the keys are"),
        )
    if missing := re.fullmatch(r"Object missing required field `(.*)`", message):
        key = f"{place}.{missing[1]}" if place else missing[1]
        return PresetError(file, key, "missing", "add it; the README has a whole preset to copy")
    if wrong_choice := re.fullmatch(r"Invalid enum value '(.*)'", message, re.DOTALL):
        return PresetError(file, place, f"{wrong_choice[1]!r} is not known", "use mean or sum")
    if expected := re.fullmatch(r"Expected `(.*)`, got `(.*)`", message):
        wanted, got = (_in_words(side) for side in expected.groups())
        return PresetError(file, place, f"{got} where {wanted} belongs", f"give {wanted}")
    return PresetError(file, place, message, "correct it")


def _keys(place: str) -> list[str]:
    table = TABLES.get(place, PresetFile)
    return [field.name for field in msgspec.structs.fields(table)]


def _in_words(types: str) -> str:
    words = {
        "str": "a text",
        "int": "a whole number",
        "float": "a number",
        "bool": "true or false",
        "array": "a list",
        "object": "a table",
        "null": "nothing",
    }
    return " or ".join(words.get(part, part) for part in types.split(" | ") if part != "null")
