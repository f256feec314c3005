"""Spelled for a voice: nothing that a synthesiser leaves out, one name for each parameter."""

import re
import shutil
import subprocess

import pytest

from tests.plain.talk import talk
from tests.plain.test_lessons import script_of
from tui_descent.glossary import Term
from tui_descent.glossary.glossary import ALL as TERMS
from tui_descent.lessons.listing import lesson_names
from tui_descent.lessons.loading import load_lesson
from tui_descent.plain.speech import as_typed, names_of, phrases, sentences, spelled
from tui_descent.plain.start import with_lesson
from tui_descent.presets import load
from tui_descent.session.session import Session

UNSAID = re.compile(r"(?<![\w-])-[\d.]|\de[-+]?\d|[−·×→←²√δΣ∂]|  ")  # what is dropped or misread
SCRIPT = "step 3\nparameters\nphase\nphase\nphase\nstep\nlook\ngauge\nverdict\nfit\nset w1 -1.6e-5"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("step -0.5", "step minus 0.5"),
        ("−24", "minus 24"),
        ("3 - 10", "3 minus 10"),
        ("2-4-1", "2 to 4 to 1"),
        ("open one-weight --seed 3", "open one-weight dash dash seed 3"),
        ("set lr to 0.05", "set rate to 0.05"),
        ("δ·a = 0.2·(-3) = -0.6", "delta times a equals 0.2 times minus 3 equals minus 0.6"),
        ("a = tanh(-0.5)", "a equals tanh(minus 0.5)"),
        ("2 × 3", "2 times 3"),
        ("1.6e-05", "1.6 times ten to the minus 5"),
        ("-3E+7".lower(), "minus 3 times ten to the 7"),
        ("loss -8.31e+179", "loss minus 8.31 times ten to the 179"),
        ("(7 - 10)² = 9", "open bracket 7 minus 10 close bracket squared equals 9"),
        ("pass 3  w1 2.6  falling", "pass 3, w1 is 2.6, falling"),
        (
            "pass 3  w1 -1e-9  b1[o1] 4",
            "pass 3, w1 is minus 1 times ten to the minus 9, bias o1 is 4",
        ),
        ("W1[sepal length→o1] 0", "weight sepal length to o1 is 0"),
        ("inputs: x1 2, x2 3", "inputs: x1 is 2, x2 is 3"),
        ("output h2.3 -5", "output h2.3 is minus 5"),
        ("Then `set w1 4`: it is 12.", "Then set w1 4: it is 12."),
        ("w1 0.2 more: loss 11.3 lower", "w1, 0.2 more: loss 11.3 lower"),
        ("phase backward 2/2", "phase backward 2 of 2"),
        ("above 1/9", "above 1 over 9"),
        ("W1[x1→h2] is -3", "weight x1 to h2 is minus 3"),
        ("w2 W1[x2→o1]  value 1", "weight x2 to o1, value 1"),
        ("b1[h2]", "bias h2"),
        ("0.61 h2→o1", "0.61 weight h2 to o1"),
        ("0.64 b→o1", "0.64 bias o1"),
        ("w[2]", "w2"),
        ("parameters W2 those of W2", "parameters weights 2 those of weights 2"),
        ("δ[o1]", "delta o1"),
        ("the wire h1→o1 carries 5", "the wire h1 to o1 carries 5"),
        ("The weight of h1→o1 goes from 2", "The weight h1 to o1 goes from 2"),
        ("open /tmp/my_file.toml", "open /tmp/my underscore file.toml"),
        ("at https://a.org/b_c", "at https://a.org/b underscore c"),
        ("w1 ← 2", "w1 becomes 2"),
        ("λmax = 0.5", "lambda max equals 0.5"),
        ("∂L/∂w1 at η", "slope along w1 at rate"),
        ("f′(z) + √v̂", "f prime(z) plus root of v hat"),
        ("|w| ≤ 3, not ≥ 3", "size of w at most 3, not at least 3"),
        ("race rates|NUMBER|off", "race rates or NUMBER or off"),
        ("step [PASSES]", "step maybe PASSES"),
        ("data [NAME] [KEY=VALUE…]", "data maybe NAME maybe KEY equals VALUE and so on"),
        ("0.55 b→h2 …: curvature 3", "0.55 bias h2 and more: curvature 3"),
        ("about 0.068 %", "about 0.068 percent"),
        ("a value of ±1, ≈ 0", "a value of plus or minus 1, about 0"),
        ("x**4 - 3*x**2", "x to the power 4 minus 3 times x squared"),
        ("x1^20", "x1 to the power 20"),
        ("1.83477e+07²", "1.83477 times ten to the 7 squared"),
        ("0.001·(-0.24)²", "0.001 times open bracket minus 0.24 close bracket squared"),
        ("0.01/2 · Σ|w|", "0.01 over 2 times sum of size of w"),
        ("The output grows by …", "The output grows by"),
        ("there are: w1, w2, …", "there are: w1, w2, and more"),
        ("β₂·v + ε", "beta 2 times v plus epsilon"),
        ("(p − t)/n", "open bracket p minus t close bracket divided by n"),
        (
            "(0.9 + 0.1·(-3)) / 2",
            "open bracket 0.9 plus 0.1 times minus 3 close bracket divided by 2",
        ),
        ("a run (in 3 - 2 = 1 pass)", "a run (in 3 minus 2 equals 1 pass)"),
        ("Another start than (1, −1)", "Another start than (1, minus 1)"),
        (
            "(A number like 1e-10 is nearly 0.)",
            "(A number like 1 times ten to the minus 10 is nearly 0.)",
        ),
        ("saved as xor-2", "saved as xor dash 2"),
        ("100–200 passes — or more", "100 to 200 passes, or more"),
        ("tanh/identity", "tanh/identity"),
        ("rate *10 and rate /10", "rate times 10 and rate divided by 10"),
        ("  step: make one", "step: make one"),
        ("• the naïve “café”", 'the naïve "café"'),
        (
            "→ ← ↑ ↓ ● ○ ◇ ▲ ┊ ⇒",
            "to becomes up down the dot the ring the diamond the mark the dashes so",
        ),
        ("100 € # 5 & 6", "100 euro sign number sign 5 and 6"),
    ],
)
def test_what_a_voice_leaves_out_is_in_words(line: str, says: str) -> None:
    assert spelled(line, {}) == says


def test_a_parameter_has_one_name() -> None:
    for preset, name in (("one-weight", "w1"), ("baseline-network", "weight x1 to h1")):
        session = Session(load(preset))
        label, names = session.labels[0], names_of(session)
        edge = label.partition("[")[2].removesuffix("]")
        for written in ("w1", label, label.replace("→", "->"), f"w1 {label}", edge):
            assert spelled(written, names) == name
    told = talk("speech on\nparameters\nnetwork", "dead-relu").text
    assert re.search(r"weight x1 to h1 is -?[\w. ]+, bias h1 is", told)
    assert not re.search(r"\bw\d", told[told.index("speech is on") :])
    said = talk("speech on\nstep\nparameters\narithmetic\nshow", "one-weight")
    assert "W1" not in said.text[said.text.index("speech is on") :]


def test_what_is_heard_can_be_typed() -> None:
    said = talk("speech on\nset weight x1 to h2 minus 3\nselect bias h2\nnudge up", "xor")
    assert said.errors == []
    assert said.lines[-3].startswith("weight x1 to h2 is minus 3; ")
    assert said.lines[-1].startswith("bias h2 is 0.")


@pytest.mark.parametrize("preset", ["xor", "iris-species", "two-weights", "vanishing", "bowl"])
def test_every_parameter_can_be_set_by_the_name_that_is_heard(preset: str) -> None:
    session = Session(load(preset))
    heard = [spelled(session.name(at), names_of(session)) for at in range(session.parameter_count)]
    assert len({*heard}) == len(heard)
    said = talk(["speech on", *(f"set {name} minus 0.5" for name in heard)], preset)
    assert said.errors == []
    text = "\n".join(said.lines)
    assert [name for name in heard if f"{name} is minus 0.5; " not in text] == []


@pytest.mark.parametrize("preset", ["xor", "one-weight", "saddle", "adam", "mini-batches"])
def test_nothing_is_left_that_a_voice_drops(preset: str) -> None:
    lines = talk(f"speech on\n{SCRIPT}", preset).lines
    spoken = lines[lines.index("speech is on") :]
    assert len(spoken) > 20
    assert [line for line in spoken if UNSAID.search(line)] == []


@pytest.mark.parametrize("preset", ["saddle", "one-weight"])
def test_scripts_get_what_they_always_got(preset: str) -> None:
    lines = talk(SCRIPT, preset).lines
    assert any(re.search(r" -\d", line) for line in lines)
    assert "w1 is -1.6e-05; " in "\n".join(lines)
    toggled = talk(f"speech on\nspeech off\n{SCRIPT}", preset).lines
    assert [line for line in toggled if not line.startswith("speech is")] == lines


@pytest.mark.parametrize(
    ("script", "begin", "way"),
    [
        ("", "two-weights", "to begin like this again: open two-weights"),
        (
            "rate 0.2\nreset",
            "two-weights",
            "to begin like this again: write problem.toml, then open problem.toml",
        ),
        ("learn 3", "two-weights", "to open it again: learn 3"),
    ],
)
def test_by_ear_the_way_back_is_one_of_the_commands_here(script: str, begin: str, way: str) -> None:
    said = talk(f"speech on\n{script}\nshow", begin)
    assert said.lines[-1] == way
    assert "tui-descent" not in said.text
    words = way.partition(": ")[2]
    if words.startswith(("open", "learn")):
        again = talk(f"home\n{words}\nshow", begin)
        assert again.errors == []


def test_a_mistake_is_heard_with_its_line_and_without_the_program_s_name() -> None:
    said = talk("foo\nspeech on\nset w9 -3\nspeech off\nfoo")
    assert said.errors[1].startswith("error in line 3: there is no parameter 'w9'")
    assert [said.errors[at][:20] for at in (0, -1)] == [
        "tui-descent: line 1:",
        "tui-descent: line 5:",
    ]
    assert said.status == 2


@pytest.mark.parametrize(
    "term", [term for term in TERMS if not term.drawn], ids=lambda term: term.name
)
def test_every_word_of_the_help_can_be_asked_for_as_it_is_heard(term: Term) -> None:
    said = talk(["speech on", f"help {spelled(term.name, {})}"])
    assert said.errors == []
    assert spelled(term.name, {}) in said.text


def test_a_long_list_is_cut_between_its_items() -> None:
    rates = [f"pass {number}: 0.{number}" for number in range(10, 40)]
    lines = phrases(f"learning rate of {', '.join(rates)}", 100)
    assert [item for line in lines for item in line.rstrip(",").split(", ")][1:] == rates[1:]
    assert phrases("by Michael Nielsen, ch. 4 http://neural", 30)[1] == "ch. 4 http://neural"
    assert phrases("A sentence without any comma: and then something else", 40)[0].endswith(":")


def test_a_file_can_be_typed_as_it_is_heard() -> None:
    assert as_typed(spelled("open /tmp/my_file-2.toml", {})) == "open /tmp/my_file-2.toml"


def test_a_sentence_may_begin_with_a_command() -> None:
    told = "Move it by 0.1. fit tells the points, as in ch. 1. Then reset."
    assert sentences(told) == [
        "Move it by 0.1.",
        "fit tells the points, as in ch. 1.",
        "Then reset.",
    ]


def test_brackets_are_said_of_formulas_and_not_of_remarks() -> None:
    said = talk("speech on\nrate 0.12\nstep 6\nverdict", "one-weight").text
    assert "bracket" not in said
    assert re.search(r"tried for \d+ passes", said)


def test_runners_and_directions_are_told_by_name() -> None:
    said = talk("speech on\nrace rates\nstep 3\nshow\nspeech off\nrace 1\nstep", "ravine")
    assert re.search(r"^race: runner \d at [\d.]+ leads, and 4 more$", said.text, re.MULTILINE)
    assert re.search(r"^race: \d: [\d.]+", said.lines[-1])
    lines = talk("speech on\nstep 40\nshow", "saddle").lines
    assert "steepest direction w1: settles" in lines
    assert "downward direction w2: escapes" in lines


def test_every_parameter_of_a_few_has_its_spoken_name() -> None:
    assert (
        "pass 0, w1 is minus 2, bias o1 is 4, loss 21, start"
        in talk("speech on\nshow", "two-weights").lines
    )


@pytest.mark.parametrize("name", lesson_names()[:9:4])
def test_a_lesson_can_be_spoken_and_solved(name: str) -> None:
    said = talk(["speech on", *script_of(load_lesson(name))], with_lesson(name))
    assert said.errors == []
    assert "all goals are reached" in said.lines


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="there is no voice here")
@pytest.mark.parametrize(("line", "heard"), [("(-0.5)", "m'aIn@s"), ("0.2·3", "t'aImz")])
def test_a_voice_says_it(line: str, heard: str) -> None:
    def voice(text: str) -> str:
        command = ["espeak-ng", "-q", "-x", "--stdin"]
        return subprocess.run(command, input=text, capture_output=True, text=True).stdout

    assert heard not in voice(line)
    assert heard in voice(spelled(line, {}))
