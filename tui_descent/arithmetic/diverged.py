"""What stands in place of the next pass once there is none."""

from tui_descent.arithmetic.fitting import Row, fitting, row_width
from tui_descent.readable import plain
from tui_descent.session.frame import Frame


def diverged_rows(frame: Frame, width: int) -> list[Row]:
    """That it has diverged, from where, and the two ways out."""
    rows: list[Row] = [[(" it has diverged: no next pass", "alarm")]]
    if row_width(rows[0]) > width:
        rows = [[(" it has diverged", "alarm")]]
    if frame.before is not None and frame.loss is not None:
        before, now = frame.before, plain(frame.loss)
        rows.append(
            fitting(
                width,
                lambda digits: [(f" the loss was {plain(before, digits)}, is {now}", "plain")],
                lambda digits: [(f" loss {plain(before, digits)} → {now}", "plain")],
            )
        )
    return [
        *rows,
        [(" b", "strong"), (" goes back a pass", "plain")],
        [(" r", "strong"), (" starts again", "plain")],
    ]
