"""Write the README's tables from the registry of keys and from the presets themselves.

`python -m tests.keys_table` writes them; a test asserts that they are up to date.
"""

from pathlib import Path

from tui_descent.presets import descriptions
from tui_descent.ui.keys import EVERYWHERE, TRAINING

README = Path(__file__).parent.parent / "README.md"


def keys_table() -> str:
    """The table of all keys."""
    rows = [
        f"| `{key.shown}` | {key.does} | {key.id} |".replace("`|`", "`\\|`")
        for key in (*TRAINING, *EVERYWHERE)
    ]
    return "\n".join(["| key | does | id |", "|---|---|---|", *rows])


def presets_table() -> str:
    """The table of all shipped presets."""
    rows = [f"| `{one.name}` | {one.shape} | {one.summary} |" for one in descriptions()]
    return "\n".join(["| preset | network | what to look for |", "|---|---|---|", *rows])


def with_tables(text: str) -> str:
    """The README's text with both tables as they are now."""
    for name, table in (("keys", keys_table()), ("presets", presets_table())):
        begin = text.index("\n", text.index(f"<!-- {name}:")) + 1
        end = text.index(f"<!-- end of {name} -->")
        text = f"{text[:begin]}\n{table}\n\n{text[end:]}"
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text("utf-8")), "utf-8")
