"""Variations: the same problem with another network, other data, or another way down.

The tables of the preset are changed and built again, through the same checks.
"""

import tomllib
from pathlib import Path
from typing import Any, TypedDict, Unpack

import msgspec

from tui_descent.data.surfaces import SURFACES
from tui_descent.engine.losses import LOSSES, make_loss
from tui_descent.presets.building import build
from tui_descent.presets.errors import PresetError
from tui_descent.presets.format import DataTable, NetworkTable, PresetFile, TrainingTable
from tui_descent.presets.preset import Preset, SurfaceProblem
from tui_descent.presets.tables import converted

BEND = "tanh"  # of hidden layers in a network that had none
NUMBERS = ("line", "plane", "sine")  # generators whose targets are numbers, and no classes
ONE_INPUT = ("line", "sine")
FOR_CLASSES = ("bce", "cross_entropy")  # losses
OFF = ("", "off", "none")
ALIKE = ("zeros", "constant")  # initialisations that give every weight the same value


class Options(TypedDict, total=False):
    """What can be changed of a problem.

    activation  of every hidden layer, of one layer, or everywhere
    layer       1 is the first layer after the inputs; the last one gives the outputs
    batch_size  samples in each pass; full_batch: all of them
    init        how weights are drawn, times init_scale; literal ones are forgotten
    hidden      units of each hidden layer; those that are new bend as the first one did
    loss        with the last activation that goes with it
    data        a generator, with `samples`, `noise` and `data_seed`
    held_out    how many points no pass learns from
    features    what the network sees of the inputs; empty: the inputs themselves
    points      the whole [data] table
    weights     a file with the weights to begin with
    clip_norm   the length that longer gradients are shortened to; 0: they are not
    schedule    `cosine passes=50 to=0.01`; "off": none
    formula     of a surface's height, or the name of one that is known
    keys        any key of a preset, and its value as it would stand in the file
    """

    activation: str
    layer: int | None
    everywhere: bool
    init: str
    init_scale: float
    hidden: tuple[int, ...]
    loss: str
    data: str
    samples: int
    noise: float
    data_seed: int
    held_out: int
    standardize: bool
    features: tuple[str, ...]
    points: DataTable
    batch_size: int
    full_batch: bool
    weights: str
    learning_rate: float
    l1: float
    l2: float
    clip_norm: float
    schedule: str
    formula: str
    keys: tuple[tuple[str, str], ...]


OF_TRAINING = {"batch_size", "full_batch", "learning_rate", "l1", "l2", "clip_norm", "schedule"}
PLAIN = ("learning_rate", "l1", "l2", "batch_size")  # that are their own values
POINTS = {"samples": "samples", "noise": "noise", "data_seed": "seed"}  # of made data


def vary(preset: Preset, **options: Unpack[Options]) -> Preset:
    """Return the preset with what is given changed; a surface has no network and no data.

    Raises PresetError where it does not fit together, as a preset's file does.
    """
    problem = preset.problem
    numbers = 0 if isinstance(problem, SurfaceProblem) else len(problem.data.given)
    tables = varied_tables(preset.tables, preset.path, numbers, options)
    return build(preset.path, tables)


def varied_tables(tables: PresetFile, path: Path, numbers: int, options: Options) -> PresetFile:
    """Return the tables with what is given changed, not yet checked.

    numbers  how many numbers each point has, before features are made of them
    """
    name = path.name
    if "formula" in options:
        tables = _with_formula(tables, options["formula"], name)
    if not options.keys() <= OF_TRAINING | {"keys", "formula"}:
        if tables.network is None or tables.data is None or tables.surface is not None:
            raise PresetError(
                name, "surface", "a surface has no network and no data", "open another"
            )
        tables = _with_points(_with_network(tables, options), options, name)
        if "features" in options:
            tables = _with_features(tables, options["features"], numbers)
        tables = _renamed(tables, options, path.stem)
    tables = _replaced(tables, training=_with_training(tables.training, options, name))
    for key, value in options.get("keys", ()):
        tables = _with_key(tables, key, value, name)
    if "weights" in options and tables.network is not None:
        from tui_descent.presets.weights import with_weights

        network = with_weights(tables.network, Path(options["weights"]))
        tables = _replaced(tables, network=network)
    return tables


def _with_formula(tables: PresetFile, formula: str, name: str) -> PresetFile:
    """With another height; it starts where it did, as far as there are as many coordinates."""
    if tables.surface is None:
        raise PresetError(name, "formula", "only a surface has one", "open bowl, for example")
    known = SURFACES.get(formula)
    if known is not None:
        kind, dimensions = {"name": formula, "formula": None}, known[0]
    else:
        from tui_descent.data.formulas import FormulaError, read_formula

        try:
            dimensions = read_formula(formula).dimensions
        except FormulaError as error:
            wrong, _, remedy = str(error).partition("; ")
            raise PresetError("formula", "", wrong, remedy) from None
        kind = {"name": None, "formula": formula}
    start = [*tables.surface.start, 1.0][:dimensions]
    surface = _replaced(tables.surface, **kind, start=start)
    title, summary = f"The height {formula}", "A surface of your own."
    changed: PresetFile = _replaced(tables, surface=surface, title=title, summary=summary)
    return changed


def _renamed(tables: PresetFile, options: Options, name: str) -> PresetFile:
    """With a title and a summary that say no more of the preset it was than holds."""
    title = tables.title
    if "points" in options:
        title = "Points set by hand"
    elif "data" in options:
        title = f"Made points: {options['data']}"
    summary = f"Built from {name}: what its summary says need not be true here."
    changed: PresetFile = _replaced(tables, title=title, summary=summary)
    return changed


def _with_training(table: TrainingTable, options: Options, name: str) -> TrainingTable:
    changes: dict[str, Any] = {key: value for key, value in options.items() if key in PLAIN}
    if options.get("full_batch"):
        changes["batch_size"] = None
    if "clip_norm" in options:
        changes["clip_norm"] = options["clip_norm"] or None
    if "schedule" in options:
        changes["schedule"] = read_schedule(options["schedule"], name)
    changed: TrainingTable = _replaced(table, **changes)
    return changed


def _with_network(tables: PresetFile, options: Options) -> PresetFile:
    if "points" in options:
        tables = _replaced(tables, data=options["points"])
    assert tables.network is not None
    network = tables.network
    if "hidden" in options:
        network = _with_hidden(network, options["hidden"])
    if "activation" in options:
        place, everywhere = options.get("layer"), options.get("everywhere", False)
        bends = _activations(network, options["activation"], place, everywhere)
        network = _replaced(network, activations=bends)
    if "init" in options:
        drawn = {"init": options["init"], "init_scale": options.get("init_scale", 1.0)}
        network = _replaced(network, **drawn, weights=None, bias_values=None)
    tables = _replaced(tables, network=network)
    return _with_loss(tables, options["loss"]) if "loss" in options else tables


def read_schedule(text: str, name: str = "schedule") -> dict[str, Any] | None:
    """Read `cosine passes=50 to=0.01`, commas or blanks between; None: off."""
    words = text.replace(",", " ").replace(":", " ").split()
    if not words or words[0] in OFF:
        return None
    entry: dict[str, Any] = {"name": words[0]}
    for word in words[1:]:
        key, equals, value = word.partition("=")
        try:
            entry[key] = float(value)
        except ValueError:
            equals = ""
        if not equals:
            wrong = f"{word!r} is not a setting"
            raise PresetError(name, "training.schedule", wrong, "write cosine passes=50 to=0.01")
    return entry


def written_schedule(entry: str | dict[str, Any] | None) -> str:
    """The same the other way round; "off": none."""
    if entry is None:
        return "off"
    if isinstance(entry, str):
        return entry
    rest = (f"{key}={value:g}" for key, value in entry.items() if key != "name")
    return " ".join([entry["name"], *rest])


def _activations(
    table: NetworkTable, name: str, layer: int | None, everywhere: bool
) -> list[str | dict[str, Any]]:
    given = list(table.activations)
    first, last = (0, len(given) - (not everywhere)) if layer is None else (layer - 1, layer)
    given[first:last] = [name] * (last - first)
    return given


def _with_hidden(table: NetworkTable, hidden: tuple[int, ...]) -> NetworkTable:
    """With these hidden layers; weights that the file gives are forgotten where they are others."""
    layers = [table.layers[0], *hidden, table.layers[-1]]
    if layers == table.layers:
        return table
    bend = table.activations[0] if len(table.activations) > 1 else BEND
    bends = [bend] * len(hidden)
    known = table.activations[:-1]
    bends[: len(known)] = known[: len(hidden)]
    changed: NetworkTable = _replaced(
        table,
        layers=layers,
        activations=[*bends, table.activations[-1]],
        weights=None,
        bias_values=None,
        # Hidden units that start alike would stay alike.
        init="glorot_uniform" if hidden and table.init in ALIKE else table.init,
    )
    return changed


def _with_loss(tables: PresetFile, loss: str) -> PresetFile:
    """With the loss, and the last activation that it needs."""
    assert tables.network is not None
    network, training = tables.network, _replaced(tables.training, loss=loss)
    if loss in LOSSES:
        needed = make_loss(loss).last_activation
        before = tables.training.loss
        freed = before in LOSSES and make_loss(before).last_activation is not None
        if needed is not None:
            network = _replaced(network, activations=[*network.activations[:-1], needed])
        elif freed:
            network = _replaced(network, activations=[*network.activations[:-1], "identity"])
    changed: PresetFile = _replaced(tables, network=network, training=training)
    return changed


def _with_generator(tables: PresetFile, generator: str) -> PresetFile:
    """With made data, and the inputs, outputs and loss that go with it."""
    assert tables.data is not None
    assert tables.network is not None
    before, network = tables.data, tables.network
    made = DataTable(
        generator=generator,
        samples=before.samples,
        noise=before.noise if before.generator else 0.0,
        seed=before.seed,
        held_out=before.held_out if before.generator else 0,
        standardize=before.standardize,
    )
    inputs = 1 if generator in ONE_INPUT else 2
    layers = [inputs, *network.layers[1:-1], 1]
    if layers != network.layers:
        network = _replaced(network, layers=layers, weights=None, bias_values=None)
    tables = _replaced(tables, data=made, network=network)
    last = network.activations[-1]
    if generator in NUMBERS and tables.training.loss in FOR_CLASSES:
        return _with_loss(tables, "mse")
    if generator not in NUMBERS and last == "softmax":
        return _with_loss(tables, "bce")
    return tables


def _with_points(tables: PresetFile, options: Options, name: str) -> PresetFile:
    """With other data, or otherwise made, scaled or held out."""
    if "data" in options:
        tables = _with_generator(tables, options["data"])
    assert tables.data is not None
    changes: dict[str, Any] = {
        key: value for option, key in POINTS.items() if (value := options.get(option)) is not None
    }
    if changes and tables.data.generator is None:
        wrong = "these points were given, not made by a rule"
        raise PresetError(name, f"data.{next(iter(changes))}", wrong, "choose a generator first")
    if "held_out" in options:
        changes["held_out"] = options["held_out"]
        changes |= {"validation_inputs": None, "validation_targets": None}
    if "standardize" in options:
        changes["standardize"] = options["standardize"]
    changed: PresetFile = _replaced(tables, data=_replaced(tables.data, **changes))
    return changed


def _with_features(tables: PresetFile, features: tuple[str, ...], numbers: int) -> PresetFile:
    """With these features, or the inputs themselves, and as many units to take them."""
    assert tables.data is not None
    assert tables.network is not None
    data = _replaced(tables.data, features=list(features) or None)
    network = tables.network
    layers = [len(features) or numbers, *network.layers[1:]]
    if layers != network.layers:
        network = _replaced(network, layers=layers, weights=None, bias_values=None)
    changed: PresetFile = _replaced(tables, data=data, network=network)
    return changed


def _with_key(tables: PresetFile, key: str, value: str, name: str) -> PresetFile:
    """With any key set, as if it stood so in the file."""
    try:
        read: Any = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        read = value  # a text need not be quoted
    whole = msgspec.to_builtins(tables)
    *path, last = key.split(".")
    table = whole
    for part in path:
        if not isinstance(table.get(part), dict):
            table[part] = {}
        table = table[part]
    table[last] = read
    kept = without_nothing(whole)
    return converted(name, kept, PresetFile, "presets")


def without_nothing(value: Any) -> Any:
    """Without keys that have no value: a file has none of these."""
    if isinstance(value, dict):
        return {key: without_nothing(one) for key, one in value.items() if one is not None}
    return value


def _replaced(table: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(table, **changes)
