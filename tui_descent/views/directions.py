"""The directions of the curvature: how far the next passes carry along each of them."""

import math
from collections import Counter
from collections.abc import Callable, Sequence

from msgspec import Struct

from tui_descent.analysis.curvature import DENSE, Ground
from tui_descent.analysis.directions import LANDED, WORDS, Directions, directions
from tui_descent.analysis.limits import ends_here, ground_here, is_quick
from tui_descent.analysis.situation import Situation
from tui_descent.engine.descent import State
from tui_descent.presets import Preset
from tui_descent.readable import plain
from tui_descent.text import counted
from tui_descent.views.job import Due, Job, Wanted
from tui_descent.views.moment import Moment
from tui_descent.views.view import Camera
from tui_descent.views.way import last_sensible

ALONE = 0.995  # of its length: a direction that is one parameter alone
MOST_PARTS = 4  # parameters that are named of one
ALIKE = 1.001  # times as steep: no difference is worth a word
PLURALS = {
    "climbs": "climb",
    "zigzags": "zigzag",
    "swings": "swing",
    "settles": "settle",
    "creeps": "creep",
    "level": "level",
    "escapes": "escape",
}
SLOW = 10.0  # passes until half of a distance is gone
MOST = 0.5  # of the loss that can still go
FASTER = 0.9  # times the passes: it is worth a word
BATCHES = "for all samples together; on a single batch it may still climb"


class Spectrum(Struct, frozen=True, eq=False):
    """The directions at a place.

    passes  after which pass they were looked at; an earlier one while later ones are worked out
    exact   whether each pass sees one parabola that is the same everywhere, so this holds for good
    batch   whether a pass sees a part of the samples only; the directions are those of all
    broke   the first pass after which there was nothing to show; these are of the one before it
    """

    directions: Directions
    passes: int
    exact: bool
    batch: bool
    broke: int | None = None


class DirectionsCamera(Camera):
    """Looks at the ground under the feet; of a large network in another thread."""

    def __init__(self, preset: Preset, short: Sequence[str]) -> None:
        self._preset = preset
        self._batch = preset.objective.passes_per_epoch > 1
        self._due = Due()
        self._known: tuple[State, Ground] | None = None

    @property
    def due(self) -> Job | None:
        """The ground of a large network, while it is worked out."""
        return self._due.job

    def take(self, job: Job, made: tuple[State, Ground]) -> bool:
        """Show the directions on this ground."""
        wanted = self._due.done(job)
        if wanted:
            self._known = made
        return wanted

    def forget(self) -> None:
        """Another run: nothing is known of it."""
        self._due.drop()
        self._known = None

    def at(self, moment: Moment, size: tuple[int, int]) -> Spectrum | None:
        """The directions at a moment; None: there is nothing to show."""
        if not moment.known.step:
            return None
        here, state = moment.situation, moment.state
        if not here.finite:
            return self._before_it_broke(moment)
        if here.ground.vectors is not None:
            return self._shown(state, here.ground, moment)
        known = self._known
        fresh = known is not None and is_same_place(known[0], state)
        if not fresh and self._due.job is None:
            self._due.want(self._work(state))
        if known is None or known[0].optimizer != state.optimizer:
            return None
        return self._shown(known[0], known[1], moment)

    def _before_it_broke(self, moment: Moment) -> Spectrum | None:
        """Of a run that has diverged: the directions at the last place that can be shown."""
        descent, found = (
            moment.situation.descent,
            last_sensible(moment.history, moment.state.passes),
        )
        if found is None or not is_quick(descent):
            return None
        here = Situation.at_start(descent, found)
        known = directions(descent, found, here.ground)
        if known is None:
            return None
        exact = moment.situation.is_parabola and not self._batch
        return Spectrum(known, found.passes, exact, self._batch, found.passes + 1)

    def _work(self, state: State) -> Callable[[Wanted], tuple[State, Ground]]:
        """Works out the ground at a state with a network of its own."""
        return lambda wanted: (state, _ground(self._preset, state, wanted))

    def _shown(self, state: State, ground: Ground, moment: Moment) -> Spectrum | None:
        """The directions on the ground at a state, at the present rate."""
        found = directions(moment.situation.descent, moment.state, ground)
        if found is None:
            return None
        exact = moment.situation.is_parabola and not self._batch
        return Spectrum(found, state.passes, exact, self._batch)


def _ground(preset: Preset, state: State, wanted: Wanted) -> Ground:
    descent = preset.descent(None, preset.problem.objective())
    if len(state.theta) <= DENSE:
        return ground_here(descent, state)
    return ends_here(descent, state, wanted)


def is_same_place(one: State, other: State) -> bool:
    """Whether the ground is the same, and measured by the same rule in the same state."""
    return (
        one.theta is other.theta
        and one.optimizer == other.optimizer
        and one.optimizer_state is other.optimizer_state
    )


def summary(shown: Spectrum) -> list[str]:
    """What to read off the directions, a sentence each."""
    found = shown.directions
    lines = [BATCHES] if shown.batch else []
    if len(found.bends) > 2:
        lines.append(_counted(found))
    if found.best_rate() is None:
        lines.append("in no direction does it curve up here, so nothing sets a limit")
    elif found.condition is not None and len(found.bends) > 1:
        lines += _condition_words(shown, found.condition)
    total = float(found.gains.sum())
    slow = found.halving > SLOW
    if total > 0.0 and slow.any() and shown.exact and not found.optimizer.speeds:
        share = float(found.gains[slow].sum()) / total
        if share >= MOST:
            lines.append(f"{share:.0%} of the loss that can still go lies in slow directions")
    if found.optimizer.scales:
        lines.append(f"true while the scale of {found.optimizer.name} stays as it is now")
    elif not shown.exact:
        lines.append("true as long as the ground curves as it does here")
    return lines


def _condition_words(shown: Spectrum, condition: float) -> list[str]:
    """How unlike the steepest and the flattest are, and where that is certain, what follows."""
    found = shown.directions
    number = f"condition number {plain(float(f'{condition:.3g}'))}"
    best, other = found.best_rate(), found.best_momentum()
    assert best is not None
    assert other is not None
    if "escapes" in found.words:
        return [f"{number}: among those that curve up; along the others there is no bottom"]
    if condition <= ALIKE:
        if not shown.exact or found.optimizer.speeds:
            return ["it curves the same in all directions: one learning rate suits them all"]
        return [
            f"it curves the same in all directions: one learning rate, {best[0]:.3g}, suits all"
        ]
    if not shown.exact or found.optimizer.scales:
        return [f"{number}: the largest curvature divided by the smallest"]
    if best[1] < 1.0:
        return [f"{number}: at lr {best[0]:.3g} every distance halves in less than 1 pass"]
    long_run = " in the long run" if found.optimizer.speeds else ""
    lines = [
        f"{number}: no single learning rate halves all distances in fewer than "
        f"{passes_in_words(best[1])}{long_run}"
    ]
    momentum, rate, passes = other
    if passes < FASTER * best[1]:
        lines.append(
            f"with momentum {momentum:.3g} at lr {rate:.3g}: {passes_in_words(passes)}, "
            "in the long run"
        )
    return lines


def _counted(found: Directions) -> str:
    """`17 directions: 4 settle, 5 creep, 8 escape`."""
    counts = Counter(found.words)
    told = ", ".join(
        f"{counts[word]} {PLURALS[word] if counts[word] > 1 else word}"
        for word in WORDS
        if counts[word]
    )
    whole = counted(len(found.bends) + found.missing, "direction")
    unknown = f", {found.missing} between not worked out" if found.missing else ""
    return f"{whole}: {told}{unknown}"


def passes_in_words(passes: float, short: bool = False) -> str:
    """`9 passes`, `1.4 passes`, `less than 1 pass`; short: `9`, `1.4`, `< 1`."""
    if passes == math.inf:
        return "never" if short else "for ever"
    if passes < 1.0:
        return "< 1" if short else "less than 1 pass"
    number = plain(float(f"{passes:.{2 if passes < 100.0 else 3}g}"))
    return number if short else f"{number} {'pass' if number == '1' else 'passes'}"


def in_words(found: Directions, place: int) -> str:
    """What the passes do along one direction, in half a sentence."""
    size = plain(abs(float(found.factors[place])), 3)
    passes = passes_in_words(float(found.halving[place]))
    return {
        "climbs": f"above its limit: lands {size} times as far out",
        "zigzags": _zigzag_words(found, place, size),
        "swings": f"in time past the bottom; halves in {passes}",
        "settles": f"half the distance takes {passes}"
        if abs(found.factors[place]) > LANDED
        else "the pass lands on the bottom",
        "creeps": f"slow: half the distance takes {passes}",
        "level": "does not curve: it has no bottom",
        "escapes": f"curves down: leads {size} times as far away"
        if size != "1"
        else "curves down, but hardly at all",
    }[found.words[place]]


def _zigzag_words(found: Directions, place: int, size: str) -> str:
    if size == "1":
        return "to the other side, hardly any closer"
    passes = float(found.halving[place])
    if passes > SLOW:
        return f"swings across: half takes {passes_in_words(passes)}"
    return f"to the other side, {size} times as far out"


def made_of(found: Directions, place: int, names: Sequence[str], room: int) -> str:
    """The parameters that a direction is mostly made of: `w2`, or `0.8 w1 − 0.6 w2 …`."""
    parts = found.parts(place, MOST_PARTS)
    sign = 1.0 if parts[0][1] >= 0.0 else -1.0
    first = _name(names[parts[0][0]])
    if abs(parts[0][1]) >= ALONE:
        return first[:room]
    text = f"{abs(parts[0][1]):.2f} {first}"
    if len(text) + 2 > room:
        return f"{first[: room - 2]} …"
    rest = found.vectors.shape[0] > len(parts)
    for number, (at, part) in enumerate(parts[1:], 2):
        more = f" {'+' if part * sign > 0.0 else '−'} {abs(part):.2f} {_name(names[at])}"
        if len(text) + len(more) + (2 if rest or number < len(parts) else 0) > room:
            return f"{text} …"
        text += more
    return f"{text} …" if rest else text


def _name(short: str) -> str:
    """`w1` of `w1 x1→o1`, `b→o1` of `b    →o1`."""
    first, *rest = short.split()
    return first if first[0] == "w" and len(first) > 1 else first + "".join(rest)
