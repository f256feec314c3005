"""From a CSV file and the name of its target to the problem that an expert would make of it."""

from pathlib import Path

import numpy as np
import pytest

from tests.presets.csv_kinds import Case, cases
from tui_descent.data.csv_file import source
from tui_descent.data.csv_file.table import Table, read_table
from tui_descent.presets.deciding import Choice
from tui_descent.presets.own_data import OwnData, load_csv
from tui_descent.presets.preset import NetworkProblem


def own_data(folder: Path, case: Case) -> OwnData:
    """What the program makes of a case."""
    path = folder / "case.csv"
    path.write_bytes(case.content)
    return load_csv(path, Choice(target=case.target, **case.options))  # type: ignore[arg-type]


def loss_of(case: Case, weights: np.ndarray, biases: np.ndarray) -> float:
    """The loss of a network without hidden layer, from the true numbers."""
    inputs = np.array(case.inputs).T
    aims = np.array(case.aims)
    seen = (inputs - inputs.mean(axis=1, keepdims=True)) / inputs.std(axis=1, keepdims=True)
    z = weights @ seen + biases[:, None]
    if not case.classes:
        return float(((z[0] - aims) ** 2).mean())
    if len(case.classes) == 2:
        return float(np.mean(np.logaddexp(0.0, z[0]) - aims * z[0]))
    top = z.max(axis=0)
    logs = top + np.log(np.exp(z - top).sum(axis=0))
    return float(np.mean(logs - z[aims.astype(int), np.arange(len(aims))]))


def trouble(folder: Path, case: Case) -> str:
    """What of a case is not as it should be; "": nothing."""
    try:
        own = own_data(folder, case)
    except Exception as error:  # told with the case that it belongs to
        return f"{type(error).__name__}: {error}"
    problem = own.preset.problem
    assert isinstance(problem, NetworkProblem)
    theta = own.preset.initial_parameters()
    arrays = problem.network.arrays(theta)
    if arrays["W1"].shape != (
        max(1, len(case.classes) * (len(case.classes) > 2)),
        len(case.inputs[0]),
    ):
        return f"a network of {problem.network.layers}: {own.lines}"
    expected = loss_of(case, arrays["W1"], arrays["b1"])
    loss = float(own.preset.objective.value(theta))
    if abs(loss - expected) > 1e-6 * abs(expected):
        return f"loss {loss} where {expected} is right: {own.lines}"
    if own.decision.selection.left != case.left_out:
        return f"{own.decision.selection.left} rows left out, not {case.left_out}: {own.lines}"
    if case.left_out and f"{case.left_out} left out" not in own.lines[0]:
        return f"untold: {own.lines}"
    return ""


@pytest.mark.parametrize("seed", range(3))
def test_every_kind_of_file_is_understood(tmp_path: Path, seed: int) -> None:
    found = {case.name: trouble(tmp_path, case) for case in cases(seed)}
    assert not {name: text for name, text in found.items() if text}
    assert len(found) > 100


def test_a_large_file_is_read_by_blocks_to_the_same_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, by_blocks = tmp_path / "case.csv", 0
    for case in cases(7):
        path.write_bytes(case.content)
        whole = read_table(path)
        with monkeypatch.context() as patched:
            patched.setattr(source, "HEAD", int(0.8 * len(case.content)))
            patched.setattr(source, "PARSED", 97)
            patched.setattr(source, "BLOCK", 50)
            large = read_table(path)
        by_blocks += large.store is not None
        assert contents(large) == contents(whole), case.name
    assert by_blocks > 100


def contents(table: Table) -> list[object]:
    """All that was read of a table."""
    facts: list[object] = [table.rows, table.lines.tolist(), table.ragged, table.totals]
    for column in table.columns:
        held = column.texts if column.numbers is None else list(map(repr, column.numbers.tolist()))
        facts.append((column.name, column.kind, column.missing, column.faults, held))
    return facts
