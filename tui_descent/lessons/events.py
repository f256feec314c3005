"""What a learner has done, as values: single events, and what they add up to.

An event knows what it changes, of the values here and of the tables of the progress file.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

Statement = tuple[str, tuple[str | int, ...]]  # of SQL, and what stands for its ?s


class Prediction(Struct, frozen=True):
    """The answer that was chosen for a question, both counted from 0."""

    question: int
    answer: int
    at: datetime


class LessonProgress(Struct, frozen=True):
    """What was done in one lesson.

    started      when anything was done in it first; None: nothing yet
    predictions  in the order in which they were chosen
    goals        index of each goal reached -> when it was reached first
    done         when it was finished first
    """

    lesson: str
    started: datetime | None = None
    predictions: tuple[Prediction, ...] = ()
    goals: Mapping[int, datetime] = field(default_factory=dict)
    done: datetime | None = None

    def predicted(self, question: int) -> int | None:
        """The answer that was chosen last for this question."""
        for prediction in reversed(self.predictions):
            if prediction.question == question:
                return prediction.answer
        return None


class Learned(Struct, frozen=True):
    """All lessons in which anything was done, and the place (lesson, block) to go on from."""

    lessons: Mapping[str, LessonProgress] = field(default_factory=dict)
    place: tuple[str, int] | None = None


class Event(Protocol):
    """Something that a learner did: what it changes of what was done before, here and in a file."""

    def after(self, learned: Learned) -> Learned:
        """What the learner has done once this has happened too."""

    def statements(self) -> Iterator[Statement]:
        """The same for the tables of the progress file."""


class Started(Struct, frozen=True):
    """Something was done in a lesson: it was opened, or more than that."""

    lesson: str
    at: datetime

    def after(self, learned: Learned) -> Learned:
        before = learned.lessons.get(self.lesson)
        lesson = self.changed(before or LessonProgress(self.lesson, started=self.at))
        return replace(learned, lessons={**learned.lessons, self.lesson: lesson})

    def changed(self, lesson: LessonProgress) -> LessonProgress:
        """The lesson, once this has happened in it."""
        return lesson

    def statements(self) -> Iterator[Statement]:
        start = "INSERT OR IGNORE INTO lessons (lesson, started) VALUES (?, ?)"
        yield start, (self.lesson, self.second)

    @property
    def second(self) -> int:
        """When it was, in whole seconds since 1970."""
        return int(self.at.timestamp())


class Predicted(Started, frozen=True):
    """An answer was locked in."""

    question: int
    answer: int

    def changed(self, lesson: LessonProgress) -> LessonProgress:
        chosen = Prediction(self.question, self.answer, self.at)
        return replace(lesson, predictions=(*lesson.predictions, chosen))

    def statements(self) -> Iterator[Statement]:
        yield from Started.statements(self)
        predict = "INSERT INTO predictions (lesson, question, answer, at) VALUES (?, ?, ?, ?)"
        yield predict, (self.lesson, self.question, self.answer, self.second)


class Reached(Started, frozen=True):
    """A goal was reached."""

    goal: int

    def changed(self, lesson: LessonProgress) -> LessonProgress:
        return replace(lesson, goals={self.goal: self.at, **lesson.goals})

    def statements(self) -> Iterator[Statement]:
        yield from Started.statements(self)
        reach = "INSERT OR IGNORE INTO goals (lesson, goal, at) VALUES (?, ?, ?)"
        yield reach, (self.lesson, self.goal, self.second)


class Finished(Started, frozen=True):
    """The lesson is done."""

    def changed(self, lesson: LessonProgress) -> LessonProgress:
        return replace(lesson, done=lesson.done or self.at)

    def statements(self) -> Iterator[Statement]:
        yield from Started.statements(self)
        finish = "UPDATE lessons SET done = coalesce(done, ?) WHERE lesson = ?"
        yield finish, (self.second, self.lesson)


class WentOn(Struct, frozen=True):
    """The learner is now at this block of this lesson."""

    lesson: str
    block: int

    def after(self, learned: Learned) -> Learned:
        return replace(learned, place=(self.lesson, self.block))

    def statements(self) -> Iterator[Statement]:
        go_on = "INSERT OR REPLACE INTO place (id, lesson, block) VALUES (1, ?, ?)"
        yield go_on, (self.lesson, self.block)


class Forgotten(Struct, frozen=True):
    """Nothing has been done in this lesson, or with None in any."""

    lesson: str | None

    def after(self, learned: Learned) -> Learned:
        lesson, place = self.lesson, learned.place
        if lesson is None:
            return Learned()
        others = {name: it for name, it in learned.lessons.items() if name != lesson}
        return Learned(others, (lesson, 0) if place and place[0] == lesson else place)

    def statements(self) -> Iterator[Statement]:
        if self.lesson is None:
            for table in ("lessons", "predictions", "goals", "place"):
                yield f"DELETE FROM {table}", ()
            return
        for table in ("lessons", "predictions", "goals"):
            yield f"DELETE FROM {table} WHERE lesson = ?", (self.lesson,)
        yield "UPDATE place SET block = 0 WHERE lesson = ?", (self.lesson,)


def added_up(learned: Learned, events: Iterable[Event]) -> Learned:
    """What the learner has done once these have happened too."""
    for event in events:
        learned = event.after(learned)
    return learned


def events_of(learned: Learned) -> Iterator[Event]:
    """Events that add up to this."""
    for name, lesson in learned.lessons.items():
        if lesson.started is not None:
            yield Started(name, lesson.started)
        for chosen in lesson.predictions:
            yield Predicted(name, chosen.at, chosen.question, chosen.answer)
        for goal, at in lesson.goals.items():
            yield Reached(name, at, goal)
        if lesson.done is not None:
            yield Finished(name, lesson.done)
    if learned.place is not None:
        yield WentOn(*learned.place)
