"""From a preset's [data] table to its points."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from tui_descent.data.apart import drawn_apart
from tui_descent.data.features import Features, read_feature
from tui_descent.data.generators import GENERATORS, generate
from tui_descent.engine.arrays import FloatArray, above_ones, frozen, read_only, thawed
from tui_descent.engine.batches import Dataset, Scaling, center_and_spread, standardized
from tui_descent.engine.record import replace
from tui_descent.presets.checks import Checks
from tui_descent.presets.classes import (
    classes_of,
    labels_of,
    one_hot,
    words_as_targets,
)
from tui_descent.presets.format import DataTable
from tui_descent.presets.targets import OutputLayer, Source, check_count, check_range
from tui_descent.text import counted

if TYPE_CHECKING:
    from tui_descent.presets.csv_points import Selection

Points = list[list[float] | float | str]
MUCH = 4_000_000  # numbers
CONSTANT = 1e-14  # of the largest value: a spread below it is rounding
MOST_SAMPLES = 1_000_000
MOST_NUMBERS = 20_000_000  # activations of all units for all samples: 160 MB


class ReadData(Struct, frozen=True):
    """Points to learn from.

    held_out   points that no pass learns from
    selection  which rows of a CSV file all these are
    """

    data: Dataset
    held_out: Dataset | None = None
    selection: "Selection | None" = None


def read_data(
    table: DataTable, folder: Path, layers: list[int], outputs: OutputLayer, checks: Checks
) -> ReadData:
    """Return the points to learn from, and those held out, if there are any.

    layers   says how many inputs each must have
    outputs  says what targets the network and the loss can take
    """
    selection = None
    if table.generator is not None:
        data, source = _made(table, checks), Source("data.generator")
        inputs_key = source.key
    else:
        data, source, selection = _given(table, folder, outputs, checks)
        inputs_key = "data.inputs"
    wanted = layers[0] if table.features is None else len(data.inputs)
    _fit(inputs_key, source, data, wanted, outputs, checks)
    features = features_of(table, wanted, layers, checks)
    check_range(data.targets, source, outputs, checks)
    if sum(layers) * data.samples > MOST_NUMBERS:
        wrong = f"{data.samples} points through {sum(layers)} units"
        checks.fail(inputs_key, wrong, "give fewer points or fewer units")
    data, held_out = _held_out(table, data, wanted, outputs, checks)
    if features is not None:
        data = _with_features(data, features, checks)
        held_out = held_out and _with_features(held_out, features, checks)
    if table.standardize:
        center, spread = _center_and_spread(data.inputs)
        data = _scaled(data, center, spread)
        held_out = held_out and _scaled(held_out, center, spread)
    return ReadData(data, held_out, selection)


def _fit(
    inputs_key: str,
    targets: Source,
    data: Dataset,
    wanted: int,
    outputs: OutputLayer,
    checks: Checks,
) -> None:
    """Every input needs a target, and each as many numbers as there are units."""
    if data.inputs.shape[1] != data.targets.shape[1]:
        given = counted(data.targets.shape[1], "entry", "entries")
        wrong = f"{given} for {data.inputs.shape[1]} inputs"
        checks.fail(targets.key, wrong, "give one target for each input")
    if len(data.inputs) != wanted:
        wrong = f"{counted(len(data.inputs), 'number')} a point where the first layer has {wanted} "
        wrong += "unit" if wanted == 1 else "units"
        remedy = f"make the first entry of network.layers {len(data.inputs)}"
        checks.fail(inputs_key, wrong, remedy)
    check_count(data.targets, targets.key, outputs, checks)


def _held_out(
    table: DataTable, data: Dataset, wanted: int, outputs: OutputLayer, checks: Checks
) -> tuple[Dataset, Dataset | None]:
    """Points of their own, or the last ones of the data, which no pass then learns from."""
    inputs, targets = table.validation_inputs, table.validation_targets
    checks.at_least(table.held_out, 0, "data.held_out")
    if inputs is None and targets is None:
        if table.held_out >= data.samples:
            wrong = f"{table.held_out} of {data.samples} points"
            checks.fail("data.held_out", wrong, "leave at least one to learn from")
        learned = data.samples - table.held_out
        if not table.held_out:
            return data, None
        if table.held_out_seed is not None:
            checks.at_least(table.held_out_seed, 0, "data.held_out_seed")
            return drawn_apart(data, table.held_out, table.held_out_seed)
        return data.take(slice(0, learned)), data.take(slice(learned, None))
    if table.held_out:
        wrong = "given beside data.validation_inputs"
        checks.fail("data.held_out", wrong, "leave one of the two out")
    for key, points in (("inputs", inputs), ("targets", targets)):
        if points is None:
            wrong = "missing"
            checks.fail(f"data.validation_{key}", wrong, "give inputs and targets, or neither")
    inputs_key, source = "data.validation_inputs", Source("data.validation_targets")
    held_out = Dataset(
        read_only(_literal(inputs or [], inputs_key, checks)),
        _validation_targets(targets or [], source.key, data.classes, checks),
        data.classes,
    )
    _fit(inputs_key, source, held_out, wanted, outputs, checks)
    remedy = "write them as those that are learned from are written"
    check_range(held_out.targets, source, outputs, checks, remedy)
    return data, held_out


def _validation_targets(
    targets: Points, key: str, classes: tuple[str, ...], checks: Checks
) -> FloatArray:
    """Numbers for each output or, where the outputs are classes, the name of one."""
    single = all(not isinstance(target, list) or len(target) == 1 for target in targets)
    if classes and single:
        return one_hot(labels_of(targets, key, checks), classes, key, checks)
    return read_only(_literal(targets, key, checks))


def features_of(
    table: DataTable, inputs: int, layers: list[int], checks: Checks
) -> Features | None:
    """What the network sees of so many numbers; None: the numbers themselves."""
    key = "data.features"
    if table.features is None:
        return None
    if not table.features:
        checks.fail(key, "empty", 'name some, like ["x1", "x1^2"], or leave it out')
    each = []
    for place, text in enumerate(table.features):
        try:
            each.append(read_feature(text, inputs))
        except ValueError as error:
            wrong, _, right = str(error).partition("; ")
            checks.fail(f"{key}[{place}]", wrong, right or "write, for example, x1^2")
    if len(each) != layers[0]:
        wrong = f"{counted(layers[0], 'unit')} where there are {counted(len(each), 'feature')}"
        checks.fail("network.layers[0]", wrong, f"make it {len(each)}")
    return Features(tuple(each))


def _with_features(data: Dataset, features: Features, checks: Checks) -> Dataset:
    with np.errstate(all="ignore"):
        made = features(data.inputs)
    for name, values in zip(features.names, made, strict=True):
        if not np.isfinite(values).all():
            checks.fail("data.features", f"{name} is beyond all numbers", "take a lower power")
    units = replace(data.units or Scaling(), features=features)
    return Dataset(read_only(made), data.targets, data.classes, units, data.inputs)


def _center_and_spread(inputs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Those of each input, shape (inputs, 1); the spread is 0 where rounding is all of it."""
    center, spread = center_and_spread(inputs)
    largest = np.maximum(
        np.abs(inputs.max(axis=1, keepdims=True)), np.abs(inputs.min(axis=1, keepdims=True))
    )
    return center, np.where(spread <= CONSTANT * largest, 0.0, spread)


def _scaled(data: Dataset, center: FloatArray, spread: FloatArray) -> Dataset:
    """Each input with mean 0 and standard deviation 1, by the points that are learned from."""
    constant = spread == 0.0
    spread = np.where(constant, 1.0, spread)
    scaled = thawed(data.inputs) if data.inputs.size > MUCH else None  # no room for both
    if scaled is None:
        scaled = above_ones(*data.inputs.shape)
    for row, values in enumerate(data.inputs):
        at = slice(row, row + 1)
        one = standardized(values[None], center[at], spread[at])
        scaled[at] = np.where(constant[at], 0.0, one)
    units = replace(data.units or Scaling(), center=center, spread=spread)
    return Dataset(frozen(scaled), data.targets, data.classes, units, data.raw)


def _made(table: DataTable, checks: Checks) -> Dataset:
    name = checks.choice(GENERATORS, table.generator or "", "data.generator")
    for key, value in (("inputs", table.inputs), ("targets", table.targets), ("csv", table.csv)):
        if value is not None:
            checks.fail(f"data.{key}", "given beside data.generator", "leave one of the two out")
    checks.at_least(table.samples, 1, "data.samples")
    checks.at_least(table.seed, 0, "data.seed")
    if table.samples > MOST_SAMPLES:
        wrong = f"{table.samples} points, more than {MOST_SAMPLES}"
        checks.fail("data.samples", wrong, "give fewer")
    if checks.finite(table.noise, "data.noise", "0.1") < 0.0:
        checks.fail("data.noise", f"{table.noise} is negative", "give 0 or more")
    with np.errstate(over="ignore", invalid="ignore"):
        data = generate(name, table.samples, table.noise, table.seed)
    if not (np.isfinite(data.inputs).all() and np.isfinite(data.targets).all()):
        checks.fail("data.noise", f"{table.noise:g} makes points beyond all numbers", "give less")
    if not table.one_hot:
        return data
    if not np.isin(data.targets, (0.0, 1.0)).all():
        wrong = f"given with {name}, whose targets are numbers and not classes"
        checks.fail("data.one_hot", wrong, "leave it out")
    hot = np.concatenate([1.0 - data.targets, data.targets])
    return Dataset(data.inputs, read_only(hot), ("0", "1"))


def _given(
    table: DataTable, folder: Path, outputs: OutputLayer, checks: Checks
) -> "tuple[Dataset, Source, Selection | None]":
    for key, points in (("data.inputs", table.inputs), ("data.targets", table.targets)):
        if points is None:
            checks.fail(key, "missing", "give the points, name CSV columns, or use data.generator")
    inputs, targets = table.inputs or [], table.targets or []
    if table.csv is not None:
        return _from_csv(table, folder / table.csv, outputs, checks)
    found = read_only(_literal(inputs, "data.inputs", checks))
    source = Source("data.targets")
    if table.one_hot:
        labels = labels_of(targets, source.key, checks)
        classes = classes_of(labels, source.key, outputs, checks)
        hot = one_hot(labels, classes, source.key, checks)
        return Dataset(found, hot, classes), source, None
    words = tuple(sorted({target for target in targets if isinstance(target, str)}))
    if words and len(targets) == found.shape[1] > 1:
        remedy = words_as_targets(words, 1, outputs)
        checks.fail(source.key, f"the text {words[0]!r} where a number belongs", remedy)
    return Dataset(found, read_only(_literal(targets, source.key, checks))), source, None


def _from_csv(
    table: DataTable, path: Path, outputs: OutputLayer, checks: Checks
) -> "tuple[Dataset, Source, Selection]":
    if path.name != table.csv:
        wrong = f"{table.csv!r} is not the plain name of a file"
        checks.fail("data.csv", wrong, "put the file beside the preset and give its name")
    if not path.exists():
        wrong = f"{table.csv!r} is not beside the preset"
        checks.fail("data.csv", wrong, "put the file there, or correct its name")
    from tui_descent.presets.csv_points import points_of, reading_of
    from tui_descent.presets.csv_tables import read_csv

    if table.rows is not None:
        checks.at_least(table.rows, 1, "data.rows")
    data, selection = points_of(read_csv(path, reading_of(table)), table, outputs, checks)
    source = Source("data.targets", path.name, tuple(selection.lines.tolist()))
    return data, source, selection


def _literal(points: Points, key: str, checks: Checks) -> FloatArray:
    """Return literal points, shape (units, samples)."""
    if not points:
        checks.fail(key, "empty", "give at least one point")
    rows: list[list[float]] = []
    for entry in points:
        if isinstance(entry, str):
            checks.fail(key, f"the text {entry!r}", "give numbers, or name the file in data.csv")
        rows.append(entry if isinstance(entry, list) else [entry])
    return checks.matrix(rows, key).T
