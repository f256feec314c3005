"""What not every system has: Windows knows no locks of this kind, and fewer flags and signals."""

import os
import signal

try:
    import fcntl
except ModuleNotFoundError:
    LOCKS = False  # an open file cannot be removed there, which is lock enough
else:
    LOCKS = True

BINARY = getattr(os, "O_BINARY", 0)  # no line end is changed; elsewhere none ever is
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a pipe may have no other end
ALARM = getattr(signal, "SIGALRM", None)  # what ends a wait for a line
HANG_UP = getattr(signal, "SIGHUP", signal.SIGTERM)  # what says that the terminal is closed


def lock(number: int, wait: bool = False) -> None:
    """Lock an open file until it is closed, by its number.

    Raises OSError where another process has it, unless it may wait, or the disk has no locks.
    """
    if LOCKS:
        fcntl.flock(number, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
