"""Starting: on a screen or line by line, with whatever is open at first.

Nothing here imports the screen until it opens.
"""

import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from tui_descent.console import DONE, complain, until_nobody_reads

if TYPE_CHECKING:
    from tui_descent.permissions import Permissions
    from tui_descent.plain.start import Begin
    from tui_descent.preferences import Settings
    from tui_descent.saved.sessions import Saved

GARBAGE = 50_000  # new objects after which Python looks for garbage, once all is imported
KEPT = 8_000_000  # bytes given back that the C library keeps for what comes next
TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # as glibc's malloc.h numbers them


def _wants_lines() -> bool:
    """Whether this terminal can show lines of text only."""
    return os.environ.get("TERM", "").lower() in ("dumb", "unknown")


def listen_to_terminal() -> None:
    """Take keys and lines from the terminal, once standard input was read for something else."""
    with contextlib.suppress(OSError):  # without a terminal there is nothing more to hear
        terminal = os.open("/dev/tty", os.O_RDWR)
        os.dup2(terminal, 0)
        os.close(terminal)


def is_plain(asked: bool) -> bool:
    """Whether to print lines: asked for, here or before the command, or all there can be."""
    root = click.get_current_context().find_root()
    return asked or bool(root.params["plain"]) or (_has_terminal() and _wants_lines())


def _has_terminal() -> bool:
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream is not None and stream.isatty() for stream in streams)  # None: closed


def need_terminal() -> None:
    if not _has_terminal():
        raise click.UsageError(
            "this needs a terminal for input and output; with --plain it needs none, nor does "
            "`tui-descent run PRESET`"
        )


def open_plain(begin: "Begin", permissions: "Permissions", ascii: bool) -> int:
    from tui_descent.actions import CommandError
    from tui_descent.plain.start import run
    from tui_descent.terminal.capabilities import terminal

    utf8_mode = bool(sys.flags.utf8_mode)
    ascii = terminal(os.environ, sys.stdout.encoding, utf8_mode, ascii).ascii
    status = DONE  # where nobody reads what comes of it
    with until_nobody_reads():
        try:
            status = run(begin, ascii, not permissions.shipped_only, permissions.idle)
        except CommandError as error:  # by what it was to begin with
            status = complain(str(error))
    return status


def prepare_environment() -> None:
    """Set what Textual reads while it is imported; what the user has set stays."""
    if not os.environ.get("NO_COLOR"):
        os.environ.pop("NO_COLOR", None)  # empty counts as absent, which Textual does not know
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)  # they were right once; the terminal knows its size now
    if "JUPYTER_SERVER_URL" in os.environ and os.environ.get("TERM") == "xterm-256color":
        os.environ.setdefault("COLORTERM", "truecolor")  # JupyterLab's terminal does not say so
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    # The escape key is told from a key's sequence by the silence after it, in milliseconds.
    os.environ.setdefault("ESCDELAY", "200" if "SSH_CONNECTION" in os.environ else "25")


def _settings(permissions: "Permissions") -> "Settings":
    """The user's settings, as far as they can be read and are allowed."""
    from tui_descent.actions import KEYS
    from tui_descent.preferences import Settings, load_settings
    from tui_descent.presets.errors import UnreadableError

    if permissions.shipped_only:
        return Settings()
    try:
        return load_settings({*KEYS})
    except UnreadableError as error:
        complain(f"{error}; the keys are the usual ones")
        return Settings()


def _keep_memory() -> None:
    """Have the arrays of one frame take the memory of the last: fetching it anew costs time.

    glibc else returns it to the system after every frame. Other C libraries are left as they are.
    """
    import ctypes

    with contextlib.suppress(AttributeError, OSError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(TRIM_THRESHOLD, KEPT)
        mallopt(MMAP_THRESHOLD, KEPT)


def open_screen(
    session: Any,
    permissions: "Permissions",
    ascii: bool,
    fps: float | None,
    lesson: Any = None,
    progress: Any = None,
    saved: "Saved | None" = None,
) -> int:
    """Show it on the terminal that there must be; return the exit status."""
    need_terminal()
    return run_screen(session, permissions, ascii, fps, lesson, progress, saved)


def run_screen(
    session: Any,
    permissions: "Permissions",
    ascii: bool = False,
    fps: float | None = None,
    lesson: Any = None,
    progress: Any = None,
    saved: "Saved | None" = None,
    size: tuple[int, int] | None = None,
) -> int:
    """Show it wherever Textual's driver does, in a window of this size where nobody tells one."""
    prepare_environment()
    from tui_descent.files import remove_leftovers
    from tui_descent.paths import class_files, unusable_state
    from tui_descent.preferences import load_remembered, save_remembered
    from tui_descent.terminal.capabilities import terminal
    from tui_descent.ui.app import DescentApp

    settings = _settings(permissions)
    if trouble := unusable_state():
        complain(trouble)
    elif permissions.one_folder:
        remove_leftovers(class_files())
    remembered = load_remembered()
    utf8_mode = bool(sys.flags.utf8_mode)
    look = terminal(os.environ, sys.stderr.encoding, utf8_mode, ascii, fps)
    os.environ.pop("NO_COLOR", None)  # Textual would forget which colour was meant to be quiet
    app = DescentApp(
        session,
        settings.keys,
        remembered,
        look,
        lesson,
        progress,
        permissions=permissions,
        saved=saved,
    )
    _keep_memory()
    gc.freeze()
    gc.set_threshold(GARBAGE)
    app.run(mouse=settings.mouse, size=size)
    app.left.set()
    status = app.return_code or DONE
    if status != DONE:  # also where a mistake of ours has ended it
        app.forget_failed_view()
        app.saver.save()
    else:
        app.saver.close()
    save_remembered(remembered)
    if app.saver.notice:
        complain(app.saver.notice)
    return status
