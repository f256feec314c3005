"""The slice: the loss over one parameter, all others held where they are.

With one parameter it is the whole picture. The curve is the loss on all samples; the slope
is the one that the next pass uses, which with mini-batches is that of its batch.
"""

import math
from dataclasses import dataclass

import numpy as np

from tui_descent.analysis.plane import ROUNDING, Plane, heights, through
from tui_descent.engine.arrays import FloatArray
from tui_descent.presets import Preset
from tui_descent.views.pictures import Picture, Pictured, Shape
from tui_descent.views.scales import readable_step

TRAIL = 12  # passes that are shown
NUDGE = 1e-3  # relative: how far the bend of the curve is felt for
WIDEST = 6.0  # times what it has to hold: a wider window is made narrower
MARGIN = 0.12  # of what it has to hold, on both sides
PARTS = 8  # a window's ends are multiples of its width over this, about,
FINE = 16  # and of its height over this
LARGEST = 1e100  # numbers beyond which nothing is drawn
FLAT = 1e-8  # relative: smaller differences are rounding
FLAT_ROOM = 0.1  # of the loss, above and below a flat curve
ABOVE = 1.3  # times what it has to hold
SINKING = 0.6
ZOOM = 2.0
SIGHT = 1 / 12  # of the window: how far one sees in fog


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """The loss along one parameter, through the present point.

    whole    whether there is no other parameter
    window   the lowest and highest value of the parameter, and of the loss
    x        shape (n,): values of the parameter, evenly over the window
    y        shape (n,): the loss there, on `samples` of `all_samples`
    seen     shape (n,): what is not hidden by fog
    now      the parameter's value and the loss there, as (x, y)
    slope    ∂loss/∂parameter that the next pass uses
    landing  where its step leads along this line
    trail    shape (passes, 2): the last passes' values and, where the line is the whole
             picture, losses (else nan), the oldest first
    batch    whether the next pass sees a part of the samples only
    coarse   whether a finer curve is still to come
    """

    whole: bool
    window: tuple[float, float, float, float]
    x: FloatArray
    y: FloatArray
    seen: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    now: tuple[float, float]
    slope: float
    landing: tuple[float, float]
    trail: FloatArray
    samples: int
    all_samples: int
    batch: bool
    fog: bool
    coarse: bool


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What a slice is made of.

    theta, gradient, step  shape (P,): where the descent stands, and what the next pass uses
    trail  the last passes as (value of each parameter, loss), the oldest first, this one last
    """

    theta: FloatArray
    gradient: FloatArray
    step: FloatArray
    trail: tuple[tuple[FloatArray, float], ...]
    selected: int
    fog: bool


class SliceView(Pictured):
    """Makes slices, and keeps their window still as long as it can."""

    def __init__(self, preset: Preset) -> None:
        super().__init__(preset)
        self._batch = preset.objective.passes_per_epoch > 1
        self._key: object = None
        self._ends: tuple[float, float] | None = None
        self._levels: tuple[float, float] | None = None
        self._selected = -1
        self._zoom = 1.0

    def zoom(self, direction: int) -> None:
        """Look closer, or from further away."""
        self._zoom = min(max(self._zoom * ZOOM**-direction, ZOOM**-12), ZOOM**12)
        self._ends = None

    def forget(self) -> None:
        """Another run: the window is looked for afresh."""
        self._ends = None
        self._zoom = 1.0

    def slice(self, moment: Moment, columns: int) -> Slice | None:
        """The slice at a moment, `columns` values wide; None where it has diverged."""
        at, theta = moment.selected, moment.theta
        if not (np.abs([theta[at], moment.step[at]]) < LARGEST).all():
            return None
        if at != self._selected:
            self._selected = at
            self.forget()
        now, landing = float(theta[at]), float(theta[at] + moment.step[at])
        trail = np.array([(float(old[at]), loss) for old, loss in moment.trail])
        if len(theta) > 1:
            trail[:, 1] = np.nan
        line = through(theta, at)
        marks = heights(self._painter.objective, line, np.array([[now], [landing]]))
        if not math.isfinite(marks[0]):
            return None
        low, high = self._window(line, now, [now, landing, *trail[:, 0]], len(theta) == 1)
        picture = self._paint(theta, at, low, high, columns)
        x, y = picture.shape.x, picture.heights
        needed = [float(mark) for mark in (*marks, *trail[:, 1]) if math.isfinite(mark)]
        bottom, top = self._height(y, needed, 0.0 if len(theta) == 1 else SINKING)
        return Slice(
            whole=len(theta) == 1,
            window=(low, high, bottom, top),
            x=x,
            y=y,
            seen=_seen(x, trail[:, 0], SIGHT * (high - low)) if moment.fog else np.isfinite(y),
            now=(now, float(marks[0])),
            slope=float(moment.gradient[at]),
            landing=(landing, float(marks[1])),
            trail=trail,
            samples=self._samples,
            all_samples=self._all_samples,
            batch=self._batch,
            fog=moment.fog,
            coarse=picture.coarse,
        )

    def _paint(self, theta: FloatArray, at: int, low: float, high: float, columns: int) -> Picture:
        if self._picture is not None:
            shape = self._picture.shape
            key = (at, low, high, columns)
            others = np.delete(shape.plane.origin, at), np.delete(theta, at)
            if key == self._key and np.array_equal(*others):
                return self._picture
        self._key = (at, low, high, columns)
        shape = Shape(through(theta, at), np.linspace(low, high, columns), np.empty(0))
        self._picture = self._painter.paint(shape)
        return self._picture

    def _window(
        self, line: Plane, now: float, inside: list[float], whole: bool
    ) -> tuple[float, float]:
        """Readable ends that hold the last passes and the landing point, and a whole valley.

        They stay as they are while they hold what they must and are not far too wide; where
        the curve is the whole picture they may be, so that no valley gets out of sight.
        """
        far = self._valley(line, now)
        low, high = min(*inside, *far), max(*inside, *far)
        if self._ends is not None:
            left, right = self._ends
            must = [*inside, 0.5 * (far[0] + far[1])]
            holds = left <= min(must) and max(must) <= right
            if holds and (whole or right - left <= WIDEST * self._zoom * (high - low)):
                return self._ends
        width = (high - low) * (1.0 + 2.0 * MARGIN) * self._zoom
        middle = 0.5 * (low + high) if self._zoom >= 1.0 else now
        step = readable_step(width, PARTS)
        left = step * math.floor((middle - 0.5 * width) / step)
        right = step * math.ceil((middle + 0.5 * width) / step)
        if self._zoom >= 1.0:
            left, right = min(left, min(inside)), max(right, max(inside))
        self._ends = float(f"{left:.12g}"), float(f"{right:.12g}")
        self._levels = None
        return self._ends

    def _valley(self, line: Plane, now: float) -> tuple[float, float]:
        """As far as the bottom of the parabola that the curve is here, and as far beyond it."""
        arm = NUDGE * max(1.0, abs(now))
        before, here, after = heights(
            self._painter.objective, line, np.array([[now - arm], [now], [now + arm]])
        )
        with np.errstate(all="ignore"):
            slope, bend = (after - before) / (2.0 * arm), (after - 2.0 * here + before) / arm**2
        usual, least = 2.0 * max(1.0, abs(now)), 0.01 * max(1.0, abs(now))
        flat = ROUNDING * abs(here) / arm**2
        if not (math.isfinite(bend) and bend > flat and bend * usual > abs(slope)):
            return now - usual, now + usual
        way = -float(slope / bend)
        return min(now, now + 2.0 * way) - least, max(now, now + 2.0 * way) + least

    def _height(self, y: FloatArray, needed: list[float], below: float) -> tuple[float, float]:
        """Readable heights that hold the marks and most of the curve, as still as can be.

        below  room under the curve, in parts of its height: it sinks when others move
        """
        finite = y[np.isfinite(y)]
        if not (len(finite) or needed):
            return 0.0, 1.0
        low = min([*needed, *finite[finite <= np.quantile(finite, 0.9)]])
        highest = low + ABOVE * (max([low, *needed]) - low)
        if len(finite):
            highest = min(max(highest, float(np.quantile(finite, 0.7))), float(finite.max()))
        top = max([*needed, highest])
        if self._levels is not None:
            bottom, ceiling = self._levels
            fits = bottom <= low and max([low, *needed]) <= ceiling
            if fits and top - low >= 0.4 * (ceiling - bottom) and top <= 1.5 * ceiling:
                return self._levels
        if top - low <= FLAT * max(abs(low), abs(top)):
            room = FLAT_ROOM * abs(top) or 1.0
            low, top = low - room, top + room
        elif below > 0.0:
            low = max(low - below * (top - low), min(low, 0.0))
        step = readable_step(top - low, FINE)
        bottom = step * math.floor(low / step)
        if low >= 0.0 and low < 0.4 * top:
            bottom = 0.0
        self._levels = float(f"{bottom:.12g}"), float(f"{step * math.ceil(top / step):.12g}")
        return self._levels


def _seen(
    x: FloatArray, visited: FloatArray, sight: float
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return np.asarray((np.abs(x[:, None] - visited) <= sight).any(axis=1))
