"""The points of a problem, as far as a hand can set them."""

from tui_descent.presets.points import HandPoints
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.session import Session
from tui_descent.views.fit import classes_of

NO_HAND = "points are set by hand where there is one input, or two of one class or another"
MOST_CLASSES = 9


def points_of(session: Session) -> HandPoints | None:
    """The points of a problem, if a hand can set them; None: it cannot."""
    problem = session.preset.problem
    if not isinstance(problem, NetworkProblem):
        return None
    given, targets, classes = problem.data.given, problem.data.targets, classes_of(problem)
    if len(given) == 1 and len(targets) == 1:
        places = zip(given[0].tolist(), targets[0].tolist(), strict=True)
        return HandPoints(tuple(places), (0,) * problem.data.samples, ())
    if len(given) != 2 or classes is None or len(classes.names) > MOST_CLASSES:
        return None
    places = zip(given[0].tolist(), given[1].tolist(), strict=True)
    return HandPoints(tuple(places), tuple(classes.of(targets).tolist()), classes.names)
