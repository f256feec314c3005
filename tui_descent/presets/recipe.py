"""How to get here: the command, and the preset file, that lead to a problem as it was varied."""

import shlex
from typing import Any

import msgspec
import numpy as np
import tomli_w
from msgspec.structs import replace

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.hyperparameters import settings
from tui_descent.engine.optimizers import Optimizer
from tui_descent.presets.errors import PresetError
from tui_descent.presets.format import PresetFile
from tui_descent.presets.loading import load, source_of
from tui_descent.presets.preset import NetworkProblem, Preset, Start
from tui_descent.presets.variation import Options, vary, without_nothing, written_schedule

OF_CSV: dict[str, Any] = {  # how a file is read by default
    **dict.fromkeys(("separator", "decimal", "header", "classes", "rows")),
    "missing": [],
}
MOST_WRITTEN = 60  # parameters whose values may stand in a command


def preset_file(begin: Start) -> str:
    """The text of a preset file that leads to the same start."""
    whole = _with_points(_tables(begin, begin.start), begin.preset)
    written = {"format": whole.format, "title": whole.title, **said(whole)}
    return tomli_w.dumps(written)


def _with_points(tables: PresetFile, preset: Preset) -> PresetFile:
    """With the numbers of a CSV file written out, so that the preset stands alone."""
    problem, table = preset.problem, tables.data
    if table is None or table.csv is None or not isinstance(problem, NetworkProblem):
        return tables
    aside = table.validation_inputs is None and problem.held_out
    sets = [problem.data, problem.held_out] if aside and problem.held_out else [problem.data]
    inputs = np.hstack([one.given for one in sets]).T.tolist()
    targets: list[Any] = np.hstack([one.targets for one in sets]).T.tolist()
    if table.one_hot:
        classes = problem.data.classes
        targets = [classes[int(np.argmax(one))] for one in targets]
    alone = replace(table, csv=None, inputs=inputs, targets=targets, held_out_seed=None)
    return replace(tables, data=replace(alone, **OF_CSV))


def said(table: msgspec.Struct) -> dict[str, Any]:
    """What stands in a table beside what is so anyway."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(table):
        value = getattr(table, field.name)
        if value is None or value == field.default:
            continue
        if field.default_factory is not msgspec.NODEFAULT and value == field.default_factory():
            continue
        found[field.encode_name] = said(value) if isinstance(value, msgspec.Struct) else value
    return found


def command(begin: Start) -> str | None:
    """`tui-descent open circle --hidden 8,8 --seed 3`; None: only a preset file leads there."""
    preset, source = begin.preset, source_of(begin.preset)
    try:
        first = load(source)
    except PresetError:
        return None
    drawn = np.array_equal(begin.start, preset.initial_parameters(begin.seed))
    if not drawn and len(begin.start) > MOST_WRITTEN:
        return None
    wanted = _tables(begin, None if drawn else begin.start)
    if drawn and begin.seed is not None and wanted.network is not None:
        wanted = replace(wanted, network=replace(wanted.network, seed=_seed_of(first)))
    words, tables = _named(first, wanted)
    if tables is None:
        return None
    words += _keys(tables, wanted)
    seed = [] if begin.seed is None or not drawn else ["--seed", str(begin.seed)]
    line = ["tui-descent", "open", source, *words, *seed]
    return " ".join(shlex.quote(word) for word in line)


def _seed_of(preset: Preset) -> int:
    network = preset.tables.network
    return 0 if network is None else network.seed


def _tables(begin: Start, start: FloatArray | None) -> PresetFile:
    """The tables of the problem, with the rate and the optimizer of its pass 0.

    start  the weights that are written out; None: as the tables say
    """
    tables, problem = begin.preset.tables, begin.preset.problem
    training = replace(tables.training, optimizer=_written(begin.optimizer, tables))
    if begin.preset.plan is None:
        training = replace(training, learning_rate=begin.learning_rate)
    tables = replace(tables, training=training)
    if start is None or np.array_equal(start, begin.preset.initial_parameters(begin.seed)):
        if begin.seed is not None and tables.network is not None:
            return replace(tables, network=replace(tables.network, seed=begin.seed))
        return tables
    if not isinstance(problem, NetworkProblem):
        assert tables.surface is not None
        return replace(tables, surface=replace(tables.surface, start=start.tolist()))
    assert tables.network is not None
    network = problem.network
    arrays = network.arrays(start)
    count = len(network.layers)
    weights = [arrays[f"W{number}"].tolist() for number in range(1, count)]
    biases = (
        [arrays[f"b{number}"].tolist() for number in range(1, count)] if network.biases else None
    )
    return replace(tables, network=replace(tables.network, weights=weights, bias_values=biases))


def _written(optimizer: Optimizer, tables: PresetFile) -> str | dict[str, Any]:
    """An optimizer as it stands in a file; as it stood there, where it is the same."""
    given = tables.training.optimizer
    name = given if isinstance(given, str) else given["name"]
    usual = type(optimizer)()
    changed = {
        key: value for key, value in settings(optimizer).items() if value != settings(usual)[key]
    }
    if not isinstance(given, str) and name == optimizer.name:
        stated = {key: float(value) for key, value in given.items() if key != "name"}
        if settings(type(optimizer)(**stated)) == settings(optimizer):
            return given
    return {"name": optimizer.name, **changed} if changed else optimizer.name


def _named(first: Preset, wanted: PresetFile) -> tuple[list[str], PresetFile | None]:
    """The options that have names of their own, and the tables they lead to."""
    words: list[str] = []
    options: Options = {}
    before = first.tables
    if wanted.network is not None and before.network is not None and before.data is not None:
        data = wanted.data
        if data is not None and data.generator and data.generator != before.data.generator:
            words += ["--data", data.generator]
            options["data"] = data.generator
        hidden = wanted.network.layers[1:-1]
        if hidden != before.network.layers[1:-1]:
            words += ["--hidden", ",".join(map(str, hidden)) or "none"]
            options["hidden"] = tuple(hidden)
    if wanted.surface is not None and before.surface is not None:
        height = wanted.surface.formula or wanted.surface.name or ""
        if height != (before.surface.formula or before.surface.name):
            words += ["--formula", height]
            options["formula"] = height
    for key in ("l1", "l2"):
        value = getattr(wanted.training, key)
        if value != getattr(before.training, key):
            words += [f"--{key}", repr(value)]
            options[key] = value
    if (
        wanted.training.schedule is not None
        and wanted.training.schedule != before.training.schedule
    ):
        text = written_schedule(wanted.training.schedule).replace(" ", ",")
        words += ["--schedule", text]
        options["schedule"] = text
    if wanted.training.learning_rate != before.training.learning_rate:
        words += ["--learning-rate", repr(wanted.training.learning_rate)]
        options["learning_rate"] = wanted.training.learning_rate
    try:
        return words, vary(first, **options).tables if options else before
    except PresetError:
        return [], before


def _keys(tables: PresetFile, wanted: PresetFile) -> list[str]:
    """`--set key=value` for all that is still another."""
    here, there = (without_nothing(msgspec.to_builtins(one)) for one in (tables, wanted))
    words = []
    for name, table in there.items():
        known = here.get(name, {})
        if not isinstance(table, dict):
            continue
        for key, value in table.items():
            if (name, key) == ("training", "optimizer") and isinstance(value, str):
                words += ["--optimizer", value] if known.get(key) != value else []
            elif known.get(key) != value:
                written = tomli_w.dumps({"v": value}).strip().partition("= ")[2]
                if isinstance(value, dict):
                    inside = ", ".join(f"{one} = {_plain(two)}" for one, two in value.items())
                    written = f"{{ {inside} }}"
                words += ["--set", f"{name}.{key}={' '.join(written.split())}"]
    return words


def _plain(value: Any) -> str:
    return tomli_w.dumps({"v": value}).strip().partition("= ")[2]
