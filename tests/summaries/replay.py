"""What a claim is, and what it may look at: shipped presets, played with commands."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from tui_descent import actions
from tui_descent.analysis.health import health
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import NetworkObjective
from tui_descent.presets import load
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.session import Session


@dataclass(frozen=True, slots=True)
class Claim:
    """Words of a summary, and what must hold for them to be true.

    It falls with its words: a summary that is written anew needs new claims.
    """

    words: str
    holds: Callable[[], bool]


Claims = dict[str, tuple[Claim, ...]]  # by the preset's name


@cache
def after(name: str, *lines: str) -> Session:
    """The preset's session after these commands; nobody may change it."""
    session = Session(load(name))
    for line in lines:
        actions.run(session, line)
    return session


def losses(name: str, *lines: str) -> FloatArray:
    """The loss after each pass since the start, shape (passes + 1,)."""
    session = after(name, *lines)
    return session.walk.last_losses(session.state.passes + 1)


def loss(name: str, *lines: str) -> float:
    """The loss in the end."""
    return after(name, *lines).loss


def passes_until(name: str, wanted: float, *lines: str) -> int:
    """After how many passes the loss is first below this one."""
    return int(np.flatnonzero(losses(name, *lines) < wanted)[0])


def rises(name: str, *lines: str) -> int:
    """How many of the passes raise the loss on all points."""
    return int((np.diff(losses(name, *lines)) > 0.0).sum())


def diverges(name: str, *lines: str) -> bool:
    """Whether the loss ends a million times as high as it began, or is no number any more."""
    seen = losses(name, *lines)
    return not float(seen[-1]) < 1e6 * float(seen[0])


def weights(name: str, *lines: str) -> list[float]:
    """The parameters in the end."""
    values: list[float] = after(name, *lines).state.theta.tolist()
    return values


def slopes(name: str, *lines: str) -> list[float]:
    """The slope along each parameter in the end."""
    values: list[float] = after(name, *lines).state.gradient.tolist()
    return values


def rate(name: str) -> float:
    """The learning rate that the preset starts with."""
    return after(name).state.learning_rate


def limit(name: str) -> float:
    """The limit of the learning rate that the gauge shows at the start."""
    gauge = after(name).frame().gauge
    assert gauge is not None
    assert gauge.limit is not None
    return gauge.limit


def way(name: str, passes: int, *lines: str) -> FloatArray:
    """The parameters after each of so many passes, shape (passes + 1, P)."""
    return np.array([after(name, *lines, f"step {at}").state.theta for at in range(passes + 1)])


def sign_changes(values: FloatArray) -> int:
    """How often the numbers of a row, shape (N,), change their sign."""
    return int((np.diff(np.sign(values)) != 0.0).sum())


def problem(name: str) -> NetworkProblem:
    """The preset's network and points."""
    found = load(name).problem
    assert isinstance(found, NetworkProblem)
    return found


def samples(name: str) -> int:
    """How many points the preset learns from."""
    return problem(name).data.samples


def layers(name: str) -> tuple[int, ...]:
    """The units of each layer, the inputs first."""
    return problem(name).network.layers


def outputs(name: str, *lines: str) -> list[FloatArray]:
    """What each layer passes on for all points, the inputs first, each (units, samples)."""
    return problem(name).objective().activations(after(name, *lines).state.theta)


def errors(name: str, *lines: str) -> FloatArray:
    """Prediction minus target, shape (outputs, samples)."""
    return outputs(name, *lines)[-1] - problem(name).data.targets


def wrong(name: str, *lines: str) -> int:
    """How many points are taken for another class."""
    out, targets = outputs(name, *lines)[-1], problem(name).data.targets
    if len(out) == 1:
        return int(((out > 0.5) != (targets > 0.5)).sum())
    return int((out.argmax(axis=0) != targets.argmax(axis=0)).sum())


def dead(name: str, *lines: str) -> int:
    """How many units let nothing through, for any point."""
    session = after(name, *lines)
    assert isinstance(session.objective, NetworkObjective)
    return health(session.objective, session.state.theta).dead_units


def lowest_of_a_line(name: str) -> float:
    """The lowest mse that a straight line, or a plane, through the points can have."""
    data = problem(name).data
    columns = np.vstack([data.inputs, np.ones(data.samples)]).T
    best, *_ = np.linalg.lstsq(columns, data.targets[0], rcond=None)
    return float(((columns @ best - data.targets[0]) ** 2).mean())


def curvatures(name: str) -> list[float]:
    """By how much each slope grows when its own weight grows by 1."""
    start = np.array(weights(name))
    moved = [slopes(name, f"set w{at} {value + 1.0}") for at, value in enumerate(start, start=1)]
    grown = np.array(moved) - np.array(slopes(name))
    values: list[float] = np.diag(grown).tolist()
    return values


def close(value: ArrayLike, wanted: ArrayLike) -> bool:
    """Whether numbers are equal but for rounding."""
    return bool(np.allclose(value, wanted, rtol=1e-9, atol=1e-12))


def rounds_to(value: float, told: str) -> bool:
    """Whether a number is the one that is told, rounded as it is told: 3,582 or 0.55."""
    digits = len(told.partition(".")[2])
    return abs(value - float(told.replace(",", ""))) <= 0.5 * 10.0**-digits
