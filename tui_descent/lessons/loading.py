"""From a lesson's name or file to a Lesson, checked.

Every mistake raises PresetError: one line that names the file, the key, what is wrong and
what would be right. Whether its numbers are true is for `checking.py`.
"""

from collections.abc import Iterable
from pathlib import Path

from tui_descent import actions
from tui_descent.actions.registry import HIDABLE
from tui_descent.lessons.condition import check_conditions
from tui_descent.lessons.format import (
    CaseTable,
    LessonFile,
    PredictTable,
    StartTable,
)
from tui_descent.lessons.lesson import (
    Answer,
    Case,
    Goal,
    Lesson,
    Prediction,
    Start,
    conditions_of,
    opened,
)
from tui_descent.lessons.listing import (
    lesson_files,
    lesson_names,
    name_in,
    number_of,
    without_number,
)
from tui_descent.lessons.ranges import parameter
from tui_descent.presets import Preset, load_shipped, names
from tui_descent.presets.building import build, optimizer_of
from tui_descent.presets.checks import Checks, remedy
from tui_descent.presets.errors import PresetError
from tui_descent.presets.format import PresetFile
from tui_descent.presets.loading import PRESET_BYTES, load_file
from tui_descent.presets.tables import converted, read_tables
from tui_descent.session.session import Session
from tui_descent.text import near
from tui_descent.views.view import DEEPER, IDS

LESSON_BYTES = 200_000
NUMBERS = ("parameters", "arithmetic")  # panels that stand beside the views
COLUMNS = ("gradients", "steps")  # of the parameters
PANELS = (*COLUMNS, *NUMBERS, "gauge", "verdict", *IDS)
MOST_COMMANDS = 200  # in a solution or claim
HINTS = 3


def load_lesson(name_or_file: str, shipped_only: bool = False) -> Lesson:
    """Return a shipped lesson by its number or name, or, unless only those, one in a file."""
    for path in lesson_files():
        if name_in(path) == without_number(name_or_file) or (
            name_or_file.isdecimal() and int(name_or_file) == number_of(path)
        ):
            return load_lesson_file(path)
    if not shipped_only and (name_or_file.endswith(".toml") or "/" in name_or_file):
        return load_lesson_file(Path(name_or_file))
    if name_or_file in names():
        wrong = "this is a problem to look at, not a lesson"
        raise PresetError(name_or_file, "", wrong, f"open {name_or_file} opens it")
    wrong = "no lesson has this name or number"
    if not near(name_or_file, lesson_names()) and (problem := near(name_or_file, names())):
        raise PresetError(name_or_file, "", wrong, f"did you mean open {problem}?")
    right = remedy(name_or_file, lesson_names(), "the lessons are")
    raise PresetError(name_or_file, "", wrong, right)


def load_lesson_file(path: Path) -> Lesson:
    """Return the lesson in a file, checked."""
    return _lesson(path, _read(path))


def is_lesson(path: Path) -> bool:
    """Whether a TOML file is a lesson rather than a preset: it has goals, hints or text."""
    tables = read_tables(path, max(LESSON_BYTES, PRESET_BYTES))
    return bool({"goal", "hints", "idea", "text"} & set(tables))


def _read(path: Path) -> LessonFile:
    return converted(path.name, read_tables(path, LESSON_BYTES), LessonFile, "lessons")


def _lesson(path: Path, file: LessonFile) -> Lesson:
    checks = Checks(path.name)
    for key in ("title", "idea"):
        _said(getattr(file, key), key, checks)
    for key in ("text", "explain", "hints"):
        _all_said(getattr(file, key), key, checks)
    if len(file.hints) != HINTS:
        wrong = f"{len(file.hints)} where {HINTS} belong"
        checks.fail("hints", wrong, "give three: a nudge, a plan, a worked example")
    cases = tuple(_case(path, file, place, checks) for place in range(len(file.case)))
    if file.preset is None and not cases:
        checks.fail("preset", "missing", "name a shipped preset, or add [preset] or [[case]]")
    preset = _preset(path, file.preset, "preset", checks) if file.preset else cases[0].preset
    start = _start(preset, file.start, "start", checks)
    session = opened(preset, start)
    for key, ids, known in (
        ("hide_panels", file.hide_panels, PANELS),
        ("hide_keys", file.hide_keys, HIDABLE),
    ):
        for place, one in enumerate(ids):
            checks.choice(known, one, f"{key}[{place}]")
    _check_commands(file, checks)
    _check_claims(file, session, cases, checks)
    for place, source in enumerate(file.source):
        _said(source.text, f"source[{place}].text", checks)
    for place, sentence in enumerate(file.in_words):
        _said(sentence.keys, f"in_words[{place}].keys", checks)
        _said(sentence.words, f"in_words[{place}].words", checks)
    return Lesson(
        name=name_in(path),
        number=number_of(path),
        path=path,
        title=file.title,
        idea=file.idea,
        needs=_needs(path, file, checks),
        minutes=file.minutes,
        preset=preset,
        start=start,
        text=tuple(block.strip() for block in file.text),
        predictions=tuple(
            _prediction(table, f"predict[{place}]", len(file.text), checks)
            for place, table in enumerate(file.predict)
        ),
        goals=_goals(file, session, bool(cases), checks),
        hints=tuple(hint.strip() for hint in file.hints),
        explain=tuple(block.strip() for block in file.explain),
        solution=file.solution,
        essential=file.essential,
        expects=file.expect,
        sources=file.source,
        in_words=file.in_words,
        hide_panels=(*file.hide_panels, *sorted(DEEPER - _views_at_first(file))),
        hide_keys=file.hide_keys,
        cases=cases,
        causes=file.causes,
        asks=file.asks.strip(),
    )


def _needs(path: Path, file: LessonFile, checks: Checks) -> tuple[str, ...]:
    """Listed lessons, or such in files beside this one."""
    if file.minutes is not None:
        checks.at_least(file.minutes, 1, "minutes")
    if not file.needs:
        return ()
    beside = {one.stem for one in path.parent.glob("*.toml")} - {path.stem}
    known = [*lesson_names(), *sorted({*beside, *map(without_number, beside)})]
    for place, name in enumerate(file.needs):
        checks.choice(known, name, f"needs[{place}]")
    return file.needs


def _views_at_first(file: LessonFile) -> set[str]:
    """The views that the lesson, or one of its cases, begins with."""
    return {file.start.view or "", *(case.start.view or "" for case in file.case)}


def _said(text: str, key: str, checks: Checks) -> str:
    if not text.strip():
        checks.fail(key, "empty", "write it for a person who is new to this")
    return text.strip()


def _all_said(blocks: Iterable[str], key: str, checks: Checks) -> None:
    blocks = list(blocks)
    if not blocks:
        checks.fail(key, "empty", "write at least one block")
    for place, block in enumerate(blocks):
        _said(block, f"{key}[{place}]", checks)


def _preset(path: Path, given: str | PresetFile, key: str, checks: Checks) -> Preset:
    if isinstance(given, PresetFile):
        return build(path, given, f"{key}.")
    is_file = given.endswith(".toml")
    if is_file and Path(given).name != given:
        wrong = f"{given!r} is a file in another folder"
        checks.fail(key, wrong, "put it beside the lesson, and give its name alone")
    try:
        return load_file(path.parent / given) if is_file else load_shipped(given)
    except PresetError as error:
        remedy = "name a shipped preset or a file beside the lesson, or write it out as a table"
        checks.fail(key, str(error), remedy)


def _start(preset: Preset, table: StartTable, key: str, checks: Checks) -> Start:
    rate, optimizer, selected = preset.learning_rate, preset.optimizer, 0
    if table.learning_rate is not None:
        rate = checks.finite(table.learning_rate, f"{key}.learning_rate", "0.1")
    if table.optimizer is not None:
        optimizer = optimizer_of(table.optimizer, checks, f"{key}.optimizer")
    if table.select is not None:
        selected = parameter(Session(preset), table.select, f"{key}.select", checks)
    if table.view is not None:
        checks.choice((*NUMBERS, *IDS), table.view, f"{key}.view")
    return Start(rate, optimizer, selected, table.view or "", table.fog, table.log_axis)


def _prediction(table: PredictTable, key: str, blocks: int, checks: Checks) -> Prediction:
    _said(table.question, f"{key}.question", checks)
    if not 3 <= len(table.answer) <= 4:
        wrong = f"{len(table.answer)} where 3 or 4 belong"
        checks.fail(f"{key}.answer", wrong, "give three or four answers")
    right = sum(answer.right for answer in table.answer)
    if right != 1:
        wrong = f"{right or 'none'} of them marked as right"
        checks.fail(f"{key}.answer", wrong, "give exactly one of them right = true")
    texts = [answer.text.strip() for answer in table.answer]
    for place, answer in enumerate(table.answer):
        _said(answer.text, f"{key}.answer[{place}].text", checks)
        _said(answer.explain, f"{key}.answer[{place}].explain", checks)
        if texts.count(texts[place]) > 1:
            wrong = "given twice"
            checks.fail(f"{key}.answer[{place}].text", wrong, "give every answer its own text")
    after = blocks if table.after_block is None else table.after_block
    if not 0 <= after <= blocks:
        checks.fail(f"{key}.after_block", f"{after} of {blocks} blocks", f"give 0 to {blocks}")
    answers = tuple(
        Answer(one.text.strip(), one.right, one.explain.strip()) for one in table.answer
    )
    return Prediction(table.question.strip(), answers, after)


def _goals(file: LessonFile, session: Session, cases: bool, checks: Checks) -> tuple[Goal, ...]:
    if not file.goal:
        checks.fail("goal", "empty", "add [[goal]] with a text and what must hold")
    goals = []
    for place, table in enumerate(file.goal):
        key = f"goal[{place}]"
        _said(table.text, f"{key}.text", checks)
        conditions = conditions_of(table)
        check_conditions(conditions, session, key, cases, checks)
        goals.append(Goal(table.text.strip(), conditions, table.seen, table.then))
    if goals[0].then:
        checks.fail("goal[0].then", "given for the first goal", "leave it out: none is above it")
    return tuple(goals)


def _check_commands(file: LessonFile, checks: Checks) -> None:
    lists = [("solution", file.solution)]
    lists += [(f"expect[{at}].commands", one.commands) for at, one in enumerate(file.expect)]
    lists += [(f"case[{at}].solution", one.solution) for at, one in enumerate(file.case)]
    for key, lines in lists:
        if len(lines) > MOST_COMMANDS:
            wrong = f"{len(lines)} commands, more than {MOST_COMMANDS}"
            checks.fail(key, wrong, "use larger steps: step 100")
        for place, line in enumerate(lines):
            try:
                actions.parse(line)
            except actions.CommandError as error:
                wrong, _, right = str(error).partition("; ")
                checks.fail(f"{key}[{place}]", wrong, right)
    if not file.solution and not file.case:
        checks.fail("solution", "missing", 'give the commands that reach the goals: ["step 5"]')
    for place, line in enumerate(file.essential):
        if line not in file.solution:
            wrong = f"{line!r} is not in the solution"
            checks.fail(f"essential[{place}]", wrong, "copy a command of the solution")


def _check_claims(
    file: LessonFile, session: Session, cases: tuple[Case, ...], checks: Checks
) -> None:
    named = {case.name: case for case in cases}
    for place, table in enumerate(file.expect):
        key = f"expect[{place}]"
        there = session
        if table.case:
            case = named[checks.choice(named, table.case, f"{key}.case")]
            there = opened(case.preset, case.start)
        check_conditions(conditions_of(table), there, key, False, checks)


def _case(path: Path, file: LessonFile, place: int, checks: Checks) -> Case:
    table: CaseTable = file.case[place]
    key = f"case[{place}]"
    _said(table.name, f"{key}.name", checks)
    if [one.name for one in file.case].count(table.name) > 1:
        checks.fail(f"{key}.name", f"{table.name!r} is given twice", "give each its own name")
    if not 2 <= len(file.causes) <= 9:
        wrong = f"{len(file.causes)} where 2 to 9 belong"
        checks.fail("causes", wrong, "list what may be wrong, to choose from")
    checks.choice(file.causes, table.cause, f"{key}.cause")
    for at, cause in enumerate(table.also_true):
        checks.choice(file.causes, cause, f"{key}.also_true[{at}]")
        if cause == table.cause or cause in table.also_true[:at]:
            wrong = f"{cause!r} is given twice"
            checks.fail(f"{key}.also_true[{at}]", wrong, "name each cause once")
    preset = _preset(path, table.preset, f"{key}.preset", checks)
    start = _start(preset, table.start, f"{key}.start", checks)
    if table.cure.sign_changes is not None:
        wrong = "cannot be asked of a case"
        checks.fail(f"{key}.cure.sign_changes", wrong, "ask for a loss")
    check_conditions(table.cure, opened(preset, start), f"{key}.cure", False, checks)
    _said(table.explain, f"{key}.explain", checks)
    if not table.solution:
        checks.fail(f"{key}.solution", "empty", "give the commands that cure it")
    return Case(
        table.name,
        table.text.strip(),
        preset,
        start,
        table.cause,
        table.also_true,
        table.cure,
        table.solution,
        table.explain.strip(),
    )
