"""Framing: all that there is to see of a session, put into one frozen Frame."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from tui_descent.analysis.equations import Term, terms
from tui_descent.analysis.situation import WINDOW
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import State
from tui_descent.engine.history import Curve, History
from tui_descent.engine.objective import NetworkObjective, Objective
from tui_descent.engine.penalty import Penalty
from tui_descent.engine.signals import Signals
from tui_descent.presets import Preset
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.advice import Advice
from tui_descent.session.frame import Example, Frame, Heading, Other, Update, Working
from tui_descent.session.other_runs import OtherRun
from tui_descent.session.walk import Walk
from tui_descent.views.cameras import Cameras
from tui_descent.views.moment import Moment
from tui_descent.views.phases import Known, Phase


class Look(Struct, frozen=True, eq=False):
    """What the learner looks at, and how far a pass has come; see Frame."""

    heading: Heading
    short: tuple[str, ...]
    selected: int
    phase: Phase | None
    known: Known
    sample: int
    fog: bool
    others: tuple[OtherRun, ...]
    number: int
    playing: bool
    speed: float


def framed(walk: Walk, advice: Advice, cameras: Cameras, look: Look) -> Frame:
    """Return all that there is to see; nothing of it is changed by that."""
    state, history, known = walk.state, walk.history, look.known
    objective = walk.preset.objective
    here, update = advice.situation, _update(walk, look.phase)
    passing = walk.previous if update and walk.previous else state  # whose pass is looked at
    signals = _signals(walk, passing, look.phase is not None or cameras.needs_signals)
    sample = look.sample % signals.samples if signals else 0
    losses = history.window(state.passes, WINDOW)
    penalty, slopes = _penalties(objective, passing)
    runs = tuple((run.history, run.state.passes, run.number) for run in look.others)
    seen = look.selected, look.fog, known, look.phase, passing, signals, sample
    moment = Moment(here, here.next_step, history, runs, *seen)
    return Frame(
        heading=look.heading,
        optimizer=state.optimizer.name,
        passes=state.passes,
        epoch=state.passes // objective.passes_per_epoch,
        newest=history.newest,
        loss=float(losses[-1]) if known.loss else None,
        before=float(losses[-2]) if len(losses) > 1 and known.loss else None,
        ended=walk.ended,
        learning_rate=state.learning_rate,
        labels=objective.labels,
        short=look.short,
        known=known,
        values=state.theta,
        gradients=_from(known.first, state.gradient),
        steps=_from(0 if known.step else len(state.theta), here.next_step),
        selected=look.selected,
        example=_example(walk.preset, passing, look.sample) if known.step else None,
        working=_working(walk, passing, signals, look) if known.step else Working(None, None, ()),
        curve=_curve(history, state.passes, known),
        others=tuple(_other(run) for run in look.others),
        number=look.number,
        changed=history.changes,
        verdict=advice.shown if known.step else None,
        penalty=penalty,
        penalty_slopes=slopes,
        schedule=walk.schedule_words,
        validation=walk.validation_loss if known.loss else None,
        held_out=walk.held_out_curve() if known.loss else None,
        gauge=advice.gauge if known.step else None,
        playing=look.playing,
        speed=look.speed,
        phase=look.phase,
        sample=sample,
        signals=signals,
        update=update,
        pictures=cameras.pictures(moment),
    )


def _other(run: OtherRun) -> Other:
    """Of a runner the curve up to where it stands, of a ghost all of it."""
    state, history = run.state, run.history
    return Other(
        run.number,
        state.optimizer.name,
        state.learning_rate,
        state.passes,
        run.loss,
        run.ended,
        history.curve(state.passes if run.number else None),
    )


def _curve(history: History, passes: int, known: Known) -> Curve:
    """The losses; one that is not known yet is no secret where one has come back from it."""
    return history.curve(passes - 1 if not known.loss and passes == history.newest else None)


def _penalties(objective: Objective, state: State) -> tuple[float, FloatArray] | tuple[None, None]:
    """The penalty's part of the loss, and of each gradient; None: there is none."""
    penalty = objective.penalty
    if penalty is None:
        return None, None
    return float(penalty.value(state.theta)), penalty.gradient(state.theta)


def _update(walk: Walk, phase: Phase | None) -> Update | None:
    before = walk.previous
    if before is None or phase is None or phase.kind != "update":
        return None
    return Update(before.theta, before.gradient, walk.descent.next_step(before))


def _signals(walk: Walk, state: State, wanted: bool) -> Signals | None:
    objective = walk.preset.objective
    if not wanted or not isinstance(objective, NetworkObjective):
        return None
    return objective.signals(state.theta, state.passes)


def _working(walk: Walk, state: State, seen: Signals | None, look: Look) -> Working:
    objective, at = walk.preset.objective, look.selected
    signals = inputs = None
    if isinstance(objective, NetworkObjective):
        if seen is not None:
            signals, inputs = seen.factors(*objective.network.place(at))
        else:
            signals, inputs = objective.error_signals(state.theta, state.passes, at)
    clipped = walk.descent.clipped(state.gradient)
    seen_by_rule = state._replace(gradient=clipped)
    made = terms(seen_by_rule, at, at in walk.descent.frozen)
    share = float(walk.descent.share(state.gradient))
    clip = None
    if share < 1.0 and walk.descent.clip_norm is not None:
        length = float(np.linalg.norm(walk.descent.unfrozen(state.gradient.copy())))
        numbers = float(state.gradient[at]), walk.descent.clip_norm, length
        clip = Term("g", "{0}·{1}/{2}", ("g", "c", "‖g‖"), numbers, float(clipped[at]))
    return Working(signals, inputs, made, _penalty_terms(objective.penalty, state, at), clip)


def _penalty_terms(penalty: Penalty | None, state: State, at: int) -> tuple[Term, ...]:
    """What the penalty puts into the slope of a parameter."""
    if penalty is None or not penalty.weights[at]:
        return ()
    weight = float(state.theta[at])
    made = []
    if penalty.l2:
        numbers = penalty.l2, weight
        made.append(Term("l2", "{0}·{1}", ("l2", "w"), numbers, penalty.l2 * weight))
    if penalty.l1:
        sign = float(np.sign(weight))
        made.append(Term("l1", "{0}·{1}", ("l1", "sign w"), (penalty.l1, sign), penalty.l1 * sign))
    return tuple(made)


def _example(preset: Preset, passing: State, sample: int) -> Example | None:
    problem, objective = preset.problem, preset.objective
    if not isinstance(problem, NetworkProblem) or not isinstance(objective, NetworkObjective):
        return None
    layers, target, samples = objective.example(passing.theta, passing.passes, sample)
    data = problem.data
    number, batch = sample % samples, samples < data.samples
    return Example(layers, target, number, samples, batch, data.classes)


def _from(first: int, values: FloatArray) -> FloatArray:
    """The numbers from this index on, shape (P,); nan in place of those before."""
    if first == 0:
        return values
    known = np.full_like(values, np.nan)
    known[first:] = values[first:]
    return known
