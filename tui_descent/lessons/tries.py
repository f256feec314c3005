"""What was answered in a lesson, and whether the first try at each question was right."""

from msgspec import Struct

from tui_descent.lessons.events import LessonProgress
from tui_descent.lessons.lesson import Lesson


class Tried(Struct, frozen=True):
    """One question that was answered, a case counting as one more.

    question     its number, from 1
    answers      the numbers of the answers that were chosen, from 1, in their order
    right_first  whether the first of them was right
    """

    question: int
    answers: tuple[int, ...]
    right_first: bool


def tried(lesson: Lesson, known: LessonProgress) -> tuple[Tried, ...]:
    """The questions of a lesson that were answered; those that it no longer has are left out."""
    found = []
    for question, right in enumerate(_right_answers(lesson)):
        answers = [one.answer for one in known.predictions if one.question == question]
        if answers:
            numbers = tuple(answer + 1 for answer in answers)
            found.append(Tried(question + 1, numbers, answers[0] in right))
    return tuple(found)


def _right_answers(lesson: Lesson) -> list[set[int]]:
    """The right answers of each question, from 0, then the true causes of each case."""
    questions = [
        {place for place, answer in enumerate(prediction.answers) if answer.right}
        for prediction in lesson.predictions
    ]
    cases = [
        {place for place, cause in enumerate(lesson.causes) if case.accepts(cause)}
        for case in lesson.cases
    ]
    return [*questions, *cases]
