"""Another problem for the same learner: the network varied, or a new one."""

from typing import Unpack

from tui_descent.engine.arrays import FloatArray, read_only
from tui_descent.engine.network import Network
from tui_descent.presets import Preset
from tui_descent.presets.preset import NetworkProblem
from tui_descent.presets.variation import Options, vary
from tui_descent.session.session import Session


def restart_varied(session: Session, **changes: Unpack[Options]) -> int:
    """Start again with another network, other data, or another way down.

    changes  as presets.variation.vary takes them

    Learning rate and optimizer stay, and so do the initial weights that still fit, unless the
    initialisation changes. Returns how many other runs were dropped. Raises PresetError where the
    change does not fit.
    """
    state, begins_schedule = session.state, session.preset.plan is None and "schedule" in changes
    if begins_schedule and "learning_rate" not in changes:
        changes["learning_rate"] = state.learning_rate
    preset = vary(session.preset, **changes)
    start = start_of(session.preset, session.walk.start, preset, session.seed, "init" in changes)
    rate = session.walk.rate_to_begin
    if preset.plan is not None and (session.walk.follows_plan or "schedule" in changes):
        rate = preset.plan.rate(0)
    elif "schedule" in changes:  # there is none any more
        rate = preset.learning_rate
    return session.restart("the setup", preset, start, state.optimizer, rate)


def start_of(
    before: Preset, start: FloatArray, after: Preset, seed: int | None, drawn_anew: bool
) -> FloatArray:
    """Where a varied problem starts, θ of shape (P,): with the old weights that still fit.

    before, start  the problem as it was, and where it started
    drawn_anew     whether the initialisation is another
    """
    drawn = after.initial_parameters(None if drawn_anew else seed)
    return drawn if drawn_anew else carried_over(before, start, after, drawn)


def restart_with(session: Session, preset: Preset) -> int:
    """Go on with another problem, from its start; returns how many other runs were dropped."""
    start, rate = preset.initial_parameters(), preset.learning_rate
    if preset.plan is not None:
        rate = preset.plan.rate(0)
    return session.restart("another problem", preset, start, preset.optimizer, rate)


def carried_over(before: Preset, old: FloatArray, after: Preset, drawn: FloatArray) -> FloatArray:
    """The drawn start of another network, with the old weights wherever they still belong.

    old, drawn  θ of the one network and of the other
    """
    one, other = before.problem, after.problem
    if not (isinstance(one, NetworkProblem) and isinstance(other, NetworkProblem)):
        return old if old.shape == drawn.shape else drawn
    if one.network.layers == other.network.layers:
        return old
    theta = drawn.copy()
    for here, there in _same_layers(one.network, other.network):
        source, target = one.network.blocks(old)[here], other.network.blocks(theta)[there]
        units = min(len(source), len(target))
        biases = one.network.biases and other.network.biases
        inputs = min(source.shape[1], target.shape[1]) - biases
        target[:units, :inputs] = source[:units, :inputs]
        if biases:
            target[:units, -1] = source[:units, -1]
    return read_only(theta)


def _same_layers(one: Network, other: Network) -> list[tuple[int, int]]:
    """The layers that have the same part in both: from the inputs on, and the outputs."""
    inner = min(len(one.layers), len(other.layers)) - 2
    same = [(number, number) for number in range(inner)]
    if one.layers[0] != other.layers[0]:
        same = same[1:]
    as_deep = len(one.layers) == len(other.layers)
    if as_deep or one.layers[-2] == other.layers[-2]:
        same.append((len(one.layers) - 2, len(other.layers) - 2))
    return same
