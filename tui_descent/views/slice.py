"""The slice: the loss over one parameter, all others held where they are.

With one parameter it is the whole picture. The curve is the loss on all samples; the slope
is the one that the next pass uses, which with mini-batches is that of its batch.
"""

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tui_descent.analysis.plane import ROUNDING, Plane, heights, through
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.history import History
from tui_descent.presets import Preset
from tui_descent.readable import multiple, readable_step
from tui_descent.views.moment import Moment
from tui_descent.views.pictures import COARSE, Picture, Pictured, Shape
from tui_descent.views.way import LARGEST, last_sensible

TRAIL = 12  # passes that are shown
NUDGE = 1e-3  # relative: how far the bend of the curve is felt for
MARGIN = 0.12  # of what a window has to hold, on both sides; and where other parameters
WIDE_MARGIN = 0.5  # move the curve, so that it stays in the window for some passes
PARTS = 8  # the ends of a window that stays are multiples of its width over this, about
FEW_PARTS = 5  # the same of one that moves
AWAY = 2.0  # on both sides of a place near 0 where there is no valley
LIGHT = 5_000  # numbers of a place, up to which the coarse curve has all places of the fine one
HIGHEST = 1e307  # losses beyond which the window does not reach
FLAT = 1e-8  # relative: smaller differences are not drawn
FLAT_ROOM = 0.1  # of the loss, above and below a flat curve
ABOVE = 1.3  # times what it has to hold
ZOOM = 2.0
SIGHT = 1 / 12  # of the window: how far one sees in fog


class Slice(Struct, frozen=True, eq=False):
    """The loss along one parameter, through the present point.

    It is a function of where the descent stands, of the zoom and of the size: neither what was
    looked at before nor how fast the machine is has a part in it, but for how fine x is.

    whole    whether there is no other parameter
    window   the lowest and highest value of the parameter, and of the loss
    x        shape (n,): values of the parameter, evenly over the window
    y        shape (n,): the loss there, on `samples` of `all_samples`
    seen     shape (n,): what is not hidden by fog
    now      the parameter's value and the loss there, as (x, y); y is nan while it is not known
    slope    ∂loss/∂parameter that the next pass uses; None: not known yet
    landing  where its step leads along this line, as (x, y); None: not known yet
    trail    shape (passes, 2): the values after the last passes and, where the line is the whole
             picture, losses (else nan), the oldest first, the present one last
    batch    whether the next pass sees a part of the samples only
    coarse   whether a finer curve is still to come
    broke    the first pass after which there was nothing to show; this is the one before it
    """

    whole: bool
    window: tuple[float, float, float, float]
    x: FloatArray
    y: FloatArray
    seen: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    now: tuple[float, float]
    slope: float | None
    landing: tuple[float, float] | None
    trail: FloatArray
    samples: int
    all_samples: int
    batch: bool
    fog: bool
    coarse: bool
    broke: int | None = None


class SliceCamera(Pictured):
    """Makes slices; of the last one it keeps the curve, which is as long as it is the same."""

    def __init__(self, preset: Preset, short: Sequence[str]) -> None:
        super().__init__(preset, short)
        self._batch = preset.objective.passes_per_epoch > 1
        self._home = preset.initial_parameters()
        self._light = self._painter.objective.numbers <= LIGHT
        self._key: object = None
        self._selected = -1
        self._zoom = 1.0

    def zoom(self, direction: int) -> None:
        """Look closer, or from further away."""
        self._zoom = min(max(self._zoom * ZOOM**-direction, ZOOM**-12), ZOOM**12)

    @property
    def sight(self) -> tuple[int, float]:
        """The parameter that is looked along, −1 for none yet, and from how near."""
        return self._selected, self._zoom

    def look(self, sight: tuple[int, float]) -> None:
        """Look along that one again, from as near."""
        self._selected, self._zoom = sight

    def forget(self) -> None:
        """Another run: it is looked at from the usual distance."""
        self._zoom = 1.0

    def at(self, moment: Moment, size: tuple[int, int]) -> Slice | None:
        """The slice at a moment; None: there is nothing to show.

        Where it has diverged it is the one of the last pass that can be shown.
        """
        state, at, known = moment.state, moment.selected, moment.known
        step, broke = float(moment.step[at]), None
        if not (np.abs([state.theta[at], step]) < LARGEST).all():
            found = last_sensible(moment.history, state.passes)
            if found is None:
                return None
            state, step, broke = found, 0.0, found.passes + 1
        theta = state.theta
        if at != self._selected:
            self._selected, self._zoom = at, 1.0
        now, landing = float(theta[at]), float(theta[at]) + step
        whole = len(theta) == 1
        trail = _trail(moment.history, state.passes, at)
        if not whole:
            trail[:, 1] = np.nan
        elif not known.loss:
            trail[-1, 1] = np.nan
        line = through(theta, at)
        here, there, *valley = self._marks(line, now, landing)
        if not math.isfinite(here):
            return None
        ends = [now, landing] if known.step else [now]
        inside = [*ends, *trail[:, 0]]
        if whole:  # what was in sight at the start stays there, however a hand moves
            visited = [float(old.theta[0]) for old in moment.history.kept(state.passes)]
            home = float(self._home[0])
            inside += [min(visited), max(visited)]
            for start in {home, visited[0]}:
                inside += self._marks(line, start, start)[2:]
        else:
            inside += valley
        window = _fixed if whole else _moving
        low, high = window(min(inside), max(inside), now, self._zoom)
        picture = self._paint(line, at, low, high, 2 * size[0])
        x, y = picture.shape.x, picture.heights
        marks = [here, *([there] if known.step else []), *trail[:, 1].tolist()]
        needed = [mark for mark in marks if math.isfinite(mark)]
        bottom, top = _upwards(y[:: picture.shape.every], needed, PARTS if whole else 1)
        return Slice(
            whole=whole,
            window=(low, high, bottom, top),
            x=x,
            y=y,
            seen=_seen(x, trail[:, 0], SIGHT * (high - low)) if moment.fog else np.isfinite(y),
            now=(now, here if known.loss else math.nan),
            slope=float(state.gradient[at]) if known.first <= at else None,
            landing=(landing, there) if known.step and broke is None else None,
            trail=trail,
            samples=self._samples,
            all_samples=self._all_samples,
            batch=self._batch,
            fog=moment.fog,
            coarse=picture.coarse,
            broke=broke,
        )

    def _paint(self, line: Plane, at: int, low: float, high: float, columns: int) -> Picture:
        if self._picture is not None:
            shape = self._picture.shape
            key = (at, low, high, columns)
            others = np.delete(shape.plane.origin, at), np.delete(line.origin, at)
            if key == self._key and np.array_equal(*others):
                return self._picture
        self._key = (at, low, high, columns)
        parts = max(1, -(-(columns - 1) // COARSE))
        x = np.linspace(low, high, COARSE * parts + 1)
        shape = Shape(line, x, np.empty(0), 1 if self._light else parts)
        self._picture = self._painter.paint(shape)
        return self._picture

    def _marks(self, line: Plane, now: float, landing: float) -> tuple[float, float, float, float]:
        """The loss here and where the step lands, and between which values the valley lies.

        That is as far as the bottom of the parabola that the curve is here, and as far beyond it;
        where it is level or bends down, as far as to 0.
        """
        arm = NUDGE * max(1.0, abs(now))
        places = np.array([[now], [landing], [now - arm], [now + arm]])
        here, there, before, after = heights(self._painter.objective, line, places).tolist()
        usual, least = 2.0 * max(1.0, abs(now)), 0.01 * max(1.0, abs(now))
        slope, bend = (after - before) / (2.0 * arm), (after - 2.0 * here + before) / arm**2
        flat = ROUNDING * abs(here) / arm**2
        if not (math.isfinite(bend) and bend > flat and bend * usual > abs(slope)):
            away = max(AWAY, abs(now))
            return here, there, now - away, now + away
        way = -slope / bend
        low, high = min(now, now + 2.0 * way) - least, max(now, now + 2.0 * way) + least
        return here, there, low, high


def _trail(history: History, passes: int, at: int) -> FloatArray:
    """A parameter's values and the losses after the last passes, none before a hand moved θ."""
    states = history.recent(passes, TRAIL + 1)
    moved = [place for place, state in enumerate(states) if history.moved_at(state.passes)]
    last = states[max(moved, default=0) :]
    return np.array([(float(old.theta[at]), history.loss(old.passes)) for old in last])


def _fixed(low: float, high: float, now: float, zoom: float) -> tuple[float, float]:
    """Readable ends of a window that holds all from `low` to `high`, or at a zoom below 1 `now`."""
    width = (high - low) * (1.0 + 2.0 * MARGIN) * zoom
    middle = 0.5 * (low + high) if zoom >= 1.0 else now
    step = readable_step(width, PARTS)
    left, right = (middle - 0.5 * width) / step, (middle + 0.5 * width) / step
    return multiple(math.floor(left), step), multiple(math.ceil(right), step)


def _moving(low: float, high: float, now: float, zoom: float) -> tuple[float, float]:
    """The same, one of a few widths and in one of a few places: it stays for most passes."""
    width = readable_step((high - low) * (1.0 + 2.0 * WIDE_MARGIN) * zoom, 1)
    middle = 0.5 * (low + high) if zoom >= 1.0 else now
    step = float(f"{width / FEW_PARTS:.3g}")
    left = math.floor((middle - 0.5 * width) / step)
    return multiple(left, step), multiple(left + FEW_PARTS + 1, step)


def _upwards(y: FloatArray, needed: list[float], steps: int) -> tuple[float, float]:
    """Readable heights that hold the marks, and of the curve what is not far above them.

    steps  readable steps, about, that make up the height
    """
    needed = [min(max(mark, -HIGHEST), HIGHEST) for mark in needed]
    finite = y[np.abs(y) <= HIGHEST]
    if not (len(finite) or needed):
        return 0.0, 1.0
    low = min([*needed, *([float(finite.min())] if len(finite) else [])])
    highest = low + ABOVE * (max([low, *needed]) - low)
    if len(finite):
        highest = min(max(highest, float(np.quantile(finite, 0.7))), float(finite.max()))
    top = max([*needed, highest])
    if top - low <= FLAT * max(abs(low), abs(top)):
        room = FLAT_ROOM * abs(top) or 1.0
        low, top = low - room, top + room
    elif 0.0 <= low < 0.4 * top:
        low = 0.0
    step = readable_step(top - low, steps)
    return multiple(math.floor(low / step), step), multiple(math.ceil(top / step), step)


def _seen(
    x: FloatArray, visited: FloatArray, sight: float
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return np.asarray((np.abs(x[:, None] - visited) <= sight).any(axis=1))
