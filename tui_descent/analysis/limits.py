"""Limits: how large the learning rate may be where the descent stands.

Above the limit, steps along the steepest direction grow from pass to pass, for as long as the
ground stays as it is here. On a parabola that is for ever; elsewhere the ground changes, and
the limit with it. For rules that scale each slope, λ is measured in their own scale (Cohen et
al. 2022, "Adaptive gradient methods at the edge of stability").

With mini-batches every pass sees ground of its own. What counts then is a whole epoch: whether
the passes of its batches, one after another, let any distance grow.
"""

import math
from collections.abc import Callable

import numpy as np

from tui_descent.analysis.curvature import DENSE, Ground, ends, ground
from tui_descent.analysis.hessian import batch_hessians
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.record import Value

QUICK = 50_000_000  # multiplications that fit into a frame's time, about
KRYLOV = 150  # products of θ and the samples that Lanczos takes, about
PRODUCTS = 2_500_000  # multiplications of an epoch's product at one rate that fit into a frame
EIGENVALUES = 10_000_000  # the same, where only each batch's own curvature is looked at
LONG = 100  # times as much, where it may take longer than a frame
ORDERS = 2  # epochs that are looked at where each has another order
DOUBLINGS = 6  # of the rate that is safe for every single batch, at most
CLOSE = 1.0 / 256.0  # of the bracket in which it is looked for: how well it is known
SHIFT = 0.2  # of the way from the chord's root to the middle, at first
SWING = 3.0  # times the distance at the epoch's start: what it may grow to on the way
ROUNDING = 1e-9
TINIEST = 1e-300


class Limit(Value):
    """A learning rate.

    epoch  whether it is that of an epoch's batches in their order
    safe   whether it is only known that below it nothing grows; a higher one may do, too
    """

    rate: float
    epoch: bool = False
    safe: bool = False

    def __str__(self) -> str:
        if self.safe:
            return f"limit {self.rate:.4g} here, to be safe: no batch has a lower one"
        of = "here, of the coming epoch" if self.epoch else "here"
        steps = "longer steps swing wider and wider"
        return f"limit {self.rate:.4g} {of}: {steps}, until the ground changes"


def is_quick(descent: Descent) -> bool:
    """Whether ground and limit fit into a frame's time."""
    return work_of_ground(descent) <= QUICK


def work_of_ground(descent: Descent) -> int:
    """How many multiplications the ground takes, about."""
    objective = descent.objective
    count = objective.parameter_count
    if not isinstance(objective, NetworkObjective):
        return 1
    return (KRYLOV if count > DENSE else 2 * count) * count * objective.data.samples


def full_gradient(descent: Descent, state: State) -> FloatArray:
    """The gradient at a state of the loss on all samples, shape (P,)."""
    if descent.objective.passes_per_epoch == 1:
        return state.gradient
    with np.errstate(all="ignore"):
        return descent.objective.full_value_and_gradient(state.theta)[1]


def ground_here(
    descent: Descent,
    state: State,
    gradient: FloatArray | None = None,
    matrix: FloatArray | None = None,
) -> Ground:
    """The ground at a state, in the metric of its optimizer.

    gradient, matrix  of the loss on all samples, and its Hessian, where they are known already
    """
    slopes = full_gradient(descent, state) if gradient is None else gradient
    with np.errstate(all="ignore"):
        scale = descent.scale(state)
    return ground(descent.objective, state.theta, slopes, descent.frozen, scale, matrix)


def ends_here(descent: Descent, state: State, goes_on: Callable[[], bool]) -> Ground:
    """The same of a large network, with its main directions; see `curvature.ends`."""
    objective, slopes = descent.objective, full_gradient(descent, state)
    with np.errstate(all="ignore"):
        scale = descent.scale(state)
        return ends(objective, state.theta, slopes, descent.frozen, scale, goes_on)


@np.errstate(all="ignore")
def limit_on(descent: Descent, state: State, here: Ground, patient: bool = False) -> Limit | None:
    """The limit at a state that stands on this ground; None: nothing curves up, or not known.

    patient  whether it may take longer than a frame
    """
    optimizer, objective = state.optimizer, descent.objective
    share = max(float(descent.share(state.gradient)), TINIEST)  # a clipped step is so much shorter
    if objective.passes_per_epoch == 1 or not isinstance(objective, NetworkObjective):
        rate = optimizer.stability_limit(here.steepest) if here.finite else None
        return None if rate is None else Limit(rate / share)
    found = _epoch_limit(descent, state, objective, LONG if patient else 1)
    if found is None:
        return None
    plain, safe = found
    # The rule's own limit on a parabola that plain descent bears the same rate on.
    rate = optimizer.stability_limit(2.0 / plain)
    return None if rate is None else Limit(rate / share, not safe, safe)


def _epoch_limit(
    descent: Descent, state: State, objective: NetworkObjective, times: int
) -> tuple[float, bool] | None:
    """Plain descent's limit over the coming epoch, and whether it is only a safe one."""
    orders = ORDERS if objective.shuffled else 1
    passes, count = objective.passes_per_epoch * orders, objective.parameter_count
    if count > DENSE:
        steepest = _steepest_batch(descent, state, objective) if times > 1 else 0.0
        return (2.0 / steepest, True) if 0.0 < steepest < math.inf else None
    if passes * count**3 > EIGENVALUES * times:
        return None
    matrices = _bends(descent, state, objective, state.passes + passes)
    if not np.isfinite(matrices).all():
        return None
    values, vectors = np.linalg.eigh(matrices)
    steepest = float(values[:, -1].max(initial=0.0))
    if not 0.0 < steepest < math.inf:
        return None
    safe = 2.0 / steepest
    if passes * count**3 > PRODUCTS * times:
        return safe, True
    upward = (vectors * np.maximum(values, 0.0)[:, None, :]) @ np.swapaxes(vectors, -1, -2)
    return _largest_rate(upward.reshape(orders, -1, count, count), safe), False


def _steepest_batch(descent: Descent, state: State, objective: NetworkObjective) -> float:
    """The largest curvature of any batch of an epoch, in the optimizer's metric."""
    scale = descent.scale(state)
    return max(
        ground(
            objective.on_batch(passes), state.theta, state.gradient, descent.frozen, scale
        ).steepest
        for passes in range(state.passes, state.passes + objective.passes_per_epoch)
    )


def _bends(descent: Descent, state: State, objective: NetworkObjective, last: int) -> FloatArray:
    """D^−½ H D^−½ of each batch up to that of a pass, (batches, P, P), 0 where frozen."""
    matrices = batch_hessians(objective, state.theta, state.passes, last)
    scale = descent.scale(state)
    if scale is not None:
        root = 1.0 / np.sqrt(scale)
        matrices = root[:, None] * matrices * root
    matrices[:, descent.frozen, :] = 0.0
    matrices[:, :, descent.frozen] = 0.0
    return matrices


def _largest_rate(epochs: FloatArray, safe: float) -> float:
    """The largest η for which every epoch has ‖∏(I − ηH)‖₂ ≤ 1, and no part of it swings out
    too far; epochs of shape (epochs, batches, P, P). It is not taken too high.

    Between a rate that holds and one that does not the next guess is that of Oliveira and
    Takahashi (2020, "An enhancement of the bisection method average performance"): near the
    chord's root, and never so far from the middle that halving would have been sooner done.
    """
    low = high = safe
    below, above = math.nan, math.nan
    for _ in range(DOUBLINGS):
        high *= 2.0
        above = _excess(epochs, high)
        if above > 0.0:
            break
        low, below = high, above
    close = CLOSE * (high - low)
    whole = high - low
    room = 2.0 * whole  # of the bracket, if it were only halved, beginning one too late
    while high - low > close:
        width, middle = high - low, 0.5 * (low + high)
        room *= 0.5
        root = (above * low - below * high) / (above - below)
        guess = middle
        if math.isfinite(root):
            nearer = math.copysign(min(SHIFT * width**2 / whole, abs(middle - root)), middle - root)
            reach = max(room - 0.5 * width, 0.0)
            guess = min(max(root + nearer, middle - reach), middle + reach)
        excess = _excess(epochs, guess)
        if excess > 0.0:
            high, above = guess, excess
        else:
            low, below = guess, excess
    return low


def _excess(epochs: FloatArray, rate: float) -> float:
    """How far it is from holding, as a logarithm: up to 0 it does."""
    factors = np.eye(epochs.shape[-1]) - rate * epochs
    backward = np.swapaxes(factors[:, ::-1], -1, -2)
    products = _products(np.concatenate([factors, backward]))
    whole, part = _longest(products[: len(epochs), -1]), _longest(products)
    return math.log(max(whole - ROUNDING, part / SWING, TINIEST))


def _products(factors: FloatArray) -> FloatArray:
    """The products of all beginnings of each epoch, later factors on the left, of that shape.

    By blocks of about √batches factors: first within all blocks at once, then one to the next.
    """
    epochs, batches, count, _ = factors.shape
    size = math.isqrt(batches - 1) + 1
    products = np.empty((epochs, size * size, count, count))
    products[:, :batches], products[:, batches:] = factors, np.eye(count)
    blocks = products.reshape(epochs, size, size, count, count)
    for at in range(1, size):
        blocks[:, :, at] = blocks[:, :, at] @ blocks[:, :, at - 1]
    for at in range(1, size):
        blocks[:, at] = blocks[:, at] @ blocks[:, at - 1, -1:]
    return products[:, :batches]


def _longest(matrices: FloatArray) -> float:
    """The largest factor by which one of them makes a distance longer; inf: not known."""
    # The sum of all squares is at least the largest factor's square, and at most P times it.
    sums = np.einsum("...ij,...ij->...", matrices, matrices)
    most = sums.max()
    if not np.isfinite(most):
        return math.inf
    longest = matrices[sums * matrices.shape[-1] >= most]
    squares = np.swapaxes(longest, -1, -2) @ longest
    return math.sqrt(max(float(np.linalg.eigvalsh(squares)[:, -1].max()), 0.0))
