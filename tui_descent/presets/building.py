"""From the tables of a preset file to a Preset, with every check between them."""

import re
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import structs

from tui_descent.data.initialization import INITIALIZATIONS
from tui_descent.data.surfaces import SURFACES, Surface, make_surface
from tui_descent.engine.activations import (
    ACTIVATIONS,
    FLAT,
    IN_ITS_PLACE,
    WHY_FLAT,
    Activation,
)
from tui_descent.engine.arrays import FloatArray, read_only
from tui_descent.engine.batches import Batches
from tui_descent.engine.descent import Plan
from tui_descent.engine.hyperparameters import symbols, why_not
from tui_descent.engine.losses import LOSSES, Loss, make_loss
from tui_descent.engine.network import Network
from tui_descent.engine.objective import Objective
from tui_descent.engine.optimizers import OPTIMIZERS, Optimizer
from tui_descent.engine.penalty import Penalty
from tui_descent.engine.record import Record, fields, replace
from tui_descent.engine.schedules import SCHEDULES, Schedule, required
from tui_descent.engine.schedules import why_not as schedule_why_not
from tui_descent.presets.checks import Checks
from tui_descent.presets.data import read_data
from tui_descent.presets.format import (
    DataTable,
    NetworkTable,
    PresetFile,
    StopTable,
    SurfaceTable,
    TrainingTable,
)
from tui_descent.presets.preset import NetworkProblem, Preset, Stop, SurfaceProblem
from tui_descent.presets.targets import OutputLayer
from tui_descent.text import counted, safe

MOST_PARAMETERS = 100_000
LONGEST_NAME = 16  # characters of an input's name, so that its weights fit into a column


def build(path: Path, file: PresetFile, within: str = "") -> Preset:
    """Return the preset that the tables describe; `path` says where its CSV file lies.

    within  what messages put before every key, where the tables are part of another file
    """
    checks = Checks(path.name, within)
    file = _with_weights_file(path.parent, file, checks)
    if not file.title.strip():
        checks.fail("title", "empty", "say in a few words what the preset is")
    training = file.training
    rate = checks.finite(training.learning_rate, "training.learning_rate", "0.1")
    problem: NetworkProblem | SurfaceProblem
    if file.surface is not None:
        for key, table in (("data", file.data), ("network", file.network)):
            if table is not None:
                checks.fail(key, "given beside [surface]", "leave one of the two out")
        problem = _surface(file.surface, training, checks)
    else:
        for key, table in (("data", file.data), ("network", file.network)):
            if table is None:
                checks.fail(key, "missing", "add [data] and [network], or [surface]")
        assert file.data is not None
        assert file.network is not None
        problem = _network_problem(path.parent, file.data, file.network, training, checks)
    objective = problem.objective()
    schedule = schedule_of(training.schedule, checks)
    return Preset(
        name=path.stem,
        shape=shape_of(file),
        title=file.title,
        summary=file.summary,
        problem=problem,
        objective=objective,
        optimizer=optimizer_of(training.optimizer, checks),
        learning_rate=rate,
        frozen=_frozen(training.frozen, objective, checks),
        plan=None if schedule is None else Plan(schedule, rate),
        clip_norm=_clip_norm(training, checks),
        stop=_stop(file.stop or StopTable(), checks),
        path=path,
        tables=file,
    )


def _with_weights_file(folder: Path, file: PresetFile, checks: Checks) -> PresetFile:
    """The same with the weights written out that it names a file for."""
    table = file.network
    if table is None or table.weights_file is None:
        return file
    name, key = table.weights_file, "network.weights_file"
    if table.weights is not None:
        checks.fail(key, "given beside network.weights", "leave one of the two out")
    if Path(name).name != name or (folder / name).is_symlink():
        wrong = f"{name!r} is not the plain name of a file"
        checks.fail(key, wrong, "put the file beside the preset and give its name")
    from tui_descent.presets.weights import with_weights

    return structs.replace(file, network=with_weights(table, folder / name))


def shape_of(file: PresetFile) -> str:
    """Return layers and activations of a preset that need not be right, or the surface.

    One name stands for all layers (`linear` if none bends), two for the hidden layers and the
    last one; where hidden layers differ, each layer has its name.
    """
    if file.surface is not None:
        return f"{len(file.surface.start)}-D surface"
    if file.network is None:
        return ""
    given = file.network.activations
    names = [entry if isinstance(entry, str) else str(entry.get("name")) for entry in given]
    if set(names) <= {"identity"}:
        names = ["linear"]
    elif len(set(names)) == 1:
        names = names[:1]
    elif len(set(names[:-1])) == 1:
        names = [names[0], names[-1]]
    layers = "-".join(str(units) for units in file.network.layers)
    return f"{layers} {'/'.join(names)}"


def _surface(table: SurfaceTable, training: TrainingTable, checks: Checks) -> SurfaceProblem:
    surface = _heights(table, checks)
    if len(table.start) != surface.dimensions:
        wrong = f"{len(table.start)} coordinates for a surface over {surface.dimensions}"
        checks.fail("surface.start", wrong, f"give {surface.dimensions}")
    for place, value in enumerate(table.start):
        checks.finite(value, f"surface.start[{place}]", "1.0")
    if not np.isfinite(surface.value(np.array(table.start))):
        at = ", ".join(f"{value:g}" for value in table.start)
        checks.fail("surface.start", f"at {at} there is no height", "begin where there is one")
    penalty = _penalty(training, np.ones(surface.dimensions), checks)
    return SurfaceProblem(replace(surface, penalty=penalty), read_only(table.start))


def _heights(table: SurfaceTable, checks: Checks) -> Surface:
    """The surface that is named, or that a formula describes."""
    if not checks.finite(table.condition, "surface.condition", "20") > 0.0:
        checks.fail("surface.condition", f"{table.condition} is not positive", "give 1 or more")
    if table.formula is None:
        if table.name is None:
            checks.fail("surface", "neither a name nor a formula", 'add formula = "x**2 + y**2"')
        return make_surface(checks.choice(SURFACES, table.name, "surface.name"), table.condition)
    if table.name is not None:
        checks.fail("surface.formula", "given beside a name", "leave one of the two out")
    from tui_descent.data.formulas import FormulaError, read_formula

    try:
        return read_formula(table.formula)
    except FormulaError as error:
        wrong, _, remedy = str(error).partition("; ")
        checks.fail("surface.formula", wrong, remedy)


def _network_problem(
    folder: Path,
    data_table: DataTable,
    table: NetworkTable,
    training: TrainingTable,
    checks: Checks,
) -> NetworkProblem:
    network = _network(table, data_table, checks)
    loss = _loss(training, network, checks)
    last = len(network.activations) - 1
    outputs = OutputLayer(
        network.layers[-1],
        network.activations[last].name,
        loss.name,
        f"network.activations[{last}]",
    )
    read = read_data(data_table, folder, table.layers, outputs, checks)
    data = read.data
    checks.at_least(table.seed, 0, "network.seed")
    checks.finite(table.init_scale, "network.init_scale", "1.0")
    checks.choice(INITIALIZATIONS, table.init, "network.init")
    if training.batch_size is not None:
        checks.at_least(training.batch_size, 1, "training.batch_size")
    checks.at_least(training.seed, 0, "training.seed")
    return NetworkProblem(
        network=network,
        data=data,
        loss=loss,
        batches=Batches(data, training.batch_size, training.shuffle, training.seed),
        init=table.init,
        init_scale=table.init_scale,
        seed=table.seed,
        start=_start(table, network, checks),
        held_out=read.held_out,
        selection=read.selection,
        penalty=_penalty(training, network.is_weight, checks),
    )


def _network(table: NetworkTable, data: DataTable, checks: Checks) -> Network:
    layers, key = table.layers, "network.layers"
    if len(layers) < 2:
        wrong = counted(len(layers), "entry", "entries")
        checks.fail(key, wrong, "give the inputs and at least one layer: [2, 1]")
    if min(layers) < 1:
        wrong = f"{min(layers)} units in a layer"
        checks.fail(key, wrong, "give every layer 1 unit or more")
    count = len(layers) - 1
    if len(table.activations) != count:
        checks.fail(
            "network.activations",
            f"{counted(len(table.activations), 'entry', 'entries')} for {count} "
            f"{'layer' if count == 1 else 'layers'} after the inputs",
            "give one for each",
        )
    activations = tuple(
        _activation(entry, f"network.activations[{place}]", place == count - 1, checks)
        for place, entry in enumerate(table.activations)
    )
    names = _input_names(data, table)
    recorded = names if data.features is not None or data.header is not None else ()
    network = Network(tuple(layers), activations, table.biases, names, recorded)
    if network.parameter_count > MOST_PARAMETERS:
        wrong = f"{network.parameter_count} parameters, more than {MOST_PARAMETERS}"
        checks.fail(key, wrong, "give fewer units")
    return network


def _input_names(data: DataTable, table: NetworkTable) -> tuple[str, ...]:
    """What the network's inputs are called: its features, or the columns of a CSV file.

    Empty: x1, x2 …, as where numbers are given, or points are made.
    """
    if data.features is not None:
        return tuple("".join(name.split()) for name in data.features)
    columns = [one for one in data.inputs or [] if isinstance(one, str)]
    if data.csv is None or len(columns) != table.layers[0]:
        return ()
    names = [re.sub(r"[\[\]→]", "_", "_".join(safe(name).split())) for name in columns]
    short = [
        name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…" for name in names
    ]
    return tuple(short if len(set(short)) == len(short) else names)


def _activation(entry: str | dict[str, Any], key: str, last: bool, checks: Checks) -> Activation:
    name, given = checks.named(entry, key)
    if name.casefold() in FLAT:
        checks.fail(key, f"{name}: {WHY_FLAT}", IN_ITS_PLACE)
    make = ACTIVATIONS[checks.choice(ACTIVATIONS, name, key)]
    if name == "softmax" and not last:
        checks.fail(key, "softmax before the last layer", "softmax can only be the last one")
    return make(**checks.settings(given, _settings_of(make), name, key))


def _loss(training: TrainingTable, network: Network, checks: Checks) -> Loss:
    key = "training.loss"
    loss = make_loss(checks.choice(LOSSES, training.loss, key), training.reduction)
    last = network.activations[-1].name
    if loss.last_activation not in (None, last):
        wrong = f"{loss.name} with {last} as last activation"
        checks.fail(key, wrong, f"make the last activation {loss.last_activation}")
    return loss


def _penalty(training: TrainingTable, weights: FloatArray, checks: Checks) -> Penalty | None:
    for key, value in (("l1", training.l1), ("l2", training.l2)):
        if checks.finite(value, f"training.{key}", "0.01") < 0.0:
            checks.fail(f"training.{key}", f"{value:g} is negative", "give 0 or more")
    if not (training.l1 or training.l2):
        return None
    return Penalty(training.l1, training.l2, weights)


def _clip_norm(training: TrainingTable, checks: Checks) -> float | None:
    key, value = "training.clip_norm", training.clip_norm
    if value is not None and not checks.finite(value, key, "1.0") > 0.0:
        checks.fail(key, f"{value:g} is not a length", "give a number above 0, or leave it out")
    return value


def _stop(table: StopTable, checks: Checks) -> Stop:
    if table.passes is not None:
        checks.at_least(table.passes, 0, "stop.passes")
    if table.until_loss is not None:
        checks.finite(table.until_loss, "stop.until_loss", "0.01")
    return Stop(table.passes, table.until_loss, table.converged)


def schedule_of(
    entry: str | dict[str, Any] | None, checks: Checks, key: str = "training.schedule"
) -> Schedule | None:
    """Return the schedule that a name, or a table with settings, asks for; None: none."""
    if entry is None:
        return None
    name, given = checks.named(entry, key)
    make = SCHEDULES[checks.choice(SCHEDULES, name, key)]
    known = list(fields(make))
    settings = checks.settings(given, known, name, key)
    for setting in required(make):
        if setting not in settings:
            checks.fail(f"{key}.{setting}", "missing", f"{name} needs it; give a number")
    for setting, value in settings.items():
        if right := schedule_why_not(make, setting, value):
            checks.fail(f"{key}.{setting}", f"{value:g} is out of range", right)
    return make(**settings)


def optimizer_of(
    entry: str | dict[str, Any], checks: Checks, key: str = "training.optimizer"
) -> Optimizer:
    """Return the optimizer that a name, or a table with settings, asks for at this key."""
    name, given = checks.named(entry, key)
    make = OPTIMIZERS[checks.choice(OPTIMIZERS, name, key)]
    settings = checks.settings(given, list(symbols(make)), name, key)
    for setting, value in settings.items():
        if right := why_not(make, setting, value):
            checks.fail(f"{key}.{setting}", f"{value:g} is out of range", right)
    return make(**settings)


def _settings_of(make: Any) -> list[str]:
    return list(fields(make)) if issubclass(make, Record) else []


def _frozen(names: list[str], objective: Objective, checks: Checks) -> tuple[int, ...]:
    """Return the indices of whole arrays (`b1`) and of single parameters (`W1[x1→h2]`)."""
    labels = list(objective.labels)
    numbered = list(objective.numbered_labels)
    indices = objective.arrays(np.arange(float(objective.parameter_count)))
    found: list[int] = []
    for place, name in enumerate(names):
        if name in indices:
            found += indices[name].ravel().astype(int).tolist()
        elif name in labels:
            found.append(labels.index(name))
        elif name in numbered:
            found.append(numbered.index(name))
        else:
            wrong = f"{name!r} is not a parameter"
            known = ", ".join([*indices, labels[0]])
            checks.fail(f"training.frozen[{place}]", wrong, f"there are, for example: {known}")
    return tuple(found)


def _start(table: NetworkTable, network: Network, checks: Checks) -> FloatArray | None:
    if table.weights is None:
        if table.bias_values is not None:
            wrong = "given without network.weights"
            checks.fail("network.bias_values", wrong, "give both, or neither")
        return None
    shapes = list(zip(network.layers[1:], network.layers, strict=False))
    if len(table.weights) != len(shapes):
        given = counted(len(table.weights), "entry", "entries")
        wrong = f"{given} for {len(shapes)} layers after the inputs"
        checks.fail("network.weights", wrong, "give one matrix for each")
    weights = []
    for place, (rows, (fan_out, fan_in)) in enumerate(zip(table.weights, shapes, strict=True)):
        key = f"network.weights[{place}]"
        matrix = checks.matrix(rows, key)
        if matrix.shape != (fan_out, fan_in):
            wrong = f"{matrix.shape[0]} × {matrix.shape[1]} numbers"
            units = "1 row (unit)" if fan_out == 1 else f"{fan_out} rows (units)"
            checks.fail(key, wrong, f"give {units} of {fan_in} (one for each input)")
        weights.append(matrix)
    return read_only(network.pack(weights, _biases(table, network, checks)))


def _biases(table: NetworkTable, network: Network, checks: Checks) -> list[FloatArray]:
    vectors, key = table.bias_values, "network.bias_values"
    if vectors is None:
        return [np.zeros(units) for units in network.layers[1:]]
    if not network.biases:
        checks.fail(key, "given with biases = false", "leave one of the two out")
    if [len(vector) for vector in vectors] != list(network.layers[1:]):
        units = ", ".join(str(count) for count in network.layers[1:])
        checks.fail(key, "not one number for each unit", f"give lists of {units} numbers")
    return [checks.matrix([vector], f"{key}[{i}]")[0] for i, vector in enumerate(vectors)]
