"""The way of a descent over a plane: of a long one some places, but of its end all."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np

from tui_descent.analysis.plane import Plane
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import State
from tui_descent.engine.history import RECENT, History
from tui_descent.views.landscape import Way
from tui_descent.views.moment import Moment

PLACES = 448  # of the path at most, beside
LARGEST = 1e100  # numbers beyond which nothing is drawn
LATE = 48  # the last ones, all that are at hand

REACH = 4.0  # times as far as the corners: who is further away is not shown

Something = TypeVar("Something")


class Place(NamedTuple):
    """Where a descent was after this many passes; `moved`: a hand had a part in it."""

    theta: FloatArray
    passes: int
    moved: bool


def places_of(history: History, passes: int) -> list[Place]:
    """Where a run came along up to a pass: of a long one some places, but of its end all."""
    recent = history.recent(passes, RECENT)
    kept = history.kept(recent[0].passes - 1)
    states = (*thinned(kept[:-LATE], PLACES), *kept[-LATE:], *recent)
    return [Place(state.theta, state.passes, history.moved_at(state.passes)) for state in states]


def way_over(plane: Plane, places: Sequence[Place]) -> Way:
    """The coordinates of places, and which of them follow each other."""
    start = plane.directions @ plane.origin - plane.offset
    with np.errstate(all="ignore"):
        found = np.array([plane.directions @ place.theta - start for place in places])
    joined = [
        place.passes == before.passes + 1 and not place.moved for before, place in pairwise(places)
    ]
    return Way(found, np.array([False, *joined], dtype=np.bool_))


def ends_over(plane: Plane, moment: Moment) -> FloatArray:
    """Where the runners of a race stand in a plane, shape (runners, 2)."""
    ends = [
        Place(history.recent(passes, 1)[-1].theta, passes, False)
        for history, passes, number in moment.others
        if number
    ]
    return way_over(plane, ends).places if ends else np.empty((0, 2))


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
