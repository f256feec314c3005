"""The help: every key and what it does."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import ModalScreen

from tui_descent.ui.keys import Key
from tui_descent.ui.widgets.lines import Footer, FooterText
from tui_descent.ui.widgets.panel import Panel, Row

KEYS = (("↑↓", "scroll"), ("any other key", "back"))


class HelpScreen(ModalScreen[None]):
    """A list of keys that any key but the arrows closes."""

    CSS_PATH = "help.tcss"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "up", show=False),
        Binding("down", "scroll(1)", "down", show=False),
    ]

    def __init__(self, *groups: tuple[Key, ...]) -> None:
        super().__init__()
        self._keys = tuple(key for group in groups for key in group)
        self._first = 0

    def compose(self) -> ComposeResult:
        yield KeyList(id="keys", title="keys").add_class("framed")
        yield Footer(id="footer")

    def on_mount(self) -> None:
        self.query_one(KeyList).show(self._keys)
        self.query_one(Footer).show(FooterText(KEYS))

    def action_scroll(self, offset: int) -> None:
        room = self.query_one(KeyList).size.height
        self._first = min(max(self._first + offset, 0), max(0, len(self._keys) - room))
        self.query_one(KeyList).show(self._keys[self._first :])

    def on_key(self, event: events.Key) -> None:
        if event.key not in ("up", "down", "ctrl+c", "ctrl+l"):
            event.stop()
            event.prevent_default()
            self.dismiss()


class KeyList(Panel[tuple[Key, ...]]):
    """One line a key."""

    def draw(self, keys: tuple[Key, ...], size: Size) -> list[Row]:
        return [[(f" {key.shown:<10}", "strong"), (key.does, "plain")] for key in keys]
