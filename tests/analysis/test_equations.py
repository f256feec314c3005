"""The equations on the screen are what the optimizers compute."""

import numpy as np
import pytest

from tui_descent.analysis.equations import terms
from tui_descent.engine.descent import State
from tui_descent.engine.hyperparameters import settings, symbols, with_setting
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.presets import load
from tui_descent.session.session import Session


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_computing_the_equations_gives_the_optimizers_step(name: str) -> None:
    """For each parameter, for several passes, with settings that are not the usual ones."""
    generator = np.random.default_rng(0)
    optimizer = OPTIMIZERS[name]()
    for setting, value in settings(optimizer).items():
        optimizer = with_setting(optimizer, setting, 0.9 * value)
    theta = generator.normal(size=5)
    kept = optimizer.init(theta)
    for passes in range(4):
        gradient = generator.normal(size=5)
        state = State(passes, theta, 1.0, gradient, 0.3, optimizer, kept, True)
        step, kept = optimizer.update(gradient, kept, 0.3, theta)
        computed = [terms(state, at, frozen=False) for at in range(5)]
        np.testing.assert_allclose([lines[-1].value for lines in computed], step, rtol=1e-14)
        for place, part in enumerate(part for part in kept if part.ndim):
            found = [lines[place].value for lines in computed]
            np.testing.assert_allclose(found, part, rtol=1e-14)
        theta = theta + step


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_says_all_that_a_reader_is_told(name: str) -> None:
    rule = OPTIMIZERS[name]
    assert rule.name == name
    assert rule.gist
    assert rule.start
    assert rule.equations[-1].startswith("step = ")
    written = " ".join((*rule.equations, *getattr(rule, "damped", ())))
    assert all(letter in written for letter in symbols(rule).values())
    assert rule.speeds == written.startswith(("v ←", "m ←"))
    assert rule.scales == ("√" in written)
    assert rule.decays == ("θ" in written)


def test_a_frozen_parameter_makes_no_step() -> None:
    state = Session(load("xor")).state
    (only,) = terms(state, 0, frozen=True)
    assert (only.name, only.value) == ("step", 0.0)


def test_what_overflows_is_no_error() -> None:
    state = Session(load("xor"), optimizer=OPTIMIZERS["adam"]()).state
    state = state._replace(gradient=np.full_like(state.gradient, 1e300))
    assert terms(state, 0, frozen=False)[1].value == np.inf


def test_a_setting_is_changed_or_refused_in_words() -> None:
    momentum = OPTIMIZERS["momentum"]()
    assert settings(with_setting(momentum, "momentum", 0.5)) == {
        "momentum": 0.5,
        "dampening": 0.0,
    }
    with pytest.raises(ValueError, match="momentum cannot be -1: give 0 or more"):
        with_setting(momentum, "momentum", -1.0)
    with pytest.raises(ValueError, match="beta1 cannot be 1: give 0 or more, below 1"):
        with_setting(OPTIMIZERS["adam"](), "beta1", 1.0)
    with pytest.raises(ValueError, match="cannot be nan"):
        with_setting(momentum, "momentum", float("nan"))
