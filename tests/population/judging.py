"""What the program says of a situation, held against what is true there."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.population.seen import INFINITE
from tests.population.situation import Facts, Situation, population, session_of
from tests.population.words import words_true
from tui_descent.session.remedies import follow
from tui_descent.session.session import Session

SAME = 1e-3  # relative: the losses of the facts have five digits
HELPS = 0.8  # of the excess over the floor without it
HELPS_MUCH = 0.5
HARMS = 1.25
ALMOST = 0.05  # of the loss: with less left than this nobody needs to do anything
BOTTOMLESS = -1e6  # times the loss: a floor below this is none
SOON = 300


@dataclass(frozen=True)
class Judgement:
    """One situation.

    reached     whether this machine comes to the same place; if not, nothing else is judged
    cure_helps  None: no cure is named, or it makes no difference in a healthy place
    silent      None: none is needed; True: one is needed and none is named
    """

    situation: Situation
    reached: bool
    word: str
    true: tuple[str, ...]
    word_true: bool
    cure: str
    cure_helps: bool | None
    silent: bool | None
    good_rates: int
    good_rates_that_diverge: int
    has_cures: bool
    why: str

    @property
    def failures(self) -> list[str]:
        """A line for each thing that was said and is not so."""
        one = self.situation
        head = f"{one.id} {one.half:5} {one.kind}: {one.problem}; {', '.join(one.words)}"
        if not self.reached:
            return [f"{head}\n     OTHER PLACE than the facts were found at"]
        lines = []
        if not self.word_true:
            lines.append(
                f"{head}\n     WORD {self.word}, true: {' '.join(self.true)}; {decisive(one.facts)}"
            )
        if self.cure_helps is False:
            lines.append(f"{head}\n     CURE {self.cure} does not help: {self.why}")
        if self.silent:
            lines.append(f"{head}\n     SILENT ({self.word}) where {needed(one.facts)} helps")
        if self.good_rates_that_diverge:
            lines.append(
                f"{head}\n     GAUGE {self.good_rates_that_diverge} of {self.good_rates} "
                f"good rates diverge"
            )
        return lines


def judge(situation: Situation) -> Judgement:
    """Play the situation and hold what is said against the facts."""
    with np.errstate(all="ignore"):
        return _judge(situation)


def _judge(situation: Situation) -> Judgement:
    facts = situation.facts
    session = session_of(population().problems[situation.problem], situation.words)
    true = words_true(facts)
    reached = _same(session.loss, facts.loss)
    verdict = session.advice.verdict()
    has_cures = hasattr(verdict, "cure")
    cure = getattr(verdict, "cure", None)
    good, diverging = _good_rates(session, facts) if reached else (0, 0)
    helps, why = _cure_helps(session, cure, facts, true) if reached and cure else (None, "")
    silent = None
    if has_cures and reached and needed(facts):
        silent = cure is None
    return Judgement(
        situation, reached, verdict.word, tuple(sorted(true)), verdict.word in true or not reached,
        str(cure), helps, silent, good, diverging, has_cures, why,
    )  # fmt: skip


def _same(loss: float, expected: float) -> bool:
    if abs(expected) > INFINITE or not math.isfinite(loss):
        return abs(expected) > INFINITE and not abs(loss) < INFINITE
    return abs(loss - expected) <= SAME * abs(expected) + 1e-25


def troubled(facts: Facts) -> bool:
    """Whether something is wrong, so that a cure would be in its place."""
    true = words_true(facts)
    if not facts.led or "converging" in true:
        return False
    if facts.loss - facts.elsewhere < ALMOST * abs(facts.loss):
        return False
    if "minimum" in true:
        return facts.elsewhere < 0.5 * facts.loss and facts.loss > 1e-9 * facts.start
    return bool(true & {"slow", "unsteady", "diverging", "diverged", "saddle", "plateau", "level"})


def _bottomless(facts: Facts) -> bool:
    return facts.elsewhere < BOTTOMLESS * max(abs(facts.start), 1.0)


def needed(facts: Facts) -> str:
    """The simple action that helps most, where one is needed; else ""."""
    if not troubled(facts) or not facts.actions or _bottomless(facts):
        return ""
    for place in (0, 1):
        name, levels = min(facts.actions.items(), key=lambda entry: entry[1][place])
        if _ratio(levels[place], facts.stays[place], facts) <= HELPS_MUCH:
            return (
                f"{name} ({levels[place]:.3g} after {(SOON, facts.late)[place]} passes, "
                f"without it {facts.stays[place]:.3g})"
            )
    return ""


def _ratio(with_it: float, without: float, facts: Facts) -> float:
    """The excess over the floor with the cure, by that without it."""
    if not math.isfinite(with_it) or with_it > INFINITE:
        return math.inf
    floor = facts.elsewhere
    if facts.ended or not math.isfinite(without) or without > INFINITE:
        without = facts.start
    tiny = 1e-12 * abs(facts.start)
    return (max(with_it - floor, 0.0) + tiny) / (max(without - floor, 0.0) + tiny)


def _cure_helps(
    session: Session, cure: Any, facts: Facts, true: set[str]
) -> tuple[bool | None, str]:
    """Follow the cure for 300 passes, and where that does not help for 3,000."""
    if _bottomless(facts):
        return None, ""
    spent = session.state.passes
    follow(session, cure)
    restarted = session.state.passes < spent
    extra = min(spent, 1000) if restarted else 0
    ill = troubled(facts) or "diverged" in true
    made, ratio, told = 0, math.inf, ""
    for place, passes in enumerate((SOON, facts.late)):
        session.step(passes + extra - made)
        made = passes + extra
        level = float(np.mean(session.walk.last_losses(16)))
        if session.ended:
            level = math.inf
        ratio = _ratio(level, facts.stays[place], facts)
        told = f"{level:.4g} after {passes} passes, without it {facts.stays[place]:.4g}"
        if ill and ratio <= HELPS:
            return True, told
        if not ill:
            return (False, told) if ratio > HARMS else (None, told)
    return False, told


def _good_rates(session: Session, facts: Facts) -> tuple[int, int]:
    """How many rates the gauge calls good, and how many of these diverge."""
    gauge = session.frame().gauge
    if gauge is None or not facts.diverges:
        return 0, 0
    from tui_descent.analysis.probe import ZONES

    good = gauge.probe.rates[gauge.probe.zones == ZONES.index("good")]
    places = np.round(16.0 * (np.log10(good) - facts.lowest) - 0.5).astype(int)
    inside = places[(places >= 0) & (places < len(facts.diverges))]
    return len(inside), sum(facts.diverges[place] != "." for place in inside)


def decisive(facts: Facts) -> str:
    """The facts that decide about words, in a line."""
    later = " ".join(
        f"{at}:{level:.3g}" for at, level in facts.levels.items() if at in (30, 300, 8000)
    )
    parts = [
        f"loss {facts.loss:.4g} (start {facts.start:.3g})", later,
        f"near {min(facts.newton, facts.nudged):.3g}", f"elsewhere {facts.elsewhere:.3g}",
        f"halving {facts.halving}",
    ]  # fmt: skip
    if facts.bursts_at is not None:
        parts.append(f"not finite after {facts.bursts_at}")
    if facts.limit is not None:
        parts.append(f"rate {facts.rate / facts.limit:.3g} × limit")
    if facts.smallest is not None and facts.largest is not None:
        parts.append(f"λ {facts.smallest:.2g} to {facts.largest:.2g}")
    if facts.crossed:
        parts.append("crossed")
    return ", ".join(parts)
