"""Advice: how a walk is doing, why, and what would help, as far as it is worked out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from tui_descent.analysis.gauge import Gauge, gauge
from tui_descent.analysis.limits import Limit
from tui_descent.analysis.situation import WINDOW, Situation, trifle
from tui_descent.analysis.verdict import Verdict, is_in_trouble, judge
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.walk import Walk

if TYPE_CHECKING:
    from tui_descent.session.remedies import CureSearch

SILENT = np.errstate(all="ignore")  # numbers that overflow are told on the screen


class Advice:
    """What is worked out of where a walk stands, kept until it stands elsewhere.

    next_seed  of the weights that would be drawn next
    named      whether verdicts name causes and cures
    """

    def __init__(self, walk: Walk, next_seed: Callable[[], int]) -> None:
        self._walk = walk
        self._next_seed = next_seed
        self.named = True
        self._known: Situation | None = None
        self._judged: tuple[Situation, Verdict] | None = None
        self._gauged: tuple[Situation, int, Gauge] | None = None
        self._cured: tuple[Situation, Verdict] | None = None
        self._search: CureSearch | None = None

    @property
    def situation(self) -> Situation:
        """What can be worked out of where the descent stands."""
        walk, known = self._walk, self._known
        state, before = walk.state, walk.before
        if known is not None and known.state is state and known.previous is before:
            return known
        losses = walk.history.window(state.passes, WINDOW)
        fresh = Situation(walk.descent, state, before, losses, walk.history.loss(0))
        if known is not None and known.descent is walk.descent:
            fresh.at_the_same_place_as(known)
        self._known = fresh
        return fresh

    @property
    def quick(self) -> Verdict:
        """How the descent is doing, in a word with what it rests on, and why; without a cure."""
        here = self.situation
        if self._judged is None or self._judged[0] is not here:
            verdict = judge(here)
            self._judged = here, verdict if self.named else verdict.bare
        return self._judged[1]

    @property
    def gauge(self) -> Gauge | None:
        """What the next pass would do at other learning rates; None: it has diverged."""
        walk, here = self._walk, self.situation
        if walk.ended:
            return None
        known = self._gauged
        if known is None or known[0] is not here or known[1] != walk.window:
            nothing = trifle(here) if self.quick.word == "minimum" else 0.0
            found = gauge(here, walk.window, nothing)
            known = self._gauged = here, walk.window, found
        return known[2]

    @property
    def shown(self) -> Verdict:
        """The same with a cure, if one was found already."""
        if self._cured is not None and self._cured[0] is self.situation:
            return self._cured[1]
        return self.quick

    def verdict(self, goes_on: Callable[[], bool] = lambda: True) -> Verdict:
        """The same with what helps, where something is wrong: found by trying it, in a moment."""
        search = self.search()
        if search is not None:
            found = search.run(goes_on)
            if goes_on():
                self.take(search, found)
        return self.shown

    def search(self) -> CureSearch | None:
        """The search for what helps, the same as long as one stands here; None: not needed."""
        verdict, here = self.quick, self.situation
        if not self.named or (self._cured is not None and self._cured[0] is here):
            return None
        if self._search is None or self._search.patient.here is not here:
            if not is_in_trouble(verdict, here):
                return None
            from tui_descent.session.remedies import CureSearch, Patient

            patient = Patient(self._walk.preset, here, self._walk.start, self._next_seed())
            self._search = CureSearch(verdict, patient)
        return self._search

    def take(self, search: CureSearch, verdict: Verdict) -> bool:
        """Show what a search found from the next frame on; False: one stands elsewhere now."""
        if search.patient.here is not self.situation:
            return False
        self._cured = self.situation, verdict
        return True

    @property
    @SILENT
    def limit(self) -> Limit | None:
        """The limit of the learning rate here; None: nothing curves up, or it takes too long."""
        return None if self._walk.ended else self.situation.limit

    @property
    def idle_units(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The units that have stopped learning: (dead, their names), (saturated, their names).

        A kind without any units is left out. Counted over all samples, not one batch.
        """
        problem, found = self._walk.preset.problem, self.situation.health
        if not isinstance(problem, NetworkProblem) or found is None:
            return ()
        told = []
        for word, layers in (("dead", found.dead), ("saturated", found.saturated)):
            names = tuple(
                problem.network.unit_names(layer)[unit]
                for layer, units in enumerate(layers, start=1)
                for unit in np.flatnonzero(units)
            )
            if names:
                told.append((word, names))
        return tuple(told)
