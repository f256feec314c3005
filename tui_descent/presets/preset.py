"""A preset: all that is needed to start a descent, checked and ready."""

from dataclasses import dataclass
from functools import cached_property

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.data import Dataset
from tui_descent.engine.initialization import initial_parameters
from tui_descent.engine.losses import Loss
from tui_descent.engine.network import Network
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.optimizers import Optimizer


@dataclass(frozen=True)
class Preset:
    """One problem and one way to learn it.

    start  θ of shape (P,) where the file gives the weights, else None: drawn by `init`
    """

    name: str
    title: str
    summary: str
    network: Network
    data: Dataset
    loss: Loss
    optimizer: Optimizer
    learning_rate: float
    init: str
    init_scale: float
    seed: int
    start: FloatArray | None

    @cached_property
    def objective(self) -> NetworkObjective:
        """The loss of the network on the points."""
        return NetworkObjective(self.network, self.data, self.loss)

    @property
    def shape(self) -> str:
        """Layers and activation in a word or two: `2-4-1 tanh`."""
        names = list(dict.fromkeys(activation.name for activation in self.network.activations))
        bends = [name for name in names if name != "identity"]
        layers = "-".join(str(units) for units in self.network.layers)
        return f"{layers} {'/'.join(bends) or 'linear'}"

    def initial_parameters(self, seed: int | None = None) -> FloatArray:
        """Return θ, shape (P,): the file's own start, or with a seed a newly drawn one."""
        if seed is None and self.start is not None:
            return self.start
        seed = self.seed if seed is None else seed
        return initial_parameters(self.network, self.init, seed, self.init_scale)
