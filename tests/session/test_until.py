"""What is said at the end of a run until it has converged, beside gradients by formula."""

import re

import numpy as np
import pytest

from tui_descent.actions import run
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.session.until import Until


def slope(session: Session, passes: int) -> float:
    """The length of himmelblau's gradient at a pass of the run, by its formula."""
    x, y = session.walk.history.state(passes).theta
    first, second = x * x + y - 11.0, x + y * y - 7.0
    return float(np.hypot(4.0 * x * first + 2.0 * second, 2.0 * first + 4.0 * y * second))


def is_true(session: Session, said: str) -> bool:
    """Whether the gradient is the part that is named of what it was at the pass that is named."""
    told = re.search(r"the gradient is ([\d.e-]+) of what it was at pass (\d+),", said)
    assert told is not None
    digits = len(told[1].partition("e")[0].lstrip("0.").replace(".", ""))
    part = slope(session, session.state.passes) / slope(session, int(told[2]))
    return float(f"{part:.{digits}g}") == float(told[1])


@pytest.mark.parametrize("words", ["optimizer sgd", "optimizer momentum", "optimizer adam"])
def test_the_gradient_is_compared_with_that_of_a_pass_that_is_named(words: str) -> None:
    session = Session(load("himmelblau"))
    run(session, words)
    run(session, "set w1 -0.26")  # near the top between the valleys, where the slope is small
    run(session, "set w2 -0.93")
    said = run(session, "until converged")
    assert said.startswith("it has converged")
    assert is_true(session, said)
    assert max(slope(session, passes) for passes in range(9)) > 5.0 * slope(session, 0)


def test_said_again_it_is_the_same() -> None:
    session = Session(load("himmelblau"))
    run(session, "set w1 -0.26")
    run(session, "set w2 -0.93")
    said, passes = run(session, "until converged"), session.state.passes
    assert run(session, "until converged") == said
    assert session.state.passes == passes


def test_it_is_true_after_a_weight_was_set_and_after_it_was_undone() -> None:
    session = Session(load("himmelblau"))
    run(session, "step 40")
    run(session, "set w1 -3.9")
    said = run(session, "until converged")
    assert said.startswith("it has converged")
    assert is_true(session, said)
    run(session, "undo")
    said = run(session, "until converged")
    assert said.startswith("it has converged")
    assert is_true(session, said)


def test_what_is_missing_is_true_as_well() -> None:
    session = Session(load("himmelblau"))
    until = Until(session)
    until.step(7)
    assert until.said.startswith("7 passes made, and it has not converged: the gradient is ")
    assert is_true(session, until.said)
