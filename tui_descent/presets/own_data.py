"""From a CSV file and the name of its target to a problem, as a preset would say it."""

from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from tui_descent.analysis.baselines import Baselines, baselines, bearable_rate
from tui_descent.analysis.sweep import sweep
from tui_descent.data.csv_file.table import Reading
from tui_descent.engine.descent import Plan
from tui_descent.presets.building import build
from tui_descent.presets.csv_tables import read_csv
from tui_descent.presets.deciding import Choice, Decision, decide
from tui_descent.presets.format import DataTable, NetworkTable, PresetFile, TrainingTable
from tui_descent.presets.preset import NetworkProblem, Preset
from tui_descent.presets.telling import told
from tui_descent.presets.variation import Options, varied_tables
from tui_descent.readable import notch_below

FIRST_RATE = 0.1  # where no curvature tells a better one
TRIED = tuple(float(f"{digit}e{power}") for power in range(-9, 2) for digit in (1, 2, 5))
MOST_TRIED, FEWEST_TRIED = 100, 10  # passes
WORK = 1_000_000_000  # multiplications, a second or so
SEED = 0  # of the rows that are held out


class OwnData(Struct, frozen=True):
    """A CSV file's problem.

    lines      what tells of the decision
    baselines  losses to compare with
    """

    decision: Decision
    preset: Preset
    lines: list[str]
    baselines: Baselines


def load_csv(path: Path, choice: Choice, options: Options | None = None) -> OwnData:
    """Return the problem of a CSV file, varied by options, and what tells of the decision.

    Raises FaultsError with all that is wrong, PresetError where the file cannot be read.
    """
    decision = decide(read_csv(path, Reading(missing=choice.missing)), choice)
    options = options or {}
    tables = varied_tables(tables_of(decision), path, len(decision.inputs), options)
    preset = build(path, tables)
    worth = Baselines(None, None)
    if isinstance(preset.problem, NetworkProblem):
        worth = baselines(preset.problem.data, tables.training.loss)
        if not _has_rate(options):
            preset = with_rate(preset, bearing_rate(preset))
    lines = told(decision, preset, worth)
    summary = " ".join(lines)
    preset = replace(preset, summary=summary, tables=replace(preset.tables, summary=summary))
    return OwnData(decision, preset, lines, worth)


def _has_rate(options: Options) -> bool:
    keys = [key for key, _ in options.get("keys", ())]
    return "learning_rate" in options or "training.learning_rate" in keys


def bearing_rate(preset: Preset) -> float:
    """A learning rate that the curvature bears: its bound without hidden layer, else by trial."""
    problem, training = preset.problem, preset.tables.training
    assert isinstance(problem, NetworkProblem)
    rate = None
    if len(problem.network.layers) == 2:
        rate = bearable_rate(problem.data, training.loss)
    return _tried_rate(preset) if rate is None else float(f"{notch_below(rate):.6g}")


def _tried_rate(preset: Preset) -> float:
    """The rate of many that leads lowest in some passes, as far as these do not take long."""
    objective = preset.objective
    each = objective.parameter_count * objective.numbers * len(TRIED)
    passes = min(MOST_TRIED, WORK // max(1, each))
    if passes < FEWEST_TRIED:
        return FIRST_RATE
    descent = preset.descent()
    start = descent.start(preset.initial_parameters(), preset.optimizer, FIRST_RATE)
    with np.errstate(all="ignore"):
        outcomes = sweep(descent, start, np.array(TRIED), passes)
    losses = [one.loss if np.isfinite(one.loss) else np.inf for one in outcomes]
    best = int(np.argmin(losses))
    return TRIED[best] if losses[best] < np.inf else TRIED[0]


def with_rate(preset: Preset, rate: float) -> Preset:
    """The preset with another learning rate."""
    training = replace(preset.tables.training, learning_rate=rate)
    plan = None if preset.plan is None else Plan(preset.plan.schedule, rate)
    tables = replace(preset.tables, training=training)
    return replace(preset, learning_rate=rate, plan=plan, tables=tables)


def tables_of(decision: Decision) -> PresetFile:
    """The tables of a preset that says each decision; its rate is still to be found."""
    table, classes = decision.table, decision.classes
    target = decision.target.name
    last, loss = "identity", "mse"
    if classes:
        last, loss = ("sigmoid", "bce") if len(classes) == 2 else ("softmax", "cross_entropy")
    data = DataTable(
        inputs=[one.name for one in decision.inputs],
        targets=[target],
        csv=table.file,
        separator=table.separator,
        decimal=table.decimal or None,  # type: ignore[arg-type]
        header=table.named,
        missing=list(table.missing),
        classes=list(classes) or None,
        rows=decision.rows,
        standardize=True,
        held_out=decision.held_out,
        held_out_seed=SEED if decision.held_out else None,
    )
    return PresetFile(
        format=1,
        title=f"{target}, from {table.file}",
        data=data,
        network=NetworkTable(layers=[len(decision.inputs), decision.outputs], activations=[last]),
        training=TrainingTable(learning_rate=FIRST_RATE, loss=loss),
    )
