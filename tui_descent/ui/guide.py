"""The guide: a lesson beside a session, page by page.

It shows the lesson, takes answers and guesses, and has what was reached written to the
user's progress; it is shown as done once it is written.
"""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size

from tui_descent.actions import CommandError
from tui_descent.actions.passes import DIVERGED
from tui_descent.lessons.contents import contents, goal_texts, hint_parts
from tui_descent.lessons.progress_writer import ProgressWriter, goal_of, name_of, question_of
from tui_descent.lessons.reading import Reading
from tui_descent.lessons.run import LessonRun
from tui_descent.ui.lesson_keys import answers, predict_first
from tui_descent.ui.saving import Saving
from tui_descent.ui.screens.keyed import WIDE
from tui_descent.ui.screens.session import SessionScreen
from tui_descent.ui.widgets.lesson import GoalLine, LessonPanel, LessonShown, Parts, Tick, rows_of
from tui_descent.ui.widgets.lines import shortened

LESSON = "lesson"  # the page of it in a small window
EARLIER = 12  # pages at most that a tall panel shows above the present one
NO_MORE = "that is all there is to read: now it is your turn"
GUESSES = {
    "next": "{} after the next pass",
    "slope": "the slope of {}",
    "limit": "the limit of the learning rate",
    "best": "the pass with the lowest loss held out",
    "passes": "passes from here to that loss",
}


class Guide(Vertical):
    """One learner in one lesson."""

    def __init__(self, run: LessonRun, writer: ProgressWriter, place: int) -> None:
        super().__init__(id="lesson-side")
        self.run = run
        self.reading = Reading(run, place)
        self.done = run.done
        self._panel = LessonPanel(id=LESSON, title=self._heading)
        self._goals = GoalLine(id="goals")
        self._saving = Saving(writer, lambda: self._host.is_open, self._say)
        self._kept_as = name_of(run.lesson)
        self._section = 0
        self._hint: int | None = None
        self._folded = False
        self._painted: LessonShown | None = None
        self._laid_out = Size()
        known = set(writer.progress.of(self._kept_as).goals)
        self._sent, self._saved = set(known), known
        self._finishing = run.done

    def compose(self) -> ComposeResult:
        yield self._panel.add_class("framed")
        yield self._goals

    def on_mount(self) -> None:
        self._saving.save(lambda progress: progress.start(self._kept_as))
        self._keep_place()

    @property
    def _host(self) -> SessionScreen:
        return cast("SessionScreen", self.screen)

    @property
    def saving(self) -> bool:
        """Whether something is being written that is not yet shown as done."""
        return self._saving.busy

    @property
    def goes_on(self) -> bool:
        """Whether the page goes on past what is seen of it."""
        return self._section + 1 < self._panel.sections(self._shown())

    @property
    def _heading(self) -> str:
        lesson = self.run.lesson
        return f"{lesson.number} · {lesson.title}" if lesson.number else lesson.title

    def read(self, offset: int) -> None:
        """Turn the page, or see more of it."""
        if self._hint is not None:
            self._hint = None
        elif 0 <= self._section + offset < self._panel.sections(self._shown()):
            self._section += offset
        elif self.reading.waits and offset > 0:
            self._say(predict_first(self.reading))
            return
        elif self.reading.turn(offset):
            self._section = 0
            self._keep_place()
            if self.reading.waits:
                self._host.pause()
        elif offset > 0 and self.done:
            self.open_beside(1)
            return
        else:
            self._say(NO_MORE if offset > 0 else "this is the first page")
            return
        self._open()
        self._say("")

    def hint(self) -> None:
        """Show the last hint again, or one more."""
        run = self.run
        if self._hint is not None or not run.kept.hints:
            run.hint()
        self._hint = run.kept.hints - 1
        self._section = 0
        self._open()
        self._say("")

    def fold(self) -> None:
        """Put the text away, or bring it back."""
        self._folded = not self._folded
        self._host.workspace.lay_out()
        self._say("{fold} brings the lesson's text back" if self._folded else "")

    def _open(self) -> None:
        """Bring the lesson to where it can be seen."""
        self._folded = False
        self._host.workspace.page = LESSON
        self._host.workspace.lay_out()

    @property
    def asks(self) -> bool:
        """Whether a digit is an answer now."""
        return self.reading.waits or self.reading.names_cause

    def answer(self, number: int) -> None:
        """Take an answer, or the cause that is named; the first is 1."""
        reading, run = self.reading, self.run
        if number > answers(reading):
            self._say(f"there is no answer {number}; choose 1 to {answers(reading)}")
            return
        if reading.waits:
            question = reading.page.place
            run.answer(number)
        else:
            case = run.case_now
            assert case is not None
            question = question_of(run.lesson, run.lesson.cases.index(case))
            run.cause(str(number))
        self._hint = None
        self._section = 0
        self._saving.save(
            lambda progress: progress.predict(self._kept_as, question, number - 1),
            then=self._show_answer,
        )

    def _show_answer(self) -> None:
        """Show what is said to an answer: once it is kept."""
        self._open()
        self._host.show()

    def guess(self) -> None:
        """Let the value be typed that a goal asks for."""
        asked, session = self.run.guess_asked, self.run.session
        if not asked:
            self._say("no value is asked for here; {undo} undoes, the goals say what to do")
        elif asked == "loss" and session.ended:
            self._say(DIVERGED)
        else:
            label = session.name()
            what = GUESSES.get(asked, "the loss after the next pass").format(label)
            self._host.ask(what, None, self._take_guess, "0.05")

    def _take_guess(self, value: float) -> str:
        try:
            return self.run.guess(value)
        except CommandError as error:
            return str(error)

    def next_case(self) -> None:
        """Go to the next case."""
        run, host = self.run, self._host
        if not run.lesson.cases:
            self._say("this lesson has no cases")
            return
        before, uncured = run.session.newest, self._uncured()
        run.case(None)
        host.workspace.follow_problem()
        host.begin()
        self._hint = None
        self._section = 0
        self.reading.open("case")
        self._open()
        said = f"case {run.case_number} of {len(run.lesson.cases)}, from its start{uncured}"
        if before:
            host.show_undoable(said)
        else:
            host.show(said)

    def _uncured(self) -> str:
        """What is said of the open case when it is left: that more could be done with it."""
        run, case = self.run, self.run.case_now
        counts = case is not None and case.accepts(run.kept.causes.get(case.name, ""))
        if case is None or not counts or case.name in run.kept.cured:
            return ""
        left = "seen" if run.lesson.asks else "cured"
        return f"; case {run.case_number} is named, but not yet {left}"

    def open_beside(self, offset: int) -> None:
        """Open the lesson this many places further on."""
        if not self._host.program.open_lesson_beside(self.run.lesson, offset):
            self._say("this was the last lesson" if offset > 0 else "this is the first lesson")

    def make_room(self) -> None:
        """Take the room that there is, before the session's panels get theirs."""
        host = self._host
        desk, size = host.workspace, host.size
        host.set_class(desk.folded and desk.page == LESSON and not self._folded, "-page")
        host.set_class(self._folded or (desk.folded and desk.page != LESSON), "-closed")
        if desk.folded or self._is_beside:
            self._panel.styles.height = "1fr"
            return
        rows = rows_of(self._shown().page, size.width - 2) + 2
        self._panel.styles.height = 0 if self._folded else max(3, min(rows, size.height // 3))

    @property
    def _is_beside(self) -> bool:
        return self._host.size.width >= WIDE and not self._host.workspace.folded

    def on_panel_resized(self) -> None:
        """A page may fall into other parts than before."""
        if self._host.is_open and self._panel.size != self._laid_out:
            self._section = 0
            self._host.show_again()

    def _say(self, notice: str) -> None:
        self._host.say(notice)

    def show(self) -> None:
        """Show the lesson as it stands."""
        shown, panel = self._shown(), self._panel
        if (shown, panel.size) == (self._painted, self._laid_out):
            return
        self._painted, self._laid_out = shown, panel.size
        reading = self.reading
        title = f"GOAL REACHED: {self._heading}" if self.done else self._heading
        sections = panel.sections(shown) if panel.size else 1  # before that nobody knows
        part = f", part {self._section + 1} of {sections}" if sections > 1 else ""
        panel.entitle(
            shortened(title, panel.size.width - 2) if panel.size else title,
            f"page {reading.number} of {len(reading.pages)}{part}",
        )
        panel.show(shown)
        self._goals.show(shown)

    def _shown(self) -> LessonShown:
        reading, run = self.reading, self.run
        page = reading.page
        parts: Parts = contents(run, page)
        if page.kind == "question" and not reading.waits and not self._is_beside:
            parts = parts[1:]  # the question was just read, and room is short
        if self._hint is not None:
            parts = hint_parts(run, self._hint)
        at, texts = reading.number - 1, goal_texts(run)
        before = reading.pages[max(0, at - EARLIER) : at] if self._is_beside else ()
        if run.lesson.cases:
            ticks = [Tick(one.text, one.reached, one.waits) for one in run.case_marks]
        else:
            ticks = [
                Tick(texts[at], one.reached and at in self._saved, one.waits)
                for at, one in enumerate(run.checklist)
            ]
        names = self._host.program.key_names
        return LessonShown(
            page=parts,
            earlier=tuple(contents(run, one) for one in before if one.kind != "goals"),
            ticks=tuple(ticks),
            with_goals=self._is_beside
            and (page.kind != "goals" or self.done or bool(run.lesson.cases)),
            section=self._section,
            wanted=next(
                (texts[at] for at, mark in enumerate(run.checklist) if not mark.reached), ""
            ),
            next=f"{names['read-on']} reads on, {names['lesson-next']} next lesson",
            done=self.done,
        )

    def look(self) -> None:
        """Notice what was reached, have it written, and show the lesson as it stands."""
        run = self.run
        run.observe()
        lesson = run.lesson
        reached = {place for place, mark in enumerate(run.checklist) if mark.reached}
        for place, case in enumerate(lesson.cases):
            if case.name in run.kept.cured:
                reached.add(goal_of(lesson, place))
        for goal in sorted(reached - self._sent):
            self._sent.add(goal)
            self._saving.save(
                partial(_reach, name=self._kept_as, goal=goal), then=partial(self._tick, goal)
            )
        if run.done and not self._finishing:
            self._finishing = True
            self._saving.save(lambda progress: progress.finish(self._kept_as), then=self._finish)
        self.show()

    def _tick(self, goal: int) -> None:
        """The goal is kept: now it may be shown as reached."""
        self._saved.add(goal)
        if goal < len(self.run.checklist) and not self.run.done:
            self._say(f"goal {goal + 1} reached")
        self.show()

    def _finish(self) -> None:
        """All goals are reached, and it is kept."""
        self.done = True
        self._hint = None
        self._section = 0
        self._host.pause()
        self.reading.open("explain")
        self._keep_place()
        self._open()
        self._host.show()

    def _keep_place(self) -> None:
        place = self.reading.place
        self._saving.save(lambda progress: progress.go_on(self._kept_as, place))


def _reach(progress: Any, name: str, goal: int) -> bool:
    return bool(progress.reach(name, goal))
