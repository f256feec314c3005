"""The options that several commands share, and what may be given to them.

What is wrong with a value is one line that names the option and what would be right.
"""

import math
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

import click

from tui_descent import completion

if TYPE_CHECKING:
    from tui_descent.engine.optimizers import Optimizer
    from tui_descent.presets import Preset
    from tui_descent.presets.deciding import Choice
    from tui_descent.presets.own_data import OwnData

    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # generic only from click 8.4 on


class Rate(ParamType):
    """A finite number; with `positive` one above 0."""

    name = "float"

    def __init__(self, positive: bool = False) -> None:
        self._positive = positive

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> float:
        rate: float = click.FLOAT.convert(value, param, context)
        if self._positive and not 0.0 < rate < math.inf:
            wrong = f"{_option(param)}: {rate} is not a rate above 0"
            raise click.UsageError(f"{wrong}; give one like 0.001")
        if not math.isfinite(rate):
            raise click.UsageError(
                f"{_option(param)}: {rate} is not a finite number; give one like 0.1"
            )
        return rate


class RateAt(ParamType):
    """A learning rate from a pass on: `20:0.05`."""

    name = "PASS:X"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> tuple[int, float]:
        place, _, rate = str(value).partition(":")
        try:
            number, finite = int(place), float(rate)
        except ValueError:
            number, finite = -1, 0.0
        if number < 0:
            wrong = f"{_option(param)}: {value!r} is not PASS:X"
            raise click.UsageError(f"{wrong}; write, for example, 20:0.05")
        return number, Rate().convert(finite, param, context)


class OptimizerName(ParamType):
    """An optimizer with its usual settings, by its name."""

    name = "NAME"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> "Optimizer":
        from tui_descent.engine.optimizers import OPTIMIZERS

        if value not in OPTIMIZERS:
            known = ", ".join(OPTIMIZERS)
            raise click.UsageError(
                f"{_option(param)}: {value!r} is not known; choose one of: {known}"
            )
        return OPTIMIZERS[value]()


class Units(ParamType):
    """The units of each hidden layer: `8,8`; `none`: no hidden layer."""

    name = "UNITS"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> tuple[int, ...]:
        if value == "none":
            return ()
        parts = str(value).replace(" ", "").split(",")
        if not all(part.isdecimal() and int(part) for part in parts):
            wrong = f"{_option(param)}: {value!r} is not a list of units"
            raise click.UsageError(f"{wrong}; write, for example, 8,8, or none")
        return tuple(map(int, parts))


class KeyValue(ParamType):
    """A key of a preset and its value: `training.clip_norm=1`."""

    name = "KEY=VALUE"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> tuple[str, str]:
        key, equals, text = str(value).partition("=")
        if not equals or not all(key.strip().split(".")):
            wrong = f"{_option(param)}: {value!r} is not KEY=VALUE"
            raise click.UsageError(f"{wrong}; write, for example, training.clip_norm=1")
        return key.strip(), text.strip()


def _option(param: click.Parameter | None) -> str:
    return param.opts[0] if param is not None else ""


LEARNING_RATE = click.option("--learning-rate", type=Rate(), help="Start with this learning rate.")
LEARNING_RATE_AT = click.option(
    "--learning-rate-at",
    "rates",
    type=RateAt(),
    metavar="PASS:X",
    multiple=True,
    callback=lambda context, param, entries: dict(entries),
    help="After PASS passes go on with learning rate X; may be given repeatedly.",
)
OPTIMIZER = click.option(
    "--optimizer",
    type=OptimizerName(),
    metavar="NAME",
    shell_complete=completion.optimizer_names,
    help="Use another optimizer.",
)
PRESET = click.argument("preset", shell_complete=completion.preset_names)
SEED = click.option(
    "--seed", type=click.IntRange(min=0), help="Draw the initial weights with this."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
FPS = click.option(
    "--fps", type=click.FloatRange(0.1, 60.0), help="Send at most this many screens a second."
)
ASCII = click.option(
    "--ascii", is_flag=True, help="Send plain ASCII only; by itself where it is needed."
)
PLAIN = click.option(
    "--plain", is_flag=True, help="Lines of text, no screen; by itself where TERM is dumb."
)


VARIATIONS = (
    click.option("--hidden", type=Units(), metavar="8,8", help="Units of the hidden layers."),
    click.option(
        "--activation",
        metavar="NAME",
        shell_complete=completion.activation_names,
        help="Activation of the hidden layers.",
    ),
    click.option(
        "--loss",
        metavar="NAME",
        shell_complete=completion.loss_names,
        help="The loss, with the last activation it needs.",
    ),
    click.option("--batch-size", type=click.IntRange(min=1), metavar="N", help="Samples a pass."),
    click.option(
        "--data",
        metavar="GENERATOR",
        shell_complete=completion.generator_names,
        help="Made points: circle, xor, spiral …",
    ),
    click.option(
        "--formula",
        metavar="TEXT",
        shell_complete=completion.surface_names,
        help="Of a surface's height: 'x**4 - 3*x**3 + 2'.",
    ),
    click.option(
        "--schedule",
        metavar="SPEC",
        shell_complete=completion.schedule_names,
        help="How the learning rate changes: cosine,passes=50,to=0.01.",
    ),
    click.option("--l1", type=Rate(), metavar="X", help="Add X times the weights' sizes."),
    click.option("--l2", type=Rate(), metavar="X", help="Add X/2 times the weights' squares."),
    click.option(
        "--weights",
        metavar="FILE",
        shell_complete=completion.file_names,
        help="Start with those of a state dict, in .json or .npz.",
    ),
    click.option(
        "--set",
        "keys",
        type=KeyValue(),
        metavar="KEY=VALUE",
        multiple=True,
        shell_complete=completion.key_names,
        help="Set any key of a preset, as it stands in its file; may be given repeatedly.",
    ),
)
CSV_OPTIONS = (
    click.option("--target", metavar="COLUMN", help="Of a CSV file: the column to predict."),
    click.option("--inputs", metavar="A,B", help="The columns to predict it from."),
    click.option("--classes", is_flag=True, help="Numbers of the target name classes."),
    click.option(
        "--missing", metavar="X", multiple=True, help="X stands for a missing cell, as -999 may."
    ),
    click.option("--held-out", metavar="20%", help="Rows that no pass learns from."),
    click.option("--rows", type=click.IntRange(min=2), metavar="N", help="Draw N rows."),
)
OF_CSV = ("target", "inputs", "classes", "missing", "held_out", "rows")
OF_VARIATIONS = (
    "hidden", "activation", "loss", "batch_size", "data", "formula", "schedule", "l1", "l2",
    "weights", "keys",
)  # fmt: skip


def variations(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that make another problem; they come as one: `varied`."""

    @wraps(command)
    def collected(*args: Any, **params: Any) -> Any:
        given = {name: params.pop(name) for name in OF_VARIATIONS}
        varied = {name: value for name, value in given.items() if value not in (None, ())}
        if given["hidden"] == ():
            varied["hidden"] = ()
        return command(*args, varied=varied, **params)

    function: Callable[..., Any] = collected
    for option in reversed(VARIATIONS):
        function = option(function)
    return function


def overrides(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that change what a preset says."""
    command = variations(command)
    for option in (SEED, OPTIMIZER, LEARNING_RATE_AT, LEARNING_RATE):
        command = option(command)
    return command


def csv_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options about a CSV file; they come as one: `of_csv`."""

    @wraps(command)
    def collected(*args: Any, **params: Any) -> Any:
        of_csv = {name: params.pop(name) for name in OF_CSV}
        given = {name: value for name, value in of_csv.items() if value not in (None, (), False)}
        return command(*args, of_csv=given, **params)

    function: Callable[..., Any] = collected
    for option in reversed(CSV_OPTIONS):
        function = option(function)
    return function


def opened(
    name: str, of_csv: dict[str, Any], varied: dict[str, Any], rate: float | None
) -> "tuple[Preset, list[str]]":
    """The preset of that name or file, or of a CSV file, varied; and what is to be told of it."""
    from tui_descent.lessons.listing import refuse_lesson
    from tui_descent.presets.loading import load

    refuse_lesson(name)
    if not is_table(name, of_csv):
        if of_csv:
            option = f"--{next(iter(of_csv)).replace('_', '-')}"
            raise click.UsageError(
                f"{option}: {name} is not a CSV file; give one, such as houses.csv"
            )
        preset = varied_preset(load(name), varied, rate)
        return preset, told_of_csv(preset)
    own = from_csv(name, of_csv, varied, rate)
    return own.preset, own.lines


def is_table(name: str, of_csv: dict[str, Any]) -> bool:
    """Whether a file is meant as a table: by its name or, where a target is given, any but TOML."""
    from pathlib import Path

    from tui_descent.presets.loading import is_csv

    other = bool(of_csv) and not name.endswith(".toml") and Path(name).is_file()
    return is_csv(name) or other


def told_of_csv(preset: "Preset") -> list[str]:
    """What is to be told of the CSV file that a preset names."""
    if preset.tables.data is None or preset.tables.data.csv is None:
        return []
    from tui_descent.presets.telling import told_of_rows

    return told_of_rows(preset)


def from_csv(
    name: str, of_csv: dict[str, Any], varied: dict[str, Any], rate: float | None = None
) -> "OwnData":
    """The problem of a CSV file, varied; and what was decided."""
    from pathlib import Path

    from tui_descent.presets.own_data import load_csv
    from tui_descent.presets.variation import Options

    options = {**varied, "learning_rate": rate} if rate is not None else varied
    return load_csv(Path(name), choice_of(of_csv), cast(Options, options))


def choice_of(of_csv: dict[str, Any]) -> "Choice":
    """What was asked of a CSV file."""
    import csv

    from tui_descent.presets.deciding import Choice

    given = dict(of_csv)
    if "inputs" in given:
        names = next(csv.reader([given["inputs"]], skipinitialspace=True), [])
        given["inputs"] = tuple(name.strip() for name in names if name.strip())
    return Choice(**given)


def varied_preset(preset: "Preset", varied: dict[str, Any], rate: float | None) -> "Preset":
    """The preset with the options that were given; a rate is the one that its schedule takes."""
    if rate is not None and (preset.plan is not None or "schedule" in varied):
        varied = {**varied, "learning_rate": rate}
    if not varied:
        return preset
    from tui_descent.presets.variation import vary

    return vary(preset, **varied)


def screen_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command that opens a screen."""
    for option in (FPS, ASCII, PLAIN):
        command = option(command)
    return command
