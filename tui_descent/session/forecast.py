"""How many passes it takes from here to a loss, without making them."""

import math

from tui_descent.session.session import Session

MOST = 20_000  # passes that are looked ahead


def passes_to(session: Session, loss: float) -> float:
    """Return after how many more passes the loss is first below this; nan: after none of MOST."""
    descent, state = session.walk.descent, session.state
    for passes in range(MOST + 1):
        if descent.loss(state) < loss:
            return passes
        if not state.finite:
            break
        state = descent.advance(state)
    return math.nan
