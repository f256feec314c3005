"""What the conditions of goals and claims mean: each is a number, a name or a yes of a session.

What cannot be read off the session as it stands is in its Tally: what hands have moved, how
often a slope has changed its sign, which minima were found, what was typed.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tui_descent.analysis.health import Health, health, layer_slopes, units_differ
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import NetworkObjective
from tui_descent.lessons.conditions import (
    Conditions,
    Direction,
    Last,
    Named,
    Output,
    Range,
    Typed,
    Unit,
    Until,
)
from tui_descent.lessons.tally import Tally
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.elsewhere import largest_curvature, limit_with

Measure = Callable[[Tally, Any], Any]


def holds(conditions: Conditions, tally: Tally) -> bool:
    """Whether all that is asked holds at this moment."""
    with np.errstate(all="ignore"):
        return all(_agrees(tally, name, wanted) for name, wanted in _asked(conditions))


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition that was looked at: what it is called, what it is, what it should be."""

    what: str
    value: Any
    wanted: str
    holds: bool


def findings(conditions: Conditions, tally: Tally) -> Iterator[Finding]:
    """Look at each condition by itself."""
    for name, wanted in _asked(conditions):
        with np.errstate(all="ignore"):
            value, agrees = MEASURES[name](tally, wanted), _agrees(tally, name, wanted)
        yield Finding(_named(name, wanted), value, _in_words(wanted), agrees)


def _asked(conditions: Conditions) -> Iterator[tuple[str, Any]]:
    """Each condition that is given, one at a time, the cheapest to look at first."""
    for name in MEASURES:
        wanted = getattr(conditions, name)
        if wanted is not None:
            for one in wanted if isinstance(wanted, tuple) and name != "verdict" else (wanted,):
                yield name, one


def _agrees(tally: Tally, name: str, wanted: Any) -> bool:
    value = MEASURES[name](tally, wanted)
    if name == "typed":
        return bool(value >= wanted.times)
    if name == "loss_held":
        return value is not None and all(map(wanted.holds, value))
    if isinstance(wanted, Range):
        return wanted.holds(value)
    return bool(value in wanted if isinstance(wanted, tuple) else value == wanted)


def _named(name: str, wanted: Any) -> str:
    """What a message calls it: `loss`, `slope of w1`, `prediction for sample 2`."""
    words = NAMES.get(name, name.replace("_", " "))
    if isinstance(wanted, Named):
        return f"{words} of {wanted.of}"
    if isinstance(wanted, Unit):
        return f"output of {wanted.of} for sample {wanted.sample}"
    if isinstance(wanted, Output):
        return f"{words} for sample {wanted.sample}"
    if isinstance(wanted, Last):
        return f"{words} over {wanted.passes} passes"
    if isinstance(wanted, Until):
        return f"first pass with a loss below {wanted.loss:g}"
    return words


NAMES = {
    "passes": "number of passes",
    "epochs": "number of epochs",
    "gradient_norm": "length of the gradient",
    "next": "next value",
    "degrees_off": "angle to the way there, in degrees,",
    "parameters_changed": "number of parameters changed by hand",
    "sign_changes": "number of times that the slope changed its sign",
    "loss_held": "loss",
    "mean_of_losses": "mean of the losses",
    "rises": "number of passes that raised the loss",
    "validation": "loss on the held-out points",
    "lowest_validation": "lowest loss on the held-out points",
    "slope_ratio": "slope of the first layer over that of the last",
    "limit": "stability limit of the learning rate",
    "minima_found": "number of minima found",
    "gradient_checked": "largest error of the gradient check",
    "typed": "number of right values typed",
}


def _in_words(wanted: Any) -> str:
    if isinstance(wanted, Typed):
        return f"{wanted.times} or more"
    if isinstance(wanted, tuple):
        return " or ".join(wanted)
    return str(wanted)


def _problem(tally: Tally) -> NetworkProblem | None:
    problem = tally.session.preset.problem
    return problem if isinstance(problem, NetworkProblem) else None


def _layers(tally: Tally) -> list[FloatArray]:
    objective = tally.session.objective
    assert isinstance(objective, NetworkObjective)
    with np.errstate(all="ignore"):
        return objective.activations(tally.session.state.theta)


def _batch_size(tally: Tally, _: Any) -> int | None:
    problem, tables = _problem(tally), tally.session.preset.tables
    if problem is None:
        return None
    return min(tables.training.batch_size or problem.data.samples, problem.data.samples)


def _prediction(tally: Tally, wanted: Output) -> float:
    return float(_layers(tally)[-1][wanted.output - 1, wanted.sample - 1])


def _error(tally: Tally, wanted: Output) -> float | None:
    problem = _problem(tally)
    if problem is None:
        return None
    target = problem.data.targets[wanted.output - 1, wanted.sample - 1]
    return _prediction(tally, wanted) - float(target)


def _unit(tally: Tally, wanted: Unit) -> float | None:
    problem = _problem(tally)
    if problem is None:
        return None
    for number, values in enumerate(_layers(tally)):
        names = problem.network.unit_names(number)
        if wanted.of in names:
            return float(values[names.index(wanted.of), wanted.sample - 1])
    return None


def _activation(tally: Tally, _: Any) -> str | None:
    """The one activation of all hidden layers, or of the last where there is none."""
    problem = _problem(tally)
    if problem is None:
        return None
    activations = problem.network.activations
    names = {one.name for one in activations[:-1] or activations}
    return names.pop() if len(names) == 1 else None


def _standardized(tally: Tally, _: Any) -> bool:
    data = tally.session.preset.tables.data
    return data is not None and data.standardize


def _init(tally: Tally, _: Any) -> str | None:
    """How the weights are drawn; None where the preset gives them."""
    problem = _problem(tally)
    return problem.init if problem is not None and problem.start is None else None


def _hidden_units_differ(tally: Tally, _: Any) -> bool:
    problem = _problem(tally)
    return problem is not None and units_differ(problem.network, tally.session.state.theta)


def _parameters_changed(tally: Tally, _: Any) -> int:
    theta, start = tally.session.state.theta, tally.session.walk.start
    return sum(bool(theta[index] != start[index]) for index in tally.moved)


def _loss_held(tally: Tally, wanted: Last) -> list[float] | None:
    """The least and the largest loss of the last passes, once so many were made."""
    if tally.session.state.passes < wanted.passes:
        return None
    losses = tally.session.walk.last_losses(wanted.passes + 1)
    return [float(losses.min()), float(losses.max())]


def _mean_of_losses(tally: Tally, wanted: Last) -> float | None:
    if tally.session.state.passes < wanted.passes:
        return None
    return float(tally.session.walk.last_losses(wanted.passes).mean())


def _rises(tally: Tally, wanted: Last) -> int | None:
    if tally.session.state.passes < wanted.passes:
        return None
    return int((np.diff(tally.session.walk.last_losses(wanted.passes + 1)) > 0.0).sum())


def _passes_until(tally: Tally, wanted: Until) -> int | None:
    losses = tally.session.walk.last_losses(tally.session.state.passes + 1)
    found = np.flatnonzero(losses < wanted.loss)
    return int(found[0]) if len(found) else None


def _health(tally: Tally) -> Health:
    objective = tally.session.objective
    assert isinstance(objective, NetworkObjective)
    return health(objective, tally.session.state.theta)


def _degrees_off(tally: Tally, wanted: Direction) -> float | None:
    state = tally.session.state
    way = np.array(wanted.to) - state.theta
    lengths = float(np.linalg.norm(way) * np.linalg.norm(state.gradient))
    if not lengths:
        return None
    return math.degrees(math.acos(max(-1.0, min(1.0, float(-state.gradient @ way) / lengths))))


def _slope_ratio(tally: Tally, _: Any) -> float | None:
    problem = _problem(tally)
    if problem is None:
        return None
    first, *_, last = 2 * layer_slopes(problem.network, tally.session.state.gradient)
    return first / last if last else None


def _limit(tally: Tally, _: Any) -> float | None:
    limit = limit_with(tally.session, tally.session.state.optimizer)
    return None if limit is None else limit.rate


def _gradient_checked(tally: Tally, _: Any) -> float | None:
    check = tally.session.last_check
    return float(check.errors.max()) if check is not None else None


def _typed(tally: Tally, wanted: Typed) -> int:
    """How many right values, each at another pass or of another parameter."""
    allowed = {tally.index(name) for name in wanted.of}
    right = [
        guess
        for guess in tally.guesses
        if guess.what == wanted.what and (not allowed or guess.index in allowed)
    ]
    if wanted.value is not None and (
        not right or abs(right[-1].value - wanted.value) > tolerance(wanted, wanted.value)
    ):
        return 0
    return len({(guess.passes, guess.index) for guess in right})


def tolerance(wanted: Typed, value: float) -> float:
    """How far from a value a guess may be."""
    if wanted.within is not None:
        return wanted.within
    return abs(value) * (wanted.within_percent or 0.0) / 100.0


# In the order in which they are looked at: first what costs nothing.
MEASURES: dict[str, Measure] = {
    "loss": lambda tally, _: tally.session.loss,
    "passes": lambda tally, _: tally.session.state.passes,
    "epochs": lambda tally, _: (
        tally.session.state.passes / tally.session.objective.passes_per_epoch
    ),
    "learning_rate": lambda tally, _: tally.session.state.learning_rate,
    "optimizer": lambda tally, _: tally.session.state.optimizer.name,
    "setting": lambda tally, wanted: getattr(tally.session.state.optimizer, wanted.of, None),
    "diverged": lambda tally, _: tally.session.ended,
    "sign_changes": lambda tally, wanted: tally.flips[wanted.of],
    "lowest_loss": lambda tally, _: tally.lowest_loss,
    "highest_loss": lambda tally, _: tally.highest_loss,
    "lowest_validation": lambda tally, _: tally.lowest_validation,
    "minima_found": lambda tally, _: len(tally.minima),
    "gradient_checked": _gradient_checked,
    "typed": _typed,
    "cases_solved": lambda tally, _: tally.cases_solved,
    "batch_size": _batch_size,
    "activation": _activation,
    "standardized": _standardized,
    "init": _init,
    "parameters_changed": _parameters_changed,
    "parameter": lambda tally, wanted: float(tally.session.state.theta[tally.index(wanted.of)]),
    "slope": lambda tally, wanted: float(tally.session.state.gradient[tally.index(wanted.of)]),
    "next": lambda tally, wanted: float(tally.session.walk.next_values()[tally.index(wanted.of)]),
    "gradient_norm": lambda tally, _: float(np.linalg.norm(tally.session.state.gradient)),
    "degrees_off": _degrees_off,
    "mean_of_losses": _mean_of_losses,
    "loss_held": _loss_held,
    "rises": _rises,
    "passes_until": _passes_until,
    "prediction": _prediction,
    "error": _error,
    "unit": _unit,
    "hidden_units_differ": _hidden_units_differ,
    "validation": lambda tally, _: tally.session.walk.validation_loss,
    "slope_ratio": _slope_ratio,
    "dead_units": lambda tally, _: _health(tally).dead_units,
    "saturated_units": lambda tally, _: _health(tally).saturated_units,
    "limit": _limit,
    "curvature": lambda tally, _: largest_curvature(tally.session),
    "verdict": lambda tally, _: tally.session.advice.quick.word,
}
