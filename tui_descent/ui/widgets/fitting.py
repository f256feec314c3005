"""Lines that are written with as many digits as there is room for."""

from collections.abc import Callable

from rich.cells import cell_len

from tui_descent.ui.widgets.panel import Row


def fitting(width: int, *makes: Callable[[int], Row]) -> Row:
    """The row with as many digits as there is room for.

    With several ways to make it, the first that has room for three digits; if none has, the
    narrowest of all.
    """
    rows = [make(digits) for make in makes for digits in (6, 5, 4, 3)]
    if len(makes) == 1:
        rows.append(makes[0](2))
    return next((row for row in rows if row_width(row) <= width), min(rows, key=row_width))


def row_width(row: Row) -> int:
    """How many cells a row takes up."""
    return sum(cell_len(text) for text, _ in row)
