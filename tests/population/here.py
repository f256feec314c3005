"""A place in a descent, as those who find out its facts need it."""

import math

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.presets.preset import NetworkProblem, Preset
from tui_descent.session.session import Session

MOST = 400  # parameters; beyond it little is found out
HEAVY = 6_000  # numbers of one pass, above which runs are 1,000 passes at most
LONG = (300, 1000, 3000)
VELOCITY = ("momentum", "nesterov")
ADAPTIVE = ("adagrad", "rmsprop", "adam", "adamw")
SQUARED = ("mse", "squared_error", "half_squared_error")


class Here:
    """The place, and the lowest one that was found from it.

    length       the norm of θ here or at the start, whichever is larger
    usual        a tenth of the size that a parameter has at the start
    looks        after how many passes a long run is looked at; the last is its end
    limit        of the optimizer by the largest curvature; None: not known
    plain_limit  the same of plain descent
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.preset: Preset = session.preset
        self.objective = session.preset.problem.objective()
        self.descent = Descent(self.objective, frozen=self.preset.frozen)
        self.state: State = session.state
        self.loss = session.loss
        self.first = float(session.walk.last_losses(session.state.passes + 1)[0])
        self.best = self.state.theta
        self.best_loss = self.loss
        sizes = [float(np.linalg.norm(theta)) for theta in (self.state.theta, session.walk.start)]
        self.length = max(sizes) or 1.0
        self.usual = 0.1 * float(np.sqrt(np.mean(session.walk.start**2))) or 0.1
        numbers = self.objective.numbers
        count = 1 if numbers > 3 * HEAVY else 2 if numbers > HEAVY else 3
        self.looks = (100,) if self.is_large else LONG[:count]
        self.limit: float | None = None
        self.plain_limit: float | None = None

    @property
    def is_large(self) -> bool:
        """Whether there are too many parameters for most of what is done with others."""
        return self.objective.parameter_count > MOST

    @property
    def is_convex(self) -> bool:
        """Whether the loss is convex in the parameters: one layer and a convex loss."""
        problem = self.preset.problem
        if not isinstance(problem, NetworkProblem):
            return problem.surface.name in ("bowl", "ravine")
        if len(problem.network.activations) > 1:
            return False
        last, loss = problem.network.activations[0].name, problem.loss.name
        return (last, loss) in (("sigmoid", "bce"), ("softmax", "cross_entropy")) or (
            last == "identity" and loss in (*SQUARED, "mae", "huber")
        )

    def previous(self) -> State | None:
        """The state before the last pass; None at pass 0, or where a hand has moved θ since."""
        if self.state.passes == 0:
            return None
        other = Session.from_memo(self.preset, self.session.memo())
        other.back(1)
        led = np.array_equal(self.descent.advance(other.state).theta, self.state.theta)
        return other.state if led else None

    def slope(self, theta: FloatArray) -> FloatArray:
        """The gradient on all samples along what is not frozen, shape (P,)."""
        _, gradient = self.objective.full_value_and_gradient(theta)
        return self.descent.unfrozen(np.array(gradient))

    def note(self, theta: FloatArray) -> None:
        """Remember a place if it is the lowest so far."""
        value = float(self.objective.value(theta))
        if math.isfinite(value) and value < self.best_loss:
            self.best, self.best_loss = theta, value
