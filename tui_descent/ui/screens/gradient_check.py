"""The gradient check: what backpropagation says, and what the loss itself says."""

from collections.abc import Iterable
from functools import partial
from textwrap import wrap
from typing import ClassVar

import numpy as np
from msgspec import Struct
from textual import events
from textual.geometry import Size
from textual.types import CSSPathType
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tui_descent.analysis.gradient_check import TOLERANCE, GradientCheck
from tui_descent.readable import plain
from tui_descent.session.elsewhere import check_gradient, is_quick
from tui_descent.session.session import Session
from tui_descent.ui.screens.popup import Popup
from tui_descent.ui.widgets.lines import FooterText
from tui_descent.ui.widgets.panel import Panel, Row

KEYS = (("any key", "back"),)
MEANING = (
    "Backpropagation computes the gradient with the chain rule. Without it: nudge one weight a "
    "little up and a little down, and see how the loss changes."
)
TALL = 14  # rows from which on there is room between the parts


class Checked(Struct, frozen=True, eq=False):
    """What the check found.

    selected  the index into θ of the parameter whose numbers are spelled out
    check     None while it is being computed
    """

    labels: tuple[str, ...]
    selected: int
    check: GradientCheck | None


class GradientCheckScreen(Popup[None]):
    """It shows the check; any key closes it."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["popup.tcss", "gradient_check.tcss"]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._panel = CheckPanel(id="check", title="gradient check")
        self._session = session
        check = check_gradient(session) if is_quick(session) else None
        frame = session.frame()
        self._selected = frame.selected
        self._labels = tuple(map(frame.name, range(len(frame.labels))))
        self._check = check

    def panels(self) -> Iterable[Widget]:
        return (self._panel.add_class("framed"),)

    def on_mount(self) -> None:
        super().on_mount()
        self.footer.show(FooterText(KEYS))
        self._show(self._check)
        if self._check is None:
            self.run_worker(partial(check_gradient, self._session), thread=True)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.SUCCESS:
            self._show(event.worker.result)

    def read_key(self, event: events.Key) -> bool:
        if event.key in ("ctrl+c", "ctrl+l"):
            return False
        self.dismiss()
        return True

    def _show(self, check: GradientCheck | None) -> None:
        self._panel.show(Checked(self._labels, self._selected, check))


class CheckPanel(Panel[Checked]):
    """The selected parameter's two slopes with their numbers put in, then all parameters."""

    def draw(self, shown: Checked, size: Size) -> list[Row]:
        if shown.check is None:
            return [[(" the loss is being computed on both sides of many weights …", "dim")]]
        gap: list[Row] = [[]] if size.height >= TALL else []
        room = size.width - 2
        means = wrap(MEANING, room) if gap else []
        return [
            *gap,
            *([(f" {line}", "dim")] for line in means),
            *gap,
            *_spelled_out(shown.check, shown.labels[shown.selected], shown.selected, room, gap),
            *gap,
            *([(f" {line}", "plain")] for line in wrap(_all(shown.check, shown.labels), room)),
        ]


def _spelled_out(
    check: GradientCheck, label: str, selected: int, room: int, gap: list[Row]
) -> list[Row]:
    at = int(np.searchsorted(check.indices, selected))
    gradient, difference = float(check.gradients[at]), float(check.differences[at])
    above, below = _exact(float(check.above[at])), _exact(float(check.below[at]))
    rule = f"(L(w+h) − L(w−h)) / 2h, h = {plain(float(check.nudges[at]))}"
    twice = plain(2.0 * float(check.nudges[at]))
    numbers = [f"= ({above} − {below}) / {twice}"]
    if len(numbers[0]) > room:
        numbers = [f"= ({above}", f"   − {below}) / {twice}"]
    style = "plain" if check.agrees[at] or check.kinks[at] else "alarm"
    return [
        [(f" w = {label} = {plain(float(check.values[at]))}", "strong")],
        *gap,
        [(" backpropagation ", "dim"), (f"{plain(gradient)}", "accent")],
        *gap,
        [(" difference" * (len(rule) + 11 <= room), "dim"), (f" {rule}", "plain")],
        *([(f" {line}", "plain")] for line in numbers),
        [(" = ", "plain"), (plain(difference), "accent")],
        *gap,
        *([(f" {line}", style)] for line in wrap(_verdict(check, at), room)),
    ]


def _exact(value: float) -> str:
    """All digits, because only the last ones differ."""
    return f"({value!r})".replace("-", "−") if value < 0 else repr(value)


def _verdict(check: GradientCheck, at: int) -> str:
    error = float(check.errors[at])
    relative = f"relative error {error:.1e}: "
    if not np.isfinite(check.differences[at]):
        return "the loss beside it is not finite, so there is no difference to take"
    if check.kinks[at]:
        sides = f"slope {float(check.left[at]):.3g} to the left, {float(check.right[at]):.3g} right"
        return f"{relative}a corner, {sides}; any slope between is right"
    if not check.agrees[at]:
        return f"{relative}they do not agree"
    if error > TOLERANCE:
        return f"{relative}they agree, as well as a difference can tell so close to 0"
    return f"{relative}they agree"


def _all(check: GradientCheck, labels: tuple[str, ...]) -> str:
    checked, count = len(check.indices), len(labels)
    errors = np.where(np.isfinite(check.errors), check.errors, np.inf)
    worst = int(np.argmax(errors))
    which = f"all {count}" if checked == count else f"{checked} of {count}, drawn at random"
    if checked == 1:
        which = "the only one"
    largest = f"{which}: largest relative error {errors[worst]:.1e}, {labels[check.indices[worst]]}"
    wrong = check.indices[~check.agrees & ~check.kinks]
    if len(wrong):
        return f"{largest}; {len(wrong)} do not agree, the first is {labels[wrong[0]]}"
    if check.kinks.any():
        return f"{largest}; all agree but {int(check.kinks.sum())} at a corner of the loss"
    if errors[worst] > TOLERANCE:
        return f"{largest}, its slope is nearly 0; they agree"
    return f"{largest}; they agree" if checked > 1 else f"{largest}"
