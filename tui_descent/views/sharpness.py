"""The sharpness of a run: how steep the steepest direction was after each pass.

Below the edge, the curvature at which the learning rate is at its limit, the passes settle.
Networks often grow sharper until they reach it, and stay there (Cohen et al. 2021, "Gradient
descent on neural networks typically occurs at the edge of stability").
"""

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tui_descent.analysis.limits import QUICK, full_gradient, ground_here, work_of_ground
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.history import Curve
from tui_descent.presets import Preset
from tui_descent.views.directions import is_same_place
from tui_descent.views.job import Due, Job, Wanted
from tui_descent.views.moment import Moment
from tui_descent.views.view import Camera

MOST = 64  # passes that are looked at
LONG = 100 * QUICK  # multiplications for all of them, at most, but for LEAST
LEAST = 8
Measured = tuple[float, float]  # the largest curvature, and the length of the slope
UNKNOWN = math.nan, math.nan


class Sharpness(Struct, frozen=True, eq=False):
    """Three curves over the passes.

    sharpness  the largest curvature, λmax, in the optimizer's own scale
    edge       the curvature whose limit the learning rate is; above it steps grow
    slope      the length of the gradient of the loss on all samples
    here       the three of them where one stands; nan where they are not known
    scaled     whether the optimizer divides each slope, and the curvature with it
    plainly    whether the edge is 2 over the learning rate, as under plain descent
    batch      whether a pass sees a part of the samples only; this is of all
    """

    sharpness: Curve
    edge: Curve
    slope: Curve
    passes: int
    here: tuple[float, float, float]
    scaled: bool
    plainly: bool
    batch: bool


class SharpnessCamera(Camera):
    """Measures the ground at some of the passes, each of them once."""

    def __init__(self, preset: Preset, short: Sequence[str]) -> None:
        self._preset = preset
        work = work_of_ground(preset.descent(None))
        self._at_once = QUICK // work
        self._most = max(LEAST, min(MOST, LONG // work))
        self._due = Due()
        self._known: dict[int, tuple[State, Measured]] = {}

    @property
    def due(self) -> Job | None:
        """What is being measured."""
        return self._due.job

    def take(self, job: Job, made: dict[int, tuple[State, Measured]]) -> bool:
        """Know from now on what was measured."""
        wanted = self._due.done(job)
        if wanted:
            self._known.update(made)
        return wanted

    def forget(self) -> None:
        """Another run: nothing is known of it."""
        self._due.drop()
        self._known = {}

    def at(self, moment: Moment, size: tuple[int, int]) -> Sharpness | None:
        """The curves at a moment; None: the step is not known yet."""
        if not moment.known.step:
            return None
        here, descent = moment.state, moment.situation.descent
        states = thinned(moment.history.kept(moment.history.newest), self._most)
        wanted = {state.passes: state for state in (*states, here)}.values()
        self._measure(descent, [state for state in wanted if not self._knows(state)])
        stride = states[1].passes - states[0].passes if len(states) > 1 else 1
        of_each = np.array([(*self._of(state), _edge(descent, state)) for state in states])
        sharpness, slope, edge = (
            Curve.of(values, stride, states[-1].passes) for values in of_each.T
        )
        steep, length = self._of(here)
        here_edge, rule = _edge(descent, here), here.optimizer
        return Sharpness(
            sharpness,
            edge,
            slope,
            here.passes,
            (steep, here_edge, length),
            rule.scales,
            not (rule.scales or rule.speeds) and float(descent.share(here.gradient)) == 1.0,
            descent.objective.passes_per_epoch > 1,
        )

    def _measure(self, descent: Descent, missing: list[State]) -> None:
        """Measure as many as fit into a frame, and have the others measured."""
        for state in missing[: self._at_once]:
            self._known[state.passes] = state, _measured(descent, state)
        late = missing[self._at_once :]
        if late and self._due.job is None:
            self._due.want(lambda wanted: _all_measured(self._preset, late, wanted))

    def _knows(self, state: State) -> bool:
        known = self._known.get(state.passes)
        return known is not None and is_same_place(known[0], state)

    def _of(self, state: State) -> Measured:
        return self._known[state.passes][1] if self._knows(state) else UNKNOWN


def thinned(states: list[State], most: int) -> list[State]:
    """Every state, or every second, fourth, eighth …: not more than this many."""
    every = 1
    while len(states) > every * most:
        every *= 2
    return states[::every]


def _all_measured(
    preset: Preset, states: list[State], wanted: Wanted
) -> dict[int, tuple[State, Measured]]:
    """The measures of these states, with a network of its own; fewer once nobody wants them."""
    descent = preset.descent(None, preset.problem.objective())
    return {state.passes: (state, _measured(descent, state)) for state in states if wanted()}


def _measured(descent: Descent, state: State) -> Measured:
    if not state.finite:
        return UNKNOWN
    with np.errstate(all="ignore"):
        gradient = full_gradient(descent, state)
        here = ground_here(descent, state, gradient)
        return here.steepest, float(np.linalg.norm(descent.unfrozen(gradient.copy())))


def _edge(descent: Descent, state: State) -> float:
    """The curvature whose limit is the present learning rate; nan if there is none.

    The inverse of an optimizer's limit is a straight line over the curvature.
    """
    optimizer, rate = state.optimizer, state.learning_rate * float(descent.share(state.gradient))
    one, two = optimizer.stability_limit(1.0), optimizer.stability_limit(2.0)
    if one is None or two is None or not rate > 0.0:
        return math.nan
    slope = 1.0 / two - 1.0 / one
    return (1.0 / rate - 1.0 / one + slope) / slope
