"""Lines as a voice says them: signs that it leaves out, powers of ten, names that sound the same.

What is here in words was tried with a speech synthesiser that reads no punctuation.
"""

import re
from collections.abc import Mapping

NUMBER_WITH_POWER = re.compile(r"(?<=\d)e([-+−]?)0*(\d+)\b")
MINUS = re.compile(r"(?<![\w.)\]-])-(?=[\d.∞(]|[a-zη]\b)|(?<=[\w)] )-(?= )|−")
NEGATIVE = re.compile(r"(?<!\w)\( *(minus [\w. ]+)\)")
PARAMETER = re.compile(r"(?:\b(w\d+|b) )?\b(W|b|w)(\d*)\[([^\]]+)\]")
EDGE = re.compile(r"\b([\w.]+)(?:→|->)([\w.]+)")
WEIGHTS = re.compile(r"\bW(\d+)\b")
QUOTIENT = re.compile(r"(?<=\d)/(?=\d)")
RATIO = re.compile(r"\b(phase \w+) (\d+)/(\d+)")
SIGNS = {
    "∂L/∂": "slope along ",
    "·": " times ",
    "×": " times ",
    "*": " times ",
    "÷": " divided by ",
    " / ": " divided by ",
    "←": " becomes ",
    "→": " to ",
    "⇒": " so ",
    "=": " is ",
    "²": " squared",
    "³": " cubed",
    "^2": " squared",
    "^": " to the power ",
    "√": "root of ",
    "Σ": "sum of ",
    "δ": "delta ",
    "η": "rate",
    "λ": "lambda ",
    "∂": "d ",
    "′": " prime",
    "≤": " at most ",
    "≥": " at least ",
    "≠": " is not ",
    "≈": " about ",
    "<": " below ",
    ">": " above ",
    "∞": "infinity",
    "±": " plus or minus ",
    "|": " size ",
    "[": " ",
    "]": "",
}
SPACES = re.compile(r" {2,}")
BEFORE_COMMA = re.compile(r" +(?=[,;:.)](?:\s|$))")


def spoken_name(found: re.Match[str], names: Mapping[str, str]) -> str:
    """One name for a parameter, however it is written: `w1`, `weight x1 to h2`, `bias h2`."""
    _, array, number, inside = found.groups()
    label = f"{array}{number}[{inside}]".replace("->", "→")
    if label in names:
        return names[label]
    if array == "w":
        return f"w{inside}"
    if array == "b":
        return f"bias {inside}"
    return f"weight {' to '.join(re.split('→|->', inside))}"


def spelled(line: str, names: Mapping[str, str]) -> str:
    """Return the line with words for what a voice would not say.

    names  of parameters that have a short one: `W1[x1→o1]` -> `w1`
    """
    line = line.replace("  ", ", ")
    line = PARAMETER.sub(lambda found: spoken_name(found, names), line)
    line = EDGE.sub(_edge, line)
    line = WEIGHTS.sub(r"weights \1", line)
    line = RATIO.sub(r"\1 \2 of \3", line)
    line = QUOTIENT.sub(" over ", line)
    line = NUMBER_WITH_POWER.sub(_power, line)
    line = MINUS.sub(" minus ", line)
    for sign, words in SIGNS.items():
        line = line.replace(sign, words)
    line = NEGATIVE.sub(r"\1", SPACES.sub(" ", line)).replace("( ", "(")
    return BEFORE_COMMA.sub("", line).strip()


def _edge(found: re.Match[str]) -> str:
    start, end = found.groups()
    return f"bias {end}" if start == "b" else f"weight {start} to {end}"


def _power(found: re.Match[str]) -> str:
    sign = "minus " if found[1] in {"-", "−"} else ""
    return f" times ten to the {sign}{found[2]}"
