"""What a session and its parameters are called."""

from tui_descent.analysis.baselines import Baselines, baselines
from tui_descent.data.surfaces import Surface
from tui_descent.engine.batches import Scaling
from tui_descent.engine.objective import Objective
from tui_descent.presets import Preset
from tui_descent.presets.loading import is_shipped
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.frame import Heading

MOST_NUMBERED = 9  # weights, up to which they are also called w1, w2, w3 …


def heading_of(preset: Preset) -> Heading:
    """What stays as it is as long as a problem is open."""
    problem = preset.problem
    return Heading(
        _name_of(preset),
        preset.title,
        preset.summary,
        preset.shape,
        problem.loss_name,
        problem.network if isinstance(problem, NetworkProblem) else None,
        _baselines_of(preset),
        _scaling_of(preset),
    )


def _is_own(preset: Preset) -> bool:
    """Whether the data is the learner's own: in a CSV file that is not a shipped one."""
    problem = preset.problem
    own = isinstance(problem, NetworkProblem) and problem.selection is not None
    return own and not is_shipped(preset)


def _baselines_of(preset: Preset) -> Baselines | None:
    """Losses to compare with."""
    problem = preset.problem
    if not isinstance(problem, NetworkProblem) or not _is_own(preset):
        return None
    return baselines(problem.data, problem.loss.name)


def _scaling_of(preset: Preset) -> Scaling | None:
    """How the inputs were scaled."""
    problem = preset.problem
    if not isinstance(problem, NetworkProblem) or not _is_own(preset):
        return None
    units = problem.data.units
    return None if units is None or units.center is None or units.features else units


def _name_of(preset: Preset) -> str:
    """The preset's name; of a surface of one's own its formula."""
    surface = preset.tables.surface
    return preset.name if surface is None or surface.formula is None else surface.formula


def short_names(objective: Objective) -> tuple[str, ...]:
    """What parameters are called in a narrow column, P of them."""
    own = objective.coordinates if isinstance(objective, Surface) else ()
    return own or short_labels(objective.labels)


def short_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    """`W1[x1→h2]` becomes `x1→h2`, `b1[h2]` becomes `b→h2`; few weights also get w1, w2 …"""
    numbered = sum(label.startswith("W") for label in labels) <= MOST_NUMBERED
    short, weights = [], 0
    for label in labels:
        if label.startswith("w["):
            short.append(f"w{label[2:-1]}")
            continue
        inside = label[label.index("[") + 1 : -1]
        if label.startswith("W"):
            weights += 1
            short.append(f"w{weights} {inside}" if numbered else inside)
        else:
            short.append(f"{'b    →' if numbered else 'b→'}{inside}")
    return tuple(short)
