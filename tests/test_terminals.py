"""The terminals that must work, each tried with the real program in a pseudo-terminal."""

import os
import random
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.program import PATIENCE, PROGRAM, environment
from tests.pty_terminal import QUESTION, Terminal
from tui_descent.terminal.glyphs import ascii_cells

COLOR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])[0-9;]*m")
OF_256 = re.compile(rb"[34]8;5;")
OF_ALL = re.compile(rb"[34]8;2;")
OPENED = "loss 0.969431"


def left(terminal: Terminal) -> bool:
    """Whether nothing is left of the program but a terminal as it was."""
    sessions = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            sessions.append(status.read_text().rpartition(")")[2].split()[3])
        except OSError:  # it has ended meanwhile
            continue
    return terminal.left_as_found() and str(terminal.process.pid) not in sessions


def visited(terminal: Terminal) -> str:
    """Open, make a pass, quit; return the screen after the pass."""
    terminal.wait_for(OPENED)
    terminal.press("space")
    text = terminal.wait_for("pass 1 ")
    terminal.press("q")
    assert terminal.end() == 0
    assert left(terminal)
    return text


def in_ascii(text: str) -> str:
    return "\n".join("".join(ascii_cells(line)) for line in text.splitlines())


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The screen after a pass on a terminal that has everything."""
    home = tmp_path_factory.mktemp("home")
    with Terminal(["open", "xor"], environment(home)) as terminal:
        return visited(terminal)


@pytest.mark.parametrize(
    ("name", "colors", "ascii"),
    [
        ("xterm-256color", 256, False),
        ("screen-256color", 256, False),
        ("tmux-256color", 256, False),
        ("xterm", 16, False),
        ("linux", 16, True),
        ("vt220", 0, True),
    ],
)
def test_terms(env: dict[str, str], reference: str, name: str, colors: int, ascii: bool) -> None:
    with Terminal(["open", "xor"], {**env, "TERM": name}) as terminal:
        text = visited(terminal)
        sent = terminal.everything
    assert bool(COLOR.search(sent)) == (colors > 0)
    assert bool(OF_256.search(sent)) == (colors == 256)
    assert not OF_ALL.search(sent)
    assert sent.isascii() == ascii
    assert text == (in_ascii(reference) if ascii else reference)


@pytest.mark.parametrize(
    ("variables", "pattern"),
    [
        ({"COLORTERM": "truecolor"}, OF_ALL),
        ({"JUPYTER_SERVER_URL": "http://localhost:8888/"}, OF_ALL),
        ({"NO_COLOR": ""}, OF_256),
        ({"NO_COLOR": "1"}, None),
        ({"NO_COLOR": "0", "COLORTERM": "truecolor"}, None),
    ],
)
def test_colors(
    env: dict[str, str], variables: dict[str, str], pattern: re.Pattern[bytes] | None
) -> None:
    with Terminal(["open", "xor"], {**env, **variables}) as terminal:
        visited(terminal)
        found = COLOR.findall(terminal.everything)
    assert bool(found) == (pattern is not None)
    assert pattern is None or all(pattern.search(code) for code in found)


def test_without_color_the_chosen_row_is_reversed(env: dict[str, str]) -> None:
    with Terminal([], {**env, "NO_COLOR": "1"}) as terminal:
        terminal.wait_for("▸  1 ")
        terminal.press("down")
        terminal.wait_for("▸  2 ")
        rows = terminal.text.splitlines()
        here = next(number for number, row in enumerate(rows) if "▸  2 " in row)
        assert terminal.screen.buffer[here][5].reverse
        assert not terminal.screen.buffer[here + 1][5].reverse


@pytest.mark.parametrize(
    ("variables", "arguments"),
    [
        ({"LANG": "C"}, []),
        ({"LANG": "de_DE.ISO-8859-1"}, []),
        ({"PYTHONIOENCODING": "latin-1"}, []),
        ({}, ["--ascii"]),
    ],
)
def test_ascii(
    env: dict[str, str], reference: str, variables: dict[str, str], arguments: list[str]
) -> None:
    with Terminal(["open", "xor", *arguments], {**env, **variables}) as terminal:
        assert visited(terminal) == in_ascii(reference)
        assert terminal.everything.isascii()


def test_every_screen_is_ascii_where_it_must_be(env: dict[str, str]) -> None:
    with Terminal(["--ascii"], env) as terminal:
        terminal.wait_for("problems to look at")
        terminal.press("x", "o", "r", "enter")
        terminal.wait_for(OPENED)
        for key, shows in (
            ("s", "learning-rate sweep"),
            ("o", "in use"),
            ("g", "largest relative error"),
            ("w", "write"),
            ("?", "make one pass"),
            ("\x10", "Draw the whole screen again"),
        ):
            terminal.press(key)
            if key == "\x10":
                terminal.settle()
                terminal.press("draw")
            terminal.wait_for(shows)
            terminal.press("\x1b")
            terminal.wait_for(OPENED)
        terminal.press("é", "q")
        assert terminal.end() == 0
        assert terminal.everything.isascii()


def test_sizes_and_random_resizes_while_it_plays(env: dict[str, str]) -> None:
    chance = random.Random(7)
    with Terminal(["open", "xor"], env, columns=40, rows=12) as terminal:
        terminal.wait_for(OPENED)
        terminal.press("p")
        terminal.watch_for(lambda text: "pass 0 " not in text)
        for _ in range(40):
            terminal.resize(chance.randint(1, 210), chance.randint(1, 65))
            terminal.read(0.02)
        for columns, rows in ((20, 5), (200, 60), (40, 12), (80, 24)):
            terminal.resize(columns, rows)
            small = columns < 40
            terminal.wait_for("too small" if small else "loss")
        terminal.press("p")
        terminal.wait_for(" q quit")
        text = terminal.text
        terminal.press("ctrl+l")
        terminal.settle()
        assert terminal.text == text
        assert max(map(len, text.splitlines())) == 80
        terminal.press("q")
        assert terminal.end() == 0
        assert left(terminal)


def test_a_silent_terminal_plays_and_is_left(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env, answers=False) as terminal:
        terminal.wait_for(OPENED)
        terminal.press("space")
        terminal.wait_for("pass 1 ")
        terminal.press("p", ";", ";")
        terminal.watch_for(lambda text: "pass 1 " not in text)
        terminal.press("p")
        terminal.wait_for(" q quit")
        terminal.press("q")
        assert terminal.end() == 0
        assert left(terminal)


def test_no_second_screen_is_on_its_way_before_the_first_has_arrived(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(OPENED)
        terminal.settle()
        terminal.answers = False
        before = terminal.everything.count(QUESTION)
        terminal.press("space")
        terminal.wait_for("pass 1 ")
        terminal.press(*["space"] * 50)
        terminal.settle()
        assert terminal.everything.count(QUESTION) == before + 1
        assert "pass 1 " in terminal.text
        terminal.answers = True
        terminal.answer()
        terminal.wait_for("pass 51 ")


@pytest.mark.parametrize("closed", ["<&-", "</dev/null", ">/dev/null", "2>/dev/null"])
def test_without_a_terminal_it_says_so_in_one_line(env: dict[str, str], closed: str) -> None:
    command = " ".join([*PROGRAM, "open", "xor", closed])
    with Terminal(["-c", command], env, program=["sh"]) as terminal:
        assert terminal.end() == 2
        terminal.settle()
        assert b"\x1b" not in terminal.everything
        told = 0 if closed.startswith("2") else 1
        assert terminal.everything.count(b"this needs a terminal") == told
        assert terminal.everything.count(b"tui-descent:") == told


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_ends_it_with_the_terminal_as_it_was(env: dict[str, str], number: int) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(OPENED)
        terminal.press("p")
        terminal.watch_for(lambda text: "pass 0 " not in text)
        terminal.process.send_signal(number)
        assert terminal.end() == 128 + number
        assert left(terminal)


@pytest.mark.parametrize("key", ["\x03", "\x1c"])
def test_a_key_that_ends_any_program_ends_this_one(env: dict[str, str], key: str) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(OPENED)
        terminal.press("p", "p", "=", key)
        assert terminal.end() == 0
        assert left(terminal)


def test_ctrl_z_puts_it_aside_and_a_continue_brings_it_back(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(OPENED)
        terminal.press("space", "\x1a")
        terminal.wait_until(terminal.is_stopped)
        terminal.settle()
        assert terminal.left_as_found()
        terminal.screen.reset()
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_for("pass 1 ")
        terminal.press("space")
        terminal.wait_for("pass 2 ")
        terminal.press("q")
        assert terminal.end() == 0
        assert left(terminal)


def test_a_closed_terminal_ends_it(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(OPENED)
        terminal.press("p")
        terminal.watch_for(lambda text: "pass 0 " not in text)
        terminal.hang_up()
        # 120 is Python's own: what it had still to write could not be written.
        assert terminal.process.wait(PATIENCE) in (128 + signal.SIGHUP, 120)


def test_a_kill_ends_it_even_if_the_terminal_takes_nothing_in(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(OPENED)
        terminal.take_nothing_in()
        terminal.press("space")
        terminal.process.terminate()
        assert terminal.process.wait(PATIENCE) == 128 + signal.SIGTERM


def test_bytes_that_are_no_utf8_are_no_keys(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for(OPENED)
        terminal.send(b"\xe4\xff\xc3")
        terminal.settle()
        terminal.press("space")
        terminal.wait_for("pass 1 ")
        terminal.press("q")
        assert terminal.end() == 0


def test_inside_tmux_detached_and_attached_again(env: dict[str, str], tmp_path: Path) -> None:
    tmux = shutil.which("tmux")
    if tmux is None:
        pytest.skip("tmux is not installed: nothing was tried inside it")
    env = {**env, "TMUX_TMPDIR": str(tmp_path), "SHELL": "/bin/sh"}
    command = [tmux, "-f", os.devnull]
    program = [*command, "new-session", "-s", "descent", *PROGRAM, "open", "xor"]
    try:
        with Terminal([], env, program=program) as terminal:
            terminal.wait_for(OPENED)
            terminal.press("space")
            terminal.wait_for("pass 1 ")
            terminal.press("\x02d")
            assert terminal.end() == 0
        subprocess.run([*command, "send-keys", "-t", "descent", "Space"], env=env, check=True)
        with Terminal([], env, 100, 30, [*command, "attach", "-t", "descent"]) as terminal:
            text = terminal.wait_for("pass 2 ")
            assert len(text.splitlines()[1]) == 100
            terminal.press("q")
            assert terminal.end() == 0
            assert "[exited]" in terminal.everything.decode()
    finally:
        subprocess.run([*command, "kill-server"], env=env, capture_output=True)


SEQUENCES = (
    b"\x1b[13;2u",
    b"\x1b[27;2;13~",
    b"\x1b[?64;1;2c",
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    b"\x1bP>|tmux 3.3a\x1b\\",
    b"\x1b[?997;1n",
    b"\x1b[M#\xff[",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b[200~[]q \x1b[201~",
)


def test_sequences_that_mean_nothing_change_nothing(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        before = terminal.wait_for(OPENED)
        for sequence in SEQUENCES:
            terminal.send(sequence)
        for sequence in SEQUENCES[:3]:
            for place in (1, 2, len(sequence) - 1):
                terminal.send(sequence[:place])
                assert not terminal.read(0.3)
                terminal.send(sequence[place:])
        terminal.send(b"".join(SEQUENCES) * 30)
        terminal.press("space")
        terminal.wait_for("pass 1 ")
        terminal.press("b")
        terminal.wait_for("pass 0 ")
        assert terminal.text.splitlines()[0] == before.splitlines()[0]
        terminal.press("\x1b[", "space", "\x1b[1;3A", "\x1b]")
        assert "lr 0.3 " in terminal.wait_for("pass 1 ")
        terminal.press("q")
        assert terminal.end() == 0
        assert left(terminal)


def test_the_terminals_own_size_counts(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], {**env, "COLUMNS": "70", "LINES": "20"}, 90, 30) as terminal:
        text = terminal.wait_for(OPENED)
        assert [len(text.splitlines()[1]), len(text.splitlines())] == [90, 30]
        terminal.resize(120, 40)
        text = terminal.wait_for(lambda text: len(text.splitlines()[1]) == 120)
        assert "q quit" in text.splitlines()[-1]
        terminal.press("q")
        assert terminal.end() == 0


def test_the_wheel_zooms_or_scrolls_and_no_movement_is_asked_for(
    env: dict[str, str],
) -> None:
    with Terminal(["open", "two-weights"], env) as terminal:
        terminal.wait_for("pass 0 ")
        modes = terminal.everything
        assert b"\x1b[?1000;1006h" in modes
        assert b"1003" not in modes
        assert b"1002" not in modes
        terminal.turn_to(" LANDSCAPE ")
        far = terminal.text
        terminal.send(b"\x1b[<64;10;8M")
        near = terminal.wait_for(lambda text: text != far)
        assert near.splitlines()[0] == far.splitlines()[0]
        terminal.send(b"\x1b[<65;10;8M")
        far = terminal.wait_for(lambda text: text != near)
        terminal.send(b"\x1b[<65;60;4M")
        chosen = terminal.wait_for(lambda text: text != far)
        assert chosen.splitlines()[0] == far.splitlines()[0]
        terminal.press("q")
        assert terminal.end() == 0
        assert left(terminal)
