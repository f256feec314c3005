"""Another problem for the same learner: the network varied, or a new one."""

from typing import Any

from tui_descent.presets import Preset
from tui_descent.presets.variation import vary
from tui_descent.session.session import Session


def restart_varied(session: Session, **changes: Any) -> int:
    """Start again with another activation, batch size, scaling or initialisation.

    changes  as presets.variation.vary takes them

    Learning rate, optimizer and, unless the initialisation changes, the initial weights
    stay. Returns how many ghosts were dropped. Raises PresetError where the change does not fit.
    """
    preset, state = vary(session.preset, **changes), session.state
    start = preset.initial_parameters() if "init" in changes else session.walk.start
    return session.restart("the setup", preset, start, state.optimizer, state.learning_rate)


def restart_with(session: Session, preset: Preset) -> int:
    """Go on with another problem, from its start; returns how many ghosts were dropped."""
    start, rate = preset.initial_parameters(), preset.learning_rate
    return session.restart("another problem", preset, start, preset.optimizer, rate)
