"""`python -m tests.benchmarks.lessons`: what watching for goals costs a pass, lesson by lesson.

Passes of each lesson's session with nobody watching, against the same with its goals looked
at after every pass, as while playing.
"""

import time

from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.listing import lesson_names
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.run import LessonRun
from tui_descent.session.session import Session

PASSES = 500
ROUNDS = 5


def seconds_a_pass(session: Session) -> float:
    """The best of several rounds; a run that diverges begins again."""
    best = float("inf")
    for _ in range(ROUNDS):
        session.reset()
        began, made = time.perf_counter(), 0
        while made < PASSES:
            before = session.state.passes
            session.step(min(50, PASSES - made))
            made += session.state.passes - before
            if session.ended:
                session.reset()
        best = min(best, (time.perf_counter() - began) / PASSES)
    return best


def watched(lesson: Lesson) -> Session:
    """The lesson's session, its goals not reached before."""
    return LessonRun(lesson, seed=0).session


def main() -> None:
    """Print both for each lesson."""
    print("lesson              alone      watched   µs a pass")
    for name in lesson_names():
        lesson = load_lesson(name)
        alone, with_goals = (
            seconds_a_pass(session) * 1e6 for session in (lesson.session(), watched(lesson))
        )
        print(f"{name:<18}{alone:>8.1f}{with_goals:>12.1f}{with_goals - alone:>10.1f} more")


if __name__ == "__main__":
    main()
