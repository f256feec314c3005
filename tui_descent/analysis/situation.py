"""A situation: where a descent stands, how it came there, and what can be worked out of it.

Nothing is computed before it is asked for, and nothing twice: gauge, verdict and cures share
one situation.
"""

import math
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise, takewhile

import numpy as np

from tui_descent.analysis.curvature import Ground, is_dense, reach_of, unknown
from tui_descent.analysis.health import Health, health
from tui_descent.analysis.hessian import batch_gradients, hessians
from tui_descent.analysis.limits import Limit, full_gradient, ground_here, is_quick, limit_on
from tui_descent.analysis.pace import Pace
from tui_descent.data.surfaces import Surface
from tui_descent.engine.activations import Identity
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.losses import SquaredError
from tui_descent.engine.objective import NetworkObjective

WINDOW = 16  # losses that a verdict looks back on
PLACE = ("gradient", "ground", "limit", "health", "sick")  # what no learning rate changes
HIGH = 0.01  # of the first loss: more is high
LEVEL = 0.01  # of the loss: what 1000 passes at half the limit must gain at least
VISIBLE = 1e-6  # of the loss: less does not show in six digits
FITTED = 1e-9  # of the first loss: a network that is below it has met its points
CONVEX_SURFACES = ("bowl", "ravine")


class Situation:
    """One moment of a descent.

    previous  the state one pass earlier; None at pass 0, or where a hand has moved θ since
    losses    the last ones on all samples, shape (up to WINDOW,), the newest last
    first     the loss of pass 0
    patient   whether the ground may take longer than a frame; else that of a large network
              counts as unknown
    """

    def __init__(
        self,
        descent: Descent,
        state: State,
        previous: State | None,
        losses: FloatArray,
        first: float,
        patient: bool = False,
    ) -> None:
        self.descent = descent
        self.state = state
        self.previous = previous
        self.losses = losses
        self.first = first
        self.patient = patient

    @classmethod
    def at_start(cls, descent: Descent, state: State, patient: bool = False) -> "Situation":
        """Where no pass led to."""
        loss = descent.loss(state)
        return cls(descent, state, None, np.array([loss]), loss, patient)

    def at_the_same_place_as(self, other: "Situation") -> None:
        """Take over what the other one knows of the ground, if it stands on the very same."""
        mine, its = self.state, other.state
        if (
            mine.theta is its.theta
            and mine.optimizer == its.optimizer
            and mine.optimizer_state is its.optimizer_state
            and self.patient == other.patient
        ):
            known = vars(other)
            vars(self).update({name: known[name] for name in PLACE if name in known})

    @property
    def loss(self) -> float:
        """On all samples, here."""
        return float(self.losses[-1])

    @property
    def finite(self) -> bool:
        """Whether the descent can go on from here."""
        return self.state.finite and math.isfinite(self.loss)

    @property
    def full_batch(self) -> bool:
        """Whether each pass uses all samples."""
        return self.descent.objective.passes_per_epoch == 1

    @property
    def change(self) -> float:
        """What the last pass did to the loss on all samples."""
        return float(self.losses[-1] - self.losses[-2])

    @cached_property
    def step(self) -> FloatArray:
        """The last step, shape (P,)."""
        assert self.previous is not None
        return self.state.theta - self.previous.theta

    @cached_property
    def predicted(self) -> float:
        """What the slope alone said the last step would do to its batch's loss: g·step."""
        assert self.previous is not None
        return float(self.previous.gradient @ self.step)

    @cached_property
    def got(self) -> float:
        """What the last step did to the loss of the batch that it was made on."""
        if self.full_batch or self.previous is None:
            return self.change
        passes = self.previous.passes
        loss, _ = self.descent.objective.value_and_gradient(self.state.theta, passes)
        return float(loss) - self.previous.batch_loss

    @cached_property
    def crossed(self) -> bool:
        """Whether the last step led to the other side: its gradients point against each other."""
        assert self.previous is not None
        after = self.descent.unfrozen(self.state.gradient.copy())
        return bool(after @ self.descent.unfrozen(self.previous.gradient.copy()) < 0.0)

    @property
    def has_velocity(self) -> bool:
        """Whether the optimizer keeps the direction of earlier steps."""
        return self.state.optimizer.speeds

    @property
    def adaptive(self) -> bool:
        """Whether the optimizer scales each slope; above its limit it does not run away."""
        return self.state.optimizer.scales

    @property
    def rate(self) -> float:
        """The learning rate of the next pass."""
        return self.state.learning_rate

    @cached_property
    def ground(self) -> Ground:
        """The ground under the feet; not finite where it is not known."""
        if not (self.patient or is_quick(self.descent)):
            return unknown()
        return ground_here(self.descent, self.state, self.gradient)

    @cached_property
    def gradient(self) -> FloatArray:
        """Of the loss on all samples, shape (P,)."""
        return full_gradient(self.descent, self.state)

    @cached_property
    def limit(self) -> Limit | None:
        """Above it, steps along the steepest direction grow, here; None: nothing curves up."""
        if not self.ground.finite:
            return None
        return limit_on(self.descent, self.state, self.ground, self.patient)

    @property
    def ruled_by(self) -> str:
        """The name of the schedule that the learning rate follows; "": of none."""
        plan = self.descent.plan
        return plan.schedule.name if plan and self.descent.follows_plan(self.state) else ""

    @property
    def half_limit(self) -> float:
        """Half the limit, a rate that is sure to be short enough; the present one without one."""
        return abs(self.rate) if self.limit is None else 0.5 * self.limit.rate

    @cached_property
    def _share(self) -> float:
        """What clipping leaves of the gradient, 1 at most."""
        return float(self.descent.share(self.state.gradient))

    @property
    def _felt_rate(self) -> float:
        """The rate that the next pass takes of the whole gradient."""
        return self.rate * self._share

    @property
    def beyond(self) -> float:
        """How many times the limit the present rate is; 0 if there is none."""
        return 0.0 if self.limit is None else self.rate / self.limit.rate

    @cached_property
    def rest(self) -> float:
        """What counts as nothing to gain is a part of this: the loss itself.

        A surface may lie at any height, so there it is at least a trifle of the way fallen.
        """
        fallen = 0.0 if self.is_network else 1e-7
        return max(abs(self.loss), fallen * abs(self.first - self.loss))

    @cached_property
    def pace(self) -> Pace:
        """How fast the loss falls from here, at the present rate and at half the limit."""
        optimizer, felt_half = self.state.optimizer, self.half_limit * self._share
        return Pace(self.ground, optimizer, self._felt_rate, felt_half, self.rest, self.losses)

    def later_at_most(self, passes: float) -> float:
        """The loss and the speed's worth, after this many passes along the steepest direction."""
        worth = max(self.loss, self.kinetic)
        if not self.ground.finite or worth <= 0.0:
            return worth
        growth = np.array(self._felt_rate * self.ground.steepest)
        factor = max(1.0, float(self.state.optimizer.recurrence(growth).factor))
        with np.errstate(all="ignore"):
            return float(worth * np.float64(factor) ** (2.0 * passes))

    @cached_property
    def noise_share(self) -> float:
        """How much of what the slope gains in a pass the noise of the batches takes again.

        To second order a step −η·g_b down the slope of one batch changes the loss on average by
        −η·|g|² + ½η²·⟨g_b·H·g_b⟩: this is the second by the first, over the coming epoch. 0
        where H is not known whole.
        """
        objective, state = self.descent.objective, self.state
        matrix = self.ground.matrix
        if not isinstance(objective, NetworkObjective) or self.full_batch:
            return 0.0
        if matrix is None or not self.ground.finite:
            return 0.0
        scale = self.descent.scale(state)
        free = np.ones(len(state.theta), dtype=np.bool_)
        free[list(self.descent.frozen)] = False
        coming = state.passes, state.passes + objective.passes_per_epoch
        slopes = batch_gradients(objective, state.theta, *coming)
        steps = slopes if scale is None else slopes / scale
        slopes, steps = slopes[:, free], steps[:, free]
        reach = self._felt_rate * reach_of(state.optimizer)
        gained = float(slopes.mean(0) @ steps.mean(0))
        taken = 0.5 * reach * float(np.mean(np.sum(steps @ matrix * steps, axis=1)))
        return taken / gained if gained > 0.0 else math.inf

    @property
    def is_high(self) -> bool:
        """Whether more than a trace of the first loss is still there."""
        return self.loss > HIGH * abs(self.first)

    @cached_property
    def next_step(self) -> FloatArray:
        """The step that the next pass will add to θ, shape (P,)."""
        return self.descent.next_step(self.state)

    @cached_property
    def kinetic(self) -> float:
        """The loss that the speed of the next step is worth: step·D·step / 2η."""
        if self.rate <= 0.0:
            return 0.0
        step = self.next_step
        scale = self.descent.scale(self.state)
        weighed = step * step if scale is None else scale * step * step
        return float(weighed.sum()) / (2.0 * self.rate)

    @property
    def is_network(self) -> bool:
        """Whether it is a network that learns, and not a surface."""
        return isinstance(self.descent.objective, NetworkObjective)

    @cached_property
    def health(self) -> Health | None:
        """How well the layers can learn; None on a surface."""
        objective = self.descent.objective
        if not isinstance(objective, NetworkObjective):
            return None
        return health(objective, self.state.theta)

    @cached_property
    def sick(self) -> bool:
        """Whether half of the units of some layer, or more, are dead or saturated."""
        if self.health is None:
            return False
        layers = zip(self.health.dead, self.health.saturated, strict=True)
        return any(2 * int((dead | flat).sum()) >= len(dead) for dead, flat in layers)

    @property
    def convex(self) -> bool:
        """Whether the loss is known to have one valley only, whatever the parameters."""
        objective = self.descent.objective
        if isinstance(objective, Surface):
            return objective.name in CONVEX_SURFACES
        if not isinstance(objective, NetworkObjective):
            return False
        activations = objective.network.activations
        in_loss = objective.loss.last_activation == activations[-1].name
        return len(activations) == 1 and (isinstance(activations[0], Identity) or in_loss)

    @property
    def is_parabola(self) -> bool:
        """Whether the loss is known to be one parabola everywhere."""
        objective = self.descent.objective
        if not isinstance(objective, NetworkObjective):
            return self.convex  # the surfaces that have one valley are parabolas
        one_layer = all(isinstance(one, Identity) for one in objective.network.activations)
        smooth = objective.penalty is None or not objective.penalty.l1
        return one_layer and smooth and isinstance(objective.loss, SquaredError)


def work_out_grounds(descent: Descent, situations: Sequence[Situation]) -> None:
    """Work out the ground of several places of one descent together, each as if alone."""
    objective = descent.objective
    if not (isinstance(objective, NetworkObjective) and is_dense(objective) and is_quick(descent)):
        return
    with np.errstate(all="ignore"):
        matrices = hessians(objective, np.array([here.state.theta for here in situations]))
    for here, matrix in zip(situations, matrices, strict=True):
        here.ground = ground_here(descent, here.state, here.gradient, matrix)


def rising_run(losses: FloatArray) -> int:
    """How many of the last passes in a row raised the loss."""
    return falling_run(-losses)


def falling_run(losses: FloatArray) -> int:
    """How many of the last passes in a row lowered the loss."""
    backwards = pairwise(losses[::-1].tolist())
    return sum(1 for _ in takewhile(lambda pair: pair[0] < pair[1], backwards))


def trifle(here: Situation) -> float:
    """What of the loss counts as nothing at a minimum: what six digits of it do not show."""
    return max(VISIBLE * here.rest, FITTED * abs(here.first) if here.is_network else 0.0)
