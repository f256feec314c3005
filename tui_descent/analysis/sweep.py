"""A sweep: where each of many learning rates leads to from one place."""

import math
from collections.abc import Callable

from tui_descent.analysis.rows import Rows, at_rates
from tui_descent.analysis.situation import Situation, work_out_grounds
from tui_descent.analysis.verdict import Verdict, judge
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.record import Value, replace

ALIKE = 1e-3  # of the loss: two runs that differ by less have ended alike


class Outcome(Value):
    """Where one learning rate led.

    passes  how many passes were made: fewer than asked for where the descent diverged
    loss    on all samples, after them
    """

    learning_rate: float
    passes: int
    loss: float
    verdict: Verdict


def sweep(
    descent: Descent,
    start: State,
    rates: FloatArray,
    passes: int,
    goes_on: Callable[[int], bool] = lambda done: True,
) -> list[Outcome]:
    """Make this many passes from `start` at each rate, shape (rates,), and say how each ended.

    Where the learning rate follows a plan, the rates are those that are set for it.
    `goes_on` is called after each pass with the number of passes done; False ends the sweep
    there.
    """
    rows = at_rates(descent, start, rates)
    for done in range(1, passes + 1 if start.finite else 1):
        rows.advance()
        if not rows.any_finite or not goes_on(done):
            break
    found = [_situation(rows, row) for row in range(len(rates))]
    work_out_grounds(descent, [here for here in found if here.finite])
    return _agreed([_outcome(here, rate) for here, rate in zip(found, rates.tolist(), strict=True)])


def _situation(rows: Rows, row: int) -> Situation:
    """Where this one stands, or where it ended."""
    return Situation(rows.descent, rows.state(row), rows.before(row), rows.losses(row), rows.first)


def _outcome(here: Situation, rate: float) -> Outcome:
    loss = here.loss if here.state.finite else here.descent.loss(here.state)
    return Outcome(rate, here.state.passes, loss, judge(here))


def _agreed(outcomes: list[Outcome]) -> list[Outcome]:
    """With one verdict for neighbours that end alike, the one that most of them have."""
    groups: list[list[Outcome]] = []
    for outcome in outcomes:
        if groups and _alike(groups[-1][-1], outcome):
            groups[-1].append(outcome)
        else:
            groups.append([outcome])
    agreed: list[Outcome] = []
    for group in groups:
        words = [one.verdict.word for one in group]
        word = max(words, key=words.count)
        known = group[words.index(word)].verdict
        agreed += [
            one if one.verdict.word == word else replace(one, verdict=known) for one in group
        ]
    return agreed


def _alike(one: Outcome, other: Outcome) -> bool:
    """Whether both made the same passes and came to the same height."""
    if one.passes != other.passes or not (math.isfinite(one.loss) and math.isfinite(other.loss)):
        return False
    return abs(one.loss - other.loss) <= ALIKE * max(abs(one.loss), abs(other.loss))
