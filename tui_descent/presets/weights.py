"""Weights from a PyTorch state dict that was saved as JSON or as .npz.

Both hold an array for each parameter by its name, in the order of the layers: `0.weight`,
`0.bias`, `2.weight` …, as nn.Sequential calls them, or W1, b1, W2 … as this program does.
"""

import json
import re
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from msgspec.structs import replace

from tui_descent.engine.arrays import FloatArray
from tui_descent.presets.errors import PresetError
from tui_descent.presets.files import read_text
from tui_descent.presets.format import NetworkTable

MOST_BYTES = 10_000_000
PICKLED = (".pt", ".pth", ".pkl", ".bin", ".ckpt")
AS_JSON = "json.dump({name: value.tolist() for name, value in net.state_dict().items()}, file)"
NAME = re.compile(r"(?P<layer>.*?)(?P<weight>W|\.?weight|(?P<bias>b|\.?bias))(?P<number>\d*)")


def with_weights(table: NetworkTable, path: Path) -> NetworkTable:
    """Return the table with the weights and biases of a file written out.

    Raises PresetError where it cannot be read, or where its shapes are not those of the layers.
    """
    layers = _layers(path, _arrays(path))
    shapes = list(zip(table.layers[1:], table.layers, strict=False))
    found = [[*matrix.shape] for matrix, _ in layers.values() if matrix is not None]
    if len(found) != len(layers):
        name = next(name for name, (matrix, _) in layers.items() if matrix is None)
        _fail(path, f"{name} has a bias and no weights", "save the whole state dict")
    if found != [[*shape] for shape in shapes]:
        given, wanted = (", ".join(f"{a} × {b}" for a, b in some) for some in (found, shapes))
        wrong = f"its weights are {given} where the network has {wanted} (units × inputs)"
        _fail(path, wrong, _remedy(found))
    weights, biases = [], []
    for name, (matrix, bias) in layers.items():
        assert matrix is not None
        if bias is not None and not table.biases:
            _fail(path, f"{name} has a bias, the network has none", "set network.biases = true")
        if bias is None and table.biases:
            _fail(path, f"{name} has no bias", "set network.biases = false, or save it too")
        if bias is not None and len(bias) != len(matrix):
            wrong = f"{len(bias)} biases for {len(matrix)} units in {name}"
            _fail(path, wrong, "save the whole state dict")
        weights.append(matrix.tolist())
        biases.append([] if bias is None else bias.tolist())
    return replace(
        table, weights=weights, bias_values=biases if table.biases else None, weights_file=None
    )


def _remedy(found: list[list[int]]) -> str:
    """The layers that the file is of, where it is of any."""
    fits = all(upper[1] == lower[0] for lower, upper in pairwise(found))
    if not found or not fits:
        return "save them as nn.Linear has them, a row for each unit"
    return f"take a problem with network.layers = {[found[0][1], *(units for units, _ in found)]}"


def _fail(path: Path, wrong: str, remedy: str) -> NoReturn:
    raise PresetError(path.name, "", wrong, remedy) from None


def _arrays(path: Path) -> dict[str, FloatArray]:
    """What the file holds, by name and in its order."""
    ending = path.suffix.lower()
    if ending in PICKLED:
        _fail(path, "a file of PyTorch's own, which may run a program", f"save it by {AS_JSON}")
    if ending not in (".json", ".npz"):
        _fail(path, "neither .json nor .npz", f"save the weights by {AS_JSON}")
    entries = _of_json(path) if ending == ".json" else _of_npz(path)
    found = {}
    for name, entry in entries.items():
        try:
            array = np.array(entry, dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            _fail(path, f"{name} is not an array of numbers", "save each parameter by tolist()")
        if not np.isfinite(array).all():
            _fail(path, f"{name} has a number that is not finite", "save weights before that")
        found[name] = array
    return found


def _of_json(path: Path) -> dict[str, Any]:
    try:
        entries = json.loads(read_text(path, MOST_BYTES))
    except (ValueError, RecursionError):
        _fail(path, "not valid JSON", f"save it by {AS_JSON}")
    if not isinstance(entries, dict):
        _fail(path, "no object with a name for each array", f"save it by {AS_JSON}")
    return entries


def _of_npz(path: Path) -> dict[str, Any]:
    if not path.is_file():
        _fail(path, "no such file", "check the path")
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > MOST_BYTES:
            _fail(path, f"more than {MOST_BYTES / 1e6:g} MB", "give a smaller network")
        with np.load(path, allow_pickle=False) as entries:
            return {name: entries[name] for name in entries.files}
    except (OSError, ValueError, zipfile.BadZipFile):
        _fail(path, "cannot be read as .npz", "save it by np.savez(file, **arrays)")


Layer = tuple[FloatArray | None, FloatArray | None]


def _layers(path: Path, arrays: dict[str, FloatArray]) -> dict[str, Layer]:
    """Weights and bias of each layer, the first one first.

    Where all layers have numbers these say the order, because JSON may have been sorted.
    """
    layers: dict[str, Layer] = {}
    for name, array in arrays.items():
        parts = NAME.fullmatch(name)
        if parts is None or array.ndim != (1 if parts["bias"] else 2):
            axes = "×".join(map(str, array.shape)) or "one number"
            wrong = f"{name} ({axes}) is neither a matrix of weights nor a bias"
            _fail(path, wrong, "name them 0.weight, 0.bias … as PyTorch does, or W1, b1 …")
        layer = parts["layer"] or parts["number"]
        matrix, bias = layers.get(layer, (None, None))
        layers[layer] = (matrix, array) if parts["bias"] else (array, bias)
    if not layers:
        _fail(path, "nothing is in it", f"save it by {AS_JSON}")
    numbers = {name: re.findall(r"\d+", name) for name in layers}
    if all(numbers.values()):
        return {name: layers[name] for name in sorted(layers, key=lambda n: int(numbers[n][-1]))}
    return layers
