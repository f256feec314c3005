"""Write the tables of the documentation from the registry of actions and from the presets.

`python -m tests.tables` writes them, and the manual page; tests assert that they are up to date.
"""

from collections.abc import Callable
from pathlib import Path

from tui_descent.actions import COMMANDS, Key
from tui_descent.actions.registry import HIDABLE, keys
from tui_descent.lessons.conditions import CONDITIONS
from tui_descent.lessons.syllabus import syllabus, to_markdown
from tui_descent.presets import descriptions

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCUMENTS = (  # the README first, then what it points to
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "presets" / "README.md",
    *sorted((ROOT / "tui_descent").rglob("*.md")),
)


def table(heads: str, rows: list[str]) -> str:
    """A table of Markdown, `a | b` for each row."""
    rule = "|".join("---" for _ in heads.split("|"))
    return "\n".join(f"| {row} |" for row in (heads, *rows)).replace("\n", f"\n|{rule}|\n", 1)


def keys_table(known: tuple[Key, ...]) -> str:
    """The table of these keys."""
    rows = [f"`{key.shown}` | {key.does} | {key.id}".replace("`|`", "`\\|`") for key in known]
    return table("key | does | id", rows)


def presets_table() -> str:
    """The table of all shipped presets."""
    rows = [f"`{one.name}` | {one.shape} | {one.summary}" for one in descriptions()]
    return table("preset | network | what to look for", rows)


def commands_table() -> str:
    """The table of all commands that a session or a lesson knows."""
    rows = [
        f"`{one.usage}`".replace("|", "\\|") + f" | {one.help} | {one.example or one.word}"
        for one in COMMANDS.values()
    ]
    return table("command | does | for example", rows)


def conditions_table() -> str:
    """The table of all conditions that goals and claims may ask for."""
    rows = []
    for one in CONDITIONS:
        written = f"`{one.name} = {one.example}`" if one.example else f"`{one.name}`, a range"
        several = ", or a list" if one.several else ""
        rows.append(f"{written}{several} | {one.means}")
    return table("condition | is", rows)


TABLES: dict[str, Callable[[], str]] = {
    "keys": lambda: keys_table(keys("training", "everywhere")),
    "lesson keys": lambda: keys_table(keys("lesson")),
    "presets": presets_table,
    "commands": commands_table,
    "conditions": conditions_table,
    "syllabus": lambda: to_markdown(syllabus()),
    "keys to hide": lambda: ", ".join(f"`{id}`" for id in HIDABLE),
}


def with_tables(text: str) -> str:
    """The text with all tables of it as they are now."""
    for name, make in TABLES.items():
        mark = f"<!-- {name}: made by `python -m tests.tables` -->\n"
        if mark in text:
            begin = text.index(mark) + len(mark)
            end = text.index(f"<!-- end of {name} -->")
            text = f"{text[:begin]}\n{make()}\n\n{text[end:]}"
    return text


if __name__ == "__main__":
    from tests.manual import MANUAL, manual

    for file in DOCUMENTS:
        file.write_text(with_tables(file.read_text("utf-8")), "utf-8")
    MANUAL.write_text(manual(), "utf-8")
