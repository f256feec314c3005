"""A line is cut in every way there is: nothing is lost, and the program ends at once."""

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pytest

from tests.program import PROGRAM, run
from tests.pty_terminal import QUESTION, Terminal

DEAF = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"]
BROKEN = """
import sys
from tui_descent.main import main
from tui_descent.ui.screens.training import TrainingScreen
def broken(self): raise RuntimeError("a mistake of ours")
TrainingScreen.action_epoch = broken
sys.argv = ["tui-descent", "open", "xor"]
main()
"""


def sessions(env: dict[str, str]) -> list[dict[str, Any]]:
    """What `resume --list --json` tells."""
    found: list[dict[str, Any]] = json.loads(run(env, "resume", "--list", "--json").stdout)
    return found


def refused(env: dict[str, str], *arguments: str) -> str:
    """The one line with which a command ends."""
    result = run(env, *arguments)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    return result.stderr


@pytest.mark.parametrize(
    "number",
    [signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT],
    ids=lambda one: one.name,
)
def test_a_signal_saves_the_session_and_resume_shows_the_very_screen(
    env: dict[str, str], number: signal.Signals
) -> None:
    with Terminal(["open", "xor", "--seed", "4"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press("space", "space", "up", "space", "f", "b", "b", "down", "right")
        terminal.wait_for("pass 1 ")
        terminal.press("space", "space", "b")
        before = terminal.wait_for("pass 2 ")
        terminal.process.send_signal(number)
        assert terminal.end() == 128 + number
        assert terminal.left_as_found()
        assert "the session is saved; to go on: tui-descent resume xor" in terminal.text
    (saved,) = sessions(env)
    assert (saved["pass"], saved["newest"], saved["ghosts"]) == (2, 3, 1)
    with Terminal(["resume"], env) as terminal:
        after = terminal.wait_for("pass 2 ")
        assert after == before
        assert len(sessions(env)) == 1
        terminal.press("space")
        terminal.wait_for("pass 3 ")
        terminal.press("q")
        assert terminal.end() == 0
    assert sessions(env) == []


@pytest.mark.parametrize("deaf", [False, True], ids=["told", "told nothing"])
def test_a_window_closed_while_playing_ends_it_with_the_session_saved(
    env: dict[str, str], deaf: bool
) -> None:
    """Also where the signal is ignored: then it is the terminal's silence that tells it."""
    with Terminal(["open", "xor"], env, program=[*(DEAF if deaf else []), *PROGRAM]) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press("p", ";", ";")
        terminal.watch_for(lambda text: re.search(r"pass [1-9]\d", text) is not None)
        terminal.close()
        assert terminal.process.wait(60) == 128 + signal.SIGHUP
    (saved,) = sessions(env)
    assert saved["pass"] >= 10
    assert saved["pass"] == saved["newest"]


def test_without_a_controlling_terminal_nobody_sends_a_signal_and_still_it_ends(
    env: dict[str, str],
) -> None:
    master, slave = pty.openpty()
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [*PROGRAM, "open", "xor"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=env,
        start_new_session=True,
    )
    os.close(slave)
    seen = b""
    while b"pass 0" not in seen:
        seen += os.read(master, 65536)
    os.write(master, b"p;;;;;;")
    while b"playing, 500" not in seen:
        seen += os.read(master, 65536)
    os.close(master)
    assert process.wait(60) == 128 + signal.SIGHUP
    assert len(sessions(env)) == 1


def test_on_a_line_that_is_stuck_it_ends_all_the_same(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press("p", *";;;;;;;;")
        terminal.fill()
        terminal.process.terminate()
        assert terminal.process.wait(60) == 128 + signal.SIGTERM
    assert len(sessions(env)) == 1


def test_a_mistake_of_ours_costs_no_session(env: dict[str, str]) -> None:
    with Terminal([], env, program=[sys.executable, "-c", BROKEN]) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press("space", "space")
        terminal.wait_for("pass 2 ")
        terminal.press("e")
        assert terminal.end() == 1
        assert "a mistake of ours" in terminal.text
    assert [saved["pass"] for saved in sessions(env)] == [2]


def test_after_a_pause_in_the_shell_it_goes_on(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press("space", "\x1a")
        terminal.wait_until(terminal.is_stopped)
        terminal.settle()
        assert terminal.left_as_found()
        before = len(terminal.everything)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.watch_for(lambda _: QUESTION in terminal.everything[before:])  # it has painted
        terminal.wait_for("pass 1 ")
        terminal.press("space")
        terminal.wait_for("pass 2 ")
        terminal.process.send_signal(signal.SIGTSTP)
        terminal.wait_until(terminal.is_stopped)
        terminal.process.send_signal(signal.SIGHUP)
        terminal.process.send_signal(signal.SIGCONT)
        assert terminal.end() == 128 + signal.SIGHUP
        assert terminal.left_as_found()
    assert [saved["pass"] for saved in sessions(env)] == [2]


def test_a_session_that_cannot_be_saved_is_told(env: dict[str, str]) -> None:
    folder = Path(env["HOME"]) / ".local" / "state" / "tui-descent"
    folder.mkdir(parents=True)
    (folder / "sessions").write_text("a file where the folder should be")
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.process.terminate()
        assert terminal.end() == 128 + signal.SIGTERM
        assert terminal.left_as_found()
        assert "tui-descent: the session could not be saved: File exists" in terminal.text


def test_of_several_one_is_chosen_by_name_by_number_or_on_the_screen(env: dict[str, str]) -> None:
    for number, preset in enumerate(("xor", "bowl", "moons"), 1):
        with Terminal(["open", preset], env) as terminal:
            terminal.wait_for("pass 0 ")
            terminal.press(*["space"] * number)
            terminal.wait_for(f"pass {number} ")
            terminal.process.terminate()
            terminal.end()
    assert [(one["number"], one["name"]) for one in sessions(env)] == [
        (1, "moons"),
        (2, "bowl"),
        (3, "xor"),
    ]
    table = run(env, "resume", "--list")
    assert table.stdout.splitlines()[2].split()[:4] == ["3", "xor", "pass", "1"]
    assert "four: no saved session has this name or number" in refused(env, "resume", "four")
    assert "this needs a terminal" in refused(env, "resume", "2")
    with Terminal(["resume", "2"], env) as terminal:
        assert "pass 2 " in terminal.wait_for("bowl · ")
        terminal.press("q")
        assert terminal.end() == 0
    with Terminal(["resume", "xor"], env) as terminal:
        assert "pass 1 " in terminal.wait_for("xor · ")
        terminal.process.terminate()
        terminal.end()
    with Terminal([], env) as terminal:
        text = terminal.wait_for("saved sessions")
        assert "of 1 made, sgd, learning rate 0.3" in text
        terminal.press("down", "enter")
        assert "pass 3 " in terminal.wait_for("moons · ")
        terminal.press("q")
        assert terminal.end() == 0
    with Terminal([], env) as terminal:
        terminal.wait_for("saved sessions")
        terminal.press("n")
        terminal.wait_for("problems to look at")
        terminal.press("q")
        assert terminal.end() == 0
    assert [one["name"] for one in sessions(env)] == ["xor"]


def test_what_cannot_be_gone_on_with_is_told_in_one_line(env: dict[str, str]) -> None:
    assert "no session is saved" in refused(env, "resume")
    folder = Path(env["HOME"]) / ".local" / "state" / "tui-descent" / "sessions"
    folder.mkdir(parents=True)
    (folder / "old.npz").write_bytes(b"PK half of an archive")
    for arguments in (["resume", "old"], ["resume", "--list"]):
        told = refused(env, *arguments)
        assert "old.npz: damaged" in told
        assert "it was left there" in told
    assert (folder / "old.npz").exists()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=lambda one: one.name)
def test_the_plain_mode_saves_and_goes_on_too(env: dict[str, str], number: signal.Signals) -> None:
    with Terminal(["open", "xor", "--plain"], env) as terminal:
        terminal.wait_for("quit ends")
        terminal.press("step 3", "enter")
        terminal.wait_for("pass 3 ")
        terminal.process.send_signal(number)
        assert terminal.end() == 128 + number
        assert "the session is saved; to go on: tui-descent resume xor" in terminal.text
    assert [saved["pass"] for saved in sessions(env)] == [3]
    with Terminal(["resume", "--plain"], env) as terminal:
        terminal.wait_for("pass 3 ")
        assert len(sessions(env)) == 1
        terminal.press("step", "enter")
        terminal.wait_for("pass 4 ")
        terminal.press("step 100000000", "enter")
        terminal.watch_for("> step 100000000")
        terminal.let_it_work()
        terminal.close()
        assert terminal.process.wait(60) == 128 + signal.SIGHUP
    (saved,) = sessions(env)
    assert saved["pass"] >= 4
    script = run(env, "resume", "--plain", typed="step\n")
    assert script.returncode == 0
    (again,) = sessions(env)
    assert (again["name"], again["pass"]) == (saved["name"], saved["pass"] + 1)


def numbers(screen: str) -> list[str]:
    """The status line, and the first parameter with its gradient."""
    lines = screen.splitlines()
    (status,) = (line for line in lines if re.search(r" pass \d+ .* lr ", line))
    first = next(line.partition("│▸")[2] for line in lines if "│▸" in line)
    return [status, first]


@pytest.mark.parametrize("plain", [False, True], ids=["screen", "plain"])
def test_in_a_lesson_it_goes_on_at_the_very_pass_too(env: dict[str, str], plain: bool) -> None:
    with Terminal(["learn", "too-small"], env) as terminal:
        terminal.wait_for("Too small")
        terminal.press("k", "2", "k", "up", "space", "space", "space")
        before = terminal.wait_for("pass 3 ")
        terminal.process.send_signal(signal.SIGHUP)
        assert terminal.end() == 128 + signal.SIGHUP
    (saved,) = sessions(env)
    assert saved["title"] == "in lesson too-small"
    assert saved["pass"] == 3
    with Terminal(["resume", *(["--plain"] if plain else [])], env) as terminal:
        after = terminal.wait_for("pass 3")
        if plain:
            assert "Too small a learning rate" in after
            terminal.press("quit", "enter")
        else:
            assert numbers(after) == numbers(before)
            terminal.press("b", "b", "b")
            terminal.wait_for("pass 0 ")
            terminal.press("q")
        assert terminal.end() == 0
    assert sessions(env) == []


def test_a_lesson_in_which_no_pass_was_made_leaves_no_session(env: dict[str, str]) -> None:
    with Terminal(["learn", "too-small"], env) as terminal:
        terminal.wait_for("Too small")
        terminal.process.send_signal(signal.SIGHUP)
        assert terminal.end() == 128 + signal.SIGHUP
    assert sessions(env) == []


def test_in_a_lesson_of_cases_the_same_case_is_open_again(env: dict[str, str]) -> None:
    with Terminal(["learn", "diagnose"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press("C")
        terminal.wait_for("case 2 ")
        terminal.press("space", "space")
        before = terminal.wait_for("pass 2 ")
        terminal.process.send_signal(signal.SIGHUP)
        assert terminal.end() == 128 + signal.SIGHUP
    with Terminal(["resume"], env) as terminal:
        after = terminal.wait_for("pass 2 ")
        assert numbers(after) == numbers(before)
        terminal.press("q")
        assert terminal.end() == 0
