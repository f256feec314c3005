"""The formulas on the screen are what the optimizers compute."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from tui_descent.engine.formulas import DESCRIPTIONS, SYMBOLS, settings, with_setting
from tui_descent.engine.optimizers import OPTIMIZERS

AS_CODE = {
    "−": "-",
    "·": "*",
    "²": "**2",
    "√s": "np.sqrt(s)",
    "√v′": "np.sqrt(v′)",
    "β₁ᵗ": "β₁**t",
    "β₂ᵗ": "β₂**t",
    "′": "_now",
    "₁": "1",
    "₂": "2",
}


def as_code(equation: str) -> str:
    for written, code in AS_CODE.items():
        equation = equation.replace(written, code)
    return equation.replace("←", "=")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_computing_the_formula_gives_the_optimizers_step(name: str) -> None:
    generator = np.random.default_rng(0)
    optimizer = OPTIMIZERS[name]()
    theta = generator.normal(size=5)
    state = optimizer.init(theta)
    values = {
        SYMBOLS[setting].replace("₁", "1").replace("₂", "2"): value
        for setting, value in settings(optimizer).items()
    }
    scope: dict[str, Any] = {"np": np, "η": 0.3, "v": 0.0, "s": 0.0, "m": 0.0, **values}
    for passes in range(1, 4):
        gradient = generator.normal(size=5)
        step, state = optimizer.update(gradient, state, 0.3, theta)
        scope |= {"g": gradient, "θ": theta, "t": passes}
        for equation in DESCRIPTIONS[name].formula:
            exec(as_code(equation), scope)
        np.testing.assert_allclose(scope["step"], step, rtol=1e-12)
        theta = theta + step


def test_every_optimizer_and_every_setting_is_described() -> None:
    assert set(DESCRIPTIONS) == set(OPTIMIZERS)
    for make in OPTIMIZERS.values():
        parts: Any = make
        assert {one.name for one in fields(parts)} <= {"name", *SYMBOLS}


def test_a_setting_is_changed_or_refused_in_words() -> None:
    momentum = OPTIMIZERS["momentum"]()
    assert settings(with_setting(momentum, "momentum", 0.5)) == {"momentum": 0.5}
    with pytest.raises(ValueError, match="momentum cannot be -1: give 0 or more"):
        with_setting(momentum, "momentum", -1.0)
    with pytest.raises(ValueError, match="beta1 cannot be 1: give 0 or more, below 1"):
        with_setting(OPTIMIZERS["adam"](), "beta1", 1.0)
    with pytest.raises(ValueError, match="cannot be nan"):
        with_setting(momentum, "momentum", float("nan"))
