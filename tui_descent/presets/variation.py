"""Variations: the same problem with another activation, batch size, scaling or start.

The tables of the preset are changed and built again, through the same checks.
"""

from typing import Any

import msgspec

from tui_descent.presets.building import build
from tui_descent.presets.preset import Preset


def vary(
    preset: Preset,
    *,
    activation: str | None = None,
    layer: int | None = None,
    everywhere: bool = False,
    batch_size: int | None = None,
    full_batch: bool = False,
    standardize: bool | None = None,
    init: str | None = None,
    init_scale: float = 1.0,
) -> Preset:
    """Return the preset with what is given changed; a surface has none of this.

    activation  of every hidden layer, of one layer, or everywhere
    layer       1 is the first layer after the inputs; the last one gives the outputs
    full_batch  all samples in every pass
    init        how weights are drawn, times init_scale; literal ones are forgotten

    Raises PresetError where it does not fit together, as a preset's file does.
    """
    tables = preset.tables
    assert tables.data is not None, "a surface has no network to vary"
    assert tables.network is not None, "a surface has no network to vary"
    data, network, training = tables.data, tables.network, tables.training
    if activation is not None:
        network = _replaced(
            network, activations=_activations(preset, activation, layer, everywhere)
        )
    if init is not None:
        network = _replaced(
            network, init=init, init_scale=init_scale, weights=None, bias_values=None
        )
    if batch_size is not None or full_batch:
        training = _replaced(training, batch_size=None if full_batch else batch_size)
    if standardize is not None:
        data = _replaced(data, standardize=standardize)
    changed = _replaced(tables, data=data, network=network, training=training)
    return build(preset.path, changed)


def _activations(
    preset: Preset, name: str, layer: int | None, everywhere: bool
) -> list[str | dict[str, Any]]:
    assert preset.tables.network is not None
    given = list(preset.tables.network.activations)
    first, last = (0, len(given) - (not everywhere)) if layer is None else (layer - 1, layer)
    given[first:last] = [name] * (last - first)
    return given


def _replaced(table: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(table, **changes)
