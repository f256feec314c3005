"""Looks: the pictures of a session that are looked at, and where each of them looks.

A frame holds nothing that takes time and that nobody looks at, so this module and all that
draws from it is imported when the first such picture is asked for.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import State
from tui_descent.engine.history import RECENT, History
from tui_descent.engine.signals import Signals
from tui_descent.presets import Preset
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.snapshot import Sights
from tui_descent.views.fit import Fit, Fitting
from tui_descent.views.landscape import (
    LATE,
    PLACES,
    Landscape,
    LandscapeView,
    Place,
    Standing,
    thinned,
)
from tui_descent.views.network import NetworkView, network_view
from tui_descent.views.phases import Known, Phase
from tui_descent.views.pictures import Job, Picture
from tui_descent.views.slice import TRAIL, Moment, Slice, SliceView

Sizes = Mapping[str, tuple[int, int]]  # of each view that is looked at: its columns and rows


class Looks:
    """The cameras over one problem's landscape, slice and fit.

    short  the parameters' short names
    """

    def __init__(self, preset: Preset, short: Sequence[str]) -> None:
        self._problem = preset.problem
        self._short = tuple(short)
        self._landscapes = LandscapeView(preset, self._short)
        self._slices = SliceView(preset)
        self._fitting: Fitting | None = None

    @property
    def landscapes(self) -> LandscapeView:
        """The camera over the landscape."""
        return self._landscapes

    @property
    def sights(self) -> Sights:
        """Where both cameras stand."""
        return Sights(self._landscapes.sight, self._slices.sight)

    def look(self, sights: Sights) -> None:
        """Have both cameras stand there again."""
        self._landscapes.look(sights.landscape)
        self._slices.look(sights.slice)

    def forget(self) -> None:
        """Another run begins: nothing of the last one's way is kept in sight."""
        self._landscapes.forget()
        self._slices.forget()

    def zoom(self, direction: int, seen: Sizes) -> None:
        """Look closer (1) or from further away (−1) at what is seen of landscape and slice."""
        if "landscape" in seen:
            self._landscapes.zoom(direction)
        if "slice" in seen:
            self._slices.zoom(direction)

    def due(self, seen: Sizes) -> tuple[Job, ...]:
        """Fine pictures that are wanted in the place of coarse ones; any thread may make them."""
        views = (("landscape", self._landscapes), ("slice", self._slices))
        return tuple(view.due for name, view in views if name in seen and view.due is not None)

    def take(self, job: Job, picture: Picture) -> bool:
        """Show a fine picture from the next frame on; False: it is not wanted any more."""
        return any(view.take(job, picture) for view in (self._landscapes, self._slices))

    def slice(
        self,
        size: tuple[int, int],
        state: State,
        step: FloatArray,
        history: History,
        at: int,
        fog: bool,
        known: Known,
    ) -> Slice | None:
        """The loss over the parameter `at`, with the last passes; None where it is not finite."""
        trail = [
            (old.theta, history.loss(old.passes)) for old in _since_moved(history, state.passes)
        ]
        visited = history.kept(state.passes) if len(state.theta) == 1 else [state]
        moment = Moment(
            state.theta,
            state.gradient,
            step,
            tuple(trail),
            np.array([old.theta for old in visited]),
            at,
            fog,
            known,
        )
        return self._slices.slice(moment, 2 * size[0])

    def landscape(
        self,
        size: tuple[int, int],
        state: State,
        step: FloatArray,
        history: History,
        ghosts: Sequence[tuple[History, int]],
        at: int,
        fog: bool,
        known: Known,
    ) -> Landscape | None:
        """The loss over two parameters, with the way so far and those of the ghosts.

        ghosts  each with the pass at which it was left

        None where there is nothing finite to see.
        """
        standing = Standing(
            state.passes,
            state.theta,
            state.gradient,
            step,
            _way(history, state.passes),
            [_way(ghost, passes) for ghost, passes in ghosts],
            at,
            fog,
            known,
        )
        return self._landscapes.landscape(standing, *size)

    def fit(self, size: tuple[int, int], theta: FloatArray) -> Fit | None:
        """What the network makes of its points; None on a surface."""
        if not isinstance(self._problem, NetworkProblem):
            return None
        fitting = self._fitting
        if fitting is None or fitting.size != size:
            fitting = self._fitting = Fitting(self._problem, size)
        return fitting.at(theta)

    def network(
        self,
        theta: FloatArray,
        gradient: FloatArray,
        signals: Signals,
        phase: Phase | None,
        sample: int,
        at: int,
    ) -> NetworkView | None:
        """One sample on its way through the network; None on a surface."""
        problem = self._problem
        if not isinstance(problem, NetworkProblem):
            return None
        classes, short = problem.data.classes, self._short[at]
        return network_view(
            problem.network, theta, gradient, signals, phase, sample, at, short, classes
        )


def _since_moved(history: History, passes: int) -> list[State]:
    """The last passes up to this one, without those before a hand moved θ."""
    states = history.recent(passes, TRAIL + 1)
    moved = [place for place, state in enumerate(states) if history.moved_at(state.passes)]
    return states[max(moved, default=0) :]


def _way(history: History, passes: int) -> list[Place]:
    """Where a run came along up to a pass: of a long one some places, but of its end all."""
    recent = history.recent(passes, RECENT)
    kept = history.kept(recent[0].passes - 1)
    states = (*thinned(kept[:-LATE], PLACES), *kept[-LATE:], *recent)
    return [Place(state.theta, state.passes, history.moved_at(state.passes)) for state in states]
