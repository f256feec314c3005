"""What a shell completes, asked as a shell asks it; and the manual page."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.manual import MANUAL, manual
from tests.program import PROGRAM, run
from tests.pty_terminal import Terminal
from tui_descent.cli import commands
from tui_descent.completion import SHELLS
from tui_descent.engine.losses import LOSSES
from tui_descent.lessons.listing import lesson_names
from tui_descent.presets.loading import names


def completed(env: dict[str, str], line: str) -> list[tuple[str, str]]:
    """What bash is offered for the last word of a line: kinds and words."""
    asked = {"_TUI_DESCENT_COMPLETE": "bash_complete", "COMP_WORDS": f"tui-descent {line}"}
    asked["COMP_CWORD"] = str(len(line.split(" ")))
    result = run(env | asked)
    assert result.returncode == 0
    return [(kind, word) for kind, _, word in (row.partition(",") for row in result.stdout.split())]


def words(env: dict[str, str], line: str) -> list[str]:
    return [word for kind, word in completed(env, line) if kind == "plain"]


def test_names_and_values_are_completed(env: dict[str, str]) -> None:
    assert words(env, "open double") == ["double-well"]
    assert words(env, "export ") == names()
    assert words(env, "learn ") == lesson_names()
    assert words(env, "run xor --optimizer ada") == ["adagrad", "adam", "adamw"]
    assert words(env, "sweep xor --loss ") == list(LOSSES)
    assert words(env, "open xor --schedule st") == ["step,every="]
    assert words(env, "run xor --set training.cl") == ["training.clip_norm="]
    assert words(env, "export xor --to ") == ["torch", "numpy"]
    assert words(env, "run xor --format j") == ["jsonl"]
    assert words(env, "comp") == ["completion"]


def test_files_are_left_to_the_shell_where_no_name_begins_so(env: dict[str, str]) -> None:
    assert completed(env, "open ./my") == [("file", "./my")]
    assert completed(env, "check ") == [("file", "")]
    assert completed(env, "run xor --weights net") == [("file", "net")]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_reads_the_script(shell: str, env: dict[str, str], tmp_path: Path) -> None:
    result = run(env, "completion", shell)
    assert result.returncode == 0
    assert f"_TUI_DESCENT_COMPLETE={shell}_complete" in result.stdout
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not here: its script is not read")
    script = tmp_path / "script"
    script.write_text(result.stdout)
    subprocess.run([shell, "-n", script], check=True)


@pytest.fixture
def installed(env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment of a user who has the program in the path."""
    program = tmp_path / "bin" / "tui-descent"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {" ".join(PROGRAM)} "$@"\n')
    program.chmod(0o755)
    here = {"PATH": f"{program.parent}:{os.environ['PATH']}"}
    return env | here | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not here")
def test_bash_completes_a_preset(installed: dict[str, str]) -> None:
    asked = """
eval "$(tui-descent completion bash)"
COMP_WORDS=(tui-descent run spi) COMP_CWORD=2
_tui_descent_completion tui-descent spi run
echo "${COMPREPLY[@]}"
"""
    result = subprocess.run(["bash", "-c", asked], env=installed, capture_output=True, text=True)
    assert result.stdout.split() == ["spiral"]


FILES = "my net.toml", "Häuser (1).csv", "it's.toml"
TYPED = {  # what is typed, and all that fish offers for its last word
    "open doub": ["double-well"],
    "learn dead": ["dead-relu"],
    "run xor --optimizer ada": ["adagrad", "adam", "adamw"],
    "run xor --optimizer=ada": ["--optimizer=adagrad", "--optimizer=adam", "--optimizer=adamw"],
    "run xor --schedule st": ["step,every="],
    "export xor --to ": ["numpy", "torch"],
    "check my": ["my net.toml"],
    "open Häu": ["Häuser (1).csv"],
    "run xor --weights=it": ["--weights=it's.toml"],
    "--cla": ["--class\tFor logins: no files, no shell."],
}


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not here: nothing is completed in it")
def test_fish_completes_names_values_and_files(installed: dict[str, str], tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).touch()
    asked = "tui-descent completion fish | source\n"
    asked += "\n".join(f"complete -C 'tui-descent {line}'; echo ." for line in TYPED)
    result = subprocess.run(
        ["fish", "-c", asked], env=installed, cwd=tmp_path, capture_output=True, text=True
    )
    offered = [part.splitlines() for part in f"\n{result.stdout}".split("\n.")[:-1]]
    assert [[*filter(None, lines)] for lines in offered] == [*TYPED.values()]


COMPLETED = {  # what is typed, and what zsh makes of it where one thing fits
    "open doub": "open double-well",
    "run xor --optimizer=rms": "run xor --optimizer=rmsprop",
    "run xor --loss=b": "run xor --loss=bce",
    "run xor --schedule st": "run xor --schedule step,every=",
    "check my": r"check my\ net.toml",
    "open Häu": r"open Häuser\ \(1\).csv",
    "run xor --weights=it": r"run xor --weights=it\'s.toml",
    "--pl": "--plain",
}


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not here: nothing is completed in it")
def test_zsh_completes_names_values_and_files(installed: dict[str, str], tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).touch()
    begin = """PS1='> '; autoload -U compinit; compinit -u -D
        eval "$(tui-descent completion zsh)"; clear; echo re''ady\r"""
    with Terminal(["-f", "-i"], installed, program=["zsh"], folder=tmp_path) as terminal:
        terminal.press(*begin.splitlines(keepends=True))
        terminal.wait_for("ready\n>")
        for line, whole in COMPLETED.items():
            terminal.press(f"tui-descent {line}\t")
            terminal.wait_for(f"> tui-descent {whole}")
            terminal.press("ctrl+u")
            terminal.wait_for(lambda text: text.rstrip().endswith("\n>"))


def test_the_manual_page_is_up_to_date() -> None:
    assert MANUAL.read_text("utf-8") == manual(), "run python -m tests.tables"


def test_the_manual_page_names_every_command_and_option() -> None:
    page = manual().replace("\\-", "-")
    for name, command in commands.commands.items():
        assert f".SS {name} " in page
        for param in command.params:
            assert all(option in page for option in param.opts if option.startswith("--"))


@pytest.mark.skipif(not shutil.which("man"), reason="man is not here: the page is not read")
def test_man_reads_the_page_without_a_warning() -> None:
    run = subprocess.run(
        ["man", "-l", "--warnings=all", "-E", "UTF-8", str(MANUAL)],
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "MANWIDTH": "80", "MANPAGER": "cat"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    assert "see gradient descent, one pass at a time" in run.stdout
