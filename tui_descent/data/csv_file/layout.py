"""What stands between the cells of a file and around them, found by how evenly it divides lines."""

import csv
import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import islice

from tui_descent.data.csv_file.errors import CsvError
from tui_descent.data.csv_file.spelling import is_date, is_missing, value_of
from tui_descent.engine.record import Value, replace

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars", " ": "blanks"}
BEGINNING = 400  # lines that are tried with each separator
MOST_CELL = 16_000_000  # characters
COMMENT = "#"
REMARK = re.compile(r"\s*#(?!N/A|NV|DIV/0!|VALUE!|REF!|NUM!|NAME\?|NULL!)", re.IGNORECASE)
SAID = re.compile(r'"?sep=(.)"?,*;*\s*', re.IGNORECASE)
WORD = re.compile(r"[^,;\t|]*")
AT_BLANKS = re.compile(r'"(?:[^"]|"")*"|\S+')

Row = tuple[int, list[str]]  # the number of the line on which it begins, and its cells


class Layout(Value):
    """How lines are divided into cells.

    separator  what stands between them; " ": any number of blanks
    quote      what stands around a cell that holds a separator; "": nothing does
    escape     what stands before a quotation mark inside a cell; "": it is doubled
    wrapped    whether each whole line stands in quotation marks
    skipped    lines before the first that count, such as `sep=;`
    commented  whether lines that begin with # are left out
    """

    separator: str
    quote: str = '"'
    escape: str = ""
    wrapped: bool = False
    skipped: int = 0
    commented: bool = True

    def rows(self, lines: Iterable[str]) -> Generator[Row, None, None]:
        """The rows of these lines; blank ones and comments are left out.

        Raises CsvError where a quotation mark is never closed.
        """
        csv.field_size_limit(MOST_CELL)
        feed = _Feed(lines, self)
        reader = csv.reader(
            feed,
            delimiter=self.separator,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            doublequote=not self.escape,
            skipinitialspace=self.separator != " ",
        )
        line = 1
        try:
            for row in reader:
                if feed.ended and feed.marks % 2 and not self.escape:
                    wrong = "a quotation mark that is never closed"
                    raise CsvError(wrong, "close it, or remove it", f"line {feed.first}")
                if self.wrapped and len(row) == 1:
                    row = next(csv.reader([row[0]], delimiter=self.separator), [])
                if any(cell and not cell.isspace() for cell in row):
                    yield feed.first, row
                line = feed.first
                feed.between = True
        except csv.Error as error:
            wrong = "a cell that is too long" if "limit" in str(error) else str(error)
            raise CsvError(wrong, "correct the line", f"line {line}") from None


class _Feed:
    """Lines for csv.reader, which remembers where a row began.

    first    the line on which the present row began
    marks    quotation marks in it
    between  whether the next line begins a row
    ended    whether all lines were asked for: before a row ends only inside quotation marks
    """

    def __init__(self, lines: Iterable[str], layout: Layout) -> None:
        self._lines = enumerate(lines, start=1)
        self._layout = layout
        self.first = 1
        self.marks = 0
        self.between = True
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        layout = self._layout
        for number, line in self._lines:
            if number <= layout.skipped:
                continue
            if self.between:
                if layout.commented and REMARK.match(line):
                    continue
                self.first, self.marks, self.between = number, 0, False
            if "\0" in line:
                line = line.replace("\0", "")
            self.marks += line.count('"')
            yield _single_blanks(line) if layout.separator == " " else line
        self.ended = True


def _single_blanks(line: str) -> str:
    found = AT_BLANKS.findall(line) if '"' in line else line.split()
    return " ".join(found) + "\n"


def layout_of(head: str, separator: str | None = None) -> Layout:
    """Return the layout that divides the beginning of a text most evenly.

    separator  what is known to stand between cells; None: it is found
    """
    lines = list(islice(_lines(head), BEGINNING))
    skipped = 0
    for number, line in enumerate(lines, start=1):
        if said := SAID.fullmatch(line):
            separator, skipped = separator or said[1], number
        if line.strip():
            break
    quote, escape = _quote(head), "\\" if '\\"' in head and '""' not in head else ""
    base = Layout("", quote, escape, skipped=skipped, commented=_are_comments(lines))
    choices = [separator] if separator else list(SEPARATORS)
    layouts = [replace(base, separator=mark) for mark in choices]
    scores = [_score(layout, lines) for layout in layouts]
    if max(scores) < 0.3:
        wrapped = [replace(one, wrapped=True) for one in layouts]
        again = [_score(layout, lines) for layout in wrapped]
        if max(again) > 0.5:
            layouts, scores = wrapped, again
    if quote and max(scores) < 0.3:
        bare = [replace(one, quote="") for one in layouts]
        again = [_score(layout, lines) for layout in bare]
        if max(again) > max(scores) and max(again) > 0.5:
            layouts, scores = bare, again
    return layouts[scores.index(max(scores))]


def _lines(text: str) -> Iterator[str]:
    start = 0
    for found in re.finditer(r"\r\n|\r|\n", text):
        yield text[start : found.end()]
        start = found.end()
    if start < len(text):
        yield text[start:]


def _quote(head: str) -> str:
    """A quotation mark, or an apostrophe where whole cells stand in those."""
    single = len(
        re.findall(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n]|$)", head[:20_000], re.MULTILINE)
    )
    double = head[:20_000].count('"') // 2
    return "'" if single > 3 and single > 2 * double else '"'


def _are_comments(lines: Sequence[str]) -> bool:
    """Whether lines that begin with # are few, or at the top: else they are rows."""
    filled = [line for line in lines if line.strip()]
    marked = sum(bool(REMARK.match(line)) for line in filled)
    top = next((at for at, line in enumerate(filled) if not REMARK.match(line)), 0)
    return 2 * (marked - top) <= len(filled) - top


def _score(layout: Layout, lines: Sequence[str]) -> float:
    """How evenly lines are divided, and how many of the cells are then whole."""
    try:
        rows = [row for _, row in layout.rows(lines)]
    except CsvError as error:
        if "never closed" not in error.wrong:
            return 0.0
        rows = []  # the beginning may end inside a cell
        try:
            rows.extend(row for _, row in layout.rows(lines[: max(1, _line(error) - 1)]))
        except CsvError:
            return 0.0
        if len(rows) * 3 < len(lines):
            return 0.0
    width, share = usual_width(rows)
    if width < 2:
        return 0.0
    cells = [cell.strip() for row in rows if len(row) == width for cell in row]
    whole = sum(map(_is_whole, cells))
    blanks = 0.9 if layout.separator == " " else 1.0
    return share * whole / len(cells) * blanks


def _line(error: CsvError) -> int:
    return int(error.place.removeprefix("line "))


def usual_width(rows: Sequence[Sequence[str]]) -> tuple[int, float]:
    """The number of cells that most rows have, and the share of rows that have it."""
    if not rows:
        return 0, 0.0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    return width, count / len(rows)


def _is_whole(cell: str) -> float:
    """How likely a cell is one cell: a number, a date, nothing, or words without separators."""
    if len(cell) > 1000:
        return 0.5
    if is_missing(cell, numeric=True):
        return 0.7
    if value_of(cell, ".") or value_of(cell, ",") or is_date(cell):
        return 1.0
    return 0.9 if WORD.fullmatch(cell) else 0.3
