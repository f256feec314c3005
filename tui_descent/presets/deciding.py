"""What a CSV file is trained on when only its target is named: each decision, and why."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tui_descent.data.csv_file.column import MANY_TEXTS, Column
from tui_descent.data.csv_file.table import Table
from tui_descent.presets.csv_points import Input, Selection, select
from tui_descent.presets.csv_tables import alike, find_column, numbered_column, other_names
from tui_descent.presets.errors import Faults
from tui_descent.presets.inputs import (
    MOST_CLASSES,
    Unused,
    inputs_of,
    kind_of,
    no_input,
    without_constants,
)
from tui_descent.text import counted, safe

FEW_NUMBERS = 10  # different whole numbers of a target that may be classes
LARGE = 20_000  # rows, from which on a pass takes long


class Choice(Struct, frozen=True):
    """What is asked of a CSV file.

    target    the column to predict: its name or number
    inputs    the columns to predict it from; None: all that can be used
    classes   whether numbers of the target name classes
    missing   texts that stand for a missing cell
    held_out  how many rows are held out, or their share, as `20%`
    rows      how many rows are drawn; None: all
    """

    target: str | None = None
    inputs: tuple[str, ...] | None = None
    classes: bool = False
    missing: tuple[str, ...] = ()
    held_out: str | None = None
    rows: int | None = None


class Decision(Struct, frozen=True):
    """How a table is trained on.

    classes    the target's, in order; empty: it is a number
    held_out   how many rows are held out
    selection  which rows are points
    hints      what else is worth knowing, each a clause
    """

    table: Table
    target: Column
    inputs: tuple[Input, ...]
    unused: tuple[Unused, ...]
    classes: tuple[str, ...]
    held_out: int
    rows: int | None
    selection: Selection
    hints: tuple[str, ...] = ()

    @property
    def outputs(self) -> int:
        """How many units the last layer has."""
        return len(self.classes) if len(self.classes) > 2 else 1


def decide(table: Table, choice: Choice) -> Decision:
    """Return the decision; raises FaultsError, which tells all that is wrong at once."""
    faults = Faults(table.file)
    if not table.rows:
        faults.add("no rows below the names", "give one row for each point")
    elif table.rows == 1:
        faults.add("only one row of data", "give two rows or more")
    faults.raise_any()
    if len(table.columns) < 2:
        wrong = f"only one column ({', '.join(_names(table))}), so there is no input"
        faults.add(wrong, "give the target and one input column or more, separated by commas")
        faults.raise_any()
    target = _target(table, choice, faults)
    inputs, unused = inputs_of(table, choice.inputs, target, faults)
    faults.raise_any()
    assert target is not None
    if choice.inputs is None:
        inputs, unused = without_constants(table, target, inputs, unused, choice.rows)
    if not inputs:
        faults.add(*no_input(unused))
        faults.raise_any()
    rows, selection = select(table, [*(one.column for one in inputs), target], choice.rows)
    _check_rows(table, inputs, target, selection, faults)
    classes = _classes(target, rows, choice, faults)
    held_out = _held_out(choice, selection, faults)
    faults.raise_any()
    hints = (*_hints(target, classes), *_sentinels(inputs, choice))
    return Decision(table, target, inputs, unused, classes, held_out, choice.rows, selection, hints)


def _names(table: Table) -> list[str]:
    return [safe(column.name) for column in table.columns]


def _target(table: Table, choice: Choice, faults: Faults) -> Column | None:
    if choice.target is None:
        columns = ", ".join(
            f"{safe(column.name)} ({kind_of(column)})" for column in table.columns[:12]
        )
        more = f" and {len(table.columns) - 12} more" if len(table.columns) > 12 else ""
        wrong = "no column to predict is named"
        example = safe(table.columns[-1].name)
        remedy = f"name one, such as --target {_quoted(example)}; there are: {columns}{more}"
        faults.add(wrong, remedy)
        return None
    column = find_column(table, choice.target) or numbered_column(table, choice.target)
    if column is None:
        faults.add(f"no column is called {choice.target!r}", other_names(table, choice.target))
        return None
    name = safe(column.name)
    others = alike(table, column)
    if len(others) > 1 and choice.target.strip() == column.given:
        numbers = " or ".join(f"--target {one.place + 1}" for one in others)
        given = safe(column.given)
        faults.add(f"{len(others)} columns are called {given!r}", f"give its number: {numbers}")
        return None
    found = _unfit(column, name)
    if found is not None:
        faults.add(*found)
        return None
    return column


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name or not name.isascii() else name


def _unfit(column: Column, name: str) -> tuple[str, str] | None:
    """What is wrong with a column as a target, and the remedy; None: it can be one."""
    if column.kind == "empty":
        return f"every cell of the target {name!r} is missing or empty", "name another target"
    if column.kind == "constant":
        only = safe(column.values[0]) if column.values else ""
        wrong = f"the target {name!r} is the same in every row: {only}"
        return wrong, "name a target that differs from row to row"
    if column.kind == "date":
        wrong = f"the target {name!r} is a date or a time"
        return wrong, "name a column of numbers or of a few classes, or write it as days or hours"
    if column.numbers is None and column.texts is None:
        line = f" ({column.faults[0].text[:30]!r})" if column.faults else ""
        wrong = f"the target {name!r} has {column.why}{safe(line)}"
        return wrong, "write numbers alone, all in the same unit, or name another target"
    if column.numbers is None:
        different, held = len(column.values), column.rows - column.missing
        if different > MOST_CLASSES or 2 * different > held > 2 or MANY_TEXTS in column.values:
            some = "more than 5000" if MANY_TEXTS in column.values else str(different)
            wrong = f"the target {name!r} has {some} different texts in {held} rows"
            return wrong, "name a column of numbers, or of a few classes that occur again"
    return None


def _check_rows(
    table: Table,
    inputs: Sequence[Input],
    target: Column,
    selection: Selection,
    faults: Faults,
) -> None:
    """There must be two points or more, whose target differs."""
    if selection.samples >= 2:
        return
    columns = {one.column.place: one.column for one in inputs} | {target.place: target}
    worst = sorted(columns.values(), key=lambda one: -one.missing - len(one.faults))[:3]
    lost = ", ".join(f"{safe(one.name)} {one.missing + len(one.faults)}" for one in worst)
    left = "no row is" if not selection.samples else "only 1 row is"
    wrong = f"{left} whole: cells are missing, or no numbers, in {lost} of {table.rows} rows"
    names = ",".join(
        safe(one.name) for one in columns.values() if one is not target and one not in worst
    )
    remedy = f"name inputs that have values: --inputs {names}" if names else "fill them in"
    faults.add(wrong, remedy)


def _classes(
    target: Column,
    rows: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    choice: Choice,
    faults: Faults,
) -> tuple[str, ...]:
    """The classes of the target in the rows that are left; none where it is a number."""
    if len(rows) < 2:
        return ()
    name = safe(target.name)
    if target.numbers is None:
        labels = target.labels()
        classes = tuple(sorted({labels[row] for row in rows.tolist()}))
    else:
        values = np.unique(target.numbers[rows])
        if len(values) > 2 and not choice.classes:
            return ()
        if len(values) > MOST_CLASSES:
            wrong = f"the target {name!r} has {len(values)} different numbers"
            faults.add(wrong, "leave --classes out: it is a number to predict", "--classes")
            return ()
        classes = tuple(f"{value:.17g}" for value in values.tolist())
    if len(classes) < 2:
        only = safe(classes[0])
        wrong = f"the target {name!r} is the same in every row that is left: {only}"
        faults.add(wrong, "name another target, or fill in missing cells")
    return classes


def _held_out(choice: Choice, selection: Selection, faults: Faults) -> int:
    """How many rows are held out."""
    text = choice.held_out
    if text is None:
        return 0
    share = text.strip().endswith("%")
    try:
        number = float(text.strip().removesuffix("%"))
    except ValueError:
        number = -1.0
    count = round(number * selection.samples / 100.0) if share else number
    if count != count or count < 0 or count != int(count):
        faults.add(
            f"{text!r} is neither a number of rows nor a share", "write 20% or 50", "--held-out"
        )
        return 0
    if count >= selection.samples - 1:
        wrong = f"{text} of {counted(selection.samples, 'sample')}"
        faults.add(wrong, "leave two or more to learn from", "--held-out")
        return 0
    return int(count)


def _hints(target: Column, classes: Sequence[str]) -> list[str]:
    """What may be meant otherwise with the target."""
    if classes or target.numbers is None or not 3 <= len(target.values) <= FEW_NUMBERS:
        return []
    again = 2 * len(target.values) <= target.rows - target.missing
    if not again or not all(float(value).is_integer() for value in target.values):
        return []
    name = safe(target.name)
    return [
        f"{name} has only {len(target.values)} different values: if they are classes, add --classes"
    ]


def _sentinels(inputs: Sequence[Input], choice: Choice) -> list[str]:
    """Numbers such as -999 that may stand for missing cells: told, never guessed."""
    found: dict[str, list[str]] = {}
    for one in inputs:
        numbers = one.column.numbers
        if numbers is None:
            continue
        held = numbers[np.isfinite(numbers)]
        for value in (float(held.min()), float(held.max())):
            if _is_sentinel(value, held):
                found.setdefault(f"{value:g}", []).append(safe(one.name))
    return [
        f"{value} in {', '.join(names[:3])} may stand for missing cells: if it does, add "
        f"--missing {value}"
        for value, names in found.items()
        if value not in choice.missing
    ]


def _is_sentinel(value: float, held: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> bool:
    """Whether an extreme number is all nines or all alike, and far from every other."""
    digits = f"{abs(value):.0f}"
    if not value.is_integer() or set(digits) not in ({"9"}, {"8"}) or len(digits) < 2:
        return False
    others = held[held != value]
    if len(others) < 3:
        return False
    gap = float(np.abs(others - value).min())
    return gap > max(float(np.ptp(others)), 1.0)
