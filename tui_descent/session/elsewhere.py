"""What is tried from where a session stands, while the session stays put.

Everything here has an objective of its own, so it may run in another thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from tui_descent.analysis.curvature import DENSE
from tui_descent.analysis.limits import Limit
from tui_descent.analysis.situation import WINDOW, Situation
from tui_descent.analysis.verdict import word_of
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.history import History
from tui_descent.engine.optimizers import Optimizer
from tui_descent.presets.preset import NetworkProblem
from tui_descent.readable import rates_around
from tui_descent.session.session import Session

if TYPE_CHECKING:
    from tui_descent.analysis.gradient_check import GradientCheck
    from tui_descent.analysis.sweep import Outcome

QUICK = 2_000_000  # parameters² × samples, some hundredths of a second
SWEPT = 100  # passes of a sweep, if nobody says how many
CHECK_NUMBERS = 1_000_000  # activations of all copies above, in one call of a gradient check


def largest_curvature(session: Session) -> float:
    """λmax of the loss on all samples, here; nan where it overflows."""
    return _situation(session, session.state.optimizer).ground.largest


def limit_with(session: Session, optimizer: Optimizer) -> Limit | None:
    """The limit of the learning rate here, if it went on with this optimizer afresh."""
    return _situation(session, optimizer).limit


def _situation(session: Session, optimizer: Optimizer) -> Situation:
    """The same place with another optimizer, with as much time as it takes."""
    state = session.state
    if optimizer != state.optimizer:
        state = state._replace(optimizer=optimizer, optimizer_state=optimizer.init(state.theta))
    losses = np.array([session.loss])
    first = session.walk.history.loss(0)
    return Situation(session.walk.elsewhere(), state, None, losses, first, patient=True)


def is_quick(session: Session) -> bool:
    """Whether the loss at two places for each parameter takes no time to speak of."""
    problem, count = session.preset.problem, session.parameter_count
    samples = problem.data.samples if isinstance(problem, NetworkProblem) else 1
    return count <= DENSE and count * count * samples <= QUICK


@np.errstate(all="ignore")
def check_gradient(session: Session) -> GradientCheck:
    """Check the gradient of the selected parameter and of the others, on the next batch."""
    from tui_descent.analysis.gradient_check import MOST, check_gradient, drawn

    state, problem = session.state, session.preset.problem
    indices = drawn(session.parameter_count, session.selected)
    at_once = MOST
    if isinstance(problem, NetworkProblem):
        numbers = sum(problem.network.layers) * problem.data.samples
        at_once = max(1, min(MOST, CHECK_NUMBERS // numbers))
    check = check_gradient(problem.objective(), state.theta, state.passes, indices, at_once)
    session.last_check = check
    return check


def rates_to_sweep(session: Session) -> tuple[float, ...]:
    """Learning rates around the present one, some of them below the limit."""
    limit = session.advice.limit
    return rates_around(session.state.learning_rate, None if limit is None else limit.rate)


def sweep(
    session: Session, rates: FloatArray, passes: int, goes_on: Callable[[int], bool]
) -> list[Outcome]:
    """Make this many passes from here at each rate, shape (rates,)."""
    from tui_descent.analysis.sweep import sweep

    return sweep(session.walk.elsewhere(), session.state, rates, passes, goes_on)


def past(session: Session) -> Iterator[tuple[State, float, str]]:
    """Every pass from 0 to here as it was: state, loss on all samples, the verdict's word.

    It keeps the run as it is now, whatever the session does meanwhile.
    """
    walk = session.walk
    descent = walk.elsewhere(walk.schedule)
    return _past(descent, walk.history.fork(descent), session.state.passes)


def pasts(session: Session) -> list[tuple[int, Iterator[tuple[State, float, str]]]]:
    """The same of every runner of a race with its number, or of the present run, with 0."""
    walk = session.walk
    runs = [(session.number, past(session))]
    for run in session.others:
        if run.number:
            descent = walk.elsewhere(walk.schedule)
            runs.append((run.number, _past(descent, run.history.fork(descent), run.state.passes)))
    return sorted(runs, key=lambda run: run[0])


def _past(descent: Descent, history: History, passes: int) -> Iterator[tuple[State, float, str]]:
    previous, state = None, history.state(0)
    while True:
        losses = history.window(state.passes, WINDOW)
        before = previous if len(losses) > 1 else None
        here = Situation(descent, state, before, losses, history.loss(0))
        yield state, float(losses[-1]), word_of(here)
        if state.passes >= passes:
            return
        previous, state = state, history.after(state)
