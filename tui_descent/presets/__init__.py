"""Presets: a TOML file names the points, the network and how it is trained.

`load` takes a shipped preset's name or a file; every mistake in a file is told as one line
that names the file, the key and what would be right.
"""

from tui_descent.presets.errors import PresetError
from tui_descent.presets.loading import Description, descriptions, load, load_shipped, names
from tui_descent.presets.preset import Preset

__all__ = ["Description", "Preset", "PresetError", "descriptions", "load", "load_shipped", "names"]
