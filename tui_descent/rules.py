"""The rules of a terminal: what whoever sits at it may do.

They are made once, from the command line, and handed down; whoever opens, writes or
suspends asks them.
"""

from dataclasses import dataclass
from pathlib import Path

import platformdirs

IDLE_MINUTES = 30.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What is allowed.

    shipped_only  problems are the shipped ones, by their names; no file of the user's is
                  opened, the settings not either
    writes_to     the one folder in which files are written, by plain names; None: anywhere
    suspends      whether ctrl+z leads back to the shell
    idle          after so many minutes without a key the session is saved and the program
                  ends; None: never
    """

    shipped_only: bool = False
    writes_to: Path | None = None
    suspends: bool = True
    idle: float | None = None


FREE = Rules()


def class_rules(idle: float) -> Rules:
    """The rules where strangers log in: nothing but the program, and nothing for ever."""
    files = platformdirs.user_state_path("tui-descent") / "files"
    return Rules(shipped_only=True, writes_to=files, suspends=False, idle=idle)
