"""What a learner does in one lesson, kept: from Progress to a LessonRun and back.

Writing takes some milliseconds, on a disk across the network many more, so one thread does
it, in order, while the lesson goes on. Whoever shows a tick waits for its write.
"""

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from tui_descent.lessons.listing import Description
from tui_descent.lessons.progress import Progress
from tui_descent.lessons.tries import tried
from tui_descent.presets.errors import PresetError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from tui_descent.lessons.lesson import Lesson

Write = Callable[[Progress], bool]


class ProgressWriter:
    """The user's progress, and the one thread that writes it."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self._worker: ThreadPoolExecutor | None = None

    def save(self, write: Write) -> "Future[bool]":
        """Write after all that is to be written; the result says whether it is in the file."""
        if self._worker is None:
            from concurrent.futures import ThreadPoolExecutor

            self._worker = ThreadPoolExecutor(1, "progress")
        return self._worker.submit(write, self.progress)

    def close(self) -> None:
        """Wait for what is being written, and let go of the file."""
        if self._worker is not None:
            self._worker.shutdown()
        self.progress.close()


def name_of(lesson: "Lesson") -> str:
    """Under which name it is kept; a file of one's own by its path."""
    return lesson.name if lesson.number else str(lesson.path.resolve())


def kept(lesson: "Lesson", progress: Progress) -> dict[str, Any]:
    """What is known of this lesson from earlier times, as LessonRun takes it.

    A case counts as one more question, and its cure as one more goal: see `question_of`.
    """
    known = progress.of(name_of(lesson))
    answers: list[int] = []
    for question, prediction in enumerate(lesson.predictions):
        answer = known.predicted(question)
        if answer is None or not 0 <= answer < len(prediction.answers):
            break
        answers.append(answer)
    causes, cured = {}, []
    for place, case in enumerate(lesson.cases):
        cause = known.predicted(question_of(lesson, place))
        if cause is not None and 0 <= cause < len(lesson.causes):
            causes[case.name] = lesson.causes[cause]
            if goal_of(lesson, place) in known.goals:
                cured.append(case.name)
    return {
        "answers": answers,
        "goals": [goal for goal in known.goals if goal < len(lesson.goals)],
        "done": known.done is not None,
        "seed": random.SystemRandom().randrange(2**31),
        "causes": causes,
        "cured": cured,
    }


def question_of(lesson: "Lesson", case: int) -> int:
    """The number under which the cause of a case is kept."""
    return len(lesson.predictions) + case


def goal_of(lesson: "Lesson", case: int) -> int:
    """The number under which the cure of a case is kept."""
    return len(lesson.goals) + case


def place_in(lesson: "Lesson", progress: Progress) -> int:
    """Where the learner left this lesson, if it is the one that was open last."""
    place = progress.place()
    return place[1] if place is not None and place[0] == name_of(lesson) else 0


def done_of(progress: Progress, lesson: Description) -> str:
    """What is done of a lesson, in a word or two."""
    known = progress.of(lesson.name)
    reached = sum(goal < lesson.goals for goal in known.goals)
    if known.done is not None:
        return "✓ done"
    if reached:
        return f"{reached} of {lesson.goals} goals"
    return "started" if known.started is not None else ""


def own_lessons(shipped: Sequence[Description], progress: Progress) -> list[Description]:
    """Lessons of one's own in which anything was done, by their paths.

    One that can no longer be read has no title.
    """
    listed = {one.name for one in shipped}
    own = []
    for name, known in progress.all().items():
        if name not in listed:
            lesson = _lesson(name)
            title, idea, goals = "", "", len(known.goals)
            if lesson is not None:
                title, idea, goals = lesson.title, lesson.idea, len(lesson.goals)
            own.append(Description(name, 0, title, idea, goals))
    return own


def row_of(lesson: Description, progress: Progress, go_on: str) -> dict[str, Any]:
    """A lesson of the list, with what is done of it, as names and plain values."""
    known = progress.of(lesson.name)
    read = _lesson(lesson.name) if known.predictions else None
    answered = () if read is None else tried(read, known)
    return {
        "number": lesson.number,
        "name": lesson.name,
        "title": lesson.title,
        "idea": lesson.idea,
        "goals": lesson.goals,
        "predictions": [to_builtins(one) for one in answered],
        "reached": sorted(goal + 1 for goal in known.goals if goal < lesson.goals),
        "started": known.started.isoformat() if known.started else None,
        "done": known.done.isoformat() if known.done else None,
        "progress": done_of(progress, lesson),
        "go_on": lesson.name == go_on,
    }


def to_go_on(shipped: Sequence[Description], progress: Progress) -> str:
    """The lesson to go on with: the one that was left, or, if it is done, the next one to do."""
    names = [one.name for one in shipped]
    place = progress.place()
    if place is None:
        return _first_to_do(names, progress)
    left = place[0]
    if left not in names:
        return left if _lesson(left) else _first_to_do(names, progress)
    if progress.of(left).done is None:
        return left
    at = names.index(left) + 1
    return _first_to_do([*names[at:], *names[:at]], progress)


def to_learn(shipped: Sequence[Description], progress: Progress) -> str:
    """The same, but a lesson whose explanation was being read is gone on with."""
    place = progress.place()
    lesson = _lesson(place[0]) if place is not None else None
    if place is not None and lesson is not None:
        explained = len(lesson.text) + len(lesson.explain)
        if len(lesson.text) <= place[1] < explained:
            return place[0]
    return to_go_on(shipped, progress)


def _first_to_do(names: list[str], progress: Progress) -> str:
    return next((name for name in names if progress.of(name).done is None), names[0])


def _lesson(name_or_file: str) -> "Lesson | None":
    """The lesson, if it can still be read."""
    from tui_descent.lessons.loading import load_lesson

    try:
        return load_lesson(name_or_file)
    except PresetError:
        return None
