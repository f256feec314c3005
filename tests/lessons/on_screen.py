"""A learner at the keys: goes through a lesson in a terminal as its file says."""

import re

from tests.pressed import keys_for
from tests.pty_terminal import KEYS, Terminal
from tui_descent import actions
from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.reading import Reading
from tui_descent.lessons.run import LessonRun

CHARACTERS = {
    "greater_than_sign": ">",
    "full_stop": ".",
    "equals_sign": "=",
    "plus": "+",
    "minus": "-",
}
SEED = 1
PART = re.compile(r"page \d+ of \d+(?:, part \d+ of \d+)?")
MOST_PARTS = 6  # of a page on a small screen


class Learner:
    """Presses keys, and does the same beside it, to know which ones and what then shows."""

    def __init__(self, terminal: Terminal, lesson: Lesson) -> None:
        self.terminal = terminal
        self.lesson = lesson
        self.run = LessonRun(lesson, seed=SEED)
        self.reading = Reading(self.run)

    def press(self, *names: str) -> None:
        """Press keys by Textual's names."""
        self.terminal.press(
            *(name if name in KEYS else CHARACTERS.get(name, name) for name in names)
        )

    def see_page(self) -> str:
        """Wait for the page that should be open."""
        return self.terminal.wait_for(f"page {self.reading.number} of {len(self.reading.pages)}")

    def turn(self) -> None:
        """Read on, part by part, to the page that should be open then."""
        expected = f"page {self.reading.number} of {len(self.reading.pages)}"
        for _ in range(MOST_PARTS):
            if expected in self.next_part():
                return
        raise AssertionError(f"{expected} does not come; the screen:\n{self.terminal.text}")

    def next_part(self) -> str:
        """Read on, and wait for the next part or page."""
        here = PART.findall(self.terminal.text)
        self.press("k")
        return self.terminal.wait_for(lambda text: PART.findall(text) not in ([], here))

    def read_to(self, kind: str, wrong: bool = False) -> None:
        """Read on to the first page of this kind, answering what is asked."""
        self.see_page()
        while self.reading.page.kind != kind:
            if self.reading.waits:
                self.answer(wrong)
            assert self.reading.turn(1)
            self.turn()

    def answer(self, wrong: bool = False) -> str:
        """Answer the question on the screen; the explanation of that very answer appears."""
        answers = self.lesson.predictions[self.reading.page.place].answers
        number = [answer.right is not wrong for answer in answers].index(True) + 1
        self.terminal.wait_for("Predict:")
        self.press(str(number))
        self.run.answer(number)
        explained = squeezed(answers[number - 1].explain)[:60]
        text = self.terminal.wait_for("You said:")
        for _ in range(MOST_PARTS):
            if explained in squeezed(text):
                return text
            text = f"{page_of(text)}{self.next_part()}"
        raise AssertionError(f"no {explained!r} in what was read:\n{text}")

    def do(self, line: str) -> None:
        """Do by keys what a command says, and wait for the status that it leads to."""
        session = self.run.session
        self.press(*keys_for(session, line))
        actions.run(session, line, self.run)
        self.run.observe()
        if line.startswith("check"):
            self.terminal.wait_for("relative error")
            self.press("g")
        loss, rate = f"loss {session.loss:.6g} ", f"lr {session.state.learning_rate:.6g}"
        passes = f"pass {session.state.passes} "
        self.terminal.wait_for(lambda text: all(part in text for part in (passes, loss, rate)))

    def solve(self) -> str:
        """Do what the solution says, and wait for the word that the goal is reached."""
        if self.lesson.cases:
            self._solve_cases()
        for line in self.lesson.solution:
            self.do(line)
        return self.terminal.wait_for("GOAL REACHED")

    def _solve_cases(self) -> None:
        asked = self.lesson.asks or "What is"
        for number in range(1, len(self.lesson.cases) + 1):
            text = self.terminal.wait_for(f"Case {number} of {len(self.lesson.cases)}")
            shown = squeezed(text)
            case = next(
                one for one in self.lesson.cases if squeezed(f"{one.text} {asked}") in shown
            )
            self.run.case(next(at for at in range(1, 100) if self._opens(at, case.name)))
            self.press(str(self.lesson.causes.index(case.cause) + 1))
            self.run.cause(case.cause)
            self.terminal.wait_for("You said:")
            for line in case.solution:
                self.do(line)
            if self.run.done:
                return
            self.terminal.wait_for("Seen" if self.lesson.asks else "Cured")
            self.press("C")

    def _opens(self, number: int, name: str) -> bool:
        self.run.case(number)
        return self.run.case_now is not None and self.run.case_now.name == name


def page_of(text: str) -> str:
    """What stands in the lesson's frame, up to its lower edge."""
    return text.partition("╰")[0]


def squeezed(text: str) -> str:
    """A text without frames, marks, and the places where lines are broken."""
    return "".join(char for char in text if char.isalnum() or char in "−.,:·")
