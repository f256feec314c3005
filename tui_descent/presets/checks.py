"""What every check of a preset needs: a way to fail, and matrices of finite numbers."""

import math
from collections.abc import Iterable
from typing import Any, NoReturn

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.presets.errors import PresetError
from tui_descent.text import counted, did_you_mean

OTHER_NAMES = {"linear": "identity", "none": "identity", "logistic": "sigmoid", "gd": "sgd"}


class Checks:
    """Checks that know which file they speak of.

    within  what stands before every key: `preset.` where the tables are part of a lesson
    """

    def __init__(self, file: str, within: str = "") -> None:
        self.file = file
        self.within = within

    def fail(self, key: str, wrong: str, remedy: str) -> NoReturn:
        """Raise the one line that says what is wrong at this key."""
        raise PresetError(self.file, f"{self.within}{key}", wrong, remedy)

    def choice(self, choices: Iterable[str], name: str, key: str) -> str:
        """Return the name if it is one of the choices."""
        known = list(choices)
        if name not in known:
            self.fail(key, f"{name!r} is not known", remedy(name, known, "choose one of"))
        return name

    def finite(self, value: float, key: str, example: str) -> float:
        """Return the number if it is finite."""
        if not math.isfinite(value):
            self.fail(key, f"{value} is not a finite number", f"give a number like {example}")
        return value

    def at_least(self, value: int, least: int, key: str) -> int:
        """Return the whole number if it is not too small."""
        if value < least:
            self.fail(key, f"{value} is too small", f"give {least} or more")
        return value

    def matrix(self, rows: list[list[float]], key: str) -> FloatArray:
        """Return rows of one length and of finite numbers as an array."""
        if not rows or not rows[0]:
            self.fail(key, "empty", "give at least one number")
        for place, row in enumerate(rows):
            if len(row) != len(rows[0]):
                wrong = f"{counted(len(row), 'number')} where the first row has {len(rows[0])}"
                self.fail(f"{key}[{place}]", wrong, "give every row the same length")
        matrix = np.array(rows, dtype=np.float64)
        broken = np.argwhere(~np.isfinite(matrix))
        if len(broken):
            row_place, column = broken[0]
            wrong = f"{matrix[row_place, column]} is not a finite number"
            self.fail(f"{key}[{row_place}][{column}]", wrong, "give a number")
        return matrix

    def named(self, entry: str | dict[str, Any], key: str) -> tuple[str, dict[str, Any]]:
        """Split `"adam"` or `{ name = "adam", beta1 = 0.9 }` into name and settings."""
        if isinstance(entry, str):
            return entry, {}
        name = entry.get("name")
        if not isinstance(name, str):
            self.fail(key, "a table without a name", 'write { name = "…" }')
        return name, {setting: value for setting, value in entry.items() if setting != "name"}

    def settings(
        self, given: dict[str, Any], known: Iterable[str], name: str, key: str
    ) -> dict[str, float]:
        """Return the settings if each is known and a finite number."""
        known = list(known)
        for setting, value in given.items():
            place = f"{key}.{setting}"
            if setting not in known:
                has = f"it has: {', '.join(known)}" if known else "leave it out"
                self.fail(place, f"{name} has no such setting", has)
            if isinstance(value, bool) or not isinstance(value, int | float):
                self.fail(place, f"{value!r} is not a number", "give a number")
            self.finite(float(value), place, "0.9")
        return {setting: float(value) for setting, value in given.items()}


def remedy(wrong: str, known: list[str], list_them: str) -> str:
    """The name that was probably meant, or all of them."""
    other_name = OTHER_NAMES.get(wrong.casefold())
    meant = other_name if other_name in known else wrong
    return did_you_mean(meant, known, f"{list_them}: {', '.join(known)}")
