"""The keys of every list in which one row is chosen, and where they lead."""

import sys

from textual.binding import Binding

FEW = 8  # rows that page up and page down pass over
MOVING_KEYS = tuple(
    Binding(key, f"move({rows})", told, show=False)
    for key, rows, told in (
        ("up", -1, "one up"),
        ("down", 1, "one down"),
        ("pageup", -FEW, f"{FEW} up"),
        ("pagedown", FEW, f"{FEW} down"),
        ("home", -sys.maxsize, "the first"),
        ("end", sys.maxsize, "the last"),
    )
)


def moved(cursor: int, offset: int, count: int) -> int:
    """The row so many further down of `count`, or the one at that end."""
    return min(max(cursor + offset, 0), count - 1)
