"""Several descents from one pass on, all of them at once in one array.

They may differ in learning rate, in optimizer, and in where they stand. What one of them does,
the others do not see: a descent that diverges ends in inf or nan in its own row and leaves the
rest untouched. Each row has the very bits that the descent would have alone.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from tui_descent.analysis.blocks import Blocks
from tui_descent.analysis.joined import LAST, Member, form, join
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State, passes_to_keep
from tui_descent.engine.optimizers import Optimizer, Stepper
from tui_descent.engine.optimizers import State as OptimizerState

KEPT = 16  # losses of each that are kept


NextRates = Callable[[list[float], int], list[float]]


def at_rates(descent: Descent, start: State, rates: FloatArray) -> "Rows":
    """One descent from `start` for each learning rate, shape (rates,).

    It stays; or is the one that the descent's plan starts from, if it has one.
    """
    plan = descent.plan

    def next_rates(_: list[float], passes: int) -> list[float]:
        assert plan is not None
        planned: list[float] = np.asarray(plan.schedule.rate(rates, passes)).tolist()
        return planned

    first = rates.tolist() if plan is None else next_rates([], start.passes)
    states = [start._replace(learning_rate=rate) for rate in first]
    return Rows(descent, states, None if plan is None else next_rates)


def abreast(descent: Descent, states: Sequence[State]) -> "Rows":
    """The descents that go on from these states, as each of them would alone."""

    def next_rates(rates: list[float], passes: int) -> list[float]:
        return [descent.next_rate(rate, passes) for rate in rates]

    return Rows(descent, states, None if descent.keeps_rates else next_rates)


class _Group(NamedTuple):
    """Neighbours that one optimizer moves with one step.

    at      what picks them out of an array: of a single one its place alone, which is faster
    memory  what the optimizer remembers of each, moved in place
    """

    optimizer: Optimizer
    first: int
    size: int
    at: slice | int
    memory: OptimizerState

    @classmethod
    def of(cls, states: Sequence[State], first: int) -> "_Group":
        """These descents; `first` is the row of the first of them."""
        size = len(states)
        at = first if size == 1 else slice(first, first + size)
        return cls(states[0].optimizer, first, size, at, _joined(states))

    def memories(self) -> list[OptimizerState]:
        """A copy of what is remembered of each."""
        parts = [part.copy() for part in self.memory]
        if self.size == 1 or not parts:
            return [tuple(parts)] * self.size
        each = [part if part.ndim else [part] * self.size for part in parts]
        return [*zip(*each, strict=True)]


class Rows:
    """All descents after the same number of passes."""

    def __init__(
        self, descent: Descent, states: Sequence[State], next_rates: NextRates | None = None
    ) -> None:
        """Begin where these states are, all after the same number of passes.

        next_rates  from the rates of a pass and its number to those of the next; None: they stay
        """
        self.descent = descent
        self._next_rates = next_rates
        self._passes = states[0].passes
        kinds: dict[object, list[int]] = {}
        for row, state in enumerate(states):
            kinds.setdefault(_kind(state), []).append(row)
        neighbours = sorted(kinds.values(), key=lambda rows: _order(states[rows[0]].optimizer))
        order = [row for rows in neighbours for row in rows]
        self._places = np.argsort(order)  # of each row in the arrays
        self._order = self._places.tolist()
        self._is_sorted = order == [*range(len(order))]
        ordered = [states[row] for row in order]
        self._theta = np.array([state.theta for state in ordered])
        self._gradient = np.array([state.gradient for state in ordered])
        self._batch_loss = np.array([state.batch_loss for state in ordered])
        self._zeros = np.zeros(len(states))
        groups: list[_Group] = []
        for rows in neighbours:
            first = sum(group.size for group in groups)
            groups.append(_Group.of([states[row] for row in rows], first))
        self._groups, self._steppers = _with_steppers(groups, self._gradient)
        self._rates: list[float] = []
        self._use_rates([state.learning_rate for state in ordered])
        self._blocks = Blocks(descent.objective, len(states))
        self._is_batch_all = descent.objective.passes_per_epoch == 1
        self.first = descent.loss(states[0])
        self._losses = deque([np.full(len(states), self.first)], KEPT)
        self._ended: dict[int, State] = {}  # by their places
        self._previous: tuple[FloatArray, FloatArray, FloatArray] | None = None

    @property
    def any_finite(self) -> bool:
        """Whether one of them has not diverged."""
        return len(self._ended) < len(self._places)

    @property
    def all_finite(self) -> bool:
        """Whether none of them has diverged."""
        return not self._ended

    def advance(self) -> None:
        """One pass of each that has not diverged."""
        self._make(1, set(), stops=False)

    def passes(
        self, count: int, every: int, recent: int
    ) -> tuple[list[list[State]], list[list[float]]]:
        """Make this many passes of each, or fewer if one of them diverges.

        Returned are, for each, states and losses as `Descent.passes` returns them.
        """
        first, last = self._passes + 1, self._passes + count
        kept = passes_to_keep(first, last, every, recent)
        states, losses = self._make(count, kept, stops=True)
        return [[*each] for each in zip(*states, strict=True)], np.array(losses).T.tolist()

    @np.errstate(all="ignore")
    def _make(
        self, count: int, kept: set[int], stops: bool
    ) -> tuple[list[list[State]], list[FloatArray]]:
        """Make passes; return all states after some of them, and the losses after each.

        stops  where one diverges; its states are those of the last pass, then
        """
        own, (theta, look) = self._theta, self._blocks.in_place()
        theta[...] = own
        self._theta = theta
        groups = [(stepper, self._gradient[at], theta[at]) for stepper, at in self._steppers]
        states: list[list[State]] = []
        losses: list[FloatArray] = []
        for number in range(self._passes + 1, self._passes + count + 1):
            if not kept:
                self._previous = theta.copy(), self._gradient.copy(), self._batch_loss
            if self.descent.clip_norm is not None:
                self._gradient[...] = self.descent.clipped(self._gradient)
            for (step_from, gradient, here), down in zip(groups, self._downs, strict=True):
                step = step_from(gradient, down, here)
                if self.descent.frozen:
                    self.descent.unfrozen(step)
                np.add(here, step, here)
            if self._next_rates is not None:
                self._use_rates(self._next_rates(self._rates, number))
            loss, self._gradient[...] = look(number)
            self._passes, self._batch_loss = number, np.asarray(loss)
            full = self._batch_loss if self._is_batch_all else self._blocks.value(theta)
            losses.append(full if self._is_sorted else full[self._places])
            ends = not (self._all_finite(full) or self._note_ends(full)) and stops
            if ends or number in kept:
                states.append(self.states)
                if ends:
                    break
        own[...] = theta
        self._theta = own
        self._losses.extend(losses)
        return states, losses

    def _use_rates(self, rates: list[float]) -> None:
        """Make the next pass at these rates, in the order of the arrays."""
        if rates == self._rates:
            return
        self._rates = rates
        downs = np.repeat(-np.array(rates), self._theta.shape[1]).reshape(self._theta.shape)
        self._downs = [
            np.array(-rates[at]) if isinstance(at, int) else downs[at] for _, at in self._steppers
        ]

    def _all_finite(self, losses: FloatArray) -> bool:
        """Whether all numbers of all are finite; if not, two large ones may be, too."""
        # One product sees every inf and nan, because 0·inf is nan.
        slopes = self._theta.ravel().dot(self._gradient.ravel())
        return math.isfinite(slopes + self._batch_loss.dot(self._zeros) + losses.dot(self._zeros))

    def _note_ends(self, losses: FloatArray) -> bool:
        """Remember where those stand that have just diverged; return whether none has.

        losses  on all samples, in the order of the arrays
        """
        seen = self._batch_loss + np.vecdot(self._theta, self._gradient)
        for at in np.flatnonzero(~np.isfinite(seen)).tolist():
            numbers = self._batch_loss[at], self._theta[at], self._gradient[at]
            if at not in self._ended and not all(np.isfinite(one).all() for one in numbers):
                self._ended[at] = self._at(at, finite=False)
        return not self._ended and bool(np.isfinite(losses).all())

    @property
    def latest(self) -> FloatArray:
        """The losses on all samples after the last pass, shape (rows,)."""
        return self._losses[-1]

    def losses(self, row: int) -> FloatArray:
        """The last losses of this one, the newest last, shape (up to KEPT,)."""
        return np.array([each[row] for each in self._losses])

    @property
    def states(self) -> list[State]:
        """Where each of them stands, or where it ended."""
        losses = self._batch_loss.tolist()
        theta, gradient = [*self._theta.copy()], [*self._gradient.copy()]
        found = [
            State(
                self._passes,
                theta[at],
                losses[at],
                gradient[at],
                self._rates[at],
                group.optimizer,
                memory,
                True,
            )
            for group in self._groups
            for at, memory in enumerate(group.memories(), start=group.first)
        ]
        for at, ended in self._ended.items():
            found[at] = ended
        return found if self._is_sorted else [found[at] for at in self._order]

    def state(self, row: int) -> State:
        """Where this one stands, or where it ended."""
        at = int(self._places[row])
        return self._ended.get(at) or self._at(at, finite=True)

    def _at(self, at: int, finite: bool) -> State:
        """The state at this place in the arrays."""
        group = next(group for group in self._groups if at < group.first + group.size)
        return State(
            self._passes,
            self._theta[at].copy(),
            float(self._batch_loss[at]),
            self._gradient[at].copy(),
            self._rates[at],
            group.optimizer,
            group.memories()[at - group.first],
            finite,
        )

    def before(self, row: int) -> State | None:
        """Where this one stood a pass ago; None: no pass was made."""
        if self._previous is None:
            return None
        theta, gradient, loss = self._previous
        at = int(self._places[row])
        return self._at(at, finite=True)._replace(
            passes=self._passes - 1,
            theta=theta[at],
            gradient=gradient[at],
            batch_loss=float(loss[at]),
        )


def _order(optimizer: Optimizer) -> int:
    """Where it stands among others: with those of its form, the last one if it has none."""
    its_form = form(optimizer)
    return LAST if its_form is None else its_form.order


def _with_steppers(
    groups: list[_Group], gradient: FloatArray
) -> tuple[list[_Group], list[tuple[Stepper, slice | int]]]:
    """What makes the steps of which rows; those of one form that differ are joined.

    Their memory is then part of one array, so the groups are returned, too.
    """
    forms = [form(group.optimizer) for group in groups]
    members = [
        Member(its_form, group.at, group.memory)
        for its_form, group in zip(forms, groups, strict=True)
        if its_form is not None
    ]
    steppers: list[tuple[Stepper, slice | int]] = []
    alone = groups
    if len(members) > 1:
        stop = groups[len(members) - 1].first + groups[len(members) - 1].size
        stepper, memories = join(members, gradient[:stop])
        steppers.append((stepper, slice(0, stop)))
        joined = zip(groups, memories, strict=False)
        alone = groups[len(members) :]
        groups = [*(group._replace(memory=memory) for group, memory in joined), *alone]
    steppers += [(group.optimizer.stepper(group.memory), group.at) for group in alone]
    return groups, steppers


def _kind(state: State) -> tuple[object, ...]:
    """What those have in common that one update can move: the optimizer, and its age."""
    return state.optimizer, *(part.item() for part in state.optimizer_state if not part.ndim)


def _joined(states: Sequence[State]) -> OptimizerState:
    """What their optimizer remembers of each, in arrays of shape (states, P); of one (P,)."""
    if len(states) == 1:
        return tuple(part.copy() for part in states[0].optimizer_state)
    parts = zip(*(state.optimizer_state for state in states), strict=True)
    return tuple(np.array(part if part[0].ndim else part[0]) for part in parts)
