"""What can be set of an optimizer: its hyperparameters by name, and its equations with them."""

from tui_descent.engine.optimizers import Momentum, Optimizer
from tui_descent.engine.record import fields, replace


def settings(optimizer: Optimizer) -> dict[str, float]:
    """The settings of an optimizer by name, in its own order."""
    return {name: getattr(optimizer, name) for name in symbols(optimizer)}


def equations_of(optimizer: Optimizer) -> tuple[str, ...]:
    """Its equations, with the settings that it has."""
    damped = isinstance(optimizer, Momentum) and optimizer.dampening
    return Momentum.damped if damped else optimizer.equations


def symbols(optimizer: Optimizer | type[Optimizer]) -> dict[str, str]:
    """The letters of its settings by name, in their order."""
    return {name: kind.__metadata__[0].symbol for name, kind in fields(optimizer).items()}


def with_setting(optimizer: Optimizer, name: str, value: float) -> Optimizer:
    """The same optimizer with another value; ValueError says what would be right."""
    right = why_not(type(optimizer), name, value)
    if right:
        raise ValueError(f"{name} cannot be {value:g}: {right}")
    return replace(optimizer, **{name: value})


def why_not(rule: type[Optimizer], name: str, value: float) -> str:
    """What values a setting may have, as a request, where this is none of them; else ""."""
    below = fields(rule)[name].__metadata__[0].below
    if 0.0 <= value < below:
        return ""
    return "give 0 or more" if below == float("inf") else f"give 0 or more, below {below:g}"
