"""The README says what is true."""

import json
import re
from pathlib import Path

from textual.geometry import Size

from tests.plain.talk import talk
from tests.program import run
from tests.tables import DOCUMENTS, README, ROOT, with_tables
from tui_descent.lessons.listing import lesson_names
from tui_descent.permissions import IDLE_MINUTES
from tui_descent.presets import load
from tui_descent.presets.loading import load_file
from tui_descent.presets.preset import FEW
from tui_descent.saved.sessions import MOST
from tui_descent.session.session import Session
from tui_descent.ui.screens.keyed import SMALLEST, WIDE
from tui_descent.ui.widgets.gauge import GaugeBar

TEXT = "\n".join(file.read_text("utf-8") for file in DOCUMENTS)


def test_the_tables_are_up_to_date() -> None:
    for file in DOCUMENTS:
        text = file.read_text("utf-8")
        assert with_tables(text) == text, f"{file.name}: run python -m tests.tables"


def test_the_readme_is_read_in_one_sitting_and_points_to_the_rest() -> None:
    text = README.read_text("utf-8")
    assert text.count("\n") <= 250
    for file in DOCUMENTS[1:]:
        assert f"({file.relative_to(ROOT)})" in text


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
    printed = run(env, "run", "three-weights", "--passes", "1")
    assert json.loads(printed.stdout.splitlines()[-1]) == json.loads(shown[0])


def test_the_plain_example_is_what_is_printed() -> None:
    shown = re.search(r"\$ tui-descent open (\S+) --plain\n…\n(.*?)```", TEXT, re.DOTALL)
    assert shown
    name, lines = shown[1], shown[2].splitlines()
    script = [line.removeprefix("> ") for line in lines if line.startswith("> ")]
    told = [line for line in lines if not line.startswith("> ")]
    assert len(told) > 3
    said = talk(script, name)
    assert said.errors == []
    begin = said.lines.index(told[0])
    assert said.lines[begin : begin + len(told)] == told


def test_the_numbers_of_the_commands_are_those_of_the_program() -> None:
    from tui_descent.cli import commands

    def default(command: str, option: str) -> object:
        return next(one.default for one in commands.commands[command].params if one.name == option)

    assert f"`--passes N` ({FEW})" in TEXT
    assert f"`--count K` ({default('sweep', 'count')} rates" in TEXT
    assert f"After {IDLE_MINUTES:g} minutes without a key" in TEXT
    assert MOST == 20
    assert "The newest twenty are kept" in " ".join(TEXT.split())
    assert f"It needs {SMALLEST.width} × {SMALLEST.height} cells" in TEXT
    assert f"in windows of {WIDE} columns or more" in TEXT


def test_the_number_of_lessons_is_theirs() -> None:
    assert len(lesson_names()) == 31
    assert "\nThirty-one lessons, from " in TEXT


def test_what_the_gauge_and_the_screen_say_has_six_digits() -> None:
    assert "the very loss that the next pass will lead to, in six digits" in TEXT
    session = Session(load("xor"))
    frame = session.frame()
    assert frame.gauge is not None
    drawn = "".join(text for row in GaugeBar().draw(frame, Size(80, 2)) for text, _ in row)
    session.step()
    assert f"next loss {session.loss:.6g}" in drawn


def test_a_network_has_another_limit_as_it_learns_and_a_parabola_not() -> None:
    """What the README says of the limit, on problems of both kinds."""
    for name, changes in (("one-weight", False), ("ravine", False), ("xor", True), ("sine", True)):
        session, limits = Session(load(name)), list[float]()
        for _ in range(3):
            gauge = session.frame().gauge
            assert gauge is not None
            assert gauge.limit is not None
            limits.append(gauge.limit)
            session.step(20)
        assert (max(limits) > 1.01 * min(limits)) == changes, name


def test_every_command_and_option_is_named() -> None:
    from tui_descent.cli import commands

    for name, command in commands.commands.items():
        assert f"tui-descent {name}" in TEXT
        for parameter in command.params:
            for option in parameter.opts:
                assert not option.startswith("--") or option in TEXT
