"""Whatever is pressed, the program neither breaks nor hangs, and q ends it.

A few runs of what `python -m tests.benchmarks.random_keys` does at length.
"""

import pytest

from tests.random_keys import play_at_random


@pytest.mark.parametrize(
    ("what", "seed"),
    [
        (("open", "xor"), 101),
        (("open", "saddle"), 102),
        (("open", "iris"), 103),
        (("learn", "local-minima"), 107),
        (("learn", "diagnose"), 117),
    ],
)
def test_any_keys_do_no_harm(what: tuple[str, ...], seed: int) -> None:
    outcome = play_at_random(what, seed, keys=250, resizes=8)
    assert outcome.fine, outcome
