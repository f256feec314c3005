"""Bad lesson files are told in one line that says where, what, and what would be right."""

import re
from pathlib import Path

import pytest

from tests.lessons.writing import GOOD, lesson, with_cases
from tui_descent.lessons.listing import lesson_descriptions, lesson_names
from tui_descent.lessons.loading import is_lesson, load_lesson, load_lesson_file
from tui_descent.presets import PresetError


def test_a_lesson_is_found_by_number_name_or_file(tmp_path: Path) -> None:
    found = load_lesson("too-small")
    assert found.path.name == f"{found.number:02}-too-small.toml"
    assert load_lesson(str(found.number)).name == found.name == "too-small"
    (tmp_path / "mine.toml").write_text(GOOD)
    assert load_lesson(str(tmp_path / "mine.toml")).number == 0
    with pytest.raises(PresetError, match="no lesson has this name or number; did you mean"):
        load_lesson("to-small")


def test_a_name_leads_to_its_lesson_with_any_number() -> None:
    for name in ("05-too-small", "20-too-small"):  # as saved sessions have it
        assert load_lesson(name).name == "too-small"


def test_the_list_is_in_order() -> None:
    listed = lesson_descriptions()
    assert [one.name for one in listed] == lesson_names()
    assert [one.number for one in listed] == sorted(one.number for one in listed)
    assert all(one.idea for one in listed)


def test_presets_and_lessons_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "lesson.toml").write_text(GOOD)
    (tmp_path / "preset.toml").write_text("format = 1\ntitle = 'x'\n")
    assert is_lesson(tmp_path / "lesson.toml")
    assert not is_lesson(tmp_path / "preset.toml")


def test_what_the_start_changes(tmp_path: Path) -> None:
    start = """[start]
learning_rate = 0.05
optimizer = { name = "momentum", momentum = 0.5 }
select = "w2"
view = "fit"
fog = true
log_axis = true
"""
    text = GOOD.replace("[start]\nlearning_rate = 0.01\n", start)
    text = text.replace('"one-weight"', '"baseline-network"').replace('of = "w1"', 'of = "w2"')
    opened = lesson(tmp_path, text)
    session = opened.session()
    assert session.state.learning_rate == 0.05
    assert str(session.state.optimizer) == "Momentum(momentum=0.5, dampening=0.0)"
    assert session.selected == 1
    assert (opened.start.view, opened.start.fog, opened.start.log_axis) == ("fit", True, True)
    session.reset()
    assert session.state.learning_rate == 0.05


INLINE = """
[preset]
format = 1
title = "x"
[preset.data]
inputs = [[1]]
targets = [[1]]
[preset.network]
layers = [1, 1]
activations = ["identity"]
[preset.training]
learning_rate = 0.1
"""


def test_a_preset_can_stand_in_the_lesson(tmp_path: Path) -> None:
    text = GOOD.replace('preset = "one-weight"', "") + INLINE
    assert lesson(tmp_path, text).session().heading.shape == "1-1 linear"
    with pytest.raises(PresetError) as error:
        lesson(tmp_path, text.replace('["identity"]', '["relo"]'))
    says = "spoiled.toml: preset.network.activations[0]: 'relo' is not known; did you mean relu?"
    assert str(error.value) == says


def test_a_preset_can_lie_beside_the_lesson(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked for in the lesson's folder, not in the one where the command was typed."""
    (tmp_path / "class").mkdir()
    (tmp_path / "elsewhere").mkdir()
    own = INLINE.removeprefix("\n[preset]\n").replace("[preset.", "[")
    (tmp_path / "class" / "mine.toml").write_text(own.replace("learning_rate = 0.1", RATE))
    (tmp_path / "elsewhere" / "mine.toml").write_text(own)
    monkeypatch.chdir(tmp_path / "elsewhere")
    opened = lesson(tmp_path / "class", GOOD.replace('"one-weight"', '"mine.toml"'))
    assert opened.preset.learning_rate == 0.03125
    assert opened.preset.path == tmp_path / "class" / "mine.toml"


RATE = "learning_rate = 0.03125"
ANSWER = '\n[[predict.answer]]\ntext = "nowhere"\nexplain = "No: up, too."\n'


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("format = 1", "format = 2", "format: 2 is not a format that this program knows"),
        ("title  =", "titel =", "titel: not a key that lessons have; did you mean title?"),
        ('title  = "One pass"', 'title = " "', "title: empty; write it for a person"),
        ("idea ", "# idea ", "idea: missing; add it; WRITING.md beside the lessons"),
        ('text = ["Press', 'text = "Press', "not valid TOML"),
        ('"And look."', '""', "text[1]: empty"),
        ('["The step was 0.24."]', "[]", "explain: empty; write at least one block"),
        ('["one", "two", "three"]', '["one"]', "hints: 1 where 3 belong; give three"),
        ('"one-weight"', '"one-wait"', "preset: one-wait: no preset has this name"),
        ('"one-weight"', '"../mine.toml"', "preset: '../mine.toml' is a file in another folder"),
        ('"one-weight"', '"mine.toml"', "mine.toml: no such file; check the path; name a shipped"),
        ('"one-weight"', '"mine.csv"', "preset: mine.csv: no preset has this name"),
        ('preset = "one-weight"', "", "preset: missing; name a shipped preset"),
        ("learning_rate = 0.01", "learning_rate = inf", "start.learning_rate: inf is not a finite"),
        ("learning_rate = 0.01", "rate = 0.01", "start.rate: not a key that lessons have"),
        ("learning_rate = 0.01", 'optimizer = "adm"', "start.optimizer: 'adm' is not known"),
        ("learning_rate = 0.01", 'select = "w9"', "start.select: there is no parameter 'w9'"),
        ("learning_rate = 0.01", 'view = "fog"', "start.view: 'fog' is not known"),
        ("[start]", 'hide_keys = ["quit"]\n[start]', "hide_keys[0]: 'quit' is not known"),
        ("[start]", 'hide_panels = ["los"]\n[start]', "hide_panels[0]: 'los' is not known; did"),
        ("right = true", "", "predict[0].answer: none of them marked as right; give exactly one"),
        ('"No: up."', '"No: up."\nright = true', "predict[0].answer: 2 of them marked as right"),
        ('"No: up."', '" "', "predict[0].answer[1].explain: empty"),
        ('text = "down"', 'text = "up"', "predict[0].answer[0].text: given twice"),
        (ANSWER, "", "predict[0].answer: 2 where 3 or 4 belong"),
        ('"Where to?"', '""', "predict[0].question: empty"),
        ('"Where to?"', '"Where?"\nafter_block = 3', "predict[0].after_block: 3 of 2 blocks"),
        ('"Make two passes"', '""', "goal[0].text: empty"),
        ("passes = { at_least = 2 }", "", "goal[0]: nothing that must hold; add a condition"),
        ("{ at_least = 2 }", "{}", "goal[0].passes: says nothing of its value; add one of"),
        ("{ at_least = 2 }", "{ least = 2 }", "goal[0].passes.least: not a key that lessons have"),
        (
            "{ at_least = 2 }",
            '{ at_least = "2" }',
            "goal[0].passes.at_least: a text where a number",
        ),
        ("{ at_least = 2 }", "{ at_least = nan }", "goal[0].passes.at_least: nan is not a finite"),
        ("{ at_least = 2 }", "{ below = 2, within = 1 }", "goal[0].passes: within without equals"),
        (
            "passes = {",
            "passed = {",
            "goal[0].passed: not a key that lessons have; did you mean passes?",
        ),
        ('"Make two passes"', '"x"\nthen = true', "goal[0].then: given for the first goal"),
        ("passes = { at_least = 2 }", 'optimizer = "adm"', "goal[0].optimizer: 'adm' is not"),
        ("passes = { at_least = 2 }", 'verdict = ["bad"]', "goal[0].verdict: 'bad' is not known"),
        ("passes = { at_least = 2 }", "cases_solved = { equals = 1 }", "a lesson without cases"),
        ("passes = { at_least = 2 }", "validation = { below = 1 }", "where no points are held out"),
        ("passes = { at_least = 2 }", 'unit = { of = "h1", equals = 1 }', "goal[0].unit.of: 'h1'"),
        (
            "passes = { at_least = 2 }",
            "prediction = { sample = 2, equals = 1 }",
            "goal[0].prediction.sample: 2 of 1 samples; give 1 to 1",
        ),
        (
            "passes = { at_least = 2 }",
            "prediction = { output = 0, equals = 1 }",
            "goal[0].prediction.output: 0 of 1 outputs",
        ),
        (
            "passes = { at_least = 2 }",
            'typed = { what = "best", within = 1 }',
            "goal[0].typed.what: asks for the best pass where no points are held out",
        ),
        (
            "passes = { at_least = 2 }",
            'lead_in_race = { of = ["adm"], loss = 0.1, at_least = 1 }',
            "goal[0].lead_in_race.of[0]: 'adm' is not known; did you mean adam?",
        ),
        ("passes = { at_least = 2 }", 'typed = { what = "next" }', "goal[0].typed: needs a toler"),
        (
            "passes = { at_least = 2 }",
            'typed = { what = "nxt", within = 1 }',
            "goal[0].typed.what: 'nxt' is not known; did you mean next?",
        ),
        ('of = "w1"', 'of = "w2"', "expect[0].parameter.of: there is no parameter 'w2'"),
        (
            'commands = ["step"]',
            'commands = ["stop"]',
            "expect[0].commands[0]: 'stop' is not",
        ),
        ('solution = ["step 2"]', "", "solution: missing; give the commands"),
        ('solution = ["step 2"]', 'solution = ["stp"]', "solution[0]: 'stp' is not a command"),
        ('essential = ["step 2"]', 'essential = ["step 3"]', "essential[0]: 'step 3' is not in"),
        ('text = "A book"', 'text = ""', "source[0].text: empty"),
        ("[start]", 'x = "' + "y" * 300_000 + '"\n[start]', "more than 0.2 MB"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(PresetError) as error:
        lesson(tmp_path, GOOD.replace(old, new, 1))
    assert says in str(error.value)
    assert str(error.value).startswith("spoiled.toml") or "MB" in says
    assert len(str(error.value).splitlines()) == 1


def test_a_surface_has_no_network(tmp_path: Path) -> None:
    text = GOOD.replace("one-weight", "ravine")
    assert lesson(tmp_path, text).preset.name == "ravine"
    for condition in ('activation = "relu"', "dead_units = { equals = 0 }"):
        with pytest.raises(PresetError, match="asked of a surface"):
            lesson(tmp_path, text.replace("passes = { at_least = 2 }", condition))
    for condition in ("prediction = { equals = 1 }", 'unit = { of = "h1", equals = 1 }'):
        with pytest.raises(PresetError, match="asked of a surface"):
            lesson(tmp_path, text.replace("passes = { at_least = 2 }", condition))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('cause = "too small"', 'cause = "too smal"', "case[0].cause: 'too smal' is not known"),
        (
            'cause = "too small"',
            'cause = "too small"\nalso_true = ["too larg"]',
            "case[0].also_true[0]: 'too larg' is not known; did you mean too large",
        ),
        (
            'cause = "too small"',
            'cause = "too small"\nalso_true = ["too small"]',
            "case[0].also_true[0]: 'too small' is given twice; name each cause once",
        ),
        (
            'cause = "too small"',
            'cause = "too small"\nalso_true = ["too large", "too large"]',
            "case[0].also_true[1]: 'too large' is given twice",
        ),
        ('["too small", "too large"]', "[]", "causes: 0 where 2 to 9 belong"),
        ('name = "creeping"', 'name = ""', "case[0].name: empty"),
        ("cure = { loss = { below = 0.01 } }", "cure = {}", "case[0].cure: nothing that must"),
        ('["rate 0.05", "step 10"]', "[]", "case[0].solution: empty"),
        ('["rate 0.05", "step 10"]', '["speed"]', "case[0].solution[0]: 'speed' is not a command"),
        ("learning_rate = 0.0001", "learning_rate = nan", "case[0].start.learning_rate: nan"),
        ('claim = "a step', 'case = "c"\nclaim = "a step', "expect[0].case: 'c' is not known"),
        (
            "cure = { loss = { below = 0.01 } }",
            'cure = { sign_changes = { of = "w1", equals = 1 } }',
            "case[0].cure.sign_changes: cannot be asked of a case",
        ),
    ],
)
def test_mistakes_in_cases(tmp_path: Path, old: str, new: str, says: str) -> None:
    good = with_cases()
    assert lesson(tmp_path, good).cases[0].cause == "too small"
    with pytest.raises(PresetError) as error:
        lesson(tmp_path, good.replace(old, new, 1))
    assert says in str(error.value)


def test_two_cases_of_one_name(tmp_path: Path) -> None:
    good = with_cases()
    again = re.search(r"\n\[\[case\]\].*", good, re.DOTALL)
    assert again
    with pytest.raises(PresetError, match="'creeping' is given twice"):
        lesson(tmp_path, good + again[0])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="no such file"):
        load_lesson_file(tmp_path / "gone.toml")
