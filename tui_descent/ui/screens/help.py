"""The help: what the problem shows, and every key."""

from dataclasses import dataclass
from textwrap import wrap
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
MARGIN = 11  # cells in which the key stands


@dataclass(frozen=True, slots=True)
class Help:
    """A title, what to look for, the keys; `first` is the line at the top."""

    title: str
    summary: str
    keys: tuple[Key, ...]
    first: int = 0


class HelpScreen(ModalScreen[None]):
    """A list that scrolls with the arrows; any other key closes it."""

    CSS_PATH = "help.tcss"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "up", show=False),
        Binding("down", "scroll(1)", "down", show=False),
    ]

    def __init__(self, title: str, summary: str, keys: tuple[Key, ...]) -> None:
        super().__init__()
        self._help = Help(title, summary, keys)

    def compose(self) -> ComposeResult:
        yield HelpText(id="keys", title="help").add_class("framed")
        yield Footer(id="footer")

    def on_mount(self) -> None:
        self.query_one(HelpText).show(self._help)
        self.query_one(Footer).show(FooterText(KEYS))

    def action_scroll(self, offset: int) -> None:
        panel = self.query_one(HelpText)
        most = max(0, len(rows_of(self._help, panel.size.width)) - panel.size.height)
        first = min(max(self._help.first + offset, 0), most)
        self._help = Help(self._help.title, self._help.summary, self._help.keys, first)
        panel.show(self._help)

    def on_key(self, event: events.Key) -> None:
        if event.key not in ("up", "down", "ctrl+c", "ctrl+l"):
            event.stop()
            event.prevent_default()
            self.dismiss()


class HelpText(Panel[Help]):
    """The visible part of the help."""

    def draw(self, shown: Help, size: Size) -> list[Row]:
        return rows_of(shown, size.width)[shown.first :]


def rows_of(shown: Help, width: int) -> list[Row]:
    """All lines of the help, wrapped to this width."""
    rows: list[Row] = [[(f" {shown.title}", "strong")]]
    rows += [[(f" {line}", "plain")] for line in wrap(shown.summary, width - 2)]
    rows.append([])
    for key in shown.keys:
        first, *more = wrap(key.does, width - MARGIN - 1)
        rows.append([(f" {key.shown:<{MARGIN - 1}}", "strong"), (first, "plain")])
        rows += [[(" " * MARGIN + line, "plain")] for line in more]
    return rows
