"""The line at the top: what is cut first where there is little room."""

import pytest
from msgspec.structs import replace
from textual.geometry import Size

from tui_descent.actions import run
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.widgets.status import Status


def lines(session: Session, width: int, called: str = "") -> list[str]:
    """The rows of the top line in a window of this width."""
    status = Status()
    status.called = called
    rows = status.draw(session.frame(), Size(width, 2))
    return ["".join(text for text, _ in row) for row in rows]


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("name", ["saddle-network", "baseline-network", "mini-batches", "bowl"])
@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_the_optimizer_is_named_whole(name: str, optimizer: str, width: int) -> None:
    session = Session(load(name))
    run(session, f"optimizer {optimizer}")
    session.step(137)
    for called in ("", "lesson 27"):
        rows = lines(session, width, called)
        assert optimizer in " ".join(rows).replace("·", " ").replace(",", " ").split()
        assert all(len(row) <= width for row in rows)
        if called:
            assert called in " ".join(rows)


@pytest.mark.parametrize("now", [16.0, 2.0**-40, 0.0])
def test_what_only_rounding_changed_is_neither_up_nor_down(now: float) -> None:
    frame = Session(load("bowl")).frame()
    alike = replace(frame, loss=now * (1.0 + 3e-16), before=now)
    lower = replace(frame, loss=now * (1.0 + 3e-16), before=now * (1.0 + 1e-9) + 1e-9)
    assert alike.change == 0.0
    assert lower.change is not None
    assert lower.change < 0.0
