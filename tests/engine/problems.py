"""Small problems that several tests walk down."""

import numpy as np

from tui_descent.engine.activations import ACTIVATIONS, Activation
from tui_descent.engine.arrays import FloatArray, read_only
from tui_descent.engine.batches import Dataset
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.losses import make_loss
from tui_descent.engine.network import Network
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.optimizers import GradientDescent


def objective(
    layers: tuple[int, ...],
    activations: tuple[str, ...],
    loss: str = "mse",
    samples: int = 5,
    biases: bool = True,
    seed: int = 0,
) -> NetworkObjective:
    """A network on random points."""
    generator = np.random.default_rng(seed)
    bends: tuple[Activation, ...] = tuple(ACTIVATIONS[name]() for name in activations)
    data = Dataset(
        read_only(generator.normal(size=(layers[0], samples))),
        read_only(generator.uniform(0.1, 0.9, size=(layers[-1], samples))),
    )
    return NetworkObjective(Network(layers, bends, biases), data, make_loss(loss))


def random_parameters(problem: NetworkObjective, seed: int = 1) -> FloatArray:
    """A θ of shape (P,) with no special place in it."""
    return np.random.default_rng(seed).normal(size=problem.parameter_count)


def parabola(x: float = 1.0, y: float = 0.0) -> NetworkObjective:
    """One weight, one point: the loss is (w·x − y)²."""
    network = Network((1, 1), (ACTIVATIONS["identity"](),), biases=False)
    return NetworkObjective(network, Dataset(read_only([[x]]), read_only([[y]])), make_loss("mse"))


def descend(problem: NetworkObjective, theta: object, rate: float, passes: int) -> list[State]:
    """All states of plain gradient descent, pass 0 included."""
    descent = Descent(problem)
    states = [descent.start(read_only(theta), GradientDescent(), rate)]
    for _ in range(passes):
        states.append(descent.advance(states[-1]))
    return states
