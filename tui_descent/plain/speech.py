"""Lines as a voice says them: signs that it leaves out, powers of ten, names that sound the same.

What is here in words was tried with a speech synthesiser that reads no punctuation.
"""

import re
from collections.abc import Mapping

from tui_descent.session.session import Session

FEW = 3  # parameters, up to which each is called w1, w2
MOST_NAMED = 9  # that have such a name

NUMBER_WITH_POWER = re.compile(r"(?<=\d)e([-+−]?)0*(\d+)\b")
MINUS = re.compile(r"(?<![\w.)\]-])-(?=[\d.∞(]|[a-zη]\b)|(?<=[\w)] )-(?= )|−")
NEGATIVE = re.compile(r"(?<!\w)\( *(minus [\w. ]+)\)")
PARAMETER = re.compile(
    r"(?:\b(?:w\d+|b) )?\b[Wbw]\d*\[[^\]]+\]"  # W1[x1→h2], and w1 W1[x1→h2]
    r"|\b[\w.]+(?:→|->)[\w.]+|\bw\d+\b"  # x1→h2, w1
)
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
    "=": " equals ",
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
    "●": "the dot",
    "○": "the ring",
    "◇": "the diamond",
    "▲": "the mark",
    "┊": "",
    "_": " ",
    "[": " ",
    "]": "",
}
WHOLE = {"lr": "rate", "inf": "infinity", "--": "dash dash "}
SHORTENED = re.compile(r"\blr\b|\binf\b|(?<!\S)--(?=\w)")
SPACES = re.compile(r" {2,}")
BEFORE_COMMA = re.compile(r" +(?=[,;:.)](?:\s|$))")


def spelled(line: str, names: Mapping[str, str]) -> str:
    """Return the line with words for what a voice would not say.

    names  of parameters that are also written otherwise: `W1[x1→o1]` -> `w1`
    """
    line = line.replace("  ", ", ")
    line = PARAMETER.sub(lambda found: _said(found[0], names), line)
    line = line.replace("weight weight", "weight")
    line = SHORTENED.sub(lambda found: WHOLE[found[0]], line)
    line = WEIGHTS.sub(r"weights \1", line)
    line = RATIO.sub(r"\1 \2 of \3", line)
    line = QUOTIENT.sub(" over ", line)
    line = NUMBER_WITH_POWER.sub(_power, line)
    line = MINUS.sub(" minus ", line)
    for sign, words in SIGNS.items():
        line = line.replace(sign, words)
    line = NEGATIVE.sub(r"\1", SPACES.sub(" ", line)).replace("( ", "(")
    return BEFORE_COMMA.sub("", line).strip()


def spoken_name(written: str) -> str:
    """One name for a parameter, however it is written: `weight x1 to h2`, `bias h2`, `w1`."""
    array, bracket, inside = written.removesuffix("]").rpartition("[")
    start, arrow, end = inside.partition("→")
    if arrow:
        return f"bias {end}" if start == "b" else f"weight {start} to {end}"
    if bracket:
        return f"bias {inside}" if array.startswith("b") else f"w{inside}"
    return written


def names_of(session: Session) -> dict[str, str]:
    """What is said for the names of parameters that have two: the short one where they are few."""
    labels = session.labels
    if len(labels) <= FEW:
        short = {label: session.name(at) for at, label in enumerate(labels)}
        return {**short, **{label[label.index("[") + 1 : -1]: short[label] for label in short}}
    if len(labels) <= MOST_NAMED:
        return {session.name(at): spoken_name(label) for at, label in enumerate(labels)}
    return {}


def as_typed(line: str) -> str:
    """Return a line that was typed as it was heard, as commands are written.

    `set weight x1 to h2 minus 3` is `set x1→h2 -3`.
    """
    line = re.sub(r"\bweight (\S+) to (\S+)", r"\1→\2", line)
    line = re.sub(r"\bbias (\S+)", r"b→\1", line)
    line = re.sub(r"\bweights (\d+)", r"W\1", line)
    return re.sub(r"\bminus (?=[\d.])", "-", line)


def _said(written: str, names: Mapping[str, str]) -> str:
    name = written.split()[-1].replace("->", "→")
    return names.get(name, spoken_name(name))


def _power(found: re.Match[str]) -> str:
    sign = "minus " if found[1] in {"-", "−"} else ""
    return f" times ten to the {sign}{found[2]}"
