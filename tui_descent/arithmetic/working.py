"""The whole arithmetic of the selected parameter: from the samples to its new value."""

from functools import partial

import numpy as np

from tui_descent.analysis.equations import Term
from tui_descent.arithmetic.diverged import diverged_rows
from tui_descent.arithmetic.fitting import Room, Row, fitting, row_width
from tui_descent.arithmetic.phase import phase_rows
from tui_descent.readable import plain, signed
from tui_descent.session.frame import Frame, Working


def working_rows(frame: Frame, room: Room) -> list[Row]:
    """The slope, what the optimizer makes of it, and the new value; before that, its phase.

    Every line is true when it is computed again from the digits that stand in it.
    """
    phase, update = frame.phase, frame.update
    if phase is not None and update is None:
        return phase_rows(frame, phase, room)
    if frame.ended and update is None:
        return diverged_rows(frame, room.width)
    at = frame.selected
    before = update or frame
    value, gradient, step = (
        float(numbers[at]) for numbers in (before.values, before.gradients, before.steps)
    )
    working = frame.working
    seen = (*working.penalty, *([working.clip] if working.clip else []))
    before_rule = [row for term in seen for row in _term(term, room.width)]
    made = [row for term in working.terms for row in _term(term, room.width)]
    label: Row = [(f" {frame.labels[at]}", "strong")]
    left = room.height - len(made) - len(before_rule) - 5 - bool(working.penalty)
    rows: list[Row] = [
        *_slope(working, gradient, room.width, max(1, left)),
        [(f" the step of {frame.optimizer}", "dim")],
        *made,
        fitting(
            room.width,
            lambda digits: [
                ("  new = " if digits > 3 else "  " if digits > 2 else " ", "plain"),
                (f"{plain(value, digits)} + {signed(step, digits)} = ", "plain"),
                (plain(value + step, digits), "strong"),
            ],
        ),
    ]
    return [label, *rows[max(0, len(rows) - room.height + 1) :]]


def _slope(working: Working, gradient: float, width: int, room: int) -> list[Row]:
    """Σ δ·a: the first samples, the sum of the others, and all of them."""
    signals, inputs = working.signals, working.inputs
    of_data = gradient - sum(term.value for term in working.penalty)
    ends: list[Row] = [[(f"  g = {plain(gradient)}", "strong")]]
    if working.penalty:
        added = [row for term in working.penalty for row in _term(term, width)]
        parts = " + ".join(signed(term.value) for term in working.penalty)
        total = plain(gradient), "strong"
        whole: Row = [(f"  g = {plain(of_data)} + {parts} = ", "plain"), total]
        ends = [*added, whole if row_width(whole) <= width else ends[0]]
    if working.clip is not None:
        ends += _term(working.clip, width)
    if signals is None or inputs is None:
        return [[(" the slope", "dim")], *ends]
    count = len(signals)
    products = signals * inputs
    shown = count if count <= room else max(0, room - 1)
    samples = "1 sample" if count == 1 else f"{count} samples"
    rows: list[Row] = [[(f" the slope: Σ δ·a over {samples}", "dim")]]
    for signal, value, product in zip(signals[:shown], inputs, products, strict=False):
        factors = float(signal), float(value), float(product)
        rows.append(fitting(width, partial(_product, *factors)))
    if shown < count:
        rest = float(np.sum(products[shown:]))
        more = f"{count - shown} more" if shown else f"all {count}"
        rows.append([(f"  {more}: {plain(rest)}", "plain")])
    if working.penalty:
        rows.append([(f"  Σ δ·a = {plain(of_data)}", "plain")])
    return [*rows, *ends]


def _product(signal: float, value: float, product: float, digits: int) -> Row:
    line = f"  {signed(signal, digits)}·{signed(value, digits)} = {plain(product, digits)}"
    return [(line, "plain")]


def _term(term: Term, width: int) -> list[Row]:
    """Letters, numbers and value in one line; or the numbers below, with as many digits as fit."""
    head = f"  {term.name} = {term.formula.format(*term.letters)} = "
    whole: Row = [(f"{head}{_with_numbers(term, 6)} = ", "plain"), (plain(term.value), "strong")]
    if row_width(whole) <= width:
        return [whole]
    numbers = fitting(width, lambda digits: [(f"  = {_with_numbers(term, digits)}", "dim")])
    above, slash, below = numbers[0][0].partition(" / ")
    broken: list[Row] = [[(above, "dim")], [(f"    / {below}", "dim")]]
    close = head.replace(" / ", "/")
    return [
        fitting(
            width,
            lambda digits: [(head, "plain"), (plain(term.value, digits), "strong")],
            lambda digits: [(close, "plain"), (plain(term.value, digits), "strong")],
        ),
        *(broken if slash and row_width(numbers) > width else [numbers]),
    ]


def _with_numbers(term: Term, digits: int) -> str:
    """The formula with its numbers, in brackets where a sign would mislead."""
    texts = []
    for place, number in enumerate(term.numbers):
        text = plain(number, digits)
        begins = term.formula.startswith(f"{{{place}}}") and f"{{{place}}}²" not in term.formula
        texts.append(f"({text})" if number < 0.0 and not begins else text)
    return term.formula.format(*texts)
