"""The keys that lessons name, and the words that do the same here."""

import re

from msgspec.structs import replace

from tui_descent.actions import KEYS
from tui_descent.actions.registry import IN_WORDS
from tui_descent.lessons.markdown import MarkdownError, Part, Style, parse

WORDS = {KEYS[id].shown: words for id, words in IN_WORDS.items() if words}
WORDS["−"] = WORDS["-"]
MARKERS = {"x", "o"}  # signs that pictures draw for points, and keys as well
BEFORE_A_KEY = re.compile(r"\b(press(ing)?|hit|key|keys|type|use|using|with|by)\s*$", re.IGNORECASE)
AFTER_A_KEY = re.compile(r"^\s*(key\b|goes on\b|keeps\b|swaps\b|opens\b|chooses\b)")
BETWEEN_KEYS = re.compile(r"^[\s,:]*((and|then|or)\s+)?$")
NUMBER = r",?\s+(?:type\s+)?([-−]?\d[\d.]*),?\s+(?:press\s+)?`enter`"
TYPED = (  # keys with a number between them are one command
    (re.compile(f"`=`{NUMBER}"), r"`rate \1`"),
    (re.compile(f"`enter`{NUMBER}"), r"`set NAME \1`"),
)


def in_words(block: str) -> list[Part]:
    """The paragraphs and items of a block of Markdown, each key followed by its words.

    What is no Markdown that lessons know stays as it is.
    """
    for keys, words in TYPED:
        block = keys.sub(words, block)
    try:
        parts = parse(block)
    except MarkdownError:
        return [Part(((line, "plain"),)) for line in block.splitlines()]
    return [_in_words(part) for part in parts]


def _in_words(part: Part) -> Part:
    runs = tuple(
        (f"{text} ({WORDS[text]})" if style == "code" and _is_key(part.runs, at) else text, style)
        for at, (text, style) in enumerate(part.runs)
    )
    return replace(part, runs=runs, mark="- " if part.mark == "• " else part.mark)


def _is_key(runs: tuple[tuple[str, Style], ...], at: int) -> bool:
    """Whether a run of code names a key: what may be a point's sign does where one presses it.

    That is told by the words beside it, or by a key that stands beside it, as in `o`, `↓`.
    """
    text = runs[at][0]
    if text not in MARKERS:
        return text in WORDS
    before = runs[at - 1][0] if at else ""
    after = runs[at + 1][0] if at + 1 < len(runs) else ""
    if BEFORE_A_KEY.search(before) or AFTER_A_KEY.search(after):
        return True
    beside = ((after, at + 2), (before, at - 2))
    return any(
        0 <= other < len(runs)
        and BETWEEN_KEYS.match(words) is not None
        and runs[other][0] in {*WORDS} - MARKERS
        for words, other in beside
    )
