"""What a cell says: a number in one of its spellings, a date, nothing, or words."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

ALWAYS_MISSING = frozenset(("", "na", "n/a", "#n/a", "<na>", "#nv", "nan", "null", "?"))
MISSING_NUMBER = ALWAYS_MISSING.union(
    ("none", "nil", "missing", "n.a.", "k.a.", "-", "--", "---", ".", "..", "…", "–", "—"),
    ("#div/0!", "#value!", "#ref!", "#num!", "#name?", "#null!", "(blank)"),
)
INFINITE = re.compile(r"[+-]?(inf|infinity|∞)", re.IGNORECASE)

CURRENCY = (
    r"(?:[A-Z]{0,3}[$£¥₹€₩₽₺₪₫฿¢\u20a0-\u20c0]|EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|kr|zł|Fr\.?)"
)
BLANKS = " \u00a0\u2009\u202f"
NUMBER = re.compile(
    rf"""(?P<open>\()?\s*
    (?P<sign>[+\-\u2212\u2013]?)\s*
    (?P<before>{CURRENCY})?\s*
    (?P<sign2>[+\-\u2212\u2013]?)
    (?P<body>(?:\d[\d.,'’{BLANKS}_]*|[.,]\d+))
    (?P<exponent>[eE][+\-\u2212]?\d+)?\s*
    (?P<after>%|‰|°|{CURRENCY}|[°µμ]?[^\W\d_]+[²³]?\d?(?:[\ /*·^\-]+[^\W\d_]+[²³]?\d?)*)?
    (?P<close>\))?(?P<behind>[-\u2212])?""",
    re.VERBOSE,
)
MONTH = (
    r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|fév|avr|juin|juil|aoû|déc"
    r"|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|mrt|maa|maj)[^\W\d_]*\.?"
)
CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?"
DATE = re.compile(
    rf"""(?:[^\W\d_]{{2,9}}\.?,?\s+)?(?:
      \d{{1,4}}(?P<mark>[-/.])\d{{1,2}}(?P=mark)\d{{1,4}}\.?
    | \d{{4}}[-/]\d{{1,2}} | \d{{1,2}}/\d{{4}} | \d{{1,2}}/\d{{1,2}} | \d{{1,2}}\.\d{{1,2}}\.
    | \d{{1,2}}\.?[\s\-]{MONTH}(?:[\s\-]\d{{2,4}})?
    | {MONTH}[\s\-]\d{{1,2}}(?:st|nd|rd|th)?,?[\s\-]\d{{4}}
    | {MONTH}[\s\-']\d{{2,4}} | \d{{4}}[\s\-]{MONTH}(?:[\s\-]\d{{1,2}})?
    | \d{{4}}{MONTH} | \d{{4}}[-\s]?[QqWw]\d{{1,2}}(?:-\d)? | [Qq]\d[\s\-]\d{{4}}
    | \d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?
    )(?:[T\s,]+{CLOCK}\s*(?:Z|UTC|GMT|[A-Z]{{3,4}}|[+-]\d\d:?\d\d)?)?
    | {CLOCK} | (?:\d+\ days?,?\ )\d{{1,2}}:\d{{2}}:\d{{2}}""",
    re.VERBOSE | re.IGNORECASE,
)
PLAIN = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,4})?")
_POINT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,3}(?:,\d{2})*,\d{3}(?:\.\d*)?|\d*\.?\d*")
_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?|\d*,?\d*")
_GROUPED = re.compile(
    rf"\d{{1,3}}(?:(?P<mark>['’{BLANKS}_])\d{{3}})(?:(?P=mark)\d{{3}})*(?![\d'’{BLANKS}_])"
)
_LONGEST = 60  # characters of a number


def value_of(cell: str, decimal: str) -> tuple[float, str] | None:
    """Return the finite number in a cell and its unit; None: it holds none.

    decimal  the sign before the decimals, "." or ","
    """
    if PLAIN.fullmatch(cell) and (decimal == "." or "." not in cell):
        value = float(cell)
        return (value, "") if math.isfinite(value) else None
    found = _parts(cell)
    if found is None:
        return None
    body = _plain(found["body"], decimal)
    if body is None:
        return None
    minus = any(found[part] not in ("", "+", None) for part in ("sign", "sign2", "behind"))
    exponent = (found["exponent"] or "").replace("\u2212", "-")
    value = float(f"{body}{exponent}")
    if not math.isfinite(value):
        return None
    unit = found["before"] or found["after"] or ""
    return -value if minus or found["open"] else value, unit


def _parts(cell: str) -> re.Match[str] | None:
    if len(cell) > _LONGEST:
        return None
    found = NUMBER.fullmatch(cell)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    if sum(bool(found[part]) for part in ("open", "sign", "sign2", "behind")) > 1:
        return None
    return found


def _plain(body: str, decimal: str) -> str | None:
    """The digits with a point before the decimals and nothing between the thousands."""
    body = body.strip(BLANKS)
    if grouped := _GROUPED.match(body):
        digits = re.sub(rf"['’{BLANKS}_]", "", grouped[0])
        body = digits + body[grouped.end() :]
    if not (_POINT if decimal == "." else _COMMA).fullmatch(body):
        return None
    body = body.replace(",", "") if decimal == "." else body.replace(".", "").replace(",", ".")
    return body if any(map(str.isdigit, body)) else None


def is_missing(cell: str, numeric: bool) -> bool:
    """Whether a cell, stripped, says that there is no value."""
    return cell.casefold() in (MISSING_NUMBER if numeric else ALWAYS_MISSING)


def is_date(cell: str) -> bool:
    """Whether a cell, stripped, is a date or a time."""
    return len(cell) <= _LONGEST and DATE.fullmatch(cell) is not None


@dataclass(slots=True)
class Votes:
    """What the numbers in some cells say about their decimal sign.

    point, comma       cells in which it can be nothing else
    points, commas     cells with one such sign and three digits behind it: either
    small, large       whole numbers without a sign, below 1000 and from there on
    """

    point: int = 0
    comma: int = 0
    points: int = 0
    commas: int = 0
    small: int = 0
    large: int = 0

    def count(self, cells: Iterable[str]) -> "Votes":
        """Count the votes of these cells."""
        for cell in cells:
            found = _parts(cell.strip())
            if found is not None:
                self._count_one(found["body"].strip(BLANKS))
        return self

    def _count_one(self, body: str) -> None:
        points, commas = body.count("."), body.count(",")
        if points and commas:
            if _plain(body, ".") is not None:
                self.point += 1
            elif _plain(body, ",") is not None:
                self.comma += 1
        elif not points and not commas:
            if len(body) < 4:
                self.small += 1
            else:
                self.large += 1
        elif points + commas > 1:  # the same sign twice stands between thousands
            if commas and _plain(body, ".") is not None:
                self.point += 1
            elif points and _plain(body, ",") is not None:
                self.comma += 1
        else:
            before, _, behind = body.replace(",", ".").partition(".")
            either = len(behind) == 3 and 1 <= len(before) <= 3 and before[0] != "0"
            if either and points:
                self.points += 1
            elif either:
                self.commas += 1
            elif points:
                self.point += 1
            else:
                self.comma += 1

    def __add__(self, other: "Votes") -> "Votes":
        return Votes(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def decimal(self) -> str:
        """The sign that has the majority; "": nothing tells."""
        if self.point == self.comma:
            return ""
        return "." if self.point > self.comma else ","

    def likely(self, separator: str) -> str:
        """The sign where no cell tells for sure, from what stands between the cells."""
        # Decimals have as many digits each; only thousands leave small numbers without a sign.
        thousands = self.small > 0 and not self.large
        if self.commas and not self.points:
            return "." if separator == "," or thousands else ","
        if self.points and not self.commas and separator != "," and thousands and self.points > 2:
            return ","
        return "."
