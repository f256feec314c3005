"""CSV files for presets: what is wrong with one is told as it is for every other file."""

from pathlib import Path

from tui_descent.data.csv_file.column import Column
from tui_descent.data.csv_file.errors import CsvError
from tui_descent.data.csv_file.table import Reading, Table, read_table
from tui_descent.presets.errors import MissingError, PresetError, UnreadableError
from tui_descent.text import did_you_mean, safe

MOST_NAMES = 12  # of columns that a message lists

_last: tuple[tuple[Path, int, int], Table] | None = None


def read_csv(path: Path, reading: Reading | None = None) -> Table:
    """Return the table in a file; raises PresetError if it holds no table.

    The one that was read last is kept: a problem is built again with each change of it.
    """
    global _last
    reading = reading or Reading()
    try:
        status = path.stat()
        if not path.is_file():
            raise UnreadableError(path.name, "", "not a regular file", "give a CSV file")
        key = path.absolute(), status.st_mtime_ns, status.st_size
        if _last is not None and _last[0] == key and _is_read_so(_last[1], reading):
            return _last[1]
        table = read_table(path, reading)
    except CsvError as error:
        raise PresetError(path.name, error.place, error.wrong, error.remedy) from None
    except FileNotFoundError:
        raise MissingError(str(path), "", "no such file", "check the path") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        wrong = f"cannot be read ({reason})"
        raise UnreadableError(str(path), "", wrong, "check the path") from None
    _last = key, table
    return table


def forget(table: Table) -> None:
    """Do not keep this table: its columns are no longer whole."""
    global _last
    if _last is not None and _last[1] is table:
        _last = None


def _is_read_so(table: Table, reading: Reading) -> bool:
    return (
        reading.separator in (None, table.separator)
        and reading.decimal in (None, table.decimal)
        and reading.header in (None, table.named)
        and reading.missing == table.missing
        and reading.words == table.words
    )


def find_column(table: Table, name: str) -> Column | None:
    """The column of this name, with capitals or without; None: there is none."""
    wanted = " ".join(name.split())
    for column in table.columns:
        if column.name == wanted or column.given == name:
            return column
    folded = [one for one in table.columns if one.name.casefold() == wanted.casefold()]
    return folded[0] if len(folded) == 1 else None


def numbered_column(table: Table, number: str) -> Column | None:
    """The column of this number, from 1; None: there is none."""
    if not number.isdecimal() or len(number) > 5:
        return None
    return next((one for one in table.columns if one.place + 1 == int(number)), None)


def alike(table: Table, column: Column) -> list[Column]:
    """The columns that have the same name in the file."""
    return [one for one in table.columns if one.given == column.given]


def other_names(table: Table, wrong: str) -> str:
    """The name that was probably meant, or those that there are."""
    names = [safe(column.name) for column in table.columns]
    shown = ", ".join(names[:MOST_NAMES])
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    there_are = f"there are: {shown}{more}"
    if not table.named:
        return f"the file names no columns, so they are: {shown}{more}"
    meant = did_you_mean(wrong, names, "")
    return f"{meant} ({there_are})" if meant else there_are
