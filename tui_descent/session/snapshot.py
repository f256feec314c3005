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

if TYPE_CHECKING:
    from tui_descent.views.cameras import Sights


class KeptRun(Struct, frozen=True, eq=False):
    """A ghost: what it is called, its run, and where the learner stood in it."""

    label: str
    run: Run
    passes: int


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
    fog       whether only what the descent came near is seen
    sights    of the cameras; None: they were not used yet
    """

    start: FloatArray
    seed: int | None
    schedule: Mapping[int, float]
    run: Run
    passes: int
    ghosts: tuple[KeptRun, ...]
    selected: int
    speed: int
    window: int | None
    phase: int | None
    sample: int
    fog: bool = False
    sights: Sights | None = None
    appearance: Appearance = Appearance()
