"""Where a learner is in a lesson: its pages, one after the other, and what is open there.

Text, questions after the blocks that they belong to, cases, the goals; once these are
reached the explanation and where to read on. It knows no screen.
"""

from typing import Literal

from msgspec import Struct

from tui_descent.actions.registry import MOVING, keys
from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.markdown import MarkdownError, parse
from tui_descent.lessons.run import LessonRun

# A block that names one of these keys lets the learner try them before a question is answered.
TRIED = frozenset(key.shown for key in keys("training") if key.id in MOVING)
Kind = Literal["text", "question", "case", "goals", "explain", "sources"]


class Page(Struct, frozen=True):
    """One page; `place` is which block, question or explanation it is, from 0."""

    kind: Kind
    place: int = 0


class Reading:
    """A learner on a page of a lesson."""

    def __init__(self, run: LessonRun, place: int = 0) -> None:
        self.run = run
        self._opens = [bool(_keys_in(block) & TRIED) for block in run.lesson.text]
        self._at = 0
        self.go_to(place)

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages that there are by now."""
        lesson, pages = self.run.lesson, []
        asked = _asked_after(lesson)
        for block in range(-1, len(lesson.text)):
            if block >= 0:
                pages.append(Page("text", block))
            pages += [Page("question", at) for at, after in enumerate(asked) if after == block + 1]
        if lesson.cases:
            pages.append(Page("case"))
        pages.append(Page("goals"))
        if self.run.done:
            pages += [Page("explain", at) for at in range(len(lesson.explain))]
            pages.append(Page("sources"))
        return tuple(pages)

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.pages[self._at]

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self._at + 1

    @property
    def waits(self) -> bool:
        """Whether the page asks a question that is not answered."""
        page = self.page
        return page.kind == "question" and page.place >= len(self.run.kept.answers)

    @property
    def names_cause(self) -> bool:
        """Whether the page asks for the cause of a case."""
        case = self.run.case_now
        return (
            self.page.kind == "case" and case is not None and case.name not in self.run.kept.causes
        )

    @property
    def may_try(self) -> bool:
        """Whether the descent may be moved: a prediction comes first, where one is asked for."""
        if self.run.must_name:
            return False
        if self.run.question is None:
            return True
        read = max((page.place for page in self._read if page.kind == "text"), default=-1)
        return not self.waits and any(self._opens[: read + 1])

    @property
    def asks_before(self) -> bool:
        """Whether what must be answered first stands on a page before this one."""
        kinds = [page.kind for page in self._read[:-1]]
        return self.run.must_name and self.run.question is None and "case" in kinds

    @property
    def at_end(self) -> bool:
        """Whether this is the last page that there is now."""
        return self._at == len(self.pages) - 1

    @property
    def reads_on(self) -> bool:
        """Whether enter goes on to the next page: where there is no value to be set now.

        On the last page one may go on trying, and enter leads to no other lesson.
        """
        answered = self.page.kind == "question" and not self.waits
        explained = self.page.kind in ("explain", "sources") and not self.at_end
        return answered or explained or not self.may_try

    @property
    def _read(self) -> tuple[Page, ...]:
        return self.pages[: self._at + 1]

    def turn(self, offset: int) -> bool:
        """Turn this many pages; False if there are none, or a question waits for its answer."""
        at = self._at + offset
        if not 0 <= at < len(self.pages) or (offset > 0 and self.waits):
            return False
        self._at = at
        self._note()
        return True

    def open(self, kind: Kind) -> None:
        """Go to the first page of this kind; there must be one."""
        self._at = [page.kind for page in self.pages].index(kind)
        self._note()

    @property
    def place(self) -> int:
        """What to keep, to go on from here: a block of the text, or past it of the explanation."""
        page, lesson = self.page, self.run.lesson
        if page.kind == "explain":
            return len(lesson.text) + page.place
        if page.kind == "sources":
            return len(lesson.text) + len(lesson.explain)
        return max((page.place for page in self._read if page.kind == "text"), default=0)

    def go_to(self, place: int) -> None:
        """Go to a place that was kept, as far as the pages go and no question waits before."""
        pages, lesson = self.pages, self.run.lesson
        kept = Page("text", place)
        if place >= len(lesson.text) + len(lesson.explain):
            kept = Page("sources")
        elif place >= len(lesson.text):
            kept = Page("explain", place - len(lesson.text))
        if kept not in pages:
            kept = Page("text", min(max(place, 0), len(lesson.text) - 1))
        asked = Page("question", len(self.run.kept.answers))
        at = pages.index(kept)
        self._at = min(at, pages.index(asked)) if asked in pages else at
        self._note()

    def _note(self) -> None:
        page = self.page
        if page.kind == "text":
            self.run.kept.block = page.place


def _asked_after(lesson: Lesson) -> list[int]:
    """After how many blocks each question is asked; none comes before the one above it."""
    asked: list[int] = []
    for prediction in lesson.predictions:
        asked.append(max([min(prediction.after_block, len(lesson.text)), *asked[-1:]]))
    return asked


def _keys_in(block: str) -> set[str]:
    """What stands in backquotes in a block."""
    try:
        return {text for part in parse(block) for text, style in part.runs if style == "code"}
    except MarkdownError:
        return set()
