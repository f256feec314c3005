"""Public questions about training that goes wrong: it does so here, and the program says why.

The questions stand in tests/public; `python -m tests.public` prints what is said of each.
"""

import math
import re

import numpy as np
import pytest

from tests.public.answers import after, compared, remedied, told, verdict_of
from tests.public.lines import LINES
from tests.public.networks import NETWORKS
from tests.public.question import Question, Refusal, at_the_moment, begun, preset_of
from tests.public.rates import RATES
from tests.public.refused import REFUSED
from tui_descent.presets import PresetError
from tui_descent.session.session import Session

QUESTIONS = RATES + LINES + NETWORKS

PRINTED = tuple(one for one in QUESTIONS if one.printed)
ANSWERED = tuple(one for one in QUESTIONS if one.remedy)

each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
each_printed = pytest.mark.parametrize("question", PRINTED, ids=lambda one: one.name)
each_answered = pytest.mark.parametrize("question", ANSWERED, ids=lambda one: one.name)
each_refusal = pytest.mark.parametrize("refusal", REFUSED, ids=lambda one: one.name)


def named(name: str) -> Question:
    """Return the question of that name."""
    return next(one for one in QUESTIONS if one.name == name)


def test_names_are_unique_and_each_says_where_it_was_asked() -> None:
    everything = (*QUESTIONS, *REFUSED)
    assert len({one.name for one in everything}) == len(everything) >= 24
    assert all(re.fullmatch(r"https://\S+", one.source) for one in everything)


@each_question
def test_the_trouble_happens(question: Question) -> None:
    session = at_the_moment(question)
    assert question.trouble.seen_in(session), f"loss {session.loss} at {session.state.passes}"


@each_printed
def test_the_losses_are_those_that_the_question_prints(question: Question) -> None:
    session = begun(question)
    for passes, loss in question.printed.items():
        session.step(passes - session.state.passes)
        assert session.loss == pytest.approx(loss, rel=1e-4)


def test_weights_are_those_that_the_question_prints_at_both_rates() -> None:
    session = begun(named("linear-to-forty"))
    session.step()
    np.testing.assert_allclose(session.state.theta, [-20.48267746, -1.6179111], rtol=2e-5)
    session.step(10)
    np.testing.assert_allclose(session.state.theta, [-1.06335529e12, -3.75422935e10], rtol=1e-4)
    session.reset()
    session.set_learning_rate(0.001)
    session.step()
    np.testing.assert_allclose(session.state.theta, [-0.06046534, -0.90016752], rtol=2e-4)
    session.step(10)
    np.testing.assert_allclose(session.state.theta, [0.43103883, -0.87918627], rtol=2e-5)


@each_answered
def test_what_the_answer_advises_helps(question: Question) -> None:
    loss, passes = question.cured
    before = at_the_moment(question).loss
    cured = remedied(question, passes)
    assert cured <= loss
    assert cured < before or not math.isfinite(before)


@each_question
def test_the_verdict_has_a_word_of_the_answer(question: Question) -> None:
    verdict = verdict_of(question)
    assert verdict.word in question.verdicts, verdict


@each_question
def test_the_verdict_names_the_cause_and_the_cure_of_the_answer(question: Question) -> None:
    text = str(verdict_of(question))
    assert re.search(question.cause, text), text
    assert re.search(question.cure, text), text
    assert not (question.never and re.search(question.never, text)), text


@each_question
def test_what_the_program_advises_helps(question: Question) -> None:
    outcomes = told(question)
    if outcomes is None:
        assert not question.needed, f"no cure is named: {verdict_of(question)}"
        return
    assert outcomes[-1].helps, outcomes


@pytest.mark.parametrize(("rate", "helps"), [(0.001, True), (0.0016, False), (1e-9, False)])
def test_a_change_helps_only_where_it_leads_down(rate: float, helps: bool) -> None:
    question = named("linear-to-forty")
    session = at_the_moment(question)
    session.reset()
    session.set_learning_rate(rate)
    assert compared(question, session, 300).helps is helps


def test_the_limit_is_between_the_rate_that_converges_and_the_one_that_does_not() -> None:
    gauge = begun(named("skinny-valley")).frame().gauge
    assert gauge is not None
    assert gauge.limit is not None
    assert 1.603e-5 < gauge.limit < 1.604e-5


@each_refusal
def test_data_that_a_loss_cannot_take_are_refused_with_the_remedy(refusal: Refusal) -> None:
    with pytest.raises(PresetError) as error:
        preset_of(refusal.name, refusal.preset)
    line = str(error.value)
    assert "\n" not in line
    for pattern in refusal.refused:
        assert re.search(pattern, line), line


@each_refusal
def test_once_the_remedy_is_followed_it_learns(refusal: Refusal) -> None:
    session = Session(preset_of(refusal.name, refusal.mended))
    before = session.loss
    assert after(session, 1000) < 0.5 * before
