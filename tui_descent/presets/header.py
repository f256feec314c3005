"""Whether the first line of a CSV file names the columns, or is a point that would be lost."""

from collections.abc import Sequence
from itertools import pairwise

from tui_descent.presets.cells import kind, number

ROWS = 1000  # enough to tell what a column holds
YEARS = range(1800, 2200)
COUNTED = 4  # this many numbers 0, 1, 2, 3 … are names, as pandas writes them


def is_data(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first line is a row of data like those below it, not names.

    Names are words, at least one of them above a column of numbers. Where no word tells, numbers
    are names only if data would hardly look so: years in equal steps, such as 2019 and 2020, with
    no year among the numbers below; or 0, 1, 2, 3 and so on above numbers with decimals.
    """
    held = [place for place, cell in enumerate(first) if kind(cell) not in ("empty", "missing")]
    words = [place for place in held if _is_word(first[place])]
    numeric = [place for place in held if place not in words]
    if not numeric:
        return False
    columns = [[row[place] for row in rows[:ROWS]] for place in range(len(first))]
    if any(_is_numeric(columns[place]) for place in words):
        return False
    if any(first[place].strip() in map(str.strip, columns[place]) for place in words):
        return True  # a class that other rows have, too
    names = [first[place].strip() for place in numeric]
    below = [cell.strip() for place in numeric for cell in columns[place]]
    return not (_are_years(names, below) or _are_counted(names, below))


def _is_word(cell: str) -> bool:
    """Whether no number is meant: `area`, `24h` and `1st` are words, 1e3 is none."""
    if number(cell) is not None:
        return False
    return any(char.isalpha() for char in cell) or kind(cell) in ("word", "date")


def _is_numeric(column: Sequence[str]) -> bool:
    """Whether most of the cells that hold something hold numbers."""
    held = [cell for cell in column if kind(cell) not in ("empty", "missing")]
    return 2 * sum(kind(cell) in ("number", "spelling") for cell in held) > len(held)


def _are_years(names: Sequence[str], below: Sequence[str]) -> bool:
    if not all(_is_year(name) for name in names) or any(_is_year(cell) for cell in below):
        return False
    years = [int(name) for name in names]
    steps = {later - year for year, later in pairwise(years)}
    return len(steps) == 1 and (len(years) > 2 or steps <= {1, -1})


def _is_year(cell: str) -> bool:
    return cell.isdecimal() and len(cell) == 4 and int(cell) in YEARS


def _are_counted(names: Sequence[str], below: Sequence[str]) -> bool:
    counted = [str(count) for count in range(len(names))]
    whole = sum(cell.removeprefix("-").isdecimal() for cell in below)
    return len(names) >= COUNTED and list(names) == counted and 2 * whole < len(below)
