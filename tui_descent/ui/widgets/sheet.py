"""A sheet of cells in two arrays, for plots whose cells are drawn all at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_descent.session.other_runs import MOST_RUNNERS
from tui_descent.ui.widgets.panel import Piece, Row

STYLES = (
    *("dim", "plain", "strong", "accent", "alarm", "slope", "step", "grid", "under"),
    *(f"runner {number + 1}" for number in range(MOST_RUNNERS)),
    *(f"badge {number + 1}" for number in range(MOST_RUNNERS)),
)
STYLE = {style: place for place, style in enumerate(STYLES)}


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The characters of cells and the places of their styles in STYLES, both (height, width)."""

    chars: NDArray[np.str_]
    styles: NDArray[np.uint8]

    @classmethod
    def blank(cls, width: int, height: int) -> "Sheet":
        return cls(np.full((height, width), " "), np.zeros((height, width), np.uint8))

    def copy(self) -> "Sheet":
        return Sheet(self.chars.copy(), self.styles.copy())

    def part(self, left: int, rows: int) -> "Sheet":
        """The first rows from a column on, to be drawn on in place."""
        return Sheet(self.chars[:rows, left:], self.styles[:rows, left:])

    def write(self, x: int, y: int, text: str, style: str = "dim") -> None:
        """Write a text to the right of a cell, and that cell's, as far as the edge."""
        stop = min(x + len(text), self.chars.shape[1])
        self.chars[y, x:stop] = [*text[: stop - x]]
        self.styles[y, x:stop] = STYLE[style]

    def paint(self, cells: NDArray[np.bool_], chars: NDArray[np.str_] | str, style: str) -> None:
        """Put characters, shape (height, width), or the same one, into these cells."""
        np.copyto(self.chars, chars, where=cells)
        self.styles[cells] = STYLE[style]

    def rows(self) -> list[Row]:
        """The rows, cut into runs of one style."""
        return [*rows_of(self.chars, self.styles, STYLES.__getitem__)]


def rows_of(
    chars: NDArray[np.str_], styles: NDArray[Any], name: Callable[[int], str]
) -> list[list[Piece]]:
    """Rows of cells, cut into runs of one style.

    chars, styles  shape (height, width); `name` tells the name of each style
    """
    height, width = styles.shape
    texts = chars.view(f"<U{width}").ravel().tolist()
    begins = np.ones((height, width), np.bool_)
    begins[:, 1:] = styles[:, 1:] != styles[:, :-1]
    ys, xs = np.nonzero(begins)
    starts = xs.tolist()
    rows: list[list[Piece]] = [[] for _ in texts]
    for y, start, stop, style in zip(
        ys.tolist(), starts, [*starts, 0][1:], styles[ys, xs].tolist(), strict=True
    ):
        rows[y].append((texts[y][start : stop or width], name(style)))
    return rows
