"""What the facts of a situation amount to: the questions that every word asks."""

from dataclasses import dataclass

from tests.population.situation import Facts

BOTTOM = 0.01  # of the loss: less than this is left
SOME = 1e-3  # of the loss: more than this is left
FIT = 1e-9  # of the loss at the start: the rest of it is a perfect fit
TINY = 0.2  # of the slope that there would have to be on average from here to the best place
ROUNDING = 1e-12
INFINITE = 1e300
ADAPTIVE = ("adagrad", "rmsprop", "adam", "adamw")


@dataclass(frozen=True)
class Seen:
    """Questions about the facts; losses that differ by rounding count as the same."""

    facts: Facts

    @property
    def batches(self) -> bool:
        return self.facts.epoch > 1

    @property
    def near(self) -> float:
        """The lowest loss in the same valley, as far as it was found.

        Newton's way down stops at saddles, and at once where nothing curves, as under an absolute
        error; so what comes by going on counts, too.
        """
        facts = self.facts
        later = () if self.batches else facts.levels.values()
        return min(facts.newton, facts.nudged, *later)

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
        """The loss; on ground without a bottom at least a trace of that of the start."""
        trace = 1e-6 * abs(self.facts.start) if self.bottomless else 0.0
        return max(abs(self.facts.loss), trace)

    @property
    def last(self) -> float:
        """How much the last pass raised the loss."""
        return self.facts.came[-1] if self.facts.came else 0.0

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
    def at_rest(self) -> bool:
        """A perfect fit that only rounding moves."""
        facts, highest = self.facts, max(self.facts.ahead)
        return self.fit and facts.loss <= 1e-18 * facts.start and highest <= FIT * facts.start

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
        if facts.optimizer in ADAPTIVE:
            base = max(base, facts.start)  # they swing wide, and no further
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

    def ups_and_downs(self, changes: list[float]) -> tuple[int, int]:
        """How often the loss rises and falls, rounding left out."""
        least = max(self.noise, 1e-9 * abs(self.facts.loss))
        return sum(one > least for one in changes), sum(one < -least for one in changes)

    def at_half_limit(self, passes: int) -> float:
        """How much is gained in so many passes at half the limit, or at any rate."""
        facts = self.facts
        if not facts.half and passes < 1000:
            return self.gain(passes)
        if facts.half:
            known = [at for at in facts.half if at <= passes]
            level = facts.half[max(known)] if known else facts.loss
        else:
            level = min(facts.gained.values(), default=facts.loss)
        return facts.loss - level if level < INFINITE else 0.0

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
    def level_ground(self) -> bool:
        """No slope and no curvature to speak of."""
        return self.facts.tilt <= SOME and self.facts.bend <= 10.0 * SOME

    @property
    def sick(self) -> bool:
        return max(self.facts.dead, self.facts.saturated) >= 0.5
