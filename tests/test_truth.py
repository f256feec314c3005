"""What the program says is true: a part of the population, judged as the benchmark does it.

`python -m tests.benchmarks.truth` judges all of it and tells what is wrong.
"""

import math
from functools import cache
from hashlib import sha256

import pytest

from tests.population.judging import Judgement, judge
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


@cache
def everything() -> list[Judgement]:
    return [judge(situation) for situation in subsample()]


def judged() -> list[Judgement]:
    """Those that this machine comes to: where rounding decides, another one may not."""
    return [one for one in everything() if one.reached]


def failures() -> str:
    return "\n".join(line for one in judged() for line in one.failures)


def test_the_situations_are_reached() -> None:
    missed = [one.situation.id for one in everything() if not one.reached]
    assert len(missed) <= math.ceil(MISSED * len(everything())), missed  # of a few dozen


def test_the_words_are_true() -> None:
    share = sum(one.word_true for one in judged()) / len(judged())
    assert share >= WORDS, failures()


def test_the_cures_help() -> None:
    named = [one.cure_helps for one in judged() if one.cure_helps is not None]
    assert named, "no cure is named"
    assert sum(named) / len(named) >= CURES, failures()


def test_a_cure_is_named_where_one_is_needed() -> None:
    needed = [one.silent for one in judged() if one.silent is not None]
    assert needed, "no cures yet"
    assert sum(needed) / len(needed) <= SILENT, failures()


def test_good_rates_do_not_diverge() -> None:
    good = sum(one.good_rates for one in judged())
    assert good > 100
    assert sum(one.good_rates_that_diverge for one in judged()) / good <= DIVERGING, failures()


@pytest.mark.parametrize("half", ["tuned", "held"])
def test_both_halves_are_in_it(half: str) -> None:
    assert sum(situation.half == half for situation in subsample()) > 10
