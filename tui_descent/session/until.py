"""Going on until a rule says that it is enough: until it has converged, or a loss is reached."""

from tui_descent.analysis.convergence import Ending
from tui_descent.analysis.verdict import why_it_stands
from tui_descent.engine.descent import State
from tui_descent.session.session import Session

MOST = 100_000  # passes


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
        self._ending = Ending(walk.descent, walk.history.state(0), low, loss is None)
        self._begun = walk.state.passes
        self.why = ""
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
        elif walk.before is not None and (walk.before.theta == walk.state.theta).all():
            self.why = self._why_still(walk.state)

    def _why_still(self, state: State) -> str:
        """Why a pass has moved nothing; "" where a later one may."""
        if state.learning_rate == 0.0:
            return f"nothing moves: {why_it_stands(self._session.advice.situation)}"
        if state.optimizer.speeds or self._session.objective.passes_per_epoch != 1:
            return ""
        word = self._session.advice.quick
        return f"nothing moves any more, and that it is a minimum cannot be said: {word.evidence}"
