"""Ghosts: runs of the same problem that a learner keeps to compare with."""

from tui_descent.engine.history import History
from tui_descent.session.framing import KeptWalk
from tui_descent.session.session import Session
from tui_descent.text import counted

MOST = 4


def fork(session: Session) -> bool:
    """Keep the run as it is as a ghost, and go on from here; False if there are too many."""
    if len(session.ghosts) >= MOST:
        return False
    session.ghosts = (*session.ghosts, _kept(session, session.walk.history.fork()))
    return True


def swap(session: Session) -> bool:
    """Go on with the oldest ghost, and keep the present run in its place; False: none."""
    if not session.ghosts:
        return False
    ghost, *others = session.ghosts
    session.ghosts = (*others, _kept(session, session.walk.history))
    session.walk.history = ghost.history
    session.go_to(ghost.passes)
    return True


def drop(session: Session) -> None:
    """Forget all ghosts."""
    count = len(session.ghosts)
    if count:
        session.undoing.keep("dropping ghosts", counted(count, "ghost"))
    session.ghosts = ()


def longest_run(session: Session) -> int:
    """The last pass of the present run, or of the ghost that went furthest."""
    return max(session.newest, *(ghost.history.newest for ghost in session.ghosts), 0)


def _kept(session: Session, history: History) -> KeptWalk:
    state = session.state
    label = f"lr {state.learning_rate:g} {state.optimizer.name}"
    return KeptWalk(label, history, state.passes)
