"""The real program in the plain mode, through pipes and in a terminal."""

import subprocess
from pathlib import Path

import pytest

from tests.plain.test_lessons import script_of
from tests.program import PROGRAM, run
from tests.pty_terminal import Terminal
from tests.test_imports import SCREEN, imported
from tui_descent.lessons.loading import load_lesson

SCRIPT = "step 3\nrate 0.1\nphase\narithmetic\nparameters\ngauge\nsweep 5\nfit\nhelp\nfork\nback\n"


def assert_plain(output: str) -> None:
    assert output
    assert "\x1b" not in output
    assert "\r" not in output


def test_a_script_on_standard_input(env: dict[str, str]) -> None:
    result = run(env, "open", "xor", "--learning-rate", "0.2", "--plain", typed=SCRIPT)
    assert result.returncode == 0
    assert result.stderr == ""
    assert_plain(result.stdout)
    assert "verdict " in result.stdout
    assert "pass 0  loss 0.969431  start  rate 0.2\n" in result.stdout


@pytest.mark.parametrize(
    "locale",
    [
        {"LANG": "C"},
        {"TERM": "linux"},
        {"LC_ALL": "de_DE.ISO-8859-1"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_other_locales_get_ascii(env: dict[str, str], locale: dict[str, str]) -> None:
    result = run({**env, **locale}, "--plain", "open", "xor", typed=SCRIPT)
    assert result.returncode == 0
    assert_plain(result.stdout)
    assert result.stdout.isascii()
    assert "W1[x1->h1]" in result.stdout


def test_bytes_that_are_no_text_are_a_mistake_like_others(env: dict[str, str]) -> None:
    result = run(env, "--plain", "open", "xor", typed=b"\xff\x1b[2J\nstep\n")
    assert result.returncode == 2
    assert_plain(result.stderr)
    assert "line 1: " in result.stderr
    assert "pass 1 " in result.stdout


@pytest.mark.parametrize("name", ["forward", "own-data"])
def test_a_lesson_is_done_through_a_pipe(env: dict[str, str], name: str) -> None:
    script = "\n".join(script_of(load_lesson(name)))
    result = run(env, "learn", name, "--plain", typed=script)
    assert (result.returncode, result.stderr) == (0, "")
    assert_plain(result.stdout)
    assert "all goals are reached" in result.stdout


def test_without_input_it_says_where_it_stands_and_ends(env: dict[str, str]) -> None:
    for arguments in (["--plain"], ["open", "xor", "--plain"], ["learn", "--plain"]):
        result = run(env, *arguments)
        assert result.returncode == 0
        assert_plain(result.stdout)


def test_closed_streams_are_no_traceback(env: dict[str, str]) -> None:
    command = f"{' '.join(PROGRAM)} --plain open xor"
    for redirection in ("<&-", "2>&- <&-"):
        result = subprocess.run(
            ["bash", "-c", f"{command} {redirection}"], env=env, capture_output=True, timeout=60
        )
        assert (result.returncode, result.stderr) == (0, b"")
    result = subprocess.run(
        ["bash", "-c", f"yes step | {command} | head -n 3"], env=env, capture_output=True
    )
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("open", "nothing", "--plain"), "nothing: no preset has this name"),
        (("learn", "nothing", "--plain"), "nothing: no lesson has this name"),
        (("learn", "1"), "this needs a terminal"),
    ],
)
def test_bad_usage_is_one_line(env: dict[str, str], arguments: list[str], says: str) -> None:
    result = run({**env, "TERM": "dumb"}, *arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["dumb", "unknown"])
@pytest.mark.parametrize("arguments", [["open", "xor"], ["learn", "1"], []])
def test_a_dumb_terminal_gets_lines(env: dict[str, str], arguments: list[str], name: str) -> None:
    with Terminal(arguments, {**env, "TERM": name}, rows=200) as terminal:
        terminal.wait_for("\n>")
        terminal.press("help rate\n")
        terminal.wait_for("set the learning rate")
        terminal.press("stpe\n")
        terminal.wait_for("error: 'stpe' is not a command; did you mean step?\n>")
        terminal.press("open one-weight\n\n")
        terminal.wait_for("pass 1  w1 ")
        terminal.press("quit\n")
        assert terminal.end() == 0
        assert b"\x1b" not in terminal.everything


def test_a_line_can_be_edited_and_called_up_again(env: dict[str, str]) -> None:
    with Terminal(["open", "one-weight", "--plain"], env) as terminal:
        terminal.wait_for("\n>")
        terminal.press("rate 0.05\n")
        terminal.wait_for("the learning rate is 0.05")
        terminal.press("up", "\x7f", "4\n")
        terminal.wait_for("the learning rate is 0.04")
        terminal.press("quit\n")
        assert terminal.end() == 0


def test_by_ear_a_session_that_is_left_can_be_gone_on_with(env: dict[str, str]) -> None:
    with Terminal(["open", "one-weight", "--plain"], env, rows=200) as terminal:
        terminal.wait_for("\n>")
        terminal.press("speech on\nstep 2\nshow\n")
        terminal.wait_for("when you leave, this place is saved: resume leads back to it")
        terminal.press("foo\n")
        terminal.wait_for("error: 'foo' is not a command")
        terminal.press("home\nresume\n")
        terminal.wait_for("lesson 1: ")
        terminal.wait_for("problem one-weight: One weight")
        terminal.wait_for("pass 2, w1 is 2.4")
        terminal.press("quit\n")
        assert terminal.end() == 0


def test_the_end_of_input_and_an_interrupt(env: dict[str, str]) -> None:
    for keys, status in ((["\x04"], 0), (["half a line", "ctrl+c", "ctrl+c"], 130)):
        with Terminal(["open", "xor", "--plain"], env) as terminal:
            terminal.wait_for("\n>")
            terminal.press("stpe\n")
            terminal.wait_for("did you mean")
            for key in keys:
                terminal.press(key)
                terminal.settle()
            assert terminal.end() == status
            assert b"\x1b" not in terminal.everything


def test_no_screen_is_imported(env: dict[str, str]) -> None:
    code = "import sys; from tui_descent.cli import run_command; run_command({})"
    for arguments in (["open", "xor", "--plain"], ["learn", "too-small", "--plain"], ["--plain"]):
        modules = imported(code.format(arguments), env)
        assert "numpy" in modules
        assert not modules & SCREEN
        assert ("sqlite3" in modules) == (arguments[0] != "open")


def test_nothing_is_left_in_the_folder(env: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    result = run(env, "open", "xor", "--plain", typed="step\nwrite run.csv\n", folder=folder)
    assert result.returncode == 0
    assert [path.name for path in folder.iterdir()] == ["run.csv"]
    assert (folder / "run.csv").read_text("utf-8").count("\n") == 3
