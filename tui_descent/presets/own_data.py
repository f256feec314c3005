"""From a CSV file and the name of its target to a problem, as a preset would say it."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from tui_descent.analysis.baselines import bearable_rate
from tui_descent.data.csv_file.table import Reading
from tui_descent.presets.building import build
from tui_descent.presets.csv_tables import read_csv
from tui_descent.presets.deciding import Choice, Decision, decide
from tui_descent.presets.format import DataTable, NetworkTable, PresetFile, TrainingTable
from tui_descent.presets.preset import NetworkProblem, Preset
from tui_descent.presets.telling import told
from tui_descent.readable import notch_below

FIRST_RATE = 0.1  # where no curvature tells a better one
SEED = 0  # of the rows that are held out


class OwnData(Struct, frozen=True):
    """A CSV file's problem.

    lines  what tells of the decision
    """

    decision: Decision
    preset: Preset
    lines: list[str]


def load_csv(path: Path, choice: Choice) -> OwnData:
    """Return the problem of a CSV file, and the lines that tell what was decided.

    Raises FaultsError with all that is wrong, PresetError where the file cannot be read.
    """
    decision = decision_of(path, choice)
    preset = preset_of(path, decision)
    lines = told(decision, preset)
    summary = " ".join(lines)
    preset = replace(preset, summary=summary, tables=replace(preset.tables, summary=summary))
    return OwnData(decision, preset, lines)


def decision_of(path: Path, choice: Choice) -> Decision:
    """Return what a CSV file is trained on; raises PresetError where it cannot be."""
    return decide(read_csv(path, Reading(missing=choice.missing)), choice)


def preset_of(path: Path, decision: Decision) -> Preset:
    """Return the problem of a decision, with a learning rate that its curvature bears."""
    tables = tables_of(decision)
    preset = build(path, tables)
    problem = preset.problem
    assert isinstance(problem, NetworkProblem)
    rate = bearable_rate(problem.data, tables.training.loss)
    rate = FIRST_RATE if rate is None else notch_below(rate)
    training = replace(tables.training, learning_rate=rate)
    return replace(preset, learning_rate=rate, tables=replace(tables, training=training))


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
