"""Without a home, with folders that cannot be read: it starts, and says in one line why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import PROGRAM
from tests.pty_terminal import Terminal

HOMELESS = [
    *(sys.executable, "-c"),
    "import pwd\n"
    "def nobody(number): raise KeyError(number)\n"
    "pwd.getpwuid = nobody\n"
    "from tui_descent.main import main\n"
    "main()",
]
NO_OVERRIDE = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
BOUND = [*(NO_OVERRIDE if os.geteuid() == 0 else []), *PROGRAM]  # by the permission bits


def homeless(env: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name != "HOME"}


def play_and_leave(terminal: Terminal) -> str:
    """One pass, then q; what was printed."""
    terminal.wait_for("pass 0 ")
    terminal.press("space")
    terminal.wait_for("pass 1 ")
    terminal.press("q")
    assert terminal.end() == 0
    return terminal.everything.decode()


@pytest.mark.parametrize("rules", [[], ["--class"]])
def test_a_user_without_a_home(env: dict[str, str], tmp_path: Path, rules: list[str]) -> None:
    arguments = [*rules, "open", "xor"]
    with Terminal(arguments, homeless(env), program=HOMELESS, folder=tmp_path) as terminal:
        text = play_and_leave(terminal)
    assert "tui-descent: this user has no home folder; nothing will be kept\r\n" in text
    assert "Traceback" not in text
    assert sorted(os.listdir(tmp_path)) == ["home"]


@pytest.mark.parametrize("command", [["resume", "--list"], ["lessons"], ["open", "xor", "--plain"]])
def test_without_a_home_every_list_is_an_empty_one(env: dict[str, str], command: list[str]) -> None:
    result = subprocess.run(
        [*HOMELESS, *command], env=homeless(env), capture_output=True, text=True, input=""
    )
    assert result.returncode == 0
    assert "Traceback" not in result.stderr


def unreadable(path: Path, how: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if how == "a file":
        path.write_text("")
    elif how == "a loop":
        path.symlink_to(path)
    else:
        path.mkdir(0o000)


@pytest.mark.parametrize(
    ("place", "how"),
    [
        (".config", "no permission"),
        (".local/state", "a loop"),
        (".local/state/tui-descent", "a file"),
    ],
)
def test_an_unreadable_folder_is_named_and_the_program_starts(
    env: dict[str, str], place: str, how: str
) -> None:
    path = Path(env["HOME"]) / place
    unreadable(path, how)
    with Terminal(["open", "xor"], env, 160, 24, program=BOUND) as terminal:
        lines = play_and_leave(terminal).splitlines()
    assert [line for line in lines if str(path) in line and line.startswith("tui-descent: ")]
    assert not any("Traceback" in line for line in lines)


@pytest.mark.parametrize("how", ["a file", "no permission"])
def test_a_list_names_the_folder_that_it_cannot_read(env: dict[str, str], how: str) -> None:
    path = Path(env["HOME"]) / ".local" / "state" / "tui-descent"
    unreadable(path, how)
    result = subprocess.run(
        [*BOUND, "resume", "--list"], env=env, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"tui-descent: {path}")


def test_settings_that_are_no_file_leave_the_usual_keys(env: dict[str, str]) -> None:
    file = Path(env["HOME"]) / ".config" / "tui-descent" / "config.toml"
    file.mkdir(parents=True)
    with Terminal(["open", "xor"], env, 160, 24) as terminal:
        text = play_and_leave(terminal)
    assert f"tui-descent: {file}: not a regular file; " in text
