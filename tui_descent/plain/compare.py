"""Two runs side by side in lines: their rates, where they part, where each stands."""

import numpy as np

from tui_descent.engine.history import History
from tui_descent.plain.output import Output
from tui_descent.session.session import Session


def compare_lines(session: Session, number: int, out: Output) -> list[str]:
    """This run and another one that was kept, by its number from 1, which must be one of them."""
    kept = session.ghosts[number - 1]
    mine, other = session.walk.history, kept.history
    here, there = session.state.passes, kept.passes
    lines = [_stands("this run", mine, here, out), _stands(f"ghost {number}", other, there, out)]
    both = min(here, there)
    apart = np.flatnonzero(mine.losses(0, both + 1) != other.losses(0, both + 1))
    if not len(apart):
        return [*lines, f"up to pass {both} they are the same"]
    first = int(apart[0])
    lines.append(f"they part after pass {first - 1}" if first else "they begin in different places")
    losses = mine.loss(both), other.loss(both)
    lower = "this run" if losses[0] < losses[1] else f"ghost {number}"
    told = " and ".join(map(out.number, losses))
    return [*lines, f"pass {both}: loss {told}, {lower} is lower"]


def _stands(name: str, history: History, passes: int, out: Output) -> str:
    state = history.state(passes)
    return (
        f"{name}: rate {out.number(state.learning_rate)}, {state.optimizer.name}, "
        f"pass {passes}, loss {out.number(history.loss(passes))}"
    )
