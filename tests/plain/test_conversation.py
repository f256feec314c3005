"""Commands in a script: what is told of them, in lines."""

import json
import re
from pathlib import Path

import pytest

from tests.exports import printed
from tests.plain.talk import talk
from tests.test_working import assert_true
from tui_descent.actions import WORDS
from tui_descent.engine.descent import Descent
from tui_descent.plain.start import at_home
from tui_descent.plain.words import OTHER_WORDS, unknown
from tui_descent.presets import load, names
from tui_descent.records import record
from tui_descent.session.elsewhere import past
from tui_descent.session.session import Session

LOOKS = (
    *("show", "parameters", "gradients", "arithmetic", "phase"),
    *("gauge", "curve", "history", "sweep"),
)
PASS = re.compile(r"pass (\d+)  (?:w1 (\S+)  )?loss (\S+)  (\w+)(?:  rate (\S+))?")


def passes(lines: list[str]) -> list[tuple[str | None, ...]]:
    """(pass, w1, loss, how it changed, rate) of each line that tells a pass."""
    return [found.groups() for line in lines if (found := PASS.fullmatch(line))]


def test_each_pass_is_one_line_with_its_labels() -> None:
    said = talk("step\nrate 0.01\nstep\nstep", "one-weight")
    assert said.status == 0
    assert "pass 3  w1 2.59818  loss 4.86411  falling" in said.lines
    assert passes(said.lines)[0] == ("0", "2", "16", "start", None)


def test_the_numbers_are_those_of_run() -> None:
    preset = load("xor")
    descent = Descent(preset.objective)
    state = descent.start(preset.initial_parameters(), preset.optimizer, preset.learning_rate)
    said = talk(["digits all", *["step"] * 5, "rate 0.1", *["step"] * 5, "parameters"])
    told = {int(number or 0): float(loss or 0) for number, _, loss, _, _ in passes(said.lines)}
    for number in range(1, 11):
        if number == 6:
            state = state._replace(learning_rate=0.1)
        state = descent.advance(state)
        assert told[number] == state.batch_loss
    values = re.findall(r"value (\S+)  slope (\S+)", said.text)
    assert [(float(value), float(slope)) for value, slope in values] == [
        (value, slope) for value, slope in zip(state.theta, state.gradient, strict=True)
    ]


def test_many_passes_are_told_by_ten_of_them_and_the_last() -> None:
    told = [int(number or 0) for number, *_ in passes(talk("step 1234").lines)]
    assert told == [0, *range(124, 1234, 124), 1234]


def test_an_empty_line_makes_a_pass_and_a_remark_none() -> None:
    assert [number for number, *_ in passes(talk("\n# step 3\n\n").lines)] == ["0", "1", "2"]


def test_going_back_and_another_future() -> None:
    said = talk("step 5\nfork\nback 3\nrate 0.5\nstep 3\nhistory\nswap\nhistory")
    assert said.status == 0
    told = passes(said.lines)
    there, back = told[5], next(one for one in told[6:] if one[0] == "2")
    assert back == told[2]
    assert told[-1] == there
    assert "you are at pass 5 of 5 that were made" in said.lines
    assert "changed by hand at pass 2" in said.lines
    assert any(line.startswith("ghost 1: lr 0.3 sgd, 5 passes") for line in said.lines)


def test_the_next_loss_is_told_and_comes() -> None:
    said = talk("digits 12\nrate up\ngauge\nstep")
    told = [line for line in said.lines if line.startswith("next loss ")]
    predicted = told[0].split()[2]
    assert told[1].startswith(told[0])
    assert re.fullmatch(
        rf"next loss {predicted} at rate 0.4: the loss rises; limit [\d.]+ here: "
        "longer steps swing wider and wider, until the ground changes",
        told[1],
    )
    assert passes(said.lines)[-1][2] == predicted


def test_the_zones_of_a_parabola_have_the_known_ends() -> None:
    """The rate that arrives at once is 1/18; above 1/9 the loss rises."""
    lines = talk("gauge", "one-weight").lines
    ends = re.findall(r"rates (\w+) about (\S+)(?: to (\S+))?: (\w+)", "\n".join(lines))
    assert [(where, zone) for where, *_, zone in ends] == [
        ("below", "slow"),
        ("from", "good"),
        ("from", "overshoots"),
        ("above", "the"),
    ]
    borders = [float(border) for border in (ends[1][2], ends[2][1], ends[2][2], ends[3][1])]
    assert borders == pytest.approx([1 / 18, 1 / 18, 1 / 9, 1 / 9], rel=0.005)


def test_every_line_of_arithmetic_is_true() -> None:
    for preset in ("xor", "adam", "ravine"):
        lines = talk("step 2\narithmetic\nphase\nphase\nphase\nphase\nphase\nphase", preset).lines
        arithmetic = [line for line in lines if " = " in line]
        assert len(arithmetic) > 3
        for line in arithmetic:
            assert_true(line)


def test_a_pass_in_phases_is_the_same_pass() -> None:
    said = talk(["phase"] * 6)
    phases = [line for line in said.lines if line.startswith("phase ")]
    assert phases == [
        "phase forward 1/2",
        "phase forward 2/2",
        "phase loss",
        "phase backward 2/2",
        "phase backward 1/2",
        "phase update",
    ]
    assert passes(said.lines)[-1] == passes(talk("step").lines)[-1]
    assert sum("  old " in line for line in said.lines) == 17


def test_another_sample_goes_through_the_network() -> None:
    said = talk("phase\nsample\nsample")
    told = [line for line in said.lines if line.startswith("layer 1, ")]
    assert told == [f"layer 1, sample {number} of 4" for number in (1, 2, 3)]


def test_predictions_of_a_network_and_classes() -> None:
    lines = talk("fit", "baseline-network").lines
    assert "sample 1  input 2, 3  target 13  prediction 9  error -4" in lines
    said = talk("fit 3\nfit all", "iris-species")
    told = [line for line in said.lines if line.startswith("sample ")]
    assert len(told) == 3 + 150
    assert sum(line.endswith("right") for line in told[3:]) == int(
        said.lines[-1].removeprefix("right ").split()[0]
    )


def test_the_curve_is_told_at_some_passes() -> None:
    session = Session(load("xor"))
    session.step(100)
    losses = session.walk.last_losses(101)
    lines = talk("step 100\ncurve").lines
    told = [line for line in lines if re.fullmatch(r"pass \d+  loss \S+", line)]
    assert told == [f"pass {at}  loss {losses[at]:.6g}" for at in range(0, 101, 10)]
    assert f"lowest loss {losses.min():.6g} at pass {losses.argmin()}" in lines


def test_a_sweep_tells_where_each_rate_leads() -> None:
    said = talk("sweep 50\nrate 0.05\nstep 50", "one-weight")
    swept = [line for line in said.lines if line.startswith("rate 0.05 ")]
    assert len(swept) == 1
    loss = passes(said.lines)[-1][2]
    assert f"at pass 50  loss {loss}  " in swept[0]


def test_the_run_is_written_whole_and_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "my run.jsonl"
    said = talk(f"step 7\nwrite {path}\nstep\nwrite {path}\nwrite run.svg\nwrite")
    assert f"pass 0 to 7 are in {path}" in said.lines
    assert [error.split(": ", 2)[1] for error in said.errors] == ["line 4", "line 5", "line 6"]
    assert "exists already" in said.errors[0]
    session = Session(load("xor"))
    session.step(7)
    written = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    told = list(past(session))
    assert written == [record(session.objective, *one) for one in told]


def test_a_script_is_written_that_goes_on_from_here(tmp_path: Path) -> None:
    path, sick = tmp_path / "on-numpy.py", tmp_path / "sick.py"
    said = talk(f"step 7\nwrite {path}\nrate 1e200\nstep 3\nwrite {sick}")
    assert f"a script that goes on from here is in {path}" in said.lines
    session = Session(load("xor"))
    session.step(27)
    (losses,) = printed([path.read_text("utf-8")])
    assert losses == session.walk.history.losses(8, 28).tolist()
    assert "no longer a finite number; go back to a pass before that" in said.errors[0]
    assert not sick.exists()


def test_where_no_files_are_allowed_none_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    said = talk(f"write {path}\nopen ./xor.toml\nlearn a/b\nlearn x.toml", files=False)
    assert len(said.errors) == 4
    assert all("no files" in error for error in said.errors)
    assert not path.exists()


def test_a_mistake_is_one_line_and_the_script_goes_on() -> None:
    said = talk("stpe\nstep many\nrate fast\nset w99 1\nhelp nothing\nhint\nopen nothing\nstep")
    assert said.status == 2
    assert [error.split(": ")[1] for error in said.errors] == [f"line {at}" for at in range(1, 8)]
    assert said.errors[0] == "tui-descent: line 1: 'stpe' is not a command; did you mean step?"
    assert passes(said.lines)[-1][0] == "1"


def remedies(errors: list[str]) -> list[str]:
    return [error.partition("not a command; ")[2] for error in errors]


def test_a_number_alone_is_told_what_it_may_mean() -> None:
    said = talk("6\n0.5\n-3\nselect b1[h1]\n2\nnan\n6 7", "xor")
    assert said.errors[0].startswith(
        "tui-descent: line 1: '6' alone is not a command; did you mean "
    )
    assert remedies(said.errors) == [
        "did you mean step 6, rate 6 or set W1[x1→h1] 6?",
        "did you mean rate 0.5 or set W1[x1→h1] 0.5?",
        "did you mean rate -3 or set W1[x1→h1] -3?",
        "did you mean step 2, rate 2 or set b1[h1] 2?",
        "help lists all commands",
        "help lists all commands",
    ]
    assert [number for number, *_ in passes(said.lines)] == ["0"]
    assert remedies(talk("6\n0.5", at_home).errors) == [
        "did you mean open 6 or learn 6?",
        "help lists all commands",
    ]


def test_divergence_is_told_and_can_be_left() -> None:
    said = talk("rate 5\nstep 500\nstep\ngauge\narithmetic\nreset\nstep", "one-weight")
    told = passes(said.lines)
    assert ("79", "diverged") in [(number, how) for number, _, _, how, _ in told]
    assert "no next pass: the descent has diverged" in said.lines
    assert [error.split(": ")[1] for error in said.errors] == ["line 3", "line 5"]
    assert told[-1][0] == "1"


def test_at_home_everything_has_a_number() -> None:
    said = talk("\nstep\nopen 5\nstep\nhome\nopen one-weight\nlist\nquit\nstep", at_home)
    assert said.errors == [
        "tui-descent: line 2: nothing is open; open xor opens a problem, learn 1 a lesson"
    ]
    assert [line.split()[2].rstrip(",") for line in said.lines if line.startswith("problem ")] == [
        *names(),
        *["XOR"],
        *names(),
        *["One"],
        *names(),
    ]


@pytest.mark.parametrize("preset", names())
def test_every_problem_can_be_looked_at_from_all_sides(preset: str) -> None:
    script = [*LOOKS, "step 3", *LOOKS[:-1], "check", "epoch", "nudge " + first(preset) + " up"]
    said = talk(script if preset != "digits" else [*LOOKS[:-1], "step"], preset)
    assert said.errors == []
    strange = [line for line in said.lines if "   " in line or "nan" in line.split()]
    assert [line for line in strange if not line.endswith("loss nan  diverged")] == []


def first(preset: str) -> str:
    """The name of the first parameter."""
    return load(preset).objective.labels[0]


def test_in_the_middle_of_a_pass_nothing_is_told_that_is_not_known_yet() -> None:
    look = [
        "digits 6",
        "show",
        "gauge",
        "gradients all",
        "parameters W2",
        "curve",
        "fit",
        "verdict",
    ]
    session = Session(load("xor"))
    session.step(3)
    now, before = f"{session.loss:.6g}", f"{session.walk.last_losses(2)[0]:.6g}"
    said = {}
    for phases in range(1, 7):
        text = talk(["step 3", *["phase"] * phases, "sample", *look]).text
        said[phases] = text[text.rindex("numbers are shown with") :]
    for phases, text in said.items():
        made = phases == 6
        assert bool(re.search(r"verdict \w+:", text)) == made
        assert ("verdict not known yet" in text) == (not made)
        assert bool(re.search(r"next loss \d", text)) == made
        assert ("next loss not known yet" in text) == (not made)
        assert (f"loss {now}" in text) == (phases >= 3)
        assert f"pass 2  loss {before}" in text
        assert ("loss not known yet  rate" in text) == (phases < 3)
        assert bool(re.search(r"\] +slope -?\d", text)) == (phases >= 4)
        assert bool(re.search(r"W1\[x1.*slope -?\d", text)) == (phases >= 5)
        assert bool(re.search(r"length of the gradient \d", text)) == (phases >= 5)
        assert bool(re.search(r"step -?\d", text)) == made
        assert ("right " in text) == (phases >= 2)
    assert "phase backward 2/2; step finishes it" in said[4]


def test_in_the_middle_of_a_pass_there_is_no_advice() -> None:
    start = ["rate 0.12", "step 6"]
    assert "done: set the learning rate" in talk([*start, "cure"], "one-weight").text
    said = talk([*start, "phase", "cure"], "one-weight")
    assert "done: " not in said.text
    assert "middle of a pass" in said.errors[0]


@pytest.mark.parametrize(
    ("tried", "meant"),
    [
        ("pass 3", "step"),
        ("exit", "quit"),
        ("LR 3", "rate"),
        ("status", "show"),
        ("?", "help"),
        ("slice", "look"),
    ],
)
def test_words_that_people_try_first_lead_to_the_right_ones(tried: str, meant: str) -> None:
    assert unknown(tried.split()[0]).endswith(f"did you mean {meant}?")


@pytest.mark.parametrize("tried", OTHER_WORDS)
def test_a_guessed_word_is_no_command_and_leads_to_one(tried: str) -> None:
    assert tried not in WORDS
    said = talk(tried, "xor").errors + talk(tried, at_home).errors
    assert len(said) == 2
    for error in said:
        meant = error.removesuffix("?").partition("did you mean ")[2].split()
        assert meant[0] == OTHER_WORDS[tried].split()[0]
        assert meant[0] in WORDS


@pytest.mark.parametrize(
    ("tried", "rates"), [("faster", (0.3, 0.4)), ("slower", (0.3, 0.25)), ("Faster", (0.3, 0.4))]
)
def test_who_wants_it_faster_is_told_a_rate_that_can_be_typed(
    tried: str, rates: tuple[float, float]
) -> None:
    (error,) = talk(tried, "xor").errors
    line = error.removesuffix("?").partition("did you mean ")[2]
    before, after = rates
    assert line == f"rate {after}"
    assert f"the learning rate is {after}" in talk(f"rate {before}\n{line}", "xor").lines
    assert talk(tried, at_home).errors[0].endswith(("rate up?", "rate down?"))


@pytest.mark.parametrize("words", ["y", "--target y"])
def test_a_table_is_opened_with_the_column_to_predict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("x,y\n" + "".join(f"{x},{3 * x + 1}\n" for x in range(9)))
    said = talk(f"open t.csv {words}\nstep 200\nopen t.csv\nopen t.csv z\nopen t.csv y", "xor")
    assert "t.csv: 9 rows; 9 samples, 1 input: x; target y, a number." in said.text
    assert any(line.startswith("verdict minimum") for line in said.lines)
    assert "no column to predict is named" in said.errors[0]
    assert "there are: x, y" in said.errors[1]
    refused = talk(f"open t.csv {words}", "xor", files=False)
    assert "no files can be opened" in refused.errors[0]


def test_a_recording_is_made_on_the_screen(tmp_path: Path) -> None:
    said = talk(f"step\nwrite {tmp_path}/run.cast")
    assert "only the screen can be recorded: press w there" in said.errors[0]
    assert not list(tmp_path.iterdir())
