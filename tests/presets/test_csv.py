"""A CSV file is read as it is meant, or refused with what is wrong and a remedy that works."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.presets.writing import points, points_or_refusal, preset_text, refusal


def line_of(x: str = "x", y: str = "y") -> str:
    """A line through the points of two columns."""
    return preset_text(csv="t.csv", inputs=[x], targets=[y])


# A file, what is said of it, and the file once that was done.
MENDED = [
    # numbers where names belong
    ("1,2\n2,4\n4,9\n", "line 1: numbers where the names of", "x,y\n1,2\n2,4\n4,9\n"),
    ("1.5,2\n2,4\n", "put a line of names above it, such as c1,c2", "x,y\n1.5,2\n2,4\n"),
    ("\n\n-1,2e3\n2,4\n", "line 3: numbers where the names", "x,y\n-1,2e3\n2,4\n"),
    ("x,y\n", "t.csv: no rows below the first line; give one row", "x,y\n1,2\n"),
    ("", "t.csv: empty; give a line of names", "x,y\n1,2\n"),
    ("\n \n,\n", "t.csv: empty; give a line of names", "x,y\n1,2\n"),
    # names
    (
        "x,x,y\n1,2,3\n",
        "line 1: 2 columns called 'x', which data.inputs asks for",
        "x,z,y\n1,2,3\n",
    ),
    (
        "X,y\n1,2\n",
        "line 1: no columns called 'x', which data.inputs asks for; did you mean X?",
        "",
    ),
    ("a,b\n1,2\n", "; there are: a, b", ""),
    ("A report\n\nx,y\n1,2\n3,4\n", "line 1: 1 cell where most lines below have 2", "x,y\n1,2\n"),
    # what separates the cells
    (
        "x;y\n1,5;2,5\n2,5;4,5\n",
        "line 1: semicolons between the cells, where commas belong (2 rows); first write numbers "
        "without commas (1,5 becomes 1.5), then put commas in place of the semicolons",
        "x,y\n1.5,2.5\n2.5,4.5\n",
    ),
    (
        "x;y\n1;2\n",
        "(1 row); put commas in place of the semicolons",
        "x,y\n1;2\n".replace(";", ","),
    ),
    ("x;y\n1.200,5;2\n", "(1.200,5 becomes 1200.5)", "x,y\n1200.5,2\n"),
    ("x\ty\n1\t2\n", "tabs between the cells", "x,y\n1,2\n"),
    ("x\ty\n1,5\t2\n", "first write numbers without commas (1,5", "x,y\n1.5,2\n"),
    ("x|y\n1|2\n", "vertical bars between the cells", "x,y\n1,2\n"),
    ("x   y\n1   2\n", "blanks between the cells", "x,y\n1,2\n"),
    ("x;y, in EUR\n1;2,5\n", "semicolons between the cells", 'x,"y"\n1,2.5\n'),
    ("sep=;\nx;y\n1;2\n", "'sep=;' is not a line of names; remove this line and", "x,y\n1,2\n"),
    ('"x,y"\n"1,2"\n', "quotation marks around the whole line; remove them", "x,y\n1,2\n"),
    # what is no number
    ("x,y\n1,\n2,3\n", "line 2, column y: empty (1 of 2 rows); fill it in, or leave", "x,y\n2,3\n"),
    (
        "x,y\n1,NaN\n2,3\n",
        "'NaN' is not a finite number (1 of 2 rows); write a number",
        "x,y\n2,3\n",
    ),
    ("x,y\n1,-inf\n2,3\n", "'-inf' is not a finite number (1 of 2 rows)", "x,y\n2,3\n"),
    ("x,y\n1,1e999\n2,3\n", "'1e999' is not a finite number (1 of 2 rows)", "x,y\n2,3\n"),
    ("x,y\n1,N/A\n2,3\n", "'N/A' is not a number (1 of 2 rows); write a number, or leave", ""),
    ("x,y\n1,oops\n2,3\n", "'oops' is not a number (1 of 2 rows); correct it, or leave", ""),
    (
        "x,y\n2020-01-31,3\n",
        "is a date or a time (1 of 1 row); write it as a number",
        "x,y\n31,3\n",
    ),
    ("x,y\n12:30,3\n", "is a date or a time", "x,y\n12.5,3\n"),
    (
        "x,y\nno,3\nyes,4\n",
        "'no' is not a number (2 of 2 rows); write no as 0 and yes as 1",
        "x,y\n0,3\n1,4\n",
    ),
    (
        "x,y\na,3\nb,4\nc,4\n",
        "give each word a column of its own, of 0 and 1, or leave the column out",
        "",
    ),
    # rows too long, too short, or swallowed by a quotation mark
    ("x,y\n1,2,3\n1,4\n", "line 2: 3 cells where the first line names 2 columns (1 of 2 rows)", ""),
    ("x,y\n1,5,2,5\n", "; name every column, write decimals with a point, and", "x,y\n1.5,2.5\n"),
    ("x,y\n1\n1,4\n", "line 2: 1 cell where the first line names 2 columns (1 of 2 rows)", ""),
    ("x,y\n1,2,\n1,4,\n", "; remove the comma at the end of the line", "x,y\n1,2\n1,4\n"),
    ("x,y,\n1,2\n1,4\n", "; remove the comma at the end of the first line", "x,y\n1,2\n"),
    ('x,y\n1,"2\n3,4\n', "line 2: a quotation mark that is never closed", "x,y\n1,2\n3,4\n"),
    ('x,y\n1,2\n3,"4\n5,6\n7,8",9\n', "line 3: 3 cells where", "x,y\n1,2\n"),
]


@pytest.mark.parametrize(("table", "says", "mended"), MENDED)
def test_a_file_that_cannot_be_read_as_it_is_meant_is_refused(
    tmp_path: Path, table: str, says: str, mended: str
) -> None:
    line = refusal(tmp_path, line_of(), table)
    assert line.startswith("t.csv: ")
    assert says in line
    if mended:
        points(tmp_path, line_of(), mended)


@pytest.mark.parametrize(
    ("cell", "fault", "plain"),
    [
        ("1,5", "a decimal comma", "1.5"),
        ("0,500", "a decimal comma", "0.500"),
        ("-1,5e-3", "a decimal comma", "-1.5e-3"),
        ("1.234,5", "points between thousands and a decimal comma", "1234.5"),
        ("1.234.567", "points between thousands", "1234567"),
        ("1,234.5", "commas between thousands", "1234.5"),
        ("1,234,567", "commas between thousands", "1234567"),
        ("1,200", "a comma between thousands", "1200"),
        ("1 200", "blanks between thousands", "1200"),
        ("1\u00a0200,5", "blanks between thousands and a decimal comma", "1200.5"),
        ("1'200", "apostrophes between thousands", "1200"),
        ("1_200", "underscores between thousands", "1200"),
        ("50%", "a percent sign", "50"),
        ("12,5 %", "a percent sign and a decimal comma", "12.5"),
        ("$5", "a currency sign", "5"),
        ("-$5", "a currency sign", "-5"),
        ("5,50 €", "a currency sign and a decimal comma", "5.50"),
        ("EUR 5", "a currency sign", "5"),
        ("$1,200.50", "a currency sign and commas between thousands", "1200.50"),
        ("\u22125", "a minus that is not the sign -", "-5"),
        ("(5)", "brackets in place of a minus", "-5"),
        ("5 kg", "kg behind the number", "5"),
        ("21°C", "°C behind the number", "21"),
        ("3.5 m/s", "m/s behind the number", "3.5"),
    ],
)
def test_a_number_in_another_spelling_is_refused_with_the_right_one(
    tmp_path: Path, cell: str, fault: str, plain: str
) -> None:
    line = refusal(tmp_path, line_of(), f'x,y\n3,2\n"{cell}",4\n')
    assert f"line 3, column x: {cell!r} has {fault} (1 of 2 rows); write {plain}" in line
    points(tmp_path, line_of(), f"x,y\n3,2\n{plain},4\n")


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (["1,200", "2,400"], "(2 of 2 rows); write 1200, or 1.200 if the comma is a decimal comma"),
        (["1,200", "1,5"], "has a decimal comma (2 of 2 rows); write 1.200"),
        (["1,200", "1,200,300", "7"], "has a comma between thousands (2 of 3 rows); write 1200"),
        (["50%", "7"], "; write 50, or the share 0.5"),
        (["5 kg", "600 g"], "; write numbers alone, all in the same unit"),
    ],
)
def test_what_a_comma_or_a_unit_means_is_told_by_the_whole_column(
    tmp_path: Path, column: list[str], says: str
) -> None:
    rows = "".join(f'"{cell}",2\n' for cell in column)
    assert refusal(tmp_path, line_of(), f"x,y\n{rows}").endswith(says)


@pytest.mark.parametrize(
    ("table", "x"),
    [
        ("x,y\n1,2\n3,4\n", [1, 3]),
        ("\ufeffx,y\n1,2\n3,4\n", [1, 3]),
        ("x,y\r\n1,2\r\n3,4\r\n", [1, 3]),
        ("x,y\r1,2\r3,4\r", [1, 3]),
        ("\n\nx,y\n\n1,2\n,\n3,4", [1, 3]),
        ('"x","y"\n"1","2"\n" 3 ","4"\n', [1, 3]),
        (" x , y \n 1 , 2 \n +3 , 4e0 \n", [1, 3]),
        ('note,x,y\n"a, b; c",1,2\n"d\ne",3,4\n', [1, 3]),
        (",x,y\n0,1,2\n1,3,4\n", [1, 3]),
        ("x,y,\n1,2,\n3,4,\n", [1, 3]),
        ("x,y,2019\n1,2,7\n3,4,7\n", [1, 3]),
        ("a;b,x,y\n1,1,2\n3,3,4\n", [1, 3]),
    ],
)
def test_a_file_with_names_and_numbers_is_read(tmp_path: Path, table: str, x: list[float]) -> None:
    data = points(tmp_path, line_of(), table)
    assert data.inputs.tolist() == [x]
    assert data.targets.tolist() == [[2, 4]]


@pytest.mark.parametrize(
    ("first", "below"),
    [
        ("2019,2020", ["1.5,2.5", "3,4"]),
        ("2019,2020", ["150,1200", "90,2300"]),
        ("1950,1960,1970", ["1.5,2.5,3", "3,4,5"]),
        ("region,2019,2020", ["north,1.5,2.5", "south,3,4"]),
        ("0,1,2,3", ["1.5,2.5,3.5,4.5", "1,2.5,0.5,4.5"]),
        ("year,2019", ["1,2.5", "2,3.5"]),
        ("24h,1st", ["1,2.5", "2,3.5"]),
        ("name,50%,90%,x", ["a,1,2.5,7", "b,2,3.5,8"]),
    ],
)
def test_names_that_are_numbers_are_names_where_data_would_not_look_so(
    tmp_path: Path, first: str, below: list[str]
) -> None:
    names = first.split(",")[-2:]
    data = points(tmp_path, line_of(*names), "\n".join([first, *below]))
    assert data.samples == len(below)


DATA = [
    ("1,2", ["1.5,2.5", "3.5,4.5"]),
    ("0,1", ["1.5,2.5", "3.5,4.5"]),
    ("1,2,3", ["4,5,6", "7,8,10"]),
    ("0,1,2,3", ["3,2,1,0", "1,1,2,3"]),
    ("2000,1950", ["3500,2500", "1800,1200"]),
    ("2019,2020", ["2021,2022", "2023,2024"]),
    ("2019,3", ["2020,4", "2021,6"]),
    ("2019,2025", ["1.5,2.5", "3.5,4.5"]),
    ("1.5,2.5,a", ["2.5,3.5,b", "3,4,a"]),
    ("1.5,2.5,a", ["2.5,3.5,b", "3,4,c"]),
    ("3,4,a", ["2.5,3.5,b", "3,4,a"]),
]


@pytest.mark.parametrize(("first", "below"), DATA)
def test_a_first_line_of_data_is_refused_and_kept_once_names_stand_above_it(
    tmp_path: Path, first: str, below: list[str]
) -> None:
    x, y, *_ = first.split(",")
    table = "\n".join([first, *below])
    assert "where the names of the columns belong" in refusal(tmp_path, line_of(x, y), table)
    names = ",".join(f"c{place}" for place in range(1, len(first.split(",")) + 1))
    data = points(tmp_path, line_of("c1", "c2"), f"{names}\n{table}")
    assert data.samples == 3
    assert [data.inputs[0, 0], data.targets[0, 0]] == [float(x), float(y)]


@pytest.mark.parametrize(
    "table", [",1,2\n0,3,4\n", "n/a,1,2\n0,3,4\n", '1,"2,5"\n1,"3,5"\n', "1,2%\n3,4%\n", "1,$2\n"]
)
def test_blanks_and_unusual_numbers_are_no_names_either(tmp_path: Path, table: str) -> None:
    assert "line 1: " in refusal(tmp_path, line_of("1", "2"), table)
    assert "where the names of the columns belong" in refusal(tmp_path, line_of("1", "2"), table)


NUMBERS = st.floats(-1e6, 1e6).map(repr) | st.integers(-100, 2100).map(str)


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(NUMBERS, min_size=width, max_size=width), min_size=1, max_size=6
        )
    )
)
def test_whatever_numbers_a_file_without_names_has_its_first_point_is_not_dropped(
    rows: list[list[str]],
) -> None:
    table = "\n".join(map(",".join, rows))
    with tempfile.TemporaryDirectory() as folder:
        found = points_or_refusal(Path(folder), line_of(rows[0][0], rows[0][-1]), table)
    if isinstance(found, str):
        assert "where the names of the columns belong" in found
    else:  # years, or 0, 1, 2, 3 and so on, unlike the numbers below
        steps = np.diff([int(cell) for cell in rows[0]])
        assert len(set(steps.tolist())) == 1


CELLS = st.text(st.sampled_from("0123456789.,;-+eE%$€ \t\"'\n\rxyNa/()_|°"), max_size=8)


@given(st.lists(st.lists(CELLS, max_size=4), max_size=5), st.sampled_from(",;\t| "))
def test_any_text_is_read_or_refused_in_one_line(rows: list[list[str]], mark: str) -> None:
    table = "\n".join(["x,y", *map(mark.join, rows)])
    with tempfile.TemporaryDirectory() as folder:
        found = points_or_refusal(Path(folder), line_of(), table)
    if isinstance(found, str):
        assert found.startswith("t.csv: ")
        assert "; " in found
        assert found.isprintable()
    else:
        assert np.isfinite(found.inputs).all()
        assert np.isfinite(found.targets).all()


def test_words_among_the_targets_lead_to_classes(tmp_path: Path) -> None:
    table = "x,y\n1,no\n2,yes\n3,no\n"
    named: dict[str, Any] = {"csv": "t.csv", "inputs": ["x"], "targets": ["y"]}
    line = refusal(tmp_path, preset_text("sigmoid", "bce", **named), table)
    assert line.endswith("'no' is not a number (3 of 3 rows); write no as 0 and yes as 1")
    line = refusal(tmp_path, preset_text("identity", "mse", **named), table)
    assert line.endswith(
        "; set data.one_hot = true and make the last entry of network.layers 2, "
        "the last activation softmax and the loss cross_entropy"
    )
    text = preset_text("softmax", "cross_entropy", (1, 2), **named, one_hot=True)
    assert points(tmp_path, text, table).classes == ("no", "yes")
    all_different = "x,y\n" + "".join(f"{place},comment {place}\n" for place in range(40))
    line = refusal(tmp_path, preset_text("identity", "mse", **named), all_different)
    assert line.endswith("; name a column of numbers, or of a few classes with data.one_hot = true")


def test_a_class_that_is_missing_is_told(tmp_path: Path) -> None:
    text = preset_text(
        "softmax", "cross_entropy", (1, 2), csv="t.csv", inputs=["x"], targets=["y"], one_hot=True
    )
    line = refusal(tmp_path, text, "x,y\n1,a\n2,\n3,b\n4, \n")
    assert line == (
        "t.csv: line 3, column y: empty (2 of 4 rows); give a class, or leave the row out"
    )
