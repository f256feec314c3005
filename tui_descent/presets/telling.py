"""What is said of a CSV file when it is opened: each decision, in a line."""

from collections.abc import Sequence

from tui_descent.analysis.baselines import Baselines
from tui_descent.data.csv_file.layout import SEPARATORS
from tui_descent.presets.csv_points import LeftOut, Selection
from tui_descent.presets.deciding import LARGE, Decision
from tui_descent.presets.preset import NetworkProblem, Preset
from tui_descent.text import counted, safe

MOST_NAMES = 12
MOST_CAUSES = 4


def told(decision: Decision, preset: Preset, worth: Baselines) -> list[str]:
    """The lines that tell what was decided: of the rows and columns, and what is worth knowing."""
    problem, selection = preset.problem, decision.selection
    assert isinstance(problem, NetworkProblem)
    samples = counted(selection.samples, "sample")
    parts = [f"{_rows(selection)}; {samples}, {_inputs(decision)}"]
    target = safe(decision.target.name)
    if decision.classes:
        parts[0] += f"; target {target}: {_classes(decision)}"
    else:
        parts[0] += f"; target {target}, a number"
    if decision.unused:
        parts[0] += f"; not used: {_unused(decision)}"
    if decision.held_out:
        parts[0] += f"; {decision.held_out} held out, drawn with seed 0"
    line = f"{safe(decision.table.file)}: {parts[0]}."
    lines = [" ".join(filter(None, (line, baseline_words(worth))))]
    notes = [*_how_read(decision), *decision.hints, *_large(decision), *lonely_classes(problem)]
    if notes:
        text = ". ".join(_capital(note) for note in notes)
        lines.append(f"{text}.")
    return lines


def told_of_rows(preset: Preset) -> list[str]:
    """The line that tells which rows of its CSV file a preset leaves out; none: it takes all."""
    problem, data = preset.problem, preset.tables.data
    if not isinstance(problem, NetworkProblem) or problem.selection is None or data is None:
        return []
    lonely = lonely_classes(problem)
    if not problem.selection.left and not lonely:
        return []
    samples = counted(problem.selection.samples, "sample")
    words = "; ".join([f"{_rows(problem.selection)}; {samples}", *lonely])
    return [f"{safe(data.csv or '')}: {words}."]


def left_out_words(selection: Selection) -> str:
    """How many rows are left out, and why: `6 left out (horsepower missing)`; "": none."""
    if not selection.left:
        return ""
    return f"{selection.left} left out ({'; '.join(_causes(selection.left_out))})"


def baseline_words(found: Baselines) -> str:
    """`A constant has loss 60.8, the best straight line 10.7.`"""
    if found.constant is None:
        return ""
    words = f"A constant has loss {found.constant:.4g}"
    if found.line is not None:
        words += f", the best straight line {max(found.line, 0.0):.4g}"
    return f"{words}."


def lonely_classes(problem: NetworkProblem) -> list[str]:
    """Classes that are held out only: no point tells of them."""
    held = problem.held_out
    if held is None or not problem.data.classes:
        return []
    learned = problem.data.targets.max(axis=1) > 0.0
    return [
        f"no point to learn from has the class {safe(name)}"
        for name, known in zip(problem.data.classes, learned.tolist(), strict=True)
        if not known
    ]


def _rows(selection: Selection) -> str:
    words = counted(selection.rows, "row")
    left = left_out_words(selection)
    if left:
        words += f", {left}"
    if selection.unused:
        words += f", {selection.samples} of the others drawn at random"
    return words


def _causes(left_out: LeftOut) -> list[str]:
    found = []
    if left_out.missing:
        names = [name for name, _ in left_out.missing[:MOST_CAUSES]]
        more = len(left_out.missing) - len(names)
        found.append(f"{', '.join(names)}{f' and {more} more' if more else ''} missing")
    for name, count, line, text in left_out.faults[:2]:
        if not line:
            found.append(f"{name} is not finite")
            continue
        others = f" and {count - 1} more" if count > 1 else ""
        found.append(f"line {line}: {text!r} in {name} is not a number{others}")
    if left_out.ragged:
        others = f" and {left_out.ragged - 1} more" if left_out.ragged > 1 else ""
        found.append(f"line {left_out.ragged_line}{others}: too many or too few cells")
    if left_out.totals:
        found.append("totals" if left_out.totals > 1 else "a total")
    return found or ["cells missing"]


def _inputs(decision: Decision) -> str:
    names = [safe(one.name) for one in decision.inputs]
    shown = ", ".join(names[:MOST_NAMES])
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{counted(len(names), 'input')}: {shown}{more}"


def _classes(decision: Decision) -> str:
    names = [safe(name[:30]) for name in decision.classes]
    if len(names) == 2:
        return f"{names[1]} is 1, {names[0]} is 0"
    shown = ", ".join(names[:MOST_NAMES])
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{len(names)} classes ({shown}{more})"


def _unused(decision: Decision) -> str:
    shown = [f"{one.name} ({one.why})" for one in decision.unused[:MOST_NAMES]]
    more = len(decision.unused) - len(shown)
    return f"{', '.join(shown)}{f' and {more} more' if more else ''}"


def _how_read(decision: Decision) -> Sequence[str]:
    """What of the file is not as in most."""
    table, found = decision.table, []
    if not table.named:
        found.append("the file names no columns: they are column1, column2 and so on")
    if table.encoding not in ("utf-8", "utf-8-sig"):
        found.append(f"read as {table.encoding}")
    if table.separator != ",":
        found.append(f"{SEPARATORS.get(table.separator, repr(table.separator))} between cells")
    if table.decimal == ",":
        found.append("decimal commas")
    if table.zipped:
        found.append("unzipped")
    if table.titles:
        what = "names" if table.named else "data"
        found.append(f"{counted(table.titles, 'line')} above the {what} skipped")
    if table.units:
        found.append(f"a row of units skipped ({safe(', '.join(table.units[:4]))})")
    if table.notes:
        found.append(f"{counted(table.notes, 'line')} of notes below the data skipped")
    return [", ".join(found)] if found else []


def _large(decision: Decision) -> list[str]:
    if decision.selection.samples <= LARGE:
        return []
    return [
        f"with {decision.selection.samples} samples a pass takes long: --batch-size 100 makes each "
        "pass on 100 of them, --rows 5000 draws 5000 of them"
    ]


def _capital(note: str) -> str:
    return note[:1].upper() + note[1:] if note[:1].isascii() and not note.startswith("-") else note
