"""The one exception that a saved session raises."""

from tui_descent.text import message


class SavedError(Exception):
    """What is wrong with it and what can be done, as one line."""

    def __init__(self, line: str) -> None:
        super().__init__(message(line))
