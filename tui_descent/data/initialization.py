"""Initial weights: where a descent starts.

Seeded by (seed, purpose), so the same seed gives the same weights on every machine. The
bounds follow torch.nn.init; biases start at 0.
"""

from collections.abc import Callable

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.network import Network

PURPOSE = 1  # keeps this stream of random numbers apart from those of data and batches

Sampler = Callable[[np.random.Generator, int, int], FloatArray]


def initial_parameters(network: Network, init: str, seed: int, scale: float = 1.0) -> FloatArray:
    """Return θ of shape (P,): weights drawn by the rule `init` times `scale`, biases 0."""
    generator = np.random.default_rng([seed, PURPOSE])
    sample = INITIALIZATIONS[init]
    weights, biases = [], []
    for fan_in, fan_out in zip(network.layers, network.layers[1:], strict=False):
        weights.append(scale * sample(generator, fan_in, fan_out))
        biases.append(np.zeros(fan_out))
    return network.pack(weights, biases)


def _zeros(generator: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """0: every unit of a layer stays like every other."""
    return np.zeros((fan_out, fan_in))


def _constant(generator: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """1, so that `scale` is the value of every weight."""
    return np.ones((fan_out, fan_in))


def _normal(generator: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """N(0, 1)."""
    return generator.normal(size=(fan_out, fan_in))


def _uniform(generator: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """U(−1, 1)."""
    return generator.uniform(-1.0, 1.0, (fan_out, fan_in))


def _glorot_uniform(generator: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """U(−a, a), a = √(6 / (fan_in + fan_out)) (Glorot & Bengio 2010)."""
    bound = np.sqrt(6.0 / (fan_in + fan_out))
    return generator.uniform(-bound, bound, (fan_out, fan_in))


def _glorot_normal(generator: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """N(0, 2 / (fan_in + fan_out)) (Glorot & Bengio 2010)."""
    return generator.normal(0.0, np.sqrt(2.0 / (fan_in + fan_out)), (fan_out, fan_in))


def _he_uniform(generator: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """U(−a, a), a = √(6 / fan_in) (He et al. 2015)."""
    bound = np.sqrt(6.0 / fan_in)
    return generator.uniform(-bound, bound, (fan_out, fan_in))


def _he_normal(generator: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """N(0, 2 / fan_in) (He et al. 2015)."""
    return generator.normal(0.0, np.sqrt(2.0 / fan_in), (fan_out, fan_in))


INITIALIZATIONS: dict[str, Sampler] = {
    "zeros": _zeros,
    "constant": _constant,
    "normal": _normal,
    "uniform": _uniform,
    "glorot_uniform": _glorot_uniform,
    "glorot_normal": _glorot_normal,
    "he_uniform": _he_uniform,
    "he_normal": _he_normal,
}
