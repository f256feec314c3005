"""Small presets for tests, as text, and what becomes of them."""

from pathlib import Path
from typing import Any

import pytest

from tui_descent.engine.batches import Dataset
from tui_descent.presets import PresetError
from tui_descent.presets.loading import load_file
from tui_descent.presets.preset import NetworkProblem


def preset_text(
    activation: str = "identity",
    loss: str = "mse",
    layers: tuple[int, ...] = (1, 1),
    **data: Any,
) -> str:
    """Return a preset of one layer, with these keys under [data]."""
    return "\n".join(
        [
            "format = 1",
            'title = "A test"',
            "[data]",
            *(f"{key} = {toml(value)}" for key, value in data.items()),
            "[network]",
            f"layers = {list(layers)}",
            f'activations = ["{activation}"]',
            "[training]",
            f'loss = "{loss}"',
            "learning_rate = 0.1",
        ]
    )


def toml(value: Any) -> str:
    """Return a value as TOML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return repr(value)


def write(folder: Path, text: str, table: str | None = None) -> Path:
    """Write a preset `p.toml` and, where there is one, its CSV file `t.csv`."""
    if table is not None:
        (folder / "t.csv").write_bytes(table.encode())
    (folder / "p.toml").write_text(text, "utf-8")
    return folder / "p.toml"


def refusal(folder: Path, text: str, table: str | None = None) -> str:
    """Return the one line with which a preset is refused."""
    with pytest.raises(PresetError) as caught:
        load_file(write(folder, text, table))
    line = str(caught.value)
    assert line.isprintable()
    assert line.count("; ") == 1, "not one mistake and one remedy"
    return line


def problem(folder: Path, text: str, table: str | None = None) -> NetworkProblem:
    """Return the problem of a preset, which must be right."""
    found = load_file(write(folder, text, table)).problem
    assert isinstance(found, NetworkProblem)
    return found


def points(folder: Path, text: str, table: str | None = None) -> Dataset:
    """Return the points of a preset, which must be right."""
    return problem(folder, text, table).data


def points_or_refusal(folder: Path, text: str, table: str | None = None) -> Dataset | str:
    """Return the points of a preset, or the one line with which it is refused."""
    try:
        return points(folder, text, table)
    except PresetError as error:
        return str(error)
