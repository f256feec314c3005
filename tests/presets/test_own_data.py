"""From a CSV file and the name of its target to the problem that an expert would make of it."""

from pathlib import Path

import numpy as np
import pytest

from tests.presets.csv_kinds import Case, cases
from tui_descent.data.csv_file import source
from tui_descent.data.csv_file.table import Table, read_table
from tui_descent.presets import load
from tui_descent.presets.browsing import file_of
from tui_descent.presets.deciding import Choice
from tui_descent.presets.errors import FaultsError
from tui_descent.presets.loading import load_file
from tui_descent.presets.own_data import OwnData, load_csv
from tui_descent.presets.preset import NetworkProblem, Preset
from tui_descent.presets.recipe import preset_file
from tui_descent.presets.telling import told_of_rows
from tui_descent.presets.written import written_preset
from tui_descent.session.own_units import own_value, own_words
from tui_descent.session.session import Session


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


def opened(folder: Path, text: str, **choice: object) -> OwnData:
    """What the program makes of a text."""
    (folder / "t.csv").write_text(text)
    return load_csv(folder / "t.csv", Choice(**choice))  # type: ignore[arg-type]


def faults(folder: Path, text: str, **choice: object) -> tuple[str, ...]:
    """All that is wrong with a text."""
    with pytest.raises(FaultsError) as caught:
        opened(folder, text, **choice)
    return caught.value.lines


SMALL = "name,day,x,z,y\n" + "".join(
    f"n{at},2021-01-{at + 1:02},{'' if at == 3 else at * 1.5},{at % 5},{at * at}\n"
    for at in range(12)
)


def test_each_decision_is_told_with_its_cause(tmp_path: Path) -> None:
    own = opened(tmp_path, SMALL, target="y")
    x = np.array([at * 1.5 for at in range(12) if at != 3])
    z = np.array([at % 5 for at in range(12) if at != 3])
    y = np.array([at * at for at in range(12) if at != 3])
    line = np.linalg.lstsq(np.stack([x, z, np.ones(11)], axis=1), y, rcond=None)[1][0] / 11
    assert own.lines == [
        "t.csv: 12 rows, 1 left out (x missing); 11 samples, 2 inputs: x, z; target y, a number; "
        f"not used: name (text), day (date). A constant has loss {y.var():.4g}, the best straight "
        f"line {line:.4g}."
    ]
    assert own.preset.summary == own.lines[0]


def test_how_a_file_is_read_is_told_where_it_is_not_as_in_most(tmp_path: Path) -> None:
    text = "Report\n\na;b\nm;kg\n1,5;2\n2,5;4\n3,5;9\n\nSource: us\n"
    own = opened(tmp_path, text, target="b")
    assert own.lines[1] == (
        "Semicolons between cells, decimal commas, 1 line above the names skipped, a row of units "
        "skipped (m, kg), 1 line of notes below the data skipped."
    )
    bare = opened(tmp_path, "1,2\n3,4\n5,7\n", target="2")
    assert bare.lines[1].startswith("The file names no columns")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    lines = faults(tmp_path, SMALL, target="prise", inputs=("x", "zz", "day"))
    assert lines == (
        "t.csv: no column is called 'prise'; there are: name, day, x, z, y",
        "t.csv: --inputs: no column is called 'zz'; did you mean z? (there are: name, day, x, "
        "z, y)",
        "t.csv: --inputs: 'day' holds dates, and no numbers or classes; leave it out of the inputs",
    )


@pytest.mark.parametrize(
    ("text", "choice", "says"),
    [
        (SMALL, {}, "no column to predict is named; name one, such as --target y; there are: "),
        (SMALL, {"target": "day"}, "the target 'day' is a date or a time"),
        (SMALL, {"target": "name"}, "the target 'name' has 12 different texts in 12 rows"),
        ("x,y\n1,5\n2,5\n", {"target": "y"}, "the target 'y' is the same in every row: 5"),
        ("x,y\n1,2\n", {"target": "y"}, "only one row of data"),
        ("y\n1\n2\n", {"target": "y"}, "only one column (y), so there is no input"),
        (
            "d,y\n2021-01-01,1\n2021-01-02,2\n",
            {"target": "y"},
            "no column can be an input: d (date)",
        ),
        (
            "x,y,x\n1,2,3\n2,3,5\n",
            {"target": "x"},
            "2 columns are called 'x'; give its number: --target 1",
        ),
        (
            SMALL,
            {"target": "y", "held_out": "many"},
            "'many' is neither a number of rows nor a share",
        ),
        (SMALL, {"target": "y", "held_out": "100%"}, "leave two or more to learn from"),
        ("x,y\n1,\n,2\n3,\n,5\n", {"target": "y", "inputs": ("x",)}, "no row is whole"),
        ("x,y\n1,\n,2\n3,\n,5\n", {"target": "y"}, "no column can be an input: x (50 % missing)"),
    ],
)
def test_what_cannot_be_trained_on_is_refused_with_a_remedy(
    tmp_path: Path, text: str, choice: dict[str, object], says: str
) -> None:
    assert any(says in line for line in faults(tmp_path, text, **choice))


def test_a_word_is_said_where_something_else_may_be_meant(tmp_path: Path) -> None:
    codes = "x,y\n" + "".join(f"{at * 1.5},{at % 3}\n" for at in range(12))
    assert "--classes" in opened(tmp_path, codes, target="y").lines[1]
    holes = "x,y\n" + "".join(f"{-999 if at == 4 else at},{at * 2.5}\n" for at in range(12))
    assert "-999 in x may stand for missing cells" in opened(tmp_path, holes, target="y").lines[1]
    told = opened(tmp_path, holes, target="y", missing=("-999",))
    assert told.decision.selection.left == 1
    assert len(told.lines) == 1


def test_a_class_without_a_point_to_learn_from_is_told(tmp_path: Path) -> None:
    rows = "".join(f"{at},{'abc'[at // 4]}\n" for at in range(12))
    preset = (
        'format = 1\ntitle = "A test"\n[data]\ncsv = "t.csv"\ninputs = ["x"]\ntargets = ["y"]\n'
        "one_hot = true\nheld_out = 4\n[network]\nlayers = [1, 3]\nactivations = ['softmax']\n"
        '[training]\nloss = "cross_entropy"\nlearning_rate = 0.1\n'
    )
    (tmp_path / "t.csv").write_text(f"x,y\n{rows}")
    (tmp_path / "p.toml").write_text(preset)
    assert told_of_rows(load_file(tmp_path / "p.toml")) == [
        "t.csv: 12 rows; 12 samples; no point to learn from has the class c."
    ]
    own = opened(tmp_path, f"x,y\n{rows}", target="y", held_out="25%")
    assert not any("no point" in line for line in own.lines)


@pytest.mark.parametrize("seed", range(2))
def test_the_written_preset_gives_the_same_losses_to_the_bit(tmp_path: Path, seed: int) -> None:
    for number, case in enumerate(cases(seed)):
        if number % 3:
            continue
        choice = Choice(target=case.target, held_out="20%", **case.options)  # type: ignore[arg-type]
        path = tmp_path / "case.csv"
        path.write_bytes(case.content)
        own = load_csv(path, choice)
        (tmp_path / "case.toml").write_text(
            written_preset(own.decision, own.preset, own.baselines), "utf-8"
        )
        again = load_file(tmp_path / "case.toml")
        assert again.learning_rate == own.preset.learning_rate
        for preset in (again, preset_of_points(own, tmp_path)):
            descents = [one.descent() for one in (own.preset, preset)]
            states = [
                descent.start(one.initial_parameters(), one.optimizer, own.preset.learning_rate)
                for descent, one in zip(descents, (own.preset, preset), strict=True)
            ]
            for _ in range(3):
                losses = [d.loss(state) for d, state in zip(descents, states, strict=True)]
                if preset is again:
                    assert losses[0] == losses[1], case.name
                assert losses[0] == pytest.approx(losses[1], rel=1e-9), case.name
                states = [d.advance(state) for d, state in zip(descents, states, strict=True)]


def preset_of_points(own: OwnData, folder: Path) -> Preset:
    """The preset that `w` writes: with the points in it, and no CSV file."""
    session = Session(own.preset)
    (folder / "points.toml").write_text(preset_file(session.walk.beginning(session.seed)), "utf-8")
    return load_file(folder / "points.toml")


@pytest.mark.parametrize("seed", range(3))
def test_the_rate_that_is_chosen_leads_down_in_every_kind(tmp_path: Path, seed: int) -> None:
    for number, case in enumerate(cases(seed)):
        if number % 4 != seed % 4:
            continue
        preset = own_data(tmp_path, case).preset
        descent = preset.descent()
        state = descent.start(preset.initial_parameters(), preset.optimizer, preset.learning_rate)
        begun = descent.loss(state)
        for _ in range(100):
            state = descent.advance(state)
        assert descent.loss(state) < begun, case.name


def test_a_hidden_layer_gets_a_rate_that_leads_down_whatever_the_target_is_measured_in(
    tmp_path: Path,
) -> None:
    for factor in (1e-3, 1.0, 1e5):
        rows = "".join(f"{at},{at % 7},{factor * (at % 7) * at}\n" for at in range(40))
        (tmp_path / "t.csv").write_text(f"x,z,y\n{rows}")
        own = load_csv(tmp_path / "t.csv", Choice(target="y"), {"hidden": (6,)})
        descent = own.preset.descent()
        start = own.preset.initial_parameters()
        state = descent.start(start, own.preset.optimizer, own.preset.learning_rate)
        for _ in range(100):
            state = descent.advance(state)
        assert own.baselines.constant is not None
        assert descent.loss(state) < own.baselines.constant


def test_weights_in_the_files_units_predict_from_the_files_numbers(tmp_path: Path) -> None:
    own = opened(tmp_path, SMALL, target="y")
    session = Session(own.preset)
    session.step(50)
    frame = session.frame()
    w, v, b = (own_value(frame, at) for at in range(3))
    assert w is not None
    assert v is not None
    assert b is not None
    problem = own.preset.problem
    assert isinstance(problem, NetworkProblem)
    x, z = problem.data.given
    loss = float(((w * x + v * z + b - problem.data.targets[0]) ** 2).mean())
    assert loss == pytest.approx(session.loss, rel=1e-9)
    assert frame.labels == ("W1[x→o1]", "W1[z→o1]", "b1[o1]")
    assert "x has mean " in own_words(frame, 0)


def test_the_baselines_are_the_least_squares_and_the_entropy(tmp_path: Path) -> None:
    worth = Session(opened(tmp_path, SMALL, target="y").preset).frame().heading.baselines
    assert worth is not None
    assert worth.constant is not None
    assert worth.line is not None
    words = "x,y\n1,no\n2,yes\n3,no\n5,no\n"
    found = opened(tmp_path, words, target="y").baselines
    entropy = -(0.25 * np.log(0.25) + 0.75 * np.log(0.75))
    assert found.constant == pytest.approx(entropy)
    assert found.line is None
    assert Session(load("iris")).frame().heading.baselines is None


def contents(table: Table) -> list[object]:
    """All that was read of a table."""
    facts: list[object] = [table.rows, table.lines.tolist(), table.ragged, table.totals]
    for column in table.columns:
        held = column.texts if column.numbers is None else list(map(repr, column.numbers.tolist()))
        facts.append((column.name, column.kind, column.missing, column.faults, held))
    return facts


def test_another_choice_of_columns_keeps_what_else_was_asked(tmp_path: Path) -> None:
    """Held-out rows, texts for missing cells, and that numbers name classes."""
    rows = "".join(f"{x},{x * x % 7},{x % 3}\n" for x in range(60))
    path = tmp_path / "t.csv"
    path.write_text(f"x,z,code\n{rows}", "utf-8")
    choice = Choice("code", None, True, ("6",), "12", None)
    own = load_csv(path, choice)
    again = file_of(own.preset)
    place = next(one.place for one in again.table.columns if one.name == "z")
    other = again.turned(place).opened()
    for found in (own, other):
        assert found.decision.held_out == 12
        assert found.decision.classes == ("0", "1", "2")
        assert found.decision.selection.samples == own.decision.selection.samples < 60
    assert [one.name for one in other.decision.inputs] == ["x"]
    number = again.with_target(place).opened()  # another target: its numbers are numbers
    assert not number.decision.classes
