"""Whatever way a table is written in a CSV file, the same numbers are read; or it is refused."""

import gzip
import random
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_descent.data.csv_file.column import Column
from tui_descent.data.csv_file.errors import CsvError
from tui_descent.data.csv_file.spelling import is_date, value_of
from tui_descent.data.csv_file.table import Reading, Table, read_table


def table_of(content: bytes | str, reading: Reading | None = None) -> Table:
    """The table in a file with this content."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(path, reading)


def column(table: Table, name: str) -> Column:
    """The column of this name."""
    return next(one for one in table.columns if one.name == name)


def numbers(table: Table) -> list[list[float]]:
    """The rows of a table of numbers."""
    columns = [one.numbers for one in table.columns]
    rows: list[list[float]] = np.array(columns).T.tolist()
    return rows


NUMBERS = [
    ("1,5", ",", 1.5),
    ("0,500", ",", 0.5),
    ("-1,5e-3", ",", -0.0015),
    ("1.234,5", ",", 1234.5),
    ("1.234.567", ",", 1234567.0),
    ("1,234.5", ".", 1234.5),
    ("1,234,567", ".", 1234567.0),
    ("12,34,567.8", ".", 1234567.8),
    ("1 200", ".", 1200.0),
    ("1\u00a0200,5", ",", 1200.5),
    ("1\u202f200", ".", 1200.0),
    ("1'200.5", ".", 1200.5),
    ("50%", ".", 50.0),
    ("12,5 %", ",", 12.5),
    ("$5", ".", 5.0),
    ("-$5", ".", -5.0),
    ("$-5", ".", -5.0),
    ("5,50 €", ",", 5.5),
    ("EUR 5", ".", 5.0),
    ("$1,200.50", ".", 1200.5),
    ("\u22125", ".", -5.0),
    ("(5)", ".", -5.0),
    ("($1,200)", ".", -1200.0),
    ("5-", ".", -5.0),
    ("+5", ".", 5.0),
    (".5", ".", 0.5),
    ("5.", ".", 5.0),
    ("1E+03", ".", 1000.0),
    ("5 kg", ".", 5.0),
    ("21°C", ".", 21.0),
    ("3.5 m/s", ".", 3.5),
    ("7 m²", ".", 7.0),
]


@pytest.mark.parametrize(("cell", "decimal", "value"), NUMBERS)
def test_a_number_is_read_in_every_spelling(cell: str, decimal: str, value: float) -> None:
    found = value_of(cell, decimal)
    assert found is not None
    assert found[0] == value


@pytest.mark.parametrize(
    "cell", ["", "a", "1,5", "1.2.3", "1e999", "nan", "(5", "5)", "1,2,3", "--5"]
)
def test_what_is_no_number_is_none(cell: str) -> None:
    assert value_of(cell, ".") is None


@pytest.mark.parametrize(
    "cell",
    [
        *("2021-03-04", "04.03.2021", "3/4/21", "1990-01", "06:30", "6:30 PM", "2021-03-04 06:30"),
        *("2021-03-04T06:30:00Z", "2021-03-04T06:30:00.5+01:00", "4 March 2021", "Mar 2021"),
        *("March 4, 2021", "04-Mar-21", "2021 Q1", "2021-W05", "12. Mai 2020", "2021/03/04"),
    ],
)
def test_dates_and_times_are_told_from_numbers(cell: str) -> None:
    assert is_date(cell)


ROWS = [[1.5, -20.25, 3.0], [2.5, 1200.75, 4.5], [-3.25, 7.0, 1.25], [10.0, 0.5, 8.75]] * 3
NAMES = ["a", "b b", "c"]


def written(separator: str, decimal: str = ".", quote: str = "", end: str = "\n") -> str:
    """The same rows in one of many ways."""
    cells = [NAMES, *([f"{value}".replace(".", decimal) for value in row] for row in ROWS)]
    lines = [separator.join(f"{quote}{cell}{quote}" for cell in row) for row in cells]
    return end.join(lines) + end


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", " ; ", ", ", " | "])
@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("decimal", [".", ","])
def test_separators_quotes_line_ends_and_decimal_signs(
    separator: str, quote: str, end: str, decimal: str
) -> None:
    if decimal == "," == separator.strip() and not quote:
        return
    table = table_of(written(separator, decimal, quote, end))
    assert [one.name for one in table.columns] == NAMES
    assert numbers(table) == ROWS


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1"]
)
def test_encodings(encoding: str) -> None:
    text = written(";").replace("b b", "prêt")
    table = table_of(text.encode(encoding))
    assert [one.name for one in table.columns] == ["a", "prêt", "c"]
    assert numbers(table) == ROWS


def test_a_compressed_file_is_unzipped() -> None:
    table = table_of(gzip.compress(written(",").encode()))
    assert table.zipped
    assert numbers(table) == ROWS


def test_a_damaged_archive_is_refused() -> None:
    with pytest.raises(CsvError, match="gzip file that is damaged"):
        table_of(gzip.compress(written(",").encode())[:-20])


ABOVE = ["", "\n\n", "Report of May\n\n", "# made by hand\n# a, b\n", "sep=,\n", "x,,\n"]
BELOW = ["", "\n\n", "\nSource: own measurements\n", ",,\n,,\n", "# end\n", "Note: a, b\n"]


@pytest.mark.parametrize("above", ABOVE)
@pytest.mark.parametrize("below", BELOW)
def test_what_stands_above_and_below_the_data_is_none(above: str, below: str) -> None:
    table = table_of(above + written(",") + below)
    assert [one.name for one in table.columns] == NAMES
    assert numbers(table) == ROWS
    assert table.rows == len(ROWS)


def test_a_row_of_units_and_names_in_a_comment() -> None:
    text = written(",")
    names, _, rest = text.partition("\n")
    table = table_of(f"{names}\nm,kg,m/s\n{rest}")
    assert table.units == ("m", "kg", "m/s")
    assert numbers(table) == ROWS
    table = table_of(f"# {names}\n{rest}")
    assert [one.name for one in table.columns] == NAMES
    assert numbers(table) == ROWS


def test_without_names_columns_are_numbered_and_no_row_is_lost() -> None:
    table = table_of(written(",").partition("\n")[2])
    assert not table.named
    assert [one.name for one in table.columns] == ["column1", "column2", "column3"]
    assert numbers(table) == ROWS


@pytest.mark.parametrize(
    ("first", "below", "named"),
    [
        ("2019,2020", ["1.5,2.5", "3,4"], True),
        ("1950,1960,1970", ["1.5,2.5,3", "3,4,5"], True),
        ("region,2019,2020", ["north,1.5,2.5", "south,3,4"], True),
        ("0,1,2,3", ["1.5,2.5,3.5,4.5", "1,2.5,0.5,4.5"], True),
        ("year,2019", ["1,2.5", "2,3.5"], True),
        ("24h,1st", ["1,2.5", "2,3.5"], True),
        ("name,50%,90%,x", ["a,1,2.5,7", "b,2,3.5,8"], True),
        ("sky,wind", ["sun,low", "fog,low", "sun,high", "fog,high"], True),
        ("1,2", ["1.5,2.5", "3.5,4.5"], False),
        ("0,1,2,3", ["3,2,1,0", "1,1,2,3"], False),
        ("2000,1950", ["3500,2500", "1800,1200"], False),
        ("2019,2020", ["2021,2022", "2023,2024"], False),
        ("1.5,2.5,a", ["2.5,3.5,b", "3,4,a"], False),
        ("sun,low", ["fog,low", "sun,high", "fog,high"], False),
        ("12.3o,2.5", ["2.5,3.5", "3.5,4.25"], False),
        ("NA,2.5", ["2.5,3.5", "3.5,4.25"], False),
    ],
)
def test_a_first_row_is_names_only_where_it_is_no_data(
    first: str, below: list[str], named: bool
) -> None:
    table = table_of("\n".join([first, *below]))
    assert table.named == named
    assert len(table.lines) == len(below) + (not named)


CELL = st.floats(-1e6, 1e6).map(repr) | st.integers(-100, 2100).map(str)


@given(
    st.integers(2, 5).flatmap(
        lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=3)
    )
)
def test_of_rows_of_numbers_none_is_lost(rows: list[list[str]]) -> None:
    table = table_of("\n".join(map(",".join, rows)))
    if table.named:  # years, or 0, 1, 2, 3 and so on, unlike the numbers below
        steps = np.diff([int(cell) for cell in rows[0]])
        assert len(set(steps.tolist())) == 1
    assert table.rows == len(rows) - table.named


def kind(cells: list[str], name: str = "x") -> str:
    """The kind of a column with these cells, beside one of numbers."""
    rows = [f'"{cell}",{place}.5' for place, cell in enumerate(cells)]
    return column(table_of("\n".join([f"{name},y", *rows])), name).kind


@pytest.mark.parametrize(
    ("cells", "name", "expected"),
    [
        (["1", "2", "4", "3"], "x", "number"),
        (["1", "2", "3", "4"], "week", "number"),
        (["1", "2", "3", "4"], "id", "id"),
        (["7", "9", "8", "3"], "PassengerId", "id"),
        (["7", "9", "8", "3"], "customer_id", "id"),
        (["7", "9", "8", "3"], "smoker_no", "number"),
        (["0123", "0456", "1789", "0001"], "zip", "id"),
        (["no", "yes", "no", "yes"], "x", "two values"),
        (["a", "b", "c"] * 3, "x", "classes"),
        (["None", "one", "two"] * 3, "x", "classes"),
        (["Bern", "Rome", "Oslo", "Paris", "Lima"], "x", "text"),
        (["2021-01-01", "2021-01-02", "", "2021-01-04"], "x", "date"),
        (["4"] * 4, "x", "constant"),
        (["a"] * 4, "x", "constant"),
        (["", "NA", "", "?"], "x", "empty"),
        (["1", "None", "2", "-", ".", "3"], "x", "number"),
        (["5 kg", "600 g", "3 kg", "20 g"], "x", "text"),
    ],
)
def test_what_a_column_holds(cells: list[str], name: str, expected: str) -> None:
    assert kind(cells, name) == expected


def test_missing_infinite_and_other_cells_are_counted() -> None:
    cells = ["1.5", "", "NA", "inf", "2.5", "12.3o", "4", "5", "6", "7"]
    table = table_of("x,y\n" + "\n".join(f"{cell},1" for cell in cells))
    found = column(table, "x")
    assert (found.missing, found.infinite) == (2, 1)
    assert [(fault.row, fault.text) for fault in found.faults] == [(5, "12.3o")]
    assert int(table.lines[5]) == 7


def test_a_cell_may_be_told_to_be_missing() -> None:
    table = table_of("x,y\n-999,1\n2,2\n-999.0,3\n5,4\n", Reading(missing=("-999",)))
    assert column(table, "x").missing == 2


def test_rows_of_another_width_and_totals_are_set_apart() -> None:
    text = "shop,x,y\nA,1.5,2\nB,2.5\nC,3.5,4\nD,2.5,3,9\nE,1,1\nTotal,8.5,10\n"
    table = table_of(text)
    assert table.ragged == ((3, 2), (5, 4))
    assert table.totals == (7,)
    assert (len(table.lines), table.rows) == (3, 6)


def test_sums_in_the_last_row_are_a_total_in_any_language() -> None:
    rows = "".join(f"{name},{n}.5,{n * n}\n" for name, n in zip("ABCDE", range(1, 6), strict=True))
    table = table_of(f"x,u,v\n{rows}Zusammen,17.5,55\n")
    assert table.totals == (7,)


REFUSED = [
    (b"", "empty"),
    (b"\n \n", "empty"),
    (b"PK\x03\x04 ", "Excel"),
    (b"<!DOCTYPE html><html>", "HTML"),
    (b'[{"a": 1}]', "JSON"),
    (b'{"a": 1}\n{"a": 2}\n', "JSON"),
    (b"\x89PNG\r\n\x1a\n\x00\x01", "binary"),
    (b"\x00\x01\x02\x03,1\n", "binary"),
    (b"%PDF-1.4", "PDF"),
]


@pytest.mark.parametrize(("content", "word"), REFUSED)
def test_what_is_no_table_is_refused_for_what_it_is(content: bytes, word: str) -> None:
    with pytest.raises(CsvError, match=word):
        table_of(content)


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line() -> None:
    with pytest.raises(CsvError, match="never closed") as caught:
        table_of("x,y\n" + '"1,5","2,5"\n' * 9 + '3,"4\n5,6\n')
    assert caught.value.place == "line 11"


@pytest.mark.parametrize("seed", range(40))
def test_a_table_written_at_random_is_read_to_the_bit(seed: int) -> None:
    """With separator, decimals, quotes, names and digits drawn, of 2 to 6 columns."""
    draw = random.Random(seed)
    separator, decimal = draw.choice([(",", "."), (";", "."), (";", ","), ("\t", ","), ("|", ".")])
    digits, width = draw.randint(1, 6), draw.randint(2, 6)
    rows = [[round(draw.gauss(0.0, 10.0 ** draw.randint(0, 3)), digits) for _ in range(width)]]
    rows += [[round(draw.gauss(0.0, 30.0), digits) for _ in range(width)] for _ in range(20)]
    quote = draw.choice(["", '"'])
    named = draw.random() < 0.7
    names = [f"{draw.choice(['x', 'länge', 'a b', 'T (°C)'])}{at}" for at in range(width)]
    lines = [separator.join(names)] if named else []
    lines += [
        separator.join(f"{quote}{value:.{digits}f}{quote}".replace(".", decimal) for value in row)
        for row in rows
    ]
    table = table_of("\n".join(lines))
    assert (table.separator, table.named) == (separator, named)
    assert numbers(table) == rows
