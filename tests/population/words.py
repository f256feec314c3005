"""Which words are true of a situation, by what happens there.

Where two words meet, both are accepted over a factor of two. Losses count as the same where
rounding makes the difference.
"""

from tests.population.seen import BOTTOM, FIT, SOME, Seen
from tests.population.situation import Facts

HALVES = 200  # passes to halve the excess, up to which it converges (100 is meant)
NEARLY = 0.65  # of the excess is left, where it comes to rest above the floor: nearly half gone
CREEPS = 50  # and from which on it is slow (100 is meant)
WORTH = 0.05  # of the loss: a fall by less is not worth the name
LEAST = 1e-4  # of the loss: a pass that gains less seems to gain nothing
REST = 0.01  # of the loss: a gain below this is none
ROUGHLY_REST = 0.02
FEW = 0.2  # of what there is to gain: 1,000 passes at half the limit gain less on a plateau
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
    seen = Seen(facts)
    return {word for word, test in tests.items() if test(facts, seen)}


def _converging(facts: Facts, seen: Seen) -> bool:
    """At least half of what can be reached, or of the loss itself, is gained in 200 passes."""
    if not facts.moved:
        return False
    if seen.bottomless:
        falls = max(facts.loss - facts.ahead[-1], seen.gain(200)) > 0.5 * seen.scale
        return falls and seen.last < 0.0 and max(facts.comes, default=0.0) < 0.0
    now = facts.levels[0] if facts.window > 1 else facts.loss
    excess = now - facts.reach
    if excess <= SOME * abs(facts.loss) or seen.at_rest:
        return False
    quickest = [at for at in (facts.halving, facts.loss_halving) if at is not None]
    straight = max(facts.peaks[100], facts.ahead[1]) <= facts.loss
    quick = bool(quickest) and min(quickest) <= HALVES / 2
    halved = seen.later(100) <= facts.reach + 0.5 * excess
    if halved and (straight or quick) and not seen.batches:
        return True  # whatever comes of it in the end
    tiny = SOME * FIT * facts.start
    if seen.later(300) > max(facts.loss + seen.noise, tiny):
        return False
    passes = max(HALVES, 5 * facts.epoch) if seen.batches else HALVES
    ends = [seen.later(200), seen.later(300), *([facts.settled] if seen.batches else [])]
    if max(ends) <= facts.reach + 0.5 * excess + 1e-9 * abs(facts.start):
        return bool(quickest) and min(quickest) <= passes
    if quick and max(ends) <= max(facts.loss, tiny):
        return not seen.batches
    if not facts.convex and _reaches_its_own(facts, seen):
        return True
    # It gets stuck, or swings, before the half; nearly there counts while it still falls.
    left = max(ends) - facts.reach
    nearly = left <= NEARLY * (facts.loss - facts.reach) and seen.later(100) < facts.loss
    return nearly and seen.last < 0.0 and not seen.batches


def _reaches_its_own(facts: Facts, seen: Seen) -> bool:
    """Whether it soon comes near what it reaches in 8,000 passes, though there is more below."""
    here = facts.levels[0] if facts.window > 1 else facts.loss
    whole = here - facts.settled
    ends = max(seen.later(100), seen.later(200), seen.later(300))
    return whole >= WORTH * abs(facts.loss) and ends <= facts.settled + NEARLY * whole


def _slow(facts: Facts, seen: Seen) -> bool:
    """Down it goes, or a longer step would go; but not half of it in 50 passes."""
    if facts.rate == 0.0:
        return True
    if facts.rate < 0.0 or (seen.bottom and facts.loss - seen.near <= SOME * abs(facts.loss)):
        return False
    if seen.at_rest or (seen.fit and seen.gain(100) <= SOME * facts.loss):
        return False
    if facts.halving is not None and facts.halving < CREEPS:
        return False
    if seen.bursts and seen.later(300) > facts.loss:
        return False
    if facts.slope == 0.0 or (facts.crossed and abs(seen.gain(30)) <= LEAST * seen.scale):
        return False  # it rests, or bounces
    swings = facts.window > 1 and (
        min(seen.ups_and_downs(facts.comes)) >= 2 or seen.gain(300) <= REST * seen.scale
    )
    if swings and facts.settled > facts.levels[0] - facts.swing - REST * seen.scale:
        return False  # up and down, and no further
    if seen.bottomless:
        return seen.last < 0.0 and seen.gain(30) <= 0.4 * seen.scale
    falls = seen.gain(max(facts.levels)) > 1e-4 * seen.scale or seen.sloping
    most = 0.99 * facts.limit if facts.limit is not None else float("inf")
    gained = [level for rate, level in facts.gained.items() if float(rate) <= most]
    best = min(gained, default=facts.loss)
    return falls or facts.loss - best >= 0.5 * (facts.loss - facts.reach)


def _overshooting(facts: Facts, seen: Seen) -> bool:
    """The last step crossed the valley, and the loss does not rise over a window."""
    if not facts.crossed or seen.at_rest:
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


def _rising(facts: Facts, seen: Seen) -> bool:
    """The last pass raised the loss; not said of what has long run away."""
    if seen.last <= seen.noise or seen.at_rest:
        return False
    risen = next(
        (count for count, change in enumerate(reversed(facts.came)) if change <= 0.0),
        len(facts.came),
    )
    runaway = risen >= 6 and facts.loss > 10.0 * facts.start and seen.bursts
    return not runaway or facts.rate <= 0.0


def _unsteady(facts: Facts, seen: Seen) -> bool:
    """Up and down without a trend, though not at the bottom; or the rate is above the limit."""
    swings_at = max(facts.levels.get(0, facts.loss), facts.loss)
    at_bottom = seen.fit or seen.exact or swings_at - seen.near <= BOTTOM * abs(facts.loss)
    if at_bottom and not seen.bursts:
        return False
    soon = seen.bursts and not seen.bottomless and facts.rate > 0.0
    if seen.above_limit or (soon and (seen.batches or seen.later(300) > facts.loss)):
        return True
    ups = [seen.ups_and_downs(some) for some in (facts.came[-TOGETHER:], facts.comes)]
    return any(min(pair) >= 3 for pair in ups) and not seen.trend


def _diverging(facts: Facts, seen: Seen) -> bool:
    """It goes on rising, and ends infinite or over ten times as high."""
    if seen.bursts and (seen.later(100) > facts.loss or seen.last > seen.noise):
        return True
    rises = len(facts.came) > 2 and min(facts.came[-3:]) > 0.0
    peak = max((high for at, high in facts.peaks.items() if at <= 300), default=facts.loss)
    far = facts.loss > 10.0 * facts.start
    soars = peak > 10.0 * facts.loss and not seen.batches
    return (rises and (far or soars)) or (far and seen.batches)


def _noisy(facts: Facts, seen: Seen) -> bool:
    """The batch's loss fell, that on all samples rose; or up and down from batch to batch."""
    if not seen.batches:
        return False
    if facts.batch is not None and facts.batch[1] < facts.batch[0] and seen.last > 0.0:
        return facts.loss <= 10.0 * facts.start
    return not seen.bursts and min(seen.ups_and_downs(facts.came[-8:])) >= 2


def _stays(facts: Facts, seen: Seen, passes: int, share: float) -> bool:
    """Whether the loss is as good as the same so much later, and on the way there."""
    if passes <= len(facts.comes):
        losses = facts.ahead[: passes + 1]
        return max(losses) - min(losses) <= share * seen.scale
    peak = max((high for at, high in facts.peaks.items() if at <= passes), default=facts.loss)
    risen = facts.levels[0] - facts.loss if seen.batches else peak - facts.loss
    return seen.gain(passes) <= share * seen.scale and risen <= share * seen.scale


def _level(facts: Facts, seen: Seen) -> bool:
    """Nothing is gained in 1,000 passes, nor at half the limit."""
    if facts.rate == 0.0 or not _stays(facts, seen, 1000, ROUGHLY_REST):
        return False
    if seen.fit:
        return False
    return seen.level_ground or seen.at_half_limit(1000) <= ROUGHLY_REST * seen.scale


def _saddle(facts: Facts, seen: Seen) -> bool:
    """Stationary, and a push leads down along a direction of negative curvature."""
    if facts.smallest is None or facts.largest is None or facts.rate == 0.0:
        return False
    bent_down = facts.smallest < -1e-9 * max(abs(facts.largest), abs(facts.smallest))
    falls = facts.nudged < facts.loss - REST * seen.scale
    felt = facts.smallest < -SOME * facts.largest and facts.nudged < facts.loss - seen.noise
    # A push along a direction that curves down this much leads down, wherever Newton's way ends.
    steep = facts.smallest < -REST * facts.largest and facts.elsewhere < facts.loss - seen.noise
    if not (bent_down and (falls or felt or steep)):
        return False
    if seen.batches and seen.sloping:
        return False
    if _stays(facts, seen, 100, REST) and seen.at_half_limit(30) <= ROUGHLY_REST * seen.scale:
        return True
    # It may be about to leave: then it is a saddle as long as one sees nothing of that.
    leaving = max(map(abs, [*facts.came[-1:], *facts.comes[:3]]), default=0.0)
    rests = leaving <= LEAST * seen.scale and _stays(facts, seen, 3, REST)
    return rests and seen.at_half_limit(10) <= ROUGHLY_REST * seen.scale


def _minimum(facts: Facts, seen: Seen) -> bool:
    """Nothing lower is near, and it stays here."""
    if not seen.bottom:
        return False
    if seen.sick and facts.elsewhere < 0.5 * facts.loss and not seen.fit:
        return False
    recent = facts.before[-3:]
    if seen.above_limit and max(recent) - min(recent) <= SOME * abs(facts.loss):
        return True  # it has not begun to leave
    if seen.level_ground and facts.elsewhere < 0.5 * facts.loss:
        return False
    if seen.fit:
        return min(seen.later(30), seen.later(100)) <= 10.0 * FIT * facts.start
    if seen.batches:
        return facts.levels[0] - seen.near <= ROUGHLY_REST * abs(facts.loss)
    return _stays(facts, seen, 100, ROUGHLY_REST)


def _plateau(facts: Facts, seen: Seen) -> bool:
    """Stationary, high above what is reached elsewhere, and no valley of its own."""
    if facts.rate == 0.0 or facts.convex or not _stays(facts, seen, 100, ROUGHLY_REST):
        return False
    excess = facts.loss - facts.elsewhere
    if excess < 0.1 * abs(facts.loss) or seen.bottomless or seen.fit:
        return False
    if seen.batches and seen.sloping:
        return False
    if seen.at_half_limit(1000) > FEW * excess and not seen.level_ground:
        return False  # it is the rate that is too small
    lower = min(facts.nudged, facts.newton) < facts.loss - 0.1 * abs(facts.loss)
    return seen.sick or seen.level_ground or lower
