"""One change of a problem, as a value: what a list of such changes says and does."""

from typing import Any, cast

from msgspec import Struct

from tui_descent.presets.format import DataTable
from tui_descent.presets.preset import Preset
from tui_descent.presets.variation import Options, vary

SAID = {
    "formula": "the height {}",
    "loss": "the loss {}",
    "data": "data {}",
    "samples": "{} points",
    "noise": "noise {}",
    "data_seed": "points of seed {}",
    "held_out": "{} held out",
    "l1": "l1 {}",
    "l2": "l2 {}",
    "clip_norm": "gradients clipped to {}",
    "schedule": "schedule {}",
}


class Change(Struct, frozen=True):
    """One option of `vary`, with the one that goes with it.

    option  as `vary` calls it
    value   its value; of batch_size None: all samples
    layer   of activation: 1 is the first layer after the inputs; None: all hidden ones
    scale   of init: the drawn weights are multiplied by it
    """

    option: str
    value: str | int | float | bool | tuple[str, ...] | tuple[int, ...] | DataTable | None
    layer: int | None = None
    scale: float = 1.0

    def as_options(self) -> Options:
        """The same as `vary` and Session.vary take it."""
        options: dict[str, Any] = {self.option: self.value}
        if self.option == "activation":
            options["layer"] = self.layer
        elif self.option == "init":
            options["init_scale"] = self.scale
        elif self.option == "batch_size" and self.value is None:
            options = {"full_batch": True}
        return cast("Options", options)

    def __str__(self) -> str:
        value = self.value
        if self.option == "activation":
            where = "in the hidden layers" if self.layer is None else f"in layer {self.layer}"
            return f"{value} {where}"
        if self.option == "batch_size":
            return "the full batch" if value is None else f"batches of {value}"
        if self.option == "standardize":
            return "inputs standardised" if value else "inputs as they are"
        if self.option == "hidden":
            assert isinstance(value, tuple)
            layers = "a hidden layer" if len(value) == 1 else "hidden layers"
            return f"{layers} of {', '.join(map(str, value))}" if value else "no hidden layer"
        if self.option == "features":
            assert isinstance(value, tuple)
            return f"features {', '.join(map(str, value))}" if value else "no features"
        if isinstance(value, DataTable):
            count = len(value.inputs or [])
            return "1 point set by hand" if count == 1 else f"{count} points set by hand"
        if self.option in ("l1", "l2", "clip_norm", "schedule") and value in (0.0, "off"):
            return {"clip_norm": "no clipping", "schedule": "no schedule"}.get(
                self.option, f"no penalty {self.option}"
            )
        if self.option in SAID:
            return SAID[self.option].format(f"{value:g}" if isinstance(value, float) else value)
        times = "" if self.scale == 1.0 else f" × {self.scale:g}"
        return f"weights {value}{times}"


def changed(preset: Preset, changes: tuple[Change, ...]) -> Preset:
    """Return the preset after all of these; raises PresetError where they do not fit."""
    for change in changes:
        preset = vary(preset, **change.as_options())
    return preset
