"""The arithmetic of the selected parameter, with its numbers put in."""

from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.frame import Example, Frame
from tui_descent.ui.numbers import plain, signed
from tui_descent.ui.widgets.panel import Panel, Row

SHOWN = 4  # activations of a layer in the forward line


class Arithmetic(Panel[Frame]):
    """One sample on its way forward, and how the next pass makes the new value."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        index = frame.selected
        label = frame.labels[index]
        value, gradient, step = (
            float(numbers[index]) for numbers in (frame.values, frame.gradients, frame.steps)
        )
        numbers = f"{plain(value)} − {plain(frame.learning_rate)} · {signed(gradient)}"
        return [
            *_forward(frame.example, size.width),
            [(f" {label}", "strong"), (" − lr · gradient", "dim")],
            [(f" = {numbers}", "plain")],
            [(f" = {plain(value + step)}", "strong")],
        ]


def _forward(example: Example | None, width: int) -> list[Row]:
    if example is None:
        return []
    prediction, target = example.layers[-1], example.target
    flow = " → ".join(_layer(layer) for layer in example.layers)
    sample = "" if example.samples == 1 else f"sample 1 of {example.samples}: "
    line = f" {sample}{flow}"
    if len(line) > width and len(example.layers) > 2:
        flow = f"{_layer(example.layers[0])} → … → {_layer(prediction)}"
        line = f" {sample}{flow}"
    aim = f" target {_layer(target)}"
    if len(target) == 1:
        aim += f": off by {plain(abs(float(prediction[0] - target[0])))}"
    return [[(line, "plain")], [(aim, "plain")]]


def _layer(values: FloatArray) -> str:
    shown = " ".join(f"{float(value):.3g}" for value in values[:SHOWN])
    return shown + (" …" if len(values) > SHOWN else "")
