"""Going on until a rule says that it is enough: until it has converged, or a loss is reached."""

import numpy as np

from tui_descent.analysis.convergence import Ending
from tui_descent.analysis.verdict import why_it_stands
from tui_descent.engine.descent import State
from tui_descent.session.session import Session

MOST = 100_000  # passes
SWINGS = 10  # passes in a row that led to where the one before the last had begun
ALIKE = 1e-9  # of a step: so near two places are one


class Until:
    """Makes the passes of a session up to where a rule ends them.

    loss  the one that is to be reached; None: until it has converged, or the loss at which the
          preset ends a run
    why   what ended it, in a sentence part; "" as long as nothing has
    """

    def __init__(self, session: Session, loss: float | None = None) -> None:
        walk = session.walk
        self._session, self._loss = session, loss
        low = session.preset.stop.loss if loss is None else loss
        self._begun = walk.state.passes
        past = walk.history.kept(self._begun)
        self._ending = Ending(walk.descent, past, low, loss is None)
        self.why = ""
        self._swings = 0
        self._look()

    def step(self, passes: int) -> None:
        """Make this many passes, or fewer where it ends before."""
        for _ in range(passes):
            if self.over:
                return
            self._session.step(1)
            self._look()

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return bool(self.why) or self._session.ended or self._session.leaving

    @property
    def made(self) -> int:
        """How many passes were made so far."""
        return self._session.state.passes - self._begun

    @property
    def said(self) -> str:
        """How it ended, or how far it has come, for the learner."""
        if self.why:
            return self.why
        if self._session.ended:
            return "diverged: {back} goes back, {reset} starts again"
        missing = f"the loss is still above {self._loss:.6g}" if self._loss is not None else ""
        missing = missing or f"it has not converged: {self._ending.missing}"
        made = f"{self.made:,}".replace(",", " ")
        return f"{made} passes made, and {missing}"

    def _look(self) -> None:
        walk = self._session.walk
        if self._ending.why(walk.state, walk.before):
            self.why = self._ending.said
        elif self.made and walk.before is not None:
            self._look_for_rest(walk.before, walk.state)

    def _look_for_rest(self, before: State, state: State) -> None:
        """End where passes no longer move anything, or only swing back and forth."""
        if (before.theta == state.theta).all():
            self.why = self._why_still(state)
            return
        self._swings = self._swings + 1 if self._is_back(before, state) else 0
        if self._swings >= SWINGS:
            self.why = "it swings between the same two places: lower the learning rate"

    def _is_back(self, before: State, state: State) -> bool:
        """Whether two passes have led back to where they began, as far as six digits tell."""
        if state.optimizer.speeds or self._session.objective.passes_per_epoch != 1 or self.made < 2:
            return False
        two_ago = self._session.walk.history.state(state.passes - 2)
        if two_ago.learning_rate != state.learning_rate:
            return False
        moved = np.abs(state.theta - two_ago.theta).max()
        return bool(moved <= ALIKE * np.abs(state.theta - before.theta).max())

    def _why_still(self, state: State) -> str:
        """Why a pass has moved nothing; "" where a later one may."""
        if state.learning_rate == 0.0:
            return f"nothing moves: {why_it_stands(self._session.advice.situation)}"
        if state.optimizer.speeds or self._session.objective.passes_per_epoch != 1:
            return ""
        word = self._session.advice.quick
        return f"nothing moves any more, but that need not be a minimum: {word.evidence}"
