"""The Textual app: themes, the keys that work everywhere, and what reaches the terminal."""

import asyncio
import threading
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui_descent.remembered import Remembered
from tui_descent.rules import FREE, Rules
from tui_descent.saved import Keeper, Saved, saved_sessions
from tui_descent.session import Session
from tui_descent.ui import keys
from tui_descent.ui.changes import ChangedCells, TerminalContents
from tui_descent.ui.driver import TerminalDriver
from tui_descent.ui.theme import DARK, LIGHT


class DescentApp(App[None]):
    """Home, or straight to the training screen of a session.

    keymap      id -> keys, the user's own places for keys
    remembered  the view and the theme to begin with; new choices are put into it
    saved       what the session was read from, which goes once it is open
    keeper      saves the session that is open where the program is told to end
    left        set once the terminal is left as it was found
    """

    TITLE = "tui-descent"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings(keys.EVERYWHERE),
        Binding("ctrl+c", "quit", "quit", show=False, priority=True, system=True),
        Binding("ctrl+z", "suspend_process", "back to the shell; fg returns", show=False),
    ]

    def __init__(
        self,
        session: Session | None,
        keymap: Mapping[str, str] | None = None,
        remembered: Remembered | None = None,
        *,
        rules: Rules = FREE,
        saved: Saved | None = None,
    ) -> None:
        self._contents = TerminalContents()
        self._session = session
        self._saved = saved
        self.moved_keys = dict(keymap or {})
        self.remembered = remembered or Remembered()
        self.rules = rules
        self.keeper = Keeper()
        self.left = threading.Event()
        self._last_key = 0.0
        super().__init__(driver_class=TerminalDriver)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        light = self.remembered.theme == LIGHT.name
        self.theme = LIGHT.name if light else DARK.name
        self.set_keymap(self.moved_keys)

    def on_mount(self) -> None:
        self._wait_for_keys()
        self.app_resume_signal.subscribe(self, lambda _: self.action_repaint())
        if self._session is not None:
            self.open(self._session, self._saved)
        elif offers := saved_sessions()[0]:
            self._offer(offers)
        else:
            self.action_home()

    def open(self, session: Session, saved: Saved | None = None) -> None:
        """Put a session on the training screen; from now on it is saved if need be."""
        from tui_descent.ui.screens.training import TrainingScreen

        self._replace(TrainingScreen(session))
        self.keeper.session = session
        if saved is not None:
            saved.forget()

    def _offer(self, sessions: list[Saved]) -> None:
        """Let the learner go on where a session was cut, or begin anew."""
        from tui_descent.ui.screens.resume import ResumeScreen

        self._replace(ResumeScreen(sessions))

    def action_home(self) -> None:
        """Show the problems to choose from."""
        from tui_descent.ui.screens.home import HomeScreen

        self.keeper.session = None
        self._replace(HomeScreen())

    def action_repaint(self) -> None:
        """Send the whole screen again, whatever the terminal may show."""
        self._contents.forget()
        self.screen.refresh()

    def on_resize(self) -> None:
        self._contents.forget()

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
        yield SystemCommand("Dark theme", "for dark rooms", lambda: self._set_theme(DARK.name))
        yield SystemCommand("Light theme", "for bright rooms", lambda: self._set_theme(LIGHT.name))

    def end(self, status: int) -> None:
        """Save the session and leave: the terminal is gone, or somebody wants it so."""
        self.keeper.save()
        self.exit(return_code=status)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self._last_key = asyncio.get_running_loop().time()
        await super().on_event(event)

    def _wait_for_keys(self) -> None:
        """Where there is a limit, end once nobody has pressed a key for so long."""
        idle = self.rules.idle
        if idle is None:
            return
        now = asyncio.get_running_loop().time()
        self._last_key = self._last_key or now
        left = self._last_key + 60.0 * idle - now
        if left > 0.0:
            self.set_timer(left, self._wait_for_keys)
            return
        self.keeper.save()
        told = f"; {self.keeper.notice}" if self.keeper.notice else ""
        self.keeper.notice = f"no key was pressed for {idle:g} minutes, so this is the end{told}"
        self.exit()

    def _set_theme(self, name: str) -> None:
        self.theme = self.remembered.theme = name

    def _replace(self, screen: Screen[None]) -> None:
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Textual's one way to the terminal: send only the cells that changed."""
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            super()._display(screen, ChangedCells(renderable, self._contents))
        else:
            super()._display(screen, renderable)
