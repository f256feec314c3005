"""What the program says of a question, and what becomes of it when one does as it says."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from tests.public.question import Question, at_the_moment, begun
from tui_descent import actions
from tui_descent.analysis.verdict import Verdict
from tui_descent.session.remedies import follow
from tui_descent.session.session import Session

HELPS = 0.5  # of what would be left without the cure: at most so much is left with it


@dataclass(frozen=True, slots=True)
class Outcome:
    """The mean losses over the second half of so many passes, with the cure and without.

    floor  the lowest loss there is
    """

    passes: int
    followed: float
    stayed: float
    floor: float

    @property
    def helps(self) -> bool:
        """Whether clearly less is left above the floor; a loss that is not finite is all."""
        left = self.followed - self.floor
        return math.isfinite(left) and left <= HELPS * (self.stayed - self.floor)


@cache
def verdict_of(question: Question) -> Verdict:
    """Return what the program says where the question is asked; as text it is what is read."""
    return at_the_moment(question).advice.verdict()


def told(question: Question) -> tuple[Outcome, ...] | None:
    """Return what comes of following the verdict's cure; None if it names none.

    The last outcome is the first one that helps, if any patience is enough.
    """
    outcomes: list[Outcome] = []
    for passes in question.patience:
        cure = verdict_of(question).cure
        if cure is None:
            return None
        session = at_the_moment(question)
        follow(session, cure)
        outcomes.append(compared(question, session, passes))
        if outcomes[-1].helps:
            break
    return tuple(outcomes)


def compared(question: Question, changed: Session, passes: int) -> Outcome:
    """Go on for so many passes in a session that was changed, and in one that was not.

    Where the descent overflows without a change, it counts as being back at the start.
    """
    stayed = min(_level(at_the_moment(question), passes), begun(question).loss)
    return Outcome(passes, _level(changed, passes), stayed, question.floor)


def _level(session: Session, passes: int) -> float:
    """Make so many passes; return the mean loss of their second half, which evens out noise."""
    if not math.isfinite(after(session, passes)):
        return math.inf
    return float(np.mean(session.walk.last_losses(passes - passes // 2)))


def remedied(question: Question, passes: int) -> float:
    """Return the loss so many passes after doing what the answer advises."""
    session = at_the_moment(question)
    for line in question.remedy:
        actions.run(session, line)
    return after(session, passes)


def after(session: Session, passes: int) -> float:
    """Make so many passes; return the loss, inf if it diverged."""
    session.step(passes)
    return math.inf if session.ended else session.loss
