"""From the tables of a preset file to a Preset, with every check between them."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import numpy as np

from tui_descent.engine.activations import ACTIVATIONS, Activation
from tui_descent.engine.arrays import FloatArray, read_only
from tui_descent.engine.data import Dataset
from tui_descent.engine.initialization import INITIALIZATIONS
from tui_descent.engine.losses import LOSSES
from tui_descent.engine.network import Network
from tui_descent.engine.optimizers import OPTIMIZERS, Optimizer
from tui_descent.presets.columns import read_columns
from tui_descent.presets.errors import PresetError
from tui_descent.presets.format import DataTable, NetworkTable, PresetFile
from tui_descent.presets.preset import Preset

MOST_PARAMETERS = 100_000
MOST_NUMBERS = 20_000_000  # activations of all units for all samples: 160 MB

Choice = TypeVar("Choice")


def build(path: Path, file: PresetFile) -> Preset:
    """Return the preset that the tables describe; `path` says where its CSV file lies."""
    return _Builder(path, file).preset()


class _Builder:
    """The checks, each of which can say which file it speaks of."""

    def __init__(self, path: Path, file: PresetFile) -> None:
        self._path = path
        self._file = file

    def preset(self) -> Preset:
        file = self._file
        if not file.title.strip():
            self._fail("title", "empty", "say in a few words what the preset is")
        network = self._network(file.network)
        data = self._data(file.data, network)
        rate = file.training.learning_rate
        if not math.isfinite(rate):
            self._fail("training.learning_rate", f"{rate} is not finite", "give a number like 0.1")
        if file.network.seed < 0:
            self._fail("network.seed", f"{file.network.seed} is negative", "give 0 or more")
        if not math.isfinite(file.network.init_scale):
            self._fail("network.init_scale", "not finite", "give a number like 1.0")
        loss = self._choice(LOSSES, file.training.loss, "training.loss")
        init = file.network.init
        self._choice(INITIALIZATIONS, init, "network.init")
        return Preset(
            name=self._path.stem,
            title=file.title,
            summary=file.summary,
            network=network,
            data=data,
            loss=loss,
            optimizer=self._optimizer(file.training.optimizer),
            learning_rate=rate,
            init=init,
            init_scale=file.network.init_scale,
            seed=file.network.seed,
            start=self._start(file.network, network),
        )

    def _network(self, table: NetworkTable) -> Network:
        layers = table.layers
        if len(layers) < 2:
            wrong = f"{len(layers)} entries"
            self._fail("network.layers", wrong, "give the inputs and at least one layer: [2, 1]")
        if min(layers) < 1:
            wrong = f"{min(layers)} units in a layer"
            self._fail("network.layers", wrong, "give every layer 1 unit or more")
        count = len(layers) - 1
        if len(table.activations) != count:
            self._fail(
                "network.activations",
                f"{_entries(len(table.activations))} for {count} "
                f"{'layer' if count == 1 else 'layers'} after the inputs",
                "give one for each",
            )
        activations = tuple(
            self._activation(entry, f"network.activations[{place}]")
            for place, entry in enumerate(table.activations)
        )
        network = Network(tuple(layers), activations, table.biases)
        if network.parameter_count > MOST_PARAMETERS:
            wrong = f"{network.parameter_count} parameters, more than {MOST_PARAMETERS}"
            self._fail("network.layers", wrong, "give fewer units")
        return network

    def _activation(self, entry: str | dict[str, Any], key: str) -> Activation:
        name, settings = self._named(entry, key)
        make = self._choice(ACTIVATIONS, name, key)
        self._no_settings(settings, key, name)
        return make()

    def _optimizer(self, entry: str | dict[str, Any]) -> Optimizer:
        key = "training.optimizer"
        name, settings = self._named(entry, key)
        make = self._choice(OPTIMIZERS, name, key)
        self._no_settings(settings, key, name)
        return make()

    def _data(self, table: DataTable, network: Network) -> Dataset:
        inputs = self._points(table.inputs, table, "data.inputs")
        targets = self._points(table.targets, table, "data.targets")
        if inputs.shape[1] != targets.shape[1]:
            wrong = f"{_entries(targets.shape[1])} for {inputs.shape[1]} inputs"
            self._fail("data.targets", wrong, "give one target for each input")
        for key, values, units, place in (
            ("data.inputs", inputs, network.layers[0], "first"),
            ("data.targets", targets, network.layers[-1], "last"),
        ):
            if len(values) != units:
                self._fail(
                    key,
                    f"{_numbers(len(values))} a point where the {place} layer has {units} "
                    f"{'unit' if units == 1 else 'units'}",
                    f"make the {place} entry of network.layers {len(values)}",
                )
        if sum(network.layers) * inputs.shape[1] > MOST_NUMBERS:
            wrong = f"{inputs.shape[1]} points through {sum(network.layers)} units"
            self._fail("data.inputs", wrong, "give fewer points or fewer units")
        if table.standardize:
            spread = inputs.std(axis=1, keepdims=True)
            spread[spread == 0.0] = 1.0
            inputs = (inputs - inputs.mean(axis=1, keepdims=True)) / spread
        return Dataset(read_only(inputs), read_only(targets))

    def _points(
        self, entries: list[list[float] | float | str], table: DataTable, key: str
    ) -> FloatArray:
        """Return literal points or CSV columns, shape (units, samples)."""
        if not entries:
            self._fail(key, "empty", "give at least one point")
        texts = [entry for entry in entries if isinstance(entry, str)]
        if table.csv is not None:
            if len(texts) != len(entries):
                self._fail(key, "numbers beside data.csv", 'name columns, like ["height"]')
            if Path(table.csv).name != table.csv:
                wrong = f"{table.csv!r} is not the plain name of a file"
                self._fail("data.csv", wrong, "put the file beside the preset and give its name")
            return read_columns(self._path.parent / table.csv, texts, key)
        if texts:
            self._fail(key, f"the text {texts[0]!r}", "give numbers, or name the file in data.csv")
        rows = [
            entry if isinstance(entry, list) else [entry]
            for entry in entries
            if not isinstance(entry, str)
        ]
        return self._matrix(rows, key).T

    def _start(self, table: NetworkTable, network: Network) -> FloatArray | None:
        if table.weights is None:
            if table.bias_values is not None:
                wrong = "given without network.weights"
                self._fail("network.bias_values", wrong, "give both, or neither")
            return None
        shapes = list(zip(network.layers[1:], network.layers, strict=False))
        if len(table.weights) != len(shapes):
            wrong = f"{_entries(len(table.weights))} for {len(shapes)} layers after the inputs"
            self._fail("network.weights", wrong, "give one matrix for each")
        weights = []
        for place, (rows, (fan_out, fan_in)) in enumerate(zip(table.weights, shapes, strict=True)):
            key = f"network.weights[{place}]"
            matrix = self._matrix(rows, key)
            if matrix.shape != (fan_out, fan_in):
                wrong = f"{matrix.shape[0]} × {matrix.shape[1]} numbers"
                self._fail(key, wrong, f"give {fan_out} rows (units) of {fan_in} (inputs of each)")
            weights.append(matrix)
        return read_only(network.pack(weights, self._biases(table, network)))

    def _biases(self, table: NetworkTable, network: Network) -> list[FloatArray]:
        vectors = table.bias_values
        if vectors is None:
            return [np.zeros(units) for units in network.layers[1:]]
        key = "network.bias_values"
        if not network.biases:
            self._fail(key, "given with biases = false", "leave one of the two out")
        if [len(vector) for vector in vectors] != list(network.layers[1:]):
            units = ", ".join(str(count) for count in network.layers[1:])
            self._fail(key, "not one number for each unit", f"give lists of {units} numbers")
        return [self._matrix([vector], f"{key}[{i}]")[0] for i, vector in enumerate(vectors)]

    def _matrix(self, rows: list[list[float]], key: str) -> FloatArray:
        """Return rows of one length and of finite numbers as an array."""
        if not rows or not rows[0]:
            self._fail(key, "empty", "give at least one number")
        for place, row in enumerate(rows):
            if len(row) != len(rows[0]):
                wrong = f"{_numbers(len(row))} where the first row has {len(rows[0])}"
                self._fail(f"{key}[{place}]", wrong, "give every row the same length")
        matrix = np.array(rows, dtype=np.float64)
        broken = np.argwhere(~np.isfinite(matrix))
        if len(broken):
            row, column = broken[0]
            wrong = f"{matrix[row, column]} is not a finite number"
            self._fail(f"{key}[{row}][{column}]", wrong, "give a number")
        return matrix

    def _named(self, entry: str | dict[str, Any], key: str) -> tuple[str, dict[str, Any]]:
        """Split `"adam"` or `{ name = "adam", beta1 = 0.9 }` into name and settings."""
        if isinstance(entry, str):
            return entry, {}
        name = entry.get("name")
        if not isinstance(name, str):
            self._fail(key, "a table without a name", 'write { name = "…" }')
        return name, {setting: value for setting, value in entry.items() if setting != "name"}

    def _no_settings(self, settings: dict[str, Any], key: str, name: str) -> None:
        for setting in settings:
            self._fail(f"{key}.{setting}", f"{name} has no such setting", "leave it out")

    def _choice(self, choices: Mapping[str, Choice], name: str, key: str) -> Choice:
        if name not in choices:
            self._fail(key, f"{name!r} is not known", f"choose one of: {', '.join(choices)}")
        return choices[name]

    def _fail(self, key: str, wrong: str, remedy: str) -> NoReturn:
        raise PresetError(self._path.name, key, wrong, remedy)


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count} numbers"
