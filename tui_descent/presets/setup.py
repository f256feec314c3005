"""What of a network's problem can be set up anew, as rows to choose values in.

Both the screen that shows them and whoever presses its keys work on these values.
"""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from tui_descent.data.features import usual
from tui_descent.data.formulas import read_formula
from tui_descent.data.generators import GENERATORS
from tui_descent.data.initialization import INITIALIZATIONS
from tui_descent.data.surfaces import SURFACES
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.losses import LOSSES, make_loss
from tui_descent.presets.format import PresetFile, TrainingTable
from tui_descent.presets.preset import NetworkProblem, Preset
from tui_descent.presets.variation import BEND, FOR_CLASSES, NUMBERS, written_schedule

Value = str | int | float | bool | None

BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
SCALES = (0.01, 0.1, 0.5, 1.0, 2.0, 5.0)
UNITS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
MOST_UNITS = 1000
MOST_LAYERS = 6
PENALTIES = (0.0, 0.0001, 0.001, 0.01, 0.1, 1.0)
LENGTHS = (0.0, 0.1, 0.5, 1.0, 5.0)
POINTS = (10, 20, 50, 100, 200, 500)
MOST_POINTS = 10_000
NOISES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5)
HELD_OUT = (0, 10, 20, 50, 100)
SCHEDULES = {  # what each begins with, where it is chosen
    "off": {},
    "step": {"every": 20.0, "gamma": 0.5},
    "exponential": {"gamma": 0.97},
    "inverse_time": {"decay": 0.05},
    "cosine": {"passes": 100.0, "to": 0.0},
    "warmup": {"passes": 20.0},
    "one_cycle": {"passes": 100.0},
}
PARTS = {  # what can be chosen for each of its settings
    "every": (5.0, 10.0, 20.0, 50.0, 100.0),
    "gamma": (0.1, 0.3, 0.5, 0.9, 0.97, 0.99, 0.999),
    "decay": (0.001, 0.01, 0.05, 0.1, 1.0),
    "passes": (10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0),
    "to": (0.0, 0.001, 0.01, 0.1),
    "warmup": (0.0, 5.0, 10.0, 20.0),
}
FORMULAS = (
    "x**2",
    "x**4 - 3*x**3 + 2",
    "x**2/10 + sin(3*x)",
    "x**2 + 20*y**2",
    "x**2 - y**2 + y**4/4",
    "sin(x)*cos(y) + (x**2 + y**2)/20",
)
NEWLY_MADE = 200, 0.0, 0  # points, noise and seed of data that is made for the first time
LONG = 18  # cells of a list of features
GIVEN = "as given"  # weights that the preset states, and points
MIXED = "mixed"
ALL_HIDDEN = 0  # the `layer` of the row for all hidden layers
WHOLE = ("batch_size", "layers", "units", "samples", "data_seed", "held_out")  # whole numbers


class Setting(Struct, frozen=True):
    """One row: what it is called, the values to choose from, the one now, the one chosen.

    layer  of activation and units: 1 is the first after the inputs
    typed  whether a number may be typed as well; at most `most`, if that is not 0
    worded whether a text may be typed as well
    """

    option: str
    label: str
    values: tuple[Value, ...]
    now: Value
    value: Value
    layer: int = ALL_HIDDEN
    typed: bool = False
    most: int = 0
    worded: bool = False

    @property
    def text(self) -> str:
        """The chosen value as it is written."""
        if self.option == "batch_size":
            return f"{self.value} of {self.most}" if self.value else "all training points"
        if self.option == "standardize":
            return "standardised" if self.value else "as they are"
        if self.option in ("l1", "l2", "clip_norm") and not self.value:
            return "none"
        if self.option == "features" and len(str(self.value)) > LONG:
            names = str(self.value).split()
            return f"{len(names)}: {names[0]} … {names[-1]}"
        return f"{self.value:g}" if isinstance(self.value, float) else str(self.value)

    def turned(self, offset: int) -> "Setting":
        """With the value this many places further on; after the last comes the first."""
        if self.value in self.values:
            place = self.values.index(self.value) + offset
        else:
            place = 0 if offset > 0 else -1
        return replace(self, value=self.values[place % len(self.values)])

    def with_text(self, text: str) -> "Setting":
        """With a typed text; ValueError says what would be right."""
        if text not in SURFACES:
            read_formula(text)
        return replace(self, value=text)

    def with_number(self, number: float) -> "Setting":
        """With a typed number; ValueError says what would be right."""
        if self.option not in WHOLE:
            return replace(self, value=float(number))
        least = 0 if self.option in ("layers", "data_seed", "held_out") else 1
        if number != int(number) or not least <= number <= (self.most or number):
            what = f"{self.label}: a whole number, {least}"
            what = "a batch has 1" if self.option == "batch_size" else what
            most = f" to {self.most}" if self.most else " or more"
            raise ValueError(f"{what}{most}{' samples here' * (self.option == 'batch_size')}")
        whole = self.option == "batch_size" and number == self.most
        return replace(self, value=None if whole else int(number))


Setup = tuple[Setting, ...]


def setup_of(preset: Preset) -> Setup:
    """The rows for this problem as it is."""
    problem, tables = preset.problem, preset.tables
    if not isinstance(problem, NetworkProblem) or tables.data is None or tables.network is None:
        return (_height(tables), *_of_training(tables.training))
    samples = problem.data.samples
    training = tables.training
    batch = training.batch_size
    batch = None if batch is None or batch >= samples else batch
    batches = (*(size for size in BATCHES if size < samples), None)
    drawn = problem.start is None
    inits = tuple(INITIALIZATIONS)
    init = problem.init if drawn else GIVEN
    scale = float(tables.network.init_scale) if drawn else 1.0
    scaled = tables.data.standardize
    return (
        *_layers(problem),
        *_activations(problem),
        Setting("loss", "loss", _losses(problem), problem.loss.name, problem.loss.name),
        *_data(preset),
        Setting("standardize", "inputs", (False, True), scaled, scaled),
        Setting("batch_size", "batch size", batches, batch, batch, typed=True, most=samples),
        *_of_training(training),
        Setting("init", "initial weights", inits if drawn else (GIVEN, *inits), init, init),
        Setting("scale", "… times", SCALES, scale, scale, typed=True),
    )


def _height(tables: PresetFile) -> Setting:
    """The row of a surface's height: a formula, or the name of one that is known."""
    assert tables.surface is not None
    now = tables.surface.formula or tables.surface.name or ""
    choices = (now, *(one for one in (*SURFACES, *FORMULAS) if one != now))
    return Setting("formula", "height", choices, now, now, worded=True)


def _of_training(training: TrainingTable) -> Setup:
    """The rows of what every problem has."""
    clip = training.clip_norm or 0.0
    return (
        Setting("l2", "penalty l2", PENALTIES, training.l2, training.l2, typed=True),
        Setting("l1", "penalty l1", PENALTIES, training.l1, training.l1, typed=True),
        Setting("clip_norm", "clip gradients", LENGTHS, clip, clip, typed=True),
        *_schedule(written_schedule(training.schedule)),
    )


def _schedule(text: str) -> Setup:
    """The rule that the learning rate changes by, and its settings, as `cosine passes=50`."""
    name, *words = text.split()
    given = {key: float(value) for key, _, value in (word.partition("=") for word in words)}
    row = Setting("schedule", "schedule", tuple(SCHEDULES), name, name)
    parts = {**SCHEDULES.get(name, {}), **given}
    return (row, *(_part(key, value, given.get(key)) for key, value in parts.items()))


def _part(key: str, value: float, now: float | None) -> Setting:
    """The row of a setting of the schedule; it is `now`, None: it was not given."""
    known = PARTS.get(key, ())
    choices = known if value in known else (value, *known)
    return Setting(f"schedule.{key}", f"… {key}", choices, now, value, typed=True)


def _with_parts_of(rows: list[Setting], schedule: Setting) -> Setup:
    """With the rows of another schedule's settings."""
    kept = [row for row in rows if not row.option.startswith("schedule.")]
    at = kept.index(schedule) + 1
    parts = SCHEDULES.get(str(schedule.value), {})
    kept[at:at] = [_part(key, value, None) for key, value in parts.items()]
    return tuple(kept)


def _losses(problem: NetworkProblem) -> tuple[str, ...]:
    """Those that this many outputs can have: classes by softmax need two or more."""
    single = problem.network.layers[-1] == 1
    return tuple(name for name in LOSSES if not (single and name == "cross_entropy"))


def _layers(problem: NetworkProblem) -> Setup:
    hidden = problem.network.layers[1:-1]
    count = len(hidden)
    numbers = tuple(range(MOST_LAYERS + 1))
    row = Setting("layers", "hidden layers", numbers, count, count, typed=True, most=MOST_LAYERS)
    return (row, *(_units(layer, units) for layer, units in enumerate(hidden, start=1)))


def _units(layer: int, units: int, now: int | None = 0) -> Setting:
    """The row of a layer's units; it had `now` of them, None: there was no such layer."""
    before = units if now == 0 else now
    return Setting(
        "units", f"units, layer {layer}", UNITS, before, units, layer, typed=True, most=MOST_UNITS
    )


def _activations(problem: NetworkProblem) -> Setup:
    names = [activation.name for activation in problem.network.activations]
    hidden, output = names[:-1], names[-1]
    known = tuple(ACTIVATIONS)
    rows = []
    if len(hidden) > 1:
        common = hidden[0] if len(set(hidden)) == 1 else MIXED
        rows.append(_all_hidden(common, common))
    for layer, name in enumerate(hidden, start=1):
        label = "hidden layer" if len(hidden) == 1 else f"hidden layer {layer}"
        rows.append(Setting("activation", label, _bending(), name, name, layer))
    rows.append(Setting("activation", "output layer", known, output, output, len(names)))
    return tuple(rows)


def _all_hidden(now: Value, value: Value) -> Setting:
    return Setting("activation", "all hidden layers", _bending(), now, value)


def _bending() -> tuple[str, ...]:
    return tuple(name for name in ACTIVATIONS if name != "softmax")


def _data(preset: Preset) -> Setup:
    table, problem = preset.tables.data, preset.problem
    assert table is not None
    assert isinstance(problem, NetworkProblem)
    made = table.generator or GIVEN
    names = tuple(GENERATORS) if table.generator else (GIVEN, *GENERATORS)
    held = 0 if problem.held_out is None else problem.held_out.samples
    inputs = len(problem.data.given)
    chosen = " ".join(table.features or usual(inputs)[:inputs])
    sets = tuple(" ".join(usual(inputs)[:count]) for count in range(inputs, len(usual(inputs)) + 1))
    offered = sets if chosen in sets else (chosen, *sets)
    return (
        Setting("data", "data", names, made, made),
        *(_made(table.samples, table.noise, table.seed) if table.generator else ()),
        Setting("held_out", "held out", HELD_OUT, held, held, typed=True, most=MOST_POINTS),
        Setting("features", "features", offered, chosen, chosen),
    )


def _made(samples: int, noise: float, seed: int) -> Setup:
    """The rows of data that is made."""
    return (
        Setting("samples", "points", POINTS, samples, samples, typed=True, most=MOST_POINTS),
        Setting("noise", "noise", NOISES, noise, noise, typed=True),
        Setting("data_seed", "seed of the points", tuple(range(10)), seed, seed, typed=True),
    )


def with_setting(setup: Setup, place: int, setting: Setting) -> Setup:
    """With this row in its place; what hangs on it follows."""
    rows = [*setup[:place], setting, *setup[place + 1 :]]
    if setting.option == "layers":
        return _with_layers(rows, int(setting.value or 0))
    if setting.option == "loss":
        return _with_output_for(rows, str(setting.value))
    if setting.option == "data":
        return _with_rows_of(rows, setting)
    if setting.option == "schedule":
        return _with_parts_of(rows, setting)
    if setting.option != "activation":
        return tuple(rows)
    last = max(row.layer for row in rows if row.option == "activation")
    hidden = [
        at
        for at, row in enumerate(rows)
        if row.option == "activation" and ALL_HIDDEN < row.layer < last
    ]
    common = _place(rows, "activation", ALL_HIDDEN)
    if setting.layer == ALL_HIDDEN:
        for at in hidden:
            rows[at] = replace(rows[at], value=setting.value)
    elif common is not None:
        values = {rows[at].value for at in hidden}
        rows[common] = replace(rows[common], value=values.pop() if len(values) == 1 else MIXED)
    return tuple(rows)


def _with_rows_of(rows: list[Setting], data: Setting) -> Setup:
    """With the rows of made data where it is made, and a loss that goes with it."""
    known = any(row.option == "samples" for row in rows)
    if data.value == GIVEN:
        rows = [row for row in rows if row.option not in ("samples", "noise", "data_seed")]
    elif not known:
        at = rows.index(data) + 1
        rows[at:at] = _made(*NEWLY_MADE)
    return _with_loss_for(rows, data)


def _with_loss_for(rows: list[Setting], data: Setting) -> Setup:
    """With the loss of now for the data of now, and for other data with one that goes with it."""
    at = next(place for place, row in enumerate(rows) if row.option == "loss")
    loss = rows[at]
    wanted = loss.value
    if data.value == data.now:
        wanted = loss.now
    elif data.value in NUMBERS:
        wanted = "mse" if loss.value in FOR_CLASSES else loss.value
    elif loss.value == "cross_entropy" or (data.now in NUMBERS and loss.value not in FOR_CLASSES):
        wanted = "bce"  # made classes are two
    rows[at] = replace(loss, value=wanted)
    return tuple(rows) if wanted == loss.value else _with_output_for(rows, str(wanted))


def _place(rows: Iterable[Setting], option: str, layer: int = ALL_HIDDEN) -> int | None:
    return next(
        (at for at, row in enumerate(rows) if row.option == option and row.layer == layer), None
    )


def _with_layers(rows: list[Setting], count: int) -> Setup:
    """With as many rows of units; where layers come or go, one activation is that of all."""
    layers = rows[0]
    units = [row for row in rows if row.option == "units"]
    before = int(layers.now or 0)
    bends = [row for row in rows if row.option == "activation"]
    for layer in range(len(units) + 1, count + 1):
        last = units[-1].value if units else 4
        units.append(_units(layer, int(last or 1), None))
    if count == before and len(bends) - 1 == before + (before > 1):
        kept = bends
    else:
        first = next((row for row in bends if row.layer == ALL_HIDDEN or len(bends) > 1), None)
        value = BEND if first is None else first.value
        kept = [*([_all_hidden(value, value)] if count else []), bends[-1]]
    rest = [row for row in rows if row.option not in ("layers", "units", "activation")]
    return (layers, *units[:count], *kept, *rest)


def _with_output_for(rows: list[Setting], loss: str) -> Setup:
    """With the output's activation that this loss needs; without a need, none of another's."""
    at = max(place for place, row in enumerate(rows) if row.option == "activation")
    output, now = rows[at], next(row.now for row in rows if row.option == "loss")
    needed = make_loss(loss).last_activation
    freed = loss != now and make_loss(str(now)).last_activation is not None
    rows[at] = replace(output, value=needed or ("identity" if freed else output.now))
    return tuple(rows)
