"""A lesson told line by line: what is read, asked and reached, and what of it is kept."""

from secrets import randbelow
from typing import Any

from msgspec.structs import replace

from tui_descent.actions import CommandError
from tui_descent.lessons.contents import goal_texts
from tui_descent.lessons.in_words import in_words
from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.markdown import MarkdownError, Part, parse
from tui_descent.lessons.progress import Progress
from tui_descent.lessons.progress_writer import goal_of, kept, name_of, place_in, question_of
from tui_descent.lessons.run import Left, LessonRun
from tui_descent.plain.output import Output

INTRODUCTION = "next reads on, goal says what to reach, hint helps, skip goes to the next lesson"


class ToldLesson:
    """One lesson and what was printed of it.

    name  under which its progress is kept; a file of one's own by its path
    seed  of the order of its cases; None: drawn
    left  where it is gone on with; None: it begins
    """

    def __init__(
        self,
        lesson: Lesson,
        progress: Progress,
        out: Output,
        seed: int | None = None,
        left: Left | None = None,
    ) -> None:
        self.lesson = lesson
        self.name = name_of(lesson)
        self._progress = progress
        self._out = out
        self._seed = randbelow(2**31) if seed is None else seed
        self._trouble: str | None = None
        self.run = LessonRun(lesson, self._kept(), left=left)
        self._left = left
        self._marks, self._solved = self._reached(), self._solved_cases()
        self._told_end = self.run.done

    def _kept(self) -> dict[str, Any]:
        """What was done here before; nothing if all of it was done: then it starts over."""
        fresh = {"seed": self._seed}
        if self._progress.of(self.name).done is not None:
            return fresh
        block = place_in(self.lesson, self._progress)
        return {**kept(self.lesson, self._progress), **fresh, "block": block}

    def open(self, introduce: bool) -> None:
        """The title, the commands of a lesson if wanted, and the text from where it was left."""
        lesson, progress = self.lesson, self._progress
        number = f" {lesson.number}" if lesson.number else ""
        self._out.say(f"lesson{number}: {lesson.title}")
        if progress.of(self.name).done is not None:
            self._out.say("you have done this lesson before")
        if introduce:
            self._out.tell(INTRODUCTION)
        self._saved(progress.start(self.name))
        self._saved(progress.go_on(self.name, self.run.block))
        self._show_block()
        if self.run.case_now is not None:
            if self._left is None:
                self.say_markdown(self.run.case(1))
            for place, cause in enumerate(lesson.causes, start=1):
                self._out.say(f"cause {place}: {cause}")

    def say_markdown(self, block: str) -> None:
        """A block of Markdown as lines, with commands where it names keys."""
        for part in _parts(in_words(block, self.lesson.in_words)):
            mark = "- " if part.mark == "• " else part.mark
            told = replace(part, mark=mark).plain
            self._out.say(*self._out.folded(told, indent=" " * len(mark)))

    def read(self) -> None:
        """All that was read so far, once more."""
        for block in range(self.run.block + 1):
            self._out.say(f"text {block + 1} of {len(self.lesson.text)}")
            self.say_markdown(self.lesson.text[block])
        self.ask()
        if self.run.done:
            self._show_end()

    def next(self) -> bool:
        """Read on; False: the lesson is done, and there is nothing more to read."""
        self.must_have_predicted()
        if self.run.turn(1):
            self._saved(self._progress.go_on(self.name, self.run.block))
            self._show_block()
            return True
        if self.run.done:
            return False
        raise CommandError(
            "there is no more to read; goal says what to reach, skip goes to the next lesson"
        )

    def _show_block(self) -> None:
        block, blocks = self.run.block, len(self.lesson.text)
        self._out.say(f"text {block + 1} of {blocks}")
        self.say_markdown(self.lesson.text[block])
        self.ask()
        if block == blocks - 1 and not self.is_asking:
            self.show_goals()

    def ask(self) -> None:
        """The question that is due, with its answers as one types them."""
        question = self.run.question
        if question is None or not self.is_asking:
            return
        self.say_markdown(f"question: {question.question}")
        for number, answer in enumerate(question.answers, start=1):
            self.say_markdown(f"answer {number}: {answer.text}")

    @property
    def is_asking(self) -> bool:
        """Whether a prediction is due, before anything else."""
        question = self.run.question
        return question is not None and question.after_block <= self.run.block + 1

    def must_have_predicted(self) -> None:
        """Raise CommandError while a prediction is asked for."""
        if self.is_asking and self.run.question is not None:
            count = len(self.run.question.answers)
            raise CommandError(f"predict first what will happen: answer 1 to {count}")

    def must_have_named(self) -> None:
        """Raise CommandError while something is asked of a case that comes before its passes."""
        if self.run.must_name:
            count = len(self.lesson.causes)
            raise CommandError(f"say first what you expect: cause 1 to cause {count}")

    def show_goals(self) -> None:
        """The checklist."""
        marks = zip(goal_texts(self.run), self.run.checklist, strict=True)
        self._out.say(*(self._goal(text, mark.reached) for text, mark in marks))
        self._out.say(*(f"{case}: solved" for case in self._solved_cases()))
        asked = {
            "next": "the value of the selected parameter after the next pass",
            "slope": "the slope of the selected parameter",
            "loss": "the loss after the next pass",
            "limit": "the limit of the learning rate",
            "passes": "the number of passes",
            "best": "the pass with the lowest loss held out",
        }.get(self.run.guess_asked)
        if asked:
            self._out.say(f"guess VALUE takes what you expect for {asked}")
        self._show_causes()

    def _show_causes(self) -> None:
        """What `cause` takes, for whoever waits and cannot look back, until it was named."""
        case, causes = self.run.case_now, self.lesson.causes
        if case is None or case.name in self.run.kept.causes or not self._out.awaited:
            return
        asked = self.lesson.asks or "what is wrong?"
        self._out.say(f"cause NUMBER answers: {asked}")
        self._out.say(*(f"cause {place}: {cause}" for place, cause in enumerate(causes, start=1)))

    def _goal(self, text: str, reached: bool) -> str:
        """A line of the checklist."""
        return f"goal {'reached' if reached else 'open'}: {in_words(text, self.lesson.in_words)}"

    def answer(self, number: int) -> None:
        """Lock in an answer."""
        if not self.is_asking:
            rest = "every question is answered" if self.run.question is None else "next reads on"
            raise CommandError(f"nothing is asked now; {rest}")
        place, question = len(self.run.kept.answers), self.run.question
        explained = self.run.answer(number)
        if question is not None:
            right = [answer.right for answer in question.answers].index(True) + 1
            self._out.say("right" if number == right else f"wrong: answer {right} is right")
        self.say_markdown(explained)
        self._saved(self._progress.predict(self.name, place, number - 1))
        self.ask()
        if self.run.block == len(self.lesson.text) - 1 and not self.is_asking:
            self.show_goals()

    def look(self) -> None:
        """Tell which goals were reached, or lost by a reset, since the last look."""
        self.run.observe()
        self._save_cases()
        before, self._marks = self._marks, self._reached()
        for place in sorted(before ^ self._marks):
            reached = place in self._marks
            if reached:
                self._saved(self._progress.reach(self.name, place))
            self._out.say(self._goal(self.lesson.goals[place].text, reached))
        solved, self._solved = self._solved, self._solved_cases()
        self._out.say(*(f"{case}: solved" for case in self._solved if case not in solved))

    def _save_cases(self) -> None:
        """Keep which causes were named and which cases were cured since the last look."""
        lesson, now = self.lesson, self.run.kept
        for place, case in enumerate(lesson.cases):
            known = self._progress.of(self.name)
            question, goal = question_of(lesson, place), goal_of(lesson, place)
            if case.name in now.causes:
                cause = lesson.causes.index(now.causes[case.name])
                if known.predicted(question) != cause:
                    self._saved(self._progress.predict(self.name, question, cause))
            if case.name in now.cured and goal not in known.goals:
                self._saved(self._progress.reach(self.name, goal))

    def finish(self) -> None:
        """Once all goals are reached: what it was about."""
        if self.run.done and not self._told_end:
            self._told_end = True
            self._saved(self._progress.finish(self.name))
            self._out.say("all goals are reached")
            self._show_end()

    def _show_end(self) -> None:
        for block in self.lesson.explain:
            self.say_markdown(block)
        self._out.tell(f"the idea: {self.lesson.idea}")
        for source in self.lesson.sources:
            self._out.tell(f"read on: {source.text} {source.url}")
        self._out.say("next goes on")

    def restart(self) -> None:
        """Begin it anew; that it was done once stays known."""
        if self._progress.of(self.name).done is None:
            self._saved(self._progress.reset(self.name))
        self._saved(self._progress.go_on(self.name, 0))
        self.run, self._left = LessonRun(self.lesson, {"seed": self._seed}), None
        self._marks, self._solved = self._reached(), self._solved_cases()
        self._told_end = self.run.done
        self.open(introduce=False)

    def _reached(self) -> set[int]:
        return {place for place, mark in enumerate(self.run.checklist) if mark.reached}

    def _solved_cases(self) -> list[str]:
        return [mark.text for mark in self.run.case_marks if mark.reached]

    def _saved(self, saved: bool) -> None:
        """Say once that something could not be saved."""
        trouble = self._progress.trouble
        if trouble and trouble != self._trouble:
            self._out.say(f"note: {trouble}")
        self._trouble = trouble


def _parts(block: str) -> tuple[Part, ...]:
    """The paragraphs and items of a block; what lessons do not know stays as it is."""
    try:
        return parse(block)
    except MarkdownError:
        return tuple(Part(((line, "plain"),)) for line in block.splitlines())
