"""Going on until a rule says that it is enough: until it has converged, or a loss is reached."""

from tui_descent.analysis.convergence import Ending
from tui_descent.session.session import Session

MOST = 100_000  # passes


class Until:
    """Makes the passes of a session up to where a rule ends them.

    loss  the one that is to be reached; None: until it has converged
    why   what ended it, in a sentence part; "" as long as nothing has
    """

    def __init__(self, session: Session, loss: float | None = None) -> None:
        walk = session.walk
        self._session, self._loss = session, loss
        self._ending = Ending(walk.descent, walk.history.state(0), loss, loss is None)
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
        missing = "it has not converged"
        if self._loss is not None:
            missing = f"the loss is still above {self._loss:.6g}"
        return f"{self.made} passes made, and {missing}: {self._session.advice.quick.evidence}"

    def _look(self) -> None:
        walk = self._session.walk
        if self._ending.why(walk.state, walk.before):
            self.why = self._ending.said
