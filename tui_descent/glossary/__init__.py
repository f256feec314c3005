"""The glossary: every term, symbol and abbreviation on a screen, in a sentence with an example."""

from tui_descent.glossary.glossary import (
    GROUPS,
    NAMES,
    NAMES_IN_WORDS,
    about,
    find,
    meaning,
    search,
)
from tui_descent.glossary.term import Term

__all__ = ["GROUPS", "NAMES", "NAMES_IN_WORDS", "Term", "about", "find", "meaning", "search"]
