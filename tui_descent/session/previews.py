"""What there would be to see if something were chosen: looking changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.optimizers import Optimizer
from tui_descent.presets import Preset
from tui_descent.session.frame import Frame
from tui_descent.session.session import Session

if TYPE_CHECKING:
    from tui_descent.session.race import LineUp


def frame_if(
    session: Session, learning_rate: float | None = None, optimizer: Optimizer | None = None
) -> Frame:
    """The frame with these from here on.

    With another optimizer it has no verdict: the passes so far were not made by that one.
    """
    walk, here = session.walk, session.state
    changed = here if learning_rate is None else here._replace(learning_rate=learning_rate)
    another = optimizer is not None and optimizer != here.optimizer
    if optimizer is not None and another:
        begun = optimizer.init(here.theta)
        changed = changed._replace(optimizer=optimizer, optimizer_state=begun)
    walk.state = changed
    try:
        frame = session.frame()
        return replace(frame, verdict=None) if another else frame
    finally:
        walk.state = here


def frame_of_race(session: Session, line_up: LineUp) -> Frame:
    """The frame with where these would be some passes on, each with its number."""
    from tui_descent.session.race import ahead

    here, session.others = session.others, ahead(session, line_up)
    number, session.number = session.number, 0
    try:
        return session.frame()
    finally:
        session.others, session.number = here, number


def frame_of(session: Session, preset: Preset, start: FloatArray | None = None) -> Frame:
    """The frame of another problem, at its start, as this session looks at things.

    start  θ of shape (P,), where that is not the preset's own
    """
    state = session.state
    other = Session(preset, state.learning_rate, state.optimizer, session.seed)
    if start is not None:
        other.walk.start = start
        other.reset()
    other.selected = min(session.selected, other.parameter_count - 1)
    other.cameras.watch(session.cameras.watched)
    return other.frame()
