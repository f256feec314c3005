"""Learning rates that are good to read: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ᵏ."""

from itertools import product

MANTISSAS = ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8")
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
