"""The conditions that goals and claims may ask for: one function each.

Its name is the key in a lesson's file, its docstring what writers are told, and what it
returns the value in a session, None if there is none. A new condition is one more. They
are looked at in this order: first what costs nothing.
"""

import math
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from tui_descent.analysis.baselines import baselines
from tui_descent.analysis.health import layer_slopes, units_differ
from tui_descent.analysis.words import WORDS
from tui_descent.engine.hyperparameters import settings
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.lessons import beside as beside  # its conditions are among those here
from tui_descent.lessons import set_up as set_up  # and so are its
from tui_descent.lessons.condition import ALL, condition
from tui_descent.lessons.observations import Observations, health_of, layers_of, problem_of
from tui_descent.lessons.ranges import (
    Direction,
    Last,
    Output,
    Parameter,
    Range,
    Setting,
    Typed,
    Unit,
    Until,
)
from tui_descent.presets.format import Table
from tui_descent.session.elsewhere import largest_curvature, limit_with

SETTINGS = tuple(sorted({name for make in OPTIMIZERS.values() for name in settings(make())}))


@condition(Range)
def loss(seen: Observations, _: Range) -> float:
    """The loss on all samples."""
    return seen.session.loss


@condition(Range, words="number of passes")
def passes(seen: Observations, _: Range) -> int:
    """Passes since the last reset."""
    return seen.session.state.passes


@condition(Range, words="number of epochs")
def epochs(seen: Observations, _: Range) -> float:
    """Epochs since the last reset; may be fractions."""
    return seen.session.state.passes / seen.session.objective.passes_per_epoch


@condition(Range)
def learning_rate(seen: Observations, _: Range) -> float:
    """The learning rate."""
    return seen.session.state.learning_rate


@condition(str, '"adam"', choices=tuple(OPTIMIZERS))
def optimizer(seen: Observations, _: str) -> str:
    """The optimizer's name."""
    return seen.session.state.optimizer.name


@condition(Setting, '{ of = "momentum", equals = 0.5 }', choices=SETTINGS, several=True)
def setting(seen: Observations, wanted: Setting) -> float | None:
    """A setting of the optimizer."""
    value: float | None = getattr(seen.session.state.optimizer, wanted.of, None)
    return value


@condition(bool, "true")
def diverged(seen: Observations, _: bool) -> bool:
    """Whether the numbers have overflowed."""
    return seen.session.ended


@condition(
    Parameter,
    '{ of = "w1", at_least = 1 }',
    words="number of times that the slope changed its sign",
)
def sign_changes(seen: Observations, wanted: Parameter) -> int:
    """How often its slope has changed its sign since the reset."""
    return seen.flips[wanted.of]


@condition(Range, notes="losses")
def lowest_loss(seen: Observations, _: Range) -> float:
    """The lowest loss since the reset."""
    return seen.lowest_loss


@condition(Range, notes="losses")
def highest_loss(seen: Observations, _: Range) -> float:
    """The highest loss since the reset."""
    return seen.highest_loss


@condition(Range, words="lowest loss on the held-out points", needs="held out", notes="validation")
def lowest_validation(seen: Observations, _: Range) -> float:
    """The lowest loss on the held-out points since the reset."""
    return seen.lowest_validation


@condition(Range, words="number of minima found", notes="minima")
def minima_found(seen: Observations, _: Range) -> int:
    """How many different minima were reached in this lesson."""
    return len(seen.minima)


@condition(Range, words="largest error of the gradient check")
def gradient_checked(seen: Observations, _: Range) -> float | None:
    """The largest relative error of the last gradient check."""
    check = seen.session.last_check
    return float(check.errors.max()) if check is not None else None


@condition(
    Typed,
    '{ what = "next", within = 0.01, times = 3 }',
    words="number of right values typed",
)
def typed(seen: Observations, wanted: Typed) -> int:
    """Right values typed before they were seen; `what` is `next` (value of the selected
    parameter after the next pass), `slope`, `loss`, `limit` (of the learning rate), `passes` (from
    here to below `loss = 0.01`) or `best` (the pass with the lowest held-out loss since the
    reset); `within` or `within_percent`; `times` counts different passes or parameters;
    `of = ["w1"]` restricts it; `value = 2.598` asks for that one as the last.
    """
    allowed = {seen.index(name) for name in wanted.of}
    right = [
        guess
        for guess in seen.guesses
        if guess.what == wanted.what and (not allowed or guess.index in allowed)
    ]
    if wanted.value is not None and (
        not right or abs(right[-1].value - wanted.value) > wanted.tolerance(wanted.value)
    ):
        return 0
    return len({(guess.passes, guess.index) for guess in right})


@condition(Range, needs="cases")
def cases_solved(seen: Observations, _: Range) -> int:
    """How many cases were named correctly and cured."""
    return seen.cases_solved


@condition(Range, words="number of parameters changed by hand")
def parameters_changed(seen: Observations, _: Range) -> int:
    """How many parameters were changed by hand since the reset (moved back does not count)."""
    theta, start = seen.session.state.theta, seen.session.walk.start
    return sum(bool(theta[index] != start[index]) for index in seen.moved)


@condition(Parameter, '{ of = "w1", above = 3 }', several=True)
def parameter(seen: Observations, wanted: Parameter) -> float:
    """A parameter's value."""
    return float(seen.session.state.theta[seen.index(wanted.of)])


@condition(Parameter, '{ of = "w1", size_below = 0.5 }', several=True)
def slope(seen: Observations, wanted: Parameter) -> float:
    """∂loss/∂parameter, on the next batch."""
    return float(seen.session.state.gradient[seen.index(wanted.of)])


@condition(
    Parameter, '{ of = "w1", equals = 2.24, within = 1e-9 }', words="next value", several=True
)
def next(seen: Observations, wanted: Parameter) -> float:
    """Where the next pass will put it."""
    return float(seen.session.walk.next_values()[seen.index(wanted.of)])


@condition(Range, words="length of the gradient")
def gradient_norm(seen: Observations, _: Range) -> float:
    """The gradient's length."""
    return float(np.linalg.norm(seen.session.state.gradient))


@condition(
    Direction,
    "{ to = [2, 1], equals = 24, within = 0.5 }",
    words="angle to the way there, in degrees,",
)
def degrees_off(seen: Observations, wanted: Direction) -> float | None:
    """The angle between the way down and the way to a place."""
    state = seen.session.state
    way = np.array(wanted.to) - state.theta
    lengths = float(np.linalg.norm(way) * np.linalg.norm(state.gradient))
    if not lengths:
        return None
    return math.degrees(math.acos(max(-1.0, min(1.0, float(-state.gradient @ way) / lengths))))


@condition(Last, "{ passes = 10, below = 0.1 }", words="mean of the losses")
def mean_of_losses(seen: Observations, wanted: Last) -> float | None:
    """The mean of the losses over the last `passes` passes."""
    if seen.session.state.passes < wanted.passes:
        return None
    return float(seen.session.walk.last_losses(wanted.passes).mean())


@condition(Last, "{ passes = 100, at_least = 0.249 }", words="loss")
def loss_held(seen: Observations, wanted: Last) -> list[float] | None:
    """The loss has stayed in the range over the last `passes` passes."""
    if seen.session.state.passes < wanted.passes:
        return None
    losses = seen.session.walk.last_losses(wanted.passes + 1)
    return [float(losses.min()), float(losses.max())]


@condition(Last, "{ passes = 40, at_least = 15 }", words="number of passes that raised the loss")
def rises(seen: Observations, wanted: Last) -> int | None:
    """How many of the last `passes` passes raised the loss."""
    if seen.session.state.passes < wanted.passes:
        return None
    return int((np.diff(seen.session.walk.last_losses(wanted.passes + 1)) > 0.0).sum())


@condition(Until, "{ loss = 0.01, equals = 22 }")
def passes_until(seen: Observations, wanted: Until) -> int | None:
    """After how many passes the loss was first below that (for claims)."""
    losses = seen.session.walk.last_losses(seen.session.state.passes + 1)
    found = np.flatnonzero(losses < wanted.loss)
    return int(found[0]) if len(found) else None


@condition(Output, "{ sample = 1, output = 1, equals = 13 }", needs="network", several=True)
def prediction(seen: Observations, wanted: Output) -> float:
    """What comes out; sample and output are 1 if absent."""
    return float(layers_of(seen)[-1][wanted.output - 1, wanted.sample - 1])


@condition(Output, "{ sample = 2, equals = 1 }", needs="network", several=True)
def error(seen: Observations, wanted: Output) -> float | None:
    """Prediction − target."""
    problem = problem_of(seen)
    if problem is None:
        return None
    target = problem.data.targets[wanted.output - 1, wanted.sample - 1]
    return float(layers_of(seen)[-1][wanted.output - 1, wanted.sample - 1]) - float(target)


@condition(Unit, '{ of = "h1", sample = 1, equals = 5 }', needs="network", several=True)
def unit(seen: Observations, wanted: Unit) -> float | None:
    """What a unit passes on."""
    problem = problem_of(seen)
    if problem is None:
        return None
    for number, values in enumerate(layers_of(seen)):
        names = problem.network.unit_names(number)
        if wanted.of in names:
            return float(values[names.index(wanted.of), wanted.sample - 1])
    inputs = problem.network.numbered_inputs
    return float(layers_of(seen)[0][inputs.index(wanted.of), wanted.sample - 1])


@condition(Range, words="loss over that of the best constant", needs="network")
def loss_over_constant(seen: Observations, _: Range) -> float | None:
    """The loss on the held-out points (on all points if none is held out), over the loss of the
    best constant on the points to learn from: below 1 it beats a network that ignores its inputs.
    """
    problem = problem_of(seen)
    if problem is None:
        return None
    constant = baselines(problem.data, problem.loss.name).constant
    held_out = seen.session.walk.validation_loss
    value = seen.session.loss if held_out is None else held_out
    return value / constant if constant else None


@condition(bool, "true", needs="network")
def hidden_units_differ(seen: Observations, _: bool) -> bool:
    """Whether in each hidden layer the units have different weights."""
    problem = problem_of(seen)
    return problem is not None and units_differ(problem.network, seen.session.state.theta)


@condition(Range, words="loss on the held-out points", needs="held out")
def validation(seen: Observations, _: Range) -> float | None:
    """The loss on the held-out points."""
    return seen.session.walk.validation_loss


@condition(Range, words="slope of the first layer over that of the last", needs="network")
def slope_ratio(seen: Observations, _: Range) -> float | None:
    """The mean slope of the first layer's weights over that of the last."""
    problem = problem_of(seen)
    if problem is None:
        return None
    first, *_others, last = 2 * layer_slopes(problem.network, seen.session.state.gradient)
    return first / last if last else None


@condition(Range, needs="network")
def dead_units(seen: Observations, _: Range) -> int:
    """How many units are dead: output 0 and no slope, for any sample."""
    return health_of(seen).dead_units


@condition(Range, needs="network")
def saturated_units(seen: Observations, _: Range) -> int:
    """How many units are at the flat end of their activation."""
    return health_of(seen).saturated_units


@condition(Range, words="stability limit of the learning rate")
def limit(seen: Observations, _: Range) -> float | None:
    """The stability limit of the learning rate here."""
    found = limit_with(seen.session, seen.session.state.optimizer)
    return None if found is None else found.rate


@condition(Range)
def curvature(seen: Observations, _: Range) -> float:
    """The largest curvature here."""
    return largest_curvature(seen.session)


@condition(Range, words="largest curvature over 2/η")
def edge(seen: Observations, _: Range) -> float:
    """The largest curvature here over 2/η, η the learning rate: 1 at the edge of stability."""
    return largest_curvature(seen.session) * seen.session.state.learning_rate / 2.0


@condition(str, '"saddle"', choices=tuple(WORDS), several=True)
def verdict(seen: Observations, _: str) -> str:
    """The word of the verdict, or any of several."""
    return seen.session.advice.quick.word


CONDITIONS = tuple(ALL)
VOCABULARY = tuple(one.name for one in CONDITIONS)

if TYPE_CHECKING:

    class Conditions(Table):
        """Each of them may be given; all that is must hold at one moment."""

        def __getattr__(self, name: str) -> Any: ...

else:
    FIELDS = [one.field for one in CONDITIONS]
    Conditions = msgspec.defstruct("Conditions", FIELDS, bases=(Table,), module=__name__)
