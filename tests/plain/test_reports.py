"""What is told without being asked: short, and with what a report every so often would hide."""

import io
import re
from pathlib import Path

import pytest

from tests.plain.talk import talk
from tests.plain.test_lessons import script_of
from tui_descent.lessons.listing import lesson_names
from tui_descent.lessons.loading import load_lesson
from tui_descent.plain import conversation, output
from tui_descent.plain.mode import PlainMode
from tui_descent.plain.output import BREATH, LONGEST, Output
from tui_descent.plain.start import with_lesson
from tui_descent.presets import names


def test_a_zigzag_is_told_though_every_second_pass_is() -> None:
    """At 0.11 the weight is multiplied by 1 - 18·0.11 = -0.98 about the bottom, 10/3."""
    lines = talk("rate 0.11\nstep 20", "one-weight").lines
    told = [float(found[1]) for line in lines if (found := re.match(r"pass \d+  w1 (\S+)", line))]
    assert told == pytest.approx([10 / 3 - 4 / 3 * 0.98**at for at in range(0, 21, 2)], rel=1e-5)
    assert "w1 changed side in 20 of 20 passes" in lines
    assert "changed side" not in talk("rate 0.01\nstep 20", "one-weight").text


def test_rises_between_two_reports_are_told() -> None:
    lines = talk("rate 0.12\nstep 6", "one-weight").lines
    assert "the loss rose in 6 of 6 passes" in lines


@pytest.mark.parametrize("preset", names())
def test_what_a_pass_says_fits_into_a_breath(preset: str) -> None:
    script = ["step", "step 3", "rate *10", "step 20", "step 500"]
    said = talk(script if preset != "digits" else script[:2], preset)
    begin = next(at for at, line in enumerate(said.lines) if line.startswith("step makes"))
    long = [line for line in said.lines[begin + 1 :] if len(line) > BREATH]
    assert [line for line in long if not line.startswith(("next loss", "dead", "saturated"))] == []
    assert max(map(len, said.lines)) <= LONGEST


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_says_nothing_long_that_is_not_asked_for(name: str) -> None:
    said = talk(script_of(load_lesson(name)), with_lesson(name))
    assert [line for line in said.lines if len(line) > LONGEST] == []


def test_the_loss_held_out_is_told_with_each_pass() -> None:
    script = [*script_of(load_lesson("memorising")), "step 40"]
    lines = talk(script, with_lesson("memorising")).lines
    told = [line for line in lines if re.match(r"pass \d", line)]
    assert len(told) > 10
    assert all(re.search(r"loss \S+  held out \d", line) for line in told)
    third = re.fullmatch(r"pass 300  loss (\S+)  held out (\S+)  falling", told[-1])
    assert third
    assert [round(float(loss), 3) for loss in third.groups()] == [0.022, 0.075]


def test_right_and_wrong_are_said() -> None:
    lines = talk("answer 2\nrestart\nanswer 1", with_lesson("too-small")).lines
    assert lines.count("right") == 1
    assert lines.count("wrong: answer 2 is right") == 1


def test_a_lesson_introduces_itself_once() -> None:
    said = talk("skip\nrestart\nlearn 3", with_lesson("forward"))
    assert said.text.count("next reads on, goal says") == 1
    assert talk("open adam\nopen saddle").text.count("step makes a pass") == 1


def test_what_changed_comes_first_and_constants_last() -> None:
    lines = talk("step 3\nshow", "one-weight").lines
    shown = lines[len(lines) - lines[::-1].index("problem one-weight: One weight") - 1 :]
    assert {line.split()[0] for line in shown} >= {"problem", "shape", "samples", "optimizer"}
    before = [line.split()[0] for line in lines[: -len(shown)]]
    assert before[-5:] == ["pass", "verdict", "next", "rate", "selected"]


def test_a_lesson_that_shows_the_network_names_dead_units() -> None:
    lines = talk("answer 3\nnext\nanswer 3\nnext\nstep 5\nguess 0", with_lesson("dead-relu")).lines
    assert "dead units h1, h2, h3, h4: their output is always 0" in lines
    assert any(line.startswith("goal reached: All four units dead") for line in lines)


def test_what_rounding_does_is_no_rise() -> None:
    said = talk("step 5\nrate 0.1\nstep 100", "dead-relu")
    assert said.errors == []
    assert "the loss rose in" not in said.text[said.text.index("rate 0.1") :]


def test_a_phase_says_what_happened() -> None:
    lines = talk(["phase"] * 6, "xor").lines
    after = [lines[at + 1] for at, line in enumerate(lines) if line.startswith("phase ")]
    assert after[0] == "the samples went through layer 1"
    assert after[3] == "the blame δ has reached layer 2, and its slopes are known"
    assert after[5] == "every parameter took its step"


def test_a_lesson_without_arithmetic_still_tells_what_the_network_shows() -> None:
    """2·(9 - 13) = -8 at the output; back along weights of 2 and -1: -16 and 8."""
    script = ["next", "next", "answer 2", "next", *["phase"] * 5]
    lines = talk(script, with_lesson("backpropagation")).lines
    told = [line for line in lines if re.match(r"(output|blame) [ho]\d", line)]
    assert told[:3] == ["output h1 5", "output h2 1", "output o1 9"]
    assert told[3:] == ["blame o1 -8", "blame h1 -16", "blame h2 8"]


def test_look_tells_the_slope_and_both_sides() -> None:
    """Of (3w - 10)² at 2: slope 6·(3·2 - 10) = -24."""
    lines = talk("look", "one-weight").lines
    assert "w1 slope -24, raising it leads down" in lines
    more, less = (16 - (3 * w - 10) ** 2 for w in (2.2, 1.8))
    assert f"w1 0.2 more: loss {more:.6g} lower; less: loss {-less:.6g} higher" in lines
    lines = talk("rate 1/90\nlook", "one-weight").lines
    one, two = (16 * 0.8**power for power in (2, 4))  # the error shrinks to 1 - 18/90 of itself
    assert f"one pass on loss {one:.6g}, two passes on {two:.6g}" in lines


def test_a_saddle_is_recognised_by_looking() -> None:
    lines = talk("step 100\nlook", "saddle").lines
    shapes = [line.partition(", ")[2] for line in lines if re.match(r"w\d slope", line)]
    assert shapes == ["up on both sides", "down on both sides"]


def test_two_runs_are_compared() -> None:
    said = talk(
        "compare\nstep 5\nfork\nback 3\nrate 0.05\nstep 8\ncompare\ncompare 2", "one-weight"
    )
    assert [error.split(": ")[1] for error in said.errors] == ["line 1", "line 8"]
    assert "they part after pass 2" in said.lines
    begin = next(at for at, line in enumerate(said.lines) if line.startswith("this run: "))
    mine, other = said.lines[begin : begin + 2]
    assert mine.startswith("this run: rate 0.05, sgd, pass 10, loss ")
    assert other.startswith("ghost 1: rate 0.01, sgd, pass 5, loss ")
    there, *here = (16 * rate**2 for rate in (0.82**5, 0.82**2 * 0.1**3))
    told = f"pass 5: loss {here[0]:.6g} and {there:.6g}, this run is lower"
    assert said.lines[begin + 3] == told


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("step 30", "17 of 30 passes made, loss "),
        ("epoch 30", "pass 17, loss "),
        ("until 0.1", "pass 17, loss "),
        ("sweep 30", "17 of 30 passes made"),
        ("race rates\nstep 30", "17 of 30 passes made, loss "),
        ("race optimizers", "the best rate of each optimizer is looked for; "),
        ("check", "the slopes are checked one by one; "),
        ("step 30\nwrite run.jsonl", "17 lines written"),
    ],
)
def test_long_work_is_not_silent_where_somebody_waits(
    line: str, heard: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(output, "SILENCE", 0.0)
    monkeypatch.setattr(conversation, "is_quick", lambda session: False)
    monkeypatch.chdir(tmp_path)
    script = talk(line, "xor").lines
    assert not any(told.startswith(heard) for told in script)
    (tmp_path / "run.jsonl").unlink(missing_ok=True)

    def begin(mode: PlainMode) -> None:
        mode.open("xor")
        mode.out.typing = True

    typed = talk(line, begin).lines
    assert any(told.startswith(heard) for told in typed)
    assert [told for told in typed if told in script] == script


def test_who_is_told_to_leave_makes_no_more_passes() -> None:
    mode = PlainMode(Output(io.StringIO(), ascii=False))
    mode.open("xor")
    mode.session.leaving = True
    mode.step(1000)
    assert mode.session.state.passes == 0
    mode.close()
