"""How low the loss gets from a place, by a method of its own: Newton's, with every curvature taken
as positive, and every step short enough to lead down."""

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import NetworkObjective, Objective

NUDGE = 6e-6
WHOLE = 100  # parameters up to which the Hessian is computed; above, L-BFGS (Nocedal 1980)
HEAVY = 50_000  # parameters · numbers of one pass, above which it is L-BFGS, too
MEMORY = 20
ENOUGH = 1e-14  # of the loss, a fall below which it stands still


def newton(
    objective: Objective, theta: FloatArray, frozen: tuple[int, ...], steps: int
) -> tuple[float, FloatArray]:
    """Return the floor and its place, shape (P,), from θ of shape (P,); the loss never rises."""
    free = np.setdiff1d(np.arange(len(theta)), frozen)
    value, place = _smooth(objective, theta, frozen, free, steps)
    if _has_corners(objective) and len(free):
        value, place = _over_corners(objective, place, free, value)
        value, place = _smooth(objective, place, frozen, free, steps)
    return value, place


def _smooth(
    objective: Objective,
    theta: FloatArray,
    frozen: tuple[int, ...],
    free: FloatArray,
    steps: int,
) -> tuple[float, FloatArray]:
    if len(free) > WHOLE or len(free) * objective.numbers > HEAVY:
        return _quasi_newton(objective, theta, free, 20 * steps)
    value, gradient = _look(objective, theta)
    damping, still = 1e-3, 0
    if not len(free):
        return value, theta
    for _ in range(steps):
        slope = gradient[free]
        if not np.isfinite(slope).all() or not np.any(slope) or value == 0.0:
            break
        curvatures, directions = np.linalg.eigh(_hessian(objective, theta, free))
        along = directions.T @ slope
        size = max(float(np.abs(curvatures).max()), 1e-300)
        fell = False
        for _attempt in range(40):
            move = np.zeros_like(theta)
            # Rounding leaves curvatures that are none; without damping they would be divided by.
            move[free] = -directions @ (along / (np.abs(curvatures) + damping * size))
            candidate, slopes = _look(objective, theta + move)
            if candidate < value:
                fell = True
                break
            damping = min(10.0 * max(damping, 1e-14), 1e12)
        if not fell:
            break
        fall = value - candidate
        theta, value, gradient = theta + move, candidate, slopes
        damping = max(damping * 0.2, 1e-14)
        still = still + 1 if fall <= ENOUGH * abs(value) else 0
        if still >= 3:
            break
    return value, theta


def _has_corners(objective: Objective) -> bool:
    if not isinstance(objective, NetworkObjective):
        return False
    bends = {activation.name for activation in objective.network.activations}
    return objective.loss.name in ("mae", "huber") or bool(bends & {"relu", "leaky_relu"})


def _over_corners(
    objective: Objective, theta: FloatArray, free: FloatArray, value: float
) -> tuple[float, FloatArray]:
    """Steps down the slope of a length that shrinks, whatever they do; the best place counts."""
    best, best_value = theta, value
    size = float(np.linalg.norm(theta)) or 1.0
    for length in size * np.geomspace(0.03, 1e-9, 1500):
        _, gradient = _look(objective, theta)
        slope = float(np.linalg.norm(gradient[free]))
        if not slope > 0.0 or not np.isfinite(slope):
            break
        theta = theta.copy()
        theta[free] -= length / slope * gradient[free]
        value, _ = _look(objective, theta)
        if value < best_value:
            best, best_value = theta, value
    return best_value, best


def _quasi_newton(
    objective: Objective, theta: FloatArray, free: FloatArray, steps: int
) -> tuple[float, FloatArray]:
    value, gradient = _look(objective, theta)
    pairs: list[tuple[FloatArray, FloatArray]] = []
    for _ in range(steps):
        slope = gradient[free]
        if not np.isfinite(slope).all() or not np.any(slope):
            break
        direction = -_times_inverse(pairs, slope)
        if direction @ slope >= 0.0:
            pairs, direction = [], -slope
        length = 1.0 if pairs else min(1.0, 0.1 / float(np.linalg.norm(slope)))
        for _attempt in range(40):
            move = np.zeros_like(theta)
            move[free] = length * direction
            candidate, slopes = _look(objective, theta + move)
            if candidate <= value + 1e-4 * length * float(direction @ slope):
                break
            length *= 0.5
        else:
            break
        change = (slopes - gradient)[free]
        if change @ move[free] > 1e-150 and change @ change > 1e-150:
            pairs = [*pairs[-MEMORY + 1 :], (move[free], change)]
        theta, gradient = theta + move, slopes
        fall, value = value - candidate, candidate
        if fall <= ENOUGH * abs(value):
            break
    return value, theta


def _times_inverse(pairs: list[tuple[FloatArray, FloatArray]], slope: FloatArray) -> FloatArray:
    """The inverse Hessian that the pairs of moves and changes speak for, times the slope."""
    result, weights = slope.copy(), []
    for move, change in reversed(pairs):
        weights.append(float(move @ result) / float(move @ change))
        result = result - weights[-1] * change
    if pairs:
        move, change = pairs[-1]
        result = result * (float(move @ change) / float(change @ change))
    for (move, change), weight in zip(pairs, reversed(weights), strict=True):
        result = result + move * (weight - float(change @ result) / float(move @ change))
    return result


def nudged(
    objective: Objective, theta: FloatArray, frozen: tuple[int, ...], steps: int, usual: float
) -> tuple[float, FloatArray]:
    """The lowest floor after three small random pushes, a thousandth and a hundredth of θ.

    usual  how large a parameter usually is: θ itself may have come to 0
    """
    generator = np.random.default_rng([20])
    size = max(float(np.sqrt(np.mean(theta * theta))), usual)
    found = []
    for share in (1e-3, 1e-2, 1e-2):
        push = share * size * generator.normal(size=len(theta))
        push[list(frozen)] = 0.0
        found.append(newton(objective, theta + push, frozen, steps))
    return min(found, key=lambda pair: pair[0])


def _look(objective: Objective, theta: FloatArray) -> tuple[float, FloatArray]:
    with np.errstate(all="ignore"):
        value, gradient = objective.full_value_and_gradient(theta)
    value = float(value)
    return (value if np.isfinite(value) else np.inf), gradient


def _hessian(objective: Objective, theta: FloatArray, free: FloatArray) -> FloatArray:
    """By differences of gradients: good enough for a step that must lead down anyway."""
    sizes = NUDGE * np.maximum(1e-3, np.abs(theta[free]))
    both = np.repeat(theta[None, :], 2 * len(free), axis=0)
    rows = np.arange(len(free))
    both[rows, free] += sizes
    both[rows + len(free), free] -= sizes
    with np.errstate(all="ignore"):
        _, gradients = objective.full_value_and_gradient(both)
    gradients = np.nan_to_num(gradients[:, free], posinf=0.0, neginf=0.0)
    matrix = (gradients[: len(free)] - gradients[len(free) :]) / (2.0 * sizes[:, None])
    return np.asarray(0.5 * (matrix + matrix.T))


def curvatures(
    objective: Objective, theta: FloatArray, frozen: tuple[int, ...]
) -> tuple[float, float]:
    """The extreme curvatures by differences, to choose rates by; nan where they overflow."""
    free = np.setdiff1d(np.arange(len(theta)), frozen)
    if len(free) > 400:
        return np.nan, np.nan
    matrix = _hessian(objective, theta, free)
    if not len(free) or not np.isfinite(matrix).all():
        return np.nan, np.nan
    values = np.linalg.eigvalsh(matrix)
    return float(values[0]), float(values[-1])
