"""A problem varied: what is changed is changed, the rest stays, and what does not fit is told."""

import contextlib
from typing import Any

import msgspec
import numpy as np
import pytest

from tui_descent.presets import PresetError, load
from tui_descent.presets.change import changed
from tui_descent.presets.chosen import changes
from tui_descent.presets.preset import NetworkProblem, Preset
from tui_descent.presets.setup import setup_of, with_setting
from tui_descent.presets.variation import Options, read_schedule, vary, written_schedule


def network(preset: Preset) -> NetworkProblem:
    problem = preset.problem
    assert isinstance(problem, NetworkProblem)
    return problem


@pytest.mark.parametrize(
    ("hidden", "bends"),
    [
        ((), ["sigmoid"]),
        ((3,), ["tanh", "sigmoid"]),
        ((8, 8, 5), ["tanh", "tanh", "tanh", "sigmoid"]),
        ((64,) * 6, [*["tanh"] * 6, "sigmoid"]),
    ],
)
def test_hidden_layers_come_and_go(hidden: tuple[int, ...], bends: list[str]) -> None:
    varied = vary(load("circle"), hidden=hidden)
    assert network(varied).network.layers == (2, *hidden, 1)
    assert [one.name for one in network(varied).network.activations] == bends
    assert varied.learning_rate == load("circle").learning_rate


def test_a_network_that_had_no_hidden_layer_gets_units_that_bend_and_differ() -> None:
    varied = vary(load("iris-species"), hidden=(4,))
    assert network(varied).network.activations[0].name == "tanh"
    weights = varied.objective.arrays(varied.initial_parameters())["W1"]
    assert len(np.unique(weights)) == weights.size


@pytest.mark.parametrize(
    ("loss", "last"), [("bce", "sigmoid"), ("mae", "identity"), ("huber", "identity")]
)
def test_a_loss_takes_its_activation_along(loss: str, last: str) -> None:
    assert network(vary(load("xor"), loss=loss)).network.activations[-1].name == last
    back = vary(vary(load("xor"), loss="bce"), loss="mse")
    assert network(back).network.activations[-1].name == "identity"


@pytest.mark.parametrize(
    ("source", "generator", "layers", "loss"),
    [
        ("circle", "sine", (1, 4, 1), "mse"),
        ("sine", "spiral", (2, 8, 1), "mse"),
        ("iris-species", "moons", (2, 1), "bce"),
        ("digits", "line", (1, 32, 1), "mse"),
    ],
)
def test_other_data_bring_the_inputs_and_the_loss_that_they_need(
    source: str, generator: str, layers: tuple[int, ...], loss: str
) -> None:
    varied = vary(load(source), data=generator)
    assert network(varied).network.layers == layers
    assert network(varied).loss.name == loss


def test_points_noise_and_seed_make_other_points_of_the_same_kind() -> None:
    one = network(vary(load("circle"), samples=37, noise=0.2, data_seed=4, held_out=7))
    assert one.data.samples == 30
    assert one.held_out is not None
    assert one.held_out.samples == 7
    other = network(vary(load("circle"), samples=37, noise=0.2, data_seed=5))
    assert not np.array_equal(one.data.inputs, other.data.inputs[:, :30])


def test_features_are_made_of_the_given_numbers_and_then_scaled() -> None:
    names = ("x1", "x1^2", "x1*x2", "sin(x2)")
    problem = network(vary(load("circle"), features=names, standardize=True))
    raw = network(load("circle")).data.inputs
    made = np.vstack([raw[0], raw[0] ** 2, raw[0] * raw[1], np.sin(raw[1])])
    made = (made - made.mean(1, keepdims=True)) / made.std(1, keepdims=True)
    np.testing.assert_allclose(problem.data.inputs, made, atol=1e-12)
    np.testing.assert_array_equal(problem.data.given, raw)
    assert problem.network.labels[:4] == tuple(f"W1[{name}→h1]" for name in names)
    assert network(vary(vary(load("circle"), features=names), features=())).network.layers[0] == 2


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"features": ("x3",)}, "data.features[0]: there is no input x3; there is x1 to x2"),
        ({"features": ("x1+x2",)}, "data.features[0]: 'x1+x2' is not part of a feature"),
        ({"loss": "cross_entropy"}, "softmax over 1 unit"),
        ({"schedule": "cosine"}, "training.schedule.passes: missing; cosine needs it"),
        ({"schedule": "cosine passes=0"}, "training.schedule.passes: 0 is out of range"),
        ({"schedule": "cosin passes=9"}, "training.schedule: 'cosin' is not known; did you mean"),
        ({"schedule": "step every"}, "training.schedule: 'every' is not a setting"),
        ({"l2": -0.1}, "training.l2: -0.1 is negative; give 0 or more"),
        ({"clip_norm": -1.0}, "training.clip_norm: -1 is not a length"),
        ({"held_out": 200}, "data.held_out: 200 of 200 points"),
        ({"keys": (("training.clipnorm", "1"),)}, "training.clipnorm: not a key that presets have"),
        ({"keys": (("schedule.every", "9"),)}, "presets have; did you mean training.schedule?"),
        ({"keys": (("l2", "0.1"),)}, "l2: not a key that presets have; did you mean training.l2?"),
        ({"keys": (("network.layers", "[2, 0, 1]"),)}, "network.layers: 0 units in a layer"),
    ],
)
def test_what_does_not_fit_is_told_in_one_line(options: Options, wrong: str) -> None:
    with pytest.raises(PresetError) as error:
        vary(load("circle"), **options)
    assert wrong in str(error.value)
    assert "\n" not in str(error.value)


def test_a_surface_has_penalty_and_schedule_and_no_network() -> None:
    varied = vary(load("bowl"), l2=0.5, schedule="exponential gamma=0.9")
    theta = np.array([3.0, -4.0])
    plain, with_penalty = load("bowl").objective.value(theta), varied.objective.value(theta)
    assert with_penalty == pytest.approx(float(plain) + 0.25 * 25.0)
    with pytest.raises(PresetError, match="a surface has no network"):
        vary(load("bowl"), hidden=(3,))


@pytest.mark.parametrize(
    "text", ["cosine passes=50 to=0.01", "step every=7 gamma=0.3", "one_cycle passes=20", "off"]
)
def test_a_schedule_is_written_as_it_is_read(text: str) -> None:
    assert written_schedule(read_schedule(text)) == text


@pytest.mark.parametrize("name", ["xor", "circle", "sine", "iris-species", "digits", "two-weights"])
def test_nothing_chosen_in_the_set_up_changes_nothing(name: str) -> None:
    assert changes(setup_of(load(name))) == ()


@pytest.mark.parametrize("name", ["xor", "circle", "sine", "iris-species", "two-weights"])
@pytest.mark.parametrize(
    "option", ["layers", "loss", "data", "features", "l2", "schedule", "clip_norm"]
)
def test_every_value_of_a_row_can_be_taken(name: str, option: str) -> None:
    preset = load(name)
    setup = setup_of(preset)
    place = next(at for at, row in enumerate(setup) if row.option == option)
    for _ in setup[place].values:
        setup = with_setting(setup, place, setup[place].turned(1))
        place = next(at for at, row in enumerate(setup) if row.option == option)
        if option == "loss":  # targets that it cannot take are refused
            with contextlib.suppress(PresetError):
                changed(preset, changes(setup))
            continue
        taken = changed(preset, changes(setup))
        shown: Any = msgspec.to_builtins(taken.tables)
        assert shown["training"]["loss"] == network(taken).loss.name
        rows = {row.option: row.value for row in setup_of(taken)}
        if option != "features":
            assert rows[option] == setup[place].value
        parts = {row.option: row.value for row in setup if row.option.startswith("schedule.")}
        assert parts.items() <= rows.items()
