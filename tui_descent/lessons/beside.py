"""Conditions on what stands beside the run: sweeps that were made, other runs to compare with."""

from tui_descent.engine.history import History
from tui_descent.lessons.condition import condition
from tui_descent.lessons.observations import Observations
from tui_descent.lessons.ranges import Range


@condition(Range, words="number of sweeps")
def sweeps(seen: Observations, _: Range) -> int:
    """How many sweeps over learning rates were seen to their end in this lesson."""
    return seen.session.sweeps


@condition(Range, words="number of runs to compare")
def runs_compared(seen: Observations, _: Range) -> int:
    """How many runs are side by side: this one, ghosts and the runners of a race, each of at least
    one pass, and those that went the same way counted once.
    """
    session = seen.session
    runs = [(session.walk.history, session.state.passes)]
    runs += [(run.history, run.state.passes) for run in session.others]
    ways: list[tuple[History, int]] = []
    for history, passes in runs:
        if passes and not any(_same_way(history, passes, *other) for other in ways):
            ways.append((history, passes))
    return len(ways)


def _same_way(one: History, passes: int, other: History, others_passes: int) -> bool:
    """Whether two runs were at the same loss after as many passes as both have made."""
    both = min(passes, others_passes)
    return one.loss(both) == other.loss(both)
