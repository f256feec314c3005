"""Words and signs that mean something only to whoever sees a screen."""

import re

ONLY_SEEN = re.compile(
    r"\b(dots?|dim(ly)?|dark|bright|colou?rs?|cursor|arrows?|clicks?|panels?|rows?|columns?|rings?"
    r"|pictures?|maps?|thick(er)?|thin(ner)?|shades?|screens?|box(es)?|bars?|views?|press(es|ed)?"
    r"|keys?|tick(ed|s)?|drawings?|windows?|capital|legend|status line|line that begins)\b"
    r"|[\u2500-\u25ff★◌⇐-⇙✗]|`lr\b|\be−\d",
    re.IGNORECASE,
)


def eyes_needed(text: str) -> list[str]:
    """Those that stand in a text, in small letters."""
    return sorted({found[0].casefold() for found in ONLY_SEEN.finditer(text)})
