"""What stands on each page of a lesson, as the parts of a small Markdown."""

from functools import lru_cache

from tui_descent.lessons.beside import arrived
from tui_descent.lessons.conditions import mean_of_losses
from tui_descent.lessons.lesson import Case, Lesson
from tui_descent.lessons.markdown import MarkdownError, Part, Style, parse
from tui_descent.lessons.reading import Page
from tui_descent.lessons.run import LessonRun
from tui_descent.readable import plain

Parts = tuple[Part, ...]
FEW = 4  # causes that each have a row of their own


def contents(run: LessonRun, page: Page) -> Parts:
    """The parts of a page, as things stand."""
    lesson = run.lesson
    match page.kind:
        case "text":
            return parts_of(lesson.text[page.place])
        case "question":
            return _question(run, page.place)
        case "case":
            return _case(run)
        case "goals":
            return _goals(run)
        case "explain":
            return parts_of(lesson.explain[page.place])
        case _:
            return _sources(lesson)


@lru_cache(maxsize=128)
def parts_of(block: str) -> Parts:
    """The parts of a block; text that is not valid Markdown is kept as it is."""
    try:
        return parse(block)
    except MarkdownError:
        return tuple(Part(((line, "plain"),)) for line in block.split("\n\n"))


def hint_parts(run: LessonRun, place: int) -> Parts:
    """A hint, the first being 0."""
    return (_said(("Hint", "strong")), *parts_of(run.lesson.hints[place]))


def goal_texts(run: LessonRun) -> list[str]:
    """The words of each goal, and where a mean stands that it asks for: no panel shows that."""
    texts: list[str] = []
    for mark, goal in zip(run.checklist, run.lesson.goals, strict=True):
        asked = goal.conditions.mean_of_losses
        open_one = asked is not None and not (mark.reached or mark.waits)
        mean = mean_of_losses(run.seen, asked) if open_one else None
        texts.append(mark.text if mean is None else f"{mark.text}; now {plain(mean, 4)}")
    return texts


def _question(run: LessonRun, place: int) -> Parts:
    question = run.lesson.predictions[place]
    asked = _said(("Predict: ", "dim"), (question.question, "strong"))
    if place >= len(run.kept.answers):
        return (asked, *_numbered([answer.text for answer in question.answers]))
    answer = question.answers[run.kept.answers[place]]
    right: tuple[tuple[str, Style], ...] = ((" ✓", "code"),) if answer.right else ()
    chosen = _said(("You said: ", "dim"), (answer.text, "plain"), *right)
    return (asked, chosen, *parts_of(answer.explain))


def _case(run: LessonRun) -> Parts:
    case, causes = run.case_now, run.lesson.causes
    assert case is not None
    number = f"Case {run.case_number} of {len(run.lesson.cases)}. "
    named = run.kept.causes.get(case.name)
    if named is None:
        answers = _numbered(causes) if len(causes) <= FEW else (_in_a_row(causes),)
        return (_said((number, "strong"), (_asked(run, case), "plain")), *answers)
    counts, done = case.accepts(named), case.name in run.kept.cured
    said: tuple[tuple[str, Style], ...] = (
        (number, "strong"),
        ("You said: ", "dim"),
        (f"{named}{'' if counts else '.'}", "plain"),
    )
    said += ((" ✓", "code"),) if counts else ((" It is: ", "dim"), (case.cause, "strong"))
    race = _race_in_words(run, case)
    then = _after(counts, done, race) if run.lesson.asks else _then(counts, done)
    parts = [_said(*said), *parts_of(case.explain)]
    parts[1 if done else len(parts) :] = parts_of(then)
    return tuple(parts)


def _then(counts: bool, cured: bool) -> str:
    """What is left to do with a case that was named; named wrongly it does not count."""
    if counts:
        return "✓ Cured. `C` opens the next case." if cured else "Now cure it; `C` opens another."
    if cured:
        return "Cured, but it does not count: you named another cause. `C` opens the next case."
    return "You may still cure it, but it no longer counts; `C` opens another case."


def _after(counts: bool, seen: bool, race: str) -> str:
    """What is left to do with a case that was predicted; wrongly, it does not count."""
    if seen:
        return f"{'✓ Seen.' if counts else 'Seen.'} {race}`C` opens the next case."
    if counts:
        return "Now see it happen; `C` opens another case."
    return "This case no longer counts. See it happen all the same; `C` opens the next."


def _race_in_words(run: LessonRun, case: Case) -> str:
    """`Below 0.001 first: sgd, after 3 passes; then momentum 5.`, or nothing without a race."""
    asked = case.cure.lead_in_race
    there = [] if asked is None else arrived(run.seen, asked.loss)
    if not there:
        return ""
    (first, passes), *others = there
    then = ", ".join(f"{name} {number}" for name, number in others)
    after = f"; then {then}" if then else ""
    return f"Below {asked.loss:g} first: **{first}**, after {passes} passes{after}. "


def _asked(run: LessonRun, case: Case) -> str:
    asks = run.lesson.asks or "What is wrong? Try it, then name the cause:"
    return f"{case.text} {asks}".strip()


def _goals(run: LessonRun) -> Parts:
    marks = [
        Part(((text, "plain"),), "✓ " if mark.reached else "· ")
        for mark, text in zip(run.checklist, goal_texts(run), strict=True)
    ]
    used = "all keys that this lesson uses" if run.lesson.hide_keys else "all keys"
    return (_said((f"Your goals; {used} are open:", "dim")), *marks)


def _sources(lesson: Lesson) -> Parts:
    read_on = [
        Part(((source.text, "plain"), *_address(source.url)), "• ") for source in lesson.sources
    ]
    return (_said(("Where to read on", "strong")), *read_on)


def _address(url: str) -> tuple[tuple[str, Style], ...]:
    return ((": ", "plain"), (url, "code")) if url else ()


def _numbered(texts: "list[str] | tuple[str, ...]") -> Parts:
    return tuple(
        Part(part.runs, f"{number}. ")
        for number, text in enumerate(texts, start=1)
        for part in parts_of(text)[:1]
    )


def _in_a_row(texts: "list[str] | tuple[str, ...]") -> Part:
    """The same one after the other, where a row for each would take up the page."""
    runs: list[tuple[str, Style]] = []
    for number, text in enumerate(texts, start=1):
        runs += [(f"{number} ", "code"), (text + (" · " if number < len(texts) else ""), "plain")]
    return Part(tuple(runs))


def _said(*runs: tuple[str, Style]) -> Part:
    return Part(runs)
