"""The small part of Markdown that lessons are written in.

Paragraphs, lists, **bold** and `code`: what a terminal shows as well as a page does.
Anything else is a mistake that is told, because it would be shown as it stands.
"""

import re
from typing import Literal

from msgspec import Struct

Style = Literal["plain", "strong", "code", "dim"]

ITEM = re.compile(r"\s*(?:[-*]|\d+\.)\s+")
MARKED = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")
REFUSED = (
    (re.compile(r"^#", re.MULTILINE), "headings", "the title is the lesson's heading"),
    (re.compile(r"!?\[[^\]]*\]\([^)]*\)"), "links and pictures", "name the page as a [[source]]"),
    (re.compile(r"^\s*(```|~~~)", re.MULTILINE), "code blocks", "put `code` into a line"),
    (re.compile(r"^\s*>", re.MULTILINE), "quotes", "write it as a paragraph"),
    (re.compile(r"^\s*\|", re.MULTILINE), "tables", "write it as a list"),
    (re.compile(r"</?[a-z][^>]*>", re.IGNORECASE), "HTML", "leave the tags out"),
)


class MarkdownError(ValueError):
    """What lessons cannot show, and what to write instead."""


class Part(Struct, frozen=True):
    """A paragraph or an item of a list: runs of text, each in one style.

    mark  what stands before it: "" for a paragraph, "• " or "1. " for an item
    """

    runs: tuple[tuple[str, Style], ...]
    mark: str = ""

    @property
    def plain(self) -> str:
        """The text without its styles."""
        return self.mark + "".join(text for text, _ in self.runs)


def parse(block: str) -> tuple[Part, ...]:
    """Return the paragraphs and items of a block; raises MarkdownError."""
    for pattern, what, remedy in REFUSED:
        if pattern.search(block):
            raise MarkdownError(f"{what} cannot be shown in a lesson; {remedy}")
    parts: list[tuple[str, str]] = []
    begun = False
    for line in block.splitlines():
        item = ITEM.match(line)
        if not line.strip():
            begun = False
        elif item:
            number = re.match(r"\s*(\d+\.)", line)
            parts.append((f"{number[1]} " if number else "• ", line[item.end() :].strip()))
            begun = True
        elif begun:
            mark, text = parts[-1]
            parts[-1] = (mark, f"{text} {line.strip()}")
        else:
            parts.append(("", line.strip()))
            begun = True
    return tuple(Part(_runs(text), mark) for mark, text in parts)


def _runs(text: str) -> tuple[tuple[str, Style], ...]:
    runs: list[tuple[str, Style]] = []
    at = 0
    for found in MARKED.finditer(text):
        if found.start() > at:
            runs.append((text[at : found.start()], "plain"))
        runs.append((found[1], "strong") if found[1] else (found[2], "code"))
        at = found.end()
    if at < len(text):
        runs.append((text[at:], "plain"))
    for run, style in runs:
        if style == "plain" and ("**" in run or "`" in run):
            raise MarkdownError("a ** or ` that is not closed; close it")
    return tuple(runs)
