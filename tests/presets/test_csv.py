"""Columns of a CSV file in a preset mean what its keys say, or are refused with a remedy."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.presets.writing import points, points_or_refusal, preset_text, problem, refusal


def line_of(x: str = "x", y: str = "y", **data: Any) -> str:
    """A line through the points of two columns."""
    return preset_text(csv="t.csv", inputs=[x], targets=[y], **data)


# A file and what is said of it.
REFUSED = [
    ("x,y\n", "data.csv: no rows below the names; give one row for each point"),
    ("", "t.csv: the file is empty; give a line of names, and below it a row of numbers"),
    ("a,b\n1,2\n", "data.inputs: no column is called 'x'; there are: a, b"),
    ("1,2\n2,4\n4,9\n", "'x'; the file names no columns, so they are: column1, column2"),
    ("x,x,y\n1,2,3\n", 'data.inputs: 2 columns are called \'x\'; write "x (1)" or "x (2)"'),
    ("x,y\n2020-01-31,3\n2020-02-01,4\n", "column 'x' holds dates, and no numbers; leave it out"),
    (
        "x,y\nno,3\nyes,4\nno,5\n",
        "column 'x' holds two words, and no numbers; write 'x=yes' for an input that is 1 or 0",
    ),
    (
        "x,y\na,3\nb,4\nc,4\na,3\nb,4\nc,4\n",
        "column 'x' holds 3 classes, and no numbers; write 'x=a', 'x=b', 'x=c' and so on: an "
        "input of 1 or 0 for each",
    ),
    (
        "x,y\n1,no\n2,yes\n3,no\n",
        "column 'y' holds two words, and no numbers; if they are classes to tell apart, write "
        'classes = ["no", "yes"]',
    ),
    ("x,y\n1,\n,4\n5,\n,7\n", "data.csv: no row is whole: in each a cell of these columns is"),
]


@pytest.mark.parametrize(("table", "says"), REFUSED)
def test_what_cannot_be_read_as_it_is_meant_is_refused(
    tmp_path: Path, table: str, says: str
) -> None:
    assert says in refusal(tmp_path, line_of(), table)


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
    ("table", "keys", "x"),
    [
        ("x;y\n1,5;2\n3,5;4\n", {}, [1.5, 3.5]),
        ("x\ty\n1,234\t2\n3,500\t4\n", {"decimal": ","}, [1.234, 3.5]),
        ("x\ty\n1,234\t2\n3,500\t4\n", {"decimal": "."}, [1234, 3500]),
        ("2019,y\n1,2\n3,4\n", {"header": True}, [1, 3]),
        ("x:y\n1:2\n3:4\n", {"separator": ":"}, [1, 3]),
        ("x,y\n1,2\n-9,0\n3,4\n", {"missing": ["-9"]}, [1, 3]),
    ],
)
def test_a_key_decides_how_a_file_is_read(
    tmp_path: Path, table: str, keys: dict[str, Any], x: list[float]
) -> None:
    name = "2019" if table.startswith("2019") else "x"
    data = points(tmp_path, line_of(name, **keys), table)
    assert data.inputs.tolist() == [x]
    assert data.targets.tolist() == [[2, 4]]


def test_without_a_header_the_first_row_is_a_point(tmp_path: Path) -> None:
    text = line_of("column1", "column2", header=False)
    data = points(tmp_path, text, "2019,2020\n1.5,2.5\n3,4\n")
    assert data.inputs.tolist() == [[2019, 1.5, 3]]


def test_words_become_inputs_of_1_and_0(tmp_path: Path) -> None:
    text = preset_text(
        layers=(3, 1), csv="t.csv", inputs=["sex=male", "a", "side=east"], targets=["y"]
    )
    table = "sex,a,side,y\nmale,1,east,5\nfemale,2,west,6\nmale,3,north,7\n"
    data = points(tmp_path, text, table)
    assert data.inputs.tolist() == [[1, 0, 1], [1, 2, 3], [1, 0, 0]]
    assert data.units is not None
    assert data.units.inputs == ("sex=male", "a", "side=east")
    wrong = preset_text(csv="t.csv", inputs=["sex=men"], targets=["y"])
    assert "no row has 'sex=men'; there are: female, male" in refusal(tmp_path, wrong, table)


def test_rows_with_missing_cells_are_left_out_and_counted(tmp_path: Path) -> None:
    table = "x,z,y\n1,,2\nNA,1,3\n3,2,4\n5,1,oops\n7,2,8\n9,3,10\n11\n4,5,6\n4,5,6\n"
    found = problem(tmp_path, line_of(), table)
    assert found.data.inputs.tolist() == [[1, 3, 7, 9, 4, 4]]
    assert found.selection is not None
    assert (found.selection.rows, found.selection.left) == (9, 3)
    assert found.selection.left_out.missing == (("x", 1),)
    assert found.selection.left_out.faults == (("y", 1, 5, "oops"),)
    assert found.selection.left_out.ragged_line == 8
    assert found.selection.lines.tolist() == [2, 4, 6, 7, 9, 10]


def test_classes_are_in_the_order_that_is_given(tmp_path: Path) -> None:
    table = "x,y\n1,no\n2,yes\n3,no\n"
    named: dict[str, Any] = {"csv": "t.csv", "inputs": ["x"], "targets": ["y"]}
    one = preset_text("sigmoid", "bce", **named, classes=["no", "yes"])
    assert points(tmp_path, one, table).targets.tolist() == [[0, 1, 0]]
    other = preset_text("sigmoid", "bce", **named, classes=["yes", "no"])
    assert points(tmp_path, other, table).targets.tolist() == [[1, 0, 1]]
    soft = preset_text("softmax", "cross_entropy", (1, 2), **named, classes=["yes", "no"])
    found = points(tmp_path, soft, table)
    assert found.classes == ("yes", "no")
    assert found.targets.tolist() == [[0, 1, 0], [1, 0, 1]]
    wrong = preset_text("sigmoid", "bce", **named, classes=["no", "maybe"])
    assert "'yes' stands in the file, and is none of these" in refusal(tmp_path, wrong, table)


def test_numbers_are_classes_by_their_values(tmp_path: Path) -> None:
    text = preset_text(
        "sigmoid", "bce", csv="t.csv", inputs=["x"], targets=["y"], classes=["1", "2"]
    )
    assert points(tmp_path, text, "x,y\n1,1.0\n2,2\n3,1\n").targets.tolist() == [[0, 1, 0]]


def test_one_output_for_each_class_as_before(tmp_path: Path) -> None:
    text = preset_text(
        "softmax", "cross_entropy", (1, 2), csv="t.csv", inputs=["x"], targets=["y"], one_hot=True
    )
    found = points(tmp_path, text, "x,y\n1,a\n2,\n3,b\n4, \n")
    assert found.classes == ("a", "b")
    assert found.targets.tolist() == [[1, 0], [0, 1]]


def test_rows_are_drawn_in_their_order(tmp_path: Path) -> None:
    table = "x,y\n" + "".join(f"{n},{n * n}\n" for n in range(40))
    found = problem(tmp_path, line_of(rows=10), table)
    x = found.data.inputs[0]
    assert len(x) == 10
    assert (np.diff(x) > 0).all()
    assert x.tolist() != list(range(10))
    assert found.selection is not None
    assert (found.selection.left, found.selection.unused) == (0, 30)


@pytest.mark.parametrize("seed", range(5))
def test_held_out_points_are_drawn_of_each_class(tmp_path: Path, seed: int) -> None:
    table = "x,y\n" + "".join(
        f"{n},{'a' if n < 40 else 'b' if n < 60 else 'c'}\n" for n in range(61)
    )
    text = preset_text(
        "softmax",
        "cross_entropy",
        (1, 3),
        csv="t.csv",
        inputs=["x"],
        targets=["y"],
        one_hot=True,
        held_out=12,
        held_out_seed=seed,
        standardize=True,
    )
    found = problem(tmp_path, text, table)
    assert found.held_out is not None
    assert found.held_out.targets.sum(axis=1).tolist() == [8, 4, 0]
    assert found.data.targets.sum(axis=1).tolist() == [32, 16, 1]
    learned, held = found.data.given[0], found.held_out.given[0]
    assert sorted(np.rint([*learned, *held]).tolist()) == list(range(61))
    # Centre and spread are those of the points that are learned from, alone.
    assert found.data.inputs.mean() == pytest.approx(0.0, abs=1e-12)
    assert found.data.inputs.std() == pytest.approx(1.0)


CELLS = st.text(st.sampled_from("0123456789.,;-+eE%$€ \t\"'\n\rxyNa/()_|°#="), max_size=8)


@given(st.lists(st.lists(CELLS, max_size=4), max_size=5), st.sampled_from(",;\t| "))
def test_any_text_is_read_or_refused_in_one_line(rows: list[list[str]], mark: str) -> None:
    table = "\n".join(["x,y", *map(mark.join, rows)])
    with tempfile.TemporaryDirectory() as folder:
        found = points_or_refusal(Path(folder), line_of(), table)
    if isinstance(found, str):
        assert found.startswith(("t.csv: ", "p.toml: "))
        assert "; " in found
        assert found.isprintable()
    else:
        assert np.isfinite(found.inputs).all()
        assert np.isfinite(found.targets).all()
