"""The exception that a bad preset raises, and what it is where its file cannot be read."""

from collections.abc import Sequence

from tui_descent.text import message


class PresetError(Exception):
    """What is wrong, where, and what would be right, as one line."""

    def __init__(self, file: str, key: str, wrong: str, remedy: str) -> None:
        line = f"{file}: {key}: {wrong}; {remedy}" if key else f"{file}: {wrong}; {remedy}"
        super().__init__(message(line))


class FaultsError(PresetError):
    """All that is wrong with a file, a line for each."""

    def __init__(self, faults: Sequence[PresetError]) -> None:
        Exception.__init__(self, str(faults[0]))
        self.lines = tuple(map(str, faults))


class Faults:
    """What is wrong with a file, collected."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[PresetError] = []

    def add(self, wrong: str, remedy: str, place: str = "") -> None:
        self._found.append(PresetError(self._file, place, wrong, remedy))

    def raise_any(self) -> None:
        if self._found:
            raise FaultsError(self._found)


class UnreadableError(PresetError):
    """There is no file that could be read."""


class MissingError(UnreadableError):
    """There is no file."""
