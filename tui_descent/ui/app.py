"""The Textual app: its screens, its themes, and the keys that work everywhere."""

import asyncio
import threading
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from textual import events
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui_descent.remembered import Remembered
from tui_descent.rules import FREE, Rules
from tui_descent.saved import Keeper, Saved, saved_sessions
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
    saved       what the session was read from, which goes once it is open
    keeper      saves the session that is open where the program is told to end
    left        set once the terminal is left as it was found
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
        *,
        rules: Rules = FREE,
        saved: Saved | None = None,
    ) -> None:
        self._session = session
        self._saved = saved
        self.moved_keys = dict(keymap or {})
        self.remembered = remembered or Remembered()
        self.rules = rules
        self.keeper = Keeper()
        self.left = threading.Event()
        self._last_key = 0.0
        super().__init__(terminal)
        light = self.remembered.theme == LIGHT.name
        self.theme = self._light.name if light else self._dark.name
        self.set_keymap(self.moved_keys)

    def on_mount(self) -> None:
        self._wait_for_keys()
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

    def action_suspend_process(self) -> None:
        if self.rules.suspends:
            super().action_suspend_process()

    def end(self, status: int) -> None:
        """Save the session and leave: the terminal is gone, or somebody wants it so."""
        self.keeper.save()
        self.leave(status)

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
        self.leave(0)

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
