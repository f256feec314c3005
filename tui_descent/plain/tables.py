"""Parameters, predictions, rates: what the screen shows in columns, one labelled line for each."""

from collections.abc import Sequence

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.sweep import Outcome
from tui_descent.frame import Frame
from tui_descent.plain.output import Output
from tui_descent.plain.standing import Hidden, name_of
from tui_descent.presets.preset import NetworkProblem
from tui_descent.rates import rates_around
from tui_descent.session import Session

MOST = 40  # lines of one answer, unless all are asked for
INPUTS = 6  # of a sample, up to which they are told


def parameter_lines(
    session: Session, frame: Frame, out: Output, indices: Sequence[int], hidden: Hidden
) -> list[str]:
    """Value, slope and next step of each of these parameters, as far as they are not hidden."""
    columns = [("value", frame.values)]
    if "gradients" not in hidden:
        columns.append(("slope", frame.gradients))
    if "steps" not in hidden:
        columns.append(("step", frame.steps))
    return [
        "  ".join(
            [
                _both_names(session, at),
                *(f"{name} {out.number(values[at])}" for name, values in columns),
                *(["selected"] if at == frame.selected else []),
            ]
        )
        for at in indices
    ]


def gradient_lines(
    session: Session, frame: Frame, out: Output, indices: Sequence[int]
) -> list[str]:
    """The slope along each of these parameters, and the length of the whole gradient."""
    with np.errstate(all="ignore"):
        length = float(np.linalg.norm(frame.gradients))
    return [
        *(f"{_both_names(session, at)}  slope {out.number(frame.gradients[at])}" for at in indices),
        f"length of the gradient {out.number(length)}",
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
    name, label = name_of(session, index), session.labels[index]
    return label if name == label or label.startswith("w[") else f"{name} {label}"


def fit_lines(session: Session, problem: NetworkProblem, out: Output, most: int) -> list[str]:
    """What comes out for each sample and what should; of many samples the worst."""
    data = problem.data
    with np.errstate(all="ignore"):
        predictions = problem.objective().activations(session.state.theta)[-1]
        errors = predictions - data.targets
        wrong = np.abs(errors).sum(axis=0)
    order = np.argsort(-wrong, kind="stable")[:most] if data.samples > most else None
    places = range(data.samples) if order is None else order
    lines = []
    for at in map(int, places):
        parts = [f"sample {at + 1}"]
        if len(data.inputs) <= INPUTS:
            parts.append(f"input {_numbers(data.inputs[:, at], out)}")
        if data.classes:
            parts += _class(data.classes, data.targets[:, at], predictions[:, at], out)
        else:
            parts += [
                f"target {_numbers(data.targets[:, at], out)}",
                f"prediction {_numbers(predictions[:, at], out)}",
                f"error {_numbers(errors[:, at], out)}",
            ]
        lines.append("  ".join(parts))
    if order is not None:
        lines.append(f"these are the worst of {data.samples} samples; fit all shows every one")
    if data.classes:
        right = int((predictions.argmax(axis=0) == data.targets.argmax(axis=0)).sum())
        lines.append(f"named rightly {right} of {data.samples}")
    return lines


def _class(
    classes: tuple[str, ...], target: FloatArray, prediction: FloatArray, out: Output
) -> list[str]:
    says, is_ = int(np.argmax(prediction)), int(np.argmax(target))
    return [
        f"is {classes[is_]}",
        f"says {classes[says]} with {out.number(prediction[says])}",
        "right" if says == is_ else "wrong",
    ]


def _numbers(values: FloatArray, out: Output) -> str:
    return ", ".join(out.number(value) for value in values)


def sweep_rates(rate: float) -> FloatArray:
    """Four decades of rates around this one: 1, 2 and 5 of each, and itself."""
    rates = rates_around(rate)
    chosen = [one for one in rates if f"{one:e}"[0] in "125" and float(f"{one:.0e}") == one]
    return np.array(sorted({*chosen, rate} if rate in rates else chosen))


def outcome_lines(outcomes: Sequence[Outcome], out: Output) -> list[str]:
    """Where each learning rate led."""
    return [
        f"rate {out.number(one.learning_rate)}  at pass {one.passes}"
        f"  loss {out.number(one.loss)}  {one.verdict.word}"
        for one in outcomes
    ]
