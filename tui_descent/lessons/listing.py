"""The lessons as a list: what stands at the top of each file, read without the rest.

Apart from the loader, so that a list costs no more than a list. After the shipped ones come those
of the course that is open.
"""

import re
import tomllib
from pathlib import Path

from msgspec import Struct

from tui_descent.course import course
from tui_descent.presets import names
from tui_descent.presets.errors import PresetError

NUMBERED = re.compile(r"^(\d+)-(.+)$")  # 05-too-small
HEADING = re.compile(r"^(?:title|idea) *= *\".*\"$", re.MULTILINE)
NO_NAME = "problems are called by their names"
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


def lesson_files() -> list[Path]:
    """The files of the lessons in their order."""
    return [*_shipped_files(), *course().lessons]


def _shipped_files() -> list[Path]:
    return sorted(shipped().glob("*.toml"))


def lesson_names() -> list[str]:
    """The names of the lessons in their order."""
    return [name_in(path) for path in lesson_files()]


def lesson_descriptions() -> list[Description]:
    """The lessons in their order, to choose from."""
    return [_description(path) for path in lesson_files()]


def number_of(path: Path) -> int:
    """The number of a lesson of the list; 0 for a file of one's own."""
    if path in course().lessons:
        return len(_shipped_files()) + course().lessons.index(path) + 1
    numbered = NUMBERED.match(path.stem)
    return int(numbered[1]) if numbered and path.parent == shipped() else 0


def name_in(path: Path) -> str:
    """The name of the lesson in a file: of a listed one without its number, which may change."""
    listed = path.parent == shipped() or path in course().lessons
    return without_number(path.stem) if listed else path.stem


def refuse_lesson(name: str) -> None:
    """Raise PresetError where a problem is wanted, and this is the name or number of a lesson."""
    if name in names() or Path(name).suffix:
        return
    for path in lesson_files():
        if name == name_in(path) or (name.isdecimal() and int(name) == number_of(path)):
            wrong = "this is a lesson, not a problem" if name == name_in(path) else NO_NAME
            raise PresetError(name, "", wrong, f"learn {name} opens the lesson")


def without_number(name: str) -> str:
    """The name of a shipped lesson from the one that bore its number: `too-small`."""
    numbered = NUMBERED.match(name)
    return numbered[2] if numbered else name


def _description(path: Path) -> Description:
    text = path.read_text("utf-8")
    if path in course().lessons:
        tables = tomllib.loads(text)
        title, idea = (str(tables.get(key, "")) for key in ("title", "idea"))
        goals = len(tables.get("goal", ()))
        return Description(name_in(path), number_of(path), title, idea, goals)
    heading = tomllib.loads("\n".join(HEADING.findall(text)[:2]))
    goals = len(GOAL.findall(text))
    return Description(name_in(path), number_of(path), heading["title"], heading["idea"], goals)
