"""Many passes of one command: how far they have come, and what a report every so often hides."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.plain.output import SPOKEN_DIGITS, Output
from tui_descent.session.session import Event, Session

FEW = 3  # parameters, up to which it is told which ones changed sides
ROUNDING = 1e-12  # of the loss: a smaller change is none


@dataclass(slots=True)
class Passes:
    """The passes of one command.

    wanted  how many it is to make
    made    how many were made
    rises   how many of them raised the loss
    crossed how many of them took each parameter to the other side of a valley, shape (P,)
    """

    session: Session
    out: Output
    wanted: int
    made: int = 0
    rises: int = 0
    crossed: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self.crossed = np.zeros(self.session.parameter_count)

    def make(self, passes: int) -> None:
        """Make this many more of them, or fewer if the descent diverges on the way."""
        session = self.session
        for _ in range(min(passes, self.wanted - self.made)):
            if session.ended or session.leaving:
                return
            slopes, loss = session.state.gradient, session.loss
            session.step()
            self.made += 1
            moved = abs(session.loss - loss) > ROUNDING * abs(loss)
            self.rises += moved and session.loss > loss
            if moved and len(slopes) <= FEW and session.objective.passes_per_epoch == 1:
                self.crossed += slopes * session.state.gradient < 0.0
            self.out.say_if_long_silent(self._so_far)

    def _so_far(self) -> str:
        return f"{self.made} of {self.wanted} passes made, {_loss(self.session, self.out)}"

    @property
    def summary(self) -> list[str]:
        """How often the loss rose, and which parameters changed sides, where any did."""
        session, passes = self.session, f"{self.made} passes"
        if self.made < 2:
            return []
        lines = []
        for crossed in np.unique(self.crossed[self.crossed > 0.0]):
            names = map(session.name, np.flatnonzero(self.crossed == crossed).tolist())
            lines.append(f"{', '.join(names)} changed side in {crossed:.0f} of {passes}")
        return [*lines, f"the loss rose in {self.rises} of {passes}"] if self.rises else lines


@contextmanager
def heard(session: Session, out: Output) -> Iterator[None]:
    """Whoever waits hears how far the session has come, while it makes passes."""
    watcher = session.watcher

    def hear(event: Event) -> None:
        if watcher is not None:
            watcher(event)
        out.say_if_long_silent(lambda: f"pass {session.state.passes}, {_loss(session, out)}")

    session.watcher = hear
    try:
        yield
    finally:
        session.watcher = watcher


def _loss(session: Session, out: Output) -> str:
    return f"loss {out.number(session.loss, SPOKEN_DIGITS)}"
