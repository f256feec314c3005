"""The table of a race: each runner's number, optimizer, rate and loss, and who leads."""

from textual.geometry import Size

from tui_descent.readable import as_fits
from tui_descent.session.frame import Frame, Standing
from tui_descent.ui.widgets.panel import Panel, Piece, Row
from tui_descent.ui.widgets.plots import DOT

RATE, LOSS = 7, 9  # cells for a number and a blank before it
LEADS = "★"
SIGNS = 4  # cells for the number and the signs at both ends


class RaceTable(Panel[Frame]):
    """One row for each runner, in the order of the numbers that stand on map and curve."""

    is_list = True

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        standings = frame.standings
        self.entitle("race: lr, loss", f"{LEADS} leads · {self.key_names['swap']} next runner")
        return [_row(one, frame.passes, size.width) for one in standings]


def _row(one: Standing, passes: int, width: int) -> Row:
    """Where a runner stands, with its name where there is room."""
    spare = max(0, width - SIGNS - RATE - LOSS)
    style = "strong" if one.here else "plain"
    row: list[Piece] = [
        (DOT if one.here else " ", "accent"),
        (str(one.number), f"badge {one.number}"),
        (f" {one.optimizer:<{spare}}"[: spare + 1], style),
        (f"{as_fits(one.learning_rate, RATE - 1):>{RATE}}", "dim"),
    ]
    row.append((f"{_loss(one, passes):>{LOSS}}", "minus" if one.ended else style))
    return [*row, (LEADS, "accent")] if one.leads else row


def _loss(one: Standing, passes: int) -> str:
    """Its loss; or what there is to say in its place."""
    if one.ended:
        return "diverged"
    if one.passes != passes:
        return f"at {one.passes}"
    return "?" if one.loss is None else as_fits(one.loss, LOSS - 1)
