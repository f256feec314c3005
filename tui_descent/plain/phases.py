"""The arithmetic of a parameter and of each phase of a pass, in lines."""

from itertools import islice

from tui_descent.arithmetic.fitting import Room
from tui_descent.arithmetic.working import working_rows
from tui_descent.plain.output import Output
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.frame import Frame
from tui_descent.views.phases import Phase

ROOM = Room(10_000, 60, "select NAME begins elsewhere")
MOST_UNITS = 4  # of a layer that are told

HAPPENED = {  # of a network, and of a surface
    "forward": ("the samples went through layer {layer}", "the height here was worked out"),
    "loss": ("the outputs were compared with the targets", "the height is the loss"),
    "backward": (
        "the blame δ has reached layer {layer}, and its slopes are known",
        "the slope along each parameter was worked out",
    ),
    "update": ("every parameter took its step", "every parameter took its step"),
}


def happened(phase: Phase, has_network: bool) -> str:
    """What was done in a phase, as a sentence."""
    network, surface = HAPPENED[phase.kind]
    return (network if has_network else surface).format(layer=phase.layer)


def unit_numbers(frame: Frame, problem: NetworkProblem, out: Output) -> list[str]:
    """What the network's picture shows of the phase's layer: `blame o1 -8`, of one sample."""
    phase, signals = frame.phase, frame.signals
    if phase is None or signals is None or not phase.layer:
        return []
    layer = signals.layers[phase.layer - 1]
    name, numbers = ("blame", layer.delta) if phase.kind == "backward" else ("output", layer.a)
    units = zip(problem.network.unit_names(phase.layer), numbers[:, frame.sample], strict=True)
    return [f"{name} {unit} {out.number(value)}" for unit, value in islice(units, MOST_UNITS)]


def arithmetic_lines(frame: Frame) -> list[str]:
    """From the samples to the selected parameter's new value; in a phase, its numbers."""
    rows = working_rows(frame, ROOM)
    return ["".join(text for text, _ in row).strip() for row in rows]
