"""Points that are set by hand: on a plane with a class each, or over a line with a number each."""

import math

from msgspec import Struct
from msgspec.structs import replace

from tui_descent.presets.format import DataTable
from tui_descent.presets.preset import NetworkProblem, Preset

Place = tuple[float, float]
DIGITS = 6  # of a coordinate


class HandPoints(Struct, frozen=True):
    """Points and what each is.

    places   where each lies: both inputs, or the one and its target
    kinds    the number of each one's class; 0 where targets are numbers
    classes  the names of the classes; empty: targets are numbers
    """

    places: tuple[Place, ...]
    kinds: tuple[int, ...]
    classes: tuple[str, ...]

    def put(self, place: Place, kind: int) -> "HandPoints":
        """With one more point; one at the very same place is replaced."""
        place = (_short(place[0]), _short(place[1]))
        if place in self.places:
            at = self.places.index(place)
            return replace(self, kinds=(*self.kinds[:at], kind, *self.kinds[at + 1 :]))
        return replace(self, places=(*self.places, place), kinds=(*self.kinds, kind))

    def without(self, at: int) -> "HandPoints":
        """All but this one."""
        return replace(
            self,
            places=(*self.places[:at], *self.places[at + 1 :]),
            kinds=(*self.kinds[:at], *self.kinds[at + 1 :]),
        )

    def nearest(self, place: Place, unit: Place) -> int | None:
        """The one that lies nearest, distances counted in these units; None: there is none."""
        distances = [
            math.hypot((x - place[0]) / unit[0], (y - place[1]) / unit[1]) for x, y in self.places
        ]
        return distances.index(min(distances)) if distances else None

    def table(self, preset: Preset) -> DataTable:
        """The [data] table of a preset with these points."""
        before = preset.tables.data
        assert before is not None
        inputs: list[list[float] | float | str] = [[x, y] for x, y in self.places]
        targets: list[list[float] | float | str] = [[y] for _, y in self.places]
        problem = preset.problem
        assert isinstance(problem, NetworkProblem)
        one_hot = bool(self.classes) and problem.network.layers[-1] > 1
        if not self.classes:
            inputs = [[x] for x, _ in self.places]
        elif one_hot:
            targets = [self.classes[kind] for kind in self.kinds]
        else:
            low = -1.0 if (problem.data.targets == -1.0).any() else 0.0
            targets = [[(low, 1.0)[kind]] for kind in self.kinds]
        return DataTable(
            inputs=inputs,
            targets=targets,
            one_hot=one_hot,
            features=before.features,
            standardize=before.standardize,
        )


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
