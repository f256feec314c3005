"""Write the README's tables from the registry of keys and from the presets themselves.

`python -m tests.keys_table` writes them; a test asserts that they are up to date.
"""

from pathlib import Path

from tui_descent.presets import descriptions
from tui_descent.ui.keys import EVERYWHERE, LESSON, TRAINING, Key

README = Path(__file__).parent.parent / "README.md"


def keys_table(keys: tuple[Key, ...] = (*TRAINING, *EVERYWHERE)) -> str:
    """The table of these keys."""
    rows = [f"| `{key.shown}` | {key.does} | {key.id} |".replace("`|`", "`\\|`") for key in keys]
    return "\n".join(["| key | does | id |", "|---|---|---|", *rows])


def presets_table() -> str:
    """The table of all shipped presets."""
    rows = [f"| `{one.name}` | {one.shape} | {one.summary} |" for one in descriptions()]
    return "\n".join(["| preset | network | what to look for |", "|---|---|---|", *rows])


def with_tables(text: str) -> str:
    """The README's text with all tables as they are now."""
    tables = {"keys": keys_table(), "lesson keys": keys_table(LESSON), "presets": presets_table()}
    for name, table in tables.items():
        begin = text.index("\n", text.index(f"<!-- {name}:")) + 1
        end = text.index(f"<!-- end of {name} -->")
        text = f"{text[:begin]}\n{table}\n\n{text[end:]}"
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text("utf-8")), "utf-8")
