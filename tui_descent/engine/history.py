"""Every pass of a run, from 0 to the newest, in bounded memory.

Losses are kept for all passes; whole states only every `stride` passes, and wherever a
hand changed something. What lies between is computed again, which gives the same bits,
because one pass is a pure function of the state before it.
"""

import sys
from array import array
from collections import deque
from collections.abc import Sequence

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.record import Record

CHECKPOINTS = 4096  # at most, and
CHECKPOINT_BYTES = 24_000_000  # at most, whichever is less
SMALLEST_ROOM = 64
RECENT = 16  # states of the last passes, which are kept in any case


class Curve(Record):
    """The losses of the passes up to `newest`, thinned to points of `stride` passes each.

    first, last      shape (points,): the loss with which each point begins and ends; nan where
                     it is not finite
    lowest, highest  shape (points,): the extremes within each point, not finite left out
                     (nan where nothing in it is finite)

    From one point's last loss the curve goes on to the next one's first: a picture that joins
    these two, and draws all between the extremes at one place, shows no rise and no fall that
    did not happen.
    """

    stride: int
    first: FloatArray
    lowest: FloatArray
    highest: FloatArray
    last: FloatArray
    newest: int

    @classmethod
    def of(cls, values: FloatArray, stride: int, newest: int) -> "Curve":
        """The curve of values at every `stride`-th pass, shape (points,)."""
        finite = np.where(np.isfinite(values), values, np.nan)
        return cls(stride, finite, finite, finite, finite, newest)


class Run(Record):
    """A history as plain values, to be written down and read again.

    losses       shape (newest + 1,): the loss after each pass
    checkpoints  the states of pass 0, stride, 2·stride …
    changed      the states at which a hand changed something, in their order
    moved        the passes at which it moved θ
    """

    losses: FloatArray
    stride: int
    checkpoints: tuple[State, ...]
    changed: tuple[State, ...]
    moved: tuple[int, ...]

    @property
    def newest(self) -> int:
        """The number of the last pass that was made."""
        return len(self.losses) - 1


class History:
    """The passes that were made, each of which can be returned to exactly.

    With each state comes the loss that its curve is to show, by its maker's choice.
    """

    def __init__(self, descent: Descent, start: State, loss: float) -> None:
        self._descent = descent
        self._losses = array("d", [loss])
        self._checkpoints = [start]
        self._stride = 1
        self._room = max(SMALLEST_ROOM, min(CHECKPOINTS, CHECKPOINT_BYTES // state_bytes(start)))
        self._changed: dict[int, State] = {}
        self._moved: list[int] = []
        self._recent = deque([start], RECENT)
        self._thinned = _Thinned()

    @property
    def newest(self) -> int:
        """The number of the last pass that was made."""
        return len(self._losses) - 1

    def loss(self, passes: int) -> float:
        """The loss after this many passes."""
        return self._losses[passes]

    def losses(self, first: int, stop: int) -> FloatArray:
        """The losses after the passes from `first` up to, and without, `stop`."""
        return np.array(self._losses[first:stop])

    @property
    def stride(self) -> int:
        """How many passes lie between two whole states that are kept."""
        return self._stride

    def extend(self, states: Sequence[State], losses: Sequence[float]) -> None:
        """Keep what the newest passes led to: all losses, and the states of some passes.

        Among them are those of every `stride`-th pass, and of the last.
        """
        self._losses.extend(losses)
        self._recent.extend(states)
        for state in states:
            if state.passes % self._stride == 0:
                self._checkpoints.append(state)
                if len(self._checkpoints) > self._room:
                    self._stride *= 2
                    self._checkpoints = self._checkpoints[::2]

    def change(self, state: State, loss: float) -> None:
        """A hand changed the state of this pass: what came after it is another future."""
        passes = state.passes
        moved = passes in self._moved or not np.array_equal(state.theta, self.state(passes).theta)
        self._moved = [at for at in self._moved if at < passes] + [passes] * moved
        del self._losses[passes:]
        self._losses.append(loss)
        del self._checkpoints[passes // self._stride + 1 :]
        if passes % self._stride == 0:
            self._checkpoints[-1] = state
        self._changed = {at: kept for at, kept in self._changed.items() if at < passes}
        self._changed[passes] = state
        self._recent = deque((old for old in self._recent if old.passes < passes), RECENT)
        self._recent.append(state)
        self._thinned.forget(passes)

    def fork(self, descent: Descent | None = None) -> "History":
        """Another history with the same past, which it shares, and a future of its own.

        With a descent of its own, too, it can be used in another thread.
        """
        return History.of(descent or self._descent, self.run())

    def run(self, most_bytes: int = sys.maxsize) -> Run:
        """Return all of it; of the checkpoints, as many as fit into this many bytes."""
        stride, checkpoints = self._stride, self._checkpoints[:]
        room = max(SMALLEST_ROOM, most_bytes // state_bytes(checkpoints[0]))
        while len(checkpoints) > room:
            stride, checkpoints = 2 * stride, checkpoints[::2]
        return Run(
            losses=np.array(self._losses),
            stride=stride,
            checkpoints=tuple(checkpoints),
            changed=tuple(self._changed[at] for at in sorted(self._changed)),
            moved=tuple(self._moved),
        )

    @classmethod
    def of(cls, descent: Descent, run: Run) -> "History":
        """Return the history that such a run was made from."""
        history = cls(descent, run.checkpoints[0], float(run.losses[0]))
        history._losses = array("d", run.losses.tobytes())
        history._checkpoints = list(run.checkpoints)
        history._stride = run.stride
        history._changed = {state.passes: state for state in run.changed}
        history._moved = list(run.moved)
        return history

    def state(self, passes: int) -> State:
        """Return the state after this many passes, as it was when the next one was made."""
        if not 0 <= passes <= self.newest:
            raise IndexError(f"pass {passes} is not between 0 and {self.newest}")
        state = self._checkpoints[passes // self._stride]
        changes = sorted(at for at in self._changed if state.passes <= at <= passes)
        if changes:
            state = self._changed[changes[-1]]
        while state.passes < passes:
            state = self._descent.advance(state, passes - state.passes)
        return state

    def after(self, state: State) -> State:
        """Return the state that follows one that this history holds."""
        passes = state.passes + 1
        return self._changed.get(passes) or self._descent.advance(state)

    def follow(self, before: State, made: Sequence[State], losses: Sequence[float]) -> State:
        """Return where passes lead from a state that it holds.

        New ones are kept as `extend` does. Of a pass that was made before, the only one, that is
        the state that was made now, unless a hand had changed it.
        """
        if before.passes < self.newest:
            return self._changed.get(made[-1].passes, made[-1])
        self.extend(made, losses)
        return made[-1]

    def kept(self, passes: int) -> list[State]:
        """The states up to a pass that are at hand, the oldest first.

        Of a long run that is every `stride`-th pass; nothing is computed again.
        """
        return self._checkpoints[: passes // self._stride + 1]

    def recent(self, passes: int, count: int) -> list[State]:
        """The states of the last passes up to this one, every one of them, the oldest first.

        count  how many at most; RECENT of them are had without a walk from a checkpoint
        """
        wanted = range(max(0, passes + 1 - count), passes + 1)
        at_hand = {state.passes: state for state in self._recent}
        if all(number in at_hand for number in wanted):
            return [at_hand[number] for number in wanted]
        states = [self.state(wanted.start)]
        while states[-1].passes < passes:
            states.append(self.after(states[-1]))
        self._recent = deque(states, RECENT)
        return states

    def moved_at(self, passes: int) -> bool:
        """Whether a hand moved θ at this pass: no pass led here from the one before."""
        return passes in self._moved

    def changed_at(self, passes: int) -> bool:
        """Whether a hand changed something at this pass."""
        return passes in self._changed

    @property
    def changes(self) -> tuple[int, ...]:
        """The passes at which a hand changed something, in their order."""
        return tuple(sorted(self._changed))

    def window(self, passes: int, length: int) -> FloatArray:
        """The losses of up to `length` passes that end with `passes`.

        They begin where a hand last moved θ, if it did: no pass led from the loss before that
        to the loss after it.
        """
        return np.array(self._losses[max(self._begun(passes), passes + 1 - length) : passes + 1])

    def led_to(self, passes: int) -> bool:
        """Whether a pass led to where this pass stands, and not a hand."""
        return self._begun(passes) < passes

    def _begun(self, passes: int) -> int:
        return max((at for at in self._moved if at <= passes), default=0)

    def curve(self, newest: int | None = None) -> Curve:
        """The whole course of the loss, or as far as a pass, −1 being before the first.

        It costs no more for a long run than for a short one, unless `newest` lies far back.
        """
        count = len(self._losses) if newest is None else newest + 1
        return self._thinned.curve(self._losses, count)


class _Thinned:
    """A growing series in at most `POINTS` points: how each begins and ends, its extremes."""

    POINTS = 1024

    def __init__(self) -> None:
        self._stride = 1
        self._points = np.empty((4, 0))  # first, lowest, highest, last: of the complete points

    def forget(self, passes: int) -> None:
        """Values from this pass on are no longer what they were."""
        self._points = self._points[:, : passes // self._stride]

    def curve(self, losses: "array[float]", count: int) -> Curve:
        while count > self._stride * self.POINTS:
            self._stride *= 2
            self._points = _pairs(self._points)
        self.forget(count)
        known = self._points.shape[1]
        fresh = np.array(losses[known * self._stride : count])
        fresh[~np.isfinite(fresh)] = np.nan
        points = np.concatenate([self._points, _points(fresh, self._stride)], axis=1)
        self._points = points[:, : count // self._stride]
        first, lowest, highest, last = points
        return Curve(self._stride, first, lowest, highest, last, count - 1)


def _points(values: FloatArray, stride: int) -> FloatArray:
    """First, lowest, highest and last of each `stride` values, shape (4, points)."""
    starts = np.arange(0, len(values), stride)
    if not len(starts):
        return np.empty((4, 0))
    stops = np.minimum(starts + stride, len(values))
    lowest, highest = np.fmin.reduceat(values, starts), np.fmax.reduceat(values, starts)
    return np.array([values[starts], lowest, highest, values[stops - 1]])


def _pairs(points: FloatArray) -> FloatArray:
    """Each two complete points as one."""
    half = points.shape[1] // 2
    one, other = points[:, 0 : 2 * half : 2], points[:, 1 : 2 * half : 2]
    return np.array([one[0], np.fmin(one[1], other[1]), np.fmax(one[2], other[2]), other[3]])


def state_bytes(state: State) -> int:
    arrays = (state.theta, state.gradient, *state.optimizer_state)
    return 400 + sum(one.nbytes + 120 for one in arrays)
