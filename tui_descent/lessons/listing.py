"""The shipped lessons as a list: what stands at the top of each file, read without the rest.

Apart from the loader, so that a list costs no more than a list.
"""

import re
import tomllib
from pathlib import Path

from msgspec import Struct

HEADING = re.compile(r"^(?:title|idea) *= *\".*\"$", re.MULTILINE)
GOAL = re.compile(r"^\[\[goal\]\]", re.MULTILINE)


class Description(Struct, frozen=True):
    """What a list says of a lesson; `goals` is how many it has."""

    name: str
    number: int
    title: str
    idea: str
    goals: int


def shipped() -> Path:
    """The folder of the shipped lessons."""
    return Path(__file__).parent / "files"


def lesson_names() -> list[str]:
    """The shipped lessons in their order."""
    return sorted(path.stem for path in shipped().glob("*.toml"))


def lesson_descriptions() -> list[Description]:
    """The shipped lessons in their order, to choose from."""
    return [_description(name) for name in lesson_names()]


def number_of(path: Path) -> int:
    """The number of a shipped lesson; 0 for a file of one's own."""
    first = path.stem.partition("-")[0]
    return int(first) if first.isdecimal() and path.parent == shipped() else 0


def _description(name: str) -> Description:
    path = shipped() / f"{name}.toml"
    text = path.read_text("utf-8")
    heading = tomllib.loads("\n".join(HEADING.findall(text)[:2]))
    goals = len(GOAL.findall(text))
    return Description(name, number_of(path), heading["title"], heading["idea"], goals)
