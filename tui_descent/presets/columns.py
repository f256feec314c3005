"""Columns from a CSV file."""

import csv
import io
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import NoReturn

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.presets.cells import number, trouble
from tui_descent.presets.checks import remedy
from tui_descent.presets.errors import PresetError
from tui_descent.presets.files import read_text
from tui_descent.presets.header import is_data
from tui_descent.presets.separator import other_separator
from tui_descent.text import counted

CSV_BYTES = 16_000_000
BEGINNING = 1000  # lines, enough to tell what separates their cells
MOST_NAMES = 12  # of columns that a message lists
SHOWN = 40  # characters of a line that a message shows

ForWords = Callable[[tuple[str, ...]], str]


class CsvTable:
    """A CSV file whose first line names its columns.

    Raises PresetError where it does not, or where its rows do not fit the names.
    """

    def __init__(self, path: Path) -> None:
        self.file = path.name
        text = read_text(path, CSV_BYTES)
        lines = _rows(text, self.file)
        if not lines:
            self._fail("", "empty", "give a line of names, and a line of numbers for each point")
        (self._first, header), *self._rows = lines
        if (wrong := other_separator(_beginning(text), len(lines))) is not None:
            self._fail(f"line {self._first}", *wrong)
        self._header = [cell.strip() for cell in header]
        self._check_widths()
        if is_data(self._header, [row for _, row in self._rows]):
            self._refuse_data_in_header()

    @property
    def lines(self) -> tuple[int, ...]:
        """The number of the line on which each row begins."""
        return tuple(line for line, _ in self._rows)

    def numbers(self, names: list[str], key: str, for_words: ForWords) -> FloatArray:
        """Return columns of numbers, shape (columns, rows).

        key        the preset's key that asks for them, for the message when one is missing
        for_words  returns the remedy for a column of words, from its different texts in order
        """
        return np.array([self._numbers(name, key, for_words) for name in names])

    def texts(self, name: str, key: str) -> list[str]:
        """Return a column as texts, none of them empty."""
        column = [cell.strip() for cell in self._column(name, key)]
        if "" in column:
            wrong = f"empty ({column.count('')} of {len(column)} rows)"
            place = self._place(column.index(""), name)
            self._fail(place, wrong, "give a class, or leave the row out")
        return column

    def _numbers(self, name: str, key: str, for_words: ForWords) -> list[float]:
        column = self._column(name, key)
        values: list[float] = []
        for row, cell in enumerate(column):
            value = number(cell)
            if value is None:
                self._fail(self._place(row, name), *trouble(row, column, for_words))
            values.append(value)
        return values

    def _column(self, name: str, key: str) -> list[str]:
        count = self._header.count(name)
        if count == 0:
            names = [cell for cell in self._header if cell][:MOST_NAMES]
            wrong = f"no columns called {name!r}, which {key} asks for"
            alike = [cell for cell in names if cell.casefold() == name.strip().casefold()]
            there_are = f"did you mean {alike[0]}?" if alike else remedy(name, names, "there are")
            self._fail(f"line {self._first}", wrong, there_are)
        if count > 1:
            wrong = f"{count} columns called {name!r}, which {key} asks for"
            self._fail(f"line {self._first}", wrong, "give each column a name of its own")
        if not self._rows:
            self._fail("", "no rows below the first line", "give one row for each point")
        at = self._header.index(name)
        return [row[at] for _, row in self._rows]

    def _check_widths(self) -> None:
        """Every row must have a cell for each name."""
        width, rows = len(self._header), self._rows
        misfits = [(line, row) for line, row in rows if len(row) != width]
        if not misfits:
            return
        line, row = misfits[0]
        if width == 1 and 2 * len(misfits) > len(rows):
            wrong = f"1 cell where most lines below have {len(row)}"
            self._fail(f"line {self._first}", wrong, "begin the file with the line of names")
        wrong = (
            f"{counted(len(row), 'cell')} where the first line names {counted(width, 'column')} "
            f"({len(misfits)} of {counted(len(rows), 'row')})"
        )
        self._fail(f"line {line}", wrong, self._to_fit(row))

    def _to_fit(self, row: list[str]) -> str:
        """Return the remedy for a row that has more or fewer cells than there are names."""
        width = len(self._header)
        if any("\n" in cell or "\r" in cell for cell in row):
            return "close the quotation mark that is open here, or remove it"
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            return "remove the comma at the end of the line"
        if len(row) > width:
            quote = "put a text with a comma in quotation marks"
            return f"name every column, write decimals with a point, and {quote}"
        if not self._header[-1]:
            return "remove the comma at the end of the first line"
        return "complete the row, or leave it out"

    def _refuse_data_in_header(self) -> NoReturn:
        line = ",".join(self._header)
        line = line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
        what = "numbers" if all(map(_is_blank_or_number, self._header)) else "data"
        names = ",".join(f"c{place}" for place in range(1, min(len(self._header), 4) + 1))
        more = ",…" if len(self._header) > 4 else ""
        self._fail(
            f"line {self._first}",
            f"{what} where the names of the columns belong: {line}",
            f"put a line of names above it, such as {names}{more} "
            "(or, if these are names, a letter before each number)",
        )

    def _place(self, row: int, name: str) -> str:
        return f"line {self._rows[row][0]}, column {name}"

    def _fail(self, place: str, wrong: str, remedy: str) -> NoReturn:
        raise PresetError(self.file, place, wrong, remedy)


def _rows(text: str, file: str) -> list[tuple[int, list[str]]]:
    """Return the number of the line on which each row begins, and the cells of the row."""
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise PresetError(file, f"line {line}", str(error), "correct the line") from None
    if rows and "\n" in rows[-1][1][-1] and text.count('"') % 2:
        wrong = "a quotation mark that is never closed"
        raise PresetError(file, f"line {rows[-1][0]}", wrong, "close it, or remove it")
    return rows


def _beginning(text: str) -> list[str]:
    """Return the first lines that are not blank."""
    lines = (line for line in io.StringIO(text, newline=None) if line.strip())
    return list(islice(lines, BEGINNING))


def _is_blank_or_number(cell: str) -> bool:
    return not cell or number(cell) is not None
