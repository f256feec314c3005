"""An axis: what part of the numbers it shows, and where its readable notches are."""

import math

from msgspec import Struct

from tui_descent.readable import CLOSER_STEPS, multiples, numbers, readable_step

SAME = 1e-9  # of their size: what lies no further apart is one value
SMALLEST, LARGEST = 1e-290, 1e300  # beyond them an axis would overflow
FINER = 3  # steps for each notch by which an axis grows
MARGIN = 0.04  # of the range of the points, beyond them at either end


class Axis(Struct, frozen=True):
    """One axis from `low` to `high`, with its notches in between; `name` says of what."""

    name: str
    low: float
    high: float
    notches: tuple[float, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The notches as they are written, no two alike."""
        return numbers(self.notches, self.high - self.low)

    def part(self, value: float) -> float:
        """Where a value lies: 0 at the low end, 1 at the high one."""
        return (value - self.low) / (self.high - self.low)


def span(low: float, high: float) -> tuple[float, float]:
    """Ends that lie apart: around a single value the way to 0, around 0 the numbers to ±1."""
    low, high = max(low, -LARGEST), min(high, LARGEST)
    size = max(abs(low), abs(high))
    if high - low > max(SAME * size, SMALLEST):
        return low, high
    return (min(low, 0.0), max(high, 0.0)) if size > SMALLEST else (-1.0, 1.0)


def around(name: str, low: float, high: float, most: int) -> Axis:
    """An axis a little wider than its points, with at most this many notches, or two."""
    low, high = span(low, high)
    margin = MARGIN * (high - low)
    return Axis(name, low - margin, high + margin, notches(low - margin, high + margin, most))


def growing(name: str, low: float, high: float, most: int) -> Axis:
    """An axis that grows by readable steps, so that it seldom does while the numbers grow."""
    low, high = span(low, high)
    step = readable_step(high - low, FINER * max(most, 4), CLOSER_STEPS)
    low, high = step * math.floor(low / step), step * math.ceil(high / step)
    return Axis(name, low, high, notches(low, high, most))


def notches(low: float, high: float, most: int) -> tuple[float, ...]:
    """Readable numbers from low to high at equal distances."""
    step = readable_step(high - low, max(most, 2), CLOSER_STEPS)
    return multiples(low, high, step)
