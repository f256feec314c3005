"""Lines as a voice says them: signs that it leaves out, powers of ten, names that sound the same.

What is here in words was tried with a speech synthesiser that reads no punctuation.
"""

import re
import unicodedata
from collections.abc import Mapping

from tui_descent.actions import WORDS
from tui_descent.data.initialization import INITIALIZATIONS
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.losses import LOSSES
from tui_descent.engine.schedules import SCHEDULES
from tui_descent.session.session import Session

FEW = 3  # parameters, up to which each is called w1, w2

NUMBER_WITH_POWER = re.compile(r"(?<=\d)e([-+−]?)0*(\d+)(?![0-9a-zA-Z])")
MINUS = re.compile(r"(?<![\w.)\]-])-(?=[\d.∞(]|[a-zη]\b)|(?<=[\w)\]²] )-(?= )|−")
NEGATIVE = re.compile(r"(?<!\w)\((minus [\w. ]+)\)(?! squared| cubed| to the power)")
PARAMETER = re.compile(
    r"(?:\b(?:w\d+|b) )?\b[Wbw]\d*\[[^\]]+\]"  # W1[x1→h2], and w1 W1[x1→h2]
    r"|\b[\w.]+(?:→|->)[\w.]+|\bw\d+\b"  # x1→h2, w1
)
TWICE = re.compile(r"\b(wires?|weight)(?: of)? weight (?=\S+ to \S)")  # the wire x1→h2
ADDRESS = re.compile(r"https?://\S+|(?<!\S)[.~]?/\w\S*")  # of a page or a file
SHORT = re.compile(r"^(?:w\d+|b) (?=[Wbw]\d*\[)")  # before the full name
WEIGHTS = re.compile(r"\bW(\d+)\b")
RATIO = re.compile(r"\b(phase \w+) (\d+)/(\d+)")
GROUP = re.compile(  # in a formula, where it matters how far the brackets reach
    r"\((?![A-Z][a-z]* |[^()]*(?: equals |: ))"
    r"([^()]*[^\s,] (?:plus|minus|times|divided by|over|to the power) [^()]*"
    r"|minus [^()]*(?=\) (?:squared|cubed|to the power)))\)"
)
ORDERED = (  # what depends on what stands beside it, one after the other
    (re.compile(r"(?<=\d)/(?=\d)"), " over "),
    (re.compile(r"(?<=[)\]])/|(?<!\w)/(?=[\d(])| / "), " divided by "),
    (re.compile(r"(?<!\S)\[([^\]]+)\]"), r"maybe \1"),  # what one may leave out
    (re.compile(r"(?<![A-Za-z\]])\|([\w. ]+)\|(?![A-Za-z])"), r"size of \1"),
    (re.compile(r"‖([\w. ]+)‖"), r"length of \1"),
    (re.compile(r"\*\*"), "^"),
    (re.compile(r"\^2(?![\d.])"), " squared"),
    (re.compile(r"(?<=\d)[-–](?=\d)"), " to "),
    (re.compile(r"(?<=\w)…"), " and so on"),
    (re.compile(r"(?<=[a-z]) …$"), ""),  # a question, to be gone on with
)
SIGNS = {
    "∂L/∂": "slope along ",
    "·": " times ",
    "×": " times ",
    "*": " times ",
    "÷": " divided by ",
    "←": " becomes ",
    "→": " to ",
    "⇒": " so ",
    "↑": "up",
    "↓": "down",
    "+": " plus ",
    "=": " equals ",
    "²": " squared",
    "³": " cubed",
    "^": " to the power ",
    "√": "root of ",
    "Σ": "sum of ",
    "∏": "product of ",
    "∇": "gradient of ",
    "η": "rate",
    "λ": "lambda ",
    "∂": "d ",
    "′": " prime",
    "\u0302": " hat",
    "≤": " at most ",
    "≥": " at least ",
    "≠": " is not ",
    "≈": " about ",
    "<": " below ",
    ">": " above ",
    "∞": "infinity",
    "±": " plus or minus ",
    "|": " or ",
    "%": " percent",
    "#": " number sign ",
    "&": " and ",
    "@": " at ",
    "~": " tilde ",
    "\\": " backslash ",
    "…": "and more",
    "—": ", ",
    "–": ", ",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "●": "the dot",
    "○": "the ring",
    "◇": "the diamond",
    "▲": "the mark",
    "▸": "the pointer",
    "✓": "done",
    "┊": "the dashes",
    **dict.fromkeys("`_[]{}•", " "),
}
PAUSE = re.compile(r"[,;)] |[.!?] (?=[A-Z\"'(])")
COLON = re.compile(r": ")
SENTENCE_END = re.compile(rf"(?<=[.?!]) +(?=[A-Z\"'(]|(?:{'|'.join(WORDS)})\b)")  # or a command
PLAIN = frozenset(" .,;:?!'\"()/-")  # what a voice says, pauses at or may leave out
DASH = re.compile(r"-(?=\d)")
WHOLE = {"lr": "rate", "inf": "infinity", "--": "dash dash "}
SHORTENED = re.compile(r"\blr\b|\binf\b|(?<!\S)--(?=\w)")
SPACES = re.compile(r" {2,}")
BEFORE_COMMA = re.compile(r" +(?=[,;:.)](?:\s|$))")
NAME = r"(?:weight [^,:;]+? to \S+|bias \S+|[a-z]\d+(?:\.\d+)?)"
VALUE = re.compile(  # a name that ends in a number, and its value: a voice runs them together
    rf"(^|, |: )((?:output |blame |slopes )?{NAME}) "
    r"(?=(?:minus )?[\d.]+(?: times ten to the (?:minus )?\d+)?(?:[,;]|$))"
)
MORE = re.compile(rf"^({NAME}) (?=[\d.]+ more:)")
SPLIT_NAMES = {  # as they are heard, and as they are written
    name.replace("_", " "): name
    for names in (INITIALIZATIONS, ACTIVATIONS, LOSSES, SCHEDULES)
    for name in names
    if "_" in name
}
WEIGHT = re.compile(r"\bweight (\S.*?) to (\S+)")
TYPED = (  # as it is heard, and as it is written
    (re.compile(r"\bbias (\S+)"), r"b→\1"),
    (re.compile(r"\bweights (\d+)"), r"W\1"),
    (re.compile(r"\bminus (?=[\d.])"), "-"),
    (re.compile(r"\b(rate) times (?=[\d.])"), r"\1 *"),
    (re.compile(r"\b(rate) divided by (?=[\d.])"), r"\1 /"),
    (re.compile(r"(?<=\d) over (?=\d)"), "/"),
    (re.compile(r"(?<=\w) equals (?=\S)"), "="),
    (re.compile(r" underscore "), "_"),
    (re.compile(r"\bdash dash (?=\w)"), "--"),
    (re.compile(r"(?<=\w) dash (?=\d)"), "-"),
)


def spelled(line: str, names: Mapping[str, str]) -> str:
    """Return the line with words for what a voice would not say.

    names  of parameters that are also written otherwise: `W1[x1→o1]` -> `w1`
    """
    line = line.strip().replace("  ", ", ")
    line = ADDRESS.sub(lambda found: found[0].replace("_", " underscore "), line)
    line = PARAMETER.sub(lambda found: _said(found[0], names), line)
    line = TWICE.sub(r"\1 ", line)
    line = SHORTENED.sub(lambda found: WHOLE[found[0]], line)
    line = WEIGHTS.sub(r"weights \1", line)
    line = RATIO.sub(r"\1 \2 of \3", line)
    line = NUMBER_WITH_POWER.sub(_power, line)
    line = MINUS.sub(" minus ", line)
    for sign, words in SIGNS.items():
        if len(sign) > 1:
            line = line.replace(sign, words)
    for pattern, words in ORDERED:
        line = pattern.sub(words, line)
    line = "".join(_sign(char) for char in line)
    line = DASH.sub(" dash ", line)
    line = NEGATIVE.sub(r"\1", SPACES.sub(" ", line).replace("( ", "("))
    line = SPACES.sub(" ", GROUP.sub(r" open bracket \1 close bracket ", line))
    line = BEFORE_COMMA.sub("", line).strip()
    return MORE.sub(r"\1, ", VALUE.sub(r"\1\2 is ", line))


def _sign(char: str) -> str:
    """A character in words, where a voice would leave it out or misread it."""
    if char in PLAIN or (char.isascii() and char.isalnum()):
        return char
    if char in SIGNS:
        return SIGNS[char]
    name, plain = unicodedata.name(char, ""), unicodedata.normalize("NFKD", char)
    if name.startswith(("SUPERSCRIPT", "MODIFIER LETTER")):
        return f" to the power {plain}"
    if name.startswith("SUBSCRIPT"):
        return f" {plain}"
    if char.isalpha() and not name.startswith("GREEK"):
        return char
    return f" {re.split(' LETTER | FRACTION ', name)[-1].casefold()} "


def phrases(text: str, most: int) -> list[str]:
    """Return the text in lines of at most this many characters that end where a voice pauses.

    It is cut after a comma or a full stop, else after a colon; without one, between two words.
    """
    if "\n" in text:
        return [phrase for line in text.split("\n") for phrase in phrases(line, most)]
    lines = []
    while len(text) > most:
        cut = _last(PAUSE, text, most) or _last(COLON, text, most) or text.rfind(" ", 0, most + 1)
        if cut <= 0:
            break
        lines.append(text[:cut].strip())
        text = text[cut:].strip()
    return [*lines, text]


def _last(pause: re.Pattern[str], text: str, most: int) -> int:
    """The end of the last pause within this many characters; 0: there is none."""
    return max((found.end() for found in pause.finditer(text, 0, most)), default=0)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return SENTENCE_END.split(" ".join(text.split()))


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
        short = {label: spoken_name(session.name(at)) for at, label in enumerate(labels)}
        return {**short, **{label[label.index("[") + 1 : -1]: short[label] for label in short}}
    short = {label: session.name(at) for at, label in enumerate(labels)}
    return {name: spoken_name(label) for label, name in short.items() if name != label}


def as_typed(line: str) -> str:
    """Return a line that was typed as it was heard, as commands are written.

    `set weight x1 to h2 minus 3` is `set x1→h2 -3`.
    """
    for heard, name in SPLIT_NAMES.items():
        line = line.replace(heard, name)
    line = WEIGHT.sub(lambda found: f"{found[1].replace(' ', '_')}→{found[2]}", line)
    for pattern, written in TYPED:
        line = pattern.sub(written, line)
    return line


def _said(written: str, names: Mapping[str, str]) -> str:
    name = SHORT.sub("", written).replace("->", "→")
    return names.get(name, spoken_name(name))


def _power(found: re.Match[str]) -> str:
    sign = "minus " if found[1] in {"-", "−"} else ""
    return f" times ten to the {sign}{found[2]}"
