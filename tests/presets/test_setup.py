"""What the rows of the set-up say is what is there once they are taken."""

from itertools import product

import pytest

from tui_descent.data.generators import GENERATORS
from tui_descent.engine.losses import LOSSES
from tui_descent.presets import load
from tui_descent.presets.change import changed
from tui_descent.presets.chosen import changes
from tui_descent.presets.errors import PresetError
from tui_descent.presets.preset import NetworkProblem, Preset
from tui_descent.presets.setup import Setup, setup_of, with_setting
from tui_descent.presets.variation import NUMBERS

ONLY_FOR_CLASSES = {("sine", "bce"), ("diabetes", "bce")}
PRESETS = ("circle", "spiral", "sine", "xor", "iris-species", "moons", "diabetes")


def with_value(setup: Setup, option: str, value: str) -> Setup:
    """The rows once this value was chosen in the first row of this option."""
    place = next(at for at, row in enumerate(setup) if row.option == option)
    row = setup[place]
    turns = row.values.index(value) - row.values.index(row.value)
    return with_setting(setup, place, row.turned(turns))


def said(setup: Setup) -> dict[str, object]:
    """Loss, data and last activation by the rows."""
    output = max((row for row in setup if row.option == "activation"), key=lambda row: row.layer)
    rows = {row.option: row.value for row in setup if row.option in ("loss", "data")}
    return {**rows, "output": output.value}


def taken(preset: Preset, setup: Setup) -> dict[str, object]:
    """The same of the problem that comes of them."""
    return said(setup_of(changed(preset, changes(setup))))


@pytest.mark.parametrize(("name", "data"), [*product(PRESETS, GENERATORS)])
def test_other_data_has_the_loss_and_the_output_that_the_rows_show(name: str, data: str) -> None:
    preset = load(name)
    setup = with_value(setup_of(preset), "data", data)
    assert taken(preset, setup) == said(setup)
    fits = ("bce", "sigmoid") if data not in NUMBERS else ("mse", "identity")
    problem = preset.problem
    assert isinstance(problem, NetworkProblem)
    if problem.loss.name in ("bce", "cross_entropy"):
        assert (said(setup)["loss"], said(setup)["output"]) == fits


@pytest.mark.parametrize(("name", "data"), [*product(PRESETS, GENERATORS)])
def test_back_at_its_own_data_all_is_as_it_was(name: str, data: str) -> None:
    rows = setup_of(load(name))
    own = str(next(row.value for row in rows if row.option == "data"))
    assert said(with_value(with_value(rows, "data", data), "data", own)) == said(rows)


def test_classes_after_numbers_are_learned_with_a_loss_for_classes() -> None:
    preset = load("spiral")
    waves = changed(preset, changes(with_value(setup_of(preset), "data", "sine")))
    again = with_value(setup_of(waves), "data", "spiral")
    assert taken(waves, again) == {"data": "spiral", "loss": "bce", "output": "sigmoid"}


@pytest.mark.parametrize(("name", "loss"), [*product(PRESETS, LOSSES)])
def test_another_loss_has_the_output_that_the_rows_show(name: str, loss: str) -> None:
    preset = load(name)
    rows = setup_of(preset)
    if loss not in next(row.values for row in rows if row.option == "loss"):
        assert loss == "cross_entropy"
        return
    setup = with_value(rows, "loss", loss)
    if (name, loss) in ONLY_FOR_CLASSES:
        with pytest.raises(PresetError, match="bce takes targets from 0 to 1"):
            taken(preset, setup)
    else:
        assert taken(preset, setup) == said(setup)
