"""A race: line-ups of runs that start where one stands, and their start.

Whoever takes part is a run like any other that was changed by hand at this pass: it goes back,
goes on, is saved and undone as those are.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct

from tui_descent.analysis.rows import Rows, abreast
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import State
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.optimizers import OPTIMIZERS, Optimizer
from tui_descent.session.elsewhere import is_quick
from tui_descent.session.other_runs import OtherRun, words
from tui_descent.session.session import Session

FACTORS = (0.25, 0.5, 1.0, 2.0, 4.0)  # of the present rate
TRIED = tuple(float(f"{digit}e{power}") for power in range(-6, 1) for digit in (1, 2, 3, 4, 6, 8))
PASSES, FEWEST = 100, 10  # that are made at each of these rates
AHEAD = 20  # that are made to show where a line-up leads
WORK = 4_000_000_000  # multiplications of all of them together, a second or two
ALIKE = 1e-6  # of the fall: losses that differ by less are equally low
ENDLESS = 3.0  # times the fall of the first half, and
DEEP = 10.0  # times the loss at the start: what falls further in all has no floor


class Entry(Struct, frozen=True):
    """Who runs."""

    optimizer: Optimizer
    learning_rate: float


class LineUp(Struct, frozen=True):
    """Who runs in a race.

    name     what differs: optimizers, or rates
    own      the place of the present run
    passes   after how many the rates were compared; 0: they are not the outcome of a search
    """

    name: str
    entries: tuple[Entry, ...]
    own: int
    passes: int = 0


def rates(session: Session) -> LineUp:
    """The present optimizer at five rates around the present one.

    Raises ValueError where they would not differ, or be too large for a number.
    """
    state = session.state
    around = [factor * state.learning_rate for factor in FACTORS]
    if not all(map(math.isfinite, around)) or len({*around}) < len(around):
        raise ValueError(
            "there are not five learning rates around this one; choose another one first"
        )
    entries = tuple(Entry(state.optimizer, rate) for rate in around)
    return LineUp("rates", entries, FACTORS.index(1.0))


def passes_of_search(session: Session) -> int:
    """How many passes are made at each rate to find the best: fewer where they take long."""
    objective, work = session.objective, 1.0
    if isinstance(objective, NetworkObjective):
        samples = objective.data.samples
        work = 6.0 * objective.parameter_count * samples
        work /= 1 if objective.passes_per_epoch == 1 else 1.5
    rows = len(TRIED) * len(OPTIMIZERS)
    return int(min(PASSES, max(FEWEST, WORK / work / rows)))


def optimizers(
    session: Session, goes_on: Callable[[int], bool] = lambda done: True
) -> LineUp | None:
    """Every optimizer, each at the rate that leads lowest from here; None: it was given up.

    `goes_on` is called after each pass of the search with the number of passes done. Of rates
    that lead equally low it is the one that is low soonest. Where the ground has no floor, no
    rate is best, and each takes the present one.
    """
    state, passes = session.state, passes_of_search(session)
    known = tuple(
        state.optimizer if name == state.optimizer.name else make()
        for name, make in OPTIMIZERS.items()
    )
    starts = [_changed(state, Entry(one, rate)) for one in known for rate in TRIED]
    rows = Rows(session.walk.elsewhere(), starts)
    seen = [rows.latest]
    for done in range(1, passes + 1):
        rows.advance()
        seen.append(rows.latest)
        if not rows.any_finite:
            break
        if not goes_on(done):
            return None
    losses = np.array(seen).reshape(len(seen), len(known), len(TRIED))
    losses[~np.isfinite(losses)] = np.inf
    best = [_best(losses[:, place]) for place in range(len(known))]
    own = known.index(state.optimizer)
    endless = not session.has_network and any(
        _is_endless(losses[:, place, row]) for place, row in enumerate(best) if row is not None
    )
    entries = tuple(
        Entry(one, state.learning_rate if row is None or endless else TRIED[row])
        for one, row in zip(known, best, strict=True)
    )
    return LineUp("optimizers", entries, own, 0 if endless else passes)


def _best(losses: FloatArray) -> int | None:
    """The place of the best rate, by losses of shape (passes + 1, rates); None: all diverge."""
    first, last = losses[0, 0], losses[-1]
    if not np.isfinite(last).any():
        return None
    low = last.min()
    alike = last <= low + ALIKE * max(first - low, 0.0)
    return int(np.argmin(np.where(alike, losses.sum(axis=0), np.inf)))


def _is_endless(losses: FloatArray) -> bool:
    """Whether one descent, shape (passes + 1,), falls deep, and ever faster."""
    half, fall = losses[0] - losses[len(losses) // 2], losses[0] - losses[-1]
    return bool(half > 0.0 and fall > ENDLESS * half and fall > DEEP * abs(losses[0]))


def _changed(state: State, entry: Entry) -> State:
    """The same place with this optimizer and rate; an optimizer that is new starts afresh."""
    if entry.optimizer != state.optimizer:
        begun = entry.optimizer.init(state.theta)
        state = state._replace(optimizer=entry.optimizer, optimizer_state=begun)
    return state._replace(learning_rate=entry.learning_rate)


def start(session: Session, line_up: LineUp) -> None:
    """Have these run from here; the present run is one of them, and is looked at."""
    with session.undoing.one_action(f"the race of {line_up.name}"):
        ghosts = tuple(run for run in session.others if not run.number)
        runners = []
        for number, entry in enumerate(line_up.entries, start=1):
            if number - 1 != line_up.own:
                history, state = session.walk.history.fork(), _changed(session.state, entry)
                history.change(state, session.loss)
                runners.append(OtherRun(number, history, state))
        session.set_learning_rate(line_up.entries[line_up.own].learning_rate)
        session.others, session.number = (*runners, *ghosts), line_up.own + 1


def ahead(session: Session, line_up: LineUp) -> tuple[OtherRun, ...]:
    """Where these would be some passes on from here, the present run among them."""
    walk = session.walk
    runs = []
    for number, entry in enumerate(line_up.entries, start=1):
        history, state = walk.history.fork(), _changed(session.state, entry)
        history.change(state, session.loss)
        runs.append(OtherRun(number, history, state))
    if not is_quick(session):
        return tuple(runs)
    rows = abreast(walk.descent, [run.state for run in runs])
    for _ in range(AHEAD):
        rows.advance()
        moved = zip(runs, rows.states, rows.latest.tolist(), strict=True)
        runs = [
            run if run.ended else OtherRun(run.number, run.history, state)
            for run, state, loss in moved
            if run.ended or run.history.follow(run.state, [state], [loss])
        ]
    return tuple(runs)


def stop(session: Session) -> None:
    """Go on with the present run alone, and with the ghosts there are."""
    runners = tuple(run for run in session.others if run.number)
    session.undoing.keep("the end of the race", words(runners))
    session.others = tuple(run for run in session.others if not run.number)
    session.number = 0
