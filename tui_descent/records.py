"""Records: what `tui-descent run` prints, one for each pass.

Record k is the state after k passes: the parameters there, the loss there, the gradients
and the learning rate that pass k+1 will use. Floats are printed so that they read back to
the same float64; a number that is not finite is the text "inf", "-inf" or "nan".
"""

import csv
import io
import json
import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tui_descent.analysis.convergence import DIVERGED, MADE, Ending
from tui_descent.analysis.situation import WINDOW, Situation
from tui_descent.analysis.verdict import word_of
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import Objective

if TYPE_CHECKING:
    from tui_descent.analysis.sweep import Outcome

Record = dict[str, Any]
HELD_OUT = "validation_loss"  # the key, where some points are held out
PENALTY = "penalty"  # the key, where large weights cost something
RUNNER, OPTIMIZER = "runner", "optimizer"  # the keys, in a race
STOPPED = "stopped"  # the key of the last record, where a run ends by a rule
MOMENT = 0.02  # seconds of passes after which progress is told
Progress = Callable[[int], None]


def records(
    descent: Descent,
    start: State,
    passes: int,
    every: int,
    progress: Progress,
    held_out: Objective | None = None,
    ending: Ending | None = None,
) -> Iterator[Record]:
    """Make up to `passes` passes and yield every `every`-th record, pass 0 included.

    The last pass has a record whatever `every` says, also where the descent diverges and ends
    there. `progress` is called with the number of passes done. Where `ending` has a rule, the
    last record says why it is the last: converged, loss, passes or diverged.
    """
    recent = _Recent(descent, start)
    state = start
    while True:
        why = "" if ending is None else ending.why(state, recent.previous)
        if state.passes % every == 0 or state.passes >= passes or why or not state.finite:
            losses = recent.losses()
            word = word_of(Situation(descent, state, recent.previous, losses, recent.first))
            one = record(descent.objective, state, float(losses[-1]), word, held_out)
            why = DIVERGED if word == DIVERGED else why or (state.passes >= passes and MADE) or ""
            if why and ending is not None and ending.has_rule:
                one[STOPPED] = why
            yield one
            if why:
                return
        progress(state.passes)
        count = 1
        if ending is None or not ending.has_rule:  # nobody looks at the passes in between
            count = min(every - state.passes % every, passes - state.passes)
            count = min(count, descent.passes_within(MOMENT))
        state = recent.advance(state, count)


class _Recent:
    """The last states, and their losses on all samples, computed when they are asked for."""

    def __init__(self, descent: Descent, start: State) -> None:
        self._descent = descent
        self._known: dict[int, float] = {}
        self.first = descent.loss(start)
        self.states = deque([start], maxlen=WINDOW)

    def advance(self, state: State, count: int) -> State:
        """Make this many passes from the last state, or fewer if it diverges."""
        made, _ = self._descent.passes(state, count, 0, WINDOW, on_all=False)
        if len(made) < min(count, WINDOW):  # the last ones before it diverged are missing
            made, _ = self._descent.passes(state, made[-1].passes - state.passes, on_all=False)
        self.states.extend(made)
        return self.states[-1]

    @property
    def previous(self) -> State | None:
        return self.states[-2] if len(self.states) > 1 else None

    def losses(self) -> FloatArray:
        """The losses of the last states, shape (up to WINDOW,)."""
        known = self._known
        self._known = {
            state.passes: known[state.passes]
            if state.passes in known
            else self._descent.loss(state)
            for state in self.states
        }
        return np.array(list(self._known.values()))


def record(
    objective: Objective, state: State, loss: float, word: str, held_out: Objective | None = None
) -> Record:
    """Return what there is to say of one state, with its loss on all samples.

    held_out  the loss on points that are held out, for `validation_loss`
    """
    named = objective.arrays
    with np.errstate(all="ignore"):
        parts = {} if held_out is None else {HELD_OUT: float(held_out.value(state.theta))}
        if objective.penalty is not None:
            parts[PENALTY] = float(objective.penalty.value(state.theta))
    return {
        "pass": state.passes,
        "epoch": state.passes // objective.passes_per_epoch,
        "learning_rate": state.learning_rate,
        "loss": loss,
        **parts,
        "batch_loss": state.batch_loss,
        "parameters": {name: part.tolist() for name, part in named(state.theta).items()},
        "gradients": {name: part.tolist() for name, part in named(state.gradient).items()},
        "verdict": word,
    }


def to_json(one: Record) -> str:
    """Return a record as a line of strict JSON."""
    try:
        return json.dumps(one, allow_nan=False)
    except ValueError:
        return json.dumps(_spelled(one), allow_nan=False)


def to_csv(one: Record, labels: tuple[str, ...], header: bool) -> str:
    """Return a record as a row of CSV, below a header if asked for.

    Each parameter has a column, and its gradient one: `W1[x1→h1]`, `gradient W1[x1→h1]`.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    parts = [key for key in (RUNNER, OPTIMIZER, HELD_OUT, PENALTY) if key in one]
    single = ["pass", "epoch", "learning_rate", "loss", *parts, "batch_loss", "verdict"]
    if header:
        writer.writerow([*single, *labels, *(f"gradient {label}" for label in labels)])
    numbers = [*_flat(one["parameters"]), *_flat(one["gradients"])]
    writer.writerow([*(one[key] for key in single), *numbers])
    return text.getvalue().rstrip("\n")


def lines(
    objective: Objective,
    told: Iterable[tuple[State, float, str]],
    form: str,
    held_out: Objective | None = None,
    runner: int = 0,
    header: bool = True,
) -> Iterator[str]:
    """The lines that `run` prints in this form, "jsonl" or "csv", for a run that was made.

    told    state, loss on all samples and the verdict's word of each pass, pass 0 first
    runner  its number in a race, which each record then tells, with its optimizer
    header  whether columns are named in the first line
    """
    for state, loss, word in told:
        one = record(objective, state, loss, word, held_out)
        if runner:
            one |= {RUNNER: runner, OPTIMIZER: state.optimizer.name}
        first = header and state.passes == 0
        line = to_csv(one, objective.recorded_labels, first) if form == "csv" else to_json(one)
        yield f"{line}\n"


def lines_of_runs(
    objective: Objective,
    runs: Iterable[tuple[int, Iterable[tuple[State, float, str]]]],
    form: str,
    held_out: Objective | None = None,
) -> Iterator[str]:
    """The same for several runs, one after the other, each with its number in a race."""
    for place, (number, told) in enumerate(runs):
        yield from lines(objective, told, form, held_out, number, header=place == 0)


def to_table(one: Record, header: bool) -> str:
    """Return a record as a row for a person, below a header if asked for."""
    row = f"{one['pass']:>9}  {one['learning_rate']:<11.6g}  {one['loss']:<12.6g}  {one['verdict']}"
    title = f"{'pass':>9}  {'lr':<11}  {'loss':<12}  verdict"
    return f"{title}\n{row}" if header else row


def outcomes_to_json(outcomes: "Sequence[Outcome]") -> str:
    """Return a sweep as one JSON array."""
    rows = [
        {
            "learning_rate": one.learning_rate,
            "passes": one.passes,
            "loss": one.loss,
            "verdict": one.verdict.word,
        }
        for one in outcomes
    ]
    return json.dumps(_spelled(rows), allow_nan=False, indent=1)


def outcomes_to_table(outcomes: "Sequence[Outcome]") -> str:
    """Return a sweep as rows for a person."""
    rows = [
        f"{one.learning_rate:<12.6g}  {one.passes:>7}  {one.loss:<12.6g}  {one.verdict.word}"
        for one in outcomes
    ]
    return "\n".join([f"{'lr':<12}  {'passes':>7}  {'loss':<12}  verdict", *rows])


def outcomes_to_csv(outcomes: "Sequence[Outcome]") -> str:
    """Return a sweep as rows of CSV below their names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["learning_rate", "passes", "loss", "verdict"])
    for one in outcomes:
        writer.writerow([one.learning_rate, one.passes, one.loss, one.verdict.word])
    return text.getvalue().rstrip("\n")


def _flat(arrays: Mapping[str, list[Any]]) -> Iterator[float]:
    """Every number in the order of θ: a unit's weights, then its bias."""
    for name, values in arrays.items():
        if not name.startswith("W"):
            if name == "w":
                yield from values
            continue
        biases = arrays.get(f"b{name[1:]}")
        for unit, row in enumerate(values):
            yield from row
            if biases is not None:
                yield biases[unit]


def _spelled(value: Any) -> Any:
    """The same with every number that is not finite as a text."""
    if isinstance(value, dict):
        return {key: _spelled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spelled(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
