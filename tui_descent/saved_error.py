"""The one exception that a saved session raises."""


class SavedError(Exception):
    """What is wrong with it and what can be done, as one line."""

    def __init__(self, line: str) -> None:
        super().__init__("".join(char if char.isprintable() else repr(char)[1:-1] for char in line))
