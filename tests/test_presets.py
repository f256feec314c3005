"""The shipped presets give the numbers that they promise; bad files are told in one line."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tui_descent.engine.descent import Descent, State
from tui_descent.presets import Preset, PresetError, load, names
from tui_descent.presets.building import shape_of
from tui_descent.presets.format import NetworkTable, PresetFile, TrainingTable
from tui_descent.presets.loading import load_file
from tui_descent.presets.preset import NetworkProblem
from tui_descent.presets.variation import vary

TOP = Path(__file__).parent.parent

GOOD = """
format = 1
title = "A test"
[data]
inputs = [[1, 2], [3, 4]]
targets = [[1], [0]]
[network]
layers = [2, 1]
activations = ["identity"]
[training]
learning_rate = 0.1
"""


def states(preset: Preset, passes: int) -> list[State]:
    descent = Descent(preset.objective)
    state = descent.start(preset.initial_parameters(), preset.optimizer, preset.learning_rate)
    kept = [state]
    for _ in range(passes):
        kept.append(descent.advance(kept[-1]))
    return kept


def network_of(preset: Preset) -> NetworkProblem:
    assert isinstance(preset.problem, NetworkProblem)
    return preset.problem


def test_every_preset_is_listed_once_and_says_what_to_look_for() -> None:
    files = sorted(path.stem for path in (TOP / "presets").glob("*.toml"))
    assert sorted(names()) == files
    for name in names():
        assert len(load(name).summary) > 40


def test_baseline_network() -> None:
    preset = load("baseline-network")
    layers = network_of(preset).objective().activations(preset.initial_parameters())
    assert [layer[:, 0].tolist() for layer in layers] == [[2.0, 3.0], [5.0, 1.0], [9.0]]
    assert network_of(preset).data.targets.tolist() == [[13.0]]
    start = states(preset, 0)[0]
    gradients = preset.objective.arrays(start.gradient)
    assert gradients["W2"].tolist() == [[-40.0, -8.0]]
    assert gradients["W1"].tolist() == [[-32.0, -48.0], [16.0, 24.0]]
    losses = [state.batch_loss for state in states(preset, 11)]
    assert losses[10] >= 1e-4 > losses[11]
    by_hand = start.theta.copy()
    by_hand[4:] = [3.0, -2.0]
    assert preset.objective.full_value_and_gradient(by_hand)[0] == 0.0


def test_three_weights() -> None:
    preset = load("three-weights")
    first, second, *_ = kept = states(preset, 5)
    assert first.gradient.tolist() == [14.0, 28.0, 42.0]
    np.testing.assert_allclose(second.theta, [-0.14, 1.72, 0.58], rtol=1e-12)
    prediction = network_of(preset).objective().activations(second.theta)[-1][0, 0]
    assert prediction == pytest.approx(5.04, rel=1e-12)
    for number, state in enumerate(kept):
        assert state.batch_loss == pytest.approx(49.0 * 0.72 ** (2 * number), rel=1e-12)


def test_one_weight() -> None:
    preset = load("one-weight")
    start = states(preset, 0)[0]
    assert (start.theta.tolist(), start.batch_loss, start.gradient.tolist()) == (
        [2.0],
        16.0,
        [-24.0],
    )
    assert preset.objective.full_value_and_gradient(np.array([10.0 / 3.0]))[0] < 1e-30


def test_two_weights() -> None:
    preset = load("two-weights")
    start = states(preset, 0)[0]
    # The gradient that the curriculum names: against it lies (9, −2).
    np.testing.assert_allclose(-start.gradient, [9.0, -2.0], rtol=1e-12)
    assert preset.objective.full_value_and_gradient(np.array([2.0, 1.0]))[0] == 0.0
    losses = [state.batch_loss for state in states(preset, 25)]
    assert losses[24] >= 0.01 > losses[25]


def test_lines_through_real_data_end_at_the_least_squares_fit() -> None:
    for name in ("iris", "diabetes"):
        preset = load(name)
        inputs = np.vstack(
            [network_of(preset).data.inputs, np.ones(network_of(preset).data.samples)]
        )
        exact, *_ = np.linalg.lstsq(inputs.T, network_of(preset).data.targets[0], rcond=None)
        np.testing.assert_allclose(states(preset, 400)[-1].theta, exact, rtol=1e-6)


def test_standardized_inputs_have_mean_zero_and_spread_one() -> None:
    inputs = network_of(load("diabetes")).data.inputs
    np.testing.assert_allclose(inputs.mean(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose(inputs.std(axis=1), 1.0, rtol=1e-12)


def test_the_same_seed_gives_the_same_weights_another_one_others() -> None:
    preset = load("xor")
    again = load("xor").initial_parameters()
    np.testing.assert_array_equal(preset.initial_parameters(), again)
    assert (preset.initial_parameters(7) != again).any()
    bound = np.sqrt(6.0 / (2 + 4))
    assert np.abs(network_of(preset).network.blocks(again)[0]).max() <= bound


def broken(tmp_path: Path, text: str, name: str = "test.toml") -> str:
    """The one line that a file with this text is answered with."""
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(PresetError) as caught:
        load_file(tmp_path / name)
    line = str(caught.value)
    assert "\n" not in line
    assert "; " in line, "no remedy"
    return line


def test_a_good_file_is_fine(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD)
    assert load_file(tmp_path / "good.toml").shape == "2-1 linear"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("format = 1", "format = 2", "test.toml: format: 2 is not a format"),
        ("format = 1", "", "test.toml: format: missing"),
        ('title = "A test"', "title = 3", "test.toml: title: a whole number where a text belongs"),
        ('title = "A test"', 'title = " "', "test.toml: title: empty"),
        (
            "layers",
            "layer",
            "test.toml: network.layer: not a key that presets have; did you mean l",
        ),
        ("[training]", "[trainin]", "test.toml: trainin: not a key"),
        ("layers = [2, 1]", "layers = [2]", "test.toml: network.layers: 1 entry"),
        ("layers = [2, 1]", "layers = [2, 0]", "test.toml: network.layers: 0 units"),
        ("layers = [2, 1]", "layers = [3, 1]", "data.inputs: 2 numbers a point where the first"),
        ("layers = [2, 1]", "layers = [2, 2]", "data.targets: 1 number a point where the last"),
        ("layers = [2, 1]", "layers = [2, 4, 1]", "activations: 1 entry for 2 layers after the in"),
        ("layers = [2, 1]", "layers = [2, 999999999, 1]", "activations: 1 entry"),
        ("layers = [2, 1]", "layers = [2, 999999999]", "network.layers: 2999999997 parameters"),
        (
            '["identity"]',
            '["tahn"]',
            "network.activations[0]: 'tahn' is not known; did you mean tanh",
        ),
        (
            '["identity"]',
            '[{ name = "relu", slope = 1 }]',
            "activations[0].slope: relu has no such",
        ),
        ("[[1, 2], [3, 4]]", "[[1, 2], [3]]", "data.inputs[1]: 1 number where the first row has 2"),
        ("[[1, 2], [3, 4]]", "[[1, 2], [3, nan]]", "data.inputs[1][1]: nan is not a finite"),
        ("[[1, 2], [3, 4]]", "[[1, 2], [3, inf]]", "data.inputs[1][1]: inf is not a finite"),
        ("[[1, 2], [3, 4]]", "[]", "data.inputs: empty"),
        ("[[1, 2], [3, 4]]", "[[]]", "data.inputs: empty"),
        ("[[1, 2], [3, 4]]", '["a"]', "data.inputs: the text 'a'; give numbers, or name the file"),
        ("[[1], [0]]", "[[1]]", "data.targets: 1 entry for 2 inputs"),
        ("0.1", "nan", "training.learning_rate: nan is not a finite"),
        ("0.1", '"fast"', "training.learning_rate: a text where a number belongs"),
        ("0.1", '0.1\nloss = "mes"', "training.loss: 'mes' is not known"),
        ("0.1", '0.1\noptimizer = "adm"', "training.optimizer: 'adm' is not known"),
        ("0.1", "0.1\nx = [", "test.toml: not valid TOML"),
        ("0.1", "1" * 5000, "test.toml: nested too deeply, or a number too long"),
        (
            "layers = [2, 1]",
            "layers = [2, 99999999999999999999]",
            "layers[1]: a whole number that is",
        ),
        ("0.1", '0.1\nreduction = "average"', "training.reduction: 'average' is not known; use"),
        ("0.1", "0.1\nx = " + "[" * 5000, "test.toml: "),
        ("layers =", "seed = -1\nlayers =", "network.seed: -1 is too small"),
        (
            "layers =",
            "weights = [[[1]]]\nlayers =",
            "network.weights[0]: 1 × 1 numbers; give 1 row (unit) of 2",
        ),
        ("layers =", "bias_values = [[1]]\nlayers =", "network.bias_values: given without"),
        ("[network]", "held_out = -1\n[network]", "data.held_out: -1 is too small"),
        ("[network]", "held_out = 2\n[network]", "data.held_out: 2 of 2 points; leave at least"),
        (
            "[network]",
            "validation_inputs = [[1, 2]]\n[network]",
            "data.validation_targets: missing; give inputs and targets, or neither",
        ),
        (
            "[network]",
            "validation_inputs = [[1]]\nvalidation_targets = [[1]]\n[network]",
            "data.validation_inputs: 1 number a point where the first layer has 2 units",
        ),
        (
            "[network]",
            "held_out = 1\nvalidation_inputs = [[1, 2]]\nvalidation_targets = [[1]]\n[network]",
            "data.held_out: given beside data.validation_inputs; leave one of the two out",
        ),
        ('title = "A test"', 'title = "A"\n"a\\u001b[2Jb" = 1', "test.toml: a\\x1b[2Jb: not a key"),
    ],
)
def test_a_mistake_is_told_with_file_key_and_remedy(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in GOOD
    assert says in broken(tmp_path, GOOD.replace(old, new, 1))


WITH_CSV = GOOD.replace("inputs = [[1, 2], [3, 4]]", 'csv = "t.csv"\ninputs = ["a", "b"]').replace(
    "targets = [[1], [0]]", 'targets = ["c"]'
)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("a,b,c\n1,x,3\n4,y,6\n1,x,3\n", "column 'b' holds two words, and no numbers; write 'b=y'"),
        ("a,b,c\n1,2,nan\n", "column 'c' is empty; name a column of numbers"),
        ("a,b,c\n1,2\n", "data.inputs: column 'a' is empty; leave it out"),
        ("a,b\n1,2\n", "data.targets: no column is called 'c'; there are: a, b"),
        ("a,b,c\n", "data.csv: no rows below the names; give one row for each point"),
        ("", "t.csv: the file is empty; give a line of names"),
    ],
)
def test_a_mistake_in_a_csv_file_is_told(tmp_path: Path, table: str, says: str) -> None:
    (tmp_path / "t.csv").write_text(table)
    assert says in broken(tmp_path, WITH_CSV)


def test_a_csv_file_lies_beside_its_preset(tmp_path: Path) -> None:
    assert "data.csv: 't.csv' is not beside the preset" in broken(tmp_path, WITH_CSV)
    elsewhere = WITH_CSV.replace("t.csv", "../t.csv")
    assert "data.csv: '../t.csv' is not the plain name" in broken(tmp_path, elsewhere)


def test_a_file_that_is_no_small_text_file_is_refused(tmp_path: Path) -> None:
    assert "10.0 MB, more than 1 MB" in broken(tmp_path, "#" * 10_000_000)
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    with pytest.raises(PresetError, match="byte 9 is not UTF-8"):
        load_file(tmp_path / "latin.toml")
    with pytest.raises(PresetError, match="not a regular file"):
        load_file(Path("/dev/zero"))
    with pytest.raises(PresetError, match="no such file"):
        load_file(tmp_path / "absent.toml")
    with pytest.raises(PresetError, match="did you mean xor"):
        load("xorr")


def one_hot(tmp_path: Path, labels: list[str], classes: int) -> Preset:
    rows = "".join(f"{place},{label}\n" for place, label in enumerate(labels))
    (tmp_path / "t.csv").write_text(f"x,label\n{rows}")
    text = GOOD.replace("inputs = [[1, 2], [3, 4]]", 'csv = "t.csv"\ninputs = ["x"]')
    text = text.replace("targets = [[1], [0]]", 'targets = ["label"]\none_hot = true')
    (tmp_path / "hot.toml").write_text(text.replace("layers = [2, 1]", f"layers = [1, {classes}]"))
    return load_file(tmp_path / "hot.toml")


def test_classes_become_one_output_each_in_a_fixed_order(tmp_path: Path) -> None:
    data = network_of(one_hot(tmp_path, ["10", "2", "02", "2"], 3)).data
    assert data.classes == ("02", "2", "10")
    assert data.targets.tolist() == [[0, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 0]]
    assert network_of(one_hot(tmp_path, ["b", "a"], 2)).data.classes == ("a", "b")
    with pytest.raises(PresetError, match="3 classes where the last layer has 2 units"):
        one_hot(tmp_path, ["a", "b", "c"], 2)
    assert network_of(one_hot(tmp_path, ["a", " ", "NA"], 2)).data.classes == ("NA", "a")


def test_a_constant_column_is_standardized_to_zeros(tmp_path: Path) -> None:
    text = GOOD.replace("[[1, 2], [3, 4]]", "[[0.1, 2], [0.1, 4]]").replace(
        "[network]", "standardize = true\n[network]"
    )
    (tmp_path / "constant.toml").write_text(text)
    inputs = network_of(load_file(tmp_path / "constant.toml")).data.inputs
    assert inputs.tolist() == [[0.0, 0.0], [-1.0, 1.0]]


def loaded(tmp_path: Path, old: str, new: str) -> Preset:
    (tmp_path / "changed.toml").write_text(GOOD.replace(old, new, 1))
    return load_file(tmp_path / "changed.toml")


def test_the_last_points_are_held_out_and_scaled_like_the_others(tmp_path: Path) -> None:
    points = "inputs = [[1, 2], [3, 4], [7, 6]]\ntargets = [[1], [0], [5]]\nheld_out = 1\n"
    old = "inputs = [[1, 2], [3, 4]]\ntargets = [[1], [0]]\n"
    plain = network_of(loaded(tmp_path, old, points))
    assert plain.held_out is not None
    assert plain.data.inputs.tolist() == [[1, 3], [2, 4]]
    assert (plain.held_out.inputs.tolist(), plain.held_out.targets.tolist()) == ([[7], [6]], [[5]])
    scaled = network_of(loaded(tmp_path, old, f"{points}standardize = true\n"))
    assert scaled.held_out is not None
    assert scaled.data.inputs.tolist() == [[-1, 1], [-1, 1]]
    assert scaled.held_out.inputs.tolist() == [[5], [3]]  # 7 is 5 deviations above the mean 2


def test_points_of_their_own_are_held_out(tmp_path: Path) -> None:
    new = "validation_inputs = [[5, 6]]\nvalidation_targets = [1]\n[network]"
    problem = network_of(loaded(tmp_path, "[network]", new))
    assert problem.held_out is not None
    assert problem.data.samples == 2
    assert problem.held_out.inputs.tolist() == [[5], [6]]
    assert network_of(loaded(tmp_path, "[network]", "[network]")).held_out is None


def test_a_variation_keeps_what_is_not_changed() -> None:
    preset = load("unscaled")
    varied = vary(preset, standardize=True)
    assert network_of(varied).data.inputs.std(axis=1).tolist() == pytest.approx([1.0, 1.0])
    assert varied.initial_parameters().tolist() == [0.0, 0.0]
    assert varied.learning_rate == preset.learning_rate
    assert vary(varied, standardize=False).initial_parameters().tolist() == [0.0, 0.0]
    drawn = vary(preset, init="normal", init_scale=2.0)
    assert drawn.initial_parameters().tolist() != [0.0, 0.0]
    np.testing.assert_allclose(
        drawn.initial_parameters(), 2.0 * vary(preset, init="normal").initial_parameters()
    )


def test_a_variation_has_a_shape_of_its_own() -> None:
    preset = load("vanishing")
    assert vary(preset, activation="relu").shape == "1-1-1-1-1-1-1 relu/sigmoid"
    assert vary(preset, activation="relu", everywhere=True).shape == "1-1-1-1-1-1-1 relu"
    assert vary(preset, activation="relu", layer=6).shape == "1-1-1-1-1-1-1 sigmoid/relu"
    assert vary(load("mini-batches"), batch_size=8).objective.passes_per_epoch == 5
    assert vary(load("mini-batches"), full_batch=True).objective.passes_per_epoch == 1
    with pytest.raises(PresetError, match=r"training.loss: bce with relu as last activation"):
        vary(load("circle"), activation="relu", everywhere=True)


@pytest.mark.parametrize(
    ("activations", "label"),
    [
        (["identity"], "linear"),
        (["identity", "identity", "identity"], "linear"),
        (["tanh", "tanh", "tanh"], "tanh"),
        (["tanh", "identity"], "tanh/identity"),
        (["identity", "sigmoid"], "identity/sigmoid"),
        (["tanh", "tanh", "identity"], "tanh/identity"),
        (["relu", "relu", "relu", "softmax"], "relu/softmax"),
        (["tanh", "relu", "tanh"], "tanh/relu/tanh"),
        (["tanh", "identity", "identity"], "tanh/identity/identity"),
        (["identity", "tanh", "tanh"], "identity/tanh/tanh"),
        ([{"name": "elu", "alpha": 2.0}, "elu", "sigmoid"], "elu/sigmoid"),
    ],
)
def test_a_shape_names_all_activations(activations: list[str | dict[str, Any]], label: str) -> None:
    layers = [2, *(3 for _ in activations)]
    network = NetworkTable(layers=layers, activations=activations)
    file = PresetFile(1, "A test", TrainingTable(0.1), network=network)
    assert shape_of(file) == f"{'-'.join(map(str, layers))} {label}"


def test_a_shape_tells_one_network_from_another() -> None:
    names = ("identity", "tanh", "relu")
    networks = [
        list(activations)
        for count in (1, 2, 3, 4)
        for activations in itertools.product(names, repeat=count)
    ]
    shapes = {
        shape_of(
            PresetFile(
                1,
                "A test",
                TrainingTable(0.1),
                network=NetworkTable(layers=[1] * (len(one) + 1), activations=list(one)),
            )
        )
        for one in networks
    }
    assert len(shapes) == len(networks)


def test_shipped_shapes_fit_their_column_of_the_home_screen() -> None:
    assert max(len(load(name).shape) for name in names()) < 23
