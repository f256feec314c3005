"""The preset of a CSV file as a text, with each decision in it and a comment on each."""

import tomli_w

from tui_descent.analysis.baselines import Baselines
from tui_descent.data.csv_file.layout import SEPARATORS
from tui_descent.data.csv_file.table import Table
from tui_descent.presets.deciding import Decision
from tui_descent.presets.format import DataTable, NetworkTable
from tui_descent.presets.preset import Preset
from tui_descent.presets.recipe import said
from tui_descent.presets.telling import baseline_words, left_out_words
from tui_descent.text import safe

WIDTH = 96  # of a comment


def written_preset(decision: Decision, preset: Preset, worth: Baselines) -> str:
    """The text of a preset file that gives the same losses, to the bit."""
    tables = preset.tables
    assert tables.data is not None
    assert tables.network is not None
    sections = [
        _keys({"format": tables.format, "title": tables.title, "summary": tables.summary}, {}),
        _section("data", said(tables.data), _of_data(decision, tables.data)),
        _section("network", said(tables.network), _of_network(decision, tables.network)),
        _section(
            "training",
            {"loss": tables.training.loss, **said(tables.training)},
            _of_training(worth),
        ),
    ]
    return "\n".join(sections)


def _section(name: str, values: dict[str, object], comments: dict[str, str]) -> str:
    return f"[{name}]\n{_keys(values, comments)}"


def _keys(values: dict[str, object], comments: dict[str, str]) -> str:
    lines = []
    for key, value in values.items():
        if comments.get(key):
            lines += _wrapped(comments[key])
        lines.append(f"{key} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """A value as TOML has it, a list of texts or numbers in one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    text: str = tomli_w.dumps({"v": value})
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_value(one)}' for key, one in value.items())} }}"
    return text.partition(" = ")[2].strip()


def _wrapped(text: str) -> list[str]:
    """The text as comments of lines that are not too wide."""
    lines = [""]
    for word in safe(text).split():
        if len(lines[-1]) + len(word) + 1 > WIDTH and lines[-1]:
            lines.append("")
        lines[-1] += f" {word}"
    return [f"#{line}" for line in lines]


def _of_data(decision: Decision, data: DataTable) -> dict[str, str]:
    table = decision.table
    left = left_out_words(decision.selection)
    rows = f"{decision.selection.rows} rows{f', {left}' if left else ''}; "
    unused = ", ".join(f"{one.name} ({one.why})" for one in decision.unused[:20])
    classes = "the order of the classes: "
    classes += "the first is 0, the second 1" if len(data.classes or []) == 2 else "one output each"
    return {
        "inputs": f"not used: {unused}" if unused else "all other columns",
        "targets": "the column to predict",
        "csv": f"{rows}{decision.selection.samples} samples",
        "separator": f"{SEPARATORS.get(table.separator, 'these')} stand between the cells",
        "decimal": "the sign before decimals",
        "header": _header(table),
        "missing": "these stand for missing cells, beside empty ones, NA and the like",
        "classes": classes,
        "rows": "this many rows are drawn at random",
        "standardize": "each input has mean 0 and spread 1, by the rows that are learned from",
        "held_out": "rows that no pass learns from",
        "held_out_seed": "they are drawn with this seed"
        + (", of each class its share" if data.classes else ""),
    }


def _header(table: Table) -> str:
    return "the first row names the columns" if table.named else "no row names the columns"


def _of_network(decision: Decision, network: NetworkTable) -> dict[str, str]:
    last = {
        "identity": "the output is the number that is predicted",
        "softmax": "each output is the probability of its class",
    }
    final = network.activations[-1]
    name = final if isinstance(final, str) else ""
    if decision.classes:
        last["sigmoid"] = f"the output is the probability of {decision.classes[-1]}"
    hidden = "no hidden layer: [2, 4, 1] would have one of 4 units"
    return {
        "layers": "inputs and outputs" + (f"; {hidden}" if len(network.layers) == 2 else ""),
        "activations": last.get(name, ""),
    }


def _of_training(worth: Baselines) -> dict[str, str]:
    return {"loss": baseline_words(worth), "learning_rate": "what the curvature bears"}
