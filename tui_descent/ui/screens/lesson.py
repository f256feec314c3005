"""The lesson screen: a session with a guide above or beside it.

The keys of the training screen are the same; a lesson may hide some, and a question that is
asked closes those that move the descent until it is answered.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.types import CSSPathType

from tui_descent.actions import Key
from tui_descent.actions.registry import keys as known_keys
from tui_descent.lessons.progress_writer import ProgressWriter
from tui_descent.lessons.run import LessonRun, start_of
from tui_descent.session.other_runs import longest_run
from tui_descent.ui import keys
from tui_descent.ui.guide import LESSON, Guide
from tui_descent.ui.lesson_keys import answers, footer_ids, refusal
from tui_descent.ui.screens.training import TrainingScreen


class LessonScreen(TrainingScreen):
    """One learner in one lesson."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["training.tcss", "lesson.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(known_keys("lesson"))]

    def __init__(
        self, run: LessonRun, writer: ProgressWriter, place: int = 0, said: str = ""
    ) -> None:
        super().__init__(run.session, said, pages=(LESSON,))
        self.guide = Guide(run, writer, place)
        self.workspace.make_room = self.guide.make_room
        self._verdict.introduces = False
        self._status.called = f"lesson {run.lesson.number}" if run.lesson.number else ""

    def compose(self) -> ComposeResult:
        yield self.guide
        yield from super().compose()

    @property
    def saving(self) -> bool:
        """Whether something is being written that is not yet shown as done."""
        return self.guide.saving

    def begin(self) -> None:
        """Begin with the view, axis and fog of the lesson, or of its case."""
        self.hide(frozenset(self.guide.run.lesson.hide_panels))
        if not longest_run(self.session):  # else it is gone on with: as it was left
            start = start_of(self.guide.run)
            looked = self.session.appearance
            view = start.view or looked.view or self.program.remembered.view
            self.session.appearance = replace(looked, view=view, log=start.log_axis)
            self.session.fog = start.fog
        super().begin()

    def on_screen_resume(self) -> None:
        """Another screen, say the gradient check, may have reached a goal."""
        if self.is_mounted and self.is_open:
            self.show_again()

    def action_read(self, offset: int) -> None:
        self.guide.read(offset)

    def action_hint(self) -> None:
        self.guide.hint()

    def action_fold(self) -> None:
        self.guide.fold()

    def action_answer(self) -> None:
        self.say("nothing is asked here")

    def action_guess(self) -> None:
        self.guide.guess()

    def action_case(self) -> None:
        self.guide.next_case()

    def action_restart(self) -> None:
        self.program.restart_lesson(self.guide.run)

    def action_lesson(self, offset: int) -> None:
        self.guide.open_beside(offset)

    def read_key(self, event: events.Key) -> bool:
        """Digits are answers where something is asked; enter goes on where nothing is set."""
        if super().read_key(event):
            return True
        digits = self.keys_of("answer")
        if event.key in digits and self.guide.asks:
            self.guide.answer(digits.index(event.key) + 1)
            return True
        if event.key == "enter" and self.guide.reading.reads_on:
            self.guide.read(1)
            return True
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """None for a key that the lesson hides, or that a question closes."""
        written = f"{action}({', '.join(map(repr, parameters))})" if parameters else action
        if self._refusal(written):
            return None
        return super().check_action(action, parameters)

    def refuse(self, action: str) -> None:
        self.say(self._refusal(action))

    def _refusal(self, action: str) -> str:
        return refusal(action, self.guide.reading)

    @property
    def known_keys(self) -> tuple[Key, ...]:
        return self.program.keys_of("lesson", "training", "everywhere")

    @property
    def footer_keys(self) -> tuple[tuple[str, str], ...]:
        guide = self.guide
        known = tuple(
            replace(key, named=f"1–{answers(guide.reading)}") if key.id == "answer" else key
            for key in self.known_keys
        )
        ids = footer_ids(guide.reading, guide.done, self.usual_keys, guide.goes_on)
        return tuple(keys.footer(ids, known))

    def show(self, notice: str = "") -> None:
        super().show(notice)
        if self.is_open:
            self.guide.look()

    def say(self, notice: str) -> None:
        super().say(notice)
        if self.is_open:
            self.guide.show()
