"""One sample in the network, in lines: what its units and weights are, layer by layer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tui_descent.plain.output import LONGEST, Output
from tui_descent.plain.report import Hidden
from tui_descent.session.session import Session
from tui_descent.views.network import Links, NetworkView, UnitLayer

MOST_INPUTS = 6  # that are told, unless all are asked for
MOST_UNITS = 8  # of a layer that are told with their weights
MOST_VALUES = 40  # of a wider layer
MOST_WEIGHTS = 4  # that lead to a unit, those of the largest size
UNKNOWN = "not known yet"


@dataclass(frozen=True, slots=True)
class Telling:
    """How much is told.

    unit    the one that is asked for, with all its weights; "": every one
    whole   whether all weights of all units are told
    hidden  what a lesson does not show: the sums with the arithmetic, the slopes with gradients
    """

    unit: str = ""
    whole: bool = False
    hidden: Hidden = ()

    @property
    def sums(self) -> bool:
        """Whether what a unit adds up is told beside what it makes of it."""
        return not {"arithmetic", "working"} & {*self.hidden}

    @property
    def slopes(self) -> bool:
        """Whether it is told how large the slopes of each layer are."""
        return "gradients" not in self.hidden


def network_lines(shown: NetworkView, session: Session, out: Output, telling: Telling) -> list[str]:
    """The inputs, each layer, and what came out for the sample; or one unit of it."""
    lines = [f"sample {shown.sample + 1} of {shown.samples}"] if shown.samples > 1 else []
    layers = [
        _Layer(shown, session, out, number, telling) for number in range(1, len(shown.layers))
    ]
    if telling.unit:
        return [*lines, *(line for layer in layers for line in layer.lines)]
    lines += _inputs(shown.layers[0], out, telling.whole)
    for layer in layers:
        lines += [layer.heading, *layer.lines]
    return [*lines, *_outcome(shown, out)]


def has_unit(shown: NetworkView, name: str) -> bool:
    """Whether a layer after the inputs has a unit of this name."""
    return any(name in units.names for units in shown.layers[1:])


def _inputs(inputs: UnitLayer, out: Output, whole: bool) -> list[str]:
    assert inputs.values is not None
    told = [
        f"{name} {out.number(value)}"
        for name, value in zip(inputs.names, inputs.values, strict=True)
    ]
    few = told if whole else told[:MOST_INPUTS]
    more = [f"and {len(told) - len(few)} more"] if len(few) < len(told) else []
    return packed("inputs: ", [*few, *more])


def _outcome(shown: NetworkView, out: Output) -> list[str]:
    """Prediction, target and loss of the sample; with classes the one that it is."""
    outcome, last = shown.outcome, shown.layers[-1]
    if outcome is None:
        return []
    loss = f"loss of this sample {out.number(outcome.loss)}"
    if shown.classes and len(last.names) > 1:
        place = int(np.argmax(outcome.target))
        off = out.number(outcome.off_by[place])
        lines = [f"it is {shown.classes[place]}: {last.names[place]} is off by {off}", loss]
        if last.values is not None and not shown.backward:
            lines.insert(0, f"the network says {shown.classes[int(np.argmax(last.values))]}")
        return lines
    told = [
        f"{name}: target {out.number(target)}, off by {out.number(off)}"
        for name, target, off in zip(last.names, outcome.target, outcome.off_by, strict=True)
    ]
    return [*told[:MOST_UNITS], loss]


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer after the inputs, which is number 0, and how its lines are made."""

    shown: NetworkView
    session: Session
    out: Output
    number: int
    telling: Telling

    @property
    def _units(self) -> UnitLayer:
        return self.shown.layers[self.number]

    @property
    def _links(self) -> Links:
        return self.shown.links[self.number - 1]

    @property
    def heading(self) -> str:
        """`layer 1, tanh, mean slope 0.12`, and what has stopped learning."""
        slope, units = self._links.slope, self._units
        told = [f"layer {self.number}, {units.activation}"]
        if slope is not None and self.telling.slopes:
            told.append(f"mean size of the slopes {self.out.number(slope)}")
        told += [f"{len(idle)} {word}" for word, idle in self._idle.items() if idle]
        return ", ".join(told)

    @property
    def _idle(self) -> dict[str, tuple[int, ...]]:
        return {"dead": self._units.dead, "saturated": self._units.saturated}

    @property
    def lines(self) -> Iterator[str]:
        """For each unit the weights that lead to it, and what it makes of them.

        Of a wide layer only the values, unless more is asked for.
        """
        wanted, whole = self.telling.unit, self.telling.whole
        names = self._units.names
        if self._units.values is None and self._links.weights is None:
            yield from [UNKNOWN] if not wanted else [f"{wanted}: {UNKNOWN}"] * (wanted in names)
            return
        if len(names) > MOST_UNITS and not (wanted or whole):
            yield from self._values
            return
        for at, name in enumerate(names):
            if name == wanted or not wanted:
                yield from self._weights(at, whole or bool(wanted))
                yield f"{name}: {self._value(at)}"

    @property
    def _values(self) -> list[str]:
        """`outputs: h1 0.52, h2 -0.31`, as many as fit into a few lines."""
        units, head = self._units, "blame: " if self.shown.backward else "outputs: "
        if units.values is None:
            return [f"{head}{UNKNOWN}"]
        told = [
            f"{name} {self.out.number(value)}"
            for name, value in zip(units.names, units.values, strict=True)
        ]
        more = [f"and {len(told) - MOST_VALUES} more"] if len(told) > MOST_VALUES else []
        return [
            *packed(head, [*told[:MOST_VALUES], *more]),
            f"network {units.names[0]} shows the weights of one unit, network all everything",
        ]

    def _weights(self, unit: int, whole: bool) -> list[str]:
        """The weights that lead to a unit, or their slopes on the way back; the bias comes last."""
        head = f"{self._units.names[unit]}: {'slopes ' * self.shown.backward}"
        if self._links.weights is None:
            return []
        weights = self._links.weights[unit]
        sizes = np.argsort(-np.abs(weights), kind="stable")
        places = sorted((sizes if whole else sizes[:MOST_WEIGHTS]).tolist())
        told = [self._parameter(unit, column, weights[column]) for column in places]
        if len(places) < len(weights):
            told.append(f"and {len(weights) - len(places)} smaller")
        if self._links.biases is not None:
            told.append(self._parameter(unit, len(weights), self._links.biases[unit]))
        return packed(head, told)

    def _parameter(self, unit: int, column: int, value: float) -> str:
        network = self.session.heading.network
        assert network is not None
        columns = network.block_shapes[self.number - 1][1]
        index = network.layer_slices()[self.number - 1].start + unit * columns + column
        return f"{self.session.name(index)} {self.out.number(value)}"

    def _value(self, unit: int) -> str:
        """`sum 0.1, output 0.0997`; on the way back `blame −8`."""
        units, out = self._units, self.out
        if units.values is None:
            return UNKNOWN
        idle = "".join(f", {word}" for word, places in self._idle.items() if unit in places)
        if self.shown.backward:
            return f"blame {out.number(units.values[unit])}{idle}"
        sums = units.sums if self.telling.sums else None
        total = "" if sums is None else f"sum {out.number(sums[unit])}, "
        return f"{total}output {out.number(units.values[unit])}{idle}"


def packed(head: str, facts: Sequence[str]) -> list[str]:
    """The facts after a head, in as many lines as they need, the head before each."""
    lines: list[str] = []
    line = ""
    for fact in facts:
        if line and len(f"{head}{line}, {fact}") > LONGEST:
            lines.append(f"{head}{line}")
            line = ""
        line = f"{line}, {fact}" if line else fact
    return [*lines, f"{head}{line}"]
