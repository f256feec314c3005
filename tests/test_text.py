"""No text from anywhere does anything in a terminal but stand there."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.presets.writing import preset_text
from tests.program import run
from tests.pty_terminal import Terminal
from tui_descent.presets.errors import PresetError
from tui_descent.presets.tables import read_toml
from tui_descent.text import safe

HIDDEN = "\x1b\x07\x9b\u200b\u200d\u2066\u202e\u061c\ufeff\u00ad\u3164\U000e0041"
EVIL = f"a\x1b[2J{HIDDEN}b[red]x[/]"
SHOWN = safe(EVIL)


@given(st.text(st.characters(), max_size=40))
def test_what_is_safe_stands_in_one_line_and_hides_nothing(text: str) -> None:
    shown = safe(text)
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert safe(shown) == shown
    shown.encode()


def test_words_of_any_language_stay_as_they_are() -> None:
    for text in ("learning rate", "Lernrate für Größen", "скорость", "学习率", "λ ≤ 0.5 → ∂E/∂w̄"):
        assert safe(text) == text


def evil_files(folder: Path) -> Path:
    """A preset with evil words wherever words may stand, in a file with an evil name."""
    table = f'"{EVIL}",y\n' + "".join(f"{x},{EVIL if x % 2 else 'good'}\n" for x in range(8))
    (folder / "t.csv").write_text(table, "utf-8")
    quoted = "".join(f"\\U{ord(char):08x}" for char in EVIL)
    text = preset_text("softmax", "cross_entropy", (1, 2), csv="t.csv", one_hot=True)
    text = text.replace('title = "A test"', f'title = "{quoted}"\nsummary = "{quoted}"')
    text = text.replace("one_hot = true", f'one_hot = true\ninputs = ["{quoted}"]\ntargets = ["y"]')
    path = folder / f"evil\x1b]0;x\x07\u202e{chr(0xDC80)}.toml"
    path.write_text(text, "utf-8")
    return path


def printed(env: dict[str, str], *arguments: str, typed: str = "") -> str:
    """What comes on both streams, which must be UTF-8, whatever status it ends with."""
    result = run(env, *arguments, typed=typed)
    text = result.stdout + result.stderr
    assert "Traceback" not in text
    assert not any(char in text for char in HIDDEN)
    return text


def test_lists_and_plain_mode_spell_out_what_a_terminal_must_not_get(
    env: dict[str, str], tmp_path: Path
) -> None:
    path = str(evil_files(tmp_path))
    assert ": fine" in printed(env, "check", path)
    assert "no such file" in printed(env, "check", path.replace("evil", "gone"))
    assert "\\x1b" in printed(env, "open", "x\x1b[2J\udc80")
    assert "\\u202e" in printed(env, EVIL)
    words = "show\nfit\nsample\nparameters\nstep 3\nopen \x1b[2J\nrate \u202e\nquit\n"
    assert "a\\x1b[2J" in printed(env, "open", path, "--plain", typed=words)
    with Terminal(["open", path], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.process.terminate()
        terminal.end()
    assert "a\\x1b[2J" in printed(env, "resume", "--list")
    assert "%80.toml" in printed(env, "resume", "--list", "--json")
    assert "pass 0 " in printed(env, "resume", "1", "--plain", typed="show\nquit\n")


def test_the_screen_shows_every_character_of_a_title(env: dict[str, str], tmp_path: Path) -> None:
    with Terminal(["open", str(evil_files(tmp_path))], env, 200, 60) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.settle()
        terminal.press("?")
        terminal.settle()
        sent = terminal.everything.decode()
        assert not any(char in sent for char in HIDDEN[3:])
        assert "\x1b[2J\x07" not in sent
        assert "good" in sent
        assert "a\\x1b[2J\\x1b\\x07\\x9b" in sent
        terminal.process.terminate()
        assert terminal.end() == 143


@pytest.mark.parametrize(
    "text",
    [
        f"{'a.' * 1_000}b = 1",
        f"{'a.' * 100_000}b = 1",
        f"[{'a.' * 100_000}b]",
        '"x" . ' * 100_000 + "b = 1",
        f"x = {'{a=' * 60}1{'}' * 60}",
        f"x = {'[' * 5_000}",
        "x = " + "9" * 5_000,
    ],
)
def test_toml_without_end_is_refused_in_a_line_at_once(text: str) -> None:
    with pytest.raises(PresetError, match=r"^f.toml: .*nested too deeply.*; write it more simply$"):
        read_toml("f.toml", text)


def test_a_stream_that_has_no_such_character_gets_its_name(env: dict[str, str]) -> None:
    result = run({**env, "PYTHONIOENCODING": "latin-1"}, "lessons")
    assert result.returncode == 0
    assert "\\u25b8 go on here" in result.stdout
