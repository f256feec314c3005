"""Other runs of the same problem, beside the present one.

Some step along with it: the runners of a race. Some stand where they were kept: ghosts. There
is no other difference between them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from tui_descent.engine.descent import State
from tui_descent.engine.history import RECENT, History
from tui_descent.session.snapshot import KeptRun
from tui_descent.text import counted

if TYPE_CHECKING:
    from tui_descent.analysis.rows import Rows
    from tui_descent.engine.descent import Descent
    from tui_descent.session.session import Session
    from tui_descent.session.walk import Walk

MOST_GHOSTS = 4
MOST_RUNNERS = 8  # with the present run


class Numbered(Protocol):
    """Something of a run that knows its number in a race, 0: it is in none."""

    @property
    def number(self) -> int: ...


class OtherRun(Struct, frozen=True, eq=False):
    """A run, and where it stands.

    number  in a race, from 1: it steps along; 0: it stands, as a ghost
    """

    number: int
    history: History
    state: State

    @property
    def label(self) -> str:
        """What it is called: its rate and its optimizer."""
        return f"lr {self.state.learning_rate:g} {self.state.optimizer.name}"

    @property
    def loss(self) -> float:
        """The loss on all samples, where it stands."""
        return self.history.loss(self.state.passes)

    @property
    def ended(self) -> bool:
        """Whether it has diverged."""
        return not (self.state.finite and math.isfinite(self.loss))

    def at(self, passes: int) -> OtherRun:
        """The same run after this many passes, or where it ended before; a ghost stays."""
        passes = min(passes, self.history.newest)
        if not self.number or passes == self.state.passes:
            return self
        return replace(self, state=self.history.state(passes))

    def begun(self, walk: Walk) -> OtherRun:
        """The same runner at the start of a walk, at its rate or its plan's; a ghost stays."""
        if not self.number:
            return self
        descent, rate = walk.descent, self.state.learning_rate
        if descent.plan is not None and descent.follows_plan(self.state):
            rate = descent.plan.rate(0)
        state = walk.beginning_with(self.state.optimizer, rate)
        return OtherRun(self.number, History(descent, state, descent.loss(state)), state)

    def kept(self, most_bytes: int) -> KeptRun:
        """The same as plain values."""
        return KeptRun(self.label, self.history.run(most_bytes), self.state.passes, self.number)


def recalled(descent: Descent, kept: KeptRun) -> OtherRun:
    """The run that was kept so."""
    history = History.of(descent, kept.run)
    return OtherRun(kept.number, history, history.state(kept.passes))


class Abreast:
    """Makes the passes of the present run and of its runners in one array."""

    def __init__(self) -> None:
        self._rows: Rows | None = None
        self._places: list[int] = []  # among the others, of those that are in the array
        self._left: tuple[State, tuple[OtherRun, ...]] | None = None  # as it was left

    def advance(
        self, walk: Walk, others: tuple[OtherRun, ...], passes: int = 1
    ) -> tuple[OtherRun, ...]:
        """Make passes with the walk, and return where the others stand then.

        Whoever is at the same pass goes on; one that is ahead waits. There are fewer passes if
        one diverges, and one alone where it was made before.
        """
        rows, here = self._rows_of(walk, others), walk.state.passes
        histories = [walk.history, *(others[place].history for place in self._places)]
        if any(here < history.newest for history in histories):
            passes = 1
        every = min(history.stride for history in histories)
        (own, *made), (own_losses, *losses) = rows.passes(passes, every, RECENT)
        walk.take(own, own_losses)
        moved, as_made = [*others], walk.state is own[-1]
        for place, states, losses_there in zip(self._places, made, losses, strict=True):
            run = others[place]
            after = run.history.follow(run.state, states, losses_there)
            as_made = as_made and after is states[-1]
            moved[place] = OtherRun(run.number, run.history, after)
        found = tuple(moved)
        goes_on = as_made and rows.all_finite and math.isfinite(sum(rows.latest.tolist()))
        self._left = (walk.state, found) if goes_on else None
        return found

    def _rows_of(self, walk: Walk, others: tuple[OtherRun, ...]) -> Rows:
        """The array in which they stand, as it was left or made afresh."""
        rows, left = self._rows, self._left
        same = left is not None and left[0] is walk.state and left[1] is others
        if rows is not None and same and rows.descent is walk.descent:
            return rows
        from tui_descent.analysis.rows import abreast

        here = walk.state.passes
        self._places = [
            place
            for place, run in enumerate(others)
            if run.number and run.state.passes == here and not run.ended
        ]
        states = [walk.state, *(others[place].state for place in self._places)]
        self._rows = abreast(walk.descent, states)
        return self._rows


def fork(session: Session) -> bool:
    """Keep the run as it is as a ghost, and go on from here; False if there are too many."""
    if sum(not run.number for run in session.others) >= MOST_GHOSTS:
        return False
    kept = OtherRun(0, session.walk.history.fork(), session.state)
    session.others = (*session.others, kept)
    return True


def swap(session: Session, number: int | None = None) -> bool:
    """Go on with another run, and put the present one in its place; False: there is none.

    number  of a runner; None: the next one after the present, without a race the oldest ghost
    """
    chosen = _next(session) if number is None else _runner(session, number)
    if chosen is None:
        return False
    present = OtherRun(session.number, session.walk.history, session.state)
    others = [run for run in session.others if run is not chosen]
    session.others, session.number = (*others, present), chosen.number
    session.walk.history = chosen.history
    session.stand_at(chosen.state.passes)
    return True


def _next(session: Session) -> OtherRun | None:
    """The runner with the next number, after the last the first; without a race a ghost."""
    if not session.number:
        return session.others[0] if session.others else None
    runners = sorted(
        (run for run in session.others if run.number),
        key=lambda run: (run.number < session.number, run.number),
    )
    return runners[0] if runners else None


def _runner(session: Session, number: int) -> OtherRun | None:
    return next((run for run in session.others if run.number == number > 0), None)


def drop(session: Session) -> None:
    """Forget all other runs."""
    if session.others:
        session.undoing.keep("dropping other runs", words(session.others))
    session.others, session.number = (), 0


def longest_run(session: Session) -> int:
    """The last pass of the present run, or of the other one that went furthest."""
    return max(session.newest, *(run.history.newest for run in session.others), 0)


def words(others: Sequence[Numbered]) -> str:
    """How many there are: `2 ghosts`, `6 runners and 1 ghost`."""
    runners = sum(run.number > 0 for run in others)
    told = [
        counted(count, what)
        for count, what in ((runners, "runner"), (len(others) - runners, "ghost"))
        if count
    ]
    return " and ".join(told)
