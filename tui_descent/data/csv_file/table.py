"""A CSV file as a table: read by what its beginning shows, or by what was said of it."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

import numpy as np

from tui_descent.data.csv_file.blocks import Block, block_of
from tui_descent.data.csv_file.column import Building, Column
from tui_descent.data.csv_file.errors import CsvError
from tui_descent.data.csv_file.heading import Heading, heading_of, last_comment
from tui_descent.data.csv_file.layout import Layout, Row, layout_of, usual_width
from tui_descent.data.csv_file.source import Source, open_source
from tui_descent.data.csv_file.spelling import Votes, value_of
from tui_descent.data.csv_file.values import Values
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.record import Value, replace

CHUNK = 500  # rows that are read at once
SAMPLE_ROWS = 20_000  # that tell how numbers are written
SAMPLE_CELLS = 100_000
BEGINNING_ROWS = 2000  # whose usual width is that of all
TOTAL = re.compile(
    r"(?:grand |sub)?totals?|sums?|overall|all|mean|average|avg\.?|count|Σ|gesamt|summe|insgesamt"
    r"|mittelwert|durchschnitt|totaux|somme|moyenne|ensemble|totales|suma|promedio|media|totale"
    r"|totali|somma|totaal|som|gemiddelde|totalt|medel|razem|итого|всего|合计|合計|総計|总计",
    re.IGNORECASE,
)
MOST_TOTALS = 5
REMARK_START = b"\n#"

IntArray = np.ndarray[tuple[int], np.dtype[np.int64]]


class Reading(Value):
    """What is known of a file before it is read; None: it is found.

    separator  what stands between cells
    decimal    the sign before decimals
    header     whether the first row names the columns
    missing    what else stands for a missing cell
    words      columns whose cells are words as they stand, even NA and 02
    """

    separator: str | None = None
    decimal: str | None = None
    header: bool | None = None
    missing: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Table(Value):
    """What stands in a CSV file, with each decision that was made to read it.

    file       its name
    decimal    the sign before decimals; "": not the same in all columns, or there are no numbers
    columns    in their order
    lines      shape (rows,): the line on which each row begins
    ragged     lines that have more or fewer cells than the others, and how many
    totals     lines at the end that add up the rows above
    notes      how many lines of words stand below the data
    missing    what else stood for a missing cell
    words      columns whose cells were read as words
    store      shape (width, room): the numbers of all columns, where they are very many; a column's
               are the beginning of its row
    """

    file: str
    encoding: str
    zipped: bool
    separator: str
    decimal: str
    named: bool
    titles: int
    units: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: IntArray
    ragged: tuple[tuple[int, int], ...] = ()
    totals: tuple[int, ...] = ()
    notes: int = 0
    missing: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    store: FloatArray | None = None

    @property
    def rows(self) -> int:
        """How many rows of data there are, those that are ragged among them."""
        return len(self.lines) + len(self.ragged) + len(self.totals)


def read_table(path: Path, reading: Reading | None = None) -> Table:
    """Return the table in a CSV file; raises CsvError if it holds no table, OSError as `open`."""
    return _Reader(open_source(path), path.name, reading or Reading()).table()


@dataclass(slots=True)
class _Reader:
    """What is at hand while a table is read."""

    source: Source
    file: str
    reading: Reading
    ragged: list[Row] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)
    store: FloatArray | None = None

    def table(self) -> Table:
        head = self.source.head
        layout = layout_of(head, self.reading.separator)
        rows = layout.rows(self.source.lines())
        sample = self._sample(rows)
        if not sample:
            raise CsvError("the file is empty", "give names, and below them a row for each point")
        width = self._width(sample)
        heading = heading_of(sample, width, self._comment(head, layout), self.reading.header)
        above = [row for row in sample[: heading.titles] if self._holds_data(row, width)]
        columns = self._columns(sample[heading.rows :], _names(heading), layout)
        begins = self._begin_of_blocks(layout, sample, heading)
        if begins and not above:
            rows.close()
            del rows, sample
            lines = self._filled_by_blocks(columns, begins, layout)
        else:
            lines = self._filled(columns, chain(above, sample[heading.rows :], rows), width)
        return self._finished(heading, layout, columns, lines)

    def _sample(self, rows: Iterable[Row]) -> list[Row]:
        found, cells = [], 0
        for row in islice(rows, SAMPLE_ROWS):
            found.append(row)
            cells += len(row[1])
            if cells > SAMPLE_CELLS:
                break
        return found

    def _width(self, sample: Sequence[Row]) -> int:
        width, _ = usual_width([row for _, row in sample[:BEGINNING_ROWS]])
        if len(sample) < 4 and sample:  # of names and a row, the names tell
            width = max(len(row) for _, row in sample)
        return width

    def _comment(self, head: str, layout: Layout) -> list[str]:
        lines = head[:20_000].splitlines(keepends=True)[layout.skipped :]
        text = last_comment(lines)
        if not text or not layout.commented:
            return []
        bare = Layout(layout.separator, layout.quote, layout.escape, commented=False)
        try:
            found = next(bare.rows([text]), (0, []))[1]
        except CsvError:
            return []
        if text[:1] in ",;\t|" and layout.separator in text[:1]:
            found[0] = "#"
        return [cell.strip() for cell in found]

    @staticmethod
    def _holds_data(row: Row, width: int) -> bool:
        """Whether a row above the names is a ragged one of data, and no title."""
        cells = [cell.strip() for cell in row[1]]
        numbers = sum(value_of(cell, ".") is not None for cell in cells)
        return len(cells) > 1 and 2 * numbers > len(cells) and abs(len(cells) - width) < width

    def _columns(
        self, sample: Sequence[Row], names: Sequence[str], layout: Layout
    ) -> list[Building]:
        """A building for each column, with the sign before its decimals."""
        whole = [row for _, row in sample if len(row) >= len(names)]
        missing = frozenset(_spellings(self.reading.missing))
        sampled = [
            Building([row[at] for row in whole], missing, name in self.reading.words)
            for at, name in enumerate(names)
        ]
        decimal = self.reading.decimal
        votes = sum((one.votes for one in sampled if one.numeric), Votes())
        common = votes.decimal() or votes.likely(layout.separator)
        for one in sampled:
            one.decimal = decimal or one.votes.decimal() or common
        return sampled

    def _begin_of_blocks(self, layout: Layout, sample: Sequence[Row], heading: Heading) -> int:
        """The line from which on many rows can be read at once; 0: the file is not like that."""
        simple = layout.separator != " " and not layout.wrapped and not self.source.whole
        ends = "\n" in self.source.head
        if not (simple and ends and self.source.single_bytes and heading.rows < len(sample)):
            return 0
        return 0 if self.reading.missing else sample[heading.rows][0]

    def _filled_by_blocks(self, columns: list[Building], begins: int, layout: Layout) -> IntArray:
        """Fill the columns a block of lines at a time, from the line with this number on."""
        numeric = [one.decimal for one in columns if one.numeric]
        point = ord("," if numeric and set(numeric) == {","} else ".")
        lines: list[IntArray] = []
        self._make_room(columns, begins)
        blocks = self.source.blocks(begins)
        for content in blocks:
            content = content.replace(b"\r\n", b"\n")
            quoted = bool(layout.quote) and layout.quote.encode() in content
            block = None if quoted else block_of(content, ord(layout.separator), len(columns))
            if block is None or REMARK_START in content:
                # A cell in quotation marks may go on in the next block, so the rest is taken.
                pieces = chain([content], blocks) if quoted else [content]
                lines.append(self._filled_by_rows(columns, pieces, begins, layout))
            else:
                self._add(columns, block, point)
                lines.append(np.arange(begins, begins + len(block.ends), dtype=np.int64))
                self.ragged += self.notes
                self.notes = []
            begins += content.count(b"\n")
        return np.concatenate(lines) if lines else np.empty(0, dtype=np.int64)

    def _make_room(self, columns: Sequence[Building], begins: int) -> None:
        """Keep all numbers in one matrix, with room for about as many rows as there are."""
        head = self.source.head
        each = len(head.encode(self.source.encoding)) / max(1, head.count("\n") - begins)
        self.store = np.empty((len(columns), int(1.1 * self.source.size / each) + CHUNK))
        for column, room in zip(columns, self.store, strict=True):
            column.values = Values(room)

    def _filled_by_rows(
        self, columns: list[Building], pieces: Iterable[bytes], begins: int, layout: Layout
    ) -> IntArray:
        """Fill the columns with the rows of lines that begin with this number."""
        texts = (piece.decode(self.source.encoding, "replace") for piece in pieces)
        lines = chain.from_iterable(io.StringIO(text, newline="") for text in texts)
        rows = replace(layout, skipped=0).rows(lines)
        moved = ((line + begins - 1, row) for line, row in rows)
        return self._filled(columns, moved, len(columns))

    def _add(self, columns: list[Building], block: Block, point: int) -> None:
        """Add a block's cells to the columns."""
        encoding = self.source.encoding
        values, plain = block.numbers(point)
        quick = np.array([one.numeric and ord(one.decimal) == point for one in columns])
        others: list[list[tuple[int, str]]] = [[] for _ in columns]
        for row, at in np.argwhere(~plain & quick).tolist():
            others[at].append((row, block.text(row, at, encoding)))
        for at, column in enumerate(columns):
            if quick[at]:
                column.add_block(values[:, at], others[at])
            else:
                column.add(block.texts(at, encoding), careful=True)

    def _filled(self, columns: list[Building], body: Iterator[Row], width: int) -> IntArray:
        lines: list[int] = []
        while chunk := list(islice(body, CHUNK)):
            whole = []
            for line, row in chunk:
                if len(row) > width and not any(cell.strip() for cell in row[width:]):
                    row = row[:width]
                if len(row) == width:
                    whole.append(row)
                    lines.append(line)
                    self.ragged += self.notes
                    self.notes = []
                else:
                    self._put_aside((line, row))
            careful = any("_" in cell for row in whole for cell in row)
            for column, cells in zip(columns, zip(*whole, strict=True), strict=False):
                column.add(cells, careful)
        return np.array(lines, dtype=np.int64)

    def _put_aside(self, row: Row) -> None:
        """A row of another width: a note below the data if no other row follows."""
        filled = [cell.strip() for cell in row[1] if cell.strip()]
        first = filled[0] if filled else ""
        words = value_of(first, ".") is None and value_of(first, ",") is None
        if words and len(filled) < 3:
            self.notes.append(row)
        else:
            self.ragged += [*self.notes, row]
            self.notes = []

    def _is_stored(self, columns: Sequence[Building]) -> bool:
        """Whether all numbers are in the one matrix."""
        store = self.store
        return store is not None and all(one.values.are_in(store) for one in columns if one.numeric)

    def _finished(
        self,
        heading: Heading,
        layout: Layout,
        building: list[Building],
        lines: IntArray,
    ) -> Table:
        notes = len(self.notes) + _drop_notes(building, len(lines))
        lines = lines[: len(lines) + len(self.notes) - notes]
        totals = _drop_totals(building, lines)
        lines = lines[: len(lines) - len(totals)]
        names = _names(heading)
        decimals = {one.decimal for one in building if one.numeric}
        decimal = decimals.pop() if len(decimals) == 1 else ""
        columns = [
            one.column(_of_its_own(names, at), name, at, _index_like(heading, at))
            for at, (one, name) in enumerate(zip(building, names, strict=True))
        ]
        columns = [
            column for column in columns if column.kind != "empty" or heading.names[column.place]
        ]
        ragged = tuple((line, len(row)) for line, row in self.ragged)
        return Table(
            self.file,
            self.source.encoding,
            self.source.zipped,
            layout.separator,
            decimal,
            heading.named,
            heading.titles,
            heading.units,
            tuple(columns),
            lines,
            ragged,
            totals,
            notes,
            self.reading.missing,
            self.reading.words,
            self.store if self._is_stored(building) else None,
        )


def _names(heading: Heading) -> list[str]:
    """The names without their quotation marks; a column without a name is column1, column2 …"""
    names = [" ".join(name.split()) for name in heading.names]
    if all(len(name) > 2 and name[0] == name[-1] == "'" for name in names):
        names = [name[1:-1] for name in names]
    return [name or f"column{at + 1}" for at, name in enumerate(names)]


def _of_its_own(names: Sequence[str], at: int) -> str:
    """A name that no other column has: of two alike the second is `age (2)`."""
    if names.count(names[at]) == 1:
        return names[at]
    return f"{names[at]} ({names[: at + 1].count(names[at])})"


def _index_like(heading: Heading, at: int) -> bool:
    """Whether a column that counts the rows is there for that: the first, without a name."""
    return at == 0 and not heading.names[0]


def _drop_notes(columns: Sequence[Building], rows: int) -> int:
    """Leave out rows at the end that hold nothing but a word where numbers stand above."""
    found = 0
    while rows - found > 3 and found < MOST_TOTALS:
        said = [column for column in columns if not column.last_is_missing()]
        if len(columns) < 3 or len(said) != 1 or not said[0].numeric or not said[0].last():
            break
        for column in columns:
            column.drop_last()
        found += 1
    return found


def _drop_totals(columns: Sequence[Building], lines: IntArray) -> tuple[int, ...]:
    """Leave out rows at the end that add up those above; return their lines."""
    found: list[int] = []
    while len(found) < MOST_TOTALS and len(lines) - len(found) > 3:
        sums = [one for one in (column.adds_up() for column in columns) if one is not None]
        labels = [column.last() for column in columns if column.occurs_once()]
        named = any(TOTAL.fullmatch(label.strip(" :*.")) for label in labels if label)
        if not named and not (len(sums) > 1 and all(sums)):
            break
        for column in columns:
            column.drop_last()
        found.append(int(lines[len(lines) - 1 - len(found)]))
    return tuple(reversed(found))


def _spellings(missing: Sequence[str]) -> Iterator[str]:
    """The ways in which a value that stands for a missing cell may be written."""
    for text in missing:
        yield text.strip()
        found = value_of(text.strip(), ".")
        if found is not None:
            value = found[0]
            yield f"{value:g}"
            for digits in range(1, 5):
                yield f"{value:.{digits}f}"
                yield f"{value:.{digits}f}".replace(".", ",")
