"""The population itself: its truth agrees with what theory and its cases are known to be."""

import pytest

from tests.population.situation import Situation, half_of, population
from tests.population.words import words_true


def situation(problem: str, words: str) -> Situation:
    """The situation that these words, parted by semicolons, lead to."""
    wanted = words.split("; ")
    return next(
        one for one in population().situations if one.problem == problem and one.words == wanted
    )


def true(problem: str, words: str) -> set[str]:
    return words_true(situation(problem, words).facts)


def test_there_are_enough_of_them() -> None:
    assert len(population().situations) >= 400
    assert len(population().problems) > 142


def test_some_word_is_true_everywhere() -> None:
    without = [one.id for one in population().situations if not words_true(one.facts)]
    assert without == []


def test_a_problem_belongs_to_one_half_and_both_halves_are_large() -> None:
    halves = [half_of(name) for name in population().problems]
    assert min(halves.count("tuned"), halves.count("held")) > 0.4 * len(halves)
    ids = [one.id for one in population().situations]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("words", ["step 5", "step 100", "step 1000"])
def test_inputs_far_from_zero_never_converge(words: str) -> None:
    assert "slow" in true("case: far from zero", words)
    assert "converging" not in true("case: far from zero", words)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("case: xor, small initial weights", "step 100"),
        ("case: xor, small initial weights", "step 1000"),
        ("case: flat valley", "step 1000"),
        ("case: flat valley", "step 3000"),
        ("case: a velocity through the bottom", "step 4"),
    ],
)
def test_what_is_no_minimum(problem: str, words: str) -> None:
    assert "minimum" not in true(problem, words)


def test_single_points_have_a_limit_of_their_own() -> None:
    problem = "case: limit of the batches"
    assert true(problem, "step 2000") <= {"diverging", "unsteady"}
    assert "diverging" in true(problem, "step 2000")
    assert "diverging" not in true(problem, "rate 2.5e-5; step 400")
    facts = situation(problem, "step 3").facts
    highest = max(place for place, mark in enumerate(facts.diverges) if mark == ".")
    assert 2.5e-5 < 10 ** (facts.lowest + (highest + 0.5) / 16) < 5.3e-5


@pytest.mark.parametrize(
    ("words", "right", "wrong"),
    [
        ("step 1", {"converging"}, {"slow", "minimum"}),
        ("rate 0.1; step 4", {"overshooting", "converging"}, {"diverging", "unsteady"}),
        ("rate 0.12; step 4", {"diverging", "unsteady"}, {"converging", "overshooting"}),
        ("rate 0.2; step 12", {"diverging"}, {"converging", "rising"}),
        ("rate 5; step 400", {"diverged"}, {"diverging"}),
        ("rate 0.000001; step 5", {"slow"}, {"converging", "plateau", "minimum"}),
        ("step 2000", {"minimum"}, {"slow", "level"}),
    ],
)
def test_a_parabola_whose_limit_is_a_ninth(words: str, right: set[str], wrong: set[str]) -> None:
    found = true("one-weight", words)
    assert right <= found
    assert not wrong & found


@pytest.mark.parametrize(
    ("problem", "words", "word"),
    [
        ("saddle", "step 60", "saddle"),
        ("saddle-network", "step 60", "saddle"),
        ("plateau", "step 10", "plateau"),
        ("dead-relu", "step 40", "plateau"),
        ("zero-weights", "step 60", "plateau"),
        ("double-well", "step 60", "minimum"),
        ("himmelblau", "step 100", "minimum"),
        ("iris", "step 200", "minimum"),
        ("gaussians", "step 5000", "slow"),
        ("rosenbrock", "step 30", "slow"),
    ],
)
def test_what_the_shipped_presets_are_known_for(problem: str, words: str, word: str) -> None:
    assert word in true(problem, words)


def test_a_negative_rate_and_a_rate_of_zero() -> None:
    assert {"rising", "diverging"} <= true("bowl", "rate -0.1; step 4")
    assert true("circle", "step 50; rate 0; step 3") == {"slow"}


def test_no_pass_leads_to_where_a_hand_or_a_reset_has_put_it() -> None:
    assert true("two-weights", "step 5; reset") == {"starting"}
    assert true("two-weights", "step 5; set w1 3") == {"starting"}
    assert "converging" in true("two-weights", "step 5; set w1 3; step 1")


def test_down_a_ground_without_a_bottom_nothing_is_at_rest() -> None:
    words = true("saddle", "step 60; nudge w2 up; step 5")
    assert "converging" in words
    assert not words & {"minimum", "saddle", "level", "plateau"}


def test_a_gauge_string_ends_at_the_limit_of_a_parabola() -> None:
    facts = situation("one-weight", "step 1").facts
    highest = max(place for place, mark in enumerate(facts.diverges) if mark == ".")
    edge = 10 ** (facts.lowest + (highest + 1) / 16)
    assert edge == pytest.approx(1.0 / 9.0, rel=0.1)
