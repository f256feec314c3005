"""The line above the sharpness is told whole in every width."""

import pytest
from textual.geometry import Size

from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.widgets.sharpness import SharpnessPlot


def first_line(session: Session, width: int) -> str:
    """What stands above the curve in a panel of this width."""
    session.cameras.watch({"sharpness": (width, 12)})
    panel = SharpnessPlot(id="sharpness")
    return "".join(text for text, _ in panel.draw(session.frame(), Size(width, 12))[0])


@pytest.mark.parametrize("width", [44, 48, 60, 80])
@pytest.mark.parametrize(
    ("name", "rate"), [("xor", 0.3), ("one-weight", 0.10999), ("ravine", 0.4999)]
)
def test_no_number_is_cut(name: str, rate: float, width: int) -> None:
    session = Session(load(name))
    session.set_learning_rate(rate)
    session.step(3)
    line = first_line(session, width)
    assert len(line) <= width
    assert line.endswith(f"{2.0 / rate:.4g}")
