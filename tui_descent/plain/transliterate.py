"""What is printed, in characters that every terminal has.

A minus is always the hyphen of the keyboard, so that a printed number can be typed again and
read by a script. Where the stream has only ASCII, symbols become words.
"""

from unicodedata import normalize

from tui_descent.text import safe

UNKNOWN = "?"
WORDS = {
    "→": "->",
    "←": "<-",
    "↑": "up",
    "↓": "down",
    "⇒": "=>",
    "┊": "|",
    "▲": "(up mark)",
    "▸": ">",
    "◇": "(diamond)",
    "○": "(ring)",
    "●": "(dot)",
    "·": "*",
    "×": "x",
    "÷": "/",
    "±": "+-",
    "≈": "about ",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "∞": "infinity",
    "√": "sqrt ",
    "Σ": "sum",
    "∂": "d",
    "∇": "gradient of ",
    "‖": "|",
    "′": "'",
    "…": "...",
    "–": "-",
    "—": "-",
    "•": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "²": "^2",
    "³": "^3",
    "ᵀ": "^T",
    "ᵗ": "^t",
    "ᵏ": "^k",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "\u0302": "_hat",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "Δ": "Delta",
    "ε": "eps",
    "η": "rate",
    "θ": "theta",
    "λ": "lambda",
    "μ": "mu",
    "π": "pi",
    "σ": "sigma",
}


def printable(line: str, ascii: bool) -> str:
    """The line with nothing hidden in it, and with `ascii` spelled out in ASCII."""
    line = safe(line).replace("−", "-")
    if not ascii or line.isascii():
        return line
    return "".join(_spelled(char) for char in line)


def _spelled(char: str) -> str:
    if char.isascii():
        return char
    if char in WORDS:
        return WORDS[char]
    base = "".join(one for one in normalize("NFKD", char) if one.isascii())
    return base or UNKNOWN
