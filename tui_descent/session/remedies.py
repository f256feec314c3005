"""Remedies: what a learner could do about a descent in trouble, tried before it is said.

A remedy may need more than the descent itself: inputs that are scaled, other initial weights.
Those come from the preset, so the candidates are made here; `analysis.trial` tries them.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np
from msgspec import Struct

from tui_descent.analysis.cure import Cure
from tui_descent.analysis.limits import is_quick
from tui_descent.analysis.situation import Situation
from tui_descent.analysis.trial import Candidate, best_cure
from tui_descent.analysis.verdict import Verdict
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent
from tui_descent.engine.optimizers import Adam, Momentum, Optimizer
from tui_descent.engine.record import replace
from tui_descent.presets import Preset
from tui_descent.presets.preset import NetworkProblem
from tui_descent.presets.variation import vary
from tui_descent.readable import notch_down
from tui_descent.session.another import restart_varied
from tui_descent.session.frame import spoken
from tui_descent.session.labels import short_names
from tui_descent.session.session import Session

STUCK = ("level", "minimum", "plateau")  # where another start is simpler than another optimizer
LONG = ("slow", "overshooting", "plateau", "level")  # where some hundred passes may tell nothing
UNITS = {"vanishing": ("relu", "tanh")}  # that pass more of the slope back
FACTORS = (10.0, 100.0, 0.2, 0.04)  # times the rate, where the limit is no guide
ADAM_RATES = (0.01, 0.1, 1.0)
NUDGE = 0.1


class Patient(Struct, frozen=True, eq=False):
    """A descent in trouble.

    start  θ of shape (P,) that a reset leads to
    seed   of the weights that would be drawn next
    """

    preset: Preset
    here: Situation
    start: FloatArray
    seed: int

    @property
    def first_rate(self) -> float:
        """The learning rate of pass 0 after a reset: the schedule's first, or the present one."""
        descent, state = self.here.descent, self.here.state
        if descent.plan is None or not descent.follows_plan(state):
            return state.learning_rate
        return float(descent.plan.rate(0))


class CureSearch(Struct, frozen=True, eq=False):
    """A verdict on a descent in trouble, and the descent: what helps can be searched for.

    It has objectives of its own, so any thread may do it.
    """

    verdict: Verdict
    patient: Patient

    def run(self, goes_on: Callable[[], bool] = lambda: True) -> Verdict:
        """The verdict with the simplest cure that helps, if there is one.

        `goes_on` is asked often; False gives it up.
        """
        return _with_cure(self.verdict, self.patient, goes_on)


def follow(session: Session, cure: Cure) -> str:
    """Do what a cure says, and return a sentence about it; one undo takes back all of it."""
    planned = session.walk.schedule_words if session.walk.follows_plan else ""
    with session.undoing.one_action("the cure"):
        if cure.standardize:
            restart_varied(session, standardize=True)
        elif cure.activation:
            restart_varied(session, activation=cure.activation)
        elif cure.weights == "new":
            session.new_weights()
        elif cure.weights == "same":
            session.reset()
        if cure.nudge is not None:
            session.selected, value = cure.nudge
            session.set_parameter(value)
        if cure.optimizer is not None:
            session.set_optimizer(cure.optimizer)
        if cure.learning_rate is not None:
            session.set_learning_rate(cure.learning_rate)
    said = f"done: {cure.action}"
    if planned and not session.walk.follows_plan:
        return f"{said}; the {planned} schedule no longer changes it"
    return said


def _with_cure(verdict: Verdict, patient: Patient, goes_on: Callable[[], bool]) -> Verdict:
    with np.errstate(all="ignore"):
        candidates = list(_candidates(verdict, patient))
        here = patient.here
        begun, long = (_fresh(patient), here.state), verdict.word in LONG
        cure = best_cure(begun, here.first, candidates, goes_on, long)
    return verdict if cure is None else replace(verdict, cure=cure)


def _fresh(patient: Patient) -> Descent:
    """The descent with an objective of its own, for another thread."""
    return patient.preset.descent(objective=patient.preset.problem.objective())


def _candidates(verdict: Verdict, patient: Patient) -> Iterator[Candidate]:
    """From the simplest to those that change most; what is known to be the cure comes first."""
    cause = "" if verdict.cause is None else verdict.cause.name
    unscaled = cause == "unscaled"
    if unscaled:
        yield from _scaled(patient)
    yield from _other_units(patient, UNITS.get(cause, ()))
    if patient.here.finite:
        yield from _rates(patient)
        if verdict.word == "saddle":
            yield from _nudges(patient)
    stuck = verdict.word in STUCK
    if stuck:
        yield from _other_weights(patient)
    if patient.here.finite:
        yield from _optimizers(patient)
    yield from _reset(patient)
    if not unscaled:
        yield from _scaled(patient)
    if not stuck:
        yield from _other_weights(patient)


def _rates(patient: Patient) -> Iterator[Candidate]:
    """Half the limit, then others; none above it."""
    here = patient.here
    rates = [0.5 * here.limit.rate] if here.limit is not None else []
    size = abs(here.rate)
    rates += [factor * size for factor in FACTORS]
    if size == 0.0:
        rates += [0.1, 0.001]
    most = math.inf if here.limit is None else here.limit.rate
    for rate in dict.fromkeys(map(_readable, rates)):
        if 0.0 < rate <= most and abs(rate - here.rate) > 0.05 * rate:
            yield Candidate(
                Cure(learning_rate=rate),
                _fresh(patient),
                here.state._replace(learning_rate=rate),
            )


def _optimizers(patient: Patient) -> Iterator[Candidate]:
    """Momentum at half its limit, then Adam."""
    here = patient.here
    name = here.state.optimizer.name
    if name == "sgd" and here.limit is not None:
        momentum = Momentum()
        limit = momentum.stability_limit(2.0 / here.limit.rate)
        if limit is not None:
            yield _changed(patient, momentum, _readable(0.25 * limit))
    if name not in ("adam", "adamw"):
        for rate in ADAM_RATES:
            yield _changed(patient, Adam(), rate)


def _changed(patient: Patient, optimizer: Optimizer, rate: float) -> Candidate:
    state = patient.here.state
    begun = state._replace(
        optimizer=optimizer, optimizer_state=optimizer.init(state.theta), learning_rate=rate
    )
    return Candidate(Cure(learning_rate=rate, optimizer=optimizer), _fresh(patient), begun)


def _nudges(patient: Patient) -> Iterator[Candidate]:
    """A little along the direction that curves down most, by the parameter that it has most of."""
    here, preset = patient.here, patient.preset
    down = here.ground.way_down
    if down is None:
        return
    index = int(np.argmax(np.abs(down)))
    value = float(f"{here.state.theta[index] + NUDGE:.3g}")
    theta = here.state.theta.copy()
    theta[index] = value
    descent = _fresh(patient)
    moved = descent.moved(here.state, theta)
    objective = preset.objective
    name = spoken(short_names(objective)[index], objective.labels[index])
    yield Candidate(Cure(nudge=(index, value), name=name), descent, moved)


def _reset(patient: Patient) -> Iterator[Candidate]:
    """The same weights, at half the limit there."""
    here = patient.here
    preset, optimizer = patient.preset, here.state.optimizer
    yield from _started(preset, patient.start, Cure(weights="same"), optimizer, patient.first_rate)


def _scaled(patient: Patient) -> Iterator[Candidate]:
    """The same weights and scaled inputs, at half the limit there."""
    preset, here = patient.preset, patient.here
    problem, data = preset.problem, preset.tables.data
    if not isinstance(problem, NetworkProblem) or data is None or data.standardize:
        return
    if not is_quick(here.descent):  # to read so much data again takes long
        return
    if _keeps_its_choices(problem, preset.frozen):
        scaled = vary(preset, standardize=True)
        cure, optimizer = Cure(standardize=True), here.state.optimizer
        yield from _started(scaled, patient.start, cure, optimizer, patient.first_rate)


def _other_weights(patient: Patient) -> Iterator[Candidate]:
    """The next random weights, at the present rate and at half the limit there."""
    preset, here = patient.preset, patient.here
    theta = preset.problem.new_parameters(patient.seed)
    cure, optimizer = Cure(weights="new"), here.state.optimizer
    yield from _started(preset, theta, cure, optimizer, patient.first_rate)


def _other_units(patient: Patient, activations: tuple[str, ...]) -> Iterator[Candidate]:
    """The same weights and other hidden units, at half the limit there."""
    preset, here = patient.preset, patient.here
    for name in activations:
        varied = vary(preset, activation=name)
        cure, optimizer = Cure(activation=name), here.state.optimizer
        yield from _started(varied, patient.start, cure, optimizer, patient.first_rate)


def _keeps_its_choices(problem: NetworkProblem, frozen: tuple[int, ...]) -> bool:
    """Whether with scaled inputs the network can still say all that it could before.

    The first layer's weights make up for the size, its biases for the shift, if they can move;
    an input that is the same for all points has no scale.
    """
    network = problem.network
    moves = network.biases and all(network.place(index)[0] > 1 for index in frozen)
    return moves and bool((problem.data.inputs.std(axis=1) > 0.0).all())


def _started(
    preset: Preset, theta: FloatArray, cure: Cure, optimizer: Optimizer, rate: float
) -> Iterator[Candidate]:
    """Pass 0 at this θ: at half the limit there, and at lower rates; at the present one, too.

    A reset alone would lead to the same passes again, and lower is no help where it was lower.
    """
    descent = preset.descent(objective=preset.problem.objective())
    start = descent.start(theta, optimizer, rate)
    limit = Situation.at_start(descent, start).limit
    rates = [] if limit is None else [0.5 * limit.rate]
    if cure.weights != "same":
        rates.insert(0 if cure.weights == "new" else 1, rate)
    rates += [0.1 * abs(rate), 0.01 * abs(rate)]
    for own in dict.fromkeys(one if one == rate else _readable(one) for one in rates):
        if own > 0.0:
            begun = start._replace(learning_rate=own)
            named = cure if own == rate else replace(cure, learning_rate=own)
            yield Candidate(named, descent, begun)


def _readable(rate: float) -> float:
    """The readable rate at or just below this one."""
    return notch_down(rate * 1.000001) if rate > 0.0 else 0.0
