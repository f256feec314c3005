"""Inputs that are columns have their names on the screen; elsewhere they keep their numbers."""

import csv

import pytest
from textual.geometry import Size

from tests.program import run
from tui_descent import actions
from tui_descent.arithmetic.phase import _fitting_name
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.widgets.network import network_rows
from tui_descent.ui.widgets.parameters import _labels


@pytest.fixture
def session() -> Session:
    return Session(load("diabetes"))


def test_a_column_is_called_by_its_name(session: Session) -> None:
    assert session.labels == ("W1[bmi→o1]", "W1[blood_pressure→o1]", "b1[o1]")
    actions.run(session, "select W1[blood_pressure→o1]")
    assert session.selected == 1


@pytest.mark.parametrize("name", ["x2->o1", "x2→o1", "W1[x2->o1]", "X2->O1", "w2"])
def test_its_number_is_understood_too(session: Session, name: str) -> None:
    actions.run(session, f"set {name} 7")
    assert session.state.theta.tolist() == [0.0, 7.0, 0.0]


def test_records_call_it_by_its_number(env: dict[str, str]) -> None:
    told = run(env, "run", "diabetes", "--passes", "0", "--format", "csv").stdout
    header = next(csv.reader(told.splitlines()))
    assert header[6:] == [
        *("W1[x1→o1]", "W1[x2→o1]", "b1[o1]"),
        *("gradient W1[x1→o1]", "gradient W1[x2→o1]", "gradient b1[o1]"),
    ]


def test_a_preset_may_freeze_it_by_either_name(env: dict[str, str]) -> None:
    for name in ("W1[x2→o1]", "W1[blood_pressure→o1]"):
        told = run(
            *(env, "run", "diabetes", "--set", f'training.frozen=["{name}"]'),
            *("--passes", "3", "--format", "csv"),
        ).stdout.splitlines()
        last = dict(zip(next(csv.reader(told)), next(csv.reader(told[-1:])), strict=True))
        assert float(last["W1[x2→o1]"]) == 0.0 != float(last["W1[x1→o1]"])


def test_cut_names_stay_apart_and_keep_their_units() -> None:
    short = ("living_area→h1", "rooms→h1", "living_area→h2", "rooms→h2")
    names, width = _labels(short, 7)
    assert (list(names), width) == (["liv…→h1", "roo…→h1", "liv…→h2", "roo…→h2"], 7)
    alike = ("sepal_length→o1", "sepal_width→o1", "petal_length→o2", "b→o2")
    assert list(_labels(alike, 7)[0]) == ["s_l→o1", "s_w→o1", "p_l→o2", "b→o2"]
    assert all(len(name) <= 7 for name in _labels(alike, 7)[0])


def test_in_the_arithmetic_only_the_name_of_a_column_is_cut() -> None:
    assert _fitting_name("W2[h1→o1]", 9) == "W2[h1→o1]"
    assert _fitting_name("W1[x64→h12]", 9) == "W1[x64→h12]"
    assert _fitting_name("W1[sepal_length→o1]", 40) == "W1[sepal_length→o1]"
    assert _fitting_name("W1[sepal_length→o1]", 20) == "W1[sepal_l…→o1]"
    assert len(f" ∂L/∂{_fitting_name('W1[sepal_length→o1]', 20)}") == 20


def test_a_row_of_several_columns_is_called_inputs() -> None:
    for preset, name in (("iris-species", "inputs"), ("iris", "petal…"), ("xor", "x")):
        opened = Session(load(preset))
        opened.cameras.watch({"network": (24, 4)})
        rows = network_rows(opened.frame().pictures["network"], Size(24, 4))
        assert rows[0][0][0].split() == [name]
