"""The arithmetic of a parameter and of each phase of a pass, in lines."""

from tui_descent.arithmetic.fitting import Room
from tui_descent.arithmetic.working import working_rows
from tui_descent.session.frame import Frame
from tui_descent.views.phases import Phase

ROOM = Room(10_000, 60, "select NAME begins elsewhere")


HAPPENED = {  # of a network, and of a surface
    "forward": ("the samples went through layer {layer}", "the height here was worked out"),
    "loss": ("the outputs were compared with the targets", "the height is the loss"),
    "backward": (
        "the blame came back to layer {layer}, and its slopes are known",
        "the slope along each parameter was worked out",
    ),
    "update": ("every parameter was moved by its step", "every parameter was moved by its step"),
}


def happened(phase: Phase, has_network: bool) -> str:
    """What was done in a phase, as a sentence."""
    network, surface = HAPPENED[phase.kind]
    return (network if has_network else surface).format(layer=phase.layer)


def arithmetic_lines(frame: Frame) -> list[str]:
    """From the samples to the selected parameter's new value; in a phase, its numbers."""
    rows = working_rows(frame, ROOM)
    return ["".join(text for text, _ in row).strip() for row in rows]
