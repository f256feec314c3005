"""The ground around a place, in lines: what the slice and the landscape show."""

from collections.abc import Sequence

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.plain.output import Output
from tui_descent.session.session import Session

FEW = 3  # parameters that are told; of many those with the steepest slopes
AWAY = 0.2  # of a parameter, to either side: two nudges
ROUNDING = 1e-12  # of the loss: a difference below it is none


def look_lines(session: Session, out: Output, chosen: Sequence[int]) -> list[str]:
    """Which way is down along each of these parameters, how steep, and the loss on both sides.

    chosen  indices of parameters; none: the steepest
    """
    theta, objective = session.state.theta, session.objective
    with np.errstate(all="ignore"):
        value, slopes = objective.full_value_and_gradient(theta)
    loss = float(value)
    indices = chosen or np.sort(np.argsort(-np.abs(slopes), kind="stable")[:FEW]).tolist()
    lines = [f"loss here {out.number(loss)}"]
    if not chosen and len(theta) > FEW:
        lines.append(f"the {FEW} steepest of {len(theta)} parameters:")
    for index in indices:
        sides = _both_sides(session, theta, index) - loss
        name = session.name(index)
        lines += [
            f"{name} slope {out.number(slopes[index])}, {_shape(sides, abs(loss))}",
            f"{name} {AWAY:g} more: {_change(sides[0], out)}; less: {_change(sides[1], out)}",
        ]
    return lines


def ahead_lines(session: Session, out: Output) -> list[str]:
    """The loss after the next pass and the one after it, at the present rate."""
    descent = session.walk.elsewhere()
    with np.errstate(all="ignore"):
        first = descent.advance(session.state)
        losses = [descent.loss(first), descent.loss(descent.advance(first))]
    one, two = (out.number(loss) for loss in losses)
    return [f"one pass on loss {one}, two passes on {two}"]


def _both_sides(session: Session, theta: FloatArray, index: int) -> FloatArray:
    """The losses a little further up and down along a parameter, shape (2,)."""
    places = np.stack([theta, theta])
    places[:, index] += (AWAY, -AWAY)
    with np.errstate(all="ignore"):
        return np.asarray(session.objective.value(places))


def _shape(sides: FloatArray, loss: float) -> str:
    """Where down is, by the differences of the loss on both sides."""
    least = ROUNDING * max(loss, 1.0)
    more, less = np.where(np.abs(sides) <= least, 0.0, np.sign(sides)).tolist()
    return {
        (1, 1): "up on both sides",
        (-1, -1): "down on both sides",
        (0, 0): "level on both sides",
    }.get((more, less), "raising it leads down" if more < less else "lowering it leads down")


def _change(difference: float, out: Output) -> str:
    """By how much the loss is other there: `loss 2.31 lower`."""
    if difference == 0.0:
        return "the same loss"
    return f"loss {out.number(abs(difference))} {'higher' if difference > 0.0 else 'lower'}"
