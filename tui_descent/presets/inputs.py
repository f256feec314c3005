"""Which columns of a CSV file are inputs, and why others are not."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tui_descent.data.csv_file.column import FEW_CLASSES, MANY_TEXTS, Column
from tui_descent.data.csv_file.table import Table
from tui_descent.presets.csv_points import Input, input_of, kind_words, select
from tui_descent.presets.csv_tables import other_names
from tui_descent.presets.errors import Faults
from tui_descent.text import safe

MOST_MISSING = 0.3  # of a column's cells; beyond it the column is left out, not the rows
MOST_CLASSES = 100  # of one column


class Unused(Struct, frozen=True):
    """A column that is no input, and why."""

    name: str
    why: str


def inputs_of(
    table: Table, chosen: Sequence[str] | None, target: Column | None, faults: Faults
) -> tuple[tuple[Input, ...], tuple[Unused, ...]]:
    """The inputs that were chosen, or all that can be used; and why others cannot."""
    if chosen is not None:
        return _chosen(table, chosen, target, faults), ()
    inputs: list[Input] = []
    unused: list[Unused] = []
    for column in table.columns:
        if target is not None and column.place == target.place:
            continue
        why = why_not(column)
        if why:
            unused.append(Unused(safe(column.name), why))
        else:
            inputs += _expanded(column)
    return tuple(inputs), tuple(unused)


def _chosen(
    table: Table, names: Sequence[str], target: Column | None, faults: Faults
) -> tuple[Input, ...]:
    inputs: list[Input] = []
    for name in names:
        found = input_of(table, name)
        if found is None:
            faults.add(f"no column is called {name!r}", other_names(table, name), "--inputs")
            continue
        column = found.column
        if target is not None and column.place == target.place:
            faults.add(f"{name!r} is the target", "leave it out of the inputs", "--inputs")
        elif found.value is not None or column.kind in ("number", "id", "constant"):
            numeric = column.numbers is not None
            inputs += [found] if found.value is not None or numeric else []
            if not inputs or inputs[-1].column is not column:
                wrong = f"{name!r} is the same in every row"
                faults.add(wrong, "leave it out of the inputs", "--inputs")
        elif (
            column.values and MANY_TEXTS not in column.values and len(column.values) <= MOST_CLASSES
        ):
            inputs += _expanded(column)
        else:
            wrong = f"{name!r} holds {kind_words(column)}, and no numbers or classes"
            faults.add(wrong, "leave it out of the inputs", "--inputs")
    if not names:
        faults.add("no inputs are named", "name columns, as in --inputs a,b", "--inputs")
    return tuple(inputs)


def _has_classes(column: Column) -> bool:
    """Whether a column of words can become an input for each of them."""
    return 1 < len(column.values) <= MOST_CLASSES and MANY_TEXTS not in column.values


def _expanded(column: Column) -> list[Input]:
    """The inputs that a column makes: itself, one for two words, or one for each class."""
    name = column.name
    if column.numbers is not None:
        return [Input(name, column)]
    values = column.values[1:] if column.kind == "two values" else column.values
    return [Input(f"{name}={value}", column, value) for value in values]


def why_not(column: Column) -> str:
    """Why a column is no input by itself; "": it is one."""
    held = column.rows - column.missing if column.kind not in ("text", "date") else 1
    if column.kind == "id":
        return f"id, {column.why}" if column.why else "id"
    if column.kind == "empty":
        return "empty"
    if column.kind == "constant":
        return f"constant, {safe(column.values[0][:20])}" if column.values else "constant"
    if column.kind == "date":
        return "date" if ":" not in _first(column) or "-" in _first(column) else "date or time"
    if column.kind == "text":
        return column.why or "text"
    rows = max(column.rows, 1)
    lost = column.missing + column.infinite
    if lost > MOST_MISSING * rows:
        return f"{100 * lost / rows:.0f} % missing"
    if column.kind == "classes" and len(column.values) > FEW_CLASSES:
        return f"{len(column.values)} classes"
    return "" if held else "empty"


def _first(column: Column) -> str:
    return next((text for text in column.texts or [] if text), "")


def kind_of(column: Column) -> str:
    if column.kind == "classes":
        return f"{len(column.values)} classes"
    if column.kind == "two values":
        return safe(" or ".join(value[:12] for value in column.values))
    return column.kind


def without_constants(
    table: Table,
    target: Column,
    inputs: tuple[Input, ...],
    unused: tuple[Unused, ...],
    wanted: int | None,
) -> tuple[tuple[Input, ...], tuple[Unused, ...]]:
    """Without inputs that are the same in every row that is left.

    wanted  how many rows are drawn; None: all
    """
    if not inputs:
        return inputs, unused
    rows, selection = select(table, [*(one.column for one in inputs), target], wanted)
    if not len(rows) or selection.samples == table.rows:
        return inputs, unused
    constant = []
    for one in inputs:
        if one.value is not None:
            labels = one.column.labels()
            same = len({labels[row] == one.value for row in rows.tolist()}) < 2
        else:
            assert one.column.numbers is not None
            same = bool(np.ptp(one.column.numbers[rows]) == 0.0)
        if same:
            constant.append(one)
    if not constant or len(constant) == len(inputs):
        return inputs, unused
    left = tuple(one for one in inputs if one not in constant)
    why = "constant in the rows that are left"
    return left, (*unused, *(Unused(safe(one.name), why) for one in constant))


def no_input(unused: Sequence[Unused]) -> tuple[str, str]:
    causes = "; ".join(f"{one.name} ({one.why})" for one in unused[:8])
    wrong = f"no column can be an input: {causes}".replace("; ", ", ")
    if all("missing" in one.why or one.why == "empty" for one in unused):
        return wrong, "fill in cells that are missing, or name the inputs with --inputs"
    if all("date" in one.why for one in unused):
        return wrong, "write it as a number, such as the days since the first one"
    return wrong, "give a column of numbers, or of a few classes"
