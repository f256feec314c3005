"""The way of a descent over a plane: of a long one some places, but of its end all."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import State
from tui_descent.engine.history import RECENT, History
from tui_descent.views.moment import Moment

PLACES = 448  # of the path at most, beside
LARGEST = 1e100  # numbers beyond which nothing is drawn
LATE = 48  # the last ones, all that are at hand

REACH = 4.0  # times as far as the corners: who is further away is not shown

Something = TypeVar("Something")


def states_of(history: History, passes: int) -> list[State]:
    """Where a run came along up to a pass: of a long one some places, but of its end all."""
    recent = history.recent(passes, RECENT)
    kept = history.kept(recent[0].passes - 1)
    return [*thinned(kept[:-LATE], PLACES), *kept[-LATE:], *recent]


def within_reach(low: FloatArray, high: FloatArray, places: FloatArray) -> FloatArray:
    """Those of some places, shape (places, 2), that are not far outside these corners."""
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    with np.errstate(all="ignore"):
        return np.asarray(places[(np.abs(places - middle) <= REACH * half).all(axis=1)])


def thinned(places: Sequence[Something], most: int) -> Sequence[Something]:
    """At most this many of them: every k-th, k a power of two, so that the same ones stay."""
    stride = 1
    while len(places) > stride * most:
        stride *= 2
    return places[::stride]


def is_sensible(*vectors: FloatArray) -> bool:
    """Whether there are only numbers that can be drawn."""
    return all(bool((np.abs(vector) < LARGEST).all()) for vector in vectors)


def last_sensible(history: History, passes: int) -> State | None:
    """The last state before a pass, among those at hand, that can be drawn."""
    states = [*history.kept(passes), *history.recent(passes, RECENT)]
    fit = [state for state in states if is_sensible(state.theta, state.gradient)]
    return max(fit, key=lambda state: state.passes, default=None)


def drawable(moment: Moment) -> tuple[State | None, int | None]:
    """What can be drawn: the state itself, or the last one that can, and the pass after it."""
    state = moment.state
    if is_sensible(state.theta, state.gradient, moment.step):
        return state, None
    found = last_sensible(moment.history, state.passes)
    return found, None if found is None else found.passes + 1
