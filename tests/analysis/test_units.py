"""The verdict does not hang on units: the same run in other numbers has the same word and cause."""

from typing import Any

import numpy as np
import pytest

from tests.population.situation import preset_of
from tests.population.units import (
    Tables,
    rate_factor,
    with_inputs_times,
    with_loss_times,
    with_targets_times,
)
from tui_descent.session.session import Session

THOUSAND = 1024  # a power of two: the scaled run has the same digits
PASSES = (0, 1, 2, 3, 5, 8, 16, 40, 150, 600)


def points(count: int, width: int, noise: float, seed: int) -> Tables:
    generator = np.random.default_rng([30, seed])
    x = generator.normal(size=(count, width))
    y = x @ np.linspace(1.0, 2.0, width)[:, None] + noise * generator.normal(size=(count, 1))
    return {"inputs": x.tolist(), "targets": y.tolist()}


def linear(rate: float, optimizer: Any = "sgd", noise: float = 0.3, loss: str = "mse") -> Tables:
    """A layer without biases: inputs and targets may both be scaled."""
    return {
        "format": 1,
        "title": "linear",
        "data": points(8, 2, noise, 1),
        "network": {
            "layers": [2, 1],
            "activations": ["identity"],
            "biases": False,
            "weights": [[[0.5, -1.0]]],
        },
        "training": {"loss": loss, "learning_rate": rate, "optimizer": optimizer},
    }


def network(
    rate: float, frozen: list[str], bend: str = "tanh", optimizer: Any = "sgd", loss: str = "mse"
) -> Tables:
    """A hidden layer; which of it may move is said by `frozen`."""
    generator = np.random.default_rng([31])
    data = points(8, 2, 0.2, 2)
    last = "identity"
    if loss == "bce":
        data["targets"] = [[float(row[0] > 0.0)] for row in data["targets"]]
        last = "sigmoid"
    return {
        "format": 1,
        "title": "network",
        "data": data,
        "network": {
            "layers": [2, 3, 1],
            "activations": [bend, last],
            "weights": [
                generator.normal(size=(3, 2)).tolist(),
                generator.normal(size=(1, 3)).tolist(),
            ],
            "bias_values": [[0.1, -0.2, 0.3], [0.2]],
        },
        "training": {
            "loss": loss, "learning_rate": rate, "optimizer": optimizer, "frozen": frozen,
        },
    }  # fmt: skip


MOMENTUM = {"name": "momentum", "momentum": 0.9}
LINEAR = {
    "healthy": linear(0.1),
    "too small a rate": linear(1e-5),
    "zigzag": linear(0.6),
    "above the limit": linear(1.1),
    "exact": linear(0.2, noise=0.0),
    "a velocity": linear(0.02, MOMENTUM),
    "nesterov": linear(0.02, {"name": "nesterov", "momentum": 0.9}),
    "adam": linear(0.05, "adam"),
    "adam, hovering": linear(1.5, "adam"),
    "rmsprop": linear(0.02, "rmsprop"),
    "adagrad": linear(0.5, "adagrad"),
    "squared_error": linear(0.05, loss="squared_error"),
}
FIRST_LAYER = ["b1", "W2", "b2"]
LAST_LAYER = ["W1", "b1"]
NETWORKS = {
    "tanh": network(0.1, []),
    "tanh, too small a rate": network(1e-5, []),
    "tanh, above the limit": network(2.0, []),
    "sigmoid": network(0.5, [], "sigmoid"),
    "relu": network(0.05, [], "relu"),
    "adam": network(0.02, [], "tanh", "adam"),
    "a velocity": network(0.02, [], "tanh", MOMENTUM),
    "bce": network(0.5, [], "tanh", "sgd", "bce"),
    "huber": network(0.1, [], "tanh", "sgd", "huber"),
}


def words_and_causes(tables: Tables) -> list[tuple[str, str]]:
    """(word, name of the cause) after PASSES; a cure is not looked for."""
    session = Session(preset_of(tables))
    found = []
    for passes in PASSES:
        session.step(passes - session.state.passes)
        verdict = session.advice.quick
        found.append((verdict.word, "" if verdict.cause is None else verdict.cause.name))
        if session.ended:
            break
    return found


@pytest.mark.parametrize("factor", [THOUSAND, 1.0 / THOUSAND])
@pytest.mark.parametrize("name", LINEAR)
def test_other_units_of_the_targets(name: str, factor: float) -> None:
    tables = LINEAR[name]
    assert words_and_causes(with_targets_times(tables, factor)) == words_and_causes(tables)


@pytest.mark.parametrize("factor", [THOUSAND, 1.0 / THOUSAND])
@pytest.mark.parametrize("name", LINEAR)
def test_other_units_of_the_inputs(name: str, factor: float) -> None:
    tables = LINEAR[name]
    assert words_and_causes(with_inputs_times(tables, factor)) == words_and_causes(tables)


@pytest.mark.parametrize("factor", [THOUSAND, 1.0 / THOUSAND])
@pytest.mark.parametrize("rate", [1e-4, 0.1, 0.6, 5.0])
@pytest.mark.parametrize("bend", ["tanh", "relu"])
def test_other_units_before_and_behind_a_hidden_layer(
    bend: str, rate: float, factor: float
) -> None:
    for tables, scaled in (
        (network(rate, FIRST_LAYER, bend), with_inputs_times),
        (network(rate, LAST_LAYER, bend), with_targets_times),
    ):
        assert words_and_causes(scaled(tables, factor)) == words_and_causes(tables)


@pytest.mark.parametrize("name", NETWORKS)
def test_another_unit_of_the_loss(name: str) -> None:
    tables = NETWORKS[name]
    assert words_and_causes(with_loss_times(tables, THOUSAND)) == words_and_causes(tables)


def test_the_scaled_run_is_the_same_run() -> None:
    """The scaling itself: every loss and every step is the scaled one."""
    tables = LINEAR["a velocity"]
    for scaled, loss, value in (
        (with_targets_times(tables, THOUSAND), THOUSAND**2, THOUSAND),
        (with_inputs_times(tables, THOUSAND), 1, 1.0 / THOUSAND),
        (with_loss_times(tables, THOUSAND), THOUSAND, 1.0),
    ):
        first, second = Session(preset_of(tables)), Session(preset_of(scaled))
        first.step(30)
        second.step(30)
        assert second.loss == pytest.approx(loss * first.loss, rel=1e-12)
        assert second.state.theta == pytest.approx(value * first.state.theta, rel=1e-12)
    assert rate_factor(tables, with_inputs_times(tables, THOUSAND)) == 1.0 / THOUSAND**2
    assert rate_factor(tables, with_loss_times(tables, THOUSAND)) == 1.0 / THOUSAND


def test_a_run_that_other_units_would_change_is_refused() -> None:
    with pytest.raises(ValueError, match="frozen"):
        with_inputs_times(NETWORKS["tanh"], 10.0)
    with pytest.raises(ValueError, match="frozen"):
        with_targets_times(NETWORKS["tanh"], 10.0)
    with pytest.raises(ValueError, match="squared"):
        with_targets_times(NETWORKS["bce"], 10.0)
