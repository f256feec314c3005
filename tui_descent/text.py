"""Text: what comes from a file, a name or a learner made safe for a terminal; near misses; counts.

All that is shown or printed passes here: a title could else hold the escape sequence that
clears the screen, or turn the line around that it stands in.
"""

import re
from collections.abc import Iterable

LONGEST = 2_000  # characters of a message
# What moves the cursor, turns a line around, joins or hides characters, or is half of one.
_UNSAFE = (
    r"[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u06dd\u070f\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff]"
)


def safe(text: str) -> str:
    """One line that hides nothing: what a terminal must not get is spelled out, as \\x1b."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_UNSAFE, _spelled, text)


def message(text: str) -> str:
    """The same for a message in running text, of a length that somebody reads."""
    text = safe(" ".join(text.split()))
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"


def did_you_mean(wrong: str, known: Iterable[str], otherwise: str) -> str:
    """The name that was probably meant, as a question; where none is near, something else."""
    close = near(wrong, known)
    return f"did you mean {close}?" if close else otherwise


def near(wrong: str, known: Iterable[str]) -> str:
    """The name that was probably meant; "": none is near."""
    import difflib

    return next(iter(difflib.get_close_matches(wrong, list(known), n=1)), "")


def counted(number: int, one: str, many: str = "") -> str:
    """`1 pass`, `2 passes`; `many` where it is not just the one with an s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _spelled(found: re.Match[str]) -> str:
    char = found[0]
    return " " if char == "\t" else char.encode("unicode_escape", "surrogatepass").decode("ascii")
