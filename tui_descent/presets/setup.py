"""What of a network's problem can be set up anew, as rows to choose values in.

Both the screen that shows them and whoever presses its keys work on these values.
"""

from msgspec import Struct
from msgspec.structs import replace

from tui_descent.data.initialization import INITIALIZATIONS
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.presets.change import Change
from tui_descent.presets.preset import NetworkProblem, Preset

Value = str | int | float | bool | None

BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
SCALES = (0.01, 0.1, 0.5, 1.0, 2.0, 5.0)
GIVEN = "as given"  # weights that the preset states
MIXED = "mixed"
ALL_HIDDEN = 0  # the `layer` of the row for all hidden layers


class Setting(Struct, frozen=True):
    """One row: what it is called, the values to choose from, the one now, the one chosen.

    layer  of an activation: 1 is the first after the inputs
    typed  whether a number may be typed as well; at most `most`, if that is not 0
    """

    option: str
    label: str
    values: tuple[Value, ...]
    now: Value
    value: Value
    layer: int = ALL_HIDDEN
    typed: bool = False
    most: int = 0

    @property
    def text(self) -> str:
        """The chosen value as it is written."""
        if self.option == "batch_size":
            return f"{self.value} of {self.most}" if self.value else f"all {self.most}"
        if self.option == "standardize":
            return "standardised" if self.value else "as they are"
        return f"{self.value:g}" if isinstance(self.value, float) else str(self.value)

    def turned(self, offset: int) -> "Setting":
        """With the value this many places further on; after the last comes the first."""
        if self.value in self.values:
            place = self.values.index(self.value) + offset
        else:
            place = 0 if offset > 0 else -1
        return replace(self, value=self.values[place % len(self.values)])

    def with_number(self, number: float) -> "Setting":
        """With a typed number; ValueError says what would be right."""
        if self.option != "batch_size":
            return replace(self, value=float(number))
        if number != int(number) or not 1 <= number <= self.most:
            raise ValueError(f"a batch has 1 to {self.most} samples here")
        return replace(self, value=None if number == self.most else int(number))


Setup = tuple[Setting, ...]


def setup_of(preset: Preset) -> Setup:
    """The rows for this problem as it is; none for a surface."""
    problem, tables = preset.problem, preset.tables
    if not isinstance(problem, NetworkProblem) or tables.data is None or tables.network is None:
        return ()
    samples = problem.data.samples
    batch = tables.training.batch_size
    batch = None if batch is None or batch >= samples else batch
    batches = (*(size for size in BATCHES if size < samples), None)
    drawn = problem.start is None
    inits = tuple(INITIALIZATIONS)
    init = problem.init if drawn else GIVEN
    scale = float(tables.network.init_scale) if drawn else 1.0
    scaled = tables.data.standardize
    return (
        *_activations(problem),
        Setting("batch_size", "batch size", batches, batch, batch, typed=True, most=samples),
        Setting("standardize", "inputs", (False, True), scaled, scaled),
        Setting("init", "initial weights", inits if drawn else (GIVEN, *inits), init, init),
        Setting("scale", "… times", SCALES, scale, scale, typed=True),
    )


def _activations(problem: NetworkProblem) -> Setup:
    names = [activation.name for activation in problem.network.activations]
    hidden, output = names[:-1], names[-1]
    known = tuple(ACTIVATIONS)
    bending = tuple(name for name in known if name != "softmax")
    rows = []
    if len(hidden) > 1:
        common = hidden[0] if len(set(hidden)) == 1 else MIXED
        rows.append(Setting("activation", "all hidden layers", bending, common, common))
    for layer, name in enumerate(hidden, start=1):
        label = "hidden layer" if len(hidden) == 1 else f"hidden layer {layer}"
        rows.append(Setting("activation", label, bending, name, name, layer))
    rows.append(Setting("activation", "output layer", known, output, output, len(names)))
    return tuple(rows)


def with_setting(setup: Setup, place: int, setting: Setting) -> Setup:
    """With this row in its place; the row for all hidden layers and theirs follow each other."""
    rows = [*setup[:place], setting, *setup[place + 1 :]]
    if setting.option != "activation":
        return tuple(rows)
    last = max(row.layer for row in rows)
    hidden = [at for at, row in enumerate(rows) if ALL_HIDDEN < row.layer < last]
    if setting.layer == ALL_HIDDEN:
        for at in hidden:
            rows[at] = replace(rows[at], value=setting.value)
    elif rows[0].layer == ALL_HIDDEN:
        values = {rows[at].value for at in hidden}
        rows[0] = replace(rows[0], value=values.pop() if len(values) == 1 else MIXED)
    return tuple(rows)


def changes(setup: Setup) -> tuple[Change, ...]:
    """What was chosen otherwise than it is."""
    found = [*_activation_changes(setup)]
    rows = {row.option: row for row in setup if row.option != "activation"}
    for option in ("batch_size", "standardize"):
        row = rows[option]
        if row.value != row.now:
            assert not isinstance(row.value, float)
            found.append(Change(option, row.value))
    init, scale = rows["init"], rows["scale"]
    if init.value != GIVEN and (init.value != init.now or scale.value != scale.now):
        assert isinstance(init.value, str)
        assert isinstance(scale.value, float)
        found.append(Change("init", init.value, scale=scale.value))
    return tuple(found)


def _activation_changes(setup: Setup) -> list[Change]:
    rows = [row for row in setup if row.option == "activation" and row.layer != ALL_HIDDEN]
    hidden, output = rows[:-1], rows[-1:]
    other = [row for row in hidden if row.value != row.now]
    found = []
    if other and len({row.value for row in hidden}) == 1:
        found.append(Change("activation", str(hidden[0].value)))
    else:
        found += [Change("activation", str(row.value), row.layer) for row in other]
    found += [
        Change("activation", str(row.value), row.layer) for row in output if row.value != row.now
    ]
    return found
