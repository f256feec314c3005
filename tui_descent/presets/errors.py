"""The one exception that a bad preset raises."""


class PresetError(Exception):
    """What is wrong, where, and what would be right, as one line."""

    def __init__(self, file: str, key: str, wrong: str, remedy: str) -> None:
        line = f"{file}: {key}: {wrong}; {remedy}" if key else f"{file}: {wrong}; {remedy}"
        # A name from a file may hold a line break or an escape sequence.
        super().__init__("".join(char if char.isprintable() else repr(char)[1:-1] for char in line))
