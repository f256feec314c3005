"""The ground around the place where a descent stands: a parabola in every direction.

The exact Hessian tells how the slope itself changes. Its largest eigenvalue λmax decides how
long a step may be; a negative one means that there is a way down even where the slope is 0.
Beyond DENSE parameters the extremes come from a Krylov basis (Lanczos 1950) of exact products,
begun with the gradient, so that the basis also holds the directions that the gradient has.
"""

import math
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from tui_descent.analysis.hessian import Hessian, hessian
from tui_descent.analysis.krylov import Ritz, Times, any_direction, beginning, lanczos
from tui_descent.engine.arrays import FloatArray, read_only
from tui_descent.engine.objective import Objective
from tui_descent.engine.optimizers import Optimizer
from tui_descent.engine.record import Record

Flags = NDArray[np.bool_]

DENSE = 256  # parameters up to which the whole Hessian is computed
ROOM = 50_000_000  # numbers that all directions of a network may take up: 400 MB
CLOSE = 3e-5  # relative: how well the largest eigenvalue is known when Lanczos ends
END_PLACES = (0, 1, 2, -3, -2, -1)  # of a large network's directions: those that must be known
MANY_STEPS = 150  # of Lanczos for them, at most
WELL_KNOWN = 1e-5  # of the largest eigenvalue
FLAT = 1e-6  # ηλ below which a direction changes a distance by its slope alone
FOREVER = 1e12  # passes
HUGE = 1e300  # a fall without end
ROUNDS, ROUND = 2, 60  # numbers of passes that are looked at, and how many at once
DUST = 1e-28  # of a gradient's square: what rounding leaves of it along other directions
SIGN = 1e-13  # times P: an eigenvalue of the Hessian with diagonal 1 below it may be rounding


class Ground(Record):
    """The loss around a place as far as its gradient g and its Hessian H tell, without frozen
    parameters, in a metric D in which the optimizer's steps are straight down.

    bends       shape (K,), rising: eigenvalues of D^−½ H D^−½
    shares      shape (K,): the square of D^−½ g along each of their directions
    matrix      H, where it was computed whole; then K is the number of free parameters
    extremes    works out λmin and λmax of H itself; None: D is 1, and bends has them
    way_down    shape (P,), along which the loss curves down most; None: not known
    vectors     shape (P, K): the eigenvectors that belong to bends; None: not known
    """

    bends: FloatArray
    shares: FloatArray
    matrix: FloatArray | None
    extremes: Callable[[], FloatArray] | None = None
    way_down: FloatArray | None = None
    vectors: FloatArray | None = None

    @cached_property
    def _own(self) -> FloatArray:
        bends = self.bends if self.extremes is None else self.extremes()
        return bends if len(bends) else np.zeros(1)

    @property
    def smallest(self) -> float:
        """λmin of H itself."""
        return float(self._own[0])

    @property
    def largest(self) -> float:
        """λmax of H itself."""
        return float(self._own[-1])

    @property
    def straight(self) -> bool:
        """Whether it is known not to curve at all."""
        return not self.bends.any()

    @property
    def whole(self) -> bool:
        """Whether all directions are known, and not only the main ones."""
        return self.matrix is not None

    @cached_property
    def definite(self) -> bool:
        """Whether H curves up in every direction by more than rounding."""
        return self.matrix is not None and _is_definite(self.matrix)

    @cached_property
    def finite(self) -> bool:
        """Whether all of it could be computed."""
        return bool(np.isfinite(self.bends).all() and np.isfinite(self.shares).all())

    @property
    def steepest(self) -> float:
        """The largest eigenvalue in the metric D, which sets the limit."""
        return float(self.bends[-1]) if len(self.bends) else 0.0

    @property
    def newton_gain(self) -> float:
        """½ gᵀH⁺g: how far the bottom of the parabola lies below, along all that curve up."""
        up = self.bends > 1e-14 * max(self.steepest, 0.0)
        return 0.5 * float(np.sum(self.shares[up] / self.bends[up]))

    def fall(self, optimizer: Optimizer, rate: float) -> "Fall":
        """How the loss falls from here at a learning rate, if the parabola holds."""
        return Fall(self, optimizer, rate)


class Fall:
    """How the loss falls on some ground at one learning rate, pass after pass.

    Σ gᵢ²/(2λᵢ) · (1 − f(ηλᵢ)^2n) with the rule's factor f; where λᵢ is about 0 a slope that
    stays. A direction in which the steps swing ever wider counts as none.
    """

    def __init__(self, here: Ground, optimizer: Optimizer, rate: float) -> None:
        self._rate = rate
        self._shares, self._twice = here.shares, 2.0 * here.bends
        growth, reach = rate * here.bends, reach_of(optimizer)
        with np.errstate(all="ignore"):
            factor = optimizer.recurrence(growth).factor
            flat = np.abs(growth) < FLAT
            self._logarithms = np.where(flat, -reach * growth, np.log(factor))
            self._slopes = here.shares * rate * reach
        self._lost = (here.shares == 0.0) | ((here.bends > 0.0) & (factor >= 1.0) & ~flat)

    def after(self, passes: float) -> float:
        """The fall after a number of passes."""
        return float(self._after(passes))

    @np.errstate(all="ignore")
    def _after(self, passes: float | FloatArray) -> FloatArray:
        """The same; for several numbers of passes, shape (n, 1), of shape (n,)."""
        power = 2.0 * passes * self._logarithms
        straight = np.abs(power) < 1e-8
        bent = -np.expm1(power) * self._shares / self._twice
        each = np.fmin(np.where(straight, self._slopes * passes, bent), HUGE)
        return np.asarray(np.where(self._lost, 0.0, each).sum(-1))

    def passes_for(self, fall: float) -> float:
        """How many passes it takes until the loss has fallen by so much; inf: it never does."""
        if fall <= 0.0:
            return 0.0
        if self._rate <= 0.0:
            return math.inf
        low, high = 0.1, FOREVER
        for _ in range(ROUNDS):
            passes = _between(low, high)
            enough = self._after(passes[:, None]) >= fall
            if not enough.any():
                return math.inf
            first = int(np.argmax(enough))
            low, high = float(passes[max(first - 1, 0)]), float(passes[first])
        return high


@lru_cache(maxsize=ROUND)  # there are no more than a round has steps
def _between(low: float, high: float) -> FloatArray:
    return read_only(np.geomspace(low, high, ROUND))


@lru_cache(maxsize=16)
def reach_of(optimizer: Optimizer) -> float:
    """How far it goes in the long run where a slope stays, in steps of plain descent."""
    return (1.0 - float(optimizer.recurrence(np.array(FLAT)).factor)) / FLAT


def ground(
    objective: Objective,
    theta: FloatArray,
    gradient: FloatArray,
    frozen: Sequence[int] = (),
    scale: FloatArray | None = None,
    matrix: FloatArray | None = None,
) -> Ground:
    """Return the ground at θ of shape (P,); not finite where something overflowed.

    gradient  shape (P,), of the loss on all samples
    frozen    indices of parameters along which nothing can move: not looked at
    scale     D's diagonal, shape (P,), what the optimizer divides each slope by; None: 1
    matrix    the whole Hessian, where it is known already
    """
    with np.errstate(all="ignore"):
        free, root, slopes = _in_metric(gradient, frozen, scale)
        if not is_dense(objective):
            return _sparse(hessian(objective, theta), free, slopes, root, scale is None)
        matrix = hessian(objective, theta).whole() if matrix is None else matrix
        own = matrix[np.ix_(free, free)] if len(frozen) else matrix
        return _dense(own, free, slopes, root, scale is None)


def is_dense(objective: Objective) -> bool:
    """Whether its whole Hessian is computed."""
    count = objective.parameter_count
    return count <= DENSE and count * objective.numbers <= ROOM


def _in_metric(
    gradient: FloatArray, frozen: Sequence[int], scale: FloatArray | None
) -> tuple[Flags, FloatArray, FloatArray]:
    """Which parameters are free; and of these D^−½, and the slopes in D's units."""
    free = np.ones(len(gradient), dtype=np.bool_)
    free[list(frozen)] = False
    root = np.ones(int(free.sum())) if scale is None else 1.0 / np.sqrt(scale[free])
    return free, root, gradient[free] * root


def ends(
    objective: Objective,
    theta: FloatArray,
    gradient: FloatArray,
    frozen: Sequence[int],
    scale: FloatArray | None,
    goes_on: Callable[[], bool],
) -> Ground:
    """Return the same of a large network with the directions in which it curves most and least.

    Only those that are well known are among its bends. `goes_on` is asked before each product;
    once it says no, what is returned is of no use.
    """
    free, root, slopes = _in_metric(gradient, frozen, scale)
    length = float(np.linalg.norm(slopes))
    if not math.isfinite(length):
        return unknown()
    with np.errstate(all="ignore"):
        times = _products(hessian(objective, theta), free, root)
        found = lanczos(
            times,
            beginning(slopes, length),
            lambda found: not goes_on() or bool(_well_known(found)[[*END_PLACES]].all()),
            MANY_STEPS,
        )
    known = _well_known(found)
    vectors = found.basis.T @ found.parts[:, known]
    shares = found.parts[0, known] ** 2 * length**2
    return Ground(found.values[known], shares, None, None, None, _among_all(vectors, free))


def _well_known(found: Ritz) -> Flags:
    """Which of the directions are eigenvectors already; an error of the value is its square."""
    return np.asarray(found.missing <= WELL_KNOWN * np.abs(found.values[[0, -1]]).max())


def _dense(
    matrix: FloatArray, free: Flags, slopes: FloatArray, root: FloatArray, plain: bool
) -> Ground:
    count = len(slopes)
    if not count:
        return Ground(np.zeros(0), np.zeros(0), matrix)
    scaled = matrix if plain else root[:, None] * matrix * root
    if not np.isfinite(scaled).all():
        return unknown()
    values, vectors = np.linalg.eigh(scaled)
    return Ground(
        values,
        _without_dust((slopes @ vectors) ** 2),
        matrix,
        None if plain else lambda: np.asarray(np.linalg.eigvalsh(matrix)),
        _among_all(root[:, None] * vectors[:, :1], free)[:, 0] if values[0] < 0.0 else None,
        _among_all(vectors, free),
    )


def _among_all(vectors: FloatArray, free: Flags) -> FloatArray:
    """Vectors over the free parameters, shape (free, K), with a 0 for each frozen one: (P, K)."""
    if free.all():
        return vectors
    full = np.zeros((len(free), vectors.shape[1]))
    full[free] = vectors
    return full


def _without_dust(shares: FloatArray) -> FloatArray:
    return np.where(shares < DUST * shares.sum(), 0.0, shares)


def _is_definite(matrix: FloatArray) -> bool:
    """Whether H curves up in every direction; on a scale with diagonal 1, so units do not count."""
    diagonal = np.diagonal(matrix)
    if not matrix.size or (diagonal <= 0.0).any():
        return False
    root = 1.0 / np.sqrt(diagonal)
    values = np.linalg.eigvalsh(root[:, None] * matrix * root)
    return bool(values[0] > SIGN * len(matrix))


def _sparse(
    here: Hessian, free: Flags, slopes: FloatArray, root: FloatArray, plain: bool
) -> Ground:
    times = _products(here, free, root)

    def extremes() -> FloatArray:
        own = _products(here, free, np.ones_like(root))
        return lanczos(own, any_direction(len(root)), _largest_is_known).values

    length = float(np.linalg.norm(slopes))
    if not math.isfinite(length):
        return unknown()
    found = lanczos(times, beginning(slopes, length), _largest_is_known)
    shares = found.parts[0] ** 2 * length**2
    return Ground(found.values, shares, None, None if plain else extremes)


def _products(here: Hessian, free: Flags, root: FloatArray) -> Times:
    """Products of D^−½ H D^−½, among the free parameters."""

    def times(direction: FloatArray) -> FloatArray:
        full = np.zeros(len(free))
        full[free] = root * direction
        return np.asarray(here.times(full)[free] * root)

    return times


def _largest_is_known(found: Ritz) -> bool:
    sizes = np.abs(found.values[[0, -1]])
    missing = float(found.missing[[0, -1]].max())
    return missing**2 <= CLOSE * float(sizes.max()) ** 2


def unknown() -> Ground:
    """Ground that could not be computed, or was not."""
    return Ground(np.array([math.nan]), np.array([math.nan]), None)
