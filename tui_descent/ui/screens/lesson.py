"""The lesson screen: the training screen with a lesson above or beside it.

The keys of the training screen are the same; a lesson may hide some, and a question that is
asked closes those that move the descent until it is answered. What was done is written to
the user's progress, and shown as done once it is written.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.types import CSSPathType

from tui_descent.actions import CommandError, Key
from tui_descent.actions.passes import DIVERGED
from tui_descent.actions.registry import keys as known_keys
from tui_descent.lessons.contents import contents, hint_parts
from tui_descent.lessons.keeper import Keeper, goal_of, name_of, question_of
from tui_descent.lessons.reading import Reading
from tui_descent.lessons.run import LessonRun, start_of
from tui_descent.ui import keys, views
from tui_descent.ui.lesson_keys import answers, footer_ids, predict_first, refusal
from tui_descent.ui.saving import Saving
from tui_descent.ui.screens.keyed import KeyedScreen
from tui_descent.ui.screens.training import ARITHMETIC, NUMBERS, TrainingScreen
from tui_descent.ui.widgets.entry import Entry
from tui_descent.ui.widgets.lesson import (
    GoalLine,
    LessonPanel,
    LessonShown,
    Parts,
    Tick,
    rows_of,
)
from tui_descent.ui.widgets.lines import shortened
from tui_descent.ui.widgets.parameters import COLUMNS, wanted_height

BESIDE = 120  # columns from which on the lesson stands beside the training screen
TEXT = 44  # columns of it there
AROUND = 6  # rows of status, goals, gauge, verdict and footer
LEAST_BODY = 7  # rows that parameters and views keep below the text
SOME_PARAMETERS = 5  # that shall be seen above the arithmetic
LESSON = "lesson"  # the page of it in a small window
EARLIER = 12  # pages at most that a tall panel shows above the present one
NO_MORE = "that is all there is to read: now it is your turn"
NO_QUESTION = "nothing is asked here"


class LessonScreen(TrainingScreen):
    """One learner in one lesson."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["training.tcss", "lesson.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(known_keys("lesson"))]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        *KeyedScreen.HORIZONTAL_BREAKPOINTS,
        (BESIDE, "-beside"),
    ]

    def __init__(self, run: LessonRun, keeper: Keeper, place: int = 0, said: str = "") -> None:
        super().__init__(run.session, said)
        self._run = run
        self._panel = LessonPanel(id="lesson", title=self._heading)
        self._goals = GoalLine(id="goals")
        self._saving = Saving(keeper, lambda: self._is_open, self._say)
        self._kept_as = name_of(run.lesson)
        self._reading = Reading(run, place)
        self._section = 0
        self._hint: int | None = None
        self._text_away = False
        self._painted: LessonShown | None = None
        self._laid_out = Size()
        self._page = LESSON
        known = set(keeper.progress.of(self._kept_as).goals)
        self._sent, self._saved = set(known), known
        self._finishing = self._done = run.done

    @property
    def saving(self) -> bool:
        """Whether something is being written that is not yet shown as done."""
        return self._saving.busy

    def compose(self) -> ComposeResult:
        with Vertical(id="lesson-side"):
            yield self._panel.add_class("framed")
            yield self._goals
        yield from super().compose()

    @property
    def _heading(self) -> str:
        lesson = self._run.lesson
        return f"{lesson.number} · {lesson.title}" if lesson.number else lesson.title

    def on_mount(self) -> None:
        self._saving.save(lambda progress: progress.start(self._kept_as))
        self._keep_place()

    def on_screen_resume(self) -> None:
        """Another screen, say the gradient check, may have reached a goal."""
        if self.is_mounted and self._is_open:
            self._show(self._said)

    def _begin(self) -> None:
        """The view, axis and fog that the lesson, or its case, starts with."""
        start = start_of(self._run)
        super()._begin()
        self._hide_panels()
        if self._session.longest_run:  # gone on with: as it was left
            return
        if start.view in self._views:
            self._view = start.view
        self._loss.logarithmic = start.log_axis
        self._session.fog = start.fog
        self._note_appearance()

    def _hide_panels(self) -> None:
        hidden = frozenset(self._run.lesson.hide_panels)
        self._parameters.hidden = hidden & {*COLUMNS}
        for id in hidden & {*self._panels}:
            self._panels[id].veil = "hidden in this lesson"

    # reading

    def action_read(self, offset: int) -> None:
        panel = self._panel
        if self._hint is not None:
            self._hint = None
        elif 0 <= self._section + offset < panel.sections(self._shown()):
            self._section += offset
        elif self._reading.waits and offset > 0:
            self._say(predict_first(self._reading))
            return
        elif self._reading.turn(offset):
            self._section = 0
            self._keep_place()
            if self._reading.waits:
                self._pause()
        elif offset > 0 and self._done:
            self.action_lesson(1)
            return
        else:
            self._say(NO_MORE if offset > 0 else "this is the first page")
            return
        self._open()
        self._say("")

    def action_hint(self) -> None:
        run = self._run
        if self._hint is None and run.kept.hints:
            self._hint = run.kept.hints - 1
        else:
            run.hint()
            self._hint = run.kept.hints - 1
        self._section = 0
        self._open()
        self._say("")

    def action_fold(self) -> None:
        self._text_away = not self._text_away
        self._arrange()
        self._say(self._named("{fold} brings the lesson's text back") if self._text_away else "")

    def _open(self) -> None:
        """Bring the lesson to where it can be seen."""
        self._text_away = False
        self._page = LESSON
        self._arrange()

    # predicting

    def read_key(self, event: events.Key) -> bool:
        """Digits are answers where something is asked; enter goes on where nothing is set."""
        if super().read_key(event):
            return True
        answer = next(key for key in self._keys if key.id == "answer")
        digits = answer.keys.split(",")
        asked = self._reading.waits or self._reading.names_cause
        if event.key in digits and asked:
            self._answer(digits.index(event.key) + 1)
            return True
        if event.key == "enter" and self._reads_on:
            self.action_read(1)
            return True
        return False

    @property
    def _reads_on(self) -> bool:
        """Whether enter goes on to the next page: where there is no value to be set now."""
        reading = self._reading
        answered = reading.page.kind == "question" and not reading.waits
        explained = reading.page.kind in ("explain", "sources")
        return answered or explained or not reading.may_try

    def action_answer(self) -> None:
        self._say(NO_QUESTION)

    def _answer(self, number: int) -> None:
        reading, run = self._reading, self._run
        if number > answers(reading):
            self._say(f"there is no answer {number}; choose 1 to {answers(reading)}")
            return
        if reading.waits:
            question = reading.page.place
            run.answer(number)
            self._lock_in(question, number - 1)
            return
        case = run.case_now
        assert case is not None
        run.cause(str(number))
        self._lock_in(question_of(run.lesson, run.lesson.cases.index(case)), number - 1)

    def _lock_in(self, question: int, answer: int) -> None:
        """Keep the answer; what is said to it is shown once it is kept."""
        self._hint = None
        self._section = 0
        name = self._kept_as
        self._saving.save(
            lambda progress: progress.predict(name, question, answer), then=self._show_answer
        )

    def _show_answer(self) -> None:
        self._open()
        self._show("")

    # doing

    def action_guess(self) -> None:
        asked = self._run.guess_asked
        if not asked:
            undo = self._key("undo")
            self._say(f"no value is to be typed here; {undo} undoes, the goals say what to do")
        elif asked == "loss" and self._session.ended:
            self._say(self._named(DIVERGED))
        else:
            label = self._session.labels[self._session.selected]
            words = {"next": f"{label} after the next pass", "slope": f"the slope of {label}"}
            self._guessed = words.get(asked, "the loss after the next pass")
            self._ask(self._guessed, None)

    _guessed = ""

    def _accept(self, entry: Entry) -> None:
        if not self._guessed or entry.what != self._guessed:
            super()._accept(entry)
            return
        try:
            value = entry.value()
        except ValueError:
            self._show(f"{entry.text[:12]!r} is not a finite number; try 0.05")
            return
        self._guessed = ""
        self._close_entry()
        if value is not None:
            try:
                self._show(self._run.guess(value))
            except CommandError as error:
                self._show(str(error))

    def action_case(self) -> None:
        run = self._run
        if not run.lesson.cases:
            self._say("this lesson has no cases")
            return
        before = run.session.newest
        run.case(None)
        self._views = views.views_of(self._session)
        if self._view not in self._views:
            self._view = self._views[0]
        self._begin()
        self._hint = None
        self._section = 0
        self._reading.open("case")
        self._open()
        said = f"case {run.case_number} of {len(run.lesson.cases)}, from its start"
        if before:
            self._show_undoable(said)
        else:
            self._show(said)

    def action_restart(self) -> None:
        self._descent_app.restart_lesson(self._run)

    def action_lesson(self, offset: int) -> None:
        if not self._descent_app.open_lesson_beside(self._run.lesson, offset):
            self._say("this was the last lesson" if offset > 0 else "this is the first lesson")

    # what is closed

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """None for a key that the lesson hides, or that a question closes."""
        written = f"{action}({', '.join(map(repr, parameters))})" if parameters else action
        if self._refusal(written):
            return None
        return super().check_action(action, parameters)

    def refuse(self, action: str) -> None:
        self._say(self._refusal(action))

    def _refusal(self, action: str) -> str:
        return refusal(action, self._reading, self._shown_keys["read-on"])

    # showing

    @property
    def _keys(self) -> tuple[Key, ...]:
        return self._descent_app.keys_of("lesson", "training", "everywhere")

    @property
    def _shown_keys(self) -> dict[str, str]:
        """How each key is written, by its id."""
        return {key.id: key.shown for key in self._keys}

    @property
    def _footer_keys(self) -> tuple[tuple[str, str], ...]:
        reading = self._reading
        more = self._section + 1 < self._panel.sections(self._shown())
        known = tuple(
            replace(key, named=f"1–{answers(reading)}") if key.id == "answer" else key
            for key in self._keys
        )
        return tuple(keys.footer(footer_ids(reading, self._done, self._usual_keys, more), known))

    @property
    def _pages(self) -> tuple[str, ...]:
        return (LESSON, *super()._pages)

    @property
    def _width(self) -> int:
        return self.size.width - (TEXT if self._is_beside and not self._text_away else 0)

    def _may_stand_below(self, view: str) -> bool:
        return view not in (self._avoided, *self._run.lesson.hide_panels)

    @property
    def _is_beside(self) -> bool:
        return self.size.width >= BESIDE and not self._folded

    def _arrange(self) -> None:
        super()._arrange()
        panel = self._panel
        self.set_class(self._folded and self._page == LESSON and not self._text_away, "-page")
        self.set_class(self._text_away or (self._folded and self._page != LESSON), "-closed")
        if self._folded or self._is_beside:
            panel.styles.height = "1fr"
            return
        most = self.size.height - AROUND - LEAST_BODY
        rows = rows_of(self._shown().page, self.size.width - 2) + 2
        height = 0 if self._text_away else max(3, min(rows, most))
        panel.styles.height = height
        body = self.size.height - AROUND - height
        parameters = min(self._session.parameter_count, SOME_PARAMETERS)
        hidden = NUMBERS[1] in self._run.lesson.hide_panels
        room = body >= ARITHMETIC + wanted_height(parameters)
        self._panels[NUMBERS[1]].display = room and not hidden

    def on_panel_resized(self) -> None:
        """A page may fall into other parts than before."""
        if self._is_open and self._panel.size != self._laid_out:
            self._section = 0
            self._show(self._said)

    def _show(self, notice: str = "") -> None:
        super()._show(notice)
        if self._is_open:
            self._look()

    def _say(self, notice: str) -> None:
        """Say something of the lesson, where the descent is as it was."""
        if self._is_open:
            self._said = self._notice = notice
            self._show_footer()
            self._show_lesson()

    def _show_lesson(self) -> None:
        shown = self._shown()
        panel = self._panel
        if (shown, panel.size) == (self._painted, self._laid_out):
            return
        self._painted, self._laid_out = shown, panel.size
        reading = self._reading
        title = f"GOAL REACHED: {self._heading}" if self._done else self._heading
        sections = panel.sections(shown) if panel.size else 1  # before that nobody knows
        part = f", part {self._section + 1} of {sections}" if sections > 1 else ""
        panel.border_title = shortened(title, panel.size.width - 2) if panel.size else title
        panel.border_subtitle = f"page {reading.number} of {len(reading.pages)}{part}"
        panel.show(shown)
        self._goals.show(shown)

    def _shown(self) -> LessonShown:
        reading, run = self._reading, self._run
        page = reading.page
        parts: Parts = contents(run, page)
        if self._hint is not None:
            parts = hint_parts(run, self._hint)
        at = reading.number - 1
        before = reading.pages[max(0, at - EARLIER) : at] if self._is_beside else ()
        marks = enumerate(run.checklist)
        if run.lesson.cases:
            ticks = [Tick(one.text, one.reached, one.waits) for one in run.case_marks]
        else:
            ticks = [
                Tick(one.text, one.reached and at in self._saved, one.waits) for at, one in marks
            ]
        return LessonShown(
            page=parts,
            earlier=tuple(contents(run, one) for one in before if one.kind != "goals"),
            ticks=tuple(ticks),
            with_goals=self._is_beside
            and (reading.page.kind != "goals" or self._done or bool(run.lesson.cases)),
            section=self._section,
            wanted=next((mark.text for mark in run.checklist if not mark.reached), ""),
            next=self._next,
            done=self._done,
        )

    @property
    def _next(self) -> str:
        known = self._shown_keys
        return f"{known['read-on']} reads on, {known['lesson-next']} next lesson"

    # keeping

    def _look(self) -> None:
        """Notice what was reached, have it written, and show the lesson as it stands."""
        run, name = self._run, self._kept_as
        run.observe()
        lesson = run.lesson
        reached = {place for place, mark in enumerate(run.checklist) if mark.reached}
        for place, case in enumerate(lesson.cases):
            if case.name in run.kept.cured:
                reached.add(goal_of(lesson, place))
        for goal in sorted(reached - self._sent):
            self._sent.add(goal)
            self._saving.save(partial(_reach, name=name, goal=goal), then=partial(self._tick, goal))
        if run.done and not self._finishing:
            self._finishing = True
            self._saving.save(lambda progress: progress.finish(name), then=self._finish)
        self._show_lesson()

    def _tick(self, goal: int) -> None:
        """The goal is kept: now it may be shown as reached."""
        self._saved.add(goal)
        if goal < len(self._run.checklist) and not self._run.done:
            self._say(f"goal {goal + 1} reached")
        self._show_lesson()

    def _finish(self) -> None:
        """All goals are reached, and it is kept."""
        self._done = True
        self._hint = None
        self._section = 0
        self._pause()
        self._reading.open("explain")
        self._keep_place()
        self._open()
        self._show("")

    def _keep_place(self) -> None:
        name, place = self._kept_as, self._reading.place
        self._saving.save(lambda progress: progress.go_on(name, place))


def _reach(progress: Any, name: str, goal: int) -> bool:
    return bool(progress.reach(name, goal))
