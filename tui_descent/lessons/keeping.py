"""Between a lesson that is being done and the learner's progress: opening it as it was left,
and writing down what is new.

Of a lesson's cases the named cause is kept as one more prediction, after the lesson's own
questions, and the cure as one more goal.
"""

from tui_descent.lessons.learned import LessonProgress
from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.progress import Progress
from tui_descent.lessons.run import Kept, LessonRun


def open_run(lesson: Lesson, progress: Progress) -> LessonRun:
    """Open a lesson where the learner left it, and write down that it was opened."""
    progress.start(lesson.name)
    place = progress.place()
    block = place[1] if place is not None and place[0] == lesson.name else 0
    return LessonRun(lesson, kept_of(lesson, progress.of(lesson.name), block))


def kept_of(lesson: Lesson, learned: LessonProgress, block: int = 0) -> Kept:
    """What a run goes on from.

    The cases' order is drawn from the moment at which the lesson was begun, so it is the same
    until the lesson is reset.
    """
    answers: list[int] = []
    for question, prediction in enumerate(lesson.predictions):
        answer = learned.predicted(question)
        if answer is None or answer >= len(prediction.answers):
            break
        answers.append(answer)
    causes = {}
    for place, case in enumerate(lesson.cases, start=len(lesson.predictions)):
        named = learned.predicted(place)
        if named is not None and named < len(lesson.causes):
            causes[case.name] = lesson.causes[named]
    cures = enumerate(lesson.cases, start=len(lesson.goals))
    return Kept(
        block=max(0, min(block, len(lesson.text) - 1)),
        answers=answers,
        goals=[place for place in learned.goals if place < len(lesson.goals)],
        done=learned.done is not None,
        seed=int(learned.started.timestamp()) if learned.started else 0,
        causes=causes,
        cured=[case.name for place, case in cures if place in learned.goals],
    )


def save(run: LessonRun, progress: Progress) -> bool:
    """Write down what is new; call it after each key. False: it could not be written."""
    name, lesson = run.lesson.name, run.lesson
    learned = progress.of(name)
    saved = True
    for question, answer in enumerate(run.kept.answers):
        if learned.predicted(question) is None:
            saved = progress.predict(name, question, answer)
    for place, case in enumerate(lesson.cases):
        question, goal = len(lesson.predictions) + place, len(lesson.goals) + place
        cause = run.kept.causes.get(case.name)
        if cause is not None and learned.predicted(question) is None:
            saved = progress.predict(name, question, lesson.causes.index(cause))
        if case.name in run.kept.cured and goal not in learned.goals:
            saved = progress.reach(name, goal)
    for goal, mark in enumerate(run.checklist):
        if mark.reached and goal not in learned.goals:
            saved = progress.reach(name, goal)
    if run.done and learned.done is None:
        saved = progress.finish(name)
    if progress.place() != (name, run.block):
        saved = progress.go_on(name, run.block)
    return saved
