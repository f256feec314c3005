"""From a preset's name or file to a Preset."""

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from tui_descent.course import course
from tui_descent.presets.building import build, shape_of
from tui_descent.presets.checks import remedy
from tui_descent.presets.errors import PresetError
from tui_descent.presets.files import read_standard_input
from tui_descent.presets.format import PresetFile
from tui_descent.presets.preset import Preset
from tui_descent.presets.tables import converted, of_this_format, read_tables, read_toml

URI = "file://"
STANDARD_INPUT = "-"
PRESET_BYTES = 1_000_000
LESSONS = Path(__file__).parent.parent / "lessons" / "files"  # whose CSV files are shipped, too
CSV_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".psv", ".dat", ".data", ".gz")


def names() -> list[str]:
    """The shipped presets, the simplest first, and then those of the course that is open."""
    return [*_shipped_names(), *(path.stem for path in course().presets)]


def _shipped_names() -> list[str]:
    return (_shipped() / "order.txt").read_text("utf-8").split()


def _file_of(name: str) -> Path:
    """The file of one of these."""
    own = {path.stem: path for path in course().presets}
    return own.get(name) or _shipped() / f"{name}.toml"


def load(name_or_file: str) -> Preset:
    """Return the shipped preset of that name, or the one in that file.

    Raises PresetError, one line, for anything that is wrong with it.
    """
    if name_or_file == STANDARD_INPUT:
        return _from_standard_input()
    path = Path(name_or_file)
    if is_csv(name_or_file):
        from tui_descent.presets.deciding import Choice
        from tui_descent.presets.own_data import load_csv

        return load_csv(path, Choice()).preset
    if (path.suffix == ".toml" or "/" in name_or_file) and name_or_file not in names():
        return load_file(path)
    return load_shipped(name_or_file)


def is_csv(name: str) -> bool:
    """Whether a file's name is one of a table, and of no preset or lesson."""
    return name.lower().endswith(CSV_ENDINGS)


def _from_standard_input() -> Preset:
    """The preset that is read from standard input; a CSV file of it lies in the present folder."""
    name = STANDARD_INPUT
    tables = of_this_format(name, read_toml(name, read_standard_input(name, PRESET_BYTES)))
    return build(Path("standard-input.toml"), converted(name, tables, PresetFile, "presets"))


def load_shipped(name: str) -> Preset:
    """Return the listed preset of that name; it opens no other file, whatever the name."""
    if name not in names():
        known = remedy(name, names(), "the presets are")
        raise PresetError(name, "", "no preset has this name", known)
    return load_file(_file_of(name))


def is_shipped(preset: Preset) -> bool:
    """Whether a preset is one of those that come with the program."""
    return preset.path.parent == _shipped() and preset.path.stem in _shipped_names()


def source_of(preset: Preset) -> str:
    """The listed preset's name, or the whole path of the file that it came from.

    A path that is not text is told as a URI.
    """
    if is_shipped(preset) or preset.path in course().presets:
        return preset.path.stem
    path = preset.path.absolute()
    return path.as_uri() if any(0xD800 <= ord(char) < 0xE000 for char in str(path)) else str(path)


def rebuilt(source: str, tables: PresetFile, shipped_only: bool = False) -> Preset:
    """Return the preset of these tables; of files it opens at most the CSV that they name.

    source        what `source_of` has told: it says where that lies
    shipped_only  it must be a shipped one
    """
    own = _of_the_course(source, tables)
    if own is not None:
        return build(own, tables)
    if source in names():
        return build(_shipped() / f"{source}.toml", tables)
    of_a_lesson = Path(source).parent == LESSONS
    if shipped_only and not of_a_lesson and tables.data is not None and tables.data.csv is not None:
        wrong = "not a shipped file, and no other is opened here"
        raise PresetError(source, "data.csv", wrong, "start again with a shipped problem")
    if shipped_only and tables.network is not None and tables.network.weights_file is not None:
        wrong = "no file of weights is opened here"
        raise PresetError(source, "network.weights_file", wrong, "start with a shipped problem")
    if source.startswith(URI):
        source = os.fsdecode(unquote_to_bytes(source.removeprefix(URI)))
    return build(Path(source), tables)


def _of_the_course(source: str, tables: PresetFile) -> Path | None:
    """The file of a preset, or of a lesson, of the course that is open; None: it is another one."""
    listed = {path.stem: path for path in course().presets}
    path = listed.get(source, Path(source))
    return path if path in course().files and _csv_is_beside(tables) else None


def _csv_is_beside(tables: PresetFile) -> bool:
    """Whether the only other file that these tables open lies in the same folder."""
    csv = "" if tables.data is None else tables.data.csv or ""
    weights = None if tables.network is None else tables.network.weights_file
    return csv == Path(csv).name and weights is None


class Description(Struct, frozen=True):
    """What a list says of a preset, read without its data."""

    name: str
    title: str
    summary: str
    shape: str


def descriptions() -> list[Description]:
    """The presets in their order, to choose from."""
    found = []
    for name in names():
        file = _read(_file_of(name))
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
