"""The arithmetic of one phase of a pass, with its numbers put in.

What a later phase finds out is not there yet. Every line is true when it is computed again
from the digits that stand in it.
"""

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from tui_descent.arithmetic.fitting import Room, Row, fitting
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.network import Network
from tui_descent.engine.signals import Signals
from tui_descent.readable import plain, signed
from tui_descent.session.frame import Frame
from tui_descent.views.phases import Phase

NUMBERED = "W1[x64"  # names up to here are never cut
ROOMY = 8  # rows, below which every one is needed for numbers
ROOMY_WIDTH = 50
WRITTEN_OUT = 3  # products of a weighted sum; more are only added up
OWN = {
    "mse": "({0} − {1})²",
    "squared_error": "({0} − {1})²",
    "half_squared_error": "({0} − {1})² / 2",
    "mae": "|{0} − {1}|",
    "huber": "huber({0} − {1})",
}


def phase_rows(frame: Frame, phase: Phase, room: Room) -> list[Row]:
    """What the phase computes: forward, loss or backward; the update has a panel's own rows."""
    network, signals = frame.heading.network, frame.signals
    if network is None or signals is None:
        return _on_a_surface(frame, phase)
    if phase.kind == "forward":
        return _forward(frame, network, signals, phase.layer, room)
    if phase.kind == "loss":
        return _loss(frame, signals, room)
    return _backward(frame, network, signals, phase.layer, room)


def _on_a_surface(frame: Frame, phase: Phase) -> list[Row]:
    place = ", ".join(plain(float(value)) for value in frame.values)
    if phase.kind == "forward" or frame.loss is None:
        return [[(" where it stands", "dim")], [(f"  w = ({place})", "strong")]]
    if phase.kind == "loss":
        height: Row = [(f"  height = {plain(frame.loss)}", "strong")]
        return [[(" the height there is the loss", "dim")], height]
    slopes = [
        [(f"  slope along {label} = {plain(float(slope))}", "strong")]
        for label, slope in zip(frame.short, frame.gradients, strict=True)
    ]
    return [[(" how steep it is there", "dim")], *slopes]


def _forward(frame: Frame, network: Network, signals: Signals, layer: int, room: Room) -> list[Row]:
    """z = W·a + b and a = f(z) of each unit, for one sample."""
    at = frame.sample
    below = signals.inputs if layer == 1 else signals.layers[layer - 2].a
    arrays = network.arrays(frame.values)
    weights, bias = arrays[f"W{layer}"], arrays.get(f"b{layer}")
    names, now = network.unit_names(layer), signals.layers[layer - 1]
    activation = network.activations[layer - 1].name
    blocks = []
    for unit in _order(frame, network, layer):
        offset = None if bias is None else float(bias[unit])
        z, a = float(now.z[unit, at]), float(now.a[unit, at])
        blocks.append(
            [
                _weighted_sum(names[unit], weights[unit], below[:, at], offset, z, room.width),
                _activation(activation, z, a, room.width),
            ]
        )
    title = _title(f"layer {layer}, {_sample(frame, signals)}", room)
    return [*title, *_as_fit(blocks, room.height - len(title), room)]


def _weighted_sum(
    name: str, weights: FloatArray, below: FloatArray, bias: float | None, z: float, width: int
) -> Row:
    """Product by product where there is room for three digits, else their sum and the bias."""

    def products(digits: int) -> Row:
        terms = [
            f"{signed(float(w), digits)}·{signed(float(a), digits)}"
            for w, a in zip(weights, below, strict=True)
        ]
        offset = [] if bias is None else [signed(bias, digits)]
        written = " + ".join(terms + offset)
        return [(f"  {name}: z = {written} = ", "plain"), (plain(z, digits), "strong")]

    def added(digits: int) -> Row:
        if bias is None:
            return [(f"  {name}: z = Σ w·a = ", "plain"), (plain(z, digits), "strong")]
        sums = f"{plain(float(weights @ below), digits)} + {signed(bias, digits)}"
        head = f"  {name}: z = " if width >= ROOMY_WIDTH else f"  {name}: "
        return [(f"{head}Σ w·a + b = {sums} = ", "plain"), (plain(z, digits), "strong")]

    def value(digits: int) -> Row:
        return [(f"  {name}: z = ", "plain"), (plain(z, digits), "strong")]

    written_out = (products,) if len(weights) <= WRITTEN_OUT else ()
    return fitting(width, *written_out, added, value)


def _activation(name: str, z: float, a: float, width: int) -> Row:
    def row(digits: int) -> Row:
        if name == "identity":
            return [("      a = z = ", "plain"), (plain(a, digits), "strong")]
        made = "softmax(z)" if name == "softmax" else f"{name}({plain(z, digits)})"
        return [(f"      a = {made} = ", "plain"), (plain(a, digits), "strong")]

    def value(digits: int) -> Row:
        return [("      a = ", "plain"), (plain(a, digits), "strong")]

    return fitting(width, row, value)


def _loss(frame: Frame, signals: Signals, room: Room) -> list[Row]:
    """What each sample puts into the loss, and how they become one number."""
    title = _title(f"the loss, {frame.heading.loss_name}", room)
    penalty = frame.penalty
    most = max(1, room.height - 1 - len(title) - (penalty is not None))
    count = signals.samples
    shown = count if count <= most else max(0, most - 1)
    first = min(frame.sample, count - shown)
    rows = [
        _own_loss(frame.heading.loss_name, signals, sample, room.width)
        for sample in range(first, first + shown)
    ]
    total = float(signals.own_losses.sum())
    if shown < count:
        own = signals.own_losses[first : first + shown]
        rest = total - float(own.sum())
        rows.append([(f"  the {count - shown} others: {plain(rest)}", "plain")])
    return [
        *title,
        *rows,
        fitting(room.width, _whole_loss(total, signals)),
        *([] if penalty is None else _with_penalty(signals.loss, penalty, room.width)),
    ]


def _with_penalty(of_data: float, penalty: float, width: int) -> list[Row]:
    """What the penalty adds, and what it comes to."""

    def row(digits: int) -> Row:
        numbers = f"{plain(of_data, digits)} + {signed(penalty, digits)}"
        return [
            (f"  + penalty: {numbers} = ", "plain"),
            (plain(of_data + penalty, digits), "strong"),
        ]

    def value(digits: int) -> Row:
        return [("  with the penalty: ", "plain"), (plain(of_data + penalty, digits), "strong")]

    return [fitting(width, row, value)]


def _own_loss(name: str, signals: Signals, sample: int, width: int) -> Row:
    prediction = signals.layers[-1].a[:, sample]
    target = signals.targets[:, sample]
    own = float(signals.own_losses[sample])

    def row(digits: int) -> Row:
        made = _own_formula(name, prediction, target, digits)
        return [(f"  {sample + 1}: {made} = ", "plain"), (plain(own, digits), "strong")]

    def value(digits: int) -> Row:
        return [(f"  {sample + 1}: ", "plain"), (plain(own, digits), "strong")]

    return fitting(width, row, value)


def _own_formula(name: str, prediction: FloatArray, target: FloatArray, digits: int) -> str:
    """One sample's error and how it enters, for its outputs."""
    if name == "cross_entropy" and np.count_nonzero(target) == 1 and target.max() == 1.0:
        return f"−ln({plain(float(prediction[target.argmax()]), digits)})"
    if len(target) > 1:
        return f"over {len(target)} outputs"
    p, t = float(prediction[0]), float(target[0])
    if name == "bce":
        if t in (0.0, 1.0):
            return f"−ln({plain(p if t else 1.0 - p, digits)})"
        return f"bce({plain(p, digits)}, {plain(t, digits)})"
    return OWN[name].format(plain(p, digits), signed(t, digits))


def _whole_loss(total: float, signals: Signals) -> Callable[[int], Row]:
    def row(digits: int) -> Row:
        if signals.averaged == 1:
            return [("  loss = ", "plain"), (plain(signals.loss, digits), "strong")]
        return [
            (f"  loss = {plain(total, digits)} / {signals.averaged} = ", "plain"),
            (plain(signals.loss, digits), "strong"),
        ]

    return row


def _backward(
    frame: Frame, network: Network, signals: Signals, layer: int, room: Room
) -> list[Row]:
    """The error signal of each unit for one sample, and the gradient of one parameter."""
    gradient = _gradient(frame, network, signals, layer, room)
    blocks = [
        [_error_signal(frame, network, signals, layer, unit, room.width)]
        for unit in _order(frame, network, layer)
    ]
    title = _title(f"back to layer {layer}, {_sample(frame, signals)}", room)
    most = room.height - len(title) - len(gradient)
    return [*title, *_as_fit(blocks, most, room), *gradient]


def _error_signal(
    frame: Frame, network: Network, signals: Signals, layer: int, unit: int, width: int
) -> Row:
    """δ = ∂L/∂a · f′(z) at the output, Σ w·δ · f′(z) below, with the δ of the layer above."""
    at, now = frame.sample, signals.layers[layer - 1]
    slope, delta = float(now.slope[unit, at]), float(now.delta[unit, at])
    head = f"  δ[{network.unit_names(layer)[unit]}] = "
    last = layer == len(network.activations)
    if last:
        letters, factors = "∂L/∂a·f′ = ", [float(signals.output_slope[unit, at]), slope]
    else:
        above = network.arrays(frame.values)[f"W{layer + 1}"][:, unit]
        signals_above = signals.layers[layer].delta[:, at]
        if len(above) == 1:
            letters, factors = "w·δ·f′ = ", [float(above[0]), float(signals_above[0]), slope]
        else:
            letters, factors = "Σ w·δ·f′ = ", [float(above @ signals_above), slope]

    own = last and frame.heading.loss_name in ("bce", "cross_entropy")
    if own:
        letters = "p − t = " if signals.averaged == 1 else "(p − t)/n = "

    def row(letters: str, digits: int) -> Row:
        product = "·".join(signed(factor, digits) for factor in factors)
        numbers = _own_delta(signals, unit, at, digits) if own else product
        return [(f"{head}{letters}{numbers} = ", "plain"), (plain(delta, digits), "strong")]

    def value(digits: int) -> Row:
        return [(head, "plain"), (plain(delta, digits), "strong")]

    unnormalized = own and not math.isclose(float(signals.targets[:, at].sum()), 1.0)
    if not math.isfinite(slope) or (unnormalized and signals.targets.shape[0] > 1):
        return fitting(width, value)
    return fitting(width, partial(row, letters), partial(row, ""), value)


def _own_delta(signals: Signals, unit: int, sample: int, digits: int) -> str:
    """(p − t) / n, as it is where the loss and the last activation belong together."""
    p, t = float(signals.layers[-1].a[unit, sample]), float(signals.targets[unit, sample])
    difference = f"{plain(p, digits)} − {signed(t, digits)}"
    return difference if signals.averaged == 1 else f"({difference}) / {signals.averaged}"


def _gradient(
    frame: Frame, network: Network, signals: Signals, layer: int, room: Room
) -> list[Row]:
    """∂L/∂w of the selected parameter, or the layer's first: Σ δ·a over the samples.

    What the sample that is looked at puts in, and what all the others do.
    """
    index = frame.selected
    if network.place(index)[0] != layer:
        index = network.layer_slices()[layer - 1].start
    _, unit, column = network.place(index)
    delta = signals.layers[layer - 1].delta[unit]
    below = signals.inputs if layer == 1 else signals.layers[layer - 2].a
    inputs = below[column] if column < len(below) else np.ones(signals.samples)
    part = 0.0 if frame.penalty_slopes is None else float(frame.penalty_slopes[index])
    own = float(delta[frame.sample] * inputs[frame.sample])
    total = float(frame.gradients[index]) - part

    def products(digits: int) -> Row:
        factors = f"{signed(float(delta[frame.sample]), digits)}·"
        factors += f"{signed(float(inputs[frame.sample]), digits)}"
        return [(f"  δ·a = {factors} = {plain(own, digits)}", "plain")]

    def sums(digits: int) -> Row:
        if signals.samples == 1:
            return [("  ∂L/∂w = ", "plain"), (plain(total, digits), "strong")]
        rest = f"{plain(own, digits)} + {signed(total - own, digits)}"
        return [(f"  Σ δ·a = {rest} = ", "plain"), (plain(total, digits), "strong")]

    def value(digits: int) -> Row:
        return [("  Σ δ·a = ", "plain"), (plain(total, digits), "strong")]

    rest = f"{signals.samples - 1} {'other' if signals.samples == 2 else 'others'}"
    behind = max(f" over {signals.samples} samples", f": this + {rest}", key=len)
    name: Row = [(f" ∂L/∂{_fitting_name(frame.labels[index], room.width - len(behind))}", "strong")]
    result = fitting(room.width, sums, value)
    added = _with_penalty(total, part, room.width) if part else []
    if signals.samples == 1:
        own_row = [fitting(room.width, products)] if room.height >= ROOMY else []
        return [name, *own_row, result, *added]
    if room.height >= ROOMY:
        return [
            [*name, (f" over {signals.samples} samples", "dim")],
            fitting(room.width, products),
            [(f"  the {rest}: {plain(total - own)}", "plain")],
            result,
            *added,
        ]
    return [
        fitting(
            room.width,
            lambda _: [*name, (f": sample {frame.sample + 1} + {rest}", "dim")],
            lambda _: [*name, (f": this + {rest}", "dim")],
        ),
        result,
        *added,
    ]


def _fitting_name(label: str, width: int) -> str:
    """The name behind ` ∂L/∂`: that of a column is cut where it does not fit, `W1[peta…→o1]`."""
    array_and_input, arrow, unit = label.partition("→")
    left = max(len(NUMBERED), width - len(f" ∂L/∂…{arrow}{unit}"))
    if not arrow or len(array_and_input) <= left + 1:
        return label
    return f"{array_and_input[:left]}…{arrow}{unit}"


def _order(frame: Frame, network: Network, layer: int) -> list[int]:
    """The units of a layer, from the one that the selected parameter leads to."""
    units = network.layers[layer]
    at, first, _ = network.place(frame.selected)
    start = first if at == layer else 0
    return [*range(start, units), *range(start)]


def _as_fit(blocks: list[list[Row]], height: int, room: Room) -> list[Row]:
    """As many blocks as there is room for, and how many more there are."""
    rows: list[Row] = []
    for number, block in enumerate(blocks):
        left = len(blocks) - number
        if len(rows) + len(block) > height - (left > 1) and rows:
            rows.append([(f"  and {left} more; {room.picks}", "dim")])
            break
        rows += block
    return rows


def _title(text: str, room: Room) -> list[Row]:
    return [[(f" {text}", "dim")]] if room.height >= ROOMY else []


def _sample(frame: Frame, signals: Signals) -> str:
    return f"sample {frame.sample + 1} of {signals.samples}"
