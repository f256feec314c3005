"""The README says what is true."""

import json
import re
import subprocess
from pathlib import Path

from tests.keys_table import README, with_tables
from tests.terminal import PROGRAM
from tui_descent.presets.loading import load_file

TEXT = README.read_text("utf-8")


def test_the_tables_are_up_to_date() -> None:
    assert with_tables(TEXT) == TEXT, "run python -m tests.keys_table"


def test_the_first_two_shell_blocks_are_one_line_each() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)[:2]
    assert all(block.count("\n") == 1 for block in blocks)
    assert blocks[0].rstrip().endswith("tui-descent")
    assert blocks[1].rstrip().endswith("pytest")


def test_the_example_preset_is_fine(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(format.*?)```", TEXT, re.DOTALL)
    assert block
    (tmp_path / "example.toml").write_text(block[1])
    assert load_file(tmp_path / "example.toml").shape == "1-1 linear"


def test_the_example_record_is_what_is_printed(env: dict[str, str]) -> None:
    shown = re.search(r"^\{.*\}$", TEXT, re.MULTILINE)
    assert shown
    arguments = [*PROGRAM, "run", "three-weights", "--passes", "1"]
    printed = subprocess.run(arguments, env=env, capture_output=True, text=True, check=True)
    assert json.loads(printed.stdout.splitlines()[-1]) == json.loads(shown[0])


def test_every_command_and_option_is_named() -> None:
    from tui_descent.cli import commands

    for name, command in commands.commands.items():
        assert f"tui-descent {name}" in TEXT
        for parameter in command.params:
            for option in parameter.opts:
                assert not option.startswith("--") or option in TEXT
