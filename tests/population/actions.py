"""What could be done at a place, and how far each of it leads; which rates diverge from there."""

import math
from typing import Any

import numpy as np

from tests.population import floors
from tests.population.descents import Rows, at_rates, from_starts
from tests.population.here import ADAPTIVE, Here
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent
from tui_descent.engine.optimizers import Adam, GradientDescent, Momentum
from tui_descent.presets.preset import NetworkProblem, Preset
from tui_descent.presets.variation import vary

RATES = np.geomspace(1e-3, 1e3, 14)  # times the present one
ADAM_RATES = np.array([1e-3, 1e-2, 3e-2, 0.1, 0.3])
MOMENTUM_RATES = np.array([0.05, 0.3, 1.0])  # times the limit
MOST_SPENT = 1000  # passes that a restart is given besides, at most
DECADES = 6  # of the gauge's grid, beginning two below the present rate's
EACH = 16  # rates to a decade
FOLLOWED = 20  # of the rates that do not diverge soon: the highest

Ends = tuple[float, float]


def other_rates(here: Here) -> Rows:
    """Runs at 14 rates from a thousandth to a thousand times the present one."""
    rate = abs(here.state.learning_rate) or here.limit or 0.1
    return at_rates(here.descent, here.state, rate * RATES, here.looks)


def half_the_limit(here: Here) -> Rows | None:
    """The run at half the limit; of optimizers that scale each parameter, plain descent's."""
    if here.plain_limit is None:
        return None
    state, limit = here.state, here.limit
    if limit is None:
        plain = GradientDescent()
        state = state._replace(optimizer=plain, optimizer_state=plain.init(state.theta))
        limit = here.plain_limit
    looks = tuple(sorted({10, 30, 100, *here.looks}))
    return at_rates(here.descent, state, np.array([0.5 * limit]), looks)


def action_ends(here: Here, rates: Rows, half: Rows | None) -> dict[str, Ends]:
    """Action -> (level after the first, after the last of the looks), the best of its rates."""
    done = {"another rate": _ends(rates, here.looks)}
    if half is not None and here.limit is not None:
        done["half the limit"] = _ends(half, here.looks)
    top = here.limit or here.state.learning_rate or 0.1
    others = (("adam", Adam(), ADAM_RATES), ("momentum", Momentum(), abs(top) * MOMENTUM_RATES))
    for name, optimizer, some in others:
        memory = optimizer.init(here.state.theta)
        state = here.state._replace(optimizer=optimizer, optimizer_state=memory)
        rows = at_rates(here.descent, state, some, here.looks)
        done[name] = _ends(rows, here.looks)
        here.note(rows.best)
    return done | restart_ends(here)


def restart_ends(here: Here) -> dict[str, Ends]:
    """The same of actions that begin at pass 0: as many passes as were made are added."""
    spent = min(here.state.passes, MOST_SPENT)
    looks = tuple(sorted({here.looks[0] + spent, here.looks[-1] + spent}))
    preset, optimizer, start = here.preset, here.state.optimizer, here.session.walk.start
    fixed = list(preset.frozen)
    places = {"reset": [start], "new weights": []}
    for seed in (1, 2):
        drawn = np.array(preset.problem.new_parameters(seed))
        drawn[fixed] = start[fixed]
        places["new weights"].append(drawn)
    done = {}
    for name, starts in places.items():
        rates = np.concatenate([_rates_from(here, preset, theta) for theta in starts])
        each = np.repeat(np.array(starts), len(rates) // len(starts), axis=0)
        rows = from_starts(here.descent, optimizer, each, rates, looks)
        here.note(rows.best)
        done[name] = _ends(rows, looks)
    data = preset.tables.data
    if isinstance(preset.problem, NetworkProblem) and data is not None and not data.standardize:
        scaled = vary(preset, standardize=True)
        descent = Descent(scaled.problem.objective(), frozen=scaled.frozen)
        rates = _rates_from(here, scaled, start)
        each = np.repeat(start[None, :], len(rates), axis=0)
        done["scaled inputs"] = _ends(from_starts(descent, optimizer, each, rates, looks), looks)
    return done


def _rates_from(here: Here, preset: Preset, theta: FloatArray) -> FloatArray:
    """The present rate, and three that a person might try from there."""
    rate = abs(here.state.learning_rate) or 0.1
    largest = floors.curvatures(preset.problem.objective(), theta, preset.frozen)[1]
    unknown = not np.isfinite(largest) or largest <= 1e-9
    if unknown or here.state.optimizer.name in ADAPTIVE:
        return rate * np.array([1.0, 0.1, 10.0, 0.01])
    return np.array([rate, 1.0 / largest, 0.3 / largest, 0.05 / largest])


def _ends(rows: Rows, looks: tuple[int, ...]) -> Ends:
    first, last = (float(np.min(rows.levels[look])) for look in (looks[0], looks[-1]))
    return first, last


def gauge_facts(here: Here) -> dict[str, Any]:
    """Which rates of the gauge's grid diverge when the descent goes on at them from here."""
    rate = here.state.learning_rate
    bottomless = here.best_loss < -1e6 * max(abs(here.loss), 1.0)
    if rate <= 0.0 or here.is_large or bottomless:
        return {}
    lowest = math.floor(math.log10(rate)) - 2
    rates = 10.0 ** (lowest + (np.arange(DECADES * EACH) + 0.5) / EACH)
    rows = at_rates(here.descent, here.state, rates, (280, 300))
    early = _diverged(here, rows.levels[280], rows.levels[300])
    late, last = early.copy(), here.looks[-1]
    highest = np.flatnonzero(~early)[-FOLLOWED:]  # lower ones do not diverge later
    if last > 300 and len(highest):
        rows = at_rates(here.descent, here.state, rates[highest], (last - 100, last))
        late[highest] = _diverged(here, rows.levels[last - 100], rows.levels[last])
    marks = ["x" if soon else "+" if then else "." for soon, then in zip(early, late, strict=True)]
    return {"lowest": lowest, "diverges": "".join(marks)}


def _diverged(here: Here, earlier: FloatArray, end: FloatArray) -> "np.ndarray[Any, Any]":
    """Not finite any more; or over ten times as high as here, and not on its way back.

    Optimizers that scale each parameter swing wide near the bottom: theirs must be over ten times
    as high as the start.
    """
    base = max(here.loss, 1e-9 * abs(here.first))
    if here.state.optimizer.name in ADAPTIVE:
        base = max(here.loss, here.first)
    return np.asarray(~np.isfinite(end) | ((end > 10.0 * base) & (end > 0.5 * earlier)))
