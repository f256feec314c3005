"""Columns of numbers from a CSV file."""

import csv
import math
from pathlib import Path

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.presets.errors import PresetError
from tui_descent.presets.files import read_text

CSV_BYTES = 16_000_000


def read_columns(path: Path, names: list[str], key: str) -> FloatArray:
    """Return the named columns, shape (columns, rows).

    The first row of the file names its columns. `key` is the preset's key that asks for
    them, for the message when one is not there.
    """
    file = path.name
    rows = csv.reader(read_text(path, CSV_BYTES).splitlines())
    header = [cell.strip() for cell in next(rows, [])]
    places = []
    for name in names:
        if header.count(name) != 1:
            known = ", ".join(header[:12]) or "none: the file is empty"
            wrong = f"{file} has {header.count(name) or 'no'} columns called {name!r}"
            raise PresetError(file, key, wrong, f"its columns are: {known}")
        places.append(header.index(name))
    values = []
    for row in rows:
        if not row:
            continue
        if len(row) != len(header):
            wrong = f"{len(row)} cells where the first line names {len(header)} columns"
            raise PresetError(file, f"line {rows.line_num}", wrong, "give one cell for each")
        values.append([_number(row[place], file, rows.line_num, header[place]) for place in places])
    if not values:
        raise PresetError(file, "", "no rows below the first line", "give one row for each point")
    return np.array(values).T


def _number(cell: str, file: str, line: int, column: str) -> float:
    place = f"line {line}, column {column}"
    try:
        value = float(cell)
    except ValueError:
        raise PresetError(
            file, place, f"{cell[:40]!r} is not a number", "leave the row out or put one in"
        ) from None
    if not math.isfinite(value):
        raise PresetError(
            file, place, f"{cell.strip()!r} is not a finite number", "leave the row out"
        )
    return value
