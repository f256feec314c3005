"""The Textual app: its screens, its themes, and the keys that work everywhere."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui_descent.remembered import Remembered
from tui_descent.session import Session
from tui_descent.ui import keys
from tui_descent.ui.changes import UNLIMITED
from tui_descent.ui.terminal import Terminal
from tui_descent.ui.terminal_app import TerminalApp
from tui_descent.ui.theme import DARK, LIGHT


class DescentApp(TerminalApp):
    """Home, or straight to the training screen of a session.

    keymap      id -> keys, the user's own places for keys
    remembered  the view and the theme to begin with; new choices are put into it
    terminal    what can be sent to the terminal
    """

    TITLE = "tui-descent"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings(keys.EVERYWHERE),
        Binding("ctrl+c", "quit", "quit", show=False, priority=True, system=True),
        Binding("ctrl+backslash", "quit", "quit", show=False, priority=True, system=True),
    ]

    def __init__(
        self,
        session: Session | None,
        keymap: Mapping[str, str] | None = None,
        remembered: Remembered | None = None,
        terminal: Terminal = UNLIMITED,
    ) -> None:
        self._session = session
        self.moved_keys = dict(keymap or {})
        self.remembered = remembered or Remembered()
        super().__init__(terminal)
        light = self.remembered.theme == LIGHT.name
        self.theme = self._light.name if light else self._dark.name
        self.set_keymap(self.moved_keys)

    def on_mount(self) -> None:
        if self._session is None:
            self.action_home()
        else:
            self.open(self._session)

    def open(self, session: Session) -> None:
        """Put a session on the training screen."""
        from tui_descent.ui.screens.training import TrainingScreen

        self._replace(TrainingScreen(session))

    def action_home(self) -> None:
        """Show the problems to choose from."""
        from tui_descent.ui.screens.home import HomeScreen

        self._replace(HomeScreen())

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What ctrl+p finds: every key of the screen by its description, and the themes."""
        seen = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.id and binding.description and binding.action not in seen:
                seen.add(binding.action)
                title = binding.description[0].upper() + binding.description[1:]
                yield SystemCommand(
                    title,
                    f"key: {self.get_key_display(binding)}",
                    lambda action=binding.action, node=active.node: self.call_later(
                        self.run_action, action, node
                    ),
                )
        yield SystemCommand("Dark theme", "for dark rooms", self._use_dark)
        yield SystemCommand("Light theme", "for bright rooms", self._use_light)

    def _use_dark(self) -> None:
        self.theme = self._dark.name
        self.remembered.theme = DARK.name

    def _use_light(self) -> None:
        self.theme = self._light.name
        self.remembered.theme = LIGHT.name

    def _replace(self, screen: Screen[None]) -> None:
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)
