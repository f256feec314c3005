"""The network for one sample: what its units and its weights show in each phase of a pass.

Between two passes and on the way forward the units show what they pass on and the edges
their weights; on the way back the units show their error signals and the edges their
gradients. What a phase does not know yet is None.
"""

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tui_descent.analysis.health import dead_units, layer_slopes, saturated_units, slope_ratio
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.network import Network
from tui_descent.engine.signals import Signals
from tui_descent.presets import Preset
from tui_descent.presets.preset import NetworkProblem
from tui_descent.views.moment import Moment
from tui_descent.views.phases import Phase
from tui_descent.views.view import Camera


class UnitLayer(Struct, frozen=True, eq=False):
    """One layer of units; the inputs are the first one.

    activation  its name; "" for the inputs
    values      shape (units,): a, or δ on the way back; None: not known yet
    sums        shape (units,): the weighted sums of which the units make a; None for the inputs,
                on the way back, and where they are not known yet
    fresh       whether the values were just computed
    dead        units that nothing comes back through, for no sample of the batch
    saturated   units at the flat end of their activation
    """

    names: tuple[str, ...]
    activation: str
    values: FloatArray | None
    sums: FloatArray | None
    fresh: bool
    dead: tuple[int, ...]
    saturated: tuple[int, ...]


class Links(Struct, frozen=True, eq=False):
    """The weights that lead to one layer, or their gradients on the way back.

    weights  shape (units, units of the layer below); None: not known yet
    biases   shape (units,); None if the layer has no biases, or they are not known yet
    fresh    whether they were just computed
    slope    the mean |∂L/∂W| of the batch; None: not known yet
    first    the number of the first weight where they are called w1, w2 …, row by row; else 0
    """

    weights: FloatArray | None
    biases: FloatArray | None
    fresh: bool
    slope: float | None
    first: int


class SampleOutcome(Struct, frozen=True, eq=False):
    """What came out for the sample.

    target  shape (outputs,)
    off_by  shape (outputs,): how far the prediction is from it
    loss    what the sample puts into the loss
    fresh   whether it was just computed
    """

    target: FloatArray
    off_by: FloatArray
    loss: float
    fresh: bool


class NetworkView(Struct, frozen=True, eq=False):
    """One sample in the network.

    layers    the inputs, then each layer
    links     what leads to each layer after the inputs
    backward  whether units and edges show δ and ∂L/∂w, and not a and w
    outcome   None: not known yet
    classes   the name of each output, where the outputs are classes
    sample, samples   which one of the batch, from 0, and how many it has
    selected  layer, unit and column of the selected parameter, as Network.place says it
    label     its name
    value     its value, or on the way back its gradient; None: not known yet
    """

    layers: tuple[UnitLayer, ...]
    links: tuple[Links, ...]
    backward: bool
    outcome: SampleOutcome | None
    classes: tuple[str, ...]
    sample: int
    samples: int
    selected: tuple[int, int, int]
    label: str
    value: float | None

    @property
    def slope_ratio(self) -> float | None:
        """The first layer's mean slope as a part of the last one's, once both are known."""
        first, last = self.links[0].slope, self.links[-1].slope
        if first is None or last is None or len(self.links) < 2:
            return None
        ratio = slope_ratio((first, last))
        return None if math.isnan(ratio) else ratio


class NetworkCamera(Camera):
    """One sample on its way through the network."""

    def __init__(self, preset: Preset, short: Sequence[str]) -> None:
        self._problem, self._short = preset.problem, short

    def at(self, moment: Moment, size: tuple[int, int]) -> NetworkView | None:
        problem, signals, at = self._problem, moment.signals, moment.selected
        if not isinstance(problem, NetworkProblem) or signals is None:
            return None
        return network_view(
            problem.network,
            moment.state.theta,
            moment.passing.gradient,
            signals,
            moment.phase,
            moment.sample,
            at,
            self._short,
            problem.data.classes,
        )


def network_view(
    network: Network,
    theta: FloatArray,
    gradient: FloatArray,
    signals: Signals,
    phase: Phase | None,
    sample: int,
    selected: int,
    short: Sequence[str],
    classes: Sequence[str] = (),
) -> NetworkView:
    """The network at θ in one phase; `signals` and `gradient` are those of the same pass.

    `short` has the short name of each entry of θ.
    """
    backward = phase is not None and phase.kind == "backward"
    links = _links(network, theta, gradient, phase, short[0].startswith("w1 "))
    layer, unit, column = network.place(selected)
    known = not backward or (phase is not None and layer >= phase.has_backward)
    return NetworkView(
        _units(network, signals, phase, sample),
        links,
        backward,
        _outcome(signals, phase, sample),
        tuple(classes),
        sample,
        signals.samples,
        (layer, unit, column),
        short[selected],
        float((gradient if backward else theta)[selected]) if known else None,
    )


def _units(
    network: Network, signals: Signals, phase: Phase | None, sample: int
) -> tuple[UnitLayer, ...]:
    dead, saturated = dead_units(signals), saturated_units(network, signals)
    inputs = signals.inputs[:, sample].copy()
    layers = [UnitLayer(network.unit_names(0), "", inputs, None, False, (), ())]
    for number, layer in enumerate(signals.layers, start=1):
        backward = phase is not None and phase.kind == "backward"
        known = _is_known(number, phase)
        numbers = layer.delta if backward else layer.a
        layers.append(
            UnitLayer(
                network.unit_names(number),
                network.activations[number - 1].name,
                numbers[:, sample].copy() if known else None,
                layer.z[:, sample].copy() if known and not backward else None,
                phase is not None and phase.layer == number,
                dead[number - 1] if known else (),
                saturated[number - 1] if known else (),
            )
        )
    return tuple(layers)


def _is_known(layer: int, phase: Phase | None) -> bool:
    """Whether the units of a layer have a value in this phase.

    After the update nothing is: the new weights have not met a sample yet.
    """
    if phase is None:
        return True
    if phase.kind == "backward":
        return layer >= phase.has_backward
    return phase.kind != "update" and layer <= phase.has_forward


def _links(
    network: Network,
    theta: FloatArray,
    gradient: FloatArray,
    phase: Phase | None,
    numbered: bool,
) -> tuple[Links, ...]:
    backward = phase is not None and phase.kind == "backward"
    arrays = network.arrays(gradient if backward else theta)
    links: list[Links] = []
    first = int(numbered)
    for number, size in enumerate(layer_slopes(network, gradient), start=1):
        sloped = phase is None or number >= phase.has_backward
        known = sloped or not backward
        fresh = phase is not None and (
            phase.kind == "update" or (backward and phase.layer == number)
        )
        links.append(
            Links(
                arrays[f"W{number}"] if known else None,
                arrays.get(f"b{number}") if known else None,
                fresh,
                size if sloped else None,
                first,
            )
        )
        first += bool(first) * network.layers[number - 1] * network.layers[number]
    return tuple(links)


def _outcome(signals: Signals, phase: Phase | None, sample: int) -> SampleOutcome | None:
    if phase is not None and (phase.kind == "update" or not phase.has_loss):
        return None
    target = signals.targets[:, sample].copy()
    with np.errstate(invalid="ignore"):
        off_by = np.abs(signals.layers[-1].a[:, sample] - target)
    fresh = phase is not None and phase.kind == "loss"
    return SampleOutcome(target, off_by, float(signals.own_losses[sample]), fresh)
