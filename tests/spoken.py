"""Every text that a learner can read, each with the file that it stands in.

Of the program it is every string of some words in its modules, whether or not it is a message:
what is none does no harm, and no message is forgotten.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.tables import DOCUMENTS, with_tables

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "tui_descent"
LESSONS = PROGRAM / "lessons" / "files"
PRESETS = ROOT / "presets"
PAGES = tuple(page for page in DOCUMENTS if page.name != "CONTRIBUTING.md")
FEW = 3  # words, from which on a string is looked at
CODED = re.compile(
    r"\(\?[:P]|CREATE TABLE|INSERT |SELECT |UPDATE |\bdef \w|\bnp\.|\\x|\{[zd]\}|\{peak\}"
    r"|COMP_WORDS"
)
WORD = re.compile(r"[^\W\d_]{2,}")
ENDS = re.compile(r"(?<=[.!?;])[)\"*_”]* +(?=\S)")
COUNTED = re.compile(r"[^\W\d_][\w’'-]*")
CODE = re.compile(r"`[^`]*`|https?://\S+|\{[a-z-]+\}")


class Spoken(NamedTuple):
    """A text, and where it stands."""

    place: str
    text: str


def program_texts() -> Iterator[Spoken]:
    """The strings of the program's modules, but code; … stands where a value is put in."""
    for path in sorted(PROGRAM.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        silent = {id(node) for node in _silent(tree)}
        for text in _strings(tree, silent):
            if len(WORD.findall(text)) >= FEW and not CODED.search(text):
                yield Spoken(str(path.relative_to(ROOT)), " ".join(text.split()))


def _silent(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings and annotations."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation


def _strings(node: ast.AST, silent: set[int]) -> Iterator[str]:
    if id(node) in silent:
        return
    if isinstance(node, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else "…" for one in node.values)
        yield "".join(map(str, parts))
        for one in node.values:
            yield from _strings(one, silent) if isinstance(one, ast.FormattedValue) else ()
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        for child in ast.iter_child_nodes(node):
            yield from _strings(child, silent)


def lesson_texts() -> Iterator[Spoken]:
    """All that lessons say; not what they check."""
    for path in sorted(LESSONS.glob("*.toml")):
        for text in _values(tomllib.loads(path.read_text("utf-8"))):
            yield Spoken(path.name, text)


def preset_texts() -> Iterator[Spoken]:
    """Titles and summaries of the problems."""
    for path in sorted(PRESETS.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        for key in ("title", "summary"):
            if key in table:
                yield Spoken(f"presets/{path.name}", " ".join(table[key].split()))


def page_texts() -> Iterator[Spoken]:
    """Paragraphs and cells of the pages, with their tables as they are now; no code."""
    for path in PAGES:
        prose = re.sub(r"```.*?```", "", with_tables(path.read_text("utf-8")), flags=re.DOTALL)
        prose = re.sub(r"^( {4}|\t).*$", "", prose, flags=re.MULTILINE)
        for block in re.split(r"\n\s*\n|^\s*[-*] |^#+ |\n(?=\|)", prose, flags=re.MULTILINE):
            cells = block.strip("| \n").split("|") if block.lstrip().startswith("|") else [block]
            for text in cells:
                if len(WORD.findall(text)) >= FEW:
                    yield Spoken(str(path.relative_to(ROOT)), " ".join(text.split()))


def _values(value: Any) -> Iterator[str]:
    """The strings with a blank in them, wherever they stand in a table."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _values(one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one)
    elif isinstance(value, str) and len(WORD.findall(value)) >= FEW:
        yield " ".join(value.split())


def all_texts() -> Iterator[Spoken]:
    """Of the program, its lessons, its problems and its pages."""
    for texts in (program_texts, lesson_texts, preset_texts, page_texts):
        yield from texts()


def sentences(text: str) -> list[str]:
    """The sentences of a text, which end with a full stop, a mark, or a semicolon."""
    return [one.strip() for one in ENDS.split(text) if WORD.search(one)]


def length_of(sentence: str) -> int:
    """How many words it has; a number or a sign is none."""
    return len(COUNTED.findall(CODE.sub(" code ", sentence)))
