"""The verdict: how the descent is doing, in one word with what it rests on.

Every word has a definition in measured quantities that do not depend on units: multiply the
loss or an input by 1000, and it is the same word. It rests on what happened (the last losses,
whether the last step crossed the valley) and on the ground here: the exact curvature, the
limit of the learning rate, and how many passes it takes to halve the loss.
"""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from tui_descent.analysis.causes import Cause, cause_of
from tui_descent.analysis.situation import (
    FITTED,
    LEVEL,
    WINDOW,
    Situation,
    falling_run,
    rising_run,
)
from tui_descent.analysis.words import GISTS, passes_in_words, percent, share
from tui_descent.analysis.words import WORDS as WORDS
from tui_descent.data.surfaces import Surface
from tui_descent.engine.descent import State
from tui_descent.engine.objective import Objective
from tui_descent.engine.record import Value, replace

if TYPE_CHECKING:
    from tui_descent.analysis.cure import Cure

HALVING = 100.0  # passes to halve the loss, up to which it is converging
FLAT_HALVING = 1000.0  # passes to halve, above which ground that does not curve up is a plateau
NOISE = 1.0  # of what the slope gains: what the batches' noise may take of it
FAR = 1000.0  # those passes
BOTTOM = 0.005  # of the loss: what may be left to gain at a minimum
CURVED = 1e-6  # of λmax: what λmin must be at least at a minimum that is not known to be the only
STRAIGHT = 1e-9  # of the largest curvature: what curves up by less does not
FELT = 0.01  # of λmax: a λmin below −that is felt
FELT_IN_PASSES = 1e-4  # or η|λmin| above this
ABOVE = 1.02  # times the limit
FAR_ABOVE = 1.5
RUNAWAY = 3  # passes in a row that must have raised the loss before it is diverging
TIMES_START = 10.0  # the first loss, above which a loss that rises has run away
TREND = 0.98  # of the loss of the window's first half: a second half above has no trend
TURNS = 4  # ups and downs in the window
STIRRED = 1e-4  # of the loss: ups and downs that are smaller are none
TROUBLED = ("slow", "unsteady", "rising", "diverging", "diverged", "noisy", "saddle", "plateau")
AT_REST = ("level", "minimum")
UNMET = 1e-6  # of the first loss: what rests below it has met its points
VISIBLE = 1e-6  # of the loss: a smaller change does not show in its six digits


class Verdict(Value):
    """One word of WORDS, what it rests on, why it is so, and what could be done.

    comparison  what the slope alone predicted for the last pass, and what it brought
    cause  "" where nothing is wrong, or nothing can be named
    cure   None where nothing is wrong, or nothing is known to help
    """

    word: str
    evidence: str
    comparison: str = ""
    cause: Cause | None = None
    cure: "Cure | None" = None

    @property
    def bare(self) -> "Verdict":
        """The same without what it says of cause and cure."""
        return replace(self, cause=None, cure=None)

    @property
    def suggestion(self) -> str:
        """The cure in words; "" if there is none."""
        return "" if self.cure is None else str(self.cure)

    def __str__(self) -> str:
        return self.told()

    def told(self, by: str = "") -> str:
        """All of it in one line; `by`: the key or command that does what it suggests."""
        cause = "" if self.cause is None else self.cause.text
        return self._said(self.evidence, self.comparison, cause, _by(by, self.suggestion))

    def shorter(self, by: str = "") -> Iterator[str]:
        """The same in fewer and fewer clauses, for a line that must fit."""
        cause = "" if self.cause is None else self.cause.text
        action, brief = ("", "") if self.cure is None else (self.cure.action, self.cure.brief)
        suggestion, action, brief = (_by(by, said) for said in (self.suggestion, action, brief))
        yield self._said(self.evidence, cause, suggestion, self.comparison)
        yield self._said(self.evidence, cause, suggestion)
        yield self._said(self.evidence, cause, action)
        yield self._said(self.evidence, brief)
        yield self._said(cause or self.evidence, brief)
        yield self._said(brief or self.evidence)
        yield self._said(brief or self._point)
        yield self._said(GISTS[self.word])

    @property
    def _point(self) -> str:
        """The clause of the evidence that the word rests on."""
        first = self.evidence.partition("; ")[0]
        return first.partition(", but ")[2] or first

    def _said(self, *clauses: str) -> str:
        return f"{self.word}: {'; '.join(filter(None, clauses))}"


def _by(key: str, action: str) -> str:
    """`M: set lr to 0.05`; without a key only what to do."""
    return f"{key}: {action}" if key and action else action


def is_in_trouble(verdict: Verdict, here: Situation) -> bool:
    """Whether something may be wrong that a cure could mend."""
    if verdict.word != "converging" and here.previous is not None and here.loss > here.first:
        return True
    if verdict.word == "overshooting":
        return not here.pace.halves_within(HALVING)
    if verdict.word in TROUBLED:
        return verdict.word != "rising" or here.rate <= 0.0 or here.beyond > 1.0
    high = abs(here.loss) > UNMET * abs(here.first)
    return verdict.word in AT_REST and not here.convex and high


def judge(here: Situation) -> Verdict:
    """Return the verdict on a situation, without a cure."""
    with np.errstate(all="ignore"):
        word, evidence = _word(here)
        comparison = ""
        if here.previous is not None and here.finite:
            comparison = f"predicted {_signed(here.predicted)}, got {_signed(here.got)}"
        return Verdict(word, evidence, comparison, cause_of(here, word))


def word_of(here: Situation) -> str:
    """Return only the word."""
    with np.errstate(all="ignore"):
        return _word(here)[0]


def _word(here: Situation) -> tuple[str, str]:
    state = here.state
    if not here.finite:
        return "diverged", _not_finite(here.descent.objective, state)
    if here.previous is None:
        since = "before the first pass" if state.passes == 0 else "where you put it by hand"
        return "starting", f"the loss is {here.loss:.6g} {since}"
    if here.rate == 0.0:
        return "slow", f"{why_it_stands(here)}, so nothing moves"
    if here.rate < 0.0:
        return _backwards(here)
    return _at_rest(here) or (_full_batch(here) if here.full_batch else _batches(here))


def _backwards(here: Situation) -> tuple[str, str]:
    uphill = "a negative learning rate walks up the slope"
    if here.change > 0.0:
        return _rising_word(here), uphill
    return "unsteady", f"{uphill}, whatever the last pass did"


def _rising_word(here: Situation) -> str:
    return "diverging" if rising_run(here.losses) >= RUNAWAY and _grows(here) else "rising"


def _grows(here: Situation) -> bool:
    assert here.previous is not None
    return bool(np.linalg.norm(here.state.gradient) > np.linalg.norm(here.previous.gradient))


def _at_rest(here: Situation) -> tuple[str, str] | None:
    """minimum, saddle, plateau or level where next to nothing is to be gained, else None."""
    ground = here.ground
    if _is_fitted(here):
        remains = f"{share(here.loss, here.first)} of what it was at first"
        return "minimum", f"the loss is {remains if here.loss else '0'}"
    if not ground.finite or (here.beyond > ABOVE and not here.adaptive and here.kinetic > 0.0):
        return None
    gain = here.pace.gain_at_half_limit(FAR)
    if gain >= LEVEL * here.rest or here.kinetic >= LEVEL * here.rest:
        return None
    left = max(ground.newton_gain, here.kinetic)
    if left >= LEVEL * here.rest and _is_bowl(here):
        return None  # there is a way down, and a long one
    if not here.full_batch and not _quiet(here):
        return None
    gained = f"{FAR:g} passes would gain {percent(gain, here.rest)}"
    if ground.smallest < -FELT * ground.largest or -ground.smallest * here.rate > FELT_IN_PASSES:
        return (
            "saddle",
            f"next to no slope, but λmin = −{-ground.smallest:.3g}: "
            "in one direction the ground curves down",
        )
    if here.sick and here.is_high:
        return "plateau", f"{gained}, and the loss is still {here.loss:.3g}"
    if left < BOTTOM * here.rest and _is_bowl(here):
        around = (
            "the ground curves up all around"
            if ground.definite
            else "there is no way down from here"
        )
        return "minimum", f"{gained}, and {around}"
    return "level", f"{gained}: it may be a minimum or a saddle"


def _is_fitted(here: Situation) -> bool:
    """Whether a network has met its points, and the next passes will not lead away from them."""
    low = FITTED * here.first
    return here.is_network and here.loss <= low and 0.0 <= here.later_at_most(HALVING) <= low


def _is_bowl(here: Situation) -> bool:
    ground = here.ground
    if here.convex:
        return True
    return ground.definite and ground.smallest > CURVED * ground.largest


def _quiet(here: Situation) -> bool:
    """Whether the batches no longer throw it about."""
    return bool(np.ptp(here.losses) < LEVEL * here.rest)


def _full_batch(here: Situation) -> tuple[str, str]:
    if here.change > VISIBLE * here.rest:
        return _risen(here)
    if _without_trend(here):
        return "unsteady", "the loss goes up and down and gets no lower"
    settles = here.adaptive and not here.crossed and falling_run(here.losses) >= RUNAWAY
    if here.beyond > ABOVE and not settles:
        if not _unfelt(here):
            return "unsteady", _above_limit(here)
        word, told = _pace(here)
        return word, f"{told}; {_above_limit(here)}, but no slope leads that way yet"
    if here.crossed:
        if abs(here.change) <= VISIBLE * here.rest:
            return (
                "unsteady",
                "the step crossed the valley and landed at the same height: it bounces",
            )
        return "overshooting", "the step crossed the valley, and the loss fell"
    return _pace(here)


def _risen(here: Situation) -> tuple[str, str]:
    run = rising_run(here.losses)
    runaway = here.convex or here.beyond > FAR_ABOVE or here.loss > TIMES_START * abs(here.first)
    above = here.beyond > 1.0 or not here.ground.finite
    if run >= RUNAWAY and _grows(here) and above and runaway:
        return "diverging", f"the loss rose {_times(run)}, and the slopes grow"
    if _without_trend(here):
        return "unsteady", "the loss goes up and down and gets no lower"
    if here.beyond > ABOVE:
        word = "rising" if here.convex or run == len(here.losses) - 1 else "unsteady"
        return word, f"the last pass raised the loss, and {_above_limit(here)}"
    if here.predicted > 0.0 or (here.limit is not None and here.has_velocity):
        carrier = "the velocity or the weight decay" if _decays(here) else "the velocity"
        return "rising", f"{carrier} carries it uphill"
    assert here.previous is not None
    made_at = here.previous.learning_rate
    at = "" if made_at == here.rate else f", at {made_at:.4g},"
    return "rising", f"the last pass{at} raised the loss"


def _decays(here: Situation) -> bool:
    return here.state.optimizer.decays


def _batches(here: Situation) -> tuple[str, str]:
    if here.loss > TIMES_START * abs(here.first) and here.change > 0.0:
        times = f"{here.loss / here.first:.3g}" if here.first else "many"
        return "diverging", f"the loss is {times} times what it was at first"
    if here.change > 0.0:
        if here.got < 0.0:
            rose = f"that of all samples rose by {here.change:.3g}"
            return "noisy", f"the loss of its own batch fell, {rose}"
        if here.beyond > ABOVE:
            return "unsteady", f"the last pass raised the loss, and {_above_limit(here)}"
        return "rising", "the last pass raised the loss, even that of its own batch"
    if here.beyond > ABOVE:
        return "unsteady", _above_limit(here)
    if _without_trend(here) and here.pace.halves_within(HALVING):
        return "noisy", "the loss on all samples goes up and down from batch to batch"
    if here.ground.finite and here.pace.gain_at_half_limit(FAR) < LEVEL * here.rest:
        return "noisy", "all that is left to gain is lost in the noise of the batches"
    if here.noise_share > NOISE:
        return "noisy", "the noise of the batches undoes what the slope gains"
    return _pace(here)


def why_it_stands(here: Situation) -> str:
    """Who has made the learning rate 0."""
    if here.ruled_by:
        return f"the schedule ({here.ruled_by}) has brought the learning rate to 0"
    return "the learning rate is 0"


def _above_limit(here: Situation) -> str:
    assert here.limit is not None
    return f"the rate {here.rate:.4g} is above the limit {here.limit.rate:.4g} here"


def _unfelt(here: Situation) -> bool:
    """Whether the slope has no part at all along the directions too steep for this rate."""
    assert here.limit is not None
    ground = here.ground
    if here.adaptive or here.has_velocity or not ground.finite:
        return False
    steep = ground.bends * here.rate > ground.steepest * here.limit.rate
    return bool(steep.any()) and not ground.shares[steep].any()


def _without_trend(here: Situation) -> bool:
    """Whether the loss has gone up and down over the whole window and got no lower."""
    losses = here.losses
    if len(losses) < 16 or falling_run(losses) >= len(losses) - TURNS:
        return False
    if not np.isfinite(losses).all() or np.ptp(losses) < STIRRED * here.rest:
        return False
    turns = int((np.diff(np.sign(np.diff(losses))) != 0).sum())
    half = len(losses) // 2
    early, late = losses[:half], losses[half:]
    return turns >= TURNS and bool(
        late.mean() > TREND * early.mean() and late.min() > TREND * early.min()
    )


def _pace(here: Situation) -> tuple[str, str]:
    fell = here.change < 0.0
    told = f"the loss fell {_fell(here)}" if fell else "the last pass left the loss as it was"
    fitted = here.is_network and here.loss <= FITTED * here.first and fell
    if fitted or here.pace.halves_within(HALVING):
        return "converging", told
    halving = here.pace.halving
    if falling_run(here.losses) >= WINDOW - 1:
        told = "the loss keeps falling"
    whole = "it" if here.pace.can_all_be_gained else "what is left to gain"
    pace = f"here it would take {passes_in_words(halving)} to halve {whole}"
    if halving > FLAT_HALVING and here.sick and here.is_high:
        return "plateau", f"{told}, but {pace}"
    if halving > FLAT_HALVING and not here.is_network and _is_plateau(here):
        return "plateau", f"{pace}, and the ground does not curve up"
    return "slow", f"{told}, but {pace}"


def _is_plateau(here: Situation) -> bool:
    """Whether the slope that there is lies where the ground does not curve up."""
    ground = here.ground
    if here.convex or not len(ground.bends):
        return False
    flat = ground.bends <= STRAIGHT * max(abs(float(ground.bends[0])), ground.steepest)
    return bool(ground.shares[flat].sum() > 0.5 * ground.shares.sum())


def _signed(change: float) -> str:
    return f"{'−' if change < 0.0 else ''}{abs(change):.3g}"


def _fell(here: Situation) -> str:
    return "once" if (fallen := falling_run(here.losses)) == 1 else _times(fallen)


def _times(passes: int) -> str:
    more = " or more" if passes >= WINDOW - 1 else ""
    return f"{passes}{more} passes in a row"


def _first_broken(objective: Objective, state: State) -> str:
    for name, values in objective.arrays(state.theta).items():
        if not np.isfinite(values).all():
            return name
    if not math.isfinite(state.batch_loss):
        return "the loss"
    for name, values in objective.arrays(state.gradient).items():
        if not np.isfinite(values).all():
            return f"the gradient of {name}"
    return "the loss on all samples"


def _not_finite(objective: Objective, state: State) -> str:
    """What is no number any more; a formula has none outside of where it is defined."""
    defined = isinstance(objective, Surface) and objective.name == "formula"
    if defined and np.isfinite(state.theta).all() and math.isnan(state.batch_loss):
        place = ", ".join(f"{value:.6g}" for value in state.theta).replace("-", "−")
        return f"at {place} the formula has no value"
    return f"{_first_broken(objective, state)} is not finite"
