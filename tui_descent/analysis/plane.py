"""Planes and lines through the space of parameters, and the loss over them.

A line or a plane is an origin and one or two directions. The loss over a grid of its points
is a few calls with θ of shape (points, P), each small enough to stay in the cache.
"""

from collections.abc import Callable, Sequence

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import Objective
from tui_descent.engine.record import Record

CALLS = (4096, 1024, 256, 64, 16, 4)  # points of one call: few sizes, so few buffers are made
ROOM = 2_000_000  # numbers that one call may take up: 16 MB
REFINEMENTS = 80  # at most
FIRST = 0.5  # of the grid's spacing: the distance of the first nine places
CLOSER = 0.3  # times the distance before
ARM = 2e-5  # relative: the smallest distance, where rounding does not bend the parabola yet
ROUNDING = 1e-11  # relative: what bends less may be flat
FARTHEST = 1e3  # distances that a step leads at most
HALVINGS = 0.5 ** np.arange(8)
CROSS = np.array([(x, y) for y in (-1.0, 0.0, 1.0) for x in (-1.0, 0.0, 1.0)])


class Plane(Record):
    """A flat piece of the space of parameters, with coordinates of its own.

    origin      θ of shape (P,)
    directions  shape (2, P), of length 1 and at right angles; (1, P) of a line
    offset      shape (2,) or (1,): the coordinates that the origin has
    """

    origin: FloatArray
    directions: FloatArray
    offset: FloatArray

    def theta(self, places: FloatArray) -> FloatArray:
        """θ of shape (..., P) at places of shape (..., 2)."""
        return np.asarray(self.origin + (places - self.offset) @ self.directions)

    def place(self, theta: FloatArray) -> FloatArray:
        """The coordinates, shape (..., 2), of what lies nearest to θ of shape (..., P)."""
        return np.asarray(self.offset + self.along(theta - self.origin))

    def along(self, vector: FloatArray) -> FloatArray:
        """The part, shape (..., 2), of a vector of shape (..., P) that lies in the plane."""
        with np.errstate(all="ignore"):
            return np.asarray(vector @ self.directions.T)


def through(theta: FloatArray, *indices: int) -> Plane:
    """The line or plane through θ, shape (P,), along parameters, in their own values."""
    directions = np.zeros((len(indices), len(theta)))
    directions[np.arange(len(indices)), indices] = 1.0
    return Plane(theta, directions, theta[list(indices)])


def principal(path: FloatArray) -> tuple[Plane, FloatArray]:
    """The plane through the last place of a path, shape (places, P), that holds most of it.

    Its directions are the first principal components of the differences from the last place
    (Li et al. 2018, "Visualizing the loss landscape of neural nets"). Also returned, shape
    (2,): how much of the path's variance each explains.
    """
    last = path[-1]
    steps = path - last
    _, sizes, rows = np.linalg.svd(steps - steps.mean(axis=0), full_matrices=False)
    shares = sizes**2 / max(float(np.sum(sizes**2)), np.finfo(np.float64).tiny)
    directions = rows[:2]
    # A direction and its opposite are equally good: the one along which the path went is taken.
    signs = np.where(directions @ (last - path[0]) < 0.0, -1.0, 1.0)
    return Plane(last, signs[:, None] * directions, np.zeros(2)), shares[:2]


def heights(
    objective: Objective,
    plane: Plane,
    places: FloatArray,
    goes_on: Callable[[], bool] = lambda: True,
) -> FloatArray:
    """The loss on all samples, shape (n,), at places of shape (n, 2); not finite: overflow.

    `goes_on` is asked before each call; False ends it there, and the rest is nan.
    """
    count, done = len(places), 0
    result = np.full(count, np.nan)
    sizes = [size for size in CALLS if size * objective.numbers <= ROOM] or [CALLS[-1]]
    while done < count and goes_on():
        # The last call is filled up to a size that was used before.
        size = next((size for size in sizes if size <= count - done), sizes[-1])
        part = places[done : done + size]
        short = size - len(part)
        if short:
            part = np.concatenate([part, np.repeat(part[-1:], short, axis=0)])
        with np.errstate(all="ignore"):
            found = np.asarray(objective.value(plane.theta(part)))
        result[done : done + size] = found[: size - short]
        done += size
    return result


def grid(x: FloatArray, y: FloatArray) -> FloatArray:
    """All places, shape (len(y)·len(x), 2): row after row of y, along x in each."""
    along, across = np.meshgrid(x, y)
    return np.column_stack([along.ravel(), across.ravel()])


def finer(values: FloatArray, rows: int, columns: int) -> FloatArray:
    """A coarse grid over the same extent, filled in linearly to shape (rows, columns)."""
    for axis, count in ((0, rows), (1, columns)):
        known = values.shape[axis]
        at = np.linspace(0.0, known - 1.0, count)
        below = np.minimum(at.astype(int), max(known - 2, 0))
        part = np.expand_dims(at - below, 1 - axis)
        first = np.take(values, below, axis)
        second = np.take(values, np.minimum(below + 1, known - 1), axis)
        with np.errstate(invalid="ignore"):
            values = first + part * (second - first)
    return values


def low_points(values: FloatArray, most: int) -> list[tuple[int, int]]:
    """(row, column) of the grid's lowest point, and of others that are lower than all around.

    None of them lies at an edge, where it may go on falling; the lowest come first.
    """
    inside = values[1:-1, 1:-1]
    if not inside.size:
        return []
    rows, columns = values.shape
    lower = np.isfinite(inside)
    for down in (0, 1, 2):
        for right in (0, 1, 2):
            beside = values[down : rows - 2 + down, right : columns - 2 + right]
            if (down, right) != (1, 1):
                first = (down, right) < (1, 1)
                lower &= (inside < beside) if first else (inside <= beside)
    found = [(int(row) + 1, int(column) + 1) for row, column in np.argwhere(lower)]
    found.sort(key=lambda at: float(values[at]))
    return found[:most]


def refined(
    objective: Objective, plane: Plane, place: FloatArray, spacing: Sequence[float]
) -> tuple[FloatArray, float]:
    """The minimum near a low point of a grid, shape (2,), and its height.

    Newton's method with parabolas through nine places. A step that does not lead lower is
    halved; where none does, the lowest of the nine is taken. The next nine lie closer, unless
    one of these led lower: then the ground may be no parabola, and it goes on as far.
    """
    arm = FIRST * np.asarray(spacing, dtype=np.float64)
    finest = ARM * np.maximum(arm, np.abs(place))
    best, lowest = place, float(heights(objective, plane, place[None])[0])
    for _ in range(REFINEMENTS):
        around = best + arm * CROSS
        found = heights(objective, plane, around)
        bottom = _bottom(found.reshape(3, 3))
        if bottom is not None:
            steps = arm * np.clip(bottom, -FARTHEST, FARTHEST) * HALVINGS[:, None]
            around = np.concatenate([around, best + steps])
            found = np.concatenate([found, heights(objective, plane, best + steps)])
        found[~np.isfinite(found)] = np.inf
        at = int(np.argmin(found))
        lower = bool(found[at] < lowest)
        if lower:
            best, lowest = around[at], float(found[at])
        elif (arm <= finest).all():
            break
        if not lower or at >= len(CROSS):
            arm = np.maximum(arm * CLOSER, finest)
    return best, lowest


def parabola(
    objective: Objective, plane: Plane, place: FloatArray, arm: FloatArray
) -> FloatArray | None:
    """The way, shape (2,), to the bottom of the parabola that the loss is near a place.

    None where it bends down in some direction, or where it is not finite.
    """
    bottom = _bottom(heights(objective, plane, place + arm * CROSS).reshape(3, 3))
    return None if bottom is None else arm * bottom


def _bottom(z: FloatArray) -> FloatArray | None:
    """Where the parabola through nine heights is lowest, in units of the arm; None: nowhere."""
    if not np.isfinite(z).all():
        return None
    z = np.ldexp(z, -int(np.frexp(np.abs(z).max())[1]))  # exact, and no product overflows
    slope = 0.5 * np.array([z[1, 2] - z[1, 0], z[2, 1] - z[0, 1]])
    across = 0.25 * (z[2, 2] - z[2, 0] - z[0, 2] + z[0, 0])
    bend = np.array(
        [
            [z[1, 2] - 2.0 * z[1, 1] + z[1, 0], across],
            [across, z[2, 1] - 2.0 * z[1, 1] + z[0, 1]],
        ]
    )
    dust = ROUNDING * float(np.abs(z).max())
    if bend[0, 0] <= dust or bend[1, 1] <= dust or np.linalg.det(bend) <= dust * bend.max():
        return None
    return np.asarray(-np.linalg.solve(bend, slope))
