"""The pace of a descent: how many passes it takes to gain what there is to gain."""

import math
from functools import cached_property

from tui_descent.analysis.curvature import Fall, Ground
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.optimizers import Optimizer


class Pace:
    """How fast the loss falls from a place, on the parabola that fits the ground there.

    rate        that the next pass takes of the whole gradient
    half_limit  half the limit on that rate; if there is no limit, the rate itself
    rest        the loss, or what stands for it on a surface, which may lie at any height
    losses      the last ones, as in Situation
    """

    def __init__(
        self,
        ground: Ground,
        optimizer: Optimizer,
        rate: float,
        half_limit: float,
        rest: float,
        losses: FloatArray,
    ) -> None:
        self._ground, self._optimizer = ground, optimizer
        self._rate, self._half_limit = rate, half_limit
        self._rest, self._losses = rest, losses

    @cached_property
    def halving(self) -> float:
        """Passes until half of the loss, or of what can still be gained here, is gone.

        Where the ground is not known, or is all straight pieces, whose corners it does not show,
        at the pace of the last passes.
        """
        if not self._bends:
            return self._observed
        foreseen = self._fall.passes_for(0.5 * self._to_gain)
        # What slopes are divided by shrinks on the way, so steps keep their length.
        return min(foreseen, self._observed) if self._optimizer.scales else foreseen

    def halves_within(self, passes: float) -> bool:
        """Whether that takes no more than this many passes."""
        if not self._bends:
            return self.halving <= passes
        if self._rate <= 0.0:
            return False
        fall = self._fall.after(passes)
        return fall >= 0.5 * self._rest or fall >= 0.5 * self._to_gain

    @cached_property
    def halving_at_half_limit(self) -> float:
        """The same at half the limit."""
        return self._fall_at_half_limit.passes_for(0.5 * self._to_gain)

    def gain_at_half_limit(self, passes: float) -> float:
        """What `passes` passes at half the limit would gain, if the parabola holds."""
        return self._fall_at_half_limit.after(passes)

    @property
    def can_all_be_gained(self) -> bool:
        """Whether the ground leads down to a loss of 0, as far as it can be told from here."""
        return not self._bends or self._to_gain >= self._rest

    @cached_property
    def _to_gain(self) -> float:
        """The loss, or what there is to gain of it in the long run."""
        fall = self._fall_at_half_limit if self._half_limit else self._fall_at(1.0)
        return min(self._rest, fall.after(1e9))

    @property
    def _bends(self) -> bool:
        """Whether the ground is known, and curves at all."""
        return self._ground.finite and not self._ground.straight

    @property
    def _observed(self) -> float:
        """Passes to halve the loss as it has fallen lately."""
        before, now = abs(float(self._losses[0])), abs(float(self._losses[-1]))
        if not 0.0 < now < before:
            return math.inf
        fall = math.log(before) - math.log(now)  # may round to 0
        return (len(self._losses) - 1) * math.log(2.0) / fall if fall else math.inf

    @cached_property
    def _fall(self) -> Fall:
        return self._fall_at(self._rate)

    @cached_property
    def _fall_at_half_limit(self) -> Fall:
        return self._fall_at(self._half_limit)

    def _fall_at(self, rate: float) -> Fall:
        return self._ground.fall(self._optimizer, rate)
