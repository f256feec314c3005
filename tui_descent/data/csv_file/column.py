"""The columns of a CSV file while they are read, and what kind each turns out to be."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np

from tui_descent.data.csv_file.spelling import INFINITE, Votes, is_date, is_missing, value_of
from tui_descent.data.csv_file.values import Values
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.record import Value

Kind = Literal["number", "two values", "classes", "id", "date", "text", "constant", "empty"]

MOST_TEXTS = 5_000  # different ones of a column that are remembered
DATES = 1_000  # of them that tell whether they are dates
MANY_TEXTS = "…"  # in place of the others
MOST_FAULTS = 0.2  # of a column of numbers: cells that hold something else
SHARED = 0.5  # of the numbers have a unit, if it is one
FEW_CLASSES = 10  # values of a column that become an input each
ID_NAME = re.compile(
    r"(?:.*[^A-Za-z])?(?:id|ids|idx|index|uuid|nr)\.?"
    r"|no\.?|num|number|key|row|rowid|row names|rownames|serial|code|#|№|record|obs|lfd|nummer"
    r"|numero|número|numéro|identifier|unnamed(?:: ?\d+)?",
    re.IGNORECASE,
)
DATE_NAME = re.compile(r"date|datum|day|tag|fecha|data|jour", re.IGNORECASE)
CAMEL_ID = re.compile(r".*[a-z](?:Id|ID|No|Nr|Key|Index)|ID.*(?<![a-z])")


class Fault(Value):
    """A cell that is none of its column: in which row, and what it says."""

    row: int
    text: str


@dataclass(slots=True)
class Column:
    """A column of a CSV file.

    name      as it stands above it, or column1 …; of two alike `age (1)` and `age (2)`
    given     as it stands above it
    place     its number, from 0
    kind      what it holds
    numbers   shape (rows,), nan for a missing one; None: it holds words
    texts     what each row says, "" where it is missing; None: it holds numbers
    missing   how many cells say nothing
    infinite  how many are no finite number
    faults    other cells among numbers
    unit      of all its numbers
    values    the different ones of its numbers or texts, in order, if they are few
    why       what makes it an id or a text
    """

    name: str
    given: str
    place: int
    kind: Kind
    numbers: FloatArray | None
    texts: list[str] | None
    missing: int = 0
    infinite: int = 0
    faults: tuple[Fault, ...] = ()
    unit: str = ""
    values: tuple[str, ...] = ()
    why: str = ""

    @property
    def rows(self) -> int:
        """How many rows there are."""
        held = self.numbers if self.numbers is not None else self.texts
        return 0 if held is None else len(held)

    def labels(self) -> list[str]:
        """What each row says as a class; "" where it says nothing."""
        if self.texts is not None:
            return self.texts
        assert self.numbers is not None
        return ["" if value != value else f"{value:.17g}" for value in self.numbers.tolist()]


class Building:
    """A column to which cells are added.

    numeric  whether its cells are numbers, as those at the beginning of the file are
    decimal  the sign before their decimals
    words    its cells are words as they stand
    """

    def __init__(self, sample: Sequence[str], missing: frozenset[str], words: bool = False) -> None:
        self.votes = Votes().count(sample)
        self._codes = _are_codes(sample)
        self._missing = missing
        self.decimal = "."
        self._words = words
        self.numeric = not words and self._are_numbers(sample)
        self.values = Values()
        self.others: dict[int, str] = {}
        self.texts: list[str] = []
        self.units: Counter[str] = Counter()
        self._known: dict[str, str] = {}

    def _are_numbers(self, sample: Sequence[str]) -> bool:
        held = [cell for one in sample if not self._is_missing(cell := one.strip(), True)]
        numbers = sum(
            value_of(cell, ".") is not None
            or value_of(cell, ",") is not None
            or INFINITE.fullmatch(cell) is not None
            for cell in held
        )
        return numbers >= max(1.0, (1.0 - MOST_FAULTS) * len(held)) or (
            0 < len(held) < 5 and numbers >= len(held) - 1 and numbers > 0
        )

    def _is_missing(self, cell: str, numeric: bool) -> bool:
        if self._words and cell:
            return cell in self._missing
        return is_missing(cell, numeric) or cell in self._missing

    def add(self, cells: Sequence[str], careful: bool) -> None:
        """Add cells; careful: not all that Python takes for a number need be one."""
        if not self.numeric:
            self._add_texts(cells)
            return
        begun = len(self.values)
        if not careful and self.decimal == "." and not self._missing:
            try:
                numbers = np.fromiter(map(float, cells), np.float64, len(cells))
            except ValueError:
                numbers = np.array([np.nan])
            if np.isfinite(numbers).all():
                self.values.extend(numbers)
                return
        found = [self._number(row, cell.strip()) for row, cell in enumerate(cells, start=begun)]
        self.values.extend(np.array(found))

    def add_block(self, values: FloatArray, others: Sequence[tuple[int, str]]) -> None:
        """Add numbers, shape (rows,), of which some stand for cells that are no plain numbers.

        others  the places of these, and what they say
        """
        begun = len(self.values)
        self.values.extend(values)
        added = self.values.array()[begun:]
        for row, cell in others:
            added[row] = self._number(begun + row, cell.strip())

    def _number(self, row: int, cell: str) -> float:
        """What a cell says as a number, nan if it says none; what else it says is remembered."""
        found = None if cell in self._missing else value_of(cell, self.decimal)
        if found is None:
            self.others[row] = cell
            return float("nan")
        if found[1]:
            self.units[found[1]] += 1
            self.others[row] = cell
        return found[0]

    def _add_texts(self, cells: Sequence[str]) -> None:
        known = self._known
        for one in cells:
            cell = one.strip()
            if self._is_missing(cell, False):
                cell = ""
            found = known.get(cell)
            if found is None:
                found = cell if len(known) < MOST_TEXTS else MANY_TEXTS
                known[found] = found
            self.texts.append(found)

    def last(self) -> str:
        """What the last cell says, where it is no number."""
        if not self.numeric:
            return self.texts[-1]
        return self.others.get(len(self.values) - 1, "")

    def last_is_missing(self) -> bool:
        """Whether the last cell says nothing."""
        if not self.numeric:
            return not self.texts[-1]
        if np.isfinite(self.values.array()[-1]):
            return False
        return self._is_missing(self.others[len(self.values) - 1], True)

    def adds_up(self) -> bool | None:
        """Whether the last number is the sum of those above it; None: it is no number."""
        if not self.numeric or len(self.values) < 4:
            return None
        values = self.values.array()
        if not np.isfinite(values[-1]):
            return None
        total = np.nansum(values[:-1])
        size = np.nansum(np.abs(values[:-1]))
        return bool(abs(total - values[-1]) <= 1e-6 * size and size > 0.0)

    def occurs_once(self) -> bool:
        """Whether what the last cell says stands in no other."""
        if self.numeric:
            return True
        return self.texts.count(self.texts[-1]) == 1

    def drop_last(self) -> None:
        """Forget the last cell."""
        if self.numeric:
            self.others.pop(len(self.values) - 1, None)
            self.values.drop_last()
        else:
            dropped = self.texts.pop()
            if dropped not in self.texts:
                self._known.pop(dropped, None)

    def column(self, name: str, given: str, place: int, index: bool) -> Column:
        """The column as it was read."""
        if not self.numeric:
            return _of_texts(Column(name, given, place, "text", None, self.texts))
        return self._of_numbers(name, given, place, index)

    def _of_numbers(self, name: str, given: str, place: int, index: bool) -> Column:
        values = self.values.array()
        unit, missing, infinite, faults = self._shared_unit(values), 0, 0, []
        for row, cell in self.others.items():
            if not np.isnan(values[row]):
                found = value_of(cell, self.decimal)
                if found is not None and found[1] in ("", unit):
                    continue
                values[row] = np.nan
            if self._is_missing(cell, True):
                missing += 1
            elif INFINITE.fullmatch(cell):
                infinite += 1
            else:
                faults.append(Fault(row, cell))
        held = len(values) - missing
        if held and len(faults) > max(1.0, MOST_FAULTS * held):
            return self._mixed(name, given, place, missing, faults)
        column = Column(
            name, given, place, "number", values, None, missing, infinite, tuple(faults), unit
        )
        _of_values(column, index)
        if self._codes and column.kind in ("number", "id"):
            column.kind, column.why = "id", "codes that begin with 0"
        return column

    def _shared_unit(self, values: FloatArray) -> str:
        if not self.units:
            return ""
        unit, count = self.units.most_common(1)[0]
        return unit if count >= SHARED * np.isfinite(values).sum() else ""

    def _mixed(
        self, name: str, given: str, place: int, missing: int, faults: list[Fault]
    ) -> Column:
        """A column of numbers and much else."""
        why = "numbers and texts mixed"
        if len(self.units) > 1:
            why = f"several units: {', '.join(list(self.units)[:3])}"
        dates = sum(is_date(fault.text) for fault in faults)
        kind: Kind = "date" if 2 * dates > len(faults) else "text"
        return Column(name, given, place, kind, None, None, missing, 0, tuple(faults), why=why)


def _are_codes(cells: Sequence[str]) -> bool:
    """Whether cells are digits, equally many in each, and some begin with 0."""
    held = [cell for one in cells if (cell := one.strip()) and not is_missing(cell, True)]
    if len(held) < 3 or not all(map(str.isdecimal, held)):
        return False
    return len({len(cell) for cell in held}) == 1 < len(held[0]) and any(
        cell[0] == "0" for cell in held
    )


def _of_texts(column: Column) -> Column:
    texts = column.texts or []
    counts = Counter(texts)
    column.missing = counts.pop("", 0)
    held = len(texts) - column.missing
    if not held:
        column.kind = "empty"
        return column
    if len(counts) == 1:
        column.kind, column.values = "constant", tuple(counts)
        return column
    first = list(islice(counts, DATES))
    if sum(map(is_date, first)) > 0.8 * len(first):
        column.kind = "date"
        return column
    column.values = tuple(sorted(counts))
    if len(counts) == 2 and (held > 2):
        column.kind = "two values"
    elif len(counts) * 2 <= held and MANY_TEXTS not in counts:
        column.kind = "classes"
    elif ID_NAME.fullmatch(column.name) or CAMEL_ID.fullmatch(column.name):
        column.kind = "id"
    return column


def _of_values(column: Column, index: bool) -> None:
    """Find the kind of a column of numbers; index: it is one if it counts the rows."""
    values = column.numbers
    assert values is not None
    held = values[np.isfinite(values)]
    if not len(held):
        column.kind = "empty"
        return
    low, high = float(held.min()), float(held.max())
    if low == high:
        column.kind, column.values = "constant", (f"{low:.17g}",)
        return
    whole = bool((held == np.rint(held)).all())
    different = np.unique(held) if whole or len(held) < 10_000 else held[:2000]
    if len(different) <= 20:
        column.values = tuple(f"{value:.17g}" for value in different)
    if whole and DATE_NAME.search(column.name) and low >= 18_000_101 and high <= 22_001_231:
        column.kind = "date"
        return
    if whole and len(different) == len(held) and len(held) > 2:
        steps = np.diff(held)
        run = bool((steps == 1.0).all())
        if (
            ID_NAME.fullmatch(column.name)
            or CAMEL_ID.fullmatch(column.name)
            or (run and index and len(held) > 9)
        ):
            column.kind = "id"
            column.why = "it counts the rows" if run else "a number of its own in each row"
