"""One ASCII character for each cell, where the terminal has no others.

The Linux console has no braille, a Latin-1 stream no arrows. Here every character that the
program writes has its own stand-in; what a learner has typed or a preset brings along gets
one by its base letter, or a question mark.
"""

from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

UNKNOWN = "?"


def _pairs(chars: str, stand_ins: str) -> dict[str, str]:
    return dict(zip(chars, stand_ins, strict=True))


# Frames, axes, ticks. What is listed here is no corner and no crossing; the rest of the block is.
_LINES = {
    **{chr(code): "+" for code in range(0x2500, 0x2580)},
    **dict.fromkeys("─┄╌╴╶", "-"),
    **dict.fromkeys("━┅┉╍═╸╺╼╾", "="),
    **dict.fromkeys("│┃║╵╷╹╻╽╿", "|"),
    **dict.fromkeys("┆┇┊┋╎╏", ":"),
    **_pairs("╱╲╳┈", "/\\X."),
}

_BLOCKS = {
    **_pairs("░▒▓█", "-=%#"),
    **_pairs("▁▂▃▄▅▆▇", "_.-=+*%"),
    **_pairs("▉▊▋▌▍▎▏▐", "##[[|||]"),
    **_pairs("▀▔▕", '"-|'),
    **_pairs("▖▗▘▝▙▛▜▟▚▞", "..''####\\/"),
}

_MARKS = {
    **_pairs("←↑→↓↔↕↖↗↘↙⇐⇑⇒⇓⇔⇖⇗⇘⇙", "<^>v=|\\/\\/<^>v=\\/\\/"),
    **_pairs("▲△▴▼▽▾▶▷▸▹◀◁◂◃►◄", "^^^vvv>>>><<<<><"),
    **_pairs("●○•◦◉◎◌⬤∘", "@o**@@o@."),
    **_pairs("■□▪▫◆◇◈★☆", "#_#_@X@+*"),
    **_pairs("✓✔✗✘☐☑☒", "+*xX_+x"),
    **_pairs("…–—‘’“”′″ˆ", "~--''\"\"'\"^"),
    **_pairs("\u00a0\u2009\u202f", "   "),
}

_MATHEMATICS = {
    **_pairs("−×÷·±∓√∞≈≠≤≥≪≫∝∼≡", "-x/.~~VI~!<><>~~="),
    **_pairs("∂∇∆∑∏∫∈∉‖∥⊙⊗⌊⌋⌈⌉⁄⟨⟩", "dgDSPSe!||*x[][]/<>"),
    **_pairs("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", "0123456789+-=()"),
    **_pairs("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+-=()"),
    **_pairs("ⁱⁿᵀᵃᵇᵈᵉᵏᵐᵖᵗᵢⱼₖₙₜₓᵣᵤᵥᶻʲ", "inTabdekmptijkntxruvzj"),
    **_pairs("°½¼¾", "o2qq"),
    "\u0302": "^",  # a hat that stands on nothing
}

_GREEK = {
    **_pairs("αβγδεζηθικλμνξοπρστυφχψω", "abgdezhoiklmnxoprstufcyw"),
    **_pairs("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", "ABGDEZHOIKLMNXOPRSTUFCYW"),
    **_pairs("ςϵϑϕµ", "seofu"),
    "η": "n",  # as everyone writes it who has no Greek letters; ν, which looks alike, is not used
}

# Braille dots by their bits: four rows of a left and a right one.
_LEFT = (0x01, 0x02, 0x04, 0x40)
_RIGHT = (0x08, 0x10, 0x20, 0x80)
_CROWDED = 6  # dots of eight, from which on it is an area and no curve


def _braille(dots: int) -> str:
    """The stroke that a curve makes through this cell."""
    left = [row for row in range(4) if dots & _LEFT[row]]
    right = [row for row in range(4) if dots & _RIGHT[row]]
    rows = {*left, *right}
    if not rows:
        return " "
    if len(left) + len(right) >= _CROWDED:
        return "#"
    if len(rows) == 1:
        return "'--_"[rows.pop()] if left and right else "'--."[rows.pop()]
    if left and right:
        fall = sum(right) / len(right) - sum(left) / len(left)
        if abs(fall) >= 1.0:
            return "\\" if fall > 0.0 else "/"
        if len(rows) == 2:
            return (
                "-" if rows == {1, 2} else '"' if max(rows) < 2 else "_" if min(rows) > 1 else ":"
            )
    return "|" if len(rows) > 2 else ":"


STAND_INS = {
    **_LINES,
    **_BLOCKS,
    **_MARKS,
    **_MATHEMATICS,
    **_GREEK,
    **{chr(0x2800 + dots): _braille(dots) for dots in range(256)},
}


def ascii_cells(cells: Sequence[str], looks: Sequence[object] = ()) -> list[str]:
    """The stand-ins of a line's cells, where given with how each looks.

    A dot between two words, or between two factors that look like it, is a star, because a
    full stop would be read as a decimal point. Other dots are a dotted line or a shade.
    """
    found = [ascii_cell(cell) for cell in cells]
    for at in range(1, len(cells) - 1):
        if cells[at] == "·":
            before, after = cells[at - 1], cells[at + 1]
            alike = not looks or looks[at - 1] == looks[at] == looks[at + 1]
            if before == after == " " or (alike and _ends(before) and _begins(after)):
                found[at] = "*"
    return found


def _ends(cell: str) -> bool:
    return cell.isalnum() or cell in (")", "′", "]")


def _begins(cell: str) -> bool:
    return cell.isalnum() or cell in ("(", "−", "√")


@lru_cache(maxsize=1024)
def ascii_cell(cell: str) -> str:
    """One ASCII character for a cell, which holds a character and its accents.

    The second cell of a wide character, "", becomes a space.
    """
    if not cell:
        return " "
    char = cell[0]
    if char.isascii():
        return char
    if char in STAND_INS:
        return STAND_INS[char]
    base = normalize("NFKD", char)[0]
    return base if base.isascii() and base.isprintable() else UNKNOWN
