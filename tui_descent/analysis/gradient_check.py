"""Gradient check: backpropagation against differences of the loss itself.

The loss is computed a little above and a little below a parameter; the slope between the
two must be what the backward pass says. It needs no calculus, so it is a witness of its own.
"""

import numpy as np
from numpy.typing import NDArray

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import Objective
from tui_descent.engine.record import Record

NUDGE = 1e-5  # readable, and near the best between truncation and rounding
MOST = 300  # parameters that are checked; of more than these a part is drawn
TOLERANCE = 1e-5  # relative
ROUNDING = 16.0 * float(np.finfo(np.float64).eps)  # of loss and weight, after many operations
SEED = 5


class GradientCheck(Record):
    """What came out, for each parameter that was checked; all arrays have shape (checked,).

    indices      into θ
    values       the parameters
    nudges       h, half the distance between the two places
    above, below the losses L(w + h) and L(w − h)
    gradients    ∂L/∂w by backpropagation
    differences  (L(w + h) − L(w − h)) / 2h
    errors       |gradient − difference| over the larger of the two; 0 where both are 0
    unsure       how far rounding alone may put the difference off
    left, right  the slopes (L(w) − L(w − h)) / h and (L(w + h) − L(w)) / h
    """

    indices: NDArray[np.intp]
    values: FloatArray
    nudges: FloatArray
    above: FloatArray
    below: FloatArray
    gradients: FloatArray
    differences: FloatArray
    errors: FloatArray
    unsure: FloatArray
    left: FloatArray
    right: FloatArray

    @property
    def agrees(self) -> NDArray[np.bool_]:
        """Whether the two are the same, as far as a difference can tell.

        Its own error, of the order of h², counts where the slope is nearly 0 and the loss
        bends: there the slopes to both sides are far apart, compared with the slope itself.
        """
        scale = np.maximum(np.abs(self.gradients), np.abs(self.differences))
        sides = np.abs(self.right - self.left)
        apart = np.abs(self.gradients - self.differences)
        return np.asarray(apart <= TOLERANCE * (scale + 10.0 * sides) + self.unsure)

    @property
    def kinks(self) -> NDArray[np.bool_]:
        """Whether the loss has a corner here and the gradient is a slope between its sides.

        That is no mistake: at the corner of a relu any slope between the two is right.
        """
        low, high = np.minimum(self.left, self.right), np.maximum(self.left, self.right)
        room = 10.0 * TOLERANCE * np.maximum(np.abs(low), np.abs(high)) + 2.0 * self.unsure
        between = (low - room <= self.gradients) & (self.gradients <= high + room)
        return np.asarray(~self.agrees & between)


def check_gradient(
    objective: Objective,
    theta: FloatArray,
    passes: int,
    indices: NDArray[np.intp],
    at_once: int = MOST,
) -> GradientCheck:
    """Check ∂L/∂θ at θ of shape (P,) on the batch that the pass after `passes` uses.

    indices  shape (checked,), the parameters to check
    at_once  how many of them one call checks: θ of shape (2 · at_once, P)
    """
    with np.errstate(all="ignore"):
        here, gradient = objective.value_and_gradient(theta, passes)
        parts = [
            _losses(objective, theta, passes, indices[first : first + at_once])
            for first in range(0, len(indices), at_once)
        ]
        above, below, distance = (np.concatenate(part) for part in zip(*parts, strict=True))
        gradients = gradient[indices]
        differences = (above - below) / distance
        apart = np.abs(gradients - differences)
        scale = np.maximum(np.abs(gradients), np.abs(differences))
        nudges = 0.5 * distance
        left, right = (float(here) - below) / nudges, (above - float(here)) / nudges
        bend = np.abs(right - left) / nudges
        rounding = np.maximum(np.abs(above), np.abs(below)) / nudges
        rounding += bend * np.maximum(1.0, np.abs(theta[indices]))
        return GradientCheck(
            indices=indices,
            values=theta[indices],
            nudges=nudges,
            above=above,
            below=below,
            gradients=gradients,
            differences=differences,
            errors=np.divide(apart, scale, out=np.zeros_like(apart), where=scale > 0.0),
            unsure=ROUNDING * rounding,
            left=left,
            right=right,
        )


def _losses(
    objective: Objective, theta: FloatArray, passes: int, indices: NDArray[np.intp]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The losses above and below, and the distance that rounding has left between the two."""
    count, rows = len(indices), np.arange(len(indices))
    here = theta[indices]
    nudge = NUDGE * 10.0 ** np.floor(np.log10(np.maximum(1.0, np.abs(here))))
    places = np.repeat(theta[None, :], 2 * count, axis=0)
    places[rows, indices] += nudge
    places[count + rows, indices] -= nudge
    losses = np.asarray(objective.value_and_gradient(places, passes)[0])
    distance = places[rows, indices] - places[count + rows, indices]
    return losses[:count], losses[count:], distance


def drawn(count: int, selected: int) -> NDArray[np.intp]:
    """Which of this many parameters to check: all, or MOST of them, always the same, in order.

    The selected one is among them in any case.
    """
    if count <= MOST:
        return np.arange(count)
    others = np.delete(np.arange(count), selected)
    chosen = np.random.default_rng(SEED).choice(others, MOST - 1, replace=False)
    return np.sort(np.append(chosen, selected))
