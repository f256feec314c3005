"""Surfaces: a height over one or two coordinates, to walk down without any network.

The same objective as a network's loss, with coordinates for weights. Each gives its value
and its gradient as formulas, and how the gradient changes: its Hessian.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import Look
from tui_descent.engine.penalty import Penalty
from tui_descent.engine.record import Value

Heights = tuple[FloatArray, FloatArray]
Formula = Callable[[FloatArray], Heights]
Bend = Callable[[FloatArray], FloatArray]


class Surface(Value):
    """An Objective over its own coordinates w.

    coordinates  what they are called in its formula, where that is a learner's own
    """

    name: str
    dimensions: int
    formula: Formula
    bend: Bend
    coordinates: tuple[str, ...] = ()
    passes_per_epoch: int = 1
    penalty: Penalty | None = None

    @property
    def parameter_count(self) -> int:
        return self.dimensions

    @property
    def numbers(self) -> int:
        return self.dimensions

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(f"w[{number}]" for number in range(1, self.dimensions + 1))

    @property
    def recorded_labels(self) -> tuple[str, ...]:
        return self.labels

    @property
    def numbered_labels(self) -> tuple[str, ...]:
        return self.labels

    def arrays(self, theta: FloatArray) -> dict[str, FloatArray]:
        return {"w": theta}

    def value_and_gradient(self, theta: FloatArray, passes: int = 0) -> Heights:
        return self.full_value_and_gradient(theta)

    def full_value_and_gradient(self, theta: FloatArray) -> Heights:
        value, gradient = self.formula(theta)
        if self.penalty is None:
            return value, gradient
        return value + self.penalty.value(theta), gradient + self.penalty.gradient(theta)

    def in_place(self, leading: tuple[int, ...] = ()) -> tuple[FloatArray, Look]:
        theta = np.empty((*leading, self.dimensions))
        return theta, lambda passes: self.full_value_and_gradient(theta)

    def value(self, theta: FloatArray) -> FloatArray:
        return self.full_value_and_gradient(theta)[0]

    def hessian(self, theta: FloatArray) -> FloatArray:
        """∂²L/∂w² without the penalty, shape (dimensions, dimensions), at w (dimensions,)."""
        return self.bend(theta)


def make_surface(name: str, condition: float = 20.0) -> Surface:
    """Return the surface of that name, one of SURFACES; `condition` is the ravine's."""
    dimensions, formula, bend = SURFACES[name]
    if name == "ravine":
        formula = partial(_ravine, condition=condition)
        bend = partial(_ravine_bend, condition=condition)
    return Surface(name, dimensions, formula, bend)


def _bowl(w: FloatArray) -> Heights:
    """x² + y²: the same in every direction, curvature 2."""
    return (w * w).sum(axis=-1), 2.0 * w


def _bowl_bend(w: FloatArray) -> FloatArray:
    return np.diag([2.0, 2.0])


def _ravine(w: FloatArray, condition: float = 20.0) -> Heights:
    """0.1·x² + 0.1·κ·y², κ the condition number: with 20 d2l.ai's 0.1x² + 2y²."""
    curvature = 0.2 * np.array([1.0, condition])
    return 0.5 * (curvature * w * w).sum(axis=-1), curvature * w


def _ravine_bend(w: FloatArray, condition: float = 20.0) -> FloatArray:
    return np.diag(0.2 * np.array([1.0, condition]))


def _saddle(w: FloatArray) -> Heights:
    """x² − y²: a pass between two mountains at (0, 0), unbounded below."""
    signs = np.array([1.0, -1.0])
    return (signs * w * w).sum(axis=-1), 2.0 * signs * w


def _saddle_bend(w: FloatArray) -> FloatArray:
    return np.diag([2.0, -2.0])


def _double_well(w: FloatArray) -> Heights:
    """w⁴/4 − w² + 0.3w + 1.5: minima at −1.484 (0.065) and 1.332 (0.912)."""
    x = w[..., 0]
    return x**4 / 4.0 - x**2 + 0.3 * x + 1.5, w**3 - 2.0 * w + 0.3


def _double_well_bend(w: FloatArray) -> FloatArray:
    return np.array([[3.0 * w[0] ** 2 - 2.0]])


def _plateau(w: FloatArray) -> Heights:
    """1 − e^(−(x² + y²)/2): a hole in a plain that is flat further out."""
    depth = np.exp(-0.5 * (w * w).sum(axis=-1))
    return 1.0 - depth, depth[..., None] * w


def _plateau_bend(w: FloatArray) -> FloatArray:
    depth = np.exp(-0.5 * (w * w).sum())
    return np.asarray(depth * (np.eye(2) - np.outer(w, w)))


def _rosenbrock(w: FloatArray) -> Heights:
    """(1 − x)² + 100·(y − x²)²: a bent valley to (1, 1) (Rosenbrock 1960)."""
    x, y = w[..., 0], w[..., 1]
    bend = y - x * x
    gradient = np.stack([-2.0 * (1.0 - x) - 400.0 * x * bend, 200.0 * bend], axis=-1)
    return (1.0 - x) ** 2 + 100.0 * bend**2, gradient


def _rosenbrock_bend(w: FloatArray) -> FloatArray:
    x, y = w
    return np.array([[2.0 - 400.0 * y + 1200.0 * x * x, -400.0 * x], [-400.0 * x, 200.0]])


def _himmelblau(w: FloatArray) -> Heights:
    """(x² + y − 11)² + (x + y² − 7)²: four minima of height 0 (Himmelblau 1972)."""
    x, y = w[..., 0], w[..., 1]
    first, second = x * x + y - 11.0, x + y * y - 7.0
    gradient = np.stack([4.0 * x * first + 2.0 * second, 2.0 * first + 4.0 * y * second], axis=-1)
    return first**2 + second**2, gradient


def _himmelblau_bend(w: FloatArray) -> FloatArray:
    x, y = w
    across = 4.0 * (x + y)
    return np.array(
        [[12.0 * x * x + 4.0 * y - 42.0, across], [across, 12.0 * y * y + 4.0 * x - 26.0]]
    )


def _beale(w: FloatArray) -> Heights:
    """Σ (cᵢ − x + x·yⁱ)², c = 1.5, 2.25, 2.625: flat, with cliffs; (3, 0.5) (Beale 1958)."""
    x, y = w[..., 0], w[..., 1]
    total = np.zeros_like(x)
    slope_x, slope_y = np.zeros_like(x), np.zeros_like(x)
    for power, constant in ((1, 1.5), (2, 2.25), (3, 2.625)):
        part = constant - x + x * y**power
        total = total + part**2
        slope_x = slope_x + 2.0 * part * (y**power - 1.0)
        slope_y = slope_y + 2.0 * part * power * x * y ** (power - 1)
    return total, np.stack([slope_x, slope_y], axis=-1)


def _beale_bend(w: FloatArray) -> FloatArray:
    x, y = w
    total = np.zeros((2, 2))
    for power, constant in ((1, 1.5), (2, 2.25), (3, 2.625)):
        part = constant - x + x * y**power
        slopes = np.array([y**power - 1.0, power * x * y ** (power - 1)])
        across = power * y ** (power - 1)
        along = power * (power - 1) * x * y ** (power - 2) if power > 1 else 0.0
        own = np.array([[0.0, across], [across, along]])
        total = total + 2.0 * (np.outer(slopes, slopes) + part * own)
    return total


SURFACES: dict[str, tuple[int, Formula, Bend]] = {
    "bowl": (2, _bowl, _bowl_bend),
    "ravine": (2, _ravine, _ravine_bend),
    "saddle": (2, _saddle, _saddle_bend),
    "double_well": (1, _double_well, _double_well_bend),
    "plateau": (2, _plateau, _plateau_bend),
    "rosenbrock": (2, _rosenbrock, _rosenbrock_bend),
    "himmelblau": (2, _himmelblau, _himmelblau_bend),
    "beale": (2, _beale, _beale_bend),
}
