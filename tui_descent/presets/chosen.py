"""What was chosen otherwise in the rows of a set-up, as changes of the problem."""

from collections.abc import Mapping

from tui_descent.engine.losses import make_loss
from tui_descent.presets.change import Change
from tui_descent.presets.setup import ALL_HIDDEN, GIVEN, Setting, Setup


def changes(setup: Setup) -> tuple[Change, ...]:
    """What was chosen otherwise than it is."""
    rows = {row.option: row for row in setup if row.option not in ("activation", "units")}
    if "formula" in rows:
        height = rows["formula"]
        other = [Change("formula", str(height.value))] if height.value != height.now else []
        return (*other, *_training_changes(setup, rows))
    found = []
    units = tuple(int(row.value or 1) for row in setup if row.option == "units")
    if rows["layers"].value != rows["layers"].now or any(
        row.value != row.now for row in setup if row.option == "units"
    ):
        found.append(Change("hidden", units))
    # The data first: a loss need not fit those that go.
    if rows["data"].value != rows["data"].now:
        found.append(Change("data", rows["data"].value))
    if rows["loss"].value != rows["loss"].now:
        found.append(Change("loss", str(rows["loss"].value)))
    found += _activation_changes(setup)
    for option in ("samples", "noise", "data_seed", "held_out", "standardize"):
        row = rows.get(option)
        if row is not None and row.value != row.now:
            found.append(Change(option, row.value))
    if rows["features"].value != rows["features"].now and rows["data"].value == rows["data"].now:
        found.append(Change("features", tuple(str(rows["features"].value).split())))
    if rows["batch_size"].value != rows["batch_size"].now:
        found.append(Change("batch_size", rows["batch_size"].value))
    found += _training_changes(setup, rows)
    init, scale = rows["init"], rows["scale"]
    if init.value != GIVEN and (init.value != init.now or scale.value != scale.now):
        assert isinstance(init.value, str)
        assert isinstance(scale.value, float)
        found.append(Change("init", init.value, scale=scale.value))
    return tuple(found)


def _training_changes(setup: Setup, rows: Mapping[str, Setting]) -> list[Change]:
    """Of penalties, clipping and the schedule."""
    found = [
        Change(option, rows[option].value)
        for option in ("l2", "l1", "clip_norm")
        if rows[option].value != rows[option].now
    ]
    parts = [row for row in setup if row.option.startswith("schedule.")]
    if any(row.value != row.now for row in (rows["schedule"], *parts)):
        texts = (f"{row.option.partition('.')[2]}={row.value:g}" for row in parts)
        found.append(Change("schedule", " ".join([str(rows["schedule"].value), *texts])))
    return found


def _activation_changes(setup: Setup) -> list[Change]:
    rows = [row for row in setup if row.option == "activation"]
    hidden = [row for row in rows[:-1] if row.layer != ALL_HIDDEN]
    common, output = [row for row in rows[:-1] if row.layer == ALL_HIDDEN], rows[-1:]
    other = [row for row in hidden if row.value != row.now]
    found = []
    if not hidden:
        found += [Change("activation", str(row.value)) for row in common if row.value != row.now]
        loss = next(row for row in setup if row.option == "loss")
        needed = make_loss(str(loss.value)).last_activation
        if needed is None and output[0].value != output[0].now:
            found.append(Change("activation", str(output[0].value), len(_hidden(setup)) + 1))
        return found
    if other and len({row.value for row in hidden}) == 1:
        found.append(Change("activation", str(hidden[0].value)))
    else:
        found += [Change("activation", str(row.value), row.layer) for row in other]
    found += [
        Change("activation", str(row.value), row.layer) for row in output if row.value != row.now
    ]
    return found


def _hidden(setup: Setup) -> list[Setting]:
    return [row for row in setup if row.option == "units"]
