"""What the ground is like at a place: curvature, slope, and the state of the units."""

from typing import Any

import numpy as np

from tests.population.here import VELOCITY, Here
from tests.population.hessian import hessian
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import NetworkObjective

FLAT = 0.01  # of an activation's steepest slope
STEEPEST = {"sigmoid": 0.25}
STRAIGHT = 1e-13  # of the largest curvature: what curves by less is rounding
ALIKE = 1e-9  # of the largest weight: two units that differ by less are equal


def curvature_facts(here: Here) -> dict[str, Any]:
    """Slope and curvature; `here` learns its limits."""
    slope = here.slope(here.state.theta)
    size = float(np.linalg.norm(slope))
    whole = max(abs(here.loss), 1e-300)
    found: dict[str, Any] = {
        "slope": size,
        "tilt": size * here.length / whole,
        "convex": here.is_convex,
    }
    matrix = hessian(here.preset, here.state.theta)
    if matrix is None or not np.isfinite(matrix).all() or not matrix.size:
        return found
    curvatures, directions = np.linalg.eigh(matrix)
    smallest, largest = float(curvatures[0]), float(curvatures[-1])
    free = np.setdiff1d(np.arange(len(slope)), here.preset.frozen)
    along = directions.T @ slope[free]
    bent = curvatures > STRAIGHT * max(abs(largest), abs(smallest))
    found |= {
        "smallest": smallest,
        "largest": largest,
        "bend": largest * here.length**2 / whole,
        "gain": float(0.5 * np.sum(along[bent] ** 2 / curvatures[bent])),
    }
    if largest > 0.0:
        here.plain_limit = 2.0 / largest
        optimizer = here.state.optimizer
        if optimizer.name in ("sgd", *VELOCITY):
            mu = getattr(optimizer, "momentum", 0.0)
            below = 1.0 + 2.0 * mu if optimizer.name == "nesterov" else 1.0
            here.limit = here.plain_limit * (1.0 + mu) / below
            found["limit"] = here.limit
    return found


def unit_facts(here: Here) -> dict[str, Any]:
    """Dead, saturated and equal units, fading slopes, the condition of the inputs."""
    objective, theta = here.objective, here.state.theta
    if not isinstance(objective, NetworkObjective):
        return {}
    network = objective.network
    dead, flat, equal = 0.0, 0.0, False
    blocks = network.blocks(theta)
    sums = objective.sums(theta)
    for layer, (z, a) in enumerate(sums[:-1]):
        activation = network.activations[layer]
        slopes = np.ones_like(z)
        activation.pull_back(slopes, z, a, np.empty_like(z))
        off = ((slopes == 0.0) & (a == 0.0)).all(axis=1)
        steepest = STEEPEST.get(activation.name, 1.0)
        dull = (np.abs(slopes).mean(axis=1) < FLAT * steepest) & ~off
        dead, flat = max(dead, float(off.mean())), max(flat, float(dull.mean()))
        equal = equal or _some_are_alike(
            np.concatenate([blocks[layer], blocks[layer + 1][:, : len(z)].T], axis=1)
        )
    found: dict[str, Any] = {"dead": dead, "saturated": flat, "equal": equal}
    _, gradient = objective.full_value_and_gradient(theta)
    arrays = network.arrays(gradient)
    means = [float(np.abs(array).mean()) for name, array in arrays.items() if name[0] == "W"]
    if len(means) > 1 and means[-1] > 0.0:
        found["slope_ratio"] = means[0] / means[-1]
    inputs = objective.data.inputs
    found["condition"] = tuple(_condition(x, network.biases) for x in (inputs, _scaled(inputs)))
    return found


def _some_are_alike(units: FloatArray) -> bool:
    """Whether two rows, shape (units, weights in and out), are the same."""
    size = max(float(np.abs(units).max()), 1e-300)
    for place, unit in enumerate(units[:-1]):
        gaps = np.abs(units[place + 1 :] - unit).max(axis=1)
        if float(gaps.min()) <= ALIKE * size:
            return True
    return False


def _scaled(inputs: FloatArray) -> FloatArray:
    spread = inputs.std(axis=1, keepdims=True)
    centered: FloatArray = inputs - inputs.mean(axis=1, keepdims=True)
    return centered / np.where(spread == 0.0, 1.0, spread)


def _condition(inputs: FloatArray, biases: bool) -> float:
    rows = np.vstack([inputs, np.ones((1, inputs.shape[1]))]) if biases else inputs
    values: FloatArray = np.linalg.eigvalsh(rows @ rows.T / rows.shape[1])
    positive = values[values > STRAIGHT * values[-1]]
    return float(values[-1] / positive[0]) if len(positive) else 1.0
