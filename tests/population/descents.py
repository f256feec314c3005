"""What happens next: many more passes, at one rate or at many at once."""

import warnings
from dataclasses import dataclass

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.optimizers import Optimizer

ENORMOUS = 1e200  # times the loss: such a run is not followed any further
PLACES = (30, 100, 1000, 8000)
WINDOW = 16  # passes at least, that a level of swings or noise is the mean of


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """The losses of a continuation.

    losses     shape (passes + 1,), of all passes; the first is here; with batches nan where it was
               not looked
    bursts_at  the first pass whose numbers are not finite, counted from here; None: none
    lowest     θ where the loss was lowest, shape (P,)
    places     passes -> θ there, shape (P,)
    """

    losses: FloatArray
    bursts_at: int | None
    lowest: FloatArray
    places: dict[int, FloatArray]


def go_on(descent: Descent, state: State, passes: int, look_every: int = 1) -> Ahead:
    """Make so many passes and keep the losses.

    look_every  with batches: after the first 1,200 passes the loss on all samples is looked at only
                in the last WINDOW passes of so many
    """
    losses = np.full(passes + 1, np.nan)
    losses[0] = descent.loss(state)
    best, lowest = losses[0], state.theta
    places: dict[int, FloatArray] = {}
    for made in range(1, passes + 1):
        state = descent.advance(state)
        looked = made <= 1200 or made % look_every >= look_every - WINDOW
        if looked:
            losses[made] = descent.loss(state)
            if losses[made] < best:
                best, lowest = losses[made], state.theta
        if made in PLACES:
            places[made] = state.theta
        if not state.finite or (looked and not np.isfinite(losses[made])):
            losses[made:] = np.inf
            return Ahead(losses, made, lowest, places)
    return Ahead(losses, None, lowest, places)


def levels(losses: FloatArray, window: int) -> FloatArray:
    """The mean of each loss and the following ones, `window` in all; nan where none was looked at.

    At the end the window becomes the last one.
    """
    if window == 1 or len(losses) <= window:
        return losses
    windows = np.lib.stride_tricks.sliding_window_view(losses, window)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        means = np.nanmean(windows, axis=1)
    return np.concatenate([means, np.full(window - 1, means[-1])])


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Runs at many rates.

    rates   shape (rates,)
    levels  passes looked at -> shape (rates,): the mean of the last WINDOW losses; inf where it
            burst
    lowest  shape (rates,)
    best    θ where any was lowest, shape (P,)
    """

    rates: FloatArray
    levels: dict[int, FloatArray]
    lowest: FloatArray
    best: FloatArray


def at_rates(
    descent: Descent, state: State, rates: FloatArray, looks: tuple[int, ...], every: int = 10
) -> Rows:
    """Go on from the state at each rate, shape (rates,), up to the last of the looks."""
    theta = np.repeat(state.theta[None, :], len(rates), axis=0)
    gradient = np.repeat(state.gradient[None, :], len(rates), axis=0)
    memory = tuple(
        np.repeat(part[None, :], len(rates), axis=0) if part.ndim else part
        for part in state.optimizer_state
    )
    return _rows(descent, state, _Rows(theta, gradient, memory, rates), looks, every)


def from_starts(
    descent: Descent,
    optimizer: Optimizer,
    starts: FloatArray,
    rates: FloatArray,
    looks: tuple[int, ...],
) -> Rows:
    """Go down from each start, shape (rows, P), at its rate, shape (rows,), from pass 0 on."""
    state = descent.start(starts[0], optimizer, float(rates[0]))
    with np.errstate(all="ignore"):
        _, gradient = descent.objective.value_and_gradient(starts, 0)
    return _rows(descent, state, _Rows(starts, gradient, optimizer.init(starts), rates), looks, 10)


@dataclass(slots=True)
class _Rows:
    theta: FloatArray
    gradient: FloatArray
    memory: tuple[FloatArray, ...]
    rates: FloatArray


def _rows(descent: Descent, state: State, rows: _Rows, looks: tuple[int, ...], every: int) -> Rows:
    theta, gradient, memory, rates = rows.theta, rows.gradient, rows.memory, rows.rates
    count = len(rates)
    objective, optimizer = descent.objective, state.optimizer
    alive = np.arange(count)
    full_batch = objective.passes_per_epoch == 1
    now = descent.loss(state)
    recent: list[FloatArray] = []
    found = {look: np.full(count, np.inf) for look in looks}
    lowest = np.full(count, now)
    best, best_loss = state.theta, now
    enormous = ENORMOUS * max(abs(now), 1e-300)
    with np.errstate(all="ignore"):
        for made in range(1, looks[-1] + 1):
            step, memory = optimizer.update(gradient, memory, rates[alive, None], theta)
            theta = theta + descent.unfrozen(step)
            losses, gradient = objective.value_and_gradient(theta, state.passes + made)
            near_a_look = any(look - WINDOW < made <= look for look in looks)
            looked = full_batch or near_a_look or made % every == 0
            if looked:
                full = np.asarray(losses) if full_batch else np.asarray(objective.value(theta))
                lowest[alive] = np.fmin(lowest[alive], full)
                place = int(np.argmin(np.where(np.isfinite(full), full, np.inf)))
                if full[place] < best_loss:
                    best, best_loss = theta[place].copy(), float(full[place])
                whole = np.full(count, np.inf)
                whole[alive] = full
                recent = [*recent[-WINDOW + 1 :], whole]
                fine = np.isfinite(full) & (np.abs(full) < enormous) & np.isfinite(theta).all(1)
            else:
                fine = np.isfinite(theta).all(1)
            if not fine.all():
                theta, gradient, alive = theta[fine], gradient[fine], alive[fine]
                memory = tuple(part[fine] if part.ndim > 1 else part for part in memory)
                if not len(alive):
                    break
            if made in found:
                found[made] = np.mean(recent[-min(WINDOW, made) :], axis=0)
                gone = np.setdiff1d(np.arange(count), alive)
                found[made][gone] = np.inf
    return Rows(rates, found, lowest, best)
