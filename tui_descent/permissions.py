"""What whoever sits at a terminal may do.

They are made once, from the command line, and handed down; whoever opens, writes or
suspends asks them.
"""

from msgspec import Struct

IDLE_MINUTES = 30.0


class Permissions(Struct, frozen=True):
    """What is allowed.

    shipped_only  problems are the shipped ones, by their names; no file of the user's is
                  opened, the settings not either
    one_folder    whether files are written to one folder only, by plain names
    suspends      whether ctrl+z leads back to the shell
    idle          after this many minutes without a key the session is saved and the program
                  ends; None: never
    kept          whether what is saved is still there the next time
    """

    shipped_only: bool = False
    one_folder: bool = False
    suspends: bool = True
    idle: float | None = None
    kept: bool = True


FREE = Permissions()


def class_permissions(idle: float) -> Permissions:
    """Those where strangers log in: nothing but the program, and nothing for ever."""
    return Permissions(shipped_only=True, one_folder=True, suspends=False, idle=idle)


def visitor_permissions(idle: float, kept: bool) -> Permissions:
    """Those of a class, for whoever opens a page."""
    return Permissions(shipped_only=True, one_folder=True, suspends=False, idle=idle, kept=kept)
