"""What a lesson says to whoever types: its sentences that name keys, written anew with commands.

A lesson file gives them one by one. Which code in a text is a key is told here as well.
"""

import re
from collections.abc import Iterator, Sequence

from tui_descent.actions import KEYS
from tui_descent.lessons.format import InWordsTable
from tui_descent.lessons.markdown import Style, parse

KEY_NAMES = frozenset({*(key.shown for key in KEYS.values()), "−"})
MARKERS = {"x", "o"}  # signs that pictures draw for points, and keys as well
BEFORE_A_KEY = re.compile(r"\b(press(ing)?|hit|key|keys|type|use|using|with|by)\s*$", re.IGNORECASE)
AFTER_A_KEY = re.compile(r"^\s*(key\b|goes on\b|keeps\b|swaps\b|opens\b|chooses\b)")
BETWEEN_KEYS = re.compile(r"^[\s,:]*((and|then|or)\s+)?$")


def in_words(block: str, table: Sequence[InWordsTable]) -> str:
    """Return a block of Markdown with commands in place of keys, as far as the lesson has them."""
    for sentence in table:
        words = sentence.words
        block = _folded(sentence.keys).sub(lambda _, words=words: words, block)  # type: ignore[misc]
    return block


def occurs(sentence: InWordsTable, block: str) -> bool:
    """Whether the sentence stands in the block, in however many lines."""
    return _folded(sentence.keys).search(block) is not None


def keys_named(block: str) -> Iterator[str]:
    """The keys that a block of Markdown names; raises MarkdownError."""
    for part in parse(block):
        for at, (text, style) in enumerate(part.runs):
            if style == "code" and _is_key(part.runs, at):
                yield text


def commands_named(block: str) -> Iterator[str]:
    """What stands in backquotes in a block of Markdown; raises MarkdownError."""
    for part in parse(block):
        yield from (text for text, style in part.runs if style == "code")


def _folded(sentence: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, sentence.split())))


def _is_key(runs: tuple[tuple[str, Style], ...], at: int) -> bool:
    """Whether a run of code names a key: what may be a point's sign does where one presses it.

    That is told by the words beside it, or by a key that stands beside it, as in `o`, `↓`.
    """
    text = runs[at][0]
    if text not in MARKERS:
        return text in KEY_NAMES
    before = runs[at - 1][0] if at else ""
    after = runs[at + 1][0] if at + 1 < len(runs) else ""
    if BEFORE_A_KEY.search(before) or AFTER_A_KEY.search(after):
        return True
    beside = ((after, at + 2), (before, at - 2))
    return any(
        0 <= other < len(runs)
        and BETWEEN_KEYS.match(words) is not None
        and runs[other][0] in KEY_NAMES - MARKERS
        for words, other in beside
    )
