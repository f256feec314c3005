"""Conditions on what stands beside the run: sweeps that were made, other runs to compare with."""

import numpy as np

from tui_descent.engine.history import History
from tui_descent.lessons.condition import condition
from tui_descent.lessons.observations import Observations
from tui_descent.lessons.ranges import Lead, Range


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


@condition(
    Lead,
    '{ of = ["momentum"], loss = 0.001, at_least = 1 }',
    words="lead in the race",
)
def lead_in_race(seen: Observations, wanted: Lead) -> int | None:
    """By how many passes one of these optimizers was below that loss before all others of a race.
    Nothing before one of them is there.
    """
    if not seen.session.number:
        return None
    arrivals: dict[bool, list[int]] = {True: [], False: []}
    for optimizer, passes in arrived(seen, wanted.loss):
        arrivals[optimizer in wanted.of].append(passes)
    if not arrivals[True]:
        return None
    return min(arrivals[False], default=seen.session.state.passes + 1) - min(arrivals[True])


def arrived(seen: Observations, loss: float) -> list[tuple[str, int]]:
    """(optimizer, passes until it was first below this loss) of each runner there, in order."""
    session = seen.session
    runs = [(session.number, session.state, session.walk.history)]
    runs += [(run.number, run.state, run.history) for run in session.others]
    found: list[tuple[str, int]] = []
    for number, state, history in runs:
        below = np.flatnonzero(history.losses(0, state.passes + 1) < loss)
        if number and len(below):
            found.append((state.optimizer.name, int(below[0])))
    return sorted(found, key=lambda one: one[1])
