"""What opens over the training screen, and what is done with what was chosen there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol

from textual.screen import Screen

from tui_descent.actions.passes import DIVERGED
from tui_descent.session.another import restart_varied
from tui_descent.session.session import Session

if TYPE_CHECKING:
    from tui_descent.engine.optimizers import Optimizer
    from tui_descent.presets.change import Change
    from tui_descent.session.race import LineUp


class Host(Protocol):
    """The screen under a dialog."""

    @property
    def session(self) -> Session:
        """What it shows."""

    @property
    def is_narrow(self) -> bool:
        """Whether it has little room for words."""

    def open(self, dialog: Screen[Any], take: Callable[[Any], None] | None = None) -> None:
        """Put a dialog over it, and hand on what was chosen."""

    def show(self, notice: str = "") -> None:
        """Show the session as it stands; `{back}` in a notice stands for the name of a key."""

    def show_undoable(self, said: str) -> None:
        """Say what was done, and that it can be undone."""

    def follow_problem(self) -> None:
        """Show the views that there are for the problem, which may be another one."""


def optimizer(host: Host) -> None:
    """Choose the optimizer."""
    from tui_descent.ui.screens.chooser import ChooserScreen

    host.open(ChooserScreen(host.session), partial(_use, host))


def _use(host: Host, chosen: Optimizer | None) -> None:
    """Go on with this optimizer; None: with the one there was."""
    if chosen is None:
        host.show()
    elif chosen == host.session.state.optimizer:
        host.show(f"{chosen.name} is in use already: nothing changed")
    else:
        host.session.set_optimizer(chosen)
        start = "" if host.is_narrow else f", {chosen.start}"
        host.show_undoable(f"{chosen.name} from here on: same weights{start}")


def setup(host: Host) -> None:
    """Choose layers, activations, data, loss, penalty, schedule and initial weights.

    Of a surface its height, penalty and schedule.
    """
    from tui_descent.ui.screens.setup import SetupScreen

    host.open(SetupScreen(host.session), partial(_set_up, host))


def _set_up(host: Host, changes: tuple[Change, ...] | None) -> None:
    """Start again with these changes; None: nothing was taken."""
    if not changes:
        host.show("" if changes is None else "nothing changed")
        return
    with host.session.undoing.one_action("the setup"):
        dropped = sum(restart_varied(host.session, **change.as_options()) for change in changes)
    host.follow_problem()
    others = "; the other runs are gone" if dropped else ""
    host.show_undoable(f"{', '.join(map(str, changes))}: from pass 0 on{others}")


def points(host: Host) -> None:
    """Set points by hand, and learn from them."""
    from tui_descent.session.points import NO_HAND, points_of
    from tui_descent.ui.screens.points import PointsScreen

    found = points_of(host.session)
    if found is None:
        host.show(NO_HAND)
    else:
        host.open(
            PointsScreen(host.session, found),
            lambda change: _set_up(host, None if change is None else (change,)),
        )


def sweep(host: Host) -> None:
    """See where each of some learning rates leads, and take one."""
    from tui_descent.ui.screens.sweep import SweepScreen

    if host.session.state.finite:
        host.open(SweepScreen(host.session), partial(_take_rate, host))
    else:
        host.show(DIVERGED)


def _take_rate(host: Host, rate: float | None) -> None:
    """Go on at this rate; where there is a schedule, start again with it."""
    session = host.session
    if rate is None or session.preset.plan is None or not session.walk.follows_plan:
        if rate is not None:
            session.set_learning_rate(rate)
        host.show()
        return
    with session.undoing.one_action("the sweep"):
        restart_varied(session, learning_rate=rate)
    host.follow_problem()
    host.show_undoable(f"the schedule starts from {rate:g} now, at pass 0")


def race(host: Host) -> None:
    """Choose who races from here, or end the race."""
    from tui_descent.ui.screens.race import RaceScreen

    if host.session.ended and not host.session.number:
        host.show(DIVERGED)
    else:
        host.open(RaceScreen(host.session), partial(_race, host))


def _race(host: Host, line_up: LineUp | Literal["off"] | None) -> None:
    """Have these race, or end the race; None: nothing was taken."""
    from tui_descent.actions.race import begun
    from tui_descent.session import race as racing

    if line_up is None:
        host.show()
    elif line_up == "off":
        racing.stop(host.session)
        host.show_undoable("the race is over")
    else:
        racing.start(host.session, line_up)
        host.show_undoable(begun(host.session))


def check(host: Host) -> None:
    """Check the gradient against differences of the loss."""
    from tui_descent.ui.screens.gradient_check import GradientCheckScreen

    if host.session.state.finite:
        host.open(GradientCheckScreen(host.session))
    else:
        host.show("diverged: no slope to check; {back} goes back")
