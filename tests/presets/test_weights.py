"""Weights from a state dict: the same numbers, or one line that says what does not fit."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.exports import departure_of, printed, torch_python
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.export import script
from tui_descent.presets import load
from tui_descent.presets.errors import PresetError
from tui_descent.presets.loading import load_file
from tui_descent.presets.variation import vary

STATE: dict[str, Any] = {
    "0.weight": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],
    "0.bias": [0.1, 0.2, 0.3],
    "2.weight": [[7.0, 8.0, 9.0]],
    "2.bias": [0.4],
}
THETA = [1.0, 2.0, 0.1, 3.0, 4.0, 0.2, 5.0, 6.0, 0.3, 7.0, 8.0, 9.0, 0.4]


def written(folder: Path, state: dict[str, Any]) -> str:
    path = folder / "weights.json"
    path.write_text(json.dumps(state))
    return str(path)


def begun(weights: str, **options: Any) -> list[float]:
    problem = vary(load("xor"), **{"hidden": (3,), "weights": weights, **options})
    return [float(value) for value in problem.initial_parameters()]


@pytest.mark.parametrize(
    "state",
    [
        STATE,
        dict(sorted(STATE.items())),
        {f"layers.{name}": value for name, value in STATE.items()},
        {f"fc{name}": value for name, value in STATE.items()},
        dict(zip(["W1", "b1", "W2", "b2"], STATE.values(), strict=True)),
        dict(zip(["in.weight", "in.bias", "out.weight", "out.bias"], STATE.values(), strict=True)),
    ],
)
def test_names_of_pytorch_and_of_this_program(state: dict[str, Any], tmp_path: Path) -> None:
    assert begun(written(tmp_path, state)) == THETA


def test_ten_layers_are_taken_by_their_numbers(tmp_path: Path) -> None:
    state = {f"{2 * n}.weight": [[float(n)]] for n in range(6)}
    weights = written(tmp_path, dict(sorted(state.items())))
    problem = vary(load("vanishing"), weights=weights)
    assert problem.initial_parameters().tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def test_npz_in_single_precision(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    arrays: dict[str, Any] = {name: np.array(value, np.float32) for name, value in STATE.items()}
    np.savez(path, **arrays)
    assert begun(str(path)) == np.array(THETA, np.float32).tolist()


def test_a_preset_names_a_file_beside_it(tmp_path: Path) -> None:
    text = (load("xor").path).read_text("utf-8")
    layers = "layers      = [2, 3, 1]\nweights_file = "
    text = text.replace("layers      = [2, 4, 1]", f'{layers}"weights.json"')
    (tmp_path / "own.toml").write_text(text)
    written(tmp_path, STATE)
    assert load_file(tmp_path / "own.toml").initial_parameters().tolist() == THETA
    (tmp_path / "own.toml").write_text(text.replace('"weights.json"', '"../weights.json"'))
    with pytest.raises(PresetError, match="put the file beside the preset"):
        load_file(tmp_path / "own.toml")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"0.weight": [[1.0, 2.0, 3.0]] * 3},
            r"3 × 3, 1 × 3 where the network has 3 × 2, 1 × 3 .*network.layers = \[3, 3, 1\]",
        ),
        ({"0.weight": [[1.0] * 3] * 2}, "as nn.Linear has them, a row for each unit"),
        ({"0.bias": [1.0]}, "1 biases for 3 units in 0"),
        ({"0.bias": [1.0, 2.0, float("nan")]}, "0.bias has a number that is not finite"),
        ({"0.weight": [[1.0], [2.0, 3.0]]}, "0.weight is not an array of numbers"),
        ({"1.running_mean": [0.0]}, "1.running_mean .* is neither a matrix of weights nor a bias"),
        ({"1.bias": [0.0]}, "1 has a bias and no weights"),
    ],
)
def test_what_does_not_fit_is_one_line(changes: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(PresetError, match=said) as caught:
        begun(written(tmp_path, STATE | changes))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("weights.json: ")


def test_a_bias_is_where_the_network_has_one(tmp_path: Path) -> None:
    bare = {name: value for name, value in STATE.items() if "weight" in name}
    with pytest.raises(PresetError, match=r"0 has no bias; set network\.biases = false"):
        begun(written(tmp_path, bare))
    without = (("network.biases", "false"),)
    assert len(begun(written(tmp_path, bare), keys=without)) == 9
    with pytest.raises(PresetError, match="0 has a bias, the network has none"):
        begun(written(tmp_path, STATE), keys=without)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("net.pt", b"PK", "which may run a program; save it by json.dump"),
        ("net.txt", b"", "neither .json nor .npz"),
        ("net.json", b"{", "not valid JSON"),
        ("net.json", b"[1]", "no object with a name for each array"),
        ("net.json", b"{}", "nothing is in it"),
        ("net.npz", b"PK", "cannot be read as .npz"),
    ],
)
def test_other_files_are_one_line(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PresetError, match=said):
        begun(str(tmp_path / name))


def test_a_pickle_in_npz_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    arrays: dict[str, Any] = {"0.weight": np.array([{}], dtype=object)}
    np.savez(path, **arrays)
    with pytest.raises(PresetError, match=r"cannot be read as \.npz"):
        begun(str(path))


SHAPES: tuple[dict[str, Any], ...] = (
    *({"activation": name, "hidden": (5, 3)} for name in ACTIVATIONS if name != "softmax"),
    {"hidden": ()},
    {"hidden": (1,), "loss": "huber"},
    {"hidden": (2, 7, 4, 3)},
    {"hidden": (4,), "keys": (("network.biases", "false"),)},
)


@pytest.mark.skipif(not torch_python(), reason="PyTorch is not here: set TORCH_PYTHON to one")
def test_what_pytorch_trained_has_the_same_loss_here(tmp_path: Path) -> None:
    problems = [vary(load("moons"), **shape) for shape in SHAPES]
    problems += [load("iris-species"), load("digits"), load("diabetes")]
    scripts = [
        script(departure_of(problem), "torch")
        + f"""
import json
state = {{name: value.tolist() for name, value in network.state_dict().items()}}
json.dump(state, open({str(tmp_path / f"{number}.json")!r}, "w"))
"""
        for number, problem in enumerate(problems)
    ]
    for number, losses in enumerate(printed(scripts, torch_python())):
        there = vary(problems[number], weights=str(tmp_path / f"{number}.json"))
        here = float(there.objective.value(there.initial_parameters()))
        assert here == pytest.approx(losses[-1], rel=1e-9), SHAPES[number:]


@pytest.mark.skipif(not torch_python(), reason="PyTorch is not here: set TORCH_PYTHON to one")
def test_a_network_that_pytorch_trained_goes_on_here(tmp_path: Path) -> None:
    departure = departure_of(load("moons"))
    path = tmp_path / "state.json"
    saving = f"""
import json
state = {{name: value.tolist() for name, value in network.state_dict().items()}}
json.dump(state, open({str(path)!r}, "w"))
"""
    (losses,) = printed([script(departure, "torch") + saving], torch_python())
    problem = vary(load("moons"), weights=str(path))
    here = float(problem.objective.value(problem.initial_parameters()))
    assert here == pytest.approx(losses[-1], rel=1e-12)
