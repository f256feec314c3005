"""What a cell of a CSV file says: a number, or what keeps it from being one.

A number is written as most programs write it: 1200, -0.5, 1e-3. Whatever else a cell holds is
refused together with the way to write it; no spelling is guessed at.
"""

import math
import re
from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct

Kind = Literal["number", "empty", "missing", "spelling", "date", "word"]

MISSING = frozenset(
    ("na", "n/a", "#n/a", "n.a.", "null", "none", "nil", "missing", "-", "--", "?", ".")
)
CURRENCY = r"(?:[$\u00a3\u00a5\u20a0-\u20c0]|EUR|USD|GBP|CHF|JPY)"  # pound, yen, euro and others
DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}([ T].*)?|\d{4}-\d\d|\d{1,2}:\d\d(:\d\d)?")
# A point or a comma, and what may stand before an exponent.
PARTS = re.compile(r"(?P<sign>[+-]?)(?P<body>[\d.,]+)(?P<exponent>(?:[eE][+-]?\d+)?)")


class Spelling(Struct, frozen=True):
    """A number that is spelled otherwise than it must be here.

    plain   how to spell it
    faults  what is unusual about it, such as "a decimal comma"
    other   the other number that it may be, where nothing tells what its comma means
    """

    plain: str
    faults: tuple[str, ...]
    other: str = ""

    @property
    def remedy(self) -> str:
        """How to spell it."""
        if self.other:
            return f"write {self.plain}, or {self.other} if the comma is a decimal comma"
        if PERCENT in self.faults:
            return f"write {self.plain}, or the share {float(self.plain) / 100.0:.10g}"
        return f"write {self.plain}"


def number(cell: str) -> float | None:
    """Return the finite number that a cell holds, or None."""
    value = _value(cell)
    return value if value is not None and math.isfinite(value) else None


def kind(cell: str, decimal_comma: bool | None = None) -> Kind:
    """Return what sort of thing a cell holds; "missing" is a sign for a missing number.

    decimal_comma  whether the commas of its column precede decimals; None: nothing tells
    """
    text = cell.strip()
    if not text:
        return "empty"
    value = _value(text)
    if value is not None:
        return "number" if math.isfinite(value) else "missing"
    if text.casefold() in MISSING:
        return "missing"
    if spelling(text, decimal_comma) is not None:
        return "spelling"
    return "date" if DATE.fullmatch(text) else "word"


def trouble(
    place: int, column: Sequence[str], for_words: Callable[[tuple[str, ...]], str]
) -> tuple[str, str]:
    """Return why the cell at this place of a column is no number, and the remedy.

    for_words  returns the remedy for a column of words, from its different texts in order
    """
    commas = decimal_commas(column)
    cell, kinds = column[place].strip(), [kind(one, commas) for one in column]
    sort = kinds[place]
    rows = f"({kinds.count(sort)} of {len(column)} {'row' if len(column) == 1 else 'rows'})"
    shown = repr(cell if len(cell) <= 40 else f"{cell[:39]}…")
    if sort == "empty":
        return f"empty {rows}", "fill it in, or leave the row out"
    if sort == "missing":
        finite = "" if _value(cell) is None else "finite "
        return f"{shown} is not a {finite}number {rows}", "write a number, or leave the row out"
    if sort == "spelling" and (found := spelling(cell, commas)) is not None:
        wrong = f"{shown} has {' and '.join(found.faults)} {rows}"
        units = {fault for one in column for fault in _faults(one) if fault.endswith(UNIT)}
        alike = len(units) < 2
        return wrong, found.remedy if alike else "write numbers alone, all in the same unit"
    if sort == "date":
        remedy = "write it as a number, such as the days or hours since the first one"
        return f"{shown} is a date or a time {rows}", remedy
    wrong = f"{shown} is not a number {rows}"
    if 2 * kinds.count("word") <= len(column):
        return wrong, "correct it, or leave the row out"
    return wrong, for_words(tuple(sorted({one.strip() for one in column} - {""})))


def decimal_commas(cells: Sequence[str]) -> bool | None:
    """Return whether the commas in these cells precede decimals; None: nothing tells."""
    faults = {fault for cell in cells if "," in cell for fault in _faults(cell)}
    if DECIMAL_COMMA in faults:
        return True
    return False if THOUSANDS_COMMAS in faults else None


def spelling(cell: str, decimal_comma: bool | None = None) -> Spelling | None:
    """Return the other spelling in which a cell holds a number; None: it holds none so.

    decimal_comma  as of `kind`
    """
    text = cell.strip()
    faults: list[str] = []
    for wrong, right, fault in UNUSUAL:
        mended = wrong.sub(right, text).strip()
        if mended != text:
            found = wrong.search(text)
            text, faults = mended, [*faults, found.expand(fault) if found else fault]
    parts = PARTS.fullmatch(text)
    if parts is None:
        return None
    body, of_commas, other = _without_commas(parts["body"], decimal_comma)
    plain, other = (f"{parts['sign']}{one}{parts['exponent']}" for one in (body, other or body))
    if not (faults or of_commas) or number(plain) is None:
        return None
    return Spelling(plain, (*faults, *of_commas), other if other != plain else "")


PERCENT, UNIT = "a percent sign", " behind the number"
DECIMAL_COMMA = "a decimal comma"
THOUSANDS_COMMA, THOUSANDS_COMMAS = "a comma between thousands", "commas between thousands"
THOUSANDS_POINTS = "points between thousands"

# What is unusual around a number's digits, what to put in its place, and what it is called.
UNUSUAL = tuple(
    (re.compile(wrong), right, fault)
    for wrong, right, fault in (
        (r"^\((.*)\)$", r"-\1", "brackets in place of a minus"),
        (rf"[\u2212\u2013](?=\s*(?:{CURRENCY}\s*)?[\d.,])", "-", "a minus that is not the sign -"),
        (rf"^([+-]?)\s*{CURRENCY}|{CURRENCY}$", r"\1", "a currency sign"),
        (r"%$", "", PERCENT),
        (r"(?<=[\d.,])\s*(°?[^\W\d_]+[²³]?(?:/[^\W\d_]+)?|°)$", "", rf"\1{UNIT}"),
        (r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3}(?!\d))", "", "blanks between thousands"),
        (r"(?<=\d)['’](?=\d{3}(?!\d))", "", "apostrophes between thousands"),
        (r"(?<=\d)_(?=\d{3}(?!\d))", "", "underscores between thousands"),
    )
)


def _without_commas(digits: str, decimal_comma: bool | None) -> tuple[str, tuple[str, ...], str]:
    """Return digits with a point before the decimals and nothing between the thousands.

    Behind them stand what was unusual, and what they are otherwise if a comma may be either.
    """
    as_decimals = digits.replace(".", "").replace(",", ".")
    as_thousands = digits.replace(",", "")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", digits):
        return as_decimals, (THOUSANDS_POINTS, DECIMAL_COMMA), ""
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", digits):
        return digits.replace(".", ""), (THOUSANDS_POINTS,), ""
    if re.fullmatch(r"\d{1,3}(,\d{2,3})*,\d{3}\.\d*|\d{1,3}(,\d{2,3})+,\d{3}", digits):
        return as_thousands, (THOUSANDS_COMMAS,), ""
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits) and not decimal_comma:
        return as_thousands, (THOUSANDS_COMMA,), "" if decimal_comma is False else as_decimals
    if re.fullmatch(r"\d*,\d+", digits):
        return as_decimals, (DECIMAL_COMMA,), ""
    return digits, (), ""


def _faults(cell: str) -> tuple[str, ...]:
    found = spelling(cell)
    return () if found is None else found.faults


def _value(cell: str) -> float | None:
    try:
        return float(cell if "_" not in cell else "")  # float() takes 1_000 for a thousand
    except ValueError:
        return None
