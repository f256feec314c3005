"""Two things timed in turn, A B A B …, so that a noisy machine disturbs both alike."""

import statistics
from collections.abc import Callable


def paired(
    first: Callable[[], float], second: Callable[[], float], rounds: int
) -> tuple[float, float, float]:
    """Return the medians of both and the median of the ratios second / first, pair by pair."""
    pairs = [(first(), second()) for _ in range(rounds)]
    return (
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
        statistics.median(other / one for one, other in pairs),
    )
