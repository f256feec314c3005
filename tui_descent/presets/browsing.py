"""A CSV file to be opened from the screen: which there are, its columns, and what they are for."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from tui_descent.data.csv_file.column import Column
from tui_descent.data.csv_file.table import Reading, Table
from tui_descent.presets.csv_points import input_of
from tui_descent.presets.csv_tables import find_column, read_csv
from tui_descent.presets.deciding import Choice
from tui_descent.presets.inputs import kind_of, why_not
from tui_descent.presets.loading import is_csv
from tui_descent.presets.own_data import OwnData, load_csv
from tui_descent.presets.preset import Preset
from tui_descent.readable import plain
from tui_descent.text import safe

MOST_FILES = 500
NOTHING_ELSE = Choice()
FIRST = 3  # values of a column that are shown


def files_in(folder: Path) -> tuple[Path, ...]:
    """The folder above, the folders in this one, and its CSV files; hidden ones are left out."""
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name.casefold())
    except OSError:
        entries = []
    shown = [path for path in entries[:MOST_FILES] if not path.name.startswith(".")]
    folders = [path for path in shown if path.is_dir()]
    files = [path for path in shown if is_csv(path.name) and path.is_file()]
    return (*files, folder.parent, *folders)


class OwnFile(Struct, frozen=True, eq=False):
    """A file, and what its columns are for.

    target   the place of the column to predict
    inputs   the places of the columns to predict it from
    others   what else is asked of the file: classes, missing cells, rows that are held out
    """

    path: Path
    table: Table
    target: int
    inputs: frozenset[int]
    others: Choice = NOTHING_ELSE

    def with_target(self, place: int) -> "OwnFile":
        """With another target; the former one is an input if it can be one."""
        former = {column.place for column in self.table.columns if not why_not(column)}
        inputs = self.inputs | ({self.target} & former)
        others = replace(self.others, classes=self.others.classes and place == self.target)
        return replace(self, target=place, inputs=inputs - {place}, others=others)

    def turned(self, place: int) -> "OwnFile":
        """With this column among the inputs, or no longer."""
        return self if place == self.target else replace(self, inputs=self.inputs ^ {place})

    def opened(self) -> OwnData:
        """The problem; raises FaultsError with all that is wrong."""
        names = {column.place: column.name for column in self.table.columns}
        usual = frozenset(one.place for one in self.table.columns if not why_not(one))
        chosen = (
            None
            if self.inputs == usual - {self.target}
            else tuple(names[place] for place in sorted(self.inputs))
        )
        choice = replace(self.others, target=names[self.target], inputs=chosen)
        return load_csv(self.path, choice)


def own_file(path: Path, others: Choice = NOTHING_ELSE) -> OwnFile:
    """Return a file, its last usable column as target; raises PresetError."""
    table = read_csv(path, Reading(missing=others.missing))
    usable = [column.place for column in table.columns if not why_not(column)]
    target = usable[-1] if usable else table.columns[-1].place
    return OwnFile(path, table, target, frozenset(usable) - {target}, others)


def file_of(preset: Preset) -> OwnFile:
    """Return the file of a problem with its target and inputs; raises PresetError."""
    data = preset.tables.data
    others = NOTHING_ELSE
    if data is not None:
        held_out = str(data.held_out) if data.held_out else None
        classes = data.classes is not None
        others = Choice(None, None, classes, tuple(data.missing), held_out, data.rows)
    found = own_file(preset.path.parent / (data.csv or "" if data is not None else ""), others)
    targets = [name for name in (data.targets if data else None) or [] if isinstance(name, str)]
    names = [name for name in (data.inputs if data else None) or [] if isinstance(name, str)]
    target = find_column(found.table, targets[0]) if targets else None
    inputs = [one for one in (input_of(found.table, name) for name in names) if one is not None]
    if target is None:
        return found
    return replace(found, target=target.place, inputs=frozenset(one.column.place for one in inputs))


def facts_of(column: Column) -> tuple[str, str, str]:
    """Its kind, its first values, and how many cells are missing, as they are shown."""
    if column.numbers is not None:
        values = [plain(value, 4) for value in column.numbers[:FIRST].tolist()]
        values = ["" if value == "nan" else value for value in values]
    else:
        values = [safe(text[:12]) for text in (column.texts or [])[:FIRST]]
    missing = f"{column.missing} missing" if column.missing else ""
    return kind_of(column), ", ".join(values), missing
