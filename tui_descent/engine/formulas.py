"""Optimizers in words: their formulas, what they remember, and their settings.

It stands apart from the optimizers because it is for reading, not for computing; a test
computes each formula as it is written here and compares it with what the optimizer does.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

from tui_descent.engine.optimizers import Optimizer


@dataclass(frozen=True, slots=True)
class Description:
    """One optimizer in words.

    gist     what it does, in half a sentence
    formula  one equation a line: g gradient, η learning rate, θ parameters, t passes made
    start    what its state is when it starts afresh
    """

    gist: str
    formula: tuple[str, ...]
    start: str


DESCRIPTIONS = {
    "sgd": Description(
        "a small step against the slope",
        ("step = −η·g",),
        "nothing else to remember",
    ),
    "momentum": Description(
        "a velocity that gathers the slopes of many passes",
        ("v ← μ·v + g", "step = −η·v"),
        "its velocity starts at 0",
    ),
    "nesterov": Description(
        "momentum that looks one step ahead",
        ("v ← μ·v + g", "step = −η·(g + μ·v)"),
        "its velocity starts at 0",
    ),
    "adagrad": Description(
        "a rate for each parameter, which shrinks with all its past slopes",
        ("s ← s + g²", "step = −η·g / (√s + ε)"),
        "its sums of g² start at 0",
    ),
    "rmsprop": Description(
        "each slope divided by its recent size",
        ("s ← α·s + (1 − α)·g²", "step = −η·g / (√s + ε)"),
        "its means of g² start at 0",
    ),
    "adam": Description(
        "momentum divided by the slope's recent size, both corrected for their start at 0",
        (
            "m ← β₁·m + (1 − β₁)·g",
            "v ← β₂·v + (1 − β₂)·g²",
            "m′ = m / (1 − β₁ᵗ)",
            "v′ = v / (1 − β₂ᵗ)",
            "step = −η·m′ / (√v′ + ε)",
        ),
        "its two means start at 0",
    ),
    "adamw": Description(
        "adam, and every parameter shrinks a little by itself",
        (
            "m ← β₁·m + (1 − β₁)·g",
            "v ← β₂·v + (1 − β₂)·g²",
            "m′ = m / (1 − β₁ᵗ)",
            "v′ = v / (1 − β₂ᵗ)",
            "step = −η·m′/(√v′+ε) − η·λ·θ",
        ),
        "its two means start at 0",
    ),
}

SYMBOLS = {
    "momentum": "μ",
    "alpha": "α",
    "beta1": "β₁",
    "beta2": "β₂",
    "eps": "ε",
    "weight_decay": "λ",
}


def settings(optimizer: Optimizer) -> dict[str, float]:
    """The settings of an optimizer by name, in its own order."""
    parts: Any = optimizer
    return {one.name: getattr(parts, one.name) for one in fields(parts) if one.name != "name"}


def with_setting(optimizer: Optimizer, name: str, value: float) -> Optimizer:
    """The same optimizer with another value; ValueError says what would be right."""
    right = what_is_right(name)
    if not 0.0 <= value < float("inf") or (name in BELOW_ONE and value >= 1.0):
        raise ValueError(f"{name} cannot be {value:g}: {right}")
    parts: Any = optimizer
    changed: Optimizer = replace(parts, **{name: value})
    return changed


BELOW_ONE = ("beta1", "beta2")  # the correction divides by 1 − βᵗ


def what_is_right(name: str) -> str:
    """What values a setting may have, as a request."""
    return "give 0 or more, below 1" if name in BELOW_ONE else "give 0 or more"
