"""The exact Hessian by PyTorch, which shares no line with the program."""

import numpy as np
import torch

from tests.reference.make_trajectories import ACTIVATIONS
from tui_descent.engine.arrays import FloatArray
from tui_descent.presets.preset import NetworkProblem, Preset

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
MOST = 400  # parameters


def hessian(preset: Preset, theta: FloatArray) -> FloatArray | None:
    """∂²L/∂θ² on all samples along what is not frozen, shape (free, free); None: too large."""
    free = np.setdiff1d(np.arange(len(theta)), preset.frozen)
    if len(free) > MOST:
        return None

    def value(moving: torch.Tensor) -> torch.Tensor:
        whole = torch.tensor(theta).index_put((torch.tensor(free),), moving)
        if isinstance(preset.problem, NetworkProblem):
            return _network(preset.problem, whole)
        return SURFACES[preset.problem.surface.name](whole, preset)

    at = torch.tensor(theta[free])
    matrix = torch.autograd.functional.hessian(value, at, vectorize=len(free) < 60)
    result: FloatArray = matrix.numpy()
    return 0.5 * (result + result.T)


def _network(problem: NetworkProblem, theta: torch.Tensor) -> torch.Tensor:
    network, data = problem.network, problem.data
    a = torch.tensor(np.array(data.inputs.T))
    targets = torch.tensor(np.array(data.targets.T))
    z, start = a, 0
    for activation, (fan_out, columns) in zip(
        network.activations, network.block_shapes, strict=True
    ):
        block = theta[start : start + fan_out * columns].reshape(fan_out, columns)
        start += fan_out * columns
        fan_in = a.shape[1]
        z = a @ block[:, :fan_in].T
        if network.biases:
            z = z + block[:, fan_in]
        options = {
            key: getattr(activation, key) for key in ("slope", "alpha") if hasattr(activation, key)
        }
        a = ACTIVATIONS[activation.name](z, **options)
    return _loss(problem, z, a, targets)


def _loss(
    problem: NetworkProblem, z: torch.Tensor, a: torch.Tensor, targets: torch.Tensor
) -> torch.Tensor:
    functional, loss = torch.nn.functional, problem.loss
    reduction = loss.reduction
    if loss.name == "mse":
        return functional.mse_loss(a, targets, reduction=reduction)
    if loss.name.endswith("squared_error"):
        each = ((a - targets) ** 2).sum(dim=1)
        whole = each.mean() if reduction == "mean" else each.sum()
        return 0.5 * whole if loss.name.startswith("half") else whole
    if loss.name == "mae":
        return functional.l1_loss(a, targets, reduction=reduction)
    if loss.name == "huber":
        return functional.huber_loss(a, targets, reduction=reduction)
    if loss.name == "bce":
        return functional.binary_cross_entropy_with_logits(z, targets, reduction=reduction)
    return functional.cross_entropy(z, targets, reduction=reduction)


def _rosenbrock(w: torch.Tensor, _: Preset) -> torch.Tensor:
    return (1.0 - w[0]) ** 2 + 100.0 * (w[1] - w[0] ** 2) ** 2


def _beale(w: torch.Tensor, _: Preset) -> torch.Tensor:
    x, y = w[0], w[1]
    constants = (1.5, 2.25, 2.625)
    parts = [(c - x + x * y**power) ** 2 for power, c in enumerate(constants, start=1)]
    return parts[0] + parts[1] + parts[2]


def _ravine(w: torch.Tensor, preset: Preset) -> torch.Tensor:
    assert preset.tables.surface is not None
    return 0.1 * w[0] ** 2 + 0.1 * preset.tables.surface.condition * w[1] ** 2


SURFACES = {
    "bowl": lambda w, _: w[0] ** 2 + w[1] ** 2,
    "ravine": _ravine,
    "saddle": lambda w, _: w[0] ** 2 - w[1] ** 2,
    "double_well": lambda w, _: w[0] ** 4 / 4.0 - w[0] ** 2 + 0.3 * w[0] + 1.5,
    "plateau": lambda w, _: 1.0 - torch.exp(-0.5 * (w[0] ** 2 + w[1] ** 2)),
    "rosenbrock": _rosenbrock,
    "himmelblau": lambda w, _: (w[0] ** 2 + w[1] - 11) ** 2 + (w[0] + w[1] ** 2 - 7) ** 2,
    "beale": _beale,
}
