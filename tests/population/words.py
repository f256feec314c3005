"""Which words are true of a situation, by what happens there.

Where two words meet, both are accepted over a factor of two. Losses count as the same where
rounding makes the difference.
"""

from dataclasses import dataclass
from itertools import pairwise

from tests.population.situation import Facts

HALVES = 200  # passes to halve the excess, up to which it converges (100 is meant)
CREEPS = 50  # and from which on it is slow (100 is meant)
BOTTOM = 0.01  # of the loss: less than this is left
SOME = 1e-3  # of the loss: more than this is left
REST = 0.01  # of the loss: a gain below this is none
ROUGHLY_REST = 0.02
FIT = 1e-9  # of the loss at the start: the rest of it is a perfect fit
TINY = 0.2  # of the slope that there would have to be on average from here to the best place
ROUNDING = 1e-12
INFINITE = 1e300
TOGETHER = 17  # losses that one looks back on


def words_true(facts: Facts) -> set[str]:
    """Return every word that a good teacher would not call false."""
    if facts.ended:
        return {"diverged"}
    if not facts.led:
        return {"starting"}
    tests = {
        "converging": _converging,
        "slow": _slow,
        "overshooting": _overshooting,
        "rising": _rising,
        "unsteady": _unsteady,
        "diverging": _diverging,
        "noisy": _noisy,
        "level": _level,
        "saddle": _saddle,
        "minimum": _minimum,
        "plateau": _plateau,
    }
    seen = _Seen(facts)
    return {word for word, test in tests.items() if test(facts, seen)}


@dataclass(frozen=True)
class _Seen:
    facts: Facts

    @property
    def batches(self) -> bool:
        return self.facts.epoch > 1

    @property
    def near(self) -> float:
        """The lowest loss in the same valley."""
        return min(self.facts.newton, self.facts.nudged)

    @property
    def bottomless(self) -> bool:
        """Whether the way down has no end."""
        return self.near < -1e6 * max(abs(self.facts.loss), abs(self.facts.start))

    @property
    def noise(self) -> float:
        """A change of the loss below this is rounding."""
        return ROUNDING * abs(self.facts.loss) + 1e-20 * abs(self.facts.start)

    @property
    def scale(self) -> float:
        """The loss, or what is left of it that matters."""
        return max(abs(self.facts.loss), 1e-6 * abs(self.facts.start))

    @property
    def last(self) -> float:
        """How much the last pass raised the loss."""
        before = self.facts.before
        return before[-1] - before[-2] if len(before) > 1 else 0.0

    @property
    def fit(self) -> bool:
        """A perfect fit: next to nothing is left of the loss of the start."""
        facts = self.facts
        return not self.bottomless and 0.0 <= facts.loss <= FIT * facts.start

    @property
    def exact(self) -> bool:
        """What is left above the floor is next to nothing of what there was at the start."""
        facts = self.facts
        left, whole = facts.loss - self.near, facts.start - self.near
        return not self.bottomless and left <= 0.01 * FIT * whole

    @property
    def bottom(self) -> bool:
        left = self.facts.loss - self.near
        return self.fit or self.exact or left <= BOTTOM * abs(self.facts.loss)

    @property
    def bursts(self) -> bool:
        """Whether it goes on rising, and ends infinite or over ten times as high."""
        facts = self.facts
        if facts.bursts_at is not None:
            return True
        base = max(facts.loss, FIT * abs(facts.start))
        return facts.settled > 10.0 * base and self.later(300) > facts.loss

    def later(self, passes: int) -> float:
        """The level so many passes later, or the last one known before."""
        known = [at for at in self.facts.levels if at <= passes]
        level = self.facts.levels[max(known)]
        burst = self.facts.bursts_at
        return float("inf") if level > INFINITE or (burst and burst <= passes) else level

    def gain(self, passes: int) -> float:
        """How much the level falls in so many passes."""
        return self.facts.loss - self.later(passes)

    def ups_and_downs(self, losses: list[float]) -> tuple[int, int]:
        changes = [after - now for now, after in pairwise(losses)]
        least = max(self.noise, 1e-9 * abs(self.facts.loss))
        return sum(one > least for one in changes), sum(one < -least for one in changes)

    @property
    def trend(self) -> bool:
        """Whether it comes down for good within some thirty passes, whatever the swings."""
        facts = self.facts
        excess = facts.levels[0] - facts.reach
        left = self.later(30) - facts.reach
        return facts.settled < facts.levels[0] and left < 0.5 * excess

    @property
    def above_limit(self) -> bool:
        limit = self.facts.limit
        return limit is not None and self.facts.rate > 0.99 * limit

    @property
    def sloping(self) -> bool:
        """Whether there is a slope to speak of, for what there is to be reached."""
        steep = self.facts.reach_slope
        return steep is not None and steep > TINY

    @property
    def flat(self) -> bool:
        """No slope and no curvature at all."""
        return self.facts.slope == 0.0 and self.facts.largest == 0.0

    @property
    def sick(self) -> bool:
        return max(self.facts.dead, self.facts.saturated) >= 0.5


def _converging(facts: Facts, seen: _Seen) -> bool:
    """At least half of what can be reached, or of the loss itself, is gained in 200 passes."""
    if not facts.moved or seen.later(300) > facts.loss + seen.noise:
        return False
    if seen.bottomless:
        return seen.gain(200) >= 0.5 * abs(facts.loss)
    now = facts.levels[0]
    excess = now - facts.reach
    if excess <= SOME * abs(facts.loss) or facts.loss <= 1e-18 * facts.start:
        return False
    ends = [seen.later(200), seen.later(300), *([facts.settled] if seen.batches else [])]
    if max(ends) > facts.reach + 0.5 * excess + 1e-9 * abs(facts.start):
        if facts.halving is None or facts.halving > CREEPS or max(ends) > facts.loss:
            return False  # it only looks so between two swings
    passes = max(HALVES, 5 * facts.epoch) if seen.batches else HALVES
    quickest = [at for at in (facts.halving, facts.loss_halving) if at is not None]
    return bool(quickest) and min(quickest) <= passes


def _slow(facts: Facts, seen: _Seen) -> bool:
    """Down it goes, or a longer step would go; but not half of it in 50 passes."""
    if facts.rate == 0.0:
        return True
    if facts.rate < 0.0 or (seen.bottom and facts.loss - seen.near <= SOME * abs(facts.loss)):
        return False
    if facts.halving is not None and facts.halving < CREEPS:
        return False
    if seen.bursts and seen.later(300) > facts.loss:
        return False
    if facts.window > 1 and facts.settled > facts.levels[0] - facts.swing - REST * seen.scale:
        return False  # up and down, and no further
    falls = seen.gain(max(facts.levels)) > 1e-4 * seen.scale or seen.sloping
    best = min([level for level in facts.gained.values() if level == level], default=facts.loss)
    return falls or facts.loss - best >= 0.5 * (facts.loss - facts.reach)


def _overshooting(facts: Facts, seen: _Seen) -> bool:
    """The last step crossed the valley, and the loss does not rise over a window."""
    if not facts.crossed or facts.loss <= 1e-18 * facts.start:
        return False
    if abs(seen.last) <= 1e-6 * abs(facts.loss):
        return facts.moved and not seen.bottom  # to the same height: it bounces
    recent = facts.before[-TOGETHER:]
    half = len(recent) // 2
    older = sum(recent[:half]) / max(half, 1)
    newer = sum(recent[half:]) / (len(recent) - half)
    falls_over_window = newer < older
    if seen.batches:
        return falls_over_window and seen.last < 0.0
    return seen.last < 0.0 or falls_over_window


def _rising(facts: Facts, seen: _Seen) -> bool:
    """The last pass raised the loss; not said of what has long run away."""
    if seen.last <= seen.noise or facts.loss <= 1e-18 * facts.start:
        return False
    risen = 0
    for now, after in zip(facts.before[-2::-1], facts.before[::-1], strict=False):
        if after <= now:
            break
        risen += 1
    runaway = risen >= 6 and facts.loss > 10.0 * facts.start and seen.bursts
    return not runaway or facts.rate <= 0.0


def _unsteady(facts: Facts, seen: _Seen) -> bool:
    """Up and down without a trend, though not at the bottom; or the rate is above the limit."""
    if seen.bottom and not seen.bursts:
        return False
    if seen.above_limit or (seen.bursts and not seen.bottomless and facts.rate > 0.0):
        return True
    ups = [seen.ups_and_downs(losses) for losses in (facts.before[-TOGETHER:], facts.ahead)]
    return any(min(pair) >= 3 for pair in ups) and not seen.trend


def _diverging(facts: Facts, seen: _Seen) -> bool:
    """It goes on rising, and ends infinite or over ten times as high."""
    if seen.bursts and (seen.later(100) > facts.loss or seen.last > seen.noise):
        return True
    rises = len(facts.before) > 3 and all(
        after > now for now, after in zip(facts.before[-4:], facts.before[-3:], strict=False)
    )
    peak = max((high for at, high in facts.peaks.items() if at <= 300), default=facts.loss)
    far = facts.loss > 10.0 * facts.start
    return (rises and (far or peak > 10.0 * facts.loss)) or (far and seen.batches)


def _noisy(facts: Facts, seen: _Seen) -> bool:
    """The batch's loss fell, that on all samples rose; or up and down from batch to batch."""
    if not seen.batches:
        return False
    if facts.batch is not None and facts.batch[1] < facts.batch[0] and seen.last > 0.0:
        return facts.loss <= 10.0 * facts.start
    return not seen.bursts and min(seen.ups_and_downs(facts.before[-9:])) >= 2


def _stays(facts: Facts, seen: _Seen, passes: int, share: float) -> bool:
    """Whether the loss is as good as the same so much later, and on the way there."""
    peak = max((high for at, high in facts.peaks.items() if at <= passes), default=facts.loss)
    risen = facts.levels[0] - facts.loss if seen.batches else peak - facts.loss
    return seen.gain(passes) <= share * seen.scale and risen <= share * seen.scale


def _level(facts: Facts, seen: _Seen) -> bool:
    """Nothing is gained in 1,000 passes, nor at half the limit."""
    if facts.rate == 0.0 or not _stays(facts, seen, 1000, ROUGHLY_REST):
        return False
    if seen.fit and facts.loss <= FIT * facts.start:
        return False
    others = [facts.half_limit] if facts.half_limit is not None else list(facts.gained.values())
    known = [level for level in others if level < INFINITE]
    return facts.loss - min(known, default=facts.loss) <= ROUGHLY_REST * seen.scale


def _saddle(facts: Facts, seen: _Seen) -> bool:
    """Stationary, and a push leads down along a direction of negative curvature."""
    if facts.smallest is None or facts.largest is None or facts.rate == 0.0:
        return False
    bent_down = facts.smallest < -1e-9 * max(abs(facts.largest), abs(facts.smallest))
    falls = facts.nudged < facts.loss - REST * seen.scale
    if not (bent_down and falls):
        return False
    stays = _stays(facts, seen, 100, REST) and not seen.sloping
    # It may be about to leave: then it is a saddle as long as one sees nothing of that.
    passing = _stays(facts, seen, 3, REST) and (facts.reach_slope or 0.0) <= 0.25 * TINY
    return stays or passing


def _minimum(facts: Facts, seen: _Seen) -> bool:
    """Nothing lower is near, and it stays here."""
    if not seen.bottom:
        return False
    if seen.sick and facts.elsewhere < 0.5 * facts.loss and not seen.fit:
        return False
    recent = facts.before[-3:]
    if seen.above_limit and max(recent) - min(recent) <= SOME * abs(facts.loss):
        return True  # it has not begun to leave
    if seen.flat and facts.elsewhere < 0.5 * facts.loss:
        return False
    if seen.fit:
        return min(seen.later(30), seen.later(100)) <= 10.0 * FIT * facts.start
    if seen.batches:
        return facts.levels[0] - seen.near <= ROUGHLY_REST * abs(facts.loss)
    return _stays(facts, seen, 100, ROUGHLY_REST)


def _plateau(facts: Facts, seen: _Seen) -> bool:
    """Stationary, high above what is reached elsewhere, and no valley of its own."""
    if facts.rate == 0.0 or not _stays(facts, seen, 100, ROUGHLY_REST):
        return False
    if facts.loss - facts.elsewhere < 0.1 * abs(facts.loss) or seen.bottomless:
        return False
    if facts.slope > 0.0 and (facts.reach_slope is None or facts.reach_slope > TINY):
        return False
    return (
        seen.sick
        or facts.nudged < facts.loss - 0.1 * abs(facts.loss)
        or facts.newton < (facts.loss - 0.1 * abs(facts.loss))
    )
