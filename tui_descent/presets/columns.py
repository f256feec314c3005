"""Columns from a CSV file."""

import csv
import io
import math
from pathlib import Path

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.presets.errors import PresetError
from tui_descent.presets.files import read_text

CSV_BYTES = 16_000_000


class CsvTable:
    """A CSV file whose first line names its columns."""

    def __init__(self, path: Path) -> None:
        self._file = path.name
        reader = csv.reader(io.StringIO(read_text(path, CSV_BYTES), newline=""))
        self._rows: list[tuple[int, list[str]]] = []
        try:
            self._header = [cell.strip() for cell in next(reader, [])]
            self._rows = [(reader.line_num, row) for row in reader if row]
        except csv.Error as error:
            place = f"line {reader.line_num}"
            raise PresetError(self._file, place, str(error), "correct the line") from None
        for line, row in self._rows:
            if len(row) != len(self._header):
                wrong = f"{len(row)} cells where the first line names {len(self._header)} columns"
                raise PresetError(self._file, f"line {line}", wrong, "give one cell for each")

    def numbers(self, names: list[str], key: str) -> FloatArray:
        """Return columns of numbers, shape (columns, rows).

        `key` is the preset's key that asks for them, for the message when one is missing.
        """
        return np.array([self._column(name, key) for name in names])

    def texts(self, name: str, key: str) -> list[str]:
        """Return a column as texts, none of them empty."""
        place = self._place(name, key)
        for line, row in self._rows:
            if not row[place].strip():
                where = f"line {line}, column {name}"
                raise PresetError(self._file, where, "empty", "give a class or leave the row out")
        return [row[place].strip() for _, row in self._rows]

    def _column(self, name: str, key: str) -> list[float]:
        place = self._place(name, key)
        return [_number(row[place], self._file, line, name) for line, row in self._rows]

    def _place(self, name: str, key: str) -> int:
        count = self._header.count(name)
        if count != 1:
            known = ", ".join(self._header[:12]) or "none: the file is empty"
            wrong = f"{count or 'no'} columns called {name!r}, which {key} asks for"
            raise PresetError(self._file, "line 1", wrong, f"there are: {known}")
        if not self._rows:
            wrong = "no rows below the first line"
            raise PresetError(self._file, "", wrong, "give one row for each point")
        return self._header.index(name)


def _number(cell: str, file: str, line: int, column: str) -> float:
    place = f"line {line}, column {column}"
    try:
        value = float(cell if "_" not in cell else "")  # float() takes 1_000 for a thousand
    except ValueError:
        raise PresetError(
            file,
            place,
            f"{cell[:40]!r} is not a number",
            "leave the row out, or set data.one_hot if these are the targets' classes",
        ) from None
    if not math.isfinite(value):
        raise PresetError(
            file, place, f"{cell.strip()!r} is not a finite number", "leave the row out"
        )
    return value
