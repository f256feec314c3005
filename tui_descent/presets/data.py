"""From a preset's [data] table to its points."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from tui_descent.engine.arrays import FloatArray, read_only
from tui_descent.engine.data import Dataset, Units
from tui_descent.engine.generators import GENERATORS, generate
from tui_descent.presets.checks import Checks, entries, numbers
from tui_descent.presets.columns import CsvTable
from tui_descent.presets.format import DataTable

Points = list[list[float] | float | str]
CONSTANT = 1e-14  # of the largest value: a spread below it is rounding
MOST_SAMPLES = 1_000_000
MOST_NUMBERS = 20_000_000  # activations of all units for all samples: 160 MB


def read_data(
    table: DataTable, folder: Path, layers: list[int], checks: Checks
) -> tuple[Dataset, Dataset | None]:
    """Return the points to learn from, and those held out, if there are any.

    layers  says how many numbers each must have
    """
    data = (
        _made(table, checks)
        if table.generator is not None
        else _given(table, folder, layers[-1], checks)
    )
    _fit("data.inputs", "data.targets", data, layers, checks)
    if sum(layers) * data.samples > MOST_NUMBERS:
        wrong = f"{data.samples} points through {sum(layers)} units"
        checks.fail("data.inputs", wrong, "give fewer points or fewer units")
    data, held_out = _held_out(table, data, layers, checks)
    if not table.standardize:
        return data, held_out
    center, spread = data.inputs.mean(axis=1, keepdims=True), _spread(data.inputs)
    return _scaled(data, center, spread), held_out and _scaled(held_out, center, spread)


def _fit(
    inputs_key: str, targets_key: str, data: Dataset, layers: list[int], checks: Checks
) -> None:
    """Every input needs a target, and each as many numbers as there are units."""
    if data.inputs.shape[1] != data.targets.shape[1]:
        wrong = f"{entries(data.targets.shape[1])} for {data.inputs.shape[1]} inputs"
        checks.fail(targets_key, wrong, "give one target for each input")
    for key, values, units, place in (
        (inputs_key, data.inputs, layers[0], "first"),
        (targets_key, data.targets, layers[-1], "last"),
    ):
        if len(values) != units:
            checks.fail(
                key,
                f"{numbers(len(values))} a point where the {place} layer has {units} "
                f"{'unit' if units == 1 else 'units'}",
                f"make the {place} entry of network.layers {len(values)}",
            )


def _held_out(
    table: DataTable, data: Dataset, layers: list[int], checks: Checks
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
        return data.take(slice(0, learned)), data.take(slice(learned, None))
    if table.held_out:
        wrong = "given beside data.validation_inputs"
        checks.fail("data.held_out", wrong, "leave one of the two out")
    for key, points in (("inputs", inputs), ("targets", targets)):
        if points is None:
            wrong = "missing"
            checks.fail(f"data.validation_{key}", wrong, "give inputs and targets, or neither")
    keys = "data.validation_inputs", "data.validation_targets"
    held_out = Dataset(
        read_only(_literal(inputs or [], keys[0], checks)),
        read_only(_literal(targets or [], keys[1], checks)),
        data.classes,
    )
    _fit(*keys, held_out, layers, checks)
    return data, held_out


def _spread(inputs: FloatArray) -> FloatArray:
    """The standard deviation of each input, shape (inputs, 1); 0 where rounding is all of it."""
    spread = inputs.std(axis=1, keepdims=True)
    largest = np.abs(inputs).max(axis=1, keepdims=True)
    return np.where(spread <= CONSTANT * largest, 0.0, spread)


def _scaled(data: Dataset, center: FloatArray, spread: FloatArray) -> Dataset:
    """Each input with mean 0 and standard deviation 1, by the points that are learned from."""
    constant = spread == 0.0
    spread = np.where(constant, 1.0, spread)
    scaled = np.where(constant, 0.0, (data.inputs - center) / spread)
    units = replace(data.units or Units(), center=center, spread=spread)
    return Dataset(read_only(scaled), data.targets, data.classes, units)


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
    hot = np.concatenate([1.0 - data.targets, data.targets])
    return Dataset(data.inputs, read_only(hot), ("0", "1"))


def _given(table: DataTable, folder: Path, outputs: int, checks: Checks) -> Dataset:
    for key, points in (("data.inputs", table.inputs), ("data.targets", table.targets)):
        if points is None:
            checks.fail(key, "missing", "give the points, name CSV columns, or use data.generator")
    inputs, targets = table.inputs or [], table.targets or []
    if table.csv is None:
        if table.one_hot:
            wrong = "given without data.csv or data.generator"
            checks.fail("data.one_hot", wrong, "write the targets as 0 and 1 yourself")
        return Dataset(
            read_only(_literal(inputs, "data.inputs", checks)),
            read_only(_literal(targets, "data.targets", checks)),
        )
    if Path(table.csv).name != table.csv:
        wrong = f"{table.csv!r} is not the plain name of a file"
        checks.fail("data.csv", wrong, "put the file beside the preset and give its name")
    if not (folder / table.csv).exists():
        wrong = f"{table.csv!r} is not beside the preset"
        checks.fail("data.csv", wrong, "put the file there, or correct its name")
    columns = CsvTable(folder / table.csv)
    found = columns.numbers(_names(inputs, "data.inputs", checks), "data.inputs")
    wanted = _names(targets, "data.targets", checks)
    names = Units(tuple(_names(inputs, "data.inputs", checks)), tuple(wanted))
    if not table.one_hot:
        aims = read_only(columns.numbers(wanted, "data.targets"))
        return Dataset(read_only(found), aims, units=names)
    if len(wanted) != 1:
        checks.fail("data.targets", f"{len(wanted)} columns for one_hot", "name one column")
    labels = columns.texts(wanted[0], "data.targets")
    classes = _classes(labels)
    if len(classes) != outputs:
        wrong = f"{len(classes)} classes where the last layer has {outputs} units"
        remedy = f"make the last entry of network.layers {len(classes)}"
        checks.fail("data.targets", wrong, remedy)
    number = {label: place for place, label in enumerate(classes)}
    hot = np.zeros((len(classes), len(labels)))
    hot[[number[label] for label in labels], np.arange(len(labels))] = 1.0
    return Dataset(read_only(found), read_only(hot), classes, names)


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


def _names(points: Points, key: str, checks: Checks) -> list[str]:
    names = [entry for entry in points if isinstance(entry, str)]
    if len(names) != len(points) or not names:
        wrong = "numbers beside data.csv" if points else "empty"
        checks.fail(key, wrong, 'name columns, like ["height"]')
    return names


def _classes(labels: list[str]) -> tuple[str, ...]:
    """The different labels, in the order of numbers if they all are, else of the alphabet."""
    different = set(labels)
    if all(label.isdecimal() and len(label) < 16 for label in different):
        return tuple(sorted(different, key=lambda label: (int(label), label)))
    return tuple(sorted(different))
