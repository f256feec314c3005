"""The Textual app: its screens, its themes, and the keys that work everywhere."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.types import CSSPathType

from tui_descent.actions.action import Key, Scope
from tui_descent.actions.registry import key_names, keys, moved
from tui_descent.permissions import FREE, Permissions
from tui_descent.preferences import Remembered
from tui_descent.saved.sessions import Opened, Saved, Saver, saved_sessions, why_not_saved
from tui_descent.session.other_runs import longest_run
from tui_descent.session.session import Session
from tui_descent.terminal.capabilities import Terminal
from tui_descent.terminal.changes import UNLIMITED
from tui_descent.terminal.terminal_app import TerminalApp
from tui_descent.ui.key_log import CLICKED, FOUND_BY_NAME, KeyLog
from tui_descent.ui.keys import bindings
from tui_descent.ui.screens.keyed import UNFOLDED
from tui_descent.ui.theme import DARK, LIGHT, themes

if TYPE_CHECKING:
    from tui_descent.lessons.lesson import Lesson
    from tui_descent.lessons.progress import Progress
    from tui_descent.lessons.progress_writer import ProgressWriter
    from tui_descent.lessons.run import Left, LessonRun
    from tui_descent.presets import Preset


NOT_KEPT = "it ends with this page"  # of a visitor's state that nobody keeps
NO_KEYS = events.MouseDown | events.MouseScrollDown | events.MouseScrollUp | events.Paste
MOST_FORMER = 3  # sessions that were left and can be gone back to as they were


class DescentApp(TerminalApp):
    """Home, or straight to the training screen of a session, or to a lesson.

    keymap      id -> keys, the user's own places for keys
    remembered  the view and the theme to begin with; new choices are put into it
    terminal    what can be sent to the terminal
    saved       what the session was read from
    saver       saves the session that is open where the program is told to end
    key_log     what was done in the open session; None: none is open, or it is in a lesson
    left        set once the terminal is left as it was found
    """

    TITLE = "tui-descent"
    ALLOW_SELECT = False  # the terminal has its own selection: with shift, or without a mouse
    # What the first screen needs is read once, with all the rest.
    CSS_PATH: ClassVar[CSSPathType | None] = ["app.tcss", "screens/training.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(keys("everywhere")),
        Binding("ctrl+c", "quit", "quit", show=False, priority=True, system=True),
        Binding("ctrl+backslash", "quit", "quit", show=False, priority=True, system=True),
    ]

    def __init__(
        self,
        session: Session | None,
        keymap: Mapping[str, str] | None = None,
        remembered: Remembered | None = None,
        terminal: Terminal = UNLIMITED,
        lesson: Lesson | None = None,
        progress: Progress | None = None,
        *,
        permissions: Permissions = FREE,
        saved: Saved | None = None,
    ) -> None:
        self._session = session
        self._saved = saved
        self._lesson = lesson
        self._writer: ProgressWriter | None = None
        self._progress = progress
        self.moved_keys = dict(keymap or {})
        self.key_names = key_names(self.moved_keys)
        self._keys: dict[tuple[Scope, ...], tuple[Key, ...]] = {}
        self.remembered = remembered or Remembered()
        self.permissions = permissions
        self.saver = Saver(not permissions.shipped_only, permissions.kept)
        self._no_place = why_not_saved()
        self._former: tuple[Opened, ...] = ()
        self.left = threading.Event()
        self._last_key = 0.0
        self.key_log: KeyLog | None = None
        super().__init__(terminal)
        self._dark, self._light = themes(self.color_system)
        for theme in (self._dark, self._light):
            self.register_theme(theme)
        light = self.remembered.theme == LIGHT.name
        self.theme = self._light.name if light else self._dark.name
        self.set_keymap(self.moved_keys)

    def on_mount(self) -> None:
        self._wait_for_keys()
        if self._session is not None and self._saved is not None:
            self._go_on(self._session, self._saved, self._lesson)
        elif self._lesson is not None:
            self.open_lesson(self._lesson)
        elif self._session is not None:
            self.open(self._session)
        elif offers := saved_sessions()[0]:
            self._offer(offers)
        else:
            self.action_home()

    def on_unmount(self) -> None:
        if self._writer is not None:
            self._writer.close()

    @property
    def writer(self) -> ProgressWriter:
        """The user's progress in the lessons, opened when it is asked for."""
        if self._writer is None:
            from tui_descent.lessons.progress import Progress
            from tui_descent.lessons.progress_writer import ProgressWriter

            self._writer = ProgressWriter(self._progress or Progress.open())
        return self._writer

    def open(self, session: Session, file: Saved | None = None, said: str = "") -> None:
        """Put a session on the training screen; from now on it is saved if need be."""
        from tui_descent.ui.screens.training import TrainingScreen

        if not said and self._former:
            said = f"{self.shown_key('undo')} goes back to {self._former[-1].where}"
        self.key_log = KeyLog(session, self.remembered)
        self._replace(TrainingScreen(session, said))
        self.saver.keep(session, file=file)

    def resume(self, saved: Saved) -> None:
        """Go on with a saved session; SavedError or PresetError: it cannot be opened."""
        for opened in self._former:
            if opened.file is not None and opened.file.path == saved.path and saved.is_current:
                self._reopen(opened)
                return
        session = saved.open(self.permissions.shipped_only)
        self._go_on(session, saved, saved.lesson(self.permissions.shipped_only))

    def _go_on(self, session: Session, saved: Saved, lesson: Lesson | None) -> None:
        if lesson is None:
            self.open(session, saved)
        else:
            self.open_lesson(lesson, saved.left(session), saved)

    @property
    def not_saved(self) -> str:
        """The lasting mark where progress or sessions cannot be saved: `not saved: …`; else ""."""
        progress = "" if self._writer is None else self._writer.progress.failure
        fate = "" if self.permissions.kept else NOT_KEPT
        reason = progress or self._no_place or self.saver.failure or fate
        return f"not saved: {reason}" if reason else ""

    @property
    def former(self) -> tuple[Opened, ...]:
        """The sessions that were left, the last one last, as they stood."""
        return self._former

    def reopen_former(self) -> None:
        """Go back to the session that was open before this one; there must be one."""
        here = self.saver.close()
        named = here.file.name if here is not None and here.file is not None else ""
        self._reopen(self._former[-1], f"; this one is saved as {named}" if named else "")

    def _reopen(self, opened: Opened, more: str = "") -> None:
        self._former = tuple(one for one in self._former if one is not opened)
        said = f"back: {opened.where}{more}"
        if opened.run is None:
            self.open(opened.session, opened.file, said)
        else:
            from tui_descent.lessons.progress_writer import place_in

            place = place_in(opened.run.lesson, self.writer.progress)
            self._show_lesson(opened.run, place, said, opened.file)

    def _leave_open(self, save: bool = True) -> Opened | None:
        """Save what is open, if it is worth it, and keep it in mind as it stands."""
        opened = self.saver.close() if save else self.saver.opened
        self.saver.keep(None)
        if opened is not None and (longest_run(opened.session) or opened.session.undoing.last):
            self._former = (*self._former, opened)[-MOST_FORMER:]
        return opened

    def keys_of(self, *scopes: Scope) -> tuple[Key, ...]:
        """The keys of these screens, where the user's settings have put them."""
        if scopes not in self._keys:
            self._keys[scopes] = moved(keys(*scopes), self.moved_keys)
        return self._keys[scopes]

    def shown_key(self, id: str) -> str:
        """How a key is written, where the user's settings have put it."""
        return self.key_names[id]

    def _offer(self, sessions: list[Saved]) -> None:
        """Offer to resume a session that was cut off, or to start afresh."""
        from tui_descent.ui.screens.resume import ResumeScreen

        self._replace(ResumeScreen(sessions))

    def open_lesson(
        self, lesson: Lesson, left: Left | None = None, file: Saved | None = None
    ) -> None:
        """Put a lesson on its screen, where the learner left it; `left`: at the very pass."""
        from tui_descent.lessons.progress_writer import kept, place_in
        from tui_descent.lessons.run import LessonRun

        progress = self.writer.progress
        run = LessonRun(lesson, kept(lesson, progress), left=left)
        place = place_in(lesson, progress)
        restart, following = self.shown_key("restart"), self.shown_key("lesson-next")
        said = f"done before: {restart} starts it again, {following} opens the next lesson"
        self._show_lesson(run, place, said if run.done else "", file)

    def restart_lesson(self, run: LessonRun) -> None:
        """Put a lesson on its screen as it was at first, but for what was predicted."""
        from tui_descent.lessons.run import LessonRun

        self._leave_open(save=False)
        again = LessonRun(run.lesson, {"answers": run.kept.answers, "seed": run.kept.seed + 1})
        said = "from the start of the lesson again; your predictions are kept"
        if self._former and self._former[-1].run is run:
            undo, lesson = (
                self.shown_key("undo"),
                "" if self.size.width < UNFOLDED.width else " of the lesson",
            )
            said = f"from the start{lesson} again; {undo} undoes; your predictions are kept"
        self._show_lesson(again, 0, said)

    def _show_lesson(
        self, run: LessonRun, place: int, said: str, file: Saved | None = None
    ) -> None:
        from tui_descent.ui.screens.lesson import LessonScreen

        self.key_log = None
        self._replace(LessonScreen(run, self.writer, place, said))
        self.saver.keep(run.session, run, file)

    def open_lesson_beside(self, lesson: Lesson, offset: int) -> bool:
        """Open the shipped lesson this many places after this one; False if there is none."""
        from tui_descent.lessons.listing import lesson_names
        from tui_descent.lessons.loading import load_lesson

        names = lesson_names()
        at = (names.index(lesson.name) if lesson.number else -1) + offset
        if not 0 <= at < len(names):
            return False
        following = load_lesson(names[at])
        self._leave_open()
        self.open_lesson(following)
        return True

    def open_own_file(self, preset: Preset | None = None) -> None:
        """Show files of the learner's own to choose from, or the columns of this problem's."""
        from tui_descent.ui.screens.own_file import OwnFileScreen

        self._leave_open()
        self._replace(OwnFileScreen(preset))

    def action_home(self) -> None:
        """Show the lessons and the problems to choose from."""
        from tui_descent.ui.screens.home import HomeScreen

        left = self._leave_open()
        self._no_place = why_not_saved()
        files = not self.permissions.shipped_only
        self._replace(HomeScreen(self.writer.progress, saved_sessions()[0], left, files))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What ctrl+p finds: every key of the screen by its description, and the themes."""
        seen = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            known = binding.id and binding.description and active.enabled
            if known and binding.action not in seen:
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

    def action_command_palette(self) -> None:
        if self.key_log is not None:
            self.key_log.give_up(FOUND_BY_NAME)
        super().action_command_palette()

    def action_suspend_process(self) -> None:
        if self.permissions.suspends:
            super().action_suspend_process()

    @property
    def may_be_suspended(self) -> bool:
        """Whether ctrl+z may put the program aside."""
        return self.permissions.suspends

    def end(self, status: int) -> None:
        """Save the session and leave: the terminal is gone, or somebody wants it so."""
        self.saver.save()
        self.leave(status)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown):
            self._last_key = asyncio.get_running_loop().time()
        if isinstance(event, NO_KEYS) and getattr(self.screen, "noted", True) and self.key_log:
            self.key_log.give_up(CLICKED)
        await super().on_event(event)

    def _wait_for_keys(self) -> None:
        """Where there is a limit, end once nobody has pressed a key for so long."""
        idle = self.permissions.idle
        if idle is None:
            return
        now = asyncio.get_running_loop().time()
        self._last_key = self._last_key or now
        left = self._last_key + 60.0 * idle - now
        if left > 0.0:
            self.set_timer(left, self._wait_for_keys)
            return
        self.saver.save()
        told = f"; {self.saver.notice}" if self.saver.notice else ""
        self.saver.notice = f"no key was pressed for {idle:g} minutes, so this is the end{told}"
        self.leave(0)

    def _use_dark(self) -> None:
        self._choose_theme(DARK.name)

    def _use_light(self) -> None:
        self._choose_theme(LIGHT.name)

    def forget_failed_view(self) -> None:
        """A view in which a mistake of ours has ended the program is not to begin with."""
        session = self.saver.session
        if session is not None and session.appearance.failed == self.remembered.view:
            self.remembered.view = ""

    def _choose_theme(self, name: str) -> None:
        self.use_theme(name)
        self.remembered.theme = name
        session = self.saver.session
        if session is not None:
            session.appearance = replace(session.appearance, theme=name)

    @property
    def theme_name(self) -> str:
        """The theme that is shown: dark or light, however many colours there are."""
        return LIGHT.name if self.theme == self._light.name else DARK.name

    def use_theme(self, name: str) -> None:
        """Show this theme, if there is one of this name."""
        if name in (DARK.name, LIGHT.name):
            self.theme = self._light.name if name == LIGHT.name else self._dark.name

    def _replace(self, screen: Screen[None]) -> None:
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)
