"""One change of a problem, as a value: what a list of such changes says and does."""

from typing import Any

from msgspec import Struct

from tui_descent.presets.preset import Preset
from tui_descent.presets.variation import vary


class Change(Struct, frozen=True):
    """One option of `vary`, with the one that goes with it.

    option  activation, batch_size, standardize or init
    value   its value; of batch_size None: all samples
    layer   of activation: 1 is the first after the inputs; None: all hidden ones
    scale   of init: the drawn weights are multiplied by it
    """

    option: str
    value: str | int | bool | None
    layer: int | None = None
    scale: float = 1.0

    def as_options(self) -> dict[str, Any]:
        """The same as `vary` and Session.vary take it."""
        if self.option == "activation":
            return {"activation": self.value, "layer": self.layer}
        if self.option == "batch_size" and self.value is None:
            return {"full_batch": True}
        if self.option == "init":
            return {"init": self.value, "init_scale": self.scale}
        return {self.option: self.value}

    def __str__(self) -> str:
        if self.option == "activation":
            where = "in the hidden layers" if self.layer is None else f"in layer {self.layer}"
            return f"{self.value} {where}"
        if self.option == "batch_size":
            return "the full batch" if self.value is None else f"batches of {self.value}"
        if self.option == "standardize":
            return "inputs standardised" if self.value else "inputs as they are"
        times = "" if self.scale == 1.0 else f" × {self.scale:g}"
        return f"weights {self.value}{times}"


def changed(preset: Preset, changes: tuple[Change, ...]) -> Preset:
    """Return the preset after all of these; raises PresetError where they do not fit."""
    for change in changes:
        preset = vary(preset, **change.as_options())
    return preset
