"""Formulas: a surface as it is written, `x**4 - 3*x**3 + 2`, with its exact derivatives.

A formula knows the coordinates x and y, numbers, pi and e, + - * / ** and brackets, and the
functions of FUNCTIONS; nothing else can be said in it. It is worked out on numbers that carry
their first and second derivatives along (forward differentiation), so no step is made and no
digit is lost.
"""

import math
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, NoReturn

import numpy as np

from tui_descent.data.surfaces import Surface
from tui_descent.engine.arrays import FloatArray
from tui_descent.text import did_you_mean

LONGEST = 500  # characters
DEEPEST = 40  # brackets, signs and powers in one another
COORDINATES = ("x", "y")
CONSTANTS = {"pi": math.pi, "e": math.e}
TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|.))"
)
SPELLED = str.maketrans({"−": "-", "·": "*", "×": "*", "÷": "/", "²": "**2", "³": "**3"})


OTHER_NAMES = {"ln": "log", "pow": "**", "arctan": "tan", "sigmoid": "tanh", "w": "x", "z": "y"}


class FormulaError(ValueError):
    """What cannot be read in a formula, and what would be right, in one line."""


class Jet(NamedTuple):
    """A number with its derivatives by the d coordinates, at one place or at many at once.

    value  shape (...); slope (..., d); bend (..., d, d), or None where nobody asks for it
    """

    value: FloatArray
    slope: FloatArray
    bend: FloatArray | None


Function = Callable[[FloatArray], tuple[FloatArray, FloatArray, FloatArray]]


def _abs(v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    return np.abs(v), np.sign(v), np.zeros_like(v)


def _exp(v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    power = np.exp(v)
    return power, power, power


def _log(v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    there = np.where(v > 0.0, v, np.nan)  # left of 0 there is none, and no slope either
    return np.log(np.where(v == 0.0, 0.0, there)), 1.0 / there, -1.0 / there**2


def _sqrt(v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    root = np.sqrt(v)
    return root, 0.5 / root, -0.25 / (root * v)


def _tan(v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    tangent = np.tan(v)
    slope = 1.0 + tangent**2
    return tangent, slope, 2.0 * tangent * slope


def _tanh(v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    tangent = np.tanh(v)
    slope = 1.0 - tangent**2
    return tangent, slope, -2.0 * tangent * slope


FUNCTIONS: dict[str, Function] = {
    "sin": lambda v: (np.sin(v), np.cos(v), -np.sin(v)),
    "cos": lambda v: (np.cos(v), -np.sin(v), -np.cos(v)),
    "tan": _tan,
    "exp": _exp,
    "log": _log,
    "sqrt": _sqrt,
    "abs": _abs,
    "tanh": _tanh,
}
KNOWN = (*COORDINATES, *CONSTANTS, *FUNCTIONS)


class Term(NamedTuple):
    """A part of a formula: how it is worked out from the coordinates, and which are in it.

    number  what it is where no coordinate is in it; else None
    """

    of: Callable[[Sequence[Jet]], Jet]
    number: float | None = None
    coordinates: frozenset[str] = frozenset()


def read_formula(text: str) -> Surface:
    """The surface that a formula describes; FormulaError: it cannot be read."""
    whole = _Reader(text).whole()
    used = sorted(whole.coordinates)
    if not used:
        raise FormulaError("neither x nor y is in it; write one that changes with x")
    if used == ["y"]:
        raise FormulaError("y is in it, but x is not; call the only coordinate x")

    def heights(w: FloatArray) -> tuple[FloatArray, FloatArray]:
        with np.errstate(all="ignore"):
            found = whole.of(_coordinates(w, len(used), bent=False))
        return found.value, found.slope

    def bend(w: FloatArray) -> FloatArray:
        with np.errstate(all="ignore"):
            found = whole.of(_coordinates(w, len(used), bent=True))
        assert found.bend is not None
        return found.bend

    return Surface("formula", len(used), heights, bend, tuple(used))


def _coordinates(w: FloatArray, count: int, bent: bool) -> list[Jet]:
    """x, or x and y, from w of shape (..., count)."""
    shape = w.shape[:-1]
    flat = np.zeros((*shape, count, count)) if bent else None
    slopes = np.broadcast_to(np.eye(count), (*shape, count, count))
    return [Jet(w[..., at], slopes[..., at, :], flat) for at in range(count)]


def _number(value: float) -> Term:
    def of(at: Sequence[Jet]) -> Jet:
        like = at[0]
        flat = None if like.bend is None else np.zeros_like(like.bend)
        return Jet(np.full_like(like.value, value), np.zeros_like(like.slope), flat)

    return Term(of, value)


def _coordinate(name: str) -> Term:
    place = COORDINATES.index(name)
    return Term(lambda at: at[place], None, frozenset((name,)))


def _chained(inner: Jet, value: FloatArray, first: FloatArray, second: FloatArray) -> Jet:
    """f(inner), with f, f′ and f″ at its value: the chain rule."""
    slope = first[..., None] * inner.slope
    if inner.bend is None:
        return Jet(value, slope, None)
    squares = inner.slope[..., :, None] * inner.slope[..., None, :]
    bend = first[..., None, None] * inner.bend + second[..., None, None] * squares
    return Jet(value, slope, bend)


def _applied(function: Function, inner: Term) -> Term:
    def of(at: Sequence[Jet]) -> Jet:
        there = inner.of(at)
        return _chained(there, *function(there.value))

    return _known(of, inner)


def _known(of: Callable[[Sequence[Jet]], Jet], *parts: Term) -> Term:
    """A term of these parts: a number, where all of them are."""
    used = frozenset[str]().union(*(part.coordinates for part in parts))
    if used:
        return Term(of, None, used)
    with np.errstate(all="ignore"):
        return _number(float(of([Jet(np.zeros(()), np.zeros(1), None)]).value))


def _sum(one: Term, other: Term, sign: float) -> Term:
    def of(at: Sequence[Jet]) -> Jet:
        a, b = one.of(at), other.of(at)
        bend = None if a.bend is None or b.bend is None else a.bend + sign * b.bend
        return Jet(a.value + sign * b.value, a.slope + sign * b.slope, bend)

    return _known(of, one, other)


def _product(one: Term, other: Term) -> Term:
    def of(at: Sequence[Jet]) -> Jet:
        a, b = one.of(at), other.of(at)
        slope = a.slope * b.value[..., None] + b.slope * a.value[..., None]
        if a.bend is None or b.bend is None:
            return Jet(a.value * b.value, slope, None)
        across = a.slope[..., :, None] * b.slope[..., None, :]
        bend = a.bend * b.value[..., None, None] + b.bend * a.value[..., None, None]
        return Jet(a.value * b.value, slope, bend + across + np.swapaxes(across, -1, -2))

    return _known(of, one, other)


def _power(base: Term, exponent: Term) -> Term:
    if exponent.number is None:  # a**b = e^(b·ln a)
        return _applied(FUNCTIONS["exp"], _product(exponent, _applied(FUNCTIONS["log"], base)))
    power = exponent.number

    def raised(v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        first, second = power, power * (power - 1.0)  # 0 times what overflows is 0
        return (
            np.power(v, power),
            first * np.power(v, power - 1.0) if first else np.zeros_like(v),
            second * np.power(v, power - 2.0) if second else np.zeros_like(v),
        )

    return _applied(raised, base)


class _Reader:
    """Reads a formula from left to right, by the usual precedence."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise FormulaError(f"{len(text)} characters; {LONGEST} are the most")
        self._tokens = list(TOKEN.finditer(text.translate(SPELLED).strip()))
        self._at = 0
        self._depth = 0

    def whole(self) -> Term:
        if not self._tokens:
            raise FormulaError("there is nothing in it; write one, as x**2 + y**2")
        found = self._sum()
        if self._next is not None:
            self._refuse()
        return found

    @property
    def _next(self) -> str | None:
        return self._tokens[self._at][0].strip() if self._at < len(self._tokens) else None

    def _take(self, *signs: str) -> str | None:
        """The next token, if it is one of these."""
        found = self._next
        if found is None or found not in signs:
            return None
        self._at += 1
        return found

    def _sum(self) -> Term:
        found = self._product()
        while sign := self._take("+", "-"):
            found = _sum(found, self._product(), 1.0 if sign == "+" else -1.0)
        return found

    def _product(self) -> Term:
        found = self._signed()
        while sign := self._take("*", "/"):
            other = self._signed()
            found = _product(found, other if sign == "*" else _power(other, _number(-1.0)))
        return found

    def _signed(self) -> Term:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError("nested too deeply; write it more simply")
        sign = self._take("+", "-")
        found = self._signed() if sign else self._raised()
        self._depth -= 1
        return _product(_number(-1.0), found) if sign == "-" else found

    def _raised(self) -> Term:
        base = self._part()
        return _power(base, self._signed()) if self._take("**") else base

    def _part(self) -> Term:
        if self._at == len(self._tokens):
            raise FormulaError("it breaks off; something is missing at its end")
        if self._take("("):
            return self._closed()
        number, name, _ = self._tokens[self._at].groups()
        if number is not None:
            self._at += 1
            return _number(float(number))
        if name is None:
            self._refuse()
        self._at += 1
        if name in COORDINATES:
            return _coordinate(name)
        if name in CONSTANTS:
            return _number(CONSTANTS[name])
        if name not in FUNCTIONS:
            raise _unknown(name)
        if not self._take("("):
            raise FormulaError(f"{name} without brackets; write {name}(x)")
        return _applied(FUNCTIONS[name], self._closed())

    def _closed(self) -> Term:
        found = self._sum()
        if not self._take(")"):
            raise FormulaError("a bracket is not closed; add )")
        return found

    def _refuse(self) -> NoReturn:
        found, before = self._next or "", self._tokens[self._at - 1][0].strip() if self._at else ""
        if found == "^":
            raise FormulaError("^ is not a power here; write **")
        if before and (found[0].isdigit() or found == "(" or found in KNOWN):
            raise FormulaError(
                f"{before} and {found} without a sign between; write {before}*{found}"
            )
        if found[0].isalpha():
            raise _unknown(found)
        raise FormulaError(f"{found} does not belong here; see what stands before it")


def _unknown(name: str) -> FormulaError:
    meant = did_you_mean(OTHER_NAMES.get(name, name), KNOWN, f"known are {', '.join(KNOWN)}")
    return FormulaError(f"{name} is not known; {meant}")
