"""The keys that lessons name, and the words that do the same here."""

import re
from dataclasses import replace

from tui_descent.lessons.markdown import MarkdownError, Part, parse

WORDS = {
    "space": "step",
    ".": "phase",
    "i": "sample",
    "e": "epoch",
    ">": "step 100",
    "b": "back",
    "p": "step 20",
    "↑": "rate up",
    "↓": "rate down",
    "]": "rate VALUE",
    "[": "rate VALUE",
    "=": "rate VALUE",
    "←": "select NAME",
    "→": "select NAME",
    "+": "nudge NAME up",
    "-": "nudge NAME down",
    "−": "nudge NAME down",
    "r": "reset",
    "n": "new",
    "s": "sweep",
    "U": "undo",
    "Y": "redo",
    "M": "cure",
    "f": "fork",
    "x": "swap",
    "d": "drop",
    "o": "optimizer NAME",
    "a": "activation, batch, standardize or init",
    "g": "check",
    "w": "write FILE",
    "tab": "show",
    "h": "home",
    "?": "help",
    "q": "quit",
    "k": "next",
    "j": "read",
    "t": "hint",
    "u": "guess VALUE",
    "C": "case",
    "R": "restart",
    "N": "skip",
    "P": "learn NUMBER",
}
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
        (f"{text} ({WORDS[text]})" if style == "code" and text in WORDS else text, style)
        for text, style in part.runs
    )
    return replace(part, runs=runs, mark="- " if part.mark == "• " else part.mark)
