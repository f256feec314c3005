"""Features: what a network sees of its inputs, x1, x1^2, x1*x2, sin(x1), made before it learns."""

import re

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.record import Value

FACTOR = re.compile(r"x(?P<plain>\d+)(?:\^(?P<power>\d+))?|(?P<name>sin|cos)\(x(?P<inside>\d+)\)")
HIGHEST = 20
WAVES = {"sin": np.sin, "cos": np.cos}


class Feature(Value):
    """A product of powers and waves of inputs.

    name    as it is written, without blanks
    powers  (input, power) of each factor x₂³, counted from 0
    waves   (input, "sin" or "cos") of each factor sin(x₁)
    """

    name: str
    powers: tuple[tuple[int, int], ...]
    waves: tuple[tuple[int, str], ...]

    def of(self, inputs: FloatArray) -> FloatArray:
        """Its value at each sample, shape (samples,), for inputs of shape (inputs, samples)."""
        value = np.ones(inputs.shape[1])
        for at, power in self.powers:
            value = value * inputs[at] ** power
        for at, wave in self.waves:
            value = value * WAVES[wave](inputs[at])
        return value


class Features(Value):
    """Several of them, in the order of the network's inputs."""

    each: tuple[Feature, ...]

    def __call__(self, inputs: FloatArray) -> FloatArray:
        """Shape (features, samples), for inputs of shape (inputs, samples)."""
        return np.vstack([feature.of(inputs) for feature in self.each])

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called."""
        return tuple(feature.name for feature in self.each)


def read_feature(text: str, inputs: int) -> Feature:
    """Read `x1^2*sin(x2)`; ValueError says what would be right."""
    name = "".join(text.split())
    powers, waves = [], []
    for factor in name.split("*"):
        found = FACTOR.fullmatch(factor)
        if found is None:
            raise ValueError(f"{factor!r} is not part of a feature; write x1, x1^2, x1*x2, sin(x1)")
        number = int(found["plain"] or found["inside"])
        if not 1 <= number <= inputs:
            there_are = "x1 alone" if inputs == 1 else f"x1 to x{inputs}"
            raise ValueError(f"there is no input x{number}; there is {there_are}")
        if found["name"]:
            waves.append((number - 1, found["name"]))
            continue
        power = int(found["power"] or 1)
        if not 1 <= power <= HIGHEST:
            raise ValueError(f"the power {power} is not from 1 to {HIGHEST}")
        powers.append((number - 1, power))
    return Feature(name, tuple(powers), tuple(waves))


def usual(inputs: int) -> tuple[str, ...]:
    """The features that are offered for this many inputs."""
    if inputs == 1:
        return "x1", "x1^2", "x1^3", "x1^4", "x1^5", "sin(x1)"
    if inputs == 2:
        return "x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"
    names = tuple(f"x{number}" for number in range(1, inputs + 1))
    return (*names, *(f"{name}^2" for name in names))
