"""When a screen may be sent, by a clock that the test moves."""

import pytest

from tui_descent.terminal.flow import LONG, LOST, QUESTION, SILENT, TRIAL, UNTRIED, Line


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_one_screen_at_a_time_for_a_terminal_that_answers() -> None:
    clock = Clock()
    line = Line(clock)
    assert line.wait == 0.0
    assert line.ask() == QUESTION
    line.answered()
    assert line.wait == 0.0
    line.ask()
    clock.now += LOST - 1.0
    assert line.wait == pytest.approx(1.0)
    assert not line.clear
    line.answered()
    assert line.wait == 0.0
    assert line.clear


def test_every_screen_on_its_way_must_have_arrived() -> None:
    clock = Clock()
    line = Line(clock)
    line.ask()
    clock.now += UNTRIED  # on a slow line the first answer takes longer than that
    assert line.wait == 0.0
    line.ask()
    line.answered()
    assert line.wait > 0.0
    line.answered()
    assert line.wait == 0.0


def test_a_line_is_slow_once_screens_have_taken_long_twice() -> None:
    clock = Clock()
    line = Line(clock)
    for took, slow in ((LONG + 0.1, False), (LONG - 0.1, False), (LONG + 0.1, True), (0.0, True)):
        line.ask()
        clock.now += took
        line.answered()
        assert line.slow is slow


def test_a_silent_terminal_gets_screens_at_a_fixed_rate() -> None:
    clock = Clock()
    line = Line(clock)
    for _ in range(40):
        line.ask()
        assert 0.0 < line.wait <= SILENT + 1e-9
        asked = clock.now
        while line.wait > 0.0:
            clock.now += line.wait + 1e-9
        assert clock.now - asked <= UNTRIED + SILENT
    assert clock.now - 100.0 > TRIAL
    assert line.silent


def test_a_lost_answer_is_waited_for_only_once() -> None:
    clock = Clock()
    line = Line(clock)
    line.ask()
    line.answered()
    line.ask()
    assert line.wait == pytest.approx(LOST)
    clock.now += LOST
    assert line.wait == 0.0
    line.ask()
    assert line.wait == pytest.approx(UNTRIED)


def test_an_answer_to_no_question_changes_nothing() -> None:
    line = Line(Clock())
    line.answered()  # F3 with shift looks like one
    assert line.wait == 0.0
    line.ask()
    assert line.wait > 0.0
