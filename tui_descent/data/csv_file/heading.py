"""Where the names of the columns stand, what stands before and below them, or that there are none.

A row of data is never taken for names: it would be lost.
"""

from collections.abc import Sequence
from itertools import pairwise

from tui_descent.data.csv_file.layout import COMMENT, Row
from tui_descent.data.csv_file.spelling import is_date, is_missing, value_of
from tui_descent.engine.record import Value

MOST_HEADING = 30  # lines of titles and names
YEARS = range(1500, 2300)
SAMPLE = 200  # rows that tell what a column holds


class Heading(Value):
    """What stands above the data.

    names    of the columns, shape (width,); "" for a column without a name
    named    whether the file names its columns
    rows     how many rows come before the first row of data
    titles   lines of words above the names
    units    the row of units below the names, if there is one
    """

    names: tuple[str, ...]
    named: bool
    rows: int
    titles: int = 0
    units: tuple[str, ...] = ()


def heading_of(
    rows: Sequence[Row], width: int, comment: Sequence[str], header: bool | None
) -> Heading:
    """Return the heading of a file from its first rows.

    width    the number of cells that most rows have
    comment  the cells of the last comment before the data, whose # is cut off
    header   whether the first row names the columns; None: it is found
    """
    first = _first_full(rows, width)
    columns = _columns(rows[first:], width)
    numeric = [at for at, column in enumerate(columns) if _is_numeric(column)]
    if header is True:
        return _below(rows, first, width, numeric)
    start = first
    if header is None:
        if _commented_names(comment, width, numeric, rows[first][1] if rows else []):
            return Heading(tuple(comment), True, first, first)
        while start < min(first + 4, len(rows)) and _is_heading(rows, start, width, numeric):
            start += 1
    if start > first:
        return _named(rows[first:start], width, numeric, first)
    return Heading(("",) * width, False, first, first)


def _first_full(rows: Sequence[Row], width: int) -> int:
    """The first row as wide as most, or as wide but for columns without a name at the end."""
    for at, (_, row) in enumerate(rows[:MOST_HEADING]):
        if len(row) == width or (len(row) == width - 1 and len(row) > 1 and at + 1 < len(rows)):
            if len(row) == width - 1 and len(rows[at + 1][1]) != width:
                continue
            if width > 2 and sum(bool(cell.strip()) for cell in row) == 1 and _title(rows, at):
                continue  # a title with separators behind it
            return at
    return 0


def _title(rows: Sequence[Row], at: int) -> bool:
    following = [row for _, row in rows[at + 1 : at + 4]]
    return any(sum(bool(cell.strip()) for cell in row) > 1 for row in following)


def _columns(rows: Sequence[Row], width: int) -> list[list[str]]:
    """The cells of each column, without those that may be a heading, where there are enough."""
    whole = [row for _, row in rows if len(row) >= width][: SAMPLE + 3]
    body = whole[3:] if len(whole) > 6 else whole[1:]
    return [[row[at].strip() for row in body] for at in range(width)]


def _is_numeric(column: Sequence[str]) -> bool:
    """Whether most of the cells that hold something hold numbers."""
    held = [cell for cell in column if not is_missing(cell, numeric=True)]
    return 2 * sum(_is_number(cell) for cell in held) > len(held)


def _is_number(cell: str) -> bool:
    return value_of(cell, ".") is not None or value_of(cell, ",") is not None


def _is_label(cell: str, below: Sequence[str]) -> bool:
    """Whether a cell above a column is a word, or a number with a unit that no other has: 24h."""
    if _is_word(cell):
        return True
    found = value_of(cell, ".")
    if found is None or not found[1].isalpha():
        return False
    return not any(found[1] in one for one in below)


def _is_word(cell: str) -> bool:
    if is_missing(cell, numeric=True) or _is_number(cell):
        return False
    return any(char.isalpha() for char in cell) or bool(cell.strip())


def _is_heading(rows: Sequence[Row], at: int, width: int, numeric: Sequence[int]) -> bool:
    """Whether a row is none of data."""
    row = [cell.strip() for cell in rows[at][1]]
    if len(row) == width - 1:
        row = ["", *row]
    if len(row) < width:
        return True
    row = row[:width]
    under = [one for _, one in rows[at + 1 : at + 1 + SAMPLE] if len(one) >= width]
    if not under:
        return any(map(_is_word, row)) and not any(map(_is_number, row))
    below = [[one[place].strip() for one in under] for place in range(width)]
    words = [place for place in numeric if _is_label(row[place], below[place])]
    numbers = [place for place in numeric if place not in words and _is_number(row[place])]
    if words and not numbers:
        return True
    if words and all(_unlike(row[place], below[place]) for place in numbers):
        return True
    if words:
        return False
    if numbers:
        cells = [row[place] for place in numbers]
        columns = [below[place] for place in numbers]
        return len(numbers) == len(numeric) and _are_names(cells, columns)
    return not numeric and _are_new_words(row, below)


def _unlike(cell: str, below: Sequence[str]) -> bool:
    """Whether a number above a column is spelled otherwise than its numbers: 50% above 0.3."""
    return (
        _decimals(cell) != any(map(_decimals, below))
        or (cell[-1:].isdigit() and not any(one[-1:].isdigit() for one in below))
        or (not cell[-1:].isdigit() and all(one[-1:].isdigit() for one in below if one))
        or (_is_year(cell) and not any(map(_is_year, below)))
    )


def _decimals(cell: str) -> bool:
    return "." in cell or "," in cell


def _are_names(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether numbers name columns: years, or 0, 1, 2 …, unlike the numbers below."""
    cells = [cell for column in below for cell in column if cell]
    return _are_years(names, cells) or _are_counted(names, cells)


def _are_years(names: Sequence[str], below: Sequence[str]) -> bool:
    if not all(map(_is_year, names)) or any(map(_is_year, below)):
        return False
    years = [int(name) for name in names]
    steps = {later - year for year, later in pairwise(years)}
    if len(years) == 1:
        return True
    return len(steps) == 1 and (len(years) > 2 or steps <= {1, -1})


def _is_year(cell: str) -> bool:
    return cell.isdecimal() and len(cell) == 4 and int(cell) in YEARS


def _are_counted(names: Sequence[str], below: Sequence[str]) -> bool:
    if len(names) < 3 or not all(name.isdecimal() for name in names):
        return False
    first = int(names[0])
    counted = [str(first + place) for place in range(len(names))]
    whole = sum(cell.removeprefix("-").isdecimal() for cell in below)
    least = 2 if len(names) > 3 else 5  # less wide, it takes more rows to tell
    few = 2 * whole < len(below) if len(names) > 3 else 5 * whole < len(below)
    return list(names) == counted and few and len(below) >= least * len(names)


def _are_new_words(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether words, with no number anywhere, occur in none of the columns that repeat theirs."""
    if not all(row):
        return any(row) and not any(cell and cell in below[at] for at, cell in enumerate(row))
    if any(is_date(cell) for cell in row):
        return False
    if any(cell in below[at] for at, cell in enumerate(row)):
        return False
    if any(column and all(is_date(cell) for cell in column if cell) for column in below):
        return True
    return any(2 * len(set(column)) <= len(column) for column in below) or len(below[0]) < 4


def _commented_names(
    comment: Sequence[str], width: int, numeric: Sequence[int], first: Sequence[str]
) -> bool:
    """Whether the comment above the data names its columns, as numpy.savetxt writes them."""
    if len(comment) != width or width < 2:
        return False
    if not any(_is_number(first[at].strip()) for at in numeric if at < len(first)):
        return not numeric and False
    return all(cell and not _is_number(cell) for cell in comment[1:])


def _named(heading: Sequence[Row], width: int, numeric: Sequence[int], first: int) -> Heading:
    """The names are in the first row that is full, and has none twice; below it may be units."""
    rows = [[cell.strip() for cell in row] for _, row in heading]
    rows = [["", *row] if len(row) == width - 1 else [*row, *[""] * width][:width] for row in rows]
    filled = [sum(map(bool, row)) for row in rows]
    full = [at for at, count in enumerate(filled) if count == max(filled)]
    at = next((one for one in full if len(set(rows[one])) == width), full[0])
    units = tuple(rows[at + 1]) if at + 1 < len(rows) else ()
    return Heading(tuple(rows[at]), True, first + len(rows), first + at, units)


def _below(rows: Sequence[Row], first: int, width: int, numeric: Sequence[int]) -> Heading:
    """The heading where the file is known to have names: those of its first full row."""
    end = first + 1
    while end < min(first + 4, len(rows)) and _is_heading(rows, end, width, numeric):
        end += 1
    return _named(rows[first : min(end, len(rows))], width, numeric, first)


def last_comment(lines: Sequence[str]) -> str:
    """The comment that stands right above the first line that is none; "": there is none."""
    found = ""
    for line in lines:
        text = line.strip()
        if text.startswith(COMMENT):
            found = text[len(COMMENT) :].strip()
        elif text:
            return found
    return ""
