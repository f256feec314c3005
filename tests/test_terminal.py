"""`tui-descent open xor` in a real 80×24 terminal, against what `run` prints."""

import json
import re
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.program import run
from tests.pty_terminal import Terminal

ALWAYS = 4  # rows of the table beside any view
NUMBER = re.compile(r"[+−]?\d+\.\d+")


def records_of(env: Mapping[str, str], *arguments: str) -> list[dict[str, Any]]:
    result = run(env, "run", *arguments, "--format", "jsonl")
    return [json.loads(line) for line in result.stdout.splitlines()]


def flat(record: dict[str, Any], key: str) -> list[float]:
    """The numbers of xor's W1, b1, W2, b2 in the order of the screen: unit by unit."""
    arrays = record[key]
    return [
        number
        for layer in (1, 2)
        for row, bias in zip(arrays[f"W{layer}"], arrays[f"b{layer}"], strict=True)
        for number in (*row, bias)
    ]


def table(text: str) -> list[list[str]]:
    """Value and gradient in each visible row of the parameter table."""
    rows = [line.rpartition("││")[2] for line in text.splitlines()]
    found = [NUMBER.findall(row)[:2] for row in rows if re.match(r"[ ▸](x\d|b|h\d)→", row)]
    return [numbers for numbers in found if len(numbers) == 2]


def assert_shows(text: str, record: dict[str, Any]) -> None:
    """The screen shows the record, each number to the digits shown."""
    status = text.splitlines()[0]
    assert re.search(r"pass (\d+) ", status)[1] == str(record["pass"])  # type: ignore[index]
    assert re.search(r"loss (\S+) ", status)[1] == f"{record['loss']:.6g}"  # type: ignore[index]
    assert re.search(r"lr (\S+)", status)[1] == f"{record['learning_rate']:.6g}"  # type: ignore[index]
    shown = table(text)
    assert len(shown) >= ALWAYS
    exact = zip(flat(record, "parameters"), flat(record, "gradients"), strict=True)
    for row, numbers in zip(shown, exact, strict=False):
        for seen, number in zip(row, numbers, strict=True):
            assert seen == (f"{number:+.4f}".replace("-", "−") if number else "0.0000")


def test_another_view_leaves_what_stands_beside_it(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        before = terminal.wait_for(at_pass(0, "0.3"))
        terminal.turn_to(" ARITHMETIC ")
        after = terminal.text
        assert table(after)[:ALWAYS] == table(before)[:ALWAYS]
        assert "parameters" in after


def at_pass(number: int, rate: str = "") -> Any:
    return lambda text: (
        f"pass {number} " in text.split("\n")[0] and f"lr {rate}" in text.split("\n")[0]
    )


def test_each_space_is_one_pass_and_the_screen_shows_what_run_prints(env: dict[str, str]) -> None:
    records = records_of(env, "xor", "--passes", "4", "--learning-rate-at", "3:0.4")
    with Terminal(["open", "xor"], env) as terminal:
        assert_shows(terminal.wait_for(at_pass(0, "0.3")), records[0])
        for number in (1, 2):
            terminal.press("space")
            assert_shows(terminal.wait_for(at_pass(number, "0.3")), records[number])
        terminal.press("space")
        terminal.wait_for(at_pass(3, "0.3"))
        terminal.press("up")
        assert_shows(terminal.wait_for(at_pass(3, "0.4")), records[3])
        terminal.press("space")
        assert_shows(terminal.wait_for(at_pass(4, "0.4")), records[4])
        terminal.press("b")
        assert_shows(terminal.wait_for(at_pass(3, "0.4")), records[3])
        terminal.press("b")
        assert_shows(terminal.wait_for(at_pass(2, "0.3")), records[2])
        terminal.press("space", "space")
        assert_shows(terminal.wait_for(at_pass(4, "0.4")), records[4])
        terminal.press("q")
        assert terminal.end() == 0


def test_a_far_too_large_rate_ends_as_diverged_and_b_and_r_bring_it_back(
    env: dict[str, str],
) -> None:
    records = records_of(env, "one-weight", "--learning-rate", "50", "--passes", "200")
    assert records[-1]["verdict"] == "diverged"
    assert records[1]["loss"] > records[0]["loss"]
    last = records[-1]["pass"]
    with Terminal(["open", "one-weight", "--learning-rate", "50"], env) as terminal:
        terminal.wait_for(at_pass(0))
        terminal.press("space")
        terminal.wait_for(at_pass(1))
        assert " RISING" in terminal.text
        terminal.press(">")
        text = terminal.wait_for(" DIVERGED")
        assert f"pass {last} " in text
        assert "loss inf" in text
        assert text.count("╭") == text.count("╯") == 4
        terminal.press("b")
        text = terminal.wait_for(at_pass(last - 1))
        assert f"loss {records[-2]['loss']:.6g} " in text
        terminal.press("r")
        assert f"loss {records[0]['loss']:.6g} " in terminal.wait_for(at_pass(0))
        terminal.press("ctrl+c")
        assert terminal.end() == 0


def test_a_pass_of_xor_sends_at_most_a_thousand_bytes_and_idling_none(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(at_pass(0))
        terminal.settle()
        sent = []
        for number in range(1, 22):
            before = terminal.received
            terminal.press("space")
            terminal.wait_for(at_pass(number))
            terminal.settle()
            sent.append(terminal.received - before)
        assert sorted(sent)[len(sent) // 2] <= 1000
        before = terminal.received
        assert not terminal.read(1.0)
        assert terminal.received == before


def test_a_kill_leaves_the_terminal_as_it_was(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(at_pass(0))
        terminal.process.terminate()
        assert terminal.end() == 128 + signal.SIGTERM
        assert terminal.left_as_found()


def test_an_edit_by_hand_is_no_pass_and_is_told_when_it_is_repeated(env: dict[str, str]) -> None:
    with Terminal(["open", "one-weight"], env) as terminal:
        terminal.wait_for(at_pass(0))
        terminal.press("space", "enter", "9", "enter")
        text = terminal.wait_for("loss 289")
        assert " STARTING" in text
        assert " the loss is 289 where you put it by hand" in text
        assert "▲" not in text.splitlines()[0]
        terminal.press("b")
        terminal.wait_for(at_pass(0))
        terminal.press("space")
        assert "here you changed something by hand" in terminal.wait_for("loss 289")


def test_home_finds_a_problem_by_typing_and_opens_it(env: dict[str, str]) -> None:
    with Terminal([], env) as terminal:
        terminal.wait_for("problems to look at")
        terminal.press("x", "o")
        terminal.wait_for(lambda text: "xor" in text and "Forward" not in text)
        terminal.press("enter")
        terminal.wait_for(at_pass(0, "0.3"))
        terminal.press("h")
        terminal.wait_for("problems to look at")
        terminal.press("one-w")
        terminal.wait_for(lambda text: "one-weight" in text and "Forward" not in text)
        terminal.press("enter")
        terminal.wait_for("one-weight · ")
        terminal.press("q")
        assert terminal.end() == 0


def test_a_number_is_typed_in_one_burst_for_the_rate_and_for_a_weight(env: dict[str, str]) -> None:
    with Terminal(["open", "one-weight"], env) as terminal:
        terminal.wait_for(at_pass(0, "0.01"))
        terminal.press("=", "zero", "enter")
        terminal.wait_for("'zero' is not a finite number")
        terminal.press(*["backspace"] * 4, "0.08", "enter")
        terminal.wait_for(at_pass(0, "0.08"))
        terminal.press("enter")
        terminal.wait_for("w1: 2.0")
        terminal.press("3", "enter")
        terminal.wait_for("loss 1 ")
        terminal.press("space")
        terminal.wait_for(at_pass(1))
        terminal.press("q")
        assert terminal.end() == 0


def test_keys_can_be_moved_by_the_users_config_file(env: dict[str, str]) -> None:
    config = Path(env["HOME"]) / ".config" / "tui-descent" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[keys]\npass = "x"\n')
    with Terminal(["open", "xor"], env) as terminal:
        assert " x pass " in terminal.wait_for(at_pass(0))
        terminal.press("space", "x")
        terminal.wait_for(at_pass(1))
        terminal.press("q")
        assert terminal.end() == 0
    config.write_text('[keys]\npas = "x"\n')
    with Terminal(["open", "xor"], env) as terminal:
        assert terminal.end() == 2
        assert "keys.pas: no key has this id" in terminal.text


def test_the_whole_window_survives_any_size(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(at_pass(0))
        for columns, rows in ((40, 12), (20, 5), (200, 60), (79, 19), (80, 24)):
            terminal.resize(columns, rows)
            small = columns < 40 or rows < 12
            terminal.wait_for("too small" if small else "loss 0.969431")
            if not small:
                terminal.press("space")
                terminal.wait_for("pass 1 ")
                terminal.press("b")
                terminal.wait_for("pass 0 ")
        terminal.settle()
        fresh = terminal.text
        terminal.press("ctrl+l")
        terminal.settle()
        assert terminal.text == fresh
        terminal.press("q")
        assert terminal.end() == 0


def test_another_optimizer_goes_on_its_gradient_is_checked_and_the_run_is_written(
    env: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "run.jsonl"
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(at_pass(0))
        terminal.press("g")
        terminal.wait_for("all 17: largest relative error")
        terminal.press("q")
        terminal.wait_for(at_pass(0))
        terminal.press("o", "down", "right", "0.5", "enter", "enter")
        terminal.wait_for("momentum from here on: same weights, its velocity starts at 0")
        terminal.press("space", "space")
        terminal.wait_for(at_pass(2))
        terminal.press("w", str(file), "enter")
        terminal.wait_for("pass 0 to 2, 3 records, in")
        terminal.press("enter")
        text = terminal.wait_for(at_pass(2))
        assert "· momentum" in text
        terminal.press("q")
        assert terminal.end() == 0
    written = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    plain = records_of(env, "xor", "--passes", "1")
    assert written[:2] == plain  # a velocity from 0 makes plain descent's first step
    assert f"loss {written[2]['loss']:.6g} " in text.splitlines()[0]


def test_a_rate_is_taken_from_the_sweep_and_leads_where_it_said(env: dict[str, str]) -> None:
    last = records_of(env, "xor", "--learning-rate", "0.35", "--passes", "100")[-1]
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(at_pass(0, "0.3"))
        terminal.press("s")
        terminal.wait_for(lambda text: "learning-rate sweep" in text and "at 0.3: loss" in text)
        terminal.press("right")
        said = f"at 0.35: loss {last['loss']:.6g} after 100 passes,"
        terminal.wait_for(said)
        terminal.press("enter")
        terminal.wait_for(at_pass(0, "0.35"))
        terminal.press(">")
        assert f"loss {last['loss']:.6g} " in terminal.wait_for(at_pass(100, "0.35"))
        terminal.press("s")
        terminal.wait_for("at 0.35: loss")
        terminal.press("q", "q")
        assert terminal.end() == 0
