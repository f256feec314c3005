"""What the program says is true: a part of the population, judged as the benchmark does it.

`python -m tests.benchmarks.truth` judges all of it and tells what is wrong.
"""

import math
from collections.abc import Iterable
from hashlib import sha256

import pytest

from tests.population.judging import judge
from tests.population.situation import Situation, population

WORDS = 0.98  # of the words are true, at least
CURES = 0.95  # of the cures that are named help, at least
SILENT = 0.05  # of the places that need a cure have none, at most
DIVERGING = 0.01  # of the rates that the gauge calls good diverge, at most
MISSED = 0.02  # of the situations are chaotic, at most
QUICK = 3000  # passes, up to which a situation is judged here
OF = 8  # every so manieth of them


def subsample() -> list[Situation]:
    """A part of both halves, always the same."""
    return [
        situation
        for situation in population().situations
        if situation.facts.passes <= QUICK
        and sha256(f"{situation.problem} {situation.words}".encode()).digest()[1] % OF == 0
    ]


def share(answers: Iterable[bool | None]) -> float:
    """The part that is so, of those to which the question applies."""
    known = [answer for answer in answers if answer is not None]
    assert known
    return sum(known) / len(known)


def test_what_the_program_says_is_true() -> None:
    """All claims in one test, because judging takes long, and each worker would do it anew."""
    everything = [judge(situation) for situation in subsample()]
    # Those that this machine comes to: where rounding decides, another one may not.
    judged = [one for one in everything if one.reached]
    good = sum(one.good_rates for one in judged)
    diverging = sum(one.good_rates_that_diverge for one in judged)
    missed = len(everything) - len(judged)
    claims = {
        "the situations are reached": missed <= math.ceil(MISSED * len(everything)),
        "the words are true": share(one.word_true for one in judged) >= WORDS,
        "the cures help": share(one.cure_helps for one in judged) >= CURES,
        "a cure is named where one is needed": share(one.silent for one in judged) <= SILENT,
        "many rates are called good": good > 100,
        "good rates do not diverge": diverging <= DIVERGING * good,
    }
    refuted = [claim for claim, holds in claims.items() if not holds]
    told = [line for one in everything for line in one.failures]
    assert not refuted, "\n".join([*refuted, *told])


@pytest.mark.parametrize("half", ["tuned", "held"])
def test_both_halves_are_in_it(half: str) -> None:
    assert sum(situation.half == half for situation in subsample()) > 10
