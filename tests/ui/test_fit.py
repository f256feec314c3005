"""The fit as it is drawn: rows of text, at any size, for any data."""

import re

import numpy as np
import pytest
from msgspec.structs import replace
from textual.geometry import Size

from tests.views.test_fit import CORNER, fit_of, problem_of
from tui_descent.engine.batches import Dataset
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.theme import DARK, palette
from tui_descent.ui.widgets.fit import DRAWN
from tui_descent.ui.widgets.fit_table import WRONG
from tui_descent.views.fit import Fit, Fitting

STYLES = palette(DARK)
SIZES = [(16, 4), (18, 3), (20, 5), (36, 17), (38, 4), (36, 7), (76, 40)]
ODD = {
    "one point": ([[1.0]], [[2.0]], "mse", "identity"),
    "equal points": ([[1.0]] * 5, [[2.0]] * 5, "mse", "identity"),
    "three outputs": ([[0.0], [1.0]], [[2.0, 1.0, 0.0], [3.0, 0.0, 5.0]], "mse", "identity"),
    "eight outputs": ([[0.0], [1.0]], [[float(k) for k in range(8)]] * 2, "mse", "identity"),
    "classes on a line": ([[0.0], [1.0]], [[1.0, 0.0], [0.0, 1.0]], "cross_entropy", "softmax"),
    "three classes": (CORNER, np.eye(3).tolist(), "cross_entropy", "softmax"),
    "thirty classes": (
        [[float(k), float(k % 7)] for k in range(30)],
        np.eye(30).tolist(),
        "cross_entropy",
        "softmax",
    ),
    "a constant input": ([[k, 7.0] for k in (0.0, 1.0, 2.0)], [[1.0], [3.0], [2.0]], "mse", "tanh"),
    "huge": (
        [[-1.7e308, 0.0], [1.7e308, 1e-320], [0.0, 1e308]],
        [[1.7e308], [-1.7e308], [0.0]],
        "mse",
        "tanh",
    ),
    "huge on a line": ([[-1.7e308], [1.7e308]], [[1.7e308], [-1.7e308]], "mse", "identity"),
    "huge in a table": ([[1.0] * 3] * 9, [[1.7e308]] * 8 + [[-1.7e308]], "mse", "identity"),
    "tiny": ([[1e-320], [3e-320]], [[0.0], [5e-324]], "mse", "identity"),
    "one sample of a class": ([[1.0, 2.0, 3.0]], [[1.0]], "bce", "sigmoid"),
}  # fmt: skip


def text_of(fit: Fit, width: int, height: int) -> list[str]:
    with np.errstate(all="ignore"):
        rows, _ = DRAWN[fit.kind](fit, Size(width, height))
    assert all(STYLES[style] for row in rows for _, style in row)
    return ["".join(text for text, _ in row) for row in rows]


def legend_of(fit: Fit) -> str:
    return DRAWN[fit.kind](fit, Size(36, 17))[1]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("theta", [0.3, -1e200, 0.0])
def test_any_data_can_be_drawn_at_any_size(name: str, size: tuple[int, int], theta: float) -> None:
    problem = problem_of(*ODD[name])
    held_out = Dataset(problem.data.inputs[:, :1], problem.data.targets[:, :1])
    parameters = np.full(problem.network.parameter_count, theta)
    for given in (problem, replace(problem, held_out=held_out)):
        fit = Fitting(given, size).at(parameters)
        rows = text_of(fit, *size)
        assert 0 < len(rows) <= size[1]
        assert any(row.strip() for row in rows)
        if fit.kind != "table":
            assert {len(row) for row in rows} == {size[0]}


def test_a_point_of_another_class_is_a_capital() -> None:
    fit, _, _ = fit_of("circle", 60)
    wrong = fit.wrong(fit.points)
    rows = text_of(fit, 36, 17)
    assert rows[0].endswith(f"{wrong} of 200 wrong")
    letters = "".join(row[3:] for row in rows[1:-2])
    assert 0 < letters.count("O") + letters.count("X") <= wrong
    fit, _, _ = fit_of("xor", 300)
    assert not set("OX") & set("".join(text_of(fit, 36, 17)[1:-2]))
    assert legend_of(fit) == "o 0 x 1, O X wrong"


def test_points_stand_where_the_axes_say() -> None:
    problem = problem_of(CORNER, [[0.0], [1.0], [1.0]])
    fit = Fitting(problem, (36, 17)).at(np.array([1.0, 1.0, 0.0]))
    rows = text_of(fit, 36, 17)
    assert rows[1][-2:].strip(" ·:░▒▓") == ""  # (1, 1) is empty
    found = [
        (x, y) for y, row in enumerate(rows[1:-2]) for x, char in enumerate(row) if char in "ox"
    ]
    (left, top), (_, bottom), (right, _) = found
    assert rows[top + 1][left] == "x"  # (0, 1), above (0, 0)
    assert (left, rows[bottom + 1][left], rows[bottom + 1][right]) == (found[1][0], "o", "x")
    assert rows[-1].rstrip().endswith("1")
    assert rows[-1].index("0") == left


def test_points_that_are_held_out_look_different() -> None:
    problem = problem_of(CORNER, [[0.0], [1.0], [1.0]])
    held_out = Dataset(np.array([[0.9, 0.6], [0.9, 0.6]]), np.array([[1.0, 0.0]]))
    fit = Fitting(replace(problem, held_out=held_out), (36, 17)).at(np.array([1.0, 1.0, 0.0]))
    text = "".join(text_of(fit, 36, 17))
    assert (text.count("◇"), text.count("◆")) == (1, 1)
    assert "◇ held out" in legend_of(fit)
    line = problem_of([[0.0], [1.0]], [[0.0], [9.0]])
    line = replace(line, held_out=Dataset(np.array([[0.5]]), np.array([[4.0]])))
    fit = Fitting(line, (36, 17)).at(np.zeros(2))
    assert "".join(text_of(fit, 36, 17)).count("◇") == 1


def test_a_point_on_the_curve_is_filled_and_another_has_a_bar() -> None:
    problem = problem_of([[0.0], [1.0]], [[0.0], [9.0]])
    met = "".join(text_of(Fitting(problem, (36, 17)).at(np.array([9.0, 0.0])), 36, 17))
    assert (met.count("●"), met.count("o"), met.count("┊")) == (2, 1, 0)  # the o of o1
    missed = text_of(Fitting(problem, (36, 17)).at(np.array([0.0, 0.0])), 36, 17)
    bar = {row.rindex("┊") for row in missed if "┊" in row}
    assert len(bar) == 1
    top = next(y for y, row in enumerate(missed) if "┊" in row)
    assert missed[top - 1][bar.pop()] == "o"


def test_a_curve_outside_the_window_is_pointed_at() -> None:
    problem = problem_of([[0.0], [1.0]], [[0.0], [9.0]])
    above = text_of(Fitting(problem, (36, 17)).at(np.array([0.0, 1e6])), 36, 17)
    assert above[1].count("▲") == 30
    below = text_of(Fitting(problem, (36, 17)).at(np.array([0.0, -1e6])), 36, 17)
    assert below[-3].count("▼") == 30


def test_several_curves_bear_numbers() -> None:
    problem = problem_of(*ODD["three outputs"])
    fit = Fitting(problem, (36, 17)).at(np.array([1.0, 2.0, -1.0, 1.0, 5.0, 0.0]))
    text = "".join(row[6:] for row in text_of(fit, 36, 17)[1:-2])
    assert all(text.count(number) > 1 for number in "123")
    assert all(text.count(point) == 2 for point in "ox+")
    assert legend_of(fit) == "1 o, 2 x, 3 +"


def test_a_number_over_the_plane_says_where_the_points_lie() -> None:
    problem = problem_of(CORNER, [[0.0], [10.0], [-10.0]])
    text = "".join(text_of(Fitting(problem, (36, 17)).at(np.zeros(3)), 36, 17)[1:])
    assert (text.count("▴"), text.count("▾"), text.count("o")) == (1, 1, 1)
    assert text_of(Fitting(problem, (36, 17)).at(np.zeros(3)), 36, 17)[0].endswith("−10  ·:░▒▓ 10")


def test_the_matrix_counts_who_is_taken_for_whom() -> None:
    fit, problem, _ = fit_of("iris-species", 40)
    truth = problem.data.targets.argmax(axis=0)
    said = fit.points.predictions.argmax(axis=0)
    rows = text_of(fit, 36, 17)
    for number, row in enumerate(rows[2:5]):
        shown = [0 if cell == "·" else int(cell) for cell in row.split()[1:]]
        assert shown == [int(np.sum((truth == number) & (said == k))) for k in range(3)]
    right = int(np.sum(truth == said))
    assert rows[0].startswith(f" {right} of 150 right  {right / 1.5:.1f} %")
    assert rows[6].split() == ["is", "says", "share"]
    shares = [float(row.replace(WRONG, "").split()[3]) for row in rows[7:]]
    own = fit.points.predictions[truth, np.arange(150)]
    assert shares == pytest.approx(np.sort(own)[: len(shares)].tolist(), abs=5e-4)


@pytest.mark.parametrize("name", ["iris-species", "digits"])
def test_a_wrong_prediction_has_a_cross_and_no_other(name: str) -> None:
    fit, problem, _ = fit_of(name, 30)
    names = fit.classes.names if fit.classes else ()
    for width in (30, 36, 76):
        rows = text_of(fit, width, 40)
        listed = rows[next(at for at, row in enumerate(rows) if row.split()[:1] == ["is"]) + 1 :]
        assert max(len(row.rstrip()) for row in listed) <= width
        marked = 0
        for row in listed:
            number, is_, says, *rest = row.split()
            at = int(number) - 1
            assert names[problem.data.targets[:, at].argmax()].startswith(is_)
            assert (rest[0] == WRONG) == (is_ != says)
            marked += rest[0] == WRONG
        assert 0 < marked < len(listed) or name == "digits"


@pytest.mark.parametrize("width", [36, 45, 60, 76])
@pytest.mark.parametrize("name", ["digits", "iris-species"])
def test_the_matrix_has_one_unit_all_along_and_says_which(name: str, width: int) -> None:
    """At first no cell of `digits` has three digits, later every one on the diagonal has."""
    session = Session(load(name))
    session.cameras.watch({"fit": (width, 17)})
    units, rows_of_cells = set(), set()
    for passes in (0, 3, 30, 60):
        session.step(passes)
        fit = session.frame().pictures["fit"]
        assert fit is not None
        rows, legend = DRAWN[fit.kind](fit, Size(width, 17))
        units.add(legend.rpartition(", ")[2])
        classes = len(fit.outputs)
        assert fit.classes is not None
        truth = fit.classes.of(fit.points.targets)
        for number, row in enumerate(rows[2 : 2 + classes]):
            cells = re.findall(r"[<>]?[\d·]+", "".join(text for text, _ in row[1:]))
            if all(cell.isdecimal() or cell == "·" for cell in cells):
                total = sum(0 if cell == "·" else int(cell) for cell in cells)
                rows_of_cells.add((total, int(np.sum(truth == number))))
    assert len(units) == 1
    (unit,) = units
    assert unit in ("points", "%")
    for total, count in rows_of_cells:
        assert total == count if unit == "points" else abs(total - 100) <= classes


def test_a_place_of_the_plane_without_a_number_has_no_shade() -> None:
    fit = Fitting(problem_of(CORNER, [[0.0], [10.0], [-10.0]]), (36, 17)).at(np.zeros(3))
    assert fit.grid is not None
    grid = fit.grid.copy()
    grid[:, 6, 10:18] = np.nan  # quarters of four cells
    rows = text_of(replace(fit, grid=grid), 36, 17)
    assert sum(row.count("?") for row in rows) == 4
    assert rows[1 + 3].count("?") == 4


def test_a_curve_is_not_drawn_where_it_is_no_number() -> None:
    problem = problem_of([[0.0], [1.0]], [[0.0], [9.0]])
    fit = Fitting(problem, (36, 17)).at(np.array([9.0, 0.0]))
    assert fit.grid is not None
    grid = fit.grid.copy()
    grid[:, 20:50] = np.nan
    rows = [row[6:] for row in text_of(replace(fit, grid=grid), 36, 17)[1:-2]]
    filled = {
        column
        for row in rows
        for column, char in enumerate(row)
        if 0x2800 < ord(char) < 0x2900 or char in "▲▼"
    }
    assert filled
    assert not filled & set(range(11, 20))


def test_ten_classes_fit_beside_the_parameters() -> None:
    fit, problem, _ = fit_of("digits", 30)
    truth = problem.data.targets.argmax(axis=0)
    said = fit.points.predictions.argmax(axis=0)
    rows = text_of(fit, 36, 17)
    assert max(map(len, rows)) <= 36
    for number, row in enumerate(rows[2:12]):
        for k, cell in enumerate(re.findall(r"[<>]?\S+", row)[1:]):
            count = int(np.sum((truth == number) & (said == k)))
            share = 100.0 * count / int(np.sum(truth == number))
            if cell == "·":
                assert count == 0
            elif cell == ">99":
                assert 99.5 <= share < 100.0
            else:
                assert int(cell) == pytest.approx(share, abs=0.501)


def test_a_table_has_the_worst_first() -> None:
    inputs = np.random.default_rng(0).normal(size=(50, 3))
    targets = inputs @ np.array([[1.0], [2.0], [3.0]])
    problem = problem_of(inputs.tolist(), targets.tolist())
    rows = text_of(Fitting(problem, (36, 17)).at(np.zeros(4)), 36, 17)
    shown = [row.replace("−", "-").split() for row in rows[1:]]
    order = np.argsort(-np.abs(targets[:, 0]))[: len(shown)]
    assert [int(row[0]) for row in shown] == (order + 1).tolist()
    assert [float(row[1]) for row in shown] == pytest.approx(targets[order, 0].tolist(), rel=1e-3)
    assert [float(row[3]) for row in shown] == pytest.approx(
        (-targets[order, 0]).tolist(), rel=1e-3
    )


def test_few_samples_are_spelled_out() -> None:
    fit, _, _ = fit_of("baseline-network")
    rows = text_of(fit, 36, 17)
    assert rows[0] == " sample 1  inputs 2, 3"
    assert [row.split()[:2] for row in rows[1:4]] == [
        ["prediction", "9"],
        ["target", "13"],
        ["error", "−4"],
    ]
