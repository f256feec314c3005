"""From a departure to the text of a script, in the way that was asked for."""

from collections.abc import Callable
from pathlib import PurePath

from tui_descent.export.departure import Departure
from tui_descent.export.numpy_script import numpy_script
from tui_descent.export.torch_script import torch_script

TARGETS: dict[str, Callable[[Departure], str]] = {"torch": torch_script, "numpy": numpy_script}


def script(departure: Departure, target: str) -> str:
    """Return the script, for one of TARGETS; raises ExportError where that cannot say it."""
    departure.check()
    return TARGETS[target](departure)


def target_of(path: PurePath) -> str:
    """What a file of this name is written for: numpy where its name ends so, else PyTorch."""
    return "numpy" if path.stem.lower().endswith("numpy") else "torch"
