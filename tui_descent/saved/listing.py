"""The list of saved sessions, for a person and for a script."""

import json

from tui_descent.saved.sessions import Saved
from tui_descent.text import safe


def to_table(sessions: list[Saved]) -> str:
    """A line for each: number, name, place, when, title."""
    if not sessions:
        return "no session is saved"
    names = [safe(saved.name) for saved in sessions]
    width = max(map(len, names))
    return "\n".join(
        f"{number:>2}  {names[number - 1]:<{width}}  pass {saved.header.passes:<9}"
        f"  lr {saved.header.learning_rate:<8g}  {saved.when:%Y-%m-%d %H:%M}  {saved.title}"
        for number, saved in enumerate(sessions, 1)
    )


def to_json(sessions: list[Saved]) -> str:
    """One array; `saved` is in UTC."""
    rows = [
        {
            "number": number,
            "name": saved.name,
            "preset": saved.header.preset,
            "title": saved.title,
            "pass": saved.header.passes,
            "newest": saved.header.newest,
            "learning_rate": saved.header.learning_rate,
            "optimizer": saved.header.optimizer,
            "ghosts": sum(not run.number for run in saved.header.runs[1:]),
            "saved": saved.header.saved,
            "file": str(saved.path),
        }
        for number, saved in enumerate(sessions, 1)
    ]
    return json.dumps(rows, indent=2)
