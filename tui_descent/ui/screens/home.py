"""The home screen: the problems to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size

from tui_descent.presets import Description, descriptions, load
from tui_descent.session import Session
from tui_descent.ui.screens.keyed import SMALLEST, KeyedScreen
from tui_descent.ui.widgets.lines import Footer, FooterText
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from tui_descent.ui.app import DescentApp

KEYS = (("↑↓", "choose"), ("type", "to search"), ("enter", "open"), ("q", "quit"))
SEARCHING = (("↑↓", "choose"), ("escape", "all"), ("enter", "open"), ("ctrl+c", "quit"))


@dataclass(frozen=True)
class Choices:
    """The presets that match what was typed, and the one that the cursor is on."""

    presets: tuple[Description, ...]
    cursor: int
    typed: str

    @property
    def chosen(self) -> Description | None:
        """The preset under the cursor; None where nothing matches."""
        return self.presets[self.cursor] if self.presets else None


class HomeScreen(KeyedScreen[None]):
    """Arrows or typing choose, enter opens."""

    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "the problem above", show=False),
        Binding("down", "move(1)", "the problem below", show=False),
        Binding("pageup", "move(-8)", "eight up", show=False),
        Binding("pagedown", "move(8)", "eight down", show=False),
        Binding("enter", "open", "open the chosen problem", show=False),
        Binding("escape", "clear", "forget what was typed", show=False),
        Binding("backspace", "erase", "erase a letter", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._all = tuple(descriptions())
        self._choices = Choices(self._all, 0, "")

    def compose(self) -> ComposeResult:
        yield TooSmall(id="too-small")
        yield Greeting(id="greeting")
        yield PresetList(id="presets", title="problems").add_class("framed")
        yield Summary(id="summary").add_class("framed")
        yield Footer(id="footer")

    def on_mount(self) -> None:
        self.query_one(TooSmall).show(SMALLEST)
        self._show(self._choices)

    def read_key(self, event: events.Key) -> bool:
        """Letters search; only a q in front of nothing quits."""
        char = event.character
        if char is None or not event.is_printable or (char == "q" and not self._choices.typed):
            return False
        self._search(self._choices.typed + char)
        return True

    def action_move(self, offset: int) -> None:
        now = self._choices
        if now.presets:
            cursor = min(max(now.cursor + offset, 0), len(now.presets) - 1)
            self._show(Choices(now.presets, cursor, now.typed))

    def action_open(self) -> None:
        if self._choices.chosen is not None:
            cast("DescentApp", self.app).open(Session(load(self._choices.chosen.name)))

    def action_clear(self) -> None:
        self._search("")

    def action_erase(self) -> None:
        self._search(self._choices.typed[:-1])

    def _search(self, typed: str) -> None:
        words = typed.casefold().split()
        found = tuple(
            preset
            for preset in self._all
            if all(word in f"{preset.name} {preset.title}".casefold() for word in words)
        )
        self._show(Choices(found, 0, typed))

    def _show(self, choices: Choices) -> None:
        self._choices = choices
        for panel in (Greeting, PresetList, Summary):
            self.query_one(panel).show(choices)
        self.query_one(Footer).show(FooterText(SEARCHING if choices.typed else KEYS))


class Greeting(Panel[Choices]):
    """What this is, or what was typed."""

    def draw(self, choices: Choices, size: Size) -> list[Row]:
        if choices.typed:
            return [[(" search: ", "dim"), (choices.typed, "strong")]]
        return [[(" tui-descent", "strong"), ("  see gradient descent, pass by pass", "dim")]]


class PresetList(Panel[Choices]):
    """Name, shape and title of each, the list scrolling with the cursor."""

    def draw(self, choices: Choices, size: Size) -> list[Row]:
        if not choices.presets:
            return [[(" nothing matches; backspace erases a letter", "dim")]]
        room = size.height
        first = min(max(0, choices.cursor - room // 2), max(0, len(choices.presets) - room))
        rows: list[Row] = []
        for place, preset in enumerate(choices.presets[first : first + room], first):
            here = place == choices.cursor
            style = "cursor" if here else "plain"
            mark = "▸" if here else " "
            name = f"{preset.name:<18}"
            shape = f"{preset.shape:<24}"
            title = f"{preset.title:<{size.width}}"
            rows.append(
                [(mark, "accent"), (name, style), (shape, style if here else "dim"), (title, style)]
            )
        return rows


class Summary(Panel[Choices]):
    """What to look for in the chosen one."""

    def draw(self, choices: Choices, size: Size) -> list[Row]:
        preset = choices.chosen
        if preset is None:
            return []
        return [[(f" {line}", "plain")] for line in wrap(preset.summary, size.width - 2)]
