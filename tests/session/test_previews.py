"""Looking at what there would be changes nothing, and shows what then really comes."""

import numpy as np
import pytest

from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.presets import load
from tui_descent.session.previews import frame_if, frame_of
from tui_descent.session.session import Session


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize("name", ["xor", "ravine", "mini-batches"])
def test_what_is_shown_is_what_comes_when_it_is_taken(name: str, optimizer: str) -> None:
    session = Session(load(name))
    session.step(3)
    state, made = session.state, OPTIMIZERS[optimizer]()
    shown = frame_if(session, 0.07, made)
    assert session.state is state
    assert session.newest == 3
    session.set_learning_rate(0.07)
    if made != session.state.optimizer:
        session.set_optimizer(made)
    taken = session.frame()
    np.testing.assert_array_equal(shown.steps, taken.steps)
    assert (shown.verdict is None) == (made != state.optimizer)
    assert shown.gauge is not None
    assert taken.gauge is not None
    assert shown.gauge.predicted == taken.gauge.predicted
    session.step()
    assert session.loss == pytest.approx(shown.gauge.predicted, rel=1e-12)


def test_another_problem_is_shown_at_its_start() -> None:
    session = Session(load("xor"))
    session.step(5)
    shown = frame_of(session, load("circle"))
    assert shown.passes == 0
    assert shown.heading.name == "circle"
    assert session.heading.name == "xor"
    assert session.state.passes == 5
