"""A memo: all that a session must remember to go on another day, as plain values.

The session makes it and is made from it; `saved` writes it to a file. What can be computed
again is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.history import Run
from tui_descent.views.phases import phases_of

if TYPE_CHECKING:
    from tui_descent.session.session import Session
    from tui_descent.views.cameras import Sights

MEMO_BYTES = 4_000_000  # of checkpoints, for each run


class KeptRun(Struct, frozen=True, eq=False):
    """A run: what it is called, and where it stands; its number in a race, 0: it is in none."""

    label: str
    run: Run
    passes: int
    number: int = 0


class Appearance(Struct, frozen=True):
    """How the screen of a session looks: nothing that a session itself depends on.

    view    the one that was chosen; "" for none
    theme   dark or light; "" for the user's usual one
    log     whether the loss axis is logarithmic
    failed  a view in which a mistake of ours ended the program: it is not opened by itself
    """

    view: str = ""
    theme: str = ""
    log: bool = False
    failed: str = ""


class Memo(Struct, frozen=True, eq=False):
    """A session.

    start     θ of shape (P,), to which a reset returns
    seed      of the initial weights, where they are not the preset's own
    schedule  pass -> the learning rate that the passes after it use, as it was asked for
    passes    where in the run the learner stands
    selected  the index of the selected parameter
    speed     of playing, as a step of the speeds there are
    window    the decade at which the gauge stands
    phase     of the pass in whose middle the learner is, by its place among the phases there are
    sample    the one that is looked at
    others    the other runs
    number    of the present run in a race; 0: there is none
    fog       whether only what the descent came near is seen
    sights    of the cameras; None: they were not used yet
    """

    start: FloatArray
    seed: int | None
    schedule: Mapping[int, float]
    run: Run
    passes: int
    others: tuple[KeptRun, ...]
    selected: int
    speed: int
    window: int | None
    phase: int | None
    sample: int
    number: int = 0
    fog: bool = False
    sights: Sights | None = None
    appearance: Appearance = Appearance()


def memo_of(session: Session) -> Memo:
    """Return all that a session needs to go on another day."""
    walk = session.walk
    return Memo(
        start=walk.start,
        seed=session.seed,
        schedule=dict(walk.schedule or {}),
        run=walk.history.run(MEMO_BYTES),
        passes=walk.state.passes,
        others=tuple(run.kept(MEMO_BYTES) for run in session.others),
        selected=session.selected,
        speed=session.speed,
        window=walk.window,
        phase=None if session.phase is None else phases_of(session.preset).index(session.phase),
        sample=session.sample,
        number=session.number,
        fog=session.fog,
        sights=session.cameras.sights,
        appearance=session.appearance,
    )
