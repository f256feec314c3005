"""What a learner has done, as values: single events, and what they add up to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Prediction:
    """The answer that was chosen for a question, both counted from 0."""

    question: int
    answer: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LessonProgress:
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


@dataclass(frozen=True, slots=True)
class Learned:
    """All lessons in which anything was done, and the place (lesson, block) to go on from."""

    lessons: Mapping[str, LessonProgress] = field(default_factory=dict)
    place: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A lesson was opened."""

    lesson: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Predicted:
    """An answer was locked in."""

    lesson: str
    question: int
    answer: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Reached:
    """A goal was reached."""

    lesson: str
    goal: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Finished:
    """The lesson is done."""

    lesson: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WentOn:
    """The learner is now at this block of this lesson."""

    lesson: str
    block: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Nothing has been done in this lesson, or with None in any."""

    lesson: str | None


Event = Started | Predicted | Reached | Finished | WentOn | Forgotten


def after(learned: Learned, event: Event) -> Learned:
    """What the learner has done once this has happened too."""
    match event:
        case Forgotten(None):
            return Learned()
        case Forgotten(lesson):
            others = {name: it for name, it in learned.lessons.items() if name != lesson}
            place = learned.place
            return Learned(others, (lesson, 0) if place and place[0] == lesson else place)
        case WentOn(lesson, block):
            return replace(learned, place=(lesson, block))
        case _:
            changed = _changed(learned.lessons.get(event.lesson), event)
            return replace(learned, lessons={**learned.lessons, event.lesson: changed})


def _changed(
    lesson: LessonProgress | None, event: Started | Predicted | Reached | Finished
) -> LessonProgress:
    if lesson is None:
        lesson = LessonProgress(event.lesson, started=event.at)
    match event:
        case Predicted(_, question, answer, at):
            chosen = Prediction(question, answer, at)
            return replace(lesson, predictions=(*lesson.predictions, chosen))
        case Reached(_, goal, at):
            return replace(lesson, goals={goal: at, **lesson.goals})
        case Finished(_, at):
            return replace(lesson, done=lesson.done or at)
        case _:
            return lesson


def events_of(learned: Learned) -> Iterator[Event]:
    """Events that add up to this."""
    for name, lesson in learned.lessons.items():
        if lesson.started is not None:
            yield Started(name, lesson.started)
        for chosen in lesson.predictions:
            yield Predicted(name, chosen.question, chosen.answer, chosen.at)
        for goal, at in lesson.goals.items():
            yield Reached(name, goal, at)
        if lesson.done is not None:
            yield Finished(name, lesson.done)
    if learned.place is not None:
        yield WentOn(*learned.place)
