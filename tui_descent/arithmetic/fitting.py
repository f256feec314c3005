"""Lines that are written with as many digits as there is room for."""

from collections.abc import Callable, Sequence
from unicodedata import combining

from msgspec import Struct

Piece = tuple[str, str]  # a text and the name of its style
Row = Sequence[Piece]


class Room(Struct, frozen=True):
    """How much room there is, in cells.

    picks  how to see what there was no room for
    """

    width: int
    height: int
    picks: str = "← → picks"


def fitting(width: int, *makes: Callable[[int], Row]) -> Row:
    """The row with as many digits as there is room for.

    With several ways to make it, the first that has room for three digits; if none has, the
    narrowest of all.
    """
    rows = []
    for make in makes:
        for digits in (6, 5, 4, 3, 2) if len(makes) == 1 else (6, 5, 4, 3):
            row = make(digits)
            if row_width(row) <= width:
                return row
            rows.append(row)
    return min(rows, key=row_width)


def row_width(row: Row) -> int:
    """How many cells a row takes up; an accent has none of its own."""
    return sum(
        len(text) if text.isascii() else sum(not combining(char) for char in text)
        for text, _ in row
    )
