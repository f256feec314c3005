"""A visitor's program: what the server starts, in a process and a folder of its own.

    python -m tui_descent.browser.visitor COLUMNSxROWS IDLE_MINUTES kept|forgotten

Its standard input and output are textual-serve's; whoever sits at the other end has no more
rights than a learner who logs in to a class.
"""

import os
import sys

DRIVER = "tui_descent.terminal.browser_driver:BrowserDriver"


def main() -> None:
    """Show the program to a browser, and end the process with its status."""
    size, idle, fate = sys.argv[1:]
    columns, _, rows = size.partition("x")
    os.environ["TEXTUAL_DRIVER"] = DRIVER  # read when Textual is imported
    from tui_descent.permissions import visitor_permissions
    from tui_descent.start import run_screen

    _limit_resources()
    permissions = visitor_permissions(float(idle), fate == "kept")
    sys.exit(run_screen(None, permissions, size=(int(columns), int(rows))))


def _limit_resources() -> None:
    """Bound what this process may take of the machine, as class_setup's wrapper does."""
    import resource

    for kind, most in {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 128,
        resource.RLIMIT_FSIZE: 20 << 20,
        resource.RLIMIT_AS: 2 << 30,
    }.items():
        _, highest = resource.getrlimit(kind)
        bound = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(kind, (bound, bound))


if __name__ == "__main__":
    main()
