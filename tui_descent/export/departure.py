"""Where a script goes on from, and why it cannot, where it cannot."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from tui_descent.engine.descent import State
from tui_descent.presets.preset import NetworkProblem, Preset, SurfaceProblem
from tui_descent.text import message

PASSES = 20  # whose losses a script prints, if nobody says how many


class ExportError(ValueError):
    """What cannot be said in a script, and the remedy, in one line."""

    def __init__(self, wrong: str, remedy: str) -> None:
        super().__init__(message(f"{wrong}; {remedy}"))


class Departure(Struct, frozen=True, eq=False):
    """A problem, the pass that a script goes on from, and how far it goes.

    rates   pass -> the learning rate that the passes after it use; earlier ones do not matter
    passes  how many losses the script prints
    """

    preset: Preset
    state: State
    rates: Mapping[int, float]
    passes: int = PASSES

    @property
    def problem(self) -> NetworkProblem | SurfaceProblem:
        """The network and its points, or the surface."""
        return self.preset.problem

    def check(self) -> None:
        """Raise ExportError where a number is no longer finite."""
        numbers = (self.state.theta, *self.state.optimizer_state)
        if not all(np.isfinite(array).all() for array in numbers):
            wrong = f"after pass {self.state.passes} some parameters are no longer finite numbers"
            raise ExportError(wrong, "go back to a pass before that")
