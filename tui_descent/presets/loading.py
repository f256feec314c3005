"""From a preset's name or file to a Preset."""

from dataclasses import dataclass
from pathlib import Path

from tui_descent.presets.building import build, shape_of
from tui_descent.presets.checks import remedy
from tui_descent.presets.errors import PresetError
from tui_descent.presets.format import PresetFile
from tui_descent.presets.preset import Preset
from tui_descent.presets.tables import converted, read_tables

PRESET_BYTES = 1_000_000


def names() -> list[str]:
    """The shipped presets, the simplest first."""
    return (_shipped() / "order.txt").read_text("utf-8").split()


def load(name_or_file: str) -> Preset:
    """Return the shipped preset of that name, or the one in that file.

    Raises PresetError, one line, for anything that is wrong with it.
    """
    path = Path(name_or_file)
    if name_or_file in names():
        return load_file(_shipped() / f"{name_or_file}.toml")
    if path.suffix == ".toml" or "/" in name_or_file:
        return load_file(path)
    raise PresetError(
        name_or_file,
        "",
        "no preset has this name",
        remedy(name_or_file, names(), "the presets are"),
    )


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
    return build(path, _read(path))


def _read(path: Path) -> PresetFile:
    tables = read_tables(path, PRESET_BYTES)
    return converted(path.name, tables, PresetFile, "presets")


def _shipped() -> Path:
    """The folder of shipped presets: inside the wheel, or at the top of a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "preset_files"
    return installed if installed.is_dir() else package.parent / "presets"
