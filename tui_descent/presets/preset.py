"""A preset: all that is needed to start a descent, checked and ready."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from tui_descent.data.initialization import PURPOSE as INIT_PURPOSE
from tui_descent.data.initialization import initial_parameters
from tui_descent.data.surfaces import Surface
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Batches, Dataset
from tui_descent.engine.descent import Descent, Plan
from tui_descent.engine.losses import Loss
from tui_descent.engine.network import Network
from tui_descent.engine.objective import NetworkObjective, Objective
from tui_descent.engine.optimizers import Optimizer
from tui_descent.engine.penalty import Penalty
from tui_descent.presets.format import PresetFile

if TYPE_CHECKING:
    from tui_descent.presets.csv_points import Selection

FEW, MANY = 100, 100_000  # passes, if nobody says how many: without a rule, and with one


class Stop(Struct, frozen=True):
    """When a run has come far enough.

    passes     after this many; None: nothing is said
    loss       once the loss is not above this; None: at no loss
    converged  once it has converged
    """

    passes: int | None = None
    loss: float | None = None
    converged: bool = False

    def or_rather(self, passes: int | None, loss: float | None, converged: bool) -> "Stop":
        """With what was said otherwise."""
        return Stop(
            self.passes if passes is None else passes,
            self.loss if loss is None else loss,
            self.converged or converged,
        )

    @property
    def most_passes(self) -> int:
        """How many passes are made at most."""
        if self.passes is not None:
            return self.passes
        return FEW if self.loss is None and not self.converged else MANY


class NetworkProblem(Struct, frozen=True):
    """A network, the points it learns from, and where its weights start.

    start     θ of shape (P,) where the file gives the weights, else None: drawn by `init`
    held_out  points that no pass learns from, to see what it has learned
    selection
              which rows of a CSV file the points are
    """

    network: Network
    data: Dataset
    loss: Loss
    batches: Batches
    init: str
    init_scale: float
    seed: int
    start: FloatArray | None
    held_out: Dataset | None = None
    penalty: Penalty | None = None
    selection: "Selection | None" = None

    def objective(self) -> NetworkObjective:
        """The loss of the network on the points."""
        return NetworkObjective(self.network, self.data, self.loss, self.batches, self.penalty)

    def held_out_objective(self) -> NetworkObjective | None:
        """The loss on the points that no pass learns from, without the penalty; None: no points."""
        if self.held_out is None:
            return None
        return NetworkObjective(self.network, self.held_out, self.loss)

    @property
    def loss_name(self) -> str:
        """The name of what is made small."""
        return self.loss.name

    def initial_parameters(self, seed: int | None) -> FloatArray:
        """Return θ, shape (P,): the file's own start, or with a seed a newly drawn one."""
        if seed is None and self.start is not None:
            return self.start
        seed = self.seed if seed is None else seed
        return initial_parameters(self.network, self.init, seed, self.init_scale)

    def new_parameters(self, seed: int) -> FloatArray:
        """Return another θ, shape (P,), random even where the preset's own start is not."""
        if self.init in ("zeros", "constant"):
            return initial_parameters(self.network, "glorot_uniform", seed)
        return self.initial_parameters(seed)


class SurfaceProblem(Struct, frozen=True):
    """A surface and a place on it."""

    surface: Surface
    start: FloatArray
    seed: int = 0

    def objective(self) -> Surface:
        """The surface itself."""
        return self.surface

    def held_out_objective(self) -> None:
        """Nothing: there are no points."""

    @property
    def loss_name(self) -> str:
        """Nothing: a surface is its own loss."""
        return ""

    def initial_parameters(self, seed: int | None) -> FloatArray:
        """Return θ, shape (P,): the start, or with a seed a place drawn from around it."""
        if seed is None:
            return self.start
        generator = np.random.default_rng([seed, INIT_PURPOSE])
        return self.start + generator.uniform(-2.0, 2.0, self.start.shape)

    def new_parameters(self, seed: int) -> FloatArray:
        """Return another place, shape (P,)."""
        return self.initial_parameters(seed)


class Preset(Struct, frozen=True):
    """One problem and one way to solve it.

    shape   layers and their activations: `2-4-1 tanh/identity`, or `2-D surface`
    frozen  indices into θ of the parameters that no pass may move
    plan    by what rule the learning rate changes; None: it does not
    clip_norm
            the length that longer gradients are shortened to; None: they are not
    stop    when a run has come far enough
    path    the file it came from, and
    tables  what stood in it, so that it can be built again with something else
    """

    name: str
    title: str
    summary: str
    shape: str
    problem: NetworkProblem | SurfaceProblem
    objective: Objective
    optimizer: Optimizer
    learning_rate: float
    frozen: tuple[int, ...]
    plan: Plan | None
    clip_norm: float | None
    stop: Stop
    path: Path
    tables: PresetFile

    def initial_parameters(self, seed: int | None = None) -> FloatArray:
        """Return θ, shape (P,): the preset's own start, or with a seed a newly drawn one."""
        return self.problem.initial_parameters(seed)

    def descent(
        self, schedule: Mapping[int, float] | None = None, objective: Objective | None = None
    ) -> Descent:
        """The descent on its loss, or on an objective of its own for another thread.

        schedule  pass -> the learning rate that the passes after it use
        """
        return Descent(
            objective or self.objective, schedule, self.frozen, self.plan, self.clip_norm
        )


class Start(Struct, frozen=True, eq=False):
    """A problem and where its descent begins.

    start  θ of shape (P,)
    seed   of the weights; None: the preset's own
    """

    preset: Preset
    optimizer: Optimizer
    learning_rate: float
    start: FloatArray
    seed: int | None
