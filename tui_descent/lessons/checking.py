"""Whether a lesson keeps its word: it is played, and every number that it states is looked up.

What is wrong is told in sentences for the person who writes the lesson.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from textwrap import wrap
from typing import Any

import msgspec

from tui_descent import actions
from tui_descent.actions import CommandError
from tui_descent.lessons.condition import Finding, findings, holds, observing
from tui_descent.lessons.format import ExpectTable
from tui_descent.lessons.giveaways import answers_in_sight, closed_ways, reached_at_first
from tui_descent.lessons.in_words import commands_named, in_words, keys_named, occurs
from tui_descent.lessons.lesson import Case, Lesson, conditions_of
from tui_descent.lessons.markdown import MarkdownError, parse
from tui_descent.lessons.numbers import numbers_in
from tui_descent.lessons.run import LessonRun
from tui_descent.presets import names

COLUMNS = 72  # of a folded block in an 80-column window
ROWS = 8  # of it that there is room for
CODE = re.compile(r"`[^`]*`")  # the numbers of a command claim nothing
SEED = 1  # of the order of cases while checking
PROSE = ("title", "summary")  # what a preset says of itself proves nothing
TOLERANCES = ("within", "within_percent")  # how exact a claim is, not what it claims


def complaints(lesson: Lesson) -> list[str]:
    """All that is wrong with a lesson, a sentence each; none: it may be shown to learners."""
    return [
        *_of_the_text(lesson),
        *_of_the_words(lesson),
        *_of_the_numbers(lesson),
        *_of_the_start(lesson),
        *answers_in_sight(lesson),
        *closed_ways(lesson),
        *_of_the_solution(lesson),
        *(
            complaint
            for place in range(len(lesson.expects))
            for complaint in _of_a_claim(lesson, place)
        ),
        *(complaint for case in lesson.cases for complaint in _of_a_case(lesson, case)),
    ]


def _of_the_text(lesson: Lesson) -> Iterable[str]:
    blocks = [(f"text[{at}]", block) for at, block in enumerate(lesson.text)]
    blocks += [(f"explain[{at}]", block) for at, block in enumerate(lesson.explain)]
    blocks += [(f"hints[{at}]", hint) for at, hint in enumerate(lesson.hints)]
    for key, block in blocks:
        try:
            parsed = parse(block)
        except MarkdownError as error:
            yield f"{key}: {error}"
            continue
        rows = sum(len(wrap(part.plain, COLUMNS)) or 1 for part in parsed) + len(parsed) - 1
        if rows > ROWS:
            yield (
                f"{key}: takes {rows} rows of {COLUMNS} columns, and there is room for {ROWS}; "
                "make two blocks of it"
            )
    if not lesson.sources:
        yield "source: none is named; say where to read on"


def _of_the_words(lesson: Lesson) -> Iterable[str]:
    """Every key in the texts must have its command, written for the sentence that names it."""
    texts = list(_texts(lesson))
    for key, text in texts:
        with suppress(MarkdownError):  # is told of the text itself
            keys = list(keys_named(in_words(text, lesson.in_words)))
            if keys:
                named = ", ".join(f"`{one}`" for one in dict.fromkeys(keys))
                yield f"{key}: names {named}; add an [[in_words]] that says it with commands"
    for place, sentence in enumerate(lesson.in_words):
        if not any(occurs(sentence, text) for _, text in texts):
            yield f"in_words[{place}].keys: stands nowhere in the lesson; copy it from a text"
        try:
            commands = list(commands_named(sentence.words))
        except MarkdownError as error:
            yield f"in_words[{place}].words: {error}"
            continue
        unknown = [one for one in commands if one.split()[0] not in actions.WORDS]
        if unknown:
            yield f"in_words[{place}].words: `{unknown[0]}` is not a command; help lists them"


def _of_the_numbers(lesson: Lesson) -> Iterable[str]:
    """Every number in the texts must stand in a claim, or in what the lesson starts from."""
    for place, claim in enumerate(lesson.expects):
        if not claim.claim.strip():
            yield f"expect[{place}].claim: empty; write the words of the lesson that it proves"
    known = numbers_known(lesson)
    words = (
        (f"in_words[{place}].words", CODE.sub("", one.words))
        for place, one in enumerate(lesson.in_words)
    )
    for key, text in (*_texts(lesson), *words):
        missing = dict.fromkeys(one for one in numbers_in(text) if one not in known)
        if missing:
            yield f"{key}: no claim mentions {', '.join(missing)}; add an [[expect]] for it"


def _texts(lesson: Lesson) -> Iterable[tuple[str, str]]:
    yield "idea", lesson.idea
    for name, blocks in (
        ("text", lesson.text),
        ("explain", lesson.explain),
        ("hints", lesson.hints),
    ):
        for place, block in enumerate(blocks):
            yield f"{name}[{place}]", block
    for place, prediction in enumerate(lesson.predictions):
        yield f"predict[{place}].question", prediction.question
        for at, answer in enumerate(prediction.answers):
            if answer.right:
                yield f"predict[{place}].answer[{at}].text", answer.text
            yield f"predict[{place}].answer[{at}].explain", answer.explain
    for place, goal in enumerate(lesson.goals):
        yield f"goal[{place}].text", goal.text
    for place, case in enumerate(lesson.cases):
        yield f"case[{place}].text", case.text
        yield f"case[{place}].explain", case.explain
    if lesson.preset.name not in names():  # the summaries of the shipped ones have their own tests
        yield "preset.summary", lesson.preset.summary


def numbers_known(lesson: Lesson) -> set[str]:
    """The numbers of the claims, presets, goals and solutions, and those up to nine."""
    told = [*(str(digit) for digit in range(10)), "100"]  # what > makes
    told += [*lesson.solution, *(line for case in lesson.cases for line in case.solution)]
    told += [claim.claim for claim in lesson.expects]
    presets = [lesson.preset, *(case.preset for case in lesson.cases)]
    told += [repr(_without(PROSE, msgspec.to_builtins(preset.tables))) for preset in presets]
    told += [
        repr(start.learning_rate) for start in (lesson.start, *(c.start for c in lesson.cases))
    ]
    asked = [goal.conditions for goal in lesson.goals] + [case.cure for case in lesson.cases]
    told += [repr(msgspec.to_builtins(one)) for one in asked]  # what is near enough is asked, too
    claims = [conditions_of(claim) for claim in lesson.expects]
    told += [repr(_without(TOLERANCES, msgspec.to_builtins(one))) for one in claims]
    told += [line for claim in lesson.expects for line in claim.commands]
    return {number for text in told for number in numbers_in(text)}


def _without(keys: Sequence[str], value: Any) -> Any:
    """Tables and lists without what stands under these keys, at any depth."""
    if isinstance(value, dict):
        return {key: _without(keys, one) for key, one in value.items() if key not in keys}
    if isinstance(value, (list, tuple)):
        return [_without(keys, one) for one in value]
    return value


def _of_the_start(lesson: Lesson) -> Iterable[str]:
    run = LessonRun(lesson, seed=SEED)
    if run.done:
        yield "goal: all goals are reached at the start, before anything is done"
    else:
        yield from reached_at_first(run)


def _of_the_solution(lesson: Lesson) -> Iterable[str]:
    run, said = _played(lesson, solution_of(lesson))
    yield from said
    if not said and not run.done:
        missed = [mark.text for mark in run.checklist if not mark.reached]
        yield f"solution: after it these goals are not reached: {'; '.join(missed)}"
        for place, mark in enumerate(run.checklist):
            if not mark.reached:
                seen = observing(run.session, (lesson.goals[place].conditions,))
                looked_at = findings(lesson.goals[place].conditions, seen)
                for finding in (one for one in looked_at if not one.holds):
                    yield f"goal[{place}]: at the end {_told(finding, 'the goal asks for')}"
    for essential in lesson.essential:
        without = [line for line in lesson.solution if line != essential]
        if _played(lesson, without)[0].done:
            yield f"essential: without `{essential}` the goals are reached just the same"


def solution_of(lesson: Lesson) -> list[str]:
    """The commands that reach the goals; with cases those of each, in the order shown."""
    if not lesson.cases:
        return list(lesson.solution)
    run = LessonRun(lesson, seed=SEED)
    lines: list[str] = []
    for number in range(1, len(lesson.cases) + 1):
        run.case(number)
        assert run.case_now is not None
        lines += [f"case {number}", f"cause {run.case_now.cause}", *run.case_now.solution]
    return [*lines, *lesson.solution]


def _played(lesson: Lesson, lines: Sequence[str]) -> tuple[LessonRun, list[str]]:
    """The lesson after these commands, and what went wrong with one of them."""
    run = LessonRun(lesson, seed=SEED)
    for place, line in enumerate(lines):
        try:
            actions.run(run.session, line, run)
        except CommandError as error:
            return run, [f"solution[{place}]: `{line}`: {error}"]
        run.observe()
    return run, []


def _of_a_claim(lesson: Lesson, place: int) -> Iterable[str]:
    claim = lesson.expects[place]
    case = next((one for one in lesson.cases if one.name == claim.case), None)
    session = lesson.session(case)
    conditions = conditions_of(claim)
    seen = observing(session, (conditions,))
    session.watcher = seen.observe
    for line in claim.commands:
        try:
            actions.run(session, line)
        except CommandError as error:
            yield f"expect[{place}]: `{line}`: {error}"
            return
    for finding in findings(conditions, seen):
        if not finding.holds:
            yield f"expect[{place}]: {_after(claim)}{_told(finding, 'the lesson says')}"


def _after(claim: ExpectTable) -> str:
    words = f"{claim.claim!r}: " if claim.claim else ""
    if not claim.commands:
        return f"{words}at the start "
    return f"{words}after {', '.join(f'`{line}`' for line in claim.commands)} "


def _told(finding: Finding, says: str) -> str:
    return f"the {finding.what} is {_shown(finding.value)}, {says} {finding.wanted}"


def _shown(value: object) -> str:
    if value is None:
        return "not there yet"
    if isinstance(value, list):
        return " to ".join(map(_shown, value))
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _of_a_case(lesson: Lesson, case: Case) -> Iterable[str]:
    session = lesson.session(case)
    seen = observing(session, (case.cure,))
    session.watcher = seen.observe
    if holds(case.cure, seen):
        yield f"case {case.name}: it is cured at the start, before anything is done"
    reached = False
    for line in case.solution:
        try:
            actions.run(session, line)
        except CommandError as error:
            yield f"case {case.name}: `{line}`: {error}"
            return
        reached = reached or holds(case.cure, seen)
    if not reached:
        told = [
            _told(one, "the cure asks for") for one in findings(case.cure, seen) if not one.holds
        ]
        yield f"case {case.name}: its solution does not cure it: {'; '.join(told)}"
