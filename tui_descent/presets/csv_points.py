"""From the columns of a CSV file to points, and which of its rows these are."""

from collections.abc import Sequence
from typing import NoReturn

import numpy as np
from msgspec import Struct

from tui_descent.data.csv_file.column import Column
from tui_descent.data.csv_file.table import Reading, Table
from tui_descent.engine.arrays import FloatArray, above_ones, frozen, read_only
from tui_descent.engine.batches import Dataset, Scaling
from tui_descent.presets.checks import Checks
from tui_descent.presets.classes import classes_of, one_hot
from tui_descent.presets.csv_tables import alike, find_column, forget, other_names
from tui_descent.presets.format import DataTable
from tui_descent.presets.targets import OutputLayer
from tui_descent.text import counted, safe

DRAWN = 0  # seed of the rows that are drawn, where not all are wanted
PURPOSE = 3  # keeps this stream of random numbers apart from those of weights and batches

IntArray = np.ndarray[tuple[int], np.dtype[np.int64]]


class LeftOut(Struct, frozen=True):
    """Rows of a CSV file that are no points, by what is wrong with them.

    missing  columns with cells that say nothing, and how many of them
    faults   columns with cells that say something else, how many, and the first one's line and text
    ragged   rows with more or fewer cells than the others, and the first one's line
    totals   rows that add up those above
    """

    missing: tuple[tuple[str, int], ...] = ()
    faults: tuple[tuple[str, int, int, str], ...] = ()
    ragged: int = 0
    ragged_line: int = 0
    totals: int = 0


class Selection(Struct, frozen=True):
    """Which rows of a CSV file are points.

    rows      how many rows of data it has
    samples   how many of them are points
    lines     shape (samples,): where each stands
    left_out  what is wrong with the others
    unused    good rows that were not drawn
    """

    rows: int
    samples: int
    lines: IntArray
    left_out: LeftOut
    unused: int = 0

    @property
    def left(self) -> int:
        """How many rows are left out."""
        return self.rows - self.samples - self.unused


class Input(Struct, frozen=True):
    """One number of each point.

    value  the class for which it is 1, and 0 for others; None: the column's own numbers
    """

    name: str
    column: Column
    value: str | None = None


def reading_of(data: DataTable) -> Reading:
    """What a preset says of how its CSV file is read."""
    words = data.targets if data.one_hot and data.classes is None else None
    names = tuple(name for name in words or [] if isinstance(name, str))
    return Reading(data.separator, data.decimal, data.header, tuple(data.missing), names)


def input_of(table: Table, name: str) -> Input | None:
    """The input of this name: a column, or `column=class`; None: there is none."""
    column = find_column(table, name)
    if column is not None:
        return Input(name, column)
    before, equals, value = name.rpartition("=")
    column = find_column(table, before) if equals else None
    if column is None or value not in column.labels():
        return None
    return Input(name, column, value)


def points_of(
    table: Table, data: DataTable, outputs: OutputLayer, checks: Checks
) -> tuple[Dataset, Selection]:
    """Return the points that a preset's columns make, and which rows they are."""
    names = _names(data.inputs or [], "data.inputs", checks)
    wanted = _names(data.targets or [], "data.targets", checks)
    if not table.rows:
        checks.fail("data.csv", "no rows below the names", "give one row for each point")
    inputs = [_input(table, name, checks) for name in names]
    targets = [_target(table, name, data, checks) for name in wanted]
    as_classes = data.classes is not None or data.one_hot
    if as_classes and len(wanted) != 1:
        checks.fail("data.targets", f"{len(wanted)} columns for classes", "name one column")
    used = [one.column for one in inputs] + targets
    rows, selection = select(table, used, data.rows)
    if not selection.samples:
        worst = safe(max(used, key=lambda column: column.missing).name)
        wrong = "no row is whole: in each a cell of these columns is missing or no number"
        checks.fail("data.csv", wrong, f"leave out columns such as {worst}")
    if as_classes:
        aims, classes = _class_targets(targets[0], data, rows, outputs, checks)
    else:
        aims, classes = np.array([_numbers(column)[rows] for column in targets]), ()
    values = _room(table, inputs, len(rows))
    for place, one in enumerate(inputs):
        values[place] = _values(one, rows)
    if table.store is not None and np.may_share_memory(values, table.store):
        table.store.reshape(-1)[values.size : values.size + len(rows)] = 1.0
    units = Scaling(tuple(safe(name) for name in names), tuple(safe(name) for name in wanted))
    return Dataset(frozen(values), read_only(aims), classes, units), selection


def _room(table: Table, inputs: Sequence[Input], samples: int) -> FloatArray:
    """Memory for the inputs above a row of ones; of a very large table the memory of the table.

    Each column is then read before its place is written on: the inputs are in the order of their
    columns, and none has more samples than the table has room.
    """
    places = [one.column.place for one in inputs]
    store = table.store
    if store is None or places != sorted(set(places)) or len(places) >= len(store):
        return above_ones(len(inputs), samples)
    forget(table)
    return store.reshape(-1)[: len(inputs) * samples].reshape(len(inputs), samples)


def select(
    table: Table, columns: Sequence[Column], wanted: int | None = None
) -> tuple[IntArray, Selection]:
    """Return the rows in which each of these columns says something, and what of the others."""
    good = np.ones(len(table.lines), dtype=bool)
    missing, faults = [], []
    for column in {one.place: one for one in columns}.values():
        if column.numbers is not None:
            good &= np.isfinite(column.numbers)
        else:
            good &= np.array([bool(text) for text in column.labels()], dtype=bool)
        if column.missing:
            missing.append((safe(column.name), column.missing))
        others = len(column.faults) + column.infinite
        if column.faults:
            first = column.faults[0]
            line = int(table.lines[first.row])
            faults.append((safe(column.name), others, line, safe(first.text[:40])))
        elif column.infinite:
            assert column.numbers is not None
            faults.append((safe(column.name), others, 0, "infinite"))
    rows = np.flatnonzero(good)
    unused = 0
    if wanted is not None and wanted < len(rows):
        unused = len(rows) - wanted
        generator = np.random.default_rng([DRAWN, PURPOSE])
        rows = np.sort(generator.choice(rows, wanted, replace=False))
    ragged = table.ragged
    left_out = LeftOut(
        tuple(missing),
        tuple(faults),
        len(ragged),
        ragged[0][0] if ragged else 0,
        len(table.totals),
    )
    return rows, Selection(table.rows, len(rows), table.lines[rows], left_out, unused)


def _names(points: list[list[float] | float | str], key: str, checks: Checks) -> list[str]:
    names = [entry for entry in points if isinstance(entry, str)]
    if len(names) != len(points) or not names:
        wrong = "numbers beside data.csv" if points else "empty"
        checks.fail(key, wrong, 'name columns, like ["height"]')
    return names


def _input(table: Table, name: str, checks: Checks) -> Input:
    found = input_of(table, name)
    if found is None:
        before = name.rpartition("=")[0]
        column = find_column(table, before) if before else None
        if column is not None:
            classes = ", ".join(column.values[:10]) or "numbers"
            checks.fail("data.inputs", f"no row has {name!r}", f"there are: {safe(classes)}")
        _unknown(table, name, "data.inputs", checks)
    _one_of_its_name(table, found.column, name, "data.inputs", checks)
    if found.value is None and found.column.numbers is None:
        wrong = f"column {name!r} {_holds(found.column)}"
        checks.fail("data.inputs", wrong, _instead(found.column))
    return found


def _holds(column: Column) -> str:
    """What is wrong with a column where numbers are wanted."""
    if column.kind in ("empty", "constant"):
        return "is empty" if column.kind == "empty" else "is the same word in every row"
    return f"holds {kind_words(column)}, and no numbers"


def _instead(column: Column) -> str:
    values = column.values
    if column.kind == "two values":
        return f"write {safe(f'{column.name}={values[-1]}')!r} for an input that is 1 or 0"
    if values and len(values) <= 10:
        names = ", ".join(repr(safe(f"{column.name}={value}")) for value in values[:3])
        return f"write {names} and so on: an input of 1 or 0 for each"
    return "leave it out"


def _target(table: Table, name: str, data: DataTable, checks: Checks) -> Column:
    column = find_column(table, name)
    if column is None:
        _unknown(table, name, "data.targets", checks)
    _one_of_its_name(table, column, name, "data.targets", checks)
    as_classes = data.one_hot or data.classes is not None
    if column.numbers is None and not as_classes:
        wrong = f"column {name!r} {_holds(column)}"
        few = column.values[:20]
        remedy = "name a column of numbers"
        if few:
            classes = ", ".join(f'"{safe(value)}"' for value in few)
            remedy = f"if they are classes to tell apart, write classes = [{classes}]"
        checks.fail("data.targets", wrong, remedy)
    if column.numbers is None and column.texts is None:
        wrong = f"column {name!r} holds {kind_words(column)}"
        checks.fail("data.targets", wrong, "name another")
    return column


def _unknown(table: Table, name: str, key: str, checks: Checks) -> NoReturn:
    checks.fail(key, f"no column is called {name!r}", other_names(table, name))


def _one_of_its_name(table: Table, column: Column, name: str, key: str, checks: Checks) -> None:
    others = alike(table, column)
    if len(others) > 1 and name.strip() == column.given:
        names = " or ".join(f'"{one.name}"' for one in others)
        checks.fail(key, f"{len(others)} columns are called {name!r}", f"write {safe(names)}")


def kind_words(column: Column) -> str:
    """What a column holds, in words."""
    if column.kind == "classes":
        return f"{len(column.values)} classes"
    if column.why:
        return column.why
    return {"id": "ids", "date": "dates", "text": "texts", "two values": "two words"}.get(
        column.kind, column.kind
    )


def _values(one: Input, rows: IntArray) -> FloatArray:
    if one.value is None:
        return _numbers(one.column)[rows]
    labels = one.column.labels()
    return np.array([float(labels[row] == one.value) for row in rows.tolist()])


def _numbers(column: Column) -> FloatArray:
    assert column.numbers is not None
    return column.numbers


def _class_targets(
    column: Column, data: DataTable, rows: IntArray, outputs: OutputLayer, checks: Checks
) -> tuple[FloatArray, tuple[str, ...]]:
    """Targets of classes: 0 and 1 of a single output, or an output for each."""
    labels = column.labels()
    chosen = [labels[row] for row in rows.tolist()]
    if data.classes is None:
        classes = classes_of(chosen, "data.targets", outputs, checks)
        return one_hot(chosen, classes, "data.targets", checks), classes
    classes = tuple(data.classes)
    if column.numbers is not None:
        classes = tuple(_as_number(text) for text in classes)
    if len(set(classes)) != len(classes) or len(classes) < 2:
        checks.fail("data.classes", "not two or more different ones", "name each class once")
    unknown = next((label for label in chosen if label not in classes), None)
    if unknown is not None:
        wrong = f"{unknown!r} stands in the file, and is none of these classes"
        checks.fail("data.classes", wrong, "add it, in the place where it belongs")
    if len(classes) == 2 and outputs.units == 1:
        return np.array([[float(label == classes[1]) for label in chosen]]), ()
    if len(classes) != outputs.units:
        wrong = f"{len(classes)} classes where the last layer has {counted(outputs.units, 'unit')}"
        checks.fail("data.classes", wrong, f"make the last entry of network.layers {len(classes)}")
    return one_hot(chosen, classes, "data.targets", checks), tuple(data.classes)


def _as_number(text: str) -> str:
    try:
        return f"{float(text):.17g}"
    except ValueError:
        return text
