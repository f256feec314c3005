"""Different optimizers that step at once: what is alike in their rules is one call for all.

Numpy starts slowly, so that seven rules on a few numbers each take seven times as long as one.
But they are all of one form, of which each leaves something out:

    m ← β·m + b·g
    s ← α·s + a·g²
    step = −η·(d / (√s′ + ε)) − η·λ·θ

with the slope d = g, m, m′ = m / (1 − βᵗ) or g + β·m, and s′ = s or s / (1 − αᵗ). To divide by 1,
or multiply by it, changes no bit: each has the very step that its own `stepper` would make.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from tui_descent.engine.arrays import ONE, FloatArray
from tui_descent.engine.optimizers import (
    Adagrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
    State,
    Stepper,
)
from tui_descent.engine.schedules import Rate

LAST = 4  # after all forms


class Form(NamedTuple):
    """What a rule has of the form above.

    mean, square  β and b, α and a; None: it has no m, no s
    ahead         whether d is g + β·m
    corrected     whether m and s are divided by what their start at 0 leaves them of 1
    """

    mean: tuple[float, float] | None = None
    square: tuple[float, float] | None = None
    eps: float = 0.0
    decay: float = 0.0
    ahead: bool = False
    corrected: bool = False

    @property
    def order(self) -> int:
        """Its place among others, so that those with s are neighbours, and those with m."""
        return (0 if self.mean is None else 1) if self.square else (2 if self.mean else 3)


def form(optimizer: Optimizer) -> Form | None:
    """What a rule has of the form; None: it is another."""
    match optimizer:
        case GradientDescent():
            return Form()
        case Momentum(momentum=momentum, dampening=0.0):
            return Form(mean=(momentum, 1.0))
        case Nesterov(momentum=momentum):
            return Form(mean=(momentum, 1.0), ahead=True)
        case Adagrad(eps=eps):
            return Form(square=(1.0, 1.0), eps=eps)
        case RMSProp(alpha=alpha, eps=eps):
            return Form(square=(alpha, 1.0 - alpha), eps=eps)
        case Adam(beta1=beta1, beta2=beta2, eps=eps):
            mean, square = (beta1, 1.0 - beta1), (beta2, 1.0 - beta2)
            decay = optimizer.weight_decay if isinstance(optimizer, AdamW) else 0.0
            return Form(mean, square, eps, decay, corrected=True)
    return None


class Member(NamedTuple):
    """Rows that one optimizer moves.

    at      their places in the array, or the place of a single one
    memory  what the optimizer remembers of them, parts of shape (rows, P) or (P,)
    """

    form: Form
    at: slice | int
    memory: State


def join(members: Sequence[Member], gradient: FloatArray) -> tuple[Stepper, list[State]]:
    """Return what makes the steps of all at once, and the memory of each that it moves.

    members   in the order of their forms; they fill an array of rows
    gradient  shape (rows, P), where the slopes will stand whenever a step is made
    """
    work = _Work(gradient)
    memories = [work.remembered(member) for member in members]
    corrected = [
        (memory[-1], member.form.mean[0], member.form.square[0], member.at)
        for member, memory in zip(members, memories, strict=True)
        if member.form.corrected and member.form.mean and member.form.square
    ]
    decaying = [(member.form.decay, member.at) for member in members if member.form.decay]
    calls = work.calls(members)

    def step(_: FloatArray, down: Rate, theta: FloatArray) -> FloatArray:
        for count, mean, square, at in corrected:
            np.add(count, ONE, count)
            passes = float(count)
            work.mean_part[at], work.square_part[at] = 1.0 - mean**passes, 1.0 - square**passes
        for call in calls:
            call()
        made: FloatArray = down * work.slope
        for decay, at in decaying:
            made[at] += np.asarray(down)[at] * decay * theta[at]
        return made

    return step, memories


class _Work:
    """The numbers of all rows and those of their forms, all of shape (rows, P).

    Numpy would spread a column over the rows anew in each call, and that takes it longer than
    the call.
    """

    def __init__(self, gradient: FloatArray) -> None:
        self.gradient = gradient
        self.mean, self.square, self.slope, self.size, self.eps = np.zeros((5, *gradient.shape))
        self.mean_kept, self.mean_new, self.mean_part = np.ones((3, *gradient.shape))
        self.square_kept, self.square_new, self.square_part = np.ones((3, *gradient.shape))

    def remembered(self, member: Member) -> State:
        """Take in the numbers of these rows; return their memory as parts of that of all."""
        form, at, parts = member.form, member.at, member.memory
        memory: list[FloatArray] = []
        if form.mean:
            self.mean[at] = parts[0]
            self.mean_kept[at], self.mean_new[at] = form.mean
            memory.append(self.mean[at])
        if form.square:
            self.square[at], self.eps[at] = parts[len(memory)], form.eps
            self.square_kept[at], self.square_new[at] = form.square
            memory.append(self.square[at])
        return (*memory, *(part.copy() for part in parts[len(memory) :]))

    def calls(self, members: Sequence[Member]) -> list[Callable[[], object]]:
        """All that is computed up to d / (√s′ + ε), in `slope`."""
        g, d, m, s, size = self.gradient, self.slope, self.mean, self.square, self.size
        with_mean = _rows(member for member in members if member.form.mean)
        with_square = _rows(member for member in members if member.form.square)
        calls: list[Callable[[], object]] = []

        def call(rows: slice | int, function: Callable[..., object], *arrays: FloatArray) -> None:
            calls.append(partial(function, *(array[rows] for array in arrays)))

        for rows in (slice(0, with_mean.start), slice(with_mean.stop, len(g))):
            call(rows, np.copyto, d, g)
        call(with_mean, np.multiply, m, self.mean_kept, m)
        call(with_mean, np.multiply, g, self.mean_new, d)
        call(with_mean, np.add, m, d, m)
        call(with_mean, np.divide, m, self.mean_part, d)
        for member in members:
            if member.form.ahead:
                call(member.at, np.multiply, m, self.mean_kept, d)
                call(member.at, np.add, g, d, d)
        call(with_square, np.multiply, s, self.square_kept, s)
        call(with_square, np.multiply, g, g, size)
        call(with_square, np.multiply, size, self.square_new, size)
        call(with_square, np.add, s, size, s)
        call(with_square, np.divide, s, self.square_part, size)
        call(with_square, np.sqrt, size, size)
        call(with_square, np.add, size, self.eps, size)
        call(with_square, np.divide, d, size, d)
        return calls


def _rows(members: Iterable[Member]) -> slice:
    """The rows of neighbours."""
    ats = [slice(one.at, one.at + 1) if isinstance(one.at, int) else one.at for one in members]
    return slice(ats[0].start, ats[-1].stop) if ats else slice(0, 0)
