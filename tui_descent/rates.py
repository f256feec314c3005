"""Learning rates that are good to read: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ᵏ."""

import math
from itertools import product

MANTISSAS = ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8")
FINE = (*MANTISSAS[:3], "1.8", "2", "2.2", "2.5", "3", "3.5", "4", "4.5", "5", "6", "7", "8", "9")
STEPS = (FINE, MANTISSAS, ("1", "2", "5"), ("1",))  # of a decade, from fine to coarse
MOST = 70  # rates of a sweep, but where there are very many decades
EXPONENTS = range(-9, 10)
NOTCHES = tuple(float(f"{digits}e{power}") for power, digits in product(EXPONENTS, MANTISSAS))
CLOSE = 1e-9  # relative: a rate this near to a notch is on it


def notch_up(rate: float) -> float:
    """Return the next readable rate above; above the largest it stays."""
    if rate < 0.0:
        return -notch_down(-rate)
    return next((notch for notch in NOTCHES if notch > rate * (1.0 + CLOSE)), rate)


def notch_down(rate: float) -> float:
    """Return the next readable rate below; below the smallest comes 0, then −1e-9."""
    if rate <= 0.0:
        return -notch_up(-rate)
    return next((notch for notch in reversed(NOTCHES) if notch < rate * (1.0 - CLOSE)), 0.0)


def rates_around(rate: float, limit: float | None = None) -> tuple[float, ...]:
    """Four decades of readable rates with this one about their middle, itself among them.

    They are positive in any case: around 0 they are those around 0.1, and a negative rate is
    looked at from the other side. Where a limit is known and lies low, they begin well below
    it, in larger steps: some of them must lead somewhere.
    """
    size = min(max(abs(rate), 1e-300), 1e300) if rate else 0.1
    middle = round(math.log10(size))
    low, high = middle - 2, middle + 2
    if limit is not None and limit > 1e-300:
        low = min(low, math.floor(math.log10(limit)) - 1)
    digits = next((one for one in STEPS if len(one) * (high - low) <= MOST), STEPS[-1])
    rates = [float(f"{digit}e{power}") for power, digit in product(range(low, high), digits)]
    rates.append(float(f"1e{high}"))
    if rates[0] < rate < rates[-1]:
        rates = [one for one in rates if abs(one - rate) > CLOSE * rate]
        rates = sorted([*rates, rate])
    return tuple(rates)
