"""The base of what opens over a screen, so that the picture behind can follow the choice."""

from collections.abc import Callable, Iterable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.types import CSSPathType
from textual.widget import Widget

from tui_descent.session.frame import Frame
from tui_descent.ui.screens.keyed import SMALLEST, KeyedScreen
from tui_descent.ui.widgets.lines import Footer
from tui_descent.ui.widgets.too_small import TooSmall

Result = TypeVar("Result")
Preview = Callable[[Frame | None], None]


def unseen(_: Frame | None) -> None:
    """Nothing is shown: there is no screen below, or the popup is closed."""


class Popup(KeyedScreen[Result]):
    """Something to choose or to look at, at the right of the screen that it belongs to.

    In a small window it is a screen of its own.

    preview  shows on the screen below how things would stand with what the cursor is on; None:
             as they do stand
    """

    CSS_PATH: ClassVar[CSSPathType | None] = "popup.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.preview: Preview = unseen
        self.footer = Footer(id="footer")
        self._too_small = TooSmall(id="too-small")

    def panels(self) -> Iterable[Widget]:
        """What stands in it, from top to bottom."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield self._too_small
        with Vertical(id="popup"):
            yield from self.panels()
        yield self.footer

    def on_mount(self) -> None:
        self._too_small.show(SMALLEST)

    @property
    def is_over(self) -> bool:
        """Whether the screen below can be seen."""
        return self.has_class("-tall") and not self.has_class("-narrow")
