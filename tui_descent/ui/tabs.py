"""The strip of tabs in the frame of the hero: all views there are, the present one inverse."""

from collections.abc import Sequence
from functools import lru_cache

MORE = "…"
GAPS = (("  ", " "), (" ", " "), (" ", ""))  # between two, and on either side of the present one


@lru_cache(maxsize=16)  # the same at each pass, and found by trying
def strip_of(names: tuple[str, ...], present: int, width: int) -> Sequence[tuple[str, int]]:
    """Texts side by side, and the place of the view that each stands for; −1: for none.

    An … stands for the next view that is not shown.

    Where they do not all fit in `width` cells, those around the present one.
    """
    first, last = 0, len(names)
    while True:
        for gap, margin in GAPS:
            shown = _strip(names, present, range(first, last), gap, margin)
            if sum(len(text) for text, _ in shown) <= width:
                return shown
        if last - first <= 1:
            return shown
        if present - first >= last - 1 - present:  # the end that is further away gives way
            first += 1
        else:
            last -= 1


def _strip(
    names: Sequence[str], present: int, shown: range, gap: str, margin: str
) -> list[tuple[str, int]]:
    texts: list[tuple[str, int]] = [(MORE, shown.start - 1)] if shown.start else []
    for place in shown:
        if texts:
            texts.append((gap, -1))
        inverse = f"{margin}{names[place].upper()}{margin}"
        texts.append((inverse if place == present else names[place], place))
    if shown.stop < len(names):
        texts += [(gap, -1), (MORE, shown.stop)]
    return texts


def tab_at(strip: Sequence[tuple[str, int]], column: int) -> int:
    """The place of the view whose name stands in this column of the strip; −1: none."""
    for text, place in strip:
        if column < len(text):
            return place if column >= 0 else -1
        column -= len(text)
    return -1
