"""Two runs side by side in lines: their rates, where they part, where each stands."""

import numpy as np

from tui_descent.engine.history import History
from tui_descent.plain.output import Output
from tui_descent.session.other_runs import OtherRun
from tui_descent.session.session import Session


def others_by_name(session: Session) -> dict[str, OtherRun]:
    """The other runs: `runner 2` of a race, else `ghost 1`, the oldest first."""
    racing = {f"runner {run.number}": run for run in session.others if run.number}
    ghosts = [run for run in session.others if not run.number]
    return racing or {f"ghost {number}": run for number, run in enumerate(ghosts, 1)}


def compare_lines(session: Session, name: str, kept: OtherRun, out: Output) -> list[str]:
    """This run and another one."""
    mine, other = session.walk.history, kept.history
    here, there = session.state.passes, kept.state.passes
    lines = [_stands("this run", mine, here, out), _stands(name, other, there, out)]
    both = min(here, there)
    apart = np.flatnonzero(mine.losses(0, both + 1) != other.losses(0, both + 1))
    if not len(apart):
        return [*lines, f"up to pass {both} they are the same"]
    first = int(apart[0])
    lines.append(f"they part after pass {first - 1}" if first else "they begin in different places")
    losses = mine.loss(both), other.loss(both)
    lower = "this run" if losses[0] < losses[1] else name
    told = " and ".join(map(out.number, losses))
    return [*lines, f"pass {both}: loss {told}, {lower} is lower"]


def _stands(name: str, history: History, passes: int, out: Output) -> str:
    state = history.state(passes)
    return (
        f"{name}: rate {out.number(state.learning_rate)}, {state.optimizer.name}, "
        f"pass {passes}, loss {out.number(history.loss(passes))}"
    )
