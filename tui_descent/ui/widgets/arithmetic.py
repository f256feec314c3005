"""The arithmetic of the selected parameter, with its numbers put in."""

import re

import numpy as np
from textual.geometry import Size

from tui_descent.arithmetic.diverged import diverged_rows
from tui_descent.arithmetic.fitting import Room, fitting, row_width
from tui_descent.arithmetic.phase import phase_rows
from tui_descent.engine.arrays import FloatArray
from tui_descent.readable import plain, signed
from tui_descent.session.frame import Example, Frame
from tui_descent.ui.widgets.lines import shortened
from tui_descent.ui.widgets.panel import Panel, Row

SHOWN = 4  # activations of a layer in the forward line
ROWS = 5  # for a sample's way, its target, and the new value in three


class Arithmetic(Panel[Frame]):
    """One sample on its way forward, and how the next pass makes the new value."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        phase, update = frame.phase, frame.update
        title = phase.text if phase else "next pass"
        self.entitle(title)
        if phase is not None and update is None:
            return phase_rows(frame, phase, Room(size.width, size.height))
        if frame.ended and update is None:
            return diverged_rows(frame, size.width)
        before = update or frame
        index = frame.selected
        value, gradient, step = (
            float(numbers[index]) for numbers in (before.values, before.gradients, before.steps)
        )
        clip = frame.working.clip
        if clip is not None:
            gradient = clip.value
        plain_descent = step == -frame.learning_rate * gradient
        short = "clipped gradient" if clip else "gradient"
        rule = f"− lr · {short}" if plain_descent else f"+ the step of {frame.optimizer}"

        def numbers(digits: int, of_value: int = 0) -> Row:
            rate, before = signed(frame.learning_rate, digits), plain(value, of_value or digits)
            product = f"{before} − {rate} · {signed(gradient, digits)}"
            summed = f"{before} + {signed(step, digits)}"
            return [(f" = {product if plain_descent else summed}", "plain")]

        ways = (
            lambda digits: numbers(max(digits, 4)),
            lambda digits: numbers(digits, 6),  # rounded further, the sum would not seem to hold
            numbers,
        )

        return [
            *_forward(frame.example, size),
            _head(frame, rule, size.width),
            fitting(size.width, *ways),
            [(f" = {plain(value + step)}", "strong")],
        ]


def _head(frame: Frame, rule: str, width: int) -> Row:
    """`w5 h1→o1 − lr · gradient`, with the name as in the table, or a part of it."""
    whole = " ".join(frame.short[frame.selected].split())
    made: list[Row] = [
        [(f" {name}", "strong"), (f" {rule}", "dim")] for name in (whole, whole.split()[0])
    ]
    return next((row for row in made if row_width(row) <= width), made[-1])


def _forward(example: Example | None, size: Size) -> list[Row]:
    """The sample's way and what it leads to, in two rows; in one where room is short."""
    if example is None:
        return []
    prediction, target = example.layers[-1], example.target
    which = f"{example.number + 1} of {example.samples}{' in the batch' * example.batch}"
    sample = f"sample {which}: " if example.samples > 1 or example.batch else ""
    brief = f"sample {example.number + 1}: " if sample else ""
    whole = " → ".join(_layer(layer) for layer in example.layers)
    ends = f"{_layer(example.layers[0])} → … → {_layer(prediction)}"
    ends = ends if len(example.layers) > 2 else whole
    last = f"{brief}… → {_layer(prediction)}"
    ways = [f"{sample}{whole}", f"{sample}{ends}", f"{brief}{ends}", last]
    if example.classes:
        says, is_ = int(np.argmax(prediction)), int(np.argmax(target))
        share = float(prediction[says])
        aim = f"says {example.classes[says]} ({share:.3g}), is {example.classes[is_]}"
    else:
        aim = f"target {_layer(target)}"
    if size.height < ROWS:
        shorter = [f"{way}, {aim}" for way in ways[1:]]
        return [_first_fitting([*shorter, f"{brief}{aim}"], size.width)]
    aims = [aim, re.sub(r" \([\d.e-]+\)", "", aim)]
    if len(target) == 1:
        off = abs(float(prediction[0] - target[0]))
        aims = [f"{aim}: off by {plain(off)}", f"{aim}: off by {plain(off, 3)}", *aims]
    return [_first_fitting(ways, size.width), _first_fitting(aims, size.width)]


def _first_fitting(lines: list[str], width: int) -> Row:
    """The first line that fits, or as much of the last one as there is room for."""
    fitting_one = next((line for line in lines if len(line) < width), lines[-1])
    return [(f" {shortened(fitting_one, width - 1)}", "plain")]


def _layer(values: FloatArray) -> str:
    if len(values) == 1:
        return plain(float(values[0]))
    if len(values) > SHOWN:
        return f"({len(values)} numbers)"
    return f"({', '.join(f'{float(value):.3g}' for value in values)})"
