"""Numbers at the ends of what a float holds: in every view, at every size, on the real screen."""

from pathlib import Path

import numpy as np
import pytest

from tests.extremes import play
from tests.pty_terminal import Terminal
from tui_descent.actions.parameters import nudge_selected
from tui_descent.engine.batches import center_and_spread, standardized
from tui_descent.presets import load
from tui_descent.session.session import Session


def test_every_view_of_a_weight_beyond_all_bounds(env: dict[str, str]) -> None:
    with Terminal(["open", "one-weight"], env) as terminal:
        terminal.wait_for("parameters")
        terminal.press("enter", *"3e307", "enter")
        terminal.wait_for("diverged")
        for size in ((80, 24), (40, 12)):
            terminal.resize(*size)
            for _ in range(8):
                terminal.press("tab")
                terminal.settle()
        terminal.press("q")
        assert terminal.end() == 0
        assert b"Traceback" not in terminal.everything


@pytest.mark.parametrize("seed", [10, 11, 15, 19, 48, 74, 129])
def test_absurd_numbers_raise_nothing(tmp_path: Path, seed: int) -> None:
    fall = play(seed, tmp_path)
    assert fall is None, fall and f"{fall.did}\n{fall.text}"


def test_a_nudge_at_the_largest_number_stays_there() -> None:
    session = Session(load("one-weight"))
    session.set_parameter(1.7976931348623157e308)
    nudge_selected(session, 1)
    assert session.state.theta.tolist() == [1.7976931348623157e308]


@pytest.mark.parametrize("scale", [1.0, 1e-300, 1e300])
def test_inputs_of_any_size_are_standardized_alike(scale: float) -> None:
    inputs = scale * np.array([[1.0, 2.0, 6.0], [-1.5, 0.0, 1.5]])
    scaled = standardized(inputs, *center_and_spread(inputs))
    np.testing.assert_allclose(scaled.mean(axis=1), 0.0, atol=1e-15)
    np.testing.assert_allclose((scaled**2).mean(axis=1), 1.0, rtol=1e-14)
