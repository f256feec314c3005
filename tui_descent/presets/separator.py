"""What separates the cells of a file in which it is not commas."""

import csv
import re
from collections.abc import Callable, Sequence

from tui_descent.presets.cells import decimal_commas, spelling

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
MOST = 0.9  # of the lines have as many cells as the first one if it is the separator

Split = Callable[[str], list[str]]


def other_separator(lines: Sequence[str], count: int) -> tuple[str, str] | None:
    """Return what is wrong with the separator in a file of `count` lines, and the remedy.

    lines  the first of them, none blank

    None where commas separate the columns, or where there is only one column.
    """
    if mark := re.fullmatch(r'"?sep=(.)"?', lines[0].strip()):
        rest = "" if mark[1] == "," else f" and put commas in place of {mark[1]}"
        return f"{lines[0].strip()!r} is not a line of names", f"remove this line{rest}"
    for character, name in SEPARATORS.items():
        split = _split_at(character)
        if character in lines[0] and _width(lines, split) >= max(2, _width(lines, _split_at(","))):
            return _of_separator(lines, split, name, count)
    if len(_split_at(",")(lines[0])) > 1:
        return None
    if _width(lines, str.split) > 1:
        return _of_separator(lines, str.split, "blanks", count)
    if _width(lines, lambda line: _split_at(",")(_split_at(",")(line)[0])) > 1:
        return "quotation marks around the whole line", "remove them, from every line"
    return None


def _split_at(mark: str) -> Split:
    return lambda line: next(csv.reader([line], delimiter=mark), [""])


def _width(lines: Sequence[str], split: Split) -> int:
    """Return the number of cells in the first line if most lines have as many, else 0."""
    try:
        widths = [len(split(line)) for line in lines]
    except csv.Error:  # a cell of 100 kB and more: it is not this separator
        return 0
    return widths[0] if widths.count(widths[0]) >= MOST * len(widths) else 0


def _of_separator(lines: Sequence[str], split: Split, name: str, count: int) -> tuple[str, str]:
    rows = "1 row" if count == 2 else f"{count - 1} rows"
    wrong = f"{name} between the cells, where commas belong ({rows})"
    remedy = f"put commas in place of the {name}"
    cells = [cell.strip() for line in lines[1:] for cell in split(line) if "," in cell]
    commas = decimal_commas(cells)
    for cell in cells:
        if (found := spelling(cell, commas)) is not None:
            example = f"{cell} becomes {found.plain}"
            example += f", or {found.other} if the comma is a decimal comma" * bool(found.other)
            return wrong, f"first write numbers without commas ({example}), then {remedy}"
    return wrong, remedy
