"""Where a script goes on from, and why it cannot, where it cannot."""

from collections.abc import Mapping

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
        """Raise ExportError where it has diverged."""
        if not self.state.finite:
            wrong = f"after pass {self.state.passes} the loss is no longer a finite number"
            raise ExportError(wrong, "go back to a pass before that")
