"""Converged: whether a descent has come as low as it can, and how one can tell.

The gradient must have become small against the largest on the way; and from here neither a bowl of
this curvature, nor thousands of passes along what slope there is, lead lower by more than a
trifle. Where the ground curves down it is a saddle, however small the slope; where it is flat,
a push aside must not lead lower either, and a layer whose units have stopped learning, or are
all alike, has not converged. All of it is relative, so that the loss's unit does not
count.
"""

import math
from collections.abc import Sequence

import numpy as np

from tui_descent.analysis.health import units_differ
from tui_descent.analysis.situation import FITTED, Situation
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.record import Value

SMALL = 1e-3  # of the largest gradient: one must be as small as that
LOOKED_BACK = 256  # earlier passes at most whose gradient on all samples is computed again
TRIFLE = 1e-3  # of the loss: what may be left to gain
DUST = 1e-7  # of the fall so far: the same, where the lowest loss is 0
FAR = 10_000  # passes at half the limit that would not gain more
DOWN = 1e-6  # of the largest curvature: what counts as curving down
CURVED = 1e-6  # of the largest curvature: what curves up more is no flat direction
PUSH, PUSHES, PUSHED = 0.05, 3, 1000  # how far aside, how often, and how many passes then
FREQUENT = 20  # looks at the ground for every doubling of the passes, about
CONVERGED, REACHED, DIVERGED, MADE = "converged", "loss", "diverged", "passes"


class Converged(Value):
    """How one can tell.

    gradient  its length as a part of the largest that was seen
    steepest  the pass at which that was seen
    left      what is left to gain at most, in the unit of the loss
    """

    gradient: float
    steepest: int
    left: float

    def __str__(self) -> str:
        left = "nothing" if self.left == 0.0 else f"no more than {self.left:.1g}"
        size = f"the gradient is {self.gradient:.1g} of what it was at pass {self.steepest}"
        return f"{size}, and {left} is left to gain"


class Convergence:
    """Looks at a descent from time to time: seldom at the ground, which is dear.

    past  states that it has passed through, that of pass 0 first
    """

    def __init__(self, descent: Descent, past: Sequence[State]) -> None:
        self._descent = descent
        self._largest, self._steepest = 0.0, 0
        for state in _looked_back_at(descent, past):
            self._compare(_length(descent, state), state.passes)
        self._first_loss = descent.loss(past[0])
        self._next = 0.0
        self._missing = "no pass was made"

    @property
    def missing(self) -> str:
        """What was missing when it was looked at last."""
        return self._missing

    def of(self, state: State, previous: State | None) -> Converged | None:
        """How it shows that it has converged here; None: it has not, or was not looked at."""
        if not state.finite or previous is None or state.passes < self._next:
            return None
        size = _length(self._descent, state)
        self._compare(size, state.passes)
        if not size <= SMALL * self._largest:
            part = f"{self._part(size):.2g} of what it was at pass {self._steepest}"
            self._missing = f"the gradient is {part}, and that is small from {SMALL:g} on"
            return None
        self._next = state.passes * (1.0 + 1.0 / FREQUENT)
        with np.errstate(all="ignore"):
            return self._seen(state, previous, size)

    def _seen(self, state: State, previous: State, size: float) -> Converged | None:
        descent = self._descent
        loss = descent.loss(state)
        losses = np.array([descent.loss(previous), loss])
        here = Situation(descent, state, previous, losses, self._first_loss, patient=True)
        ground = here.ground
        self._missing = "how the ground curves here is not known"
        if not ground.finite or ground.straight:
            return None
        if ground.smallest < -DOWN * max(ground.largest, 0.0):
            self._missing = "there is next to no slope, but the ground curves down: a saddle"
            return None
        fitted = here.is_network and here.loss <= FITTED * self._first_loss
        if fitted and here.kinetic <= FITTED * self._first_loss:
            return Converged(self._part(size), self._steepest, loss)
        rate = here.half_limit or 1.0
        fall = ground.fall(state.optimizer, rate).after(FAR)
        left = max(ground.newton_gain, fall, here.kinetic)
        allowed = max(TRIFLE * abs(loss), DUST * abs(self._first_loss - loss))
        if not left <= allowed:
            self._missing = f"about {left:.2g} of the loss can still be gained"
            return None
        curved = ground.smallest > CURVED * ground.largest
        if curved or here.convex:
            return Converged(self._part(size), self._steepest, left)
        if here.sick or _alike(descent, state) or self._leads_lower(state, rate, loss - allowed):
            self._next = 2.0 * state.passes  # that was dear
            self._missing = "it stands still, but flat ground need not be the bottom of a valley"
            return None
        return Converged(self._part(size), self._steepest, left)

    def _leads_lower(self, state: State, rate: float, level: float) -> bool:
        """Whether it comes to lie below this level if it is pushed aside a little.

        Where the ground is flat in some direction, its curvature does not tell a valley from a
        saddle.
        """
        draw = np.random.default_rng(state.passes)
        size = PUSH * (1.0 + float(np.sqrt(np.mean(state.theta**2))))
        begun = state.optimizer.init(state.theta)
        for _ in range(PUSHES):
            aside = self._descent.unfrozen(draw.normal(scale=size, size=len(state.theta)))
            pushed = self._descent.moved(
                state._replace(learning_rate=rate, optimizer_state=begun), state.theta + aside
            )
            if pushed.finite:
                pushed = self._descent.advance(pushed, PUSHED)
            if pushed.finite and self._descent.loss(pushed) < level:
                return True
        return False

    def _compare(self, size: float, passes: int) -> None:
        """Keep the largest gradient that was seen, and where."""
        if math.isfinite(size) and size > self._largest:
            self._largest, self._steepest = size, passes

    def _part(self, size: float) -> float:
        return size / self._largest if self._largest else 0.0


class Ending:
    """By what rules a run ends before its passes are made.

    past  states that it has passed through, that of pass 0 first
    """

    def __init__(
        self, descent: Descent, past: Sequence[State], loss: float | None, converged: bool
    ) -> None:
        self._descent, self._loss = descent, loss
        self._convergence = Convergence(descent, past) if converged else None
        self.has_rule = converged or loss is not None
        self.said = ""

    @property
    def missing(self) -> str:
        """What is missing for it to have converged."""
        return "" if self._convergence is None else self._convergence.missing

    def why(self, state: State, previous: State | None) -> str:
        """REACHED or CONVERGED where it ends at this state, else ""; `said` is a sentence part."""
        if self._loss is not None:
            loss = self._descent.loss(state)
            if loss <= self._loss:
                self.said = f"the loss, {loss:.6g}, is not above {self._loss:.6g} any more"
                return REACHED
        if self._convergence is not None:
            found = self._convergence.of(state, previous)
            if found is not None:
                self.said = f"it has converged: {found}"
                return CONVERGED
        return ""


def _alike(descent: Descent, state: State) -> bool:
    """Whether the units of a layer are all alike: they cannot come apart by themselves."""
    objective = descent.objective
    if not isinstance(objective, NetworkObjective):
        return False
    return not units_differ(objective.network, state.theta)


def _looked_back_at(descent: Descent, past: Sequence[State]) -> Sequence[State]:
    """All of them; of batches, whose gradients are not those on all samples, only some."""
    if descent.objective.passes_per_epoch == 1:
        return past
    return past[:: -(-len(past) // LOOKED_BACK)]


def _length(descent: Descent, state: State) -> float:
    """Of the gradient on all samples, as far as it can move anything."""
    gradient = state.gradient
    with np.errstate(all="ignore"):
        if descent.objective.passes_per_epoch > 1:
            _, gradient = descent.objective.full_value_and_gradient(state.theta)
        return float(np.linalg.norm(descent.unfrozen(gradient.copy())))
