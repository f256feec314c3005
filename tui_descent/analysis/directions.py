"""Directions: how far the next passes carry along each eigenvector of the Hessian.

On a parabola these directions have nothing to do with each other: along each of them the passes
multiply the distance from its bottom by a number of its own, which hangs on its curvature and
on the learning rate alone (Goh, "Why Momentum Really Works", 2017). So one rate is too large
for the steepest and too small for the flattest. Elsewhere this holds as far as the ground is a
parabola.
"""

import math
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tui_descent.analysis.curvature import Ground
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.optimizers import Momentum, Optimizer
from tui_descent.engine.record import Record
from tui_descent.engine.recurrence import Recurrence

LEVEL = 1e-10  # of the largest curvature: less is rounding
LANDED = 0.05  # of a distance: a pass that leaves no more lands on the bottom
CREEPING = 0.5**0.1  # it takes more than ten passes to halve
ROUNDING = 1e-12
HALF = 0.5
SEARCHES, SEARCHED = 6, 64  # for the best rate: how often, and how many rates at once

WORDS = ("climbs", "zigzags", "swings", "settles", "creeps", "level", "escapes")


class Directions(Record):
    """The eigenvectors of D^−½ H D^−½, the steepest first, where D is the optimizer's scale.

    bends    shape (K,), falling: their curvatures λ
    vectors  shape (P, K), each of length 1
    slopes   shape (K,): the size of the slope along each
    rate     that the next pass takes of the whole gradient: η, times what clipping leaves
    share    what clipping leaves
    missing  how many more directions there are, between those that are known
    """

    bends: FloatArray
    vectors: FloatArray
    slopes: FloatArray
    optimizer: Optimizer
    rate: float
    share: float
    missing: int

    @cached_property
    def recurrence(self) -> Recurrence:
        """How a distance goes on along each."""
        return self.optimizer.recurrence(self.rate * self.bends)

    @cached_property
    def factors(self) -> FloatArray:
        """What a pass multiplies a distance by in the long run, shape (K,).

        Below 0 where each pass leads to the other side; where it swings, the size alone.
        """
        root = self.recurrence.root
        factors = np.where(root.imag == 0.0, root.real, self.recurrence.factor)
        return np.where(np.abs(factors) < ROUNDING, 0.0, factors)

    @cached_property
    def limits(self) -> FloatArray:
        """The learning rate above which each of them climbs, shape (K,); inf: there is none."""
        limits = (self.optimizer.stability_limit(float(bend)) for bend in self.bends)
        return np.array([math.inf if limit is None else limit for limit in limits]) / self.share

    @cached_property
    def level(self) -> NDArray[np.bool_]:
        """Where it does not curve by more than rounding, shape (K,)."""
        return np.asarray(np.abs(self.bends) <= LEVEL * np.abs(self.bends).max(initial=0.0))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What the passes do along each, one of WORDS."""
        swings = self.recurrence.root.imag != 0.0
        of_each = zip(self.bends, self.factors, swings, self.level, strict=True)
        return tuple(_word(*one) for one in of_each)

    @cached_property
    def halving(self) -> FloatArray:
        """Passes until half of a distance is gone, shape (K,); inf: never."""
        return halving(np.abs(self.factors))

    @cached_property
    def gains(self) -> FloatArray:
        """How far below the bottom of each parabola lies, shape (K,); 0 where it has none."""
        up = (self.bends > 0.0) & ~self.level
        return np.where(up, 0.5 * self.slopes**2 / np.where(up, self.bends, 1.0), 0.0)

    @property
    def condition(self) -> float | None:
        """The condition number: how many times as steep the steepest is as the flattest.

        Only those that curve up count. None: there are none, or some are not known.
        """
        up = self._upward
        return float(up[0] / up[-1]) if len(up) and not self.missing else None

    @property
    def _upward(self) -> FloatArray:
        """The curvatures of those that curve up, falling."""
        return self.bends[(self.bends > 0.0) & ~self.level]

    def best_rate(self) -> tuple[float, float] | None:
        """The learning rate at which the slowest that curves up is fastest, and its halving.

        For plain descent that is 2/(λmax + λmin) (Polyak 1987). None: nothing curves up.
        """
        up, limit = self._upward, float(self.limits[0])
        if not len(up) or not math.isfinite(limit):
            return None
        low, high = 1e-6 * limit, limit
        for _ in range(SEARCHES):
            rates = np.geomspace(low, high, SEARCHED)
            growth = self.share * rates[:, None] * up[[0, -1]]
            slowest = self.optimizer.recurrence(growth).factor.max(axis=1)
            at = int(np.argmin(slowest))
            low, high = float(rates[max(at - 1, 0)]), float(rates[min(at + 1, SEARCHED - 1)])
        return float(rates[at]), float(halving(slowest[at : at + 1])[0])

    @property
    def upper(self) -> int:
        """How many of those that are known do not curve down; what is missing comes after them."""
        return int((self.bends >= 0.0).sum())

    def best_momentum(self) -> tuple[float, float, float] | None:
        """A momentum and a rate at which the slowest that curves up is fastest, and its halving.

        A momentum of at least (1 − √ηλ)² multiplies a distance by √μ a pass in the long run, and
        η = 4/(√λmax + √λmin)² asks for the same at both ends (Polyak 1964). Here both have three
        digits, μ rounded up. None: nothing curves up.
        """
        up = self._upward
        if not len(up):
            return None
        steep, flat = math.sqrt(up[0]), math.sqrt(up[-1])
        rate = float(f"{4.0 / (steep + flat) ** 2:.3g}")
        least = max(abs(1.0 - math.sqrt(rate) * end) for end in (steep, flat)) ** 2
        momentum = math.ceil(1000.0 * least) / 1000.0
        slowest = Momentum(momentum).recurrence(rate * up[[0, -1]]).factor.max()
        return momentum, rate, float(halving(np.array([slowest]))[0])

    def path(self, passes: int) -> FloatArray:
        """What is left of a distance of 1, begun at rest, shape (K, passes + 1)."""
        with np.errstate(all="ignore"):
            return self.recurrence.path(passes)

    def parts(self, place: int, most: int) -> list[tuple[int, float]]:
        """The parameters that a direction is mostly made of, and their shares of it.

        Shares are squares: all together they make 1. One that is less than a tenth of the first
        is left out.
        """
        vector = self.vectors[:, place]
        order = np.argsort(-np.abs(vector), kind="stable")[:most]
        least = 0.1 * float(vector[order[0]] ** 2)
        return [(int(at), float(vector[at])) for at in order if vector[at] ** 2 >= least]


def halving(factors: FloatArray) -> FloatArray:
    """Passes until half is gone, where each leaves a factor of at least 0; inf: never."""
    with np.errstate(all="ignore"):
        passes = math.log(HALF) / np.log(factors)
    return np.where(factors < 1.0, passes, math.inf)


def _word(bend: float, factor: float, swings: bool, level: bool) -> str:
    size = abs(factor)
    if level:
        return "level"
    if size > 1.0 + ROUNDING:
        return "climbs" if bend > 0.0 else "escapes"
    if size <= LANDED:
        return "settles"
    if swings:
        return "swings"
    if factor < 0.0:
        return "zigzags"
    return "creeps" if size > CREEPING else "settles"


def directions(descent: Descent, state: State, here: Ground) -> Directions | None:
    """The directions at a state that stands on this ground; None: they are not known."""
    if here.vectors is None or not here.finite:
        return None
    share = float(descent.share(state.gradient))
    free = len(state.theta) - len(descent.frozen)
    return Directions(
        here.bends[::-1],
        here.vectors[:, ::-1],
        np.sqrt(here.shares[::-1]),
        state.optimizer,
        state.learning_rate * share,
        share,
        free - len(here.bends),
    )
