"""What can be set of an optimizer: its hyperparameters by name, and its equations with them."""

from dataclasses import fields, replace
from typing import Any, cast

from tui_descent.engine.optimizers import Momentum, Optimizer


def settings(optimizer: Optimizer) -> dict[str, float]:
    """The settings of an optimizer by name, in its own order."""
    return {name: getattr(optimizer, name) for name in symbols(optimizer)}


def equations_of(optimizer: Optimizer) -> tuple[str, ...]:
    """Its equations, with the settings that it has."""
    damped = isinstance(optimizer, Momentum) and optimizer.dampening
    return Momentum.damped if damped else optimizer.equations


def symbols(optimizer: Optimizer | type[Optimizer]) -> dict[str, str]:
    """The letters of its settings by name, in their order."""
    return {one.name: one.metadata["symbol"] for one in fields(cast("Any", optimizer))}


def with_setting(optimizer: Optimizer, name: str, value: float) -> Optimizer:
    """The same optimizer with another value; ValueError says what would be right."""
    right = why_not(type(optimizer), name, value)
    if right:
        raise ValueError(f"{name} cannot be {value:g}: {right}")
    changed: Optimizer = replace(cast("Any", optimizer), **{name: value})
    return changed


def why_not(rule: type[Optimizer], name: str, value: float) -> str:
    """What values a setting may have, as a request, where this is none of them; else ""."""
    known = fields(cast("Any", rule))
    below = next(one.metadata["below"] for one in known if one.name == name)
    if 0.0 <= value < below:
        return ""
    return "give 0 or more" if below == float("inf") else f"give 0 or more, below {below:g}"
