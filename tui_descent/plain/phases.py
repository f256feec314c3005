"""The arithmetic of a parameter and of each phase of a pass, in lines."""

from tui_descent.arithmetic.fitting import Room
from tui_descent.arithmetic.working import working_rows
from tui_descent.session.frame import Frame

ROOM = Room(10_000, 60, "select NAME begins elsewhere")


def arithmetic_lines(frame: Frame) -> list[str]:
    """From the samples to the selected parameter's new value; in a phase, its numbers."""
    rows = working_rows(frame, ROOM)
    return ["".join(text for text, _ in row).strip() for row in rows]
