"""The learning rate over the passes: those that were made, and those that a schedule foresees."""

import numpy as np
from msgspec import Struct

from tui_descent.engine.history import Curve
from tui_descent.engine.schedules import settings_of
from tui_descent.presets import Preset
from tui_descent.views.moment import Moment
from tui_descent.views.view import Camera

MOST = 500  # passes of each curve
FEWEST = 10  # passes that are foreseen
FURTHER = 1.5  # times the passes made, that are foreseen at least


class Rates(Struct, frozen=True, eq=False):
    """Both curves, from pass 0 on.

    follows  whether the rate is still the schedule's
    """

    planned: Curve
    made: Curve
    passes: int
    rate: float
    follows: bool


class RateCamera(Camera):
    """The plan's rates, and those that the passes had."""

    def __init__(self, preset: Preset, short: object) -> None:
        self._plan = preset.plan

    def at(self, moment: Moment, size: tuple[int, int]) -> Rates | None:
        plan, history = self._plan, moment.history
        if plan is None:
            return None
        named = settings_of(plan.schedule)
        ends = named.get("passes", 0.0), named.get("warmup", 0.0), FURTHER * history.newest, FEWEST
        stride = max(1, int(max(ends)) // MOST)
        foreseen = range(0, int(max(ends)) + 1, stride)
        planned = np.array([plan.rate(k) for k in foreseen])
        states = history.kept(history.newest)
        states = states[:: max(1, len(states) // MOST)]
        made = np.array([state.learning_rate for state in states])
        step = states[1].passes - states[0].passes if len(states) > 1 else 1
        here = moment.state
        follows = here.learning_rate == plan.rate(here.passes)
        return Rates(
            Curve.of(planned, stride, foreseen[-1]),
            Curve.of(made, step, states[-1].passes),
            here.passes,
            here.learning_rate,
            follows,
        )
