"""Whether conditions fit the problem that they are asked of.

Parameters, units and samples must be there, names must be known, ranges must say something.
"""

from typing import Any

from tui_descent import actions
from tui_descent.analysis.verdict import WORDS
from tui_descent.data.initialization import INITIALIZATIONS
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.optimizers import OPTIMIZERS, settings
from tui_descent.lessons.conditions import (
    BOUNDS,
    VOCABULARY,
    Conditions,
    Direction,
    Named,
    Output,
    Range,
    Typed,
    Unit,
)
from tui_descent.presets.checks import Checks
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.session import Session

TYPED = ("next", "slope", "loss")


def check_conditions(
    conditions: Conditions, session: Session, key: str, cases: bool, checks: Checks
) -> None:
    """Each must ask for something, of parameters, units and samples that there are."""
    given = {name: getattr(conditions, name) for name in VOCABULARY}
    given = {name: value for name, value in given.items() if value is not None}
    if not given:
        wrong = "nothing that must hold"
        checks.fail(key, wrong, "add a condition: loss = { below = 0.01 }")
    for name, value in given.items():
        for one in value if isinstance(value, tuple) else (value,):
            _check_one(name, one, session, f"{key}.{name}", cases, checks)


def _check_one(
    name: str, value: Any, session: Session, key: str, cases: bool, checks: Checks
) -> None:
    if isinstance(value, Range):
        _check_range(value, key, checks)
    if isinstance(value, Typed):
        _check_typed(value, session, key, checks)
    elif isinstance(value, Unit):
        _check_unit(value, session, key, checks)
    elif isinstance(value, Output):
        _check_output(value, session, key, checks)
    elif isinstance(value, Direction):
        if len(value.to) != session.parameter_count:
            wrong = f"{len(value.to)} numbers for {session.parameter_count} parameters"
            checks.fail(f"{key}.to", wrong, "give one for each")
    elif isinstance(value, Named) and name == "setting":
        known = settings(session.state.optimizer)
        everyone = {one for make in OPTIMIZERS.values() for one in settings(make())}
        checks.choice(sorted({*known, *everyone}), value.of, f"{key}.of")
    elif isinstance(value, Named):
        parameter(session, value.of, f"{key}.of", checks)
    elif name in CHOICES:
        checks.choice(CHOICES[name], value, key)
    if name in NETWORKS_ONLY and not isinstance(session.preset.problem, NetworkProblem):
        checks.fail(key, "asked of a surface, which has none", "leave it out")
    if name == "cases_solved" and not cases:
        checks.fail(key, "asked of a lesson without cases", "add [[case]], or leave it out")
    if name in ("validation", "lowest_validation") and session.walk.validation_loss is None:
        wrong = "asked where no points are held out"
        checks.fail(key, wrong, "add data.held_out to the preset")


CHOICES = {
    "optimizer": tuple(OPTIMIZERS),
    "activation": tuple(ACTIVATIONS),
    "init": tuple(INITIALIZATIONS),
    "verdict": tuple(WORDS),
}

NETWORKS_ONLY = (
    "batch_size",
    "prediction",
    "error",
    "unit",
    "activation",
    "standardized",
    "init",
    "hidden_units_differ",
    "slope_ratio",
    "dead_units",
    "saturated_units",
)


def _check_range(given: Range, key: str, checks: Checks) -> None:
    if all(getattr(given, bound) is None for bound in BOUNDS):
        wrong = "says nothing of its value"
        checks.fail(key, wrong, f"add one of: {', '.join(BOUNDS)}")
    for bound in (*BOUNDS, "within", "within_percent"):
        value = getattr(given, bound)
        if value is not None:
            checks.finite(value, f"{key}.{bound}", "0.01")
    if given.equals is None and (given.within, given.within_percent) != (None, None):
        checks.fail(key, "within without equals", "say which value it must be near")


def _check_typed(given: Typed, session: Session, key: str, checks: Checks) -> None:
    checks.choice(TYPED, given.what, f"{key}.what")
    checks.at_least(given.times, 1, f"{key}.times")
    if (given.within is None) == (given.within_percent is None):
        wrong = "needs a tolerance"
        checks.fail(key, wrong, "give within = 0.01, or within_percent = 1")
    for place, name in enumerate(given.of):
        parameter(session, name, f"{key}.of[{place}]", checks)


def _check_unit(given: Unit, session: Session, key: str, checks: Checks) -> None:
    problem = session.preset.problem
    if not isinstance(problem, NetworkProblem):
        checks.fail(key, "asked of a surface, which has none", "leave it out")
    network = problem.network
    known = [name for layer in range(len(network.layers)) for name in network.unit_names(layer)]
    checks.choice(known, given.of, f"{key}.of")
    _check_sample(given.sample, problem, key, checks)


def _check_output(given: Output, session: Session, key: str, checks: Checks) -> None:
    problem = session.preset.problem
    if not isinstance(problem, NetworkProblem):
        checks.fail(key, "asked of a surface, which has none", "leave it out")
    _check_sample(given.sample, problem, key, checks)
    outputs = problem.network.layers[-1]
    if not 1 <= given.output <= outputs:
        wrong = f"{given.output} of {outputs} outputs"
        checks.fail(f"{key}.output", wrong, f"give 1 to {outputs}")


def _check_sample(sample: int, problem: NetworkProblem, key: str, checks: Checks) -> None:
    samples = problem.data.samples
    if not 1 <= sample <= samples:
        wrong = f"{sample} of {samples} samples"
        checks.fail(f"{key}.sample", wrong, f"give 1 to {samples}")


def parameter(session: Session, name: str, key: str, checks: Checks) -> int:
    """Return the index of the parameter that the key names."""
    try:
        return actions.parameter(session, name)
    except actions.CommandError as error:
        wrong, _, right = str(error).partition("; ")
        checks.fail(key, wrong, right)
