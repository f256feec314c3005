"""What screens ask of the program that they are part of; the app is one such program."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from tui_descent.actions.action import Key, Scope
from tui_descent.permissions import Permissions
from tui_descent.preferences import Remembered
from tui_descent.saved.sessions import Saved

if TYPE_CHECKING:
    from tui_descent.lessons.lesson import Lesson
    from tui_descent.lessons.run import Left, LessonRun
    from tui_descent.presets import Preset
    from tui_descent.saved.sessions import Opened
    from tui_descent.session.session import Session
    from tui_descent.ui.key_log import KeyLog


class Program(Protocol):
    """Opens sessions and lessons, and knows the user's settings and what the terminal takes.

    frames   screens a second at most, None: as many as look well
    key_log  what was done in the open session; None: none is open, or it is in a lesson
    """

    key_names: dict[str, str]
    remembered: Remembered
    permissions: Permissions
    frames: float | None
    key_log: "KeyLog | None"

    def keys_of(self, *scopes: Scope) -> tuple[Key, ...]:
        """The keys of these screens, where the user's settings have put them."""

    def may_send(self) -> bool:
        """Whether the terminal takes a screen now."""

    def when_free(self, then: Callable[[], None]) -> None:
        """Do something as soon as the terminal takes a screen."""

    @property
    def theme_name(self) -> str:
        """The theme that is shown."""

    def use_theme(self, name: str) -> None:
        """Show this theme, if there is one of this name."""

    @property
    def not_saved(self) -> str:
        """The lasting mark where progress or sessions cannot be saved; else ""."""

    @property
    def former(self) -> "tuple[Opened, ...]":
        """The sessions that were left, the last one last, as they stood."""

    def open(self, session: "Session", file: Saved | None = None, said: str = "") -> None:
        """Put a session on the training screen."""

    def resume(self, saved: Saved) -> None:
        """Go on with a saved session; SavedError or PresetError: it cannot be opened."""

    def reopen_former(self) -> None:
        """Go back to the session that was open before this one; there must be one."""

    def open_lesson(
        self, lesson: "Lesson", left: "Left | None" = None, file: Saved | None = None
    ) -> None:
        """Put a lesson on its screen."""

    def restart_lesson(self, run: "LessonRun") -> None:
        """Put a lesson on its screen as it was at first."""

    def open_lesson_beside(self, lesson: "Lesson", offset: int) -> bool:
        """Open the shipped lesson this many places after this one; False if there is none."""

    def open_own_file(self, preset: "Preset | None" = None) -> None:
        """Show files of the learner's own to choose from, or the columns of this problem's."""

    def action_home(self) -> None:
        """Show the lessons and the problems to choose from."""
