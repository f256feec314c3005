"""Made data: small problems whose shape one knows, with noise and a seed.

Points for classes lie in the plane, targets are 0 and 1; noise is the standard deviation of
what is added to their coordinates. For lines, planes and waves it is added to the targets.
"""

from collections.abc import Callable

import numpy as np

from tui_descent.engine.arrays import FloatArray, read_only
from tui_descent.engine.batches import Dataset

PURPOSE = 3  # keeps this stream of random numbers apart from those of weights and batches

Points = tuple[FloatArray, FloatArray]
Maker = Callable[[np.random.Generator, int], Points]


def generate(name: str, samples: int, noise: float, seed: int) -> Dataset:
    """Return the data of that name, one of GENERATORS, the two classes in turn."""
    generator = np.random.default_rng([seed, PURPOSE])
    make, noisy_targets = GENERATORS[name]
    inputs, targets = make(generator, samples)
    disturbed = targets if noisy_targets else inputs
    disturbed += noise * generator.normal(size=disturbed.shape)
    return Dataset(read_only(inputs), read_only(targets))


def _classes(samples: int) -> FloatArray:
    """0, 1, 0, 1 … as one row."""
    return (np.arange(samples, dtype=np.float64) % 2.0)[None, :]


def _on_circle(radius: FloatArray, angle: FloatArray) -> FloatArray:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)])


def _circle(generator: np.random.Generator, samples: int) -> Points:
    """A disc of radius 0.5 inside a ring from 0.7 to 1."""
    targets = _classes(samples)
    part = generator.uniform(0.0, 1.0, samples)
    angle = generator.uniform(0.0, 2.0 * np.pi, samples)
    radius = np.where(targets[0] == 1.0, 0.5 * np.sqrt(part), 0.7 + 0.3 * part)
    return _on_circle(radius, angle), targets


def _xor(generator: np.random.Generator, samples: int) -> Points:
    """Four clouds: 1 where the coordinates differ in sign, none within 0.1 of an axis."""
    targets = _classes(samples)
    size = generator.uniform(0.1, 1.0, (2, samples))
    sign = generator.choice([-1.0, 1.0], samples)
    other = np.where(targets[0] == 1.0, -sign, sign)
    return np.stack([size[0] * sign, size[1] * other]), targets


def _gaussians(generator: np.random.Generator, samples: int) -> Points:
    """Two round clouds of standard deviation 0.3 around (−0.6, −0.6) and (0.6, 0.6)."""
    targets = _classes(samples)
    center = np.where(targets[0] == 1.0, 0.6, -0.6)
    return center + 0.3 * generator.normal(size=(2, samples)), targets


def _spiral(generator: np.random.Generator, samples: int) -> Points:
    """Two arms that wind once around each other."""
    targets = _classes(samples)
    along = np.sqrt(generator.uniform(0.0, 1.0, samples))
    angle = 2.0 * np.pi * along + np.pi * targets[0]
    return _on_circle(along, angle), targets


def _moons(generator: np.random.Generator, samples: int) -> Points:
    """Two half circles that reach into each other."""
    targets = _classes(samples)
    angle = generator.uniform(0.0, np.pi, samples)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    lower = np.stack([0.5 - np.cos(angle), 0.25 - np.sin(angle)])
    return np.where(targets[0] == 1.0, lower, upper), targets


def _line(generator: np.random.Generator, samples: int) -> Points:
    """y = 2x + 1, x from −1 to 1."""
    x = generator.uniform(-1.0, 1.0, (1, samples))
    return x, 2.0 * x + 1.0


def _plane(generator: np.random.Generator, samples: int) -> Points:
    """y = 2x₁ − x₂ + 0.5, both from −1 to 1."""
    x = generator.uniform(-1.0, 1.0, (2, samples))
    return x, 2.0 * x[:1] - x[1:] + 0.5


def _sine(generator: np.random.Generator, samples: int) -> Points:
    """y = sin(πx), x from −1 to 1."""
    x = generator.uniform(-1.0, 1.0, (1, samples))
    return x, np.sin(np.pi * x)


GENERATORS: dict[str, tuple[Maker, bool]] = {
    "circle": (_circle, False),
    "xor": (_xor, False),
    "gaussians": (_gaussians, False),
    "spiral": (_spiral, False),
    "moons": (_moons, False),
    "line": (_line, True),
    "plane": (_plane, True),
    "sine": (_sine, True),
}
