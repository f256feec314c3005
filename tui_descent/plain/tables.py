"""Parameters, predictions, rates: what the screen shows in columns, one labelled line for each."""

from collections.abc import Sequence

import numpy as np

from tui_descent.analysis.sweep import Outcome
from tui_descent.engine.arrays import FloatArray
from tui_descent.plain.output import Output
from tui_descent.plain.report import Hidden
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.elsewhere import rates_to_sweep
from tui_descent.session.frame import Frame
from tui_descent.session.own_units import own_words
from tui_descent.session.session import Session
from tui_descent.views.fit import Classes, classes_of

MOST = 40  # lines of one answer, unless all are asked for
UNKNOWN = "not known yet"
FEW = 6  # inputs of a sample, up to which they are told


def parameter_lines(
    session: Session, frame: Frame, out: Output, indices: Sequence[int], hidden: Hidden
) -> list[str]:
    """Value, slope and next step of each of these parameters, as far as they are not hidden."""
    return [
        "  ".join(
            [
                _both_names(session, at),
                f"value {out.number(frame.values[at])}",
                *([_slope(frame, at, out)] if "gradients" not in hidden else []),
                *([_step(frame, at, out)] if "steps" not in hidden else []),
                *filter(None, [own_words(frame, at)]),
                *(["selected"] if at == frame.selected else []),
            ]
        )
        for at in indices
    ]


def _slope(frame: Frame, at: int, out: Output) -> str:
    return f"slope {out.number(frame.gradients[at]) if frame.known.first <= at else UNKNOWN}"


def _step(frame: Frame, at: int, out: Output) -> str:
    return f"step {out.number(frame.steps[at]) if frame.known.step else UNKNOWN}"


def gradient_lines(
    session: Session, frame: Frame, out: Output, indices: Sequence[int]
) -> list[str]:
    """The slope along each of these parameters, and the length of the whole gradient."""
    with np.errstate(all="ignore"):
        length = float(np.linalg.norm(frame.gradients))
    return [
        *(f"{_both_names(session, at)}  {_slope(frame, at, out)}" for at in indices),
        f"length of the gradient {UNKNOWN if frame.known.first else out.number(length)}",
    ]


def update_lines(session: Session, frame: Frame, out: Output) -> list[str]:
    """Old value, step and new value of each parameter, where a pass was just made."""
    update = frame.update
    if update is None:
        return []
    count = len(update.values)
    lines = [
        f"{_both_names(session, at)}  old {out.number(update.values[at])}"
        f"  step {out.number(update.steps[at])}  new {out.number(frame.values[at])}"
        for at in range(min(count, MOST))
    ]
    return [*lines, f"and {count - MOST} more"] if count > MOST else lines


def _both_names(session: Session, index: int) -> str:
    name, label = session.name(index), session.labels[index]
    return label if name == label or label.startswith("w[") else f"{name} {label}"


def fit_lines(session: Session, problem: NetworkProblem, out: Output, most: int) -> list[str]:
    """What comes out for each sample and what should; of many samples the worst."""
    data, classes = problem.data, classes_of(problem)
    inputs = data.given
    with np.errstate(all="ignore"):
        predictions = problem.objective().predictions(session.state.theta)
        errors = predictions - data.targets
        sizes = np.abs(errors).sum(axis=0)
    order = np.argsort(-sizes, kind="stable")[:most] if data.samples > most else None
    lines = []
    for at in map(int, range(data.samples) if order is None else order):
        parts = [f"sample {at + 1}"]
        if len(inputs) <= FEW:
            parts.append(f"input {_numbers(inputs[:, at], out)}")
        target, prediction = data.targets[:, at], predictions[:, at]
        if classes is None or len(target) == 1:
            parts += [
                f"target {_numbers(target, out)}",
                f"prediction {_numbers(prediction, out)}",
                f"error {_numbers(errors[:, at], out)}",
            ]
        if classes is not None:
            parts += _class(classes, target, prediction, out)
        lines.append("  ".join(parts))
    if order is not None:
        lines.append(f"these are the worst of {data.samples} samples; fit all shows every one")
    if classes is not None:
        right = int((classes.of(predictions) == classes.of(data.targets)).sum())
        lines.append(f"right {right} of {data.samples}")
    return lines


def _class(classes: Classes, target: FloatArray, prediction: FloatArray, out: Output) -> list[str]:
    """What the sample is and what it is taken for; with several outputs how surely."""
    says, is_ = int(classes.of(prediction)), int(classes.of(target))
    share = f" with {out.number(prediction[says])}" if len(prediction) > 1 else ""
    right = "right" if says == is_ else "wrong"
    return [f"is {classes.names[is_]}", f"says {classes.names[says]}{share}", right]


def _numbers(values: FloatArray, out: Output) -> str:
    return ", ".join(out.number(value) for value in values)


def sweep_rates(session: Session) -> FloatArray:
    """1, 2 and 5 of each decade around the present rate, and itself."""
    rates, rate = rates_to_sweep(session), session.state.learning_rate
    chosen = [one for one in rates if f"{one:e}"[0] in "125" and float(f"{one:.0e}") == one]
    return np.array(sorted({*chosen, rate} if rate in rates else chosen))


def outcome_lines(outcomes: Sequence[Outcome], out: Output) -> list[str]:
    """Where each learning rate led."""
    return [
        f"rate {out.number(one.learning_rate)}  at pass {one.passes}"
        f"  loss {out.number(one.loss)}  {one.verdict.word}"
        for one in outcomes
    ]
