"""A moment of a descent: all that a picture of it may be made of."""

from msgspec import Struct

from tui_descent.analysis.situation import Situation
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import State
from tui_descent.engine.history import History
from tui_descent.engine.signals import Signals
from tui_descent.views.phases import Known, Phase


class Moment(Struct, frozen=True, eq=False):
    """Where a descent stands, how it came there, and what the learner looks at.

    situation  where it stands, and what can be worked out of that
    step      shape (P,): the next pass's
    history   of the run up to here, and perhaps further
    others    the histories of other runs, each with the pass at which it stands and its number
              in a race (0: it is in none)
    selected  the index of the selected parameter
    fog       whether only what the descent came near is seen
    known     what of this place is known: everything, but in the middle of a pass
    phase     where in the middle of a pass this is; None: between two passes
    passing   the state whose forward and backward pass is looked at
    signals   of that pass; None on a surface, and where neither a phase nor a view asks for them
    sample    which of its samples is looked at
    """

    situation: Situation
    step: FloatArray
    history: History
    others: tuple[tuple[History, int, int], ...]
    selected: int
    fog: bool
    known: Known
    phase: Phase | None
    passing: State
    signals: Signals | None
    sample: int

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.situation.state
