"""The facts of a situation, by experiment.

Everything comes from running the descent on, by which the program's engine is meant alone, from
Newton's way down and from PyTorch's Hessian.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.population import floors
from tests.population.actions import (
    action_ends,
    gauge_facts,
    half_the_limit,
    other_rates,
    restart_ends,
)
from tests.population.descents import WINDOW, go_on, levels
from tests.population.ground import curvature_facts, unit_facts
from tests.population.here import LONG, Here
from tests.population.situation import Facts, session_of
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import Objective
from tui_descent.engine.optimizers import Adam
from tui_descent.presets.preset import Preset

LATER = (1, 3, 10, 30, 100, 200, 300, 1000, 3000, 8000)
SHOWN = 32  # changes of the loss that are kept, before and behind
SOON = 40  # passes to halve the excess, up to which nobody needs to do anything


def facts_of(tables: dict[str, Any], words: list[str], elsewhere: float) -> Facts:
    """Find out everything; `elsewhere` is the lowest floor known of the problem."""
    with np.errstate(all="ignore"):
        return _facts(Here(session_of(tables, words)), elsewhere)


def _facts(here: Here, elsewhere: float) -> Facts:
    session, state = here.session, here.state
    previous = here.previous()
    found: dict[str, Any] = {
        "passes": state.passes,
        "rate": state.learning_rate,
        "optimizer": state.optimizer.name,
        "loss": here.loss,
        "start": here.first,
        "led": previous is not None,
        "ended": session.ended,
        "epoch": here.objective.passes_per_epoch,
        "came": np.diff(session.walk.last_losses(SHOWN + 1)).tolist(),
        "late": here.looks[-1],
    }
    if session.ended:
        return Facts(**found, elsewhere=elsewhere, actions=restart_ends(here))
    if previous is not None:
        found |= _last_pass(here, previous)
    found |= curvature_facts(here) | unit_facts(here)
    later = _later(here)
    found |= later.facts | _lower(here, later)
    found |= gauge_facts(here)
    fall = here.loss - here.best_loss
    if fall > 0.0:
        distance = float(np.linalg.norm(here.best - state.theta))
        found["reach_slope"] = found["slope"] * distance / fall
    return Facts(**found, elsewhere=min(elsewhere, here.best_loss))


def _last_pass(here: Here, previous: State) -> dict[str, Any]:
    slopes = [here.slope(theta) for theta in (previous.theta, here.state.theta)]
    found: dict[str, Any] = {
        "crossed": bool(slopes[0] @ slopes[1] < 0.0),
        "moved": not np.array_equal(previous.theta, here.state.theta),
    }
    if here.objective.passes_per_epoch > 1:
        after, _ = here.objective.value_and_gradient(here.state.theta, previous.passes)
        found["batch"] = (previous.batch_loss, float(after))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Later:
    """The continuation: its facts, and all its levels, shape (passes + 1,)."""

    facts: dict[str, Any]
    smooth: FloatArray

    @property
    def lowest(self) -> float:
        return float(np.min(self.smooth[np.isfinite(self.smooth)], initial=np.inf))

    def level(self, passes: int) -> float:
        return float(self.smooth[min(passes, len(self.smooth) - 1)])


def _later(here: Here) -> _Later:
    passes = LATER[-1] if len(here.looks) == len(LONG) else 3000 if not here.is_large else 300
    ahead = go_on(here.descent, here.state, passes, 50)
    losses, epoch = ahead.losses, here.objective.passes_per_epoch
    window = 1
    if not np.all(np.diff(losses[:201]) <= 0.0):
        window = max(WINDOW, min(epoch, 50))
    smooth = _filled(levels(losses, window))
    known = np.flatnonzero(~np.isnan(losses))
    looked = [later for later in LATER if later <= passes]
    found: dict[str, Any] = {
        "comes": np.diff(losses[: SHOWN + 1]).tolist(),
        "moved_by": {
            at: float(np.linalg.norm(theta - here.state.theta) / here.length)
            for at, theta in ahead.places.items()
        },
        "bursts_at": ahead.bursts_at,
        "window": window,
        "levels": {at: float(smooth[at]) for at in (0, *looked)},
        "peaks": {at: float(np.max(losses[known[known <= at]])) for at in looked},
        "settled": math.inf,
    }
    if ahead.bursts_at is None:
        end = losses[known[known > 0.875 * passes]]
        found["settled"], found["swing"] = float(np.mean(end)), float(np.std(end))
        here.note(ahead.lowest)
    return _Later(found, smooth)


def _lower(here: Here, later: _Later) -> dict[str, Any]:
    """Whatever leads lower from here: Newton, pushes, other rates, actions; the halving."""
    objective, theta, frozen = here.objective, here.state.theta, here.preset.frozen
    steps = 5 if here.is_large else newton_steps(objective)
    newton, place = floors.newton(objective, theta, frozen, steps)
    here.note(place)
    nudged = here.loss
    if not here.is_large:
        nudged, place = floors.nudged(objective, theta, frozen, steps, here.usual)
        here.note(place)
    rates, half = other_rates(here), half_the_limit(here)
    here.note(rates.best)
    middle = rates.levels[here.looks[min(1, len(here.looks) - 1)]]
    now = here.loss if later.facts["window"] == 1 else float(later.smooth[0])
    reach = min(later.lowest, here.loss, newton)
    found: dict[str, Any] = {
        "newton": newton,
        "nudged": nudged,
        "other_rates": float(np.min(rates.levels[here.looks[-1]])),
        "gained": {
            f"{rate:.3g}": float(level) for rate, level in zip(rates.rates, middle, strict=True)
        },
        "reach": reach,
        "halving": _first(later.smooth, 0.5 * (now + reach)) if now > reach else None,
        "loss_halving": _first(later.smooth, 0.5 * now),
        "stays": (later.level(here.looks[0]), later.level(here.looks[-1])),
    }
    if half is not None:
        found["half"] = {at: float(level[0]) for at, level in half.levels.items()}
    left = 0.5 * (float(later.smooth[0]) + reach)
    soon = found["halving"] is not None and found["halving"] <= SOON
    if not soon or later.facts["bursts_at"] or max(found["stays"]) > left:
        found["actions"] = action_ends(here, rates, half)
    return found


def floor_elsewhere(preset: Preset) -> float:
    """The lowest floor of the problem from some starts."""
    objective = preset.problem.objective()
    start = preset.initial_parameters()
    starts, fixed = [start], list(preset.frozen)
    for seed in range(1, 6 if objective.numbers < 2000 else 3):
        drawn = np.array(preset.problem.new_parameters(seed))
        drawn[fixed] = start[fixed]
        starts.append(drawn)
    with np.errstate(all="ignore"):
        if objective.parameter_count > 400:
            state = Descent(objective).start(start, Adam(), 0.02)
            return float(go_on(Descent(objective), state, 200).losses.min())
        steps = newton_steps(objective)
        return min(floors.newton(objective, theta, preset.frozen, steps)[0] for theta in starts)


def newton_steps(objective: Objective) -> int:
    """How many of Newton's steps are affordable."""
    return int(min(400, max(40, 2e7 / (objective.parameter_count * objective.numbers))))


def _filled(values: FloatArray) -> FloatArray:
    """The last known value where one was not looked at."""
    known = np.where(np.isnan(values), 0, np.arange(len(values)))
    return np.asarray(values[np.maximum.accumulate(known)])


def _first(values: FloatArray, at_most: float) -> int | None:
    below = np.flatnonzero(values <= at_most)
    return int(below[0]) if len(below) else None
