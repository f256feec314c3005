"""Where the runs of a moment stand in a plane, and how they came there.

It is the same for map and mountain, whatever their sizes, so it is worked out once a moment.
"""

from collections.abc import Sequence
from operator import is_

import numpy as np
from msgspec import Struct

from tui_descent.analysis.plane import Plane
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import State
from tui_descent.engine.history import History
from tui_descent.engine.objective import Objective
from tui_descent.views.landscape import Way
from tui_descent.views.moment import Moment
from tui_descent.views.way import states_of


class Standing(Struct, frozen=True, eq=False):
    """A state in a plane; the fields are those of a landscape.

    way       the way so far, as its shadow in the plane
    others    the same of other runs, each with its number in a race
    ground    the loss where the shadow of the state falls
    loss      the loss at the state, on the same samples
    off       how far it stands from the plane
    step      (x, y): the part of the next pass's step that lies in the plane
    downhill  (x, y): the same of −gradient; None: not known yet
    """

    way: Way
    others: tuple[tuple[int, Way], ...]
    ground: float
    loss: float
    off: float
    step: FloatArray
    downhill: FloatArray | None

    @property
    def here(self) -> FloatArray:
        """Where the shadow of the state falls, shape (2,)."""
        return np.asarray(self.way.places[-1])

    @property
    def runners(self) -> FloatArray:
        """Where the other runners of a race are, shape (runners, 2)."""
        ends = [way.places[-1] for number, way in self.others if number]
        return np.array(ends).reshape(-1, 2)


class Standings:
    """Makes them, and remembers the last one."""

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self._ways: list[_Tracker] = []
        self._last: tuple[Moment, Plane, Standing] | None = None

    def at(self, moment: Moment, plane: Plane, state: State, states: Sequence[State]) -> Standing:
        """Where a moment stands in a plane.

        state, states  where it stands, and the places on its way so far
        """
        last = self._last
        if last is None or last[0] is not moment or last[1] is not plane:
            made = self._made(moment, plane, state, states)
            last = self._last = moment, plane, made
        return last[2]

    def _made(
        self, moment: Moment, plane: Plane, state: State, states: Sequence[State]
    ) -> Standing:
        count = 1 + len(moment.others)
        self._ways = [*self._ways[:count], *(_Tracker() for _ in range(count - len(self._ways)))]
        own, *ways = self._ways
        way = own.over(plane, moment.history, states)
        others = tuple(
            (number, tracker.over(plane, history, states_of(history, passes)))
            for tracker, (history, passes, number) in zip(ways, moment.others, strict=True)
        )
        theta, shadow = state.theta, plane.theta(way.places[-1])
        with np.errstate(all="ignore"):
            ground, loss = np.asarray(self._objective.value(np.stack([shadow, theta]))).tolist()
        gradient, known = plane.along(state.gradient), moment.known.first
        sloped = known == 0 or not plane.directions[:, :known].any()
        return Standing(
            way=way,
            others=others,
            ground=ground,
            loss=loss,
            off=float(np.linalg.norm(theta - shadow)),
            step=plane.along(moment.step),
            downhill=-gradient if sloped else None,
        )


class _Tracker:
    """The way of a run over a plane: of one that a pass made longer only its end is worked out."""

    def __init__(self) -> None:
        self._known: tuple[Plane, History, Sequence[State], Way] | None = None

    def over(self, plane: Plane, history: History, states: Sequence[State]) -> Way:
        """The coordinates of states of a history, and which of them follow each other."""
        known, way = 0, Way(np.empty((0, 2)), np.empty(0, dtype=np.bool_))
        if self._known is not None and self._known[0] is plane and self._known[1] is history:
            *_, before, way = self._known
            same = [*map(is_, states, before)]
            known = same.index(False) if False in same else len(same)
            if known == len(states) == len(before):
                return way
        start = plane.directions @ plane.origin - plane.offset
        with np.errstate(all="ignore"):
            places = [plane.directions @ state.theta - start for state in states[known:]]
        joined = [
            place > 0
            and states[place].passes == states[place - 1].passes + 1
            and not history.moved_at(states[place].passes)
            for place in range(known, len(states))
        ]
        way = Way(
            np.concatenate([way.places[:known], np.array(places).reshape(-1, 2)]),
            np.concatenate([way.joined[:known], np.array(joined, dtype=np.bool_)]),
        )
        self._known = plane, history, states, way
        return way
