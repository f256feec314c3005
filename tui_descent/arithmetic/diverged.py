"""What stands in place of the next pass once there is none."""

from tui_descent.arithmetic.fitting import Row
from tui_descent.readable import plain
from tui_descent.session.frame import Frame


def diverged_rows(frame: Frame) -> list[Row]:
    """That it has diverged, from where, and the two ways out."""
    rows: list[Row] = [[(" it has diverged: no next pass", "alarm")]]
    if frame.before is not None and frame.loss is not None:
        rows.append([(f" the loss was {plain(frame.before)}, is {plain(frame.loss)}", "plain")])
    return [
        *rows,
        [(" b", "strong"), (" goes back a pass", "plain")],
        [(" r", "strong"), (" starts again", "plain")],
    ]
