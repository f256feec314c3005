"""How a distance from the bottom of a parabola goes on under an optimizer, pass after pass."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tui_descent.engine.arrays import FloatArray


class Recurrence(NamedTuple):
    """Pass after pass the next distance is total · this one − product · the one before.

    first  what the first pass multiplies it by, begun at rest
    """

    total: FloatArray
    product: FloatArray
    first: FloatArray

    @classmethod
    def with_velocity(cls, momentum: float, growth: FloatArray) -> "Recurrence":
        """Of a velocity v ← μ·v + g, where each slope counts as much as `growth` says."""
        total = np.asarray(1.0 + momentum - growth)
        return cls(total, np.full_like(total, momentum), np.asarray(1.0 - growth))

    @property
    def root(self) -> NDArray[np.complex128]:
        """The larger root of z² − total·z + product: what multiplies it in the long run.

        Where it is not real, the distance swings around the bottom.
        """
        turned = 0.5 * (self.total + 1j * np.sqrt(np.maximum(-self._inside, 0.0)))
        return np.asarray(
            np.where(self._inside >= 0.0, np.copysign(self.factor, self.total), turned)
        )

    @property
    def factor(self) -> FloatArray:
        """The size of that root: below 1 the distance shrinks, above 1 it grows."""
        inside = self._inside
        real = 0.5 * (np.abs(self.total) + np.sqrt(np.maximum(inside, 0.0)))
        return np.asarray(np.where(inside >= 0.0, real, np.sqrt(np.abs(self.product))))

    @property
    def _inside(self) -> FloatArray:
        return self.total * self.total - 4.0 * self.product

    def path(self, passes: int) -> FloatArray:
        """A distance of 1, begun at rest, and after each pass: shape (..., passes + 1)."""
        path = np.ones((*self.total.shape, passes + 1))
        path[..., 1] = self.first
        for k in range(1, passes):
            path[..., k + 1] = self.total * path[..., k] - self.product * path[..., k - 1]
        return path
