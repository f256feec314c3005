"""Every folder and file of the user's, in one place, by the rules of the XDG base directories.

A user without a home has none of them: FolderError says so, and as it is an OSError, what
handles a folder that cannot be read handles this, too.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

NAME = "tui-descent"


class FolderError(OSError):
    """There is no such folder; `strerror` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.ENOENT, reason)

    def __str__(self) -> str:
        return str(self.strerror)


def settings_file() -> Path:
    """Where the user's settings are, if there are any."""
    return _folder(platformdirs.user_config_path) / "config.toml"


def state_folder() -> Path:
    """Where the program keeps what it remembers."""
    return _folder(platformdirs.user_state_path)


def progress_file() -> Path:
    """Where progress in the lessons is kept, or would be."""
    return state_folder() / "progress.sqlite"


def remembered_file() -> Path:
    """Where the last choice of view and theme is kept, if it is."""
    return state_folder() / "remembered.json"


def sessions_folder() -> Path:
    """Where saved sessions are, if there are any."""
    return state_folder() / "sessions"


def class_files() -> Path:
    """The one folder that a class writes files to."""
    return state_folder() / "files"


def unusable_state() -> str:
    """Why nothing can be kept from this start to the next, with the path; else nothing."""
    try:
        folder = state_folder()
    except FolderError as error:
        return f"{error}; nothing will be kept"
    for place in (folder, *folder.parents):
        try:
            os.scandir(place).close()
        except FileNotFoundError:  # it will be made in the one above
            continue
        except OSError as error:
            return f"{place}: cannot be used ({error.strerror}); nothing will be kept"
        if os.access(place, os.W_OK | os.X_OK):
            return ""
        return f"{place}: may not be written to; nothing will be kept"
    return ""


def _folder(find: Callable[[str], Path]) -> Path:
    """The program's folder; without a home, platformdirs raises or leaves a ~ in it."""
    try:
        folder = find(NAME)
    except RuntimeError:
        folder = Path("~")
    if folder.is_absolute():
        return folder
    raise FolderError("this user has no home folder")
