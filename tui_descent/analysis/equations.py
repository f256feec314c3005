"""An optimizer's equations, computed line by line for one parameter, for a reader to follow.

Equations are texts such as `v ← μ·v + g`. Here numbers are put in for their letters: those of
the optimizer's own state, so what comes out is what its update does. A test holds the two
against each other.
"""

import re
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

import numpy as np

from tui_descent.engine.descent import State
from tui_descent.engine.hyperparameters import equations_of, symbols

LETTER = re.compile(r"\(1 − ([αβd][₁₂]?)\)|[A-Za-zα-ω][₁₂]?′?")
SIGNS = str.maketrans({"−": "-", "·": "*"})


class Term(NamedTuple):
    """`name = formula`, the same with `numbers` for the letters, and its value.

    formula  with {0}, {1} … where the numbers stand
    letters  the symbols that the numbers replace
    """

    name: str
    formula: str
    letters: tuple[str, ...]
    numbers: tuple[float, ...]
    value: float


class Equation(NamedTuple):
    """One line, cut up.

    name     what it gives
    kept     whether that is state, which the next pass finds
    code     the formula for the computer, with x0, x1 … for its letters
    """

    name: str
    kept: bool
    formula: str
    letters: tuple[str, ...]
    code: CodeType


@lru_cache
def equation(line: str) -> Equation:
    """Cut up `v ← μ·v + g` or `step = −η·v`."""
    name, arrow, written = re.split(r" (←|=) ", line)
    letters = tuple(found[0] for found in LETTER.finditer(written.replace("ᵗ", "t")))
    places = iter(range(len(letters)))
    formula = LETTER.sub(lambda _: f"{{{next(places)}}}", written.replace("ᵗ", "^t"))
    code = formula.replace("^", "**").translate(SIGNS)
    code = re.sub(r"\{(\d+)\}", r"x\1", code)
    code = re.sub(r"(x\d+)²", r"(\1*\1)", code)
    code = re.sub(r"√(x\d+)", r"sqrt(\1)", code)
    shown = tuple(letter.replace(" ", "") for letter in letters)
    return Equation(name, arrow == "←", formula, shown, compile(code, line, "eval"))


def terms(state: State, index: int, frozen: bool) -> tuple[Term, ...]:
    """Return the terms of the step that the next pass makes with the parameter `index`."""
    if frozen:
        return (Term("step", "{0}, because it is frozen", ("0",), (0.0,), 0.0),)
    optimizer = state.optimizer
    known = {
        "g": state.gradient[index],
        "η": np.float64(state.learning_rate),
        "θ": state.theta[index],
        "t": np.float64(state.optimizer_state[-1] + 1.0 if _counts(state) else 0.0),
    }
    letters = symbols(optimizer).items()
    known |= {letter: np.float64(getattr(optimizer, name)) for name, letter in letters}
    if known["t"] == 1.0 and "d" in known:
        known["d"] = np.float64(0.0)  # the first gradient is taken whole
    lines = [equation(line) for line in equations_of(optimizer)]
    kept = dict.fromkeys(line.name for line in lines if line.kept)
    known |= {name: part[index] for name, part in zip(kept, state.optimizer_state, strict=False)}
    made = []
    with np.errstate(all="ignore"):
        for line in lines:
            numbers = [_number(letter, known) for letter in line.letters]
            named = {f"x{place}": number for place, number in enumerate(numbers)}
            value = known[line.name] = eval(line.code, {"sqrt": np.sqrt}, named)
            shown = tuple(map(float, numbers))
            made.append(Term(line.name, line.formula, line.letters, shown, float(value)))
    return tuple(made)


def _counts(state: State) -> bool:
    """Whether the optimizer counts its passes."""
    return bool(state.optimizer_state) and state.optimizer_state[-1].ndim == 0


def _number(letter: str, known: dict[str, np.float64]) -> np.float64:
    return 1.0 - known[letter[3:-1]] if letter.startswith("(") else known[letter]
